//! Records that earlier files of a profile brought and that a newer one of the same days no longer has.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use commonbeat_domain::ids::{BatchId, IncidentId};
use commonbeat_domain::information::imports::BatchState;
use commonbeat_store::incidents::NewIncident;
use commonbeat_store::{Read, batches, incidents};
use jiff::civil::Date;

use crate::Result;

/// Rows compared at a time.
const CHUNK: u64 = 20_000;
/// Keys that are remembered of one file, eight bytes each; of a larger file it is not told what vanished.
const MOST: usize = 7_000_000;
/// Batches that are looked through for earlier ones.
const BATCHES: u64 = 100_000;

/// What a file holds, remembered while it is read.
pub(super) struct Held {
    earlier: Vec<BatchId>,
    keys: Vec<u64>,
    pub(super) days: Option<(Date, Date)>,
}

impl Held {
    /// Ready for a file of a profile. Where no earlier file of it counts, nothing is remembered.
    pub(super) async fn of(read: &Read, profile: &str) -> Result<Held> {
        let all = batches::list(read, BATCHES).await?.into_iter();
        let earlier = all.filter(|b| b.state == BatchState::Active && b.profile == profile).map(|b| b.id);
        Ok(Held { earlier: earlier.collect(), keys: Vec::new(), days: None })
    }

    /// Remembers rows.
    pub(super) fn add(&mut self, rows: &[NewIncident]) {
        for row in rows {
            let (first, last) = self.days.unwrap_or((row.day, row.day));
            self.days = Some((first.min(row.day), last.max(row.day)));
            if !self.earlier.is_empty() && self.keys.len() <= MOST {
                self.keys.push(hashed(&row.source_key));
            }
        }
    }

    /// How many records of its days the file lacks. Nothing where no earlier file could have brought them, and where it
    /// has fewer of them than it lacks: such a file tells what is new, not all there is.
    pub(super) async fn vanished(mut self, read: &Read) -> Result<Option<u64>> {
        let Some(days) = self.days.filter(|_| !self.earlier.is_empty() && self.keys.len() <= MOST) else {
            return Ok(None);
        };
        self.keys.sort_unstable();
        let (mut after, mut gone, mut there) = (None, 0, 0);
        loop {
            let part = incidents::keys_between(read, &self.earlier, days, after, CHUNK).await?;
            let Some((last, _)) = part.last() else { return Ok((there >= gone).then_some(gone)) };
            after = Some(*last);
            let lacks = |(_, key): &&(IncidentId, String)| self.keys.binary_search(&hashed(key)).is_err();
            let lacking = part.iter().filter(lacks).count();
            gone += lacking as u64;
            there += (part.len() - lacking) as u64;
        }
    }
}

fn hashed(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
