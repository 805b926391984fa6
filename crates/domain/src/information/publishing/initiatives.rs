//! What the public may read of a joint initiative: where and when, and the answers to what was raised.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Cleared;
use crate::ids::InitiativeId;
use crate::partnerships::initiatives::{Initiative, InitiativeKind};

/// The words of an initiative that everybody may read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicInitiative {
    /// Its id, for calendars.
    pub id: InitiativeId,
    /// What kind.
    pub kind: InitiativeKind,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub goal: String,
    /// Where.
    pub place: String,
    /// Who can come in, in words.
    pub access: String,
    /// In which languages.
    pub spoken: String,
    /// The agenda.
    pub agenda: String,
    /// When it begins.
    pub begins: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// The neighborhood's name.
    pub area: Option<String>,
    /// Why it does not take place.
    pub called_off: Option<String>,
    /// What people raised, what they were answered, and when.
    pub answered: Vec<(String, String, Timestamp)>,
    /// How many things still wait for their answer.
    pub waiting: usize,
    /// When its public words last changed.
    pub changed_at: Timestamp,
    /// Grows with each change.
    pub version: i64,
}

/// Clears an initiative that somebody of the agency put on the public page; nothing for one that was not. The problem it
/// serves, the roles of partners, a watch group's people, the minutes and what was raised without an answer stay inside.
pub fn clear_initiative(
    initiative: &Initiative,
    zone: &TimeZone,
    area: Option<String>,
) -> Option<Cleared<PublicInitiative>> {
    if !initiative.plan.shown {
        return None;
    }
    let (begins, ends) = initiative.moments(zone)?;
    let Initiative { id, plan, raised, called_off, changed_at, version, .. } = initiative.clone();
    let waiting = raised.iter().filter(|r| r.answer.is_none()).count();
    let answered =
        raised.into_iter().filter_map(|r| r.answer.map(|(words, at)| (r.words, words, at))).collect();
    Some(Cleared(PublicInitiative {
        id,
        kind: plan.kind,
        title: plan.title,
        goal: plan.goal,
        place: plan.place,
        access: plan.access,
        spoken: plan.spoken,
        agenda: plan.agenda,
        begins,
        ends,
        area,
        called_off,
        answered,
        waiting,
        changed_at,
        version,
    }))
}
