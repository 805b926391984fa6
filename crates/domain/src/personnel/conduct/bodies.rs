//! Bodies that take commendations and complaints, as the agency set them up, and which one gets what.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Topic;
use crate::ids::{BodyId, PersonId};
use crate::refusal::Wrongs;
use crate::{Refusal, text};

/// A body: a panel, an office, a unit of the agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Its id.
    pub id: BodyId,
    /// What it is called.
    pub name: String,
    /// What it takes.
    pub takes: BTreeSet<Topic>,
    /// Who reads and decides there.
    pub members: BTreeSet<PersonId>,
    /// Days until somebody must have answered.
    pub first_days: u16,
    /// Days until it must be decided.
    pub decide_days: u16,
    /// Years for which it is kept after the decision.
    pub keep_years: u16,
    /// Counts edits.
    pub version: i64,
}

impl Body {
    /// The same, tidied; refused where it takes nothing, nobody is there, or the days make no sense.
    pub fn check(mut self) -> Result<Body, Refusal> {
        let mut wrongs = Wrongs::default();
        self.name = wrongs.text(text::line("body_name", &self.name));
        if self.takes.is_empty() {
            wrongs.add(Refusal::required("body_takes"));
        }
        if self.members.is_empty() {
            wrongs.add(Refusal::required("body_members"));
        }
        if !(1..=30).contains(&self.first_days) {
            wrongs.add(Refusal::unfit("first_days", "conduct-days"));
        }
        if self.decide_days < self.first_days || self.decide_days > 400 {
            wrongs.add(Refusal::unfit("decide_days", "conduct-days"));
        }
        if !(1..=30).contains(&self.keep_years) {
            wrongs.add(Refusal::unfit("keep_years", "conduct-years"));
        }
        wrongs.or(self)
    }

    /// Members who may have what is about others.
    pub fn free_of<'a>(&'a self, barred: &'a BTreeSet<PersonId>) -> impl Iterator<Item = PersonId> + 'a {
        self.members.difference(barred).copied()
    }
}

/// The body that gets something: the first that takes the topic and has somebody whom it is not about. None where there is none;
/// then it waits for a body, and is shown to nobody.
pub fn route<'a>(bodies: &'a [Body], topic: Topic, barred: &BTreeSet<PersonId>) -> Option<&'a Body> {
    bodies.iter().find(|body| body.takes.contains(&topic) && body.free_of(barred).next().is_some())
}

/// Whether words may speak of somebody by name: a part of the name of three letters or more stands in them as a word.
pub fn speaks_of(words: &str, name: &str) -> bool {
    let parts = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
    };
    let said = parts(words);
    parts(name).iter().any(|part| part.chars().count() >= 3 && said.contains(part))
}
