//! `commonbeat import`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use commonbeat_app::imports::{FileBytes, ImportFile, Imported, ProfileChoice};
use commonbeat_domain::information::imports::Found;
use commonbeat_formats::incidents::shipped_names;
use serde::Serialize;

use crate::args::Acting;
use crate::clock::Stopwatch;
use crate::config::Config;
use crate::exit::{Failure, Outcome, Result};
use crate::{house, out, progress};

/// Import a file of incidents or calls: a table as text or Parquet, plain or in gzip, xz or zip.
#[derive(Args)]
#[command(after_help = help())]
pub struct Import {
    /// The file
    file: PathBuf,
    /// Name of a shipped profile, a profile's own TOML file, or `auto` to have one proposed; then nothing is imported
    #[arg(long, value_name = "NAME_OR_PATH")]
    profile: String,
    #[command(flatten)]
    acting: Acting,
    /// Only say what would become of the rows
    #[arg(long)]
    dry_run: bool,
    /// Write the refused rows here, with line, column, value and reason; of a dry run the first thousand
    #[arg(long, value_name = "OUT.csv")]
    refused: Option<PathBuf>,
    /// Print JSON: `{rows, accepted, updated, unchanged, flagged, refused, addresses, batch, seconds}`
    #[arg(long)]
    json: bool,
}

/// The choice that has a profile proposed.
const AUTO: &str = "auto";

#[derive(Serialize)]
struct ProposalJson<'a> {
    shipped: Option<&'a str>,
    profile: &'a str,
    reasons: Vec<&'a str>,
}

fn help() -> String {
    format!(
        "Shipped profiles: {}. Writing one of your own: docs/import.md.\n\
        Exit 0 when every row was taken, 1 when some were refused, 2 when the file or the profile does not fit.",
        shipped_names().collect::<Vec<_>>().join(", ")
    )
}

#[derive(Serialize)]
struct ImportJson<'a> {
    rows: u64,
    accepted: u64,
    updated: u64,
    unchanged: u64,
    flagged: &'a BTreeMap<String, u64>,
    refused: &'a BTreeMap<String, u64>,
    addresses: &'a BTreeMap<String, Found>,
    batch: Option<String>,
    seconds: f64,
}

impl Import {
    /// Imports, or says what would become of the rows.
    pub async fn run(self, config: Config) -> Result {
        let watch = Stopwatch::start();
        if self.profile == AUTO {
            return self.propose(&config).await;
        }
        let file = self.import_file()?;
        let (app, _, who) = house::enter(&config, &self.acting).await?;
        let bar = progress::bar(std::fs::metadata(&self.file).ok().map(|m| m.len()), &file.name);
        let shown = bar.clone();
        let seen = move |p: commonbeat_app::imports::Progress| {
            if p.of > 0 {
                shown.set_length(p.of);
            }
            shown.set_position(p.read);
        };
        let done = if self.dry_run {
            app.dry_run_import(&who, &file, seen).await
        } else {
            app.import(&who, &file, seen).await
        };
        bar.finish_and_clear();
        let done = done.map_err(|e| about(&self.file, e))?;
        if let Some(to) = &self.refused {
            let report = match done.batch {
                Some(batch) => app.refused_csv(&who, batch).await?,
                None => done.refused_csv()?,
            };
            std::fs::write(to, report)
                .map_err(|e| Failure::unfit(format!("cannot write {}: {e}", to.display())))?;
        }
        app.store().close().await;
        self.tell(&done, watch.seconds())?;
        Ok(if done.tally.refused_total() > 0 { Outcome::WithRefusals } else { Outcome::Done })
    }

    /// Prints a profile proposed for the file, and ends as unfit: a person has to look it over first.
    async fn propose(&self, config: &Config) -> Result {
        let file = self.file_with(ProfileChoice::Toml(String::new()))?;
        let (app, _, who) = house::enter(config, &self.acting).await?;
        let proposal = app.propose_profile(&who, &file).await;
        app.store().close().await;
        let proposal = proposal.map_err(|e| about(&self.file, e))?;
        if self.json {
            out::json(&ProposalJson {
                shipped: proposal.shipped,
                profile: &proposal.toml,
                reasons: proposal.reasons.iter().map(|why| why.english.as_str()).collect(),
            })?;
        } else {
            out::line(proposal.toml.trim_end())?;
        }
        Err(Failure::unfit(match proposal.shipped {
            Some(name) => format!("nothing was imported; import it with --profile {name} if that is right"),
            None => "nothing was imported; save the proposed profile to a file, look it over, and import with --profile FILE"
                .to_owned(),
        }))
    }

    fn file_with(&self, profile: ProfileChoice) -> Result<ImportFile> {
        if !self.file.is_file() {
            return Err(Failure::unfit(format!("there is no file {}", self.file.display())));
        }
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(ImportFile { name, bytes: FileBytes::Path(self.file.clone()), profile })
    }

    fn import_file(&self) -> Result<ImportFile> {
        let profile = if shipped_names().any(|name| name == self.profile) {
            ProfileChoice::Shipped(self.profile.clone())
        } else if Path::new(&self.profile).is_file() {
            let bytes = house::read_file(Path::new(&self.profile))?;
            let text = String::from_utf8(bytes)
                .map_err(|_| Failure::unfit(format!("the profile {} is not text", self.profile)))?;
            ProfileChoice::Toml(text)
        } else {
            return Err(Failure::unfit(format!(
                "there is no profile {}: neither a file of that name nor a shipped one ({})",
                self.profile,
                shipped_names().collect::<Vec<_>>().join(", ")
            )));
        };
        profile.read().map_err(|e| Failure::unfit(format!("the profile {}: {e}", self.profile)))?;
        self.file_with(profile)
    }

    fn tell(&self, done: &Imported, seconds: f64) -> Result<()> {
        let tally = &done.tally;
        let batch = done.batch.map(|b| b.to_string());
        if self.json {
            return out::json(&ImportJson {
                rows: tally.rows,
                accepted: tally.accepted,
                updated: tally.updated,
                unchanged: tally.unchanged,
                flagged: &tally.flagged,
                refused: &tally.refused,
                addresses: &tally.addresses,
                batch,
                seconds,
            });
        }
        let would = if self.dry_run { "would be " } else { "" };
        out::line(format!(
            "{} rows: {} {would}new, {} {would}changed, {} known and the same, {} {would}refused",
            tally.rows,
            tally.accepted,
            tally.updated,
            tally.unchanged,
            tally.refused_total()
        ))?;
        for (what, kinds) in [("kept with a remark", &tally.flagged), ("refused", &tally.refused)] {
            for (kind, n) in kinds {
                out::line(format!("  {n} {what}: {kind}"))?;
            }
        }
        for (how, found) in &tally.addresses {
            out::line(format!(
                "  {} placed by their address: {how}, score {:.2} to {:.2}",
                found.rows,
                f64::from(found.least) / 100.0,
                f64::from(found.most) / 100.0
            ))?;
        }
        let batch = batch.map_or_else(|| "nothing was written".to_owned(), |b| format!("batch {b}"));
        out::line(format!("{batch}, {seconds:.1} s"))
    }
}

/// The failure with the file's name in front, where it is about the file.
fn about(file: &Path, error: commonbeat_app::Error) -> Failure {
    match error {
        commonbeat_app::Error::Unfit(text) => Failure::unfit(format!("{}: {text}", file.display())),
        other => other.into(),
    }
}
