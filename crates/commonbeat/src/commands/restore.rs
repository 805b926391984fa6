//! `commonbeat restore`.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use commonbeat_app::App;
use commonbeat_auth::vault::Vault;
use commonbeat_store::Store;

use crate::config::Config;
use crate::copies::{self, Account, TrailEnd, beside};
use crate::exit::{Failure, Outcome, Result};
use crate::{clock, house, out};

/// Put a copy back in place, once it is found whole. Stop every `serve` and `work` first.
#[derive(Args)]
#[command(
    after_help = "The copy is verified first: its digest against OUT.json beside it, the database from end to end, and \
    every agency's trail. What stood there before is kept beside it under another name. A sealed copy needs the key file \
    of its installation in its place (`key_file`)."
)]
pub struct Restore {
    /// The copy that `commonbeat backup` made
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Only open a sealed copy into this file, for PostgreSQL's own tools; nothing is restored
    #[arg(long, value_name = "OUT", conflicts_with = "force")]
    open_to: Option<PathBuf>,
    /// Replace the database that is there
    #[arg(long)]
    force: bool,
    /// Print JSON: `[{agency, rows, head}]`
    #[arg(long)]
    json: bool,
}

impl Restore {
    /// Verifies and puts in place.
    pub async fn run(self, config: Config) -> Result {
        if !self.from.is_file() {
            return Err(Failure::unfit(format!("there is no file {}", self.from.display())));
        }
        let sealed = copies::sealed::is_sealed(&self.from)?;
        let vault = copies::sealed::vault(&config).filter(|_| sealed);
        if let Some(out) = &self.open_to {
            if !sealed {
                return Err(Failure::unfit(format!("{} is not sealed", self.from.display())));
            }
            copies::sealed::open(vault.as_ref(), &self.from, out)?;
            return Ok(Outcome::Done);
        }
        let Some(target) = config.sqlite_file() else { return Err(postgres(&self.from)) };
        if !sealed && !is_sqlite(&self.from)? {
            return Err(Failure::unfit(format!("{} is not a copy of a database", self.from.display())));
        }
        if target.exists() && !self.force {
            return Err(Failure::unfit(format!(
                "{} is there already; say --force to replace it (it is kept under another name)",
                target.display()
            )));
        }
        let account = account(&self.from)?;
        let part = beside(&target, ".restoring");
        let how = if sealed { How::Sealed(vault.as_ref()) } else { How::Plain };
        let ends = verified_copy(&self.from, how, &part, account.as_ref()).await;
        let ends = ends.inspect_err(|_| clear(&part))?;
        if target.exists() {
            set_aside(&target).await.inspect_err(|_| clear(&part))?;
        }
        std::fs::rename(&part, &target)
            .and_then(|()| copies::sync_folder(&target))
            .map_err(|e| Failure::broken(format!("putting {} in place", target.display()), e))?;
        if self.json {
            out::json(&ends)?;
        } else {
            out::line(format!("{} is restored from {}.", target.display(), self.from.display()))?;
            for end in &ends {
                out::line(format!("  trail of {}: {} rows, head {}", end.agency, end.rows, end.head))?;
            }
        }
        // Opened once more as it will be used; a copy of an earlier version is told to be migrated.
        let store = house::open_store(&config).await?;
        if !store.pending_migrations().await?.is_empty() {
            out::note("The copy is of an earlier version: run `commonbeat migrate`.");
        }
        store.close().await;
        Ok(Outcome::Done)
    }
}

fn postgres(from: &Path) -> Failure {
    Failure::unfit(format!(
        "a PostgreSQL database is restored with PostgreSQL's own tool, into an empty database: open a sealed copy with \
         --open-to FILE, then createdb NAME, then \
         pg_restore --no-owner --dbname=NAME {}; then `commonbeat audit verify` for each agency",
        from.display()
    ))
}

fn is_sqlite(file: &Path) -> Result<bool> {
    let mut head = [0; 16];
    let read = std::fs::File::open(file).and_then(|mut f| f.read_exact(&mut head));
    match read {
        Ok(()) => Ok(&head == b"SQLite format 3\0"),
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(Failure::unfit(format!("cannot read {}: {e}", file.display()))),
    }
}

