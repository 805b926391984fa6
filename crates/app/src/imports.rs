//! Imports: a file under a profile becomes a batch; every row is accounted for.
//!
//! ```text
//! file -> reader (a thread of its own) -> chunks -> store, under a batch nobody sees -> one short write makes it count
//! ```

mod load;
mod read;
mod vanished;

use std::path::PathBuf;
use std::sync::Arc;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::BatchId;
use commonbeat_domain::information::imports::{Batch, BatchState, Tally};
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::place::LonLat;
use commonbeat_formats::addresses::AddressBook;
use commonbeat_formats::incidents::{
    Boundary, Preview, Profile, Proposal, Settings, preview, propose, shipped, shipped_text,
};
use commonbeat_store::audit::Entry;
use commonbeat_store::{StoreError, agencies, areas, batches, map_layers};
use serde_json::json;

use crate::meanings::Classes;
use crate::{App, Error, Result};
pub use batches::RefusedRow;
pub use read::Progress;
use read::Source;

/// How far outside the boundary a place may lie before it is flagged, in metres.
const MARGIN: f64 = 10_000.0;
/// Refused rows of a dry run that are kept to be shown.
const SHOWN: usize = 1_000;

/// A file to be imported.
#[derive(Clone, Debug)]
pub struct ImportFile {
    /// Its name, for people.
    pub name: String,
    /// Where its bytes are.
    pub bytes: FileBytes,
    /// Name of a shipped profile, or a profile's own TOML text.
    pub profile: ProfileChoice,
}

/// Where a file's bytes are.
#[derive(Clone, Debug)]
pub enum FileBytes {
    /// On disk.
    Path(PathBuf),
    /// In memory, as uploaded.
    Memory(Arc<Vec<u8>>),
}

/// Which profile reads the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileChoice {
    /// A shipped one, by name.
    Shipped(String),
    /// The text of one, as TOML.
    Toml(String),
}

impl ProfileChoice {
    /// The profile itself.
    pub fn read(&self) -> Result<Profile> {
        let read = match self {
            ProfileChoice::Shipped(name) => shipped(name),
            ProfileChoice::Toml(text) => Profile::parse(text),
        };
        read.map_err(|e| Error::Unfit(e.to_string()))
    }

    /// Its text, as TOML.
    pub fn text(&self) -> &str {
        match self {
            ProfileChoice::Shipped(name) => shipped_text(name).unwrap_or_default(),
            ProfileChoice::Toml(text) => text,
        }
    }
}

/// What an import, or a dry run, gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The batch; nothing for a dry run.
    pub batch: Option<BatchId>,
    /// The account of the rows.
    pub tally: Tally,
    /// Names of the file's columns.
    pub header: Vec<String>,
    /// Refused rows: of a dry run the first thousand; of an import none, since the batch keeps them.
    pub refused: Vec<RefusedRow>,
}

impl Imported {
    /// The report of the refused rows it holds as CSV, as [`App::refused_csv`] gives it for a batch.
    pub fn refused_csv(&self) -> Result<Vec<u8>> {
        let mut report = read::Report::new(&self.header)?;
        report.add(&self.refused)?;
        report.finish()
    }
}

/// A batch as its page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchView {
    /// The batch.
    pub batch: Batch,
    /// Names of the file's columns.
    pub header: Vec<String>,
    /// Why it failed.
    pub error: Option<String>,
    /// Its first refused rows.
    pub refused: Vec<RefusedRow>,
}

impl App {
    /// The first rows of a file and what would become of them.
    pub async fn preview_import(&self, who: &Actor, file: &ImportFile, rows: usize) -> Result<Preview> {
        let ready = self.ready(who).await?;
        let profile = file.profile.read()?;
        let source = Source::of(file, self.settings().limits);
        let look = move || preview(source.open()?, profile, &ready.settings, rows).map_err(read::unfit);
        tokio::task::spawn_blocking(look).await.map_err(Error::broken)?
    }

    /// Names of a file's columns, as its profile reads them.
    pub async fn file_header(&self, who: &Actor, file: &ImportFile) -> Result<Vec<String>> {
        let ready = self.ready(who).await?;
        read::start(file, ready.settings, ready.areas)?.header().await
    }

