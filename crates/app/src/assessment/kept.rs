//! The incidents that plans were last made on, kept while the data stays as it is: whoever tries other choices waits
//! for the database only once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use commonbeat_domain::ids::{AgencyId, BatchId};
use commonbeat_store::incidents::{self, Point, Span};
use commonbeat_store::{Read, Session, batches};

use crate::Result;

/// Most answers kept.
const MOST: usize = 4;
/// Larger answers are not kept: about 15 MB.
const LARGEST: usize = 100_000;

/// Which incidents, as of which data: a batch that begins or ceases to count makes another key.
#[derive(Debug, PartialEq)]
struct Key {
    agency: AgencyId,
    batches: Vec<BatchId>,
    span: Span,
}

/// The last answers, newest last.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<VecDeque<(Key, Arc<Vec<Point>>)>>);

impl Kept {
    /// The incidents of a span. The caller has asked whether the actor may see them.
    pub async fn points(&self, read: &Read, span: Span) -> Result<Arc<Vec<Point>>> {
        let key = Key { agency: read.actor().agency, batches: batches::counting(read).await?, span };
        if let Some(found) = self.find(&key) {
            return Ok(found);
        }
        let points = Arc::new(incidents::points(read, &key.span).await?);
        if points.len() <= LARGEST {
            self.put(key, points.clone());
        }
        Ok(points)
    }

    fn find(&self, key: &Key) -> Option<Arc<Vec<Point>>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == key).map(|(_, points)| points.clone())
    }

    fn put(&self, key: Key, points: Arc<Vec<Point>>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back((key, points));
    }
}
