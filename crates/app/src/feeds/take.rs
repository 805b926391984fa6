//! Taking a feed's files in: found or fetched, compared with what came before, imported.

use std::path::{Path, PathBuf};

use commonbeat_carriers::fetch::{FetchError, Fetched, Fetcher, Rules, Wanted};
use commonbeat_domain::authority::Actor;
use commonbeat_domain::information::feeds::{Feed, FeedState, Outcome, Place, ShapeChange, fits};
use commonbeat_domain::information::imports::Tally;
use commonbeat_store::agencies;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

use super::profile;
use crate::imports::{FileBytes, ImportFile};
use crate::{App, Error, Result};

/// A file that was changed more recently may still be written to.
const SETTLED: SignedDuration = SignedDuration::from_secs(60);
/// Files of one run; more wait for the next.
const FILES: usize = 200;

/// Why a run came to nothing.
pub(super) enum Trouble {
    /// Another try, soon, may help.
    Later(String),
    /// It will not.
    Final(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        match error {
            // Another import of the agency is at work, or the database is away.
            Error::Broken(_) => Trouble::Later(error.to_string()),
            other => Trouble::Final(other.to_string()),
        }
    }
}

impl From<FetchError> for Trouble {
    fn from(error: FetchError) -> Trouble {
        if error.may_pass() { Trouble::Later(error.to_string()) } else { Trouble::Final(error.to_string()) }
    }
}

/// A file at hand.
struct Found {
    /// Its name; empty for the one file of a web feed.
    name: String,
    shown: String,
    path: PathBuf,
}

impl App {
    /// Takes in what is new; `state` is what the feed remembers afterwards.
    pub(super) async fn take_feed(
        &self,
        who: &Actor,
        feed: &Feed,
        state: &mut FeedState,
    ) -> Result<Outcome, Trouble> {
        match &feed.plan.place {
            Place::Folder { pattern } => {
                let found = self.files_of(who, pattern).await?;
                // What is no longer there need not be remembered.
                state.digests.retain(|name, _| found.iter().any(|f| f.name == *name));
                self.take_files(who, feed, state, found).await
            }
            Place::Web { address } => self.take_web(who, feed, state, address).await,
        }
    }

    /// Files of the agency's folder that fit, oldest first.
    async fn files_of(&self, who: &Actor, pattern: &str) -> Result<Vec<Found>, Trouble> {
        let code = agencies::own(&self.store().read(who).await.map_err(Error::from)?)
            .await
            .map_err(Error::from)?
            .code;
        let base = self.settings().feeds.folder.clone();
        let base = base.ok_or_else(|| Trouble::Final("no folder is set up for feeds".into()))?.join(code);
        let (now, pattern) = (self.now(), pattern.to_owned());
        let look = move || found_in(&base, &pattern, now);
        tokio::task::spawn_blocking(look).await.map_err(|e| Trouble::Later(e.to_string()))?
    }

    async fn take_web(
        &self,
        who: &Actor,
        feed: &Feed,
        state: &mut FeedState,
        address: &str,
    ) -> Result<Outcome, Trouble> {
        let here = |e: std::io::Error| Trouble::Later(format!("on this machine: {e}"));
        let wanted = Wanted {
            etag: state.etag.clone(),
            last_modified: state.last_modified.clone(),
            ..Wanted::at(address)?
        };
        let credentials = self.feed_credentials(who, &feed.plan).await?;
        let scratch = &self.settings().feeds.scratch;
        tokio::fs::create_dir_all(scratch).await.map_err(here)?;
        // Its name is random, so that two processes never write to one file.
        let path = scratch.join(format!("feed-{}", self.id::<commonbeat_domain::ids::JobId>()));
        let _gone = Gone(path.clone());
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(&path).await.map_err(here)?;
        let rules = Rules { scratch: Some(scratch.clone()), ..self.settings().feeds.rules.clone() };
        let fetcher = Fetcher::new(rules)?;
        let fetched = fetcher.get(&wanted, credentials.as_ref(), &mut file).await?;
        drop(file);
        let Fetched::File { etag, last_modified, .. } = fetched else { return Ok(Outcome::Unchanged) };
        let shown = wanted.url.path_segments().and_then(|mut s| s.next_back()).unwrap_or_default();
        let shown = if shown.is_empty() { feed.plan.name.clone() } else { shown.to_owned() };
        let outcome =
            self.take_files(who, feed, state, vec![Found { name: String::new(), shown, path }]).await?;
        // Only of what was taken in: what was not is fetched again.
        if matches!(outcome, Outcome::Imported { .. } | Outcome::Unchanged) {
            (state.etag, state.last_modified) = (etag, last_modified);
        }
        Ok(outcome)
    }

