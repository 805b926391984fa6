//! The rows of a file into its batch: while some are written, the next get their ids.

use std::collections::HashMap;

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::IncidentId;
use commonbeat_domain::information::imports::{Batch, Tally};
use commonbeat_formats::incidents::Profile;
use commonbeat_store::incidents::{NewIncident, NewRows};

use super::RefusedRow;
use super::read::{Chunk, Kept, Progress, Reading};
use super::vanished::Held;
use crate::meanings::Classes;
use crate::{App, Result};

/// Some rows of the file, ready to be written.
struct Ready {
    rows: NewRows,
    refused: Vec<RefusedRow>,
    counted: Tally,
    /// Rows that only repeat an earlier one.
    repeated: u64,
    /// Rows whose place a later row of the same record took.
    replaced: u64,
    progress: Progress,
}

impl Ready {
    /// The account up to here before these rows are looked up, from that of all rows before them.
    fn account(&self, before: &Tally) -> Tally {
        Tally {
            rows: self.counted.rows,
            flagged: self.counted.flagged.clone(),
            refused: self.counted.refused.clone(),
            addresses: self.counted.addresses.clone(),
            unchanged: before.unchanged + self.repeated,
            updated: before.updated + self.replaced,
            ..before.clone()
        }
    }
}

/// Takes rows from the reader and makes them ready.
struct Making<'a> {
    app: &'a App,
    profile: &'a Profile,
    classes: &'a Classes,
    reading: Reading,
    held: Held,
}

impl Making<'_> {
    /// The next rows; nothing at the end of the file.
    async fn next(&mut self) -> Result<Option<Ready>> {
        let Some(chunk) = self.reading.next().await? else { return Ok(None) };
        let Chunk { rows, refused, counted, repeated, first_in_file, progress } = chunk;
        let all = rows.len();
        let rows = if first_in_file { self.with_ids(rows).collect() } else { self.last_of_each(rows) };
        let replaced = (all - rows.len()) as u64;
        self.held.add(&rows);
        let rows = NewRows { rows, first_in_file };
        Ok(Some(Ready { rows, refused, counted, repeated, replaced, progress }))
    }

    /// Rows with their ids and the classes decided for their categories.
    fn with_ids(&self, rows: Vec<Kept>) -> impl Iterator<Item = NewIncident> {
        rows.into_iter().map(|row| {
            let mut new = row.incident(self.app.id::<IncidentId>(), &self.profile.name);
            self.classes.apply(&mut new);
            new
        })
    }

    /// The same; of several rows of one record the last, in the place of the first.
    fn last_of_each(&self, rows: Vec<Kept>) -> Vec<NewIncident> {
        let mut placed: Vec<NewIncident> = Vec::with_capacity(rows.len());
        let mut at = HashMap::with_capacity(rows.len());
        for new in self.with_ids(rows) {
            match at.get(&new.source_key) {
                Some(&index) => placed[index] = new,
                None => {
                    at.insert(new.source_key.clone(), placed.len());
                    placed.push(new);
                }
            }
        }
        placed
    }
}

impl App {
    /// Loads the whole file; gives the account and the digest of its bytes.
    pub(super) async fn load(
        &self,
        who: &Actor,
        batch: &Batch,
        profile: &Profile,
        classes: &Classes,
        reading: Reading,
        progress: &(impl Fn(Progress) + Send),
    ) -> Result<(Tally, String)> {
        let read = self.store().read(who).await?;
        let held = Held::of(&read, &profile.name).await?;
        let mut making = Making { app: self, profile, classes, reading, held };
        let mut tally = Tally::default();
        let mut next = making.next().await?;
        while let Some(ready) = next {
            let before = ready.account(&tally);
            let (rows, refused) = (ready.rows, ready.refused);
            let written = self.store().load_chunk(who, self.now(), batch.id, rows, &refused, &before);
            // Both to their end: a row that cannot be read must not leave a write half waited for.
            let (written, following) = tokio::join!(written, making.next());
            tally = written?;
            progress(ready.progress);
            next = following?;
        }
        let Making { reading, held, .. } = making;
        let days = held.days;
        let vanished = held.vanished(&read).await?;
        Ok((Tally { days, vanished, ..tally }, reading.digest()))
    }
}
