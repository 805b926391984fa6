//! What is to be seen of beats: officers and since when, what is known, what was heard, what is promised.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AreaId, ContactId};
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::organization::beats::Profile;
use commonbeat_domain::organization::contacts::Contact;
use commonbeat_domain::organization::handovers::Handover;
use commonbeat_domain::organization::postings::{Post, Posting, Where};
use commonbeat_domain::problems::Status;
use commonbeat_store::contacts::{self, Filter, Tally};
use commonbeat_store::problems::{self, Brief, ProblemFilter};
use commonbeat_store::{agencies, areas, handovers, postings};
use jiff::SignedDuration;
use jiff::civil::Date;

use crate::{App, Error, Result};

/// Days over which the log is looked at.
pub const LATELY: i64 = 30;
/// Open promises and problems shown of one beat.
const SHOWN: u64 = 100;

/// How a beat stands: what is known locally, never a rank of officers.
#[derive(Clone, Debug, PartialEq)]
pub struct BeatLine {
    /// Its id.
    pub id: AreaId,
    /// Its name.
    pub name: String,
    /// Who is posted there today, the primary first.
    pub officers: Vec<Posting>,
    /// Whole months of the primary on it; none without a primary.
    pub months: Option<i32>,
    /// Groups, leaders and services known.
    pub known: usize,
    /// Its log and promises.
    pub tally: Tally,
}

/// One beat.
#[derive(Clone, Debug, PartialEq)]
pub struct BeatView {
    /// The beat.
    pub area: Area,
    /// Everybody who was ever posted there, the last first.
    pub postings: Vec<Posting>,
    /// What is known.
    pub profile: Profile,
    /// The log, the last first.
    pub log: Vec<Contact>,
    /// The next page of the log.
    pub next: Option<ContactId>,
    /// Open promises, the one due first in front.
    pub promises: Vec<Contact>,
    /// Open problems.
    pub problems: Vec<Brief>,
    /// The handover that runs, and the last ones that are done.
    pub handovers: Vec<Handover>,
    /// How it stands.
    pub line: BeatLine,
    /// The agency's day.
    pub today: Date,
    /// Whether the actor writes its profile.
    pub write: bool,
    /// Whether the actor posts people.
    pub assign: bool,
}

impl App {
    /// Every beat, by name.
    pub async fn beat_lines(&self, who: &Actor) -> Result<Vec<BeatLine>> {
        let read = self.store.read(who).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let since = self.now().saturating_sub(SignedDuration::from_hours(24 * LATELY)).unwrap_or_default();
        let mut tallies = contacts::tallies(&read, since, today).await?;
        let known = contacts::known(&read).await?;
        let mut there: BTreeMap<AreaId, Vec<Posting>> = BTreeMap::new();
        for posting in postings::holding(&read, today, None).await? {
            if let Where::Beat(beat) = posting.at {
                there.entry(beat).or_default().push(posting);
            }
        }
        let beats = areas::list(&read, Some(AreaKind::Beat)).await?;
        let line = |area: Area| {
            let officers = there.remove(&area.id).unwrap_or_default();
            let tally = tallies.remove(&area.id).unwrap_or_default();
            line(&area, officers, known.get(&area.id).copied().unwrap_or_default(), tally, today)
        };
        Ok(beats.into_iter().map(line).collect())
    }

    /// One beat, with a page of its log.
    pub async fn beat(
        &self,
        who: &Actor,
        id: AreaId,
        before: Option<ContactId>,
        size: usize,
    ) -> Result<BeatView> {
        let read = self.store.read(who).await?;
        let area = areas::list(&read, Some(AreaKind::Beat)).await?.into_iter().find(|a| a.id == id);
        let area = area.ok_or(Error::Missing("beat"))?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let postings = postings::at(&read, Where::Beat(id)).await?;
        let on_beat = Filter { beat: Some(id), before, ..Filter::default() };
        let mut log = contacts::list(&read, &on_beat, size as u64 + 1).await?;
        let more = log.len() > size;
        log.truncate(size);
        let open = Filter { beat: Some(id), open_promise: true, ..Filter::default() };
        let of_beat =
            ProblemFilter { beat: Some(id), status: Some(Status::Open), ..ProblemFilter::default() };
        let profile = contacts::profile(&read, id).await?;
        let since = self.now().saturating_sub(SignedDuration::from_hours(24 * LATELY)).unwrap_or_default();
        let tally = contacts::tallies(&read, since, today).await?.remove(&id).unwrap_or_default();
        let officers = postings.iter().filter(|p| p.holds(today)).cloned().collect();
        Ok(BeatView {
            line: line(&area, officers, profile.contacts(), tally, today),
            postings,
            next: log.last().filter(|_| more).map(|c| c.id),
            log,
            promises: contacts::list(&read, &open, SHOWN).await?,
            problems: problems::list(&read, &of_beat, SHOWN).await?,
            handovers: handovers::list(&read, Some(id), false, 5).await?,
            write: who.beats().contains(&id) || who.may(Action::AssignPosts),
            assign: who.may(Action::AssignPosts),
            profile,
            area,
            today,
        })
    }
}

fn line(area: &Area, mut officers: Vec<Posting>, known: usize, tally: Tally, today: Date) -> BeatLine {
    officers.sort_by_key(|p| (p.post != Post::Primary, p.since));
    let primary = officers.first().filter(|p| p.post == Post::Primary);
    let months = primary.map(|p| p.months(today));
    BeatLine { id: area.id, name: area.name.clone(), officers, months, known, tally }
}