/// What was written beside the copy when it was made.
fn account(copy: &Path) -> Result<Option<Account>> {
    let file = copies::account_file(copy);
    let Ok(text) = std::fs::read_to_string(&file) else {
        out::note(format!("{} is not there, so the digest of the copy is not checked.", file.display()));
        return Ok(None);
    };
    let read = serde_json::from_str(&text);
    read.map(Some).map_err(|e| Failure::unfit(format!("{} cannot be read: {e}", file.display())))
}

/// How a copy was written.
#[derive(Clone, Copy)]
enum How<'a> {
    Plain,
    /// With the keys of the key file, if there is one.
    Sealed(Option<&'a Vault>),
}

/// Copies the file beside the target and looks at it from end to end.
async fn verified_copy(
    from: &Path,
    how: How<'_>,
    part: &Path,
    account: Option<&Account>,
) -> Result<Vec<TrailEnd>> {
    clear(part);
    if let Some(folder) = part.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|e| Failure::unfit(format!("cannot make {}: {e}", folder.display())))?;
    }
    let (sha256, _) = copies::digest(from)?;
    if let Some(account) = account
        && account.sha256 != sha256
    {
        return Err(Failure::unfit(format!(
            "{} is not the copy that was made: its SHA-256 is {sha256}, not {}",
            from.display(),
            account.sha256
        )));
    }
    match how {
        How::Sealed(vault) => copies::sealed::open(vault, from, part)?,
        How::Plain => std::fs::copy(from, part)
            .map(drop)
            .map_err(|e| Failure::unfit(format!("cannot copy to {}: {e}", part.display())))?,
    }
    if !is_sqlite(part)? {
        return Err(Failure::unfit(format!("{} is not a copy of a database", from.display())));
    }
    let store = Store::open(&format!("sqlite://{}", part.display())).await?;
    let looked = look(&store, account).await;
    store.close().await;
    let ends = looked?;
    std::fs::File::open(part)
        .and_then(|f| f.sync_all())
        .map_err(|e| Failure::broken(format!("writing {}", part.display()), e))?;
    Ok(ends)
}

async fn look(store: &Store, account: Option<&Account>) -> Result<Vec<TrailEnd>> {
    if let Some(first) = store.damage().await?.first() {
        return Err(Failure::unfit(format!("the copy is damaged: {first}")));
    }
    let app = App::new(store.clone(), clock::real(), Default::default());
    let ends = copies::trail_ends(&app).await?;
    match account {
        Some(account) if account.trails != ends => {
            Err(Failure::unfit("the trails in the copy do not end where its account says"))
        }
        _ => Ok(ends),
    }
}

/// Keeps the present database under another name. One that is in use keeps its log beside it after this process has
/// closed it; then nothing is touched.
async fn set_aside(target: &Path) -> Result<()> {
    if let Ok(store) = Store::open(&format!("sqlite://{}", target.display())).await {
        // Reading once makes this process take part in the log, and closing lets the last one clear it away.
        let _ = store.pending_migrations().await;
        store.close().await;
    }
    let log = beside(target, "-wal");
    if log.exists() {
        return Err(Failure::unfit(format!(
            "{} is in use by another process; stop `commonbeat serve` and `commonbeat work` first",
            target.display()
        )));
    }
    let aside = beside(target, &format!(".before-{}", clock::now().strftime("%Y%m%d-%H%M%S")));
    std::fs::rename(target, &aside)
        .map_err(|e| Failure::broken(format!("keeping {} aside", target.display()), e))?;
    let _ = std::fs::remove_file(beside(target, "-shm"));
    out::note(format!("What stood there before is kept as {}.", aside.display()));
    Ok(())
}

/// Takes away what an attempt left.
fn clear(part: &Path) {
    for file in [part.to_owned(), beside(part, "-wal"), beside(part, "-shm")] {
        let _ = std::fs::remove_file(file);
    }
}
