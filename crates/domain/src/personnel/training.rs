//! Training: what somebody attended, what is required (as data, never as code), and what is due when.

mod due;

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::authority::Role;
use crate::ids::{PersonId, TrainingId};
use crate::{Refusal, text};

pub use due::{Due, Excuse, ExcuseKind, State, due};

/// Training of more years ago is a slip of the pen.
const CAREER: i64 = 60;

/// Longest single course, in minutes: a 40-week academy.
pub(super) const LONGEST: u32 = 40 * 40 * 60;
/// Most topics of one course.
const MOST_TOPICS: usize = 12;

/// Something that somebody attended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attended {
    /// Its id.
    pub id: TrainingId,
    /// Who.
    pub person: PersonId,
    /// The course.
    pub course: String,
    /// The last day of it.
    pub day: Date,
    /// Minutes that count.
    pub minutes: u32,
    /// What it was about, as short names such as `use-of-force`.
    pub topics: Vec<String>,
    /// Score or "pass", as the provider writes it; may be empty.
    pub result: String,
    /// Who gave it; may be empty.
    #[serde(default)]
    pub provider: String,
    /// Number of the certificate; may be empty.
    #[serde(default)]
    pub certificate: String,
}

impl Attended {
    /// Tidies and checks it: a day that is not ahead, minutes that one course can have, topics by short names.
    pub fn tidy(mut self, today: Date) -> Result<Attended, Refusal> {
        self.course = text::line("course", &self.course)?;
        if self.day > today {
            return Err(Refusal::unfit("day", "training-ahead"));
        }
        if self.day < today.saturating_sub(Span::new().years(CAREER)) {
            return Err(Refusal::unfit("day", "training-long-ago"));
        }
        if self.minutes == 0 || self.minutes > LONGEST {
            return Err(Refusal::malformed("hours"));
        }
        self.topics = topics(&self.topics);
        if self.topics.len() > MOST_TOPICS {
            return Err(Refusal::malformed("topics"));
        }
        let optional = |field: &'static str, words: &str| {
            if words.trim().is_empty() { Ok(String::new()) } else { text::line(field, words) }
        };
        self.result = optional("result", &self.result)?;
        self.provider = optional("provider", &self.provider)?;
        self.certificate = optional("certificate", &self.certificate)?;
        Ok(self)
    }
}

/// Topics as short names, each once.
pub(super) fn topics(typed: &[String]) -> Vec<String> {
    let short = typed.iter().map(|t| text::slug(t)).filter(|t| !t.is_empty());
    short.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// What was learnt, used on a problem, as its person says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// The course.
    pub training: TrainingId,
    /// The problem, as people call it.
    pub problem: crate::Reference,
    /// What of the course was used there.
    pub words: String,
    /// The day on which it was noted.
    pub on: Date,
}

/// When something has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// In each window of so many months, counted from a day that is the same for all.
    Cycle {
        /// First day of one of the windows.
        anchor: Date,
        /// Months of a window.
        months: u32,
    },
    /// At every moment, within the months before it.
    Rolling {
        /// Months that it holds.
        months: u32,
    },
    /// Once, so many days after somebody began.
    Once {
        /// Days.
        within_days: u32,
    },
}

/// A part of a requirement: so many minutes on one of these topics; on any where none is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Topics.
    pub topics: Vec<String>,
    /// Minutes.
    pub minutes: u32,
}

impl Part {
    /// Whether a course counts for it.
    pub fn takes(&self, attended: &Attended) -> bool {
        self.topics.is_empty() || attended.topics.iter().any(|t| self.topics.contains(t))
    }
}

/// Something that is required.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Its short name; versions of one requirement share it.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// First day on which this version holds. A cycle that runs goes on under the version it began with.
    pub from: Date,
    /// When it has to be done.
    pub rule: Rule,
    /// What has to be done.
    pub parts: Vec<Part>,
    /// Who it is for.
    pub roles: Vec<Role>,
    /// Days after the day on which it is due that are let pass.
    pub grace_days: u32,
}

/// Requirements of a state or an agency, with where they come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// Its short name.
    pub pack: String,
    /// Where it comes from.
    pub source: String,
    /// The requirements.
    pub rules: Vec<Requirement>,
}

impl Requirement {
    /// Refuses one that cannot be computed with.
    pub fn check(&self) -> Result<(), Refusal> {
        let sound = match self.rule {
            Rule::Cycle { months, .. } | Rule::Rolling { months } => (1..=240).contains(&months),
            Rule::Once { within_days } => (1..=3_650).contains(&within_days),
        };
        let parts = !self.parts.is_empty() && self.parts.iter().all(|p| (1..=LONGEST).contains(&p.minutes));
        let named = !self.key.is_empty() && text::slug(&self.key) == self.key && !self.name.trim().is_empty();
        if sound && parts && named && self.grace_days <= 3_650 && !self.roles.is_empty() {
            Ok(())
        } else {
            Err(Refusal::malformed("rules"))
        }
    }
}

impl Pack {
    /// Reads a pack as JSON; refused as a whole where one requirement is unsound or two have the same name and day.
    pub fn read(json: &str) -> Result<Pack, Refusal> {
        let pack: Pack = serde_json::from_str(json).map_err(|_| Refusal::malformed("rules"))?;
        for (n, rule) in pack.rules.iter().enumerate() {
            rule.check()?;
            if pack.rules[..n].iter().any(|other| other.key == rule.key && other.from == rule.from) {
                return Err(Refusal::unfit("rules", "rule-twice"));
            }
        }
        Ok(pack)
    }

    /// Those that come with the house. They are examples from published rules: an agency checks them against its own law.
    pub fn shipped() -> Vec<Pack> {
        [
            include_str!("../../data/training/california.json"),
            include_str!("../../data/training/minnesota.json"),
        ]
        .into_iter()
        .filter_map(|json| Pack::read(json).ok())
        .collect()
    }
}

/// The version of a requirement that holds on a day: the last one that began; none before the first.
pub fn in_force(versions: &[Requirement], day: Date) -> Option<&Requirement> {
    versions.iter().filter(|v| v.from <= day).max_by_key(|v| v.from)
}

/// What is kept of somebody beside the courses: when the person began, and what they are excused from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct File {
    /// First day of work; the day of the account where it is not said.
    pub began: Option<Date>,
    /// Exemptions and waivers, in the order in which they were given.
    pub excuses: Vec<Excuse>,
}

impl File {
    /// Excuses from a requirement until a day, with a reason.
    pub fn excuse(&mut self, excuse: Excuse, today: Date) -> Result<(), Refusal> {
        if excuse.until < today {
            return Err(Refusal::unfit("excused_until", "excuse-past"));
        }
        let reason = text::prose("excuse_reason", &excuse.reason)?;
        self.excuses.push(Excuse { reason, ..excuse });
        Ok(())
    }
}

pub(crate) fn months_on(day: Date, months: i64) -> Date {
    Span::new().try_months(months).ok().and_then(|span| day.checked_add(span).ok()).unwrap_or(Date::MAX)
}

pub(crate) fn days_on(day: Date, days: i64) -> Date {
    Span::new().try_days(days).ok().and_then(|span| day.checked_add(span).ok()).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests;
