//! Whose problems: one's own, those one supervises, a beat's, or everybody's.

use commonbeat_domain::ids::AreaId;
use commonbeat_store::problems::ProblemFilter;
use serde::Deserialize;

use super::list::escaped;
use crate::cx::Cx;

/// What the address asks for; what cannot be read means everybody's.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Unit {
    /// `mine`, `unit` (those the person supervises), or everybody's.
    pub whose: String,
    /// The beat.
    pub beat: String,
    /// Place of the first problem of the page, from 0.
    pub after: String,
}

impl Unit {
    /// The problems of it.
    pub(crate) fn filter(&self, cx: &Cx) -> ProblemFilter {
        let own = cx.actor.person();
        ProblemFilter {
            lead: own.filter(|_| self.whose == "mine"),
            supervisor: own.filter(|_| self.whose == "unit"),
            beat: self.beat.parse::<AreaId>().ok(),
            ..ProblemFilter::default()
        }
    }

    /// The same question on another page.
    pub(crate) fn address(&self, path: &str, after: &str) -> String {
        let pairs = [("whose", self.whose.as_str()), ("beat", &self.beat), ("after", after)];
        let given = pairs.iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}
