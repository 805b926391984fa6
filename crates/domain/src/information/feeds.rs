//! Feeds: files that come in by themselves, from a watched folder or from a server.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{BatchId, FeedId, FeedRunId, PersonId};
use crate::information::imports::Tally;
use crate::{Refusal, text};

/// Where a feed's file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Place {
    /// A folder that the operator set up for the agency: every file whose name fits is taken in once.
    Folder {
        /// A file name within the agency's folder, perhaps below it; `*` in its last part stands for anything.
        pattern: String,
    },
    /// A file on a web server.
    Web {
        /// Its address.
        address: String,
    },
}

impl Place {
    /// Its kind, as in data and, with `feed-` in front, in `locales/`.
    pub fn kind(&self) -> &'static str {
        match self {
            Place::Folder { .. } => "folder",
            Place::Web { .. } => "web",
        }
    }

    /// The pattern or address, as shown. An address is shown without its query, which may hold a key.
    pub fn shown(&self) -> &str {
        match self {
            Place::Folder { pattern } => pattern,
            Place::Web { address } => address.split('?').next().unwrap_or_default(),
        }
    }
}

/// A feed as a person sets it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedPlan {
    /// What people call it.
    pub name: String,
    /// Where its file is.
    pub place: Place,
    /// Name of a shipped profile, or a profile's TOML text.
    pub profile: String,
    /// When it runs: minute, hour, day of month, month, day of week, in the agency's zone.
    pub schedule: String,
    /// Name of a file with credentials among those that the operator keeps for the agency.
    pub credentials: Option<String>,
    /// After so many hours without new data it is late.
    pub late_after: u32,
}

/// Hours after which a feed may be called late.
const LATE: std::ops::RangeInclusive<u32> = 1..=24 * 400;

impl FeedPlan {
    /// The plan, trimmed, if it is sound. Whether schedule, profile and address can be read is for the use case to say.
    pub fn tidy(self) -> Result<FeedPlan, Refusal> {
        let mut refused = Vec::new();
        let name = text::line("name", &self.name).map_err(|r| refused.push(r)).unwrap_or_default();
        let place = match self.place {
            Place::Folder { pattern } => {
                let pattern = pattern.trim().to_owned();
                if !sound_pattern(&pattern) {
                    refused.push(Refusal::malformed("pattern"));
                }
                Place::Folder { pattern }
            }
            Place::Web { address } => Place::Web {
                address: text::prose("address", &address).map_err(|r| refused.push(r)).unwrap_or_default(),
            },
        };
        let schedule =
            text::line("schedule", &self.schedule).map_err(|r| refused.push(r)).unwrap_or_default();
        let credentials = self.credentials.map(|c| c.trim().to_owned()).filter(|c| !c.is_empty());
        if credentials.as_deref().is_some_and(|c| !plain_name(c)) {
            refused.push(Refusal::malformed("credentials"));
        }
        if self.profile.trim().is_empty() {
            refused.push(Refusal::required("profile"));
        }
        if !LATE.contains(&self.late_after) {
            refused.push(Refusal::malformed("late_after"));
        }
        if refused.is_empty() {
            Ok(FeedPlan { name, place, schedule, credentials, ..self })
        } else {
            Err(Refusal::several(refused))
        }
    }
}

/// A name of a file, not of a place elsewhere.
fn plain_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    (1..=100).contains(&name.len()) && !name.starts_with('.') && name.chars().all(plain)
}

/// Names below the agency's folder, `*` in the last alone.
fn sound_pattern(pattern: &str) -> bool {
    let parts: Vec<&str> = pattern.split('/').collect();
    let Some((last, folders)) = parts.split_last() else { return false };
    let bad = |c: char| c.is_control() || c == '\\';
    let name = |part: &&str| !part.is_empty() && !part.starts_with('.') && !part.contains(bad);
    pattern.len() <= 200 && name(last) && folders.iter().all(|f| name(f) && !f.contains('*'))
}

/// Whether a file's name fits a pattern in which `*` stands for anything.
pub fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// What a feed remembers from run to run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedState {
    /// The server's mark of the file that was last taken in.
    pub etag: Option<String>,
    /// The server's date of it.
    pub last_modified: Option<String>,
    /// SHA-256, hex, of the files last seen, by name; of a web feed under an empty name.
    pub digests: std::collections::BTreeMap<String, String>,
    /// Names of its columns; a file with others is not taken in.
    pub header: Vec<String>,
    /// When new data last came.
    pub fresh_at: Option<Timestamp>,
    /// When somebody was told that it is late; nothing while it is not.
    pub late_told: Option<Timestamp>,
    /// What its last run came to.
    pub last: Option<Outcome>,
}

/// A feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feed {
    /// Its id.
    pub id: FeedId,
    /// As it was set up.
    pub plan: FeedPlan,
    /// Who set it up and gets its reports; nobody where it came by the command line.
    pub owner: Option<PersonId>,
    /// When it was set up.
    pub made_at: Timestamp,
    /// Whether it rests.
    pub paused: bool,
    /// Since when a run is under way.
    pub running_since: Option<Timestamp>,
    /// What it remembers.
    pub state: FeedState,
    /// Counts edits of the plan.
    pub version: i64,
}