    /// A profile proposed from the first rows of a file, with reasons; the file's own choice of profile is not looked at.
    pub async fn propose_profile(&self, who: &Actor, file: &ImportFile) -> Result<Proposal> {
        let ready = self.ready(who).await?;
        let source = Source::of(file, self.settings().limits);
        let name = file.name.clone();
        let look = move || {
            let found = propose(source.open()?, &ready.settings, &name);
            found.map_err(|e| Error::Unfit(e.to_string()))
        };
        tokio::task::spawn_blocking(look).await.map_err(Error::broken)?
    }

    /// Reads a whole file and says what would become of it as if nothing were known yet. Nothing is written.
    pub async fn dry_run_import(
        &self,
        who: &Actor,
        file: &ImportFile,
        progress: impl Fn(Progress) + Send + 'static,
    ) -> Result<Imported> {
        let ready = self.ready(who).await?;
        let mut reading = read::start(file, ready.settings, ready.areas)?;
        let header = reading.header().await?;
        let mut done = Imported { batch: None, tally: Tally::default(), header, refused: Vec::new() };
        while let Some(chunk) = reading.next().await? {
            done.tally = chunk.counted;
            let room = SHOWN.saturating_sub(done.refused.len());
            done.refused.extend(chunk.refused.into_iter().take(room));
            progress(chunk.progress);
        }
        Ok(done)
    }

    /// Imports a file: rows come in under a batch that no query sees, then the batch counts, all at once.
    pub async fn import(
        &self,
        who: &Actor,
        file: &ImportFile,
        progress: impl Fn(Progress) + Send + 'static,
    ) -> Result<Imported> {
        let started = self.start_import(who, file).await?;
        self.finish_import(who, started, progress).await
    }

    /// Opens a file and begins its batch: what is unfit from its first line on is refused here.
    pub async fn start_import(&self, who: &Actor, file: &ImportFile) -> Result<Started> {
        let ready = self.ready(who).await?;
        let profile = file.profile.read()?;
        let mut reading = read::start(file, ready.settings, ready.areas)?;
        let header = reading.header().await?;
        let batch = self.begin_import(who, file, &profile, &header).await?;
        let classes = self.decided_classes(&self.store().read(who).await?).await?;
        Ok(Started { batch, profile, header, classes, reading })
    }

    /// Carries a begun import to its end, good or bad.
    pub async fn finish_import(
        &self,
        who: &Actor,
        started: Started,
        progress: impl Fn(Progress) + Send + 'static,
    ) -> Result<Imported> {
        let Started { batch, profile, header, classes, reading } = started;
        match self.load(who, &batch, &profile, &classes, reading, &progress).await {
            Ok((tally, digest)) => {
                let done = Batch { tally: tally.clone(), digest, state: BatchState::Active, ..batch.clone() };
                self.end_import(who, done, None).await?;
                Ok(Imported { batch: Some(batch.id), tally, header, refused: Vec::new() })
            }
            Err(error) => {
                let failed = Batch { state: BatchState::Failed, ..batch };
                self.end_import(who, failed, Some(&error.to_string())).await?;
                Err(error)
            }
        }
    }

    /// The agency's imports, newest first.
    pub async fn imports(&self, who: &Actor, limit: u64) -> Result<Vec<Batch>> {
        who.reach(Action::ImportData).ok_or(Error::Missing("import"))?;
        Ok(batches::list(&self.store().read(who).await?, limit).await?)
    }

    /// One import with its first refused rows.
    pub async fn import_batch(&self, who: &Actor, id: BatchId, refused: u64) -> Result<BatchView> {
        who.reach(Action::ImportData).ok_or(Error::Missing("import"))?;
        let read = self.store().read(who).await?;
        let batch = batches::get(&read, id).await?;
        let (header, error) = batches::header_and_error(&read, id).await?;
        let refused = batches::refusals(&read, id, 0, refused).await?;
        Ok(BatchView { batch, header, error, refused })
    }

    /// Refused rows of an import after a line, for the report.
    pub async fn refused_rows(
        &self,
        who: &Actor,
        id: BatchId,
        after: u64,
        limit: u64,
    ) -> Result<Vec<RefusedRow>> {
        who.reach(Action::ImportData).ok_or(Error::Missing("import"))?;
        Ok(batches::refusals(&self.store().read(who).await?, id, after, limit).await?)
    }

