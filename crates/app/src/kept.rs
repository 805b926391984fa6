//! Figures over many rows, kept while the data stays as it is: only the first who asks waits for the database.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use commonbeat_domain::ids::{AgencyId, BatchId};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::information::quality::Known;
use commonbeat_domain::problems::candidates::Window;
use commonbeat_store::incidents::{self, Category, DataState, Events, Point, Span};
use commonbeat_store::{Read, Session};
use jiff::civil::Date;

use crate::Result;

/// Most answers kept of a kind.
const MOST: usize = 8;
/// More points than this are not kept: about 15 MB.
const POINTS: usize = 100_000;
/// More events than this are not kept: about 64 MB.
const EVENTS: usize = 2_000_000;

/// What is known of the rows that count, batch by batch.
#[derive(Debug)]
pub(crate) struct KnownRows {
    /// What is known of the rows of a batch.
    pub known: BTreeMap<BatchId, Known>,
    /// Rows of a batch and day.
    pub days: Vec<(BatchId, Date, u64)>,
    /// Flags of the rows, by kind.
    pub flagged: BTreeMap<String, u64>,
}

/// The answers kept. The callers have asked whether the actor may see them.
#[derive(Debug, Default)]
pub(crate) struct Keeps {
    points: Kept<Span, Vec<Point>>,
    classes: Kept<Span, Vec<(Offense, u64)>>,
    known: Kept<(), KnownRows>,
    categories: Kept<(), Vec<Category>>,
    events: Kept<Window, Events>,
}

impl Keeps {
    /// The incidents of a span.
    pub async fn points(&self, read: &Read, span: Span) -> Result<Arc<Vec<Point>>> {
        let make = async |span: &Span| Ok(incidents::points(read, span).await?);
        self.points.get(read, span, make, |points| points.len() <= POINTS).await
    }

    /// How many incidents of a span there are of each class.
    pub async fn classes(&self, read: &Read, span: Span) -> Result<Arc<Vec<(Offense, u64)>>> {
        let make = async |span: &Span| Ok(incidents::by_offense(read, span).await?);
        self.classes.get(read, span, make, |_| true).await
    }

    /// The rows with a place of some days.
    pub async fn events(&self, read: &Read, days: Window) -> Result<Arc<Events>> {
        let make = async |days: &Window| Ok(incidents::events(read, days.from, days.until).await?);
        self.events.get(read, days, make, |events| events.rows.len() <= EVENTS).await
    }

    /// What is known of all rows.
    pub async fn known(&self, read: &Read) -> Result<Arc<KnownRows>> {
        let make = async |(): &()| {
            Ok(KnownRows {
                known: incidents::known_by_batch(read).await?,
                days: incidents::days_by_batch(read).await?,
                flagged: incidents::flagged(read).await?,
            })
        };
        self.known.get(read, (), make, |_| true).await
    }

    /// The agency's own categories.
    pub async fn categories(&self, read: &Read) -> Result<Arc<Vec<Category>>> {
        let make = async |(): &()| Ok(incidents::categories(read).await?);
        self.categories.get(read, (), make, |_| true).await
    }
}

/// Whose, on which data, about what.
type Key<A> = (AgencyId, DataState, A);

/// The last answers of a kind, newest last.
#[derive(Debug)]
struct Kept<A, V>(Mutex<VecDeque<(Key<A>, Arc<V>)>>);

impl<A, V> Default for Kept<A, V> {
    fn default() -> Kept<A, V> {
        Kept(Mutex::default())
    }
}

impl<A: PartialEq, V> Kept<A, V> {
    /// The answer that is kept, or else the one made now, kept if it is fit for it.
    async fn get(
        &self,
        read: &Read,
        about: A,
        make: impl AsyncFnOnce(&A) -> Result<V>,
        fit: impl FnOnce(&V) -> bool,
    ) -> Result<Arc<V>> {
        let key = (read.agency(), incidents::data_state(read).await?, about);
        if let Some(found) = self.find(&key) {
            return Ok(found);
        }
        let made = Arc::new(make(&key.2).await?);
        // Data that changed meanwhile may be in the answer: it is nobody else's.
        if fit(&made) && incidents::data_state(read).await? == key.1 {
            self.put(key, made.clone());
        }
        Ok(made)
    }

    fn find(&self, key: &Key<A>) -> Option<Arc<V>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == key).map(|(_, made)| made.clone())
    }

    fn put(&self, key: Key<A>, made: Arc<V>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back((key, made));
    }
}