impl Feed {
    /// Whether no new data came for longer than was agreed.
    pub fn late(&self, now: Timestamp) -> bool {
        let since = self.state.fresh_at.unwrap_or(self.made_at);
        !self.paused
            && now.duration_since(since) > SignedDuration::from_hours(i64::from(self.plan.late_after))
    }
}

/// How a file's columns differ from those of the files before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapeChange {
    /// Columns that are new.
    pub added: Vec<String>,
    /// Columns that are gone.
    pub removed: Vec<String>,
    /// The same columns in another order.
    pub moved: bool,
}

impl ShapeChange {
    /// What changed from one header to another; nothing where they are the same.
    pub fn between(before: &[String], after: &[String]) -> Option<ShapeChange> {
        if before == after {
            return None;
        }
        let lacking = |from: &[String], other: &[String]| -> Vec<String> {
            from.iter().filter(|c| !other.contains(c)).cloned().collect()
        };
        let (added, removed) = (lacking(after, before), lacking(before, after));
        Some(ShapeChange { moved: added.is_empty() && removed.is_empty(), added, removed })
    }
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Files were imported.
    Imported {
        /// The batches.
        batches: Vec<BatchId>,
        /// Their account, together.
        tally: Tally,
    },
    /// There was nothing new.
    Unchanged,
    /// The columns are others than before: nothing was imported.
    Reshaped {
        /// The file.
        file: String,
        /// What changed.
        change: ShapeChange,
    },
    /// It did not succeed.
    Failed {
        /// Why, for people; never with credentials.
        why: String,
    },
}

impl Outcome {
    /// Its name in data and, with `feed-outcome-` in front, in `locales/`.
    pub fn name(&self) -> &'static str {
        match self {
            Outcome::Imported { .. } => "imported",
            Outcome::Unchanged => "unchanged",
            Outcome::Reshaped { .. } => "reshaped",
            Outcome::Failed { .. } => "failed",
        }
    }
}

/// One run of a feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeedRun {
    /// Its id.
    pub id: FeedRunId,
    /// The feed.
    pub feed: FeedId,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// What it came to.
    pub outcome: Outcome,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(place: Place) -> FeedPlan {
        FeedPlan {
            name: " Calls ".into(),
            place,
            profile: "milwaukee-cad".into(),
            schedule: "0 3 * * *".into(),
            credentials: Some(" ".into()),
            late_after: 36,
        }
    }

    #[test]
    fn a_pattern_leads_nowhere_but_below_the_agencys_folder() {
        for good in ["calls.csv", "cad/calls-*.csv.gz", "*", "a b.csv"] {
            assert!(plan(Place::Folder { pattern: good.into() }).tidy().is_ok(), "{good}");
        }
        for bad in
            ["", "/etc/passwd", "../x.csv", "a/../x.csv", "a//x.csv", ".hidden", "*/x.csv", "a\\x.csv", "a/"]
        {
            assert!(plan(Place::Folder { pattern: bad.into() }).tidy().is_err(), "{bad}");
        }
        let tidy = plan(Place::Folder { pattern: "x".into() }).tidy().unwrap();
        assert_eq!((tidy.name.as_str(), tidy.credentials), ("Calls", None));
        let elsewhere =
            FeedPlan { credentials: Some("../key".into()), ..plan(Place::Folder { pattern: "x".into() }) };
        assert!(elsewhere.tidy().is_err());
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, expected) in [
            ("calls.csv", "calls.csv", true),
            ("calls.csv", "calls.csv.part", false),
            ("calls-*.csv", "calls-2026-02-01.csv", true),
            ("calls-*.csv", "calls-.csv.tmp", false),
            ("*-02-*.csv", "calls-2026-02-01.csv", true),
            ("*", "anything", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_change_of_shape_says_what_changed() {
        let columns = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(ShapeChange::between(&columns("a,b"), &columns("a,b")), None);
        let changed = ShapeChange::between(&columns("a,b"), &columns("a,c")).unwrap();
        assert_eq!((changed.added, changed.removed, changed.moved), (columns("c"), columns("b"), false));
        assert!(ShapeChange::between(&columns("a,b"), &columns("b,a")).unwrap().moved);
    }

    #[test]
    fn a_feed_is_late_when_nothing_new_came_for_longer_than_agreed() {
        let id = "01970000-0000-7000-8000-000000000001".parse().unwrap();
        let made_at = Timestamp::UNIX_EPOCH;
        let place = Place::Folder { pattern: "x".into() };
        let state = FeedState::default();
        let feed = Feed {
            id,
            plan: plan(place),
            owner: None,
            made_at,
            paused: false,
            running_since: None,
            state,
            version: 1,
        };
        let after = |hours| made_at + SignedDuration::from_hours(hours);
        assert!(!feed.late(after(36)) && feed.late(after(37)));
        assert!(!Feed { paused: true, ..feed.clone() }.late(after(99)));
        let state = FeedState { fresh_at: Some(after(20)), ..FeedState::default() };
        assert!(!Feed { state, ..feed }.late(after(37)));
    }

    #[test]
    fn an_address_is_shown_without_what_may_be_a_key() {
        let place = Place::Web { address: "https://a.b/x.csv?key=s3cret".into() };
        assert_eq!(place.shown(), "https://a.b/x.csv");
    }
}