    /// The report of an import's refused rows as CSV, to be mended and imported alone.
    pub async fn refused_csv(&self, who: &Actor, id: BatchId) -> Result<Vec<u8>> {
        let header = self.import_batch(who, id, 0).await?.header;
        let mut report = read::Report::new(&header)?;
        let mut after = 0;
        loop {
            let rows = self.refused_rows(who, id, after, 1_000).await?;
            let Some(last) = rows.last() else { return report.finish() };
            after = last.line;
            report.add(&rows)?;
        }
    }

    /// Undoes an import whole: what it brought is gone, what it changed is as before.
    pub async fn undo_import(&self, who: &Actor, id: BatchId) -> Result<()> {
        who.reach(Action::ImportData).ok_or(Error::Missing("import"))?;
        let now = self.now();
        let mut write = self.store().write(who, now).await?;
        batches::get(&write, id).await?;
        batches::undo(&mut write, id, now).await?;
        write.record(Entry::new("import.undo", id));
        Ok(write.commit().await?)
    }

    async fn ready(&self, who: &Actor) -> Result<Ready> {
        who.reach(Action::ImportData).ok_or(Error::Missing("import"))?;
        let read = self.store().read(who).await?;
        let areas = areas::list(&read, None).await?;
        let mut settings = Settings::new(agencies::own(&read).await?.time_zone());
        settings.limits = self.settings().limits;
        let served: Vec<&Area> = areas.iter().filter(|a| a.kind == AreaKind::Boundary).collect();
        let shapes = if served.is_empty() { areas.iter().collect() } else { served };
        settings.boundary = Boundary::of_shapes(shapes.into_iter().map(|a| &a.shape), MARGIN).map(Arc::new);
        if let Some(text) = map_layers::get(&read, map_layers::Layer::Addresses).await? {
            let points: Vec<(String, LonLat)> = serde_json::from_str(&text).map_err(Error::broken)?;
            settings.addresses =
                Some(Arc::new(AddressBook::new(points.iter().map(|(t, at)| (t.as_str(), *at)))));
        }
        Ok(Ready { settings, areas: areas.into() })
    }

    async fn begin_import(
        &self,
        who: &Actor,
        file: &ImportFile,
        profile: &Profile,
        header: &[String],
    ) -> Result<Batch> {
        let now = self.now();
        let batch = Batch {
            id: self.id(),
            profile: profile.name.clone(),
            file_name: file.name.clone(),
            digest: String::new(),
            state: BatchState::Loading,
            tally: Tally::default(),
            started_at: now,
            ended_at: None,
        };
        let mut write = self.store().write(who, now).await?;
        for dead in batches::give_up_silent(&mut write).await? {
            write.record(Entry::new("import.give-up", dead));
        }
        match batches::begin(&mut write, &batch, profile.kind, header).await {
            Err(StoreError::Stale(_)) => {
                return Err(Error::Unfit(
                    "another import of this agency is still running; try again when it is done".into(),
                ));
            }
            other => other?,
        }
        write.record(
            Entry::new("import.begin", batch.id).with(json!({ "file": file.name, "profile": profile.name })),
        );
        write.commit().await?;
        Ok(batch)
    }

    async fn end_import(&self, who: &Actor, batch: Batch, error: Option<&str>) -> Result<()> {
        let now = self.now();
        let batch = Batch { ended_at: Some(now), ..batch };
        let mut write = self.store().write(who, now).await?;
        batches::finish(&mut write, &batch, error).await?;
        if batch.state == BatchState::Active {
            self.reclass_since(&mut write, batch.started_at).await?;
        }
        write.record(Entry::new("import.end", batch.id).with(json!({
            "state": batch.state, "digest": batch.digest, "tally": batch.tally,
        })));
        Ok(write.commit().await?)
    }
}

/// An import whose batch was begun.
pub struct Started {
    /// The batch.
    pub batch: Batch,
    profile: Profile,
    header: Vec<String>,
    classes: Classes,
    reading: read::Reading,
}

/// What reading a file of the agency needs to know.
struct Ready {
    settings: Settings,
    areas: Arc<[Area]>,
}