    async fn take_files(
        &self,
        who: &Actor,
        feed: &Feed,
        state: &mut FeedState,
        found: Vec<Found>,
    ) -> Result<Outcome, Trouble> {
        let (mut batches, mut tally) = (Vec::new(), Tally::default());
        for one in found {
            let digest = digest_of(&one.path).await?;
            if state.digests.get(&one.name) == Some(&digest) {
                continue;
            }
            let file = ImportFile {
                name: one.shown.clone(),
                bytes: FileBytes::Path(one.path.clone()),
                profile: profile(&feed.plan),
            };
            let header = self.file_header(who, &file).await?;
            if !state.header.is_empty()
                && let Some(change) = ShapeChange::between(&state.header, &header)
            {
                return Ok(Outcome::Reshaped { file: one.shown, change });
            }
            let done = self.import(who, &file, |_| {}).await?;
            state.header = header;
            state.digests.insert(one.name, digest);
            batches.extend(done.batch);
            tally = together(tally, done.tally);
        }
        Ok(if batches.is_empty() { Outcome::Unchanged } else { Outcome::Imported { batches, tally } })
    }
}

/// Takes the file away when the run is over, however it ends.
struct Gone(PathBuf);

impl Drop for Gone {
    fn drop(&mut self) {
        // What cannot be taken away stays in the scratch folder, where nobody else reads.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn found_in(base: &Path, pattern: &str, now: Timestamp) -> Result<Vec<Found>, Trouble> {
    let unread = |e: std::io::Error| Trouble::Final(format!("the feed's folder cannot be read: {e}"));
    let (folder, last) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let base = base.canonicalize().map_err(unread)?;
    let folder = base.join(folder).canonicalize().map_err(unread)?;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // A link that leads out of the agency's folder leads to somebody else's files.
        let Some(path) = entry.path().canonicalize().ok().filter(|path| path.starts_with(&base)) else {
            continue;
        };
        let Ok(about) = path.metadata() else { continue };
        if !about.is_file() || name.starts_with('.') || !fits(last, &name) {
            continue;
        }
        let changed = about.modified().ok().and_then(|at| Timestamp::try_from(at).ok()).unwrap_or(now);
        if now.duration_since(changed) >= SETTLED {
            found.push((changed, Found { shown: name.clone(), name, path }));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
    Ok(found.into_iter().take(FILES).map(|(_, file)| file).collect())
}

async fn digest_of(path: &Path) -> Result<String, Trouble> {
    let unread = |e: std::io::Error| Trouble::Later(format!("the file cannot be read: {e}"));
    let mut file = tokio::fs::File::open(path).await.map_err(unread)?;
    let (mut digest, mut buffer) = (Sha256::new(), vec![0; 1 << 17]);
    loop {
        match file.read(&mut buffer).await.map_err(unread)? {
            0 => return Ok(hex::encode(digest.finalize())),
            n => digest.update(&buffer[..n]),
        }
    }
}

/// Two accounts together.
fn together(mut sum: Tally, other: Tally) -> Tally {
    sum.rows += other.rows;
    sum.accepted += other.accepted;
    sum.updated += other.updated;
    sum.unchanged += other.unchanged;
    for (mine, theirs) in [(&mut sum.flagged, other.flagged), (&mut sum.refused, other.refused)] {
        for (kind, n) in theirs {
            *mine.entry(kind).or_default() += n;
        }
    }
    sum.vanished = match (sum.vanished, other.vanished) {
        (None, None) => None,
        (a, b) => Some(a.unwrap_or_default() + b.unwrap_or_default()),
    };
    sum
}
