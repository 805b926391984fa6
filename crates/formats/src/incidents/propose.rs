//! A profile proposed from the head of a file, with the reasons for each choice.
//!
//! First the shipped profiles are tried; where none fits, each column is looked at: what it is called and what its values
//! look like. What comes out is a profile as text, with the reasons as comments, to be read and mended by a person.

mod sample;
mod what;
mod when;
mod where_;
mod which;

use std::io::Read;

use commonbeat_domain::information::imports::Tally;

use super::{Profile, ProfileError, Reader, Settings, shipped, shipped_names, shipped_text};
use crate::unpack::Unpacked;
use crate::{Limits, Unfit};
use sample::Sample;

/// Bytes of the unpacked file that are looked at.
const HEAD: u64 = 512 * 1024;

/// Rows that a profile is tried on.
const TRIED: usize = 1_000;

/// Share of the rows that a shipped profile must keep to be proposed.
const FITS: f64 = 0.9;

/// A profile proposed for a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The profile as TOML, with the reasons as comments.
    pub toml: String,
    /// The same, read.
    pub profile: Profile,
    /// Name of the shipped profile, where one fits.
    pub shipped: Option<&'static str>,
    /// Why, one after another.
    pub reasons: Vec<Why>,
    /// What becomes of the rows looked at.
    pub tally: Tally,
}

/// Why no profile can be proposed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoProposal {
    /// The file as a whole cannot be read.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// Something that every profile needs was not found.
    #[error("no profile can be proposed: {what}; the file has {}", .columns.join(", "))]
    Nothing {
        /// What was not found.
        what: &'static str,
        /// Names of the columns.
        columns: Vec<String>,
    },
    /// The proposal contradicts itself.
    #[error(transparent)]
    Profile(#[from] ProfileError),
}

/// Proposes a profile for a file called `file_name`; only the first half megabyte is read.
pub fn propose<R: Read>(reader: R, settings: &Settings, file_name: &str) -> Result<Proposal, NoProposal> {
    let text = head(reader, settings.limits)?;
    match fitting(&text, settings) {
        Some(found) => Ok(found),
        None => worked_out(&text, settings, file_name),
    }
}

/// The same without a look at the shipped profiles.
pub fn propose_anew<R: Read>(
    reader: R,
    settings: &Settings,
    file_name: &str,
) -> Result<Proposal, NoProposal> {
    worked_out(&head(reader, settings.limits)?, settings, file_name)
}

/// The first whole lines of the unpacked file.
fn head<R: Read>(reader: R, limits: Limits) -> Result<Vec<u8>, Unfit> {
    let mut text = Vec::new();
    let mut unpacked = Unpacked::new(reader, limits)?.take(HEAD);
    unpacked.read_to_end(&mut text).map_err(|e| Unfit::from_io(e, 0))?;
    if text.len() as u64 == HEAD
        && let Some(end) = text.iter().rposition(|&b| b == b'\n' || b == b'\r')
    {
        text.truncate(end + 1);
    }
    if text.is_empty() { Err(Unfit::Empty) } else { Ok(text) }
}

/// What becomes of these rows under a profile; nothing where it does not fit the file.
fn tried(text: &[u8], profile: &Profile, settings: &Settings) -> Option<Tally> {
    let mut tally = Tally::default();
    for outcome in Reader::new(text, profile.clone(), settings).ok()?.take(TRIED) {
        outcome.ok()?.count(&mut tally);
    }
    Some(tally)
}

fn kept(tally: &Tally) -> f64 {
    (tally.rows - tally.refused_total()) as f64 / tally.rows.max(1) as f64
}

/// The shipped profile that fits best: of those that keep the rows, the one that finds most of its columns.
fn fitting(text: &[u8], settings: &Settings) -> Option<Proposal> {
    let mut fits: Vec<(usize, &'static str, Tally)> = Vec::new();
    for name in shipped_names() {
        let profile = shipped(name).ok()?;
        if let Some(tally) = tried(text, &profile, settings)
            && tally.rows > 0
            && kept(&tally) >= FITS
        {
            fits.push((profile.columns().len(), name, tally));
        }
    }
    fits.sort_by_key(|(columns, ..)| std::cmp::Reverse(*columns));
    let (columns, name, tally) = fits.first()?.clone();
    let mut reasons = vec![Why::new(
        "shipped",
        format!("All {columns} columns that the shipped profile {name} uses are in the file."),
        [("columns", columns.to_string()), ("profile", name.to_owned())],
    )];
    if let Some((_, other, _)) = fits.get(1).filter(|(n, ..)| *n == columns) {
        reasons.push(Why::new(
            "shipped-other",
            format!("The profile {other} fits as well: which of the two is meant, you know best."),
            [("profile", (*other).to_owned())],
        ));
    }
    reasons.push(account(&tally));
    let toml = format!("{}{}", comments(&reasons), shipped_text(name)?);
    Some(Proposal { profile: shipped(name).ok()?, toml, shipped: Some(name), reasons, tally })
}

fn worked_out(text: &[u8], settings: &Settings, file_name: &str) -> Result<Proposal, NoProposal> {
    let sample = Sample::of(text, settings)?;
    let mut parts: Vec<Part> = vec![sample.table(), which::identity(&sample)];
    let times = when::times(&sample, settings).ok_or_else(|| sample.lacks("no column looks like a date"))?;
    parts.push(times);
    parts.push(where_::place(&sample, settings));
    parts.push(what::category(&sample).ok_or_else(|| sample.lacks("no column looks like a category"))?);
    let (kind, why) = what::kind(&sample, file_name);
    let name = slug(file_name);
    let mut toml = format!("# {}\nname = \"{name}\"\ntitle = \"{name}\"\nkind = \"{kind}\"\n", why.english);
    let mut reasons = vec![why];
    for part in parts {
        toml.push('\n');
        toml.push_str(&comments(&part.reasons));
        toml.push_str(&part.toml);
        reasons.extend(part.reasons);
    }
    let profile = Profile::parse(&toml)?;
    let tally = tried(text, &profile, settings).unwrap_or_default();
    reasons.push(account(&tally));
    let toml = format!("{}{toml}", comments(&reasons[reasons.len() - 1..]));
    Ok(Proposal { toml, profile, shipped: None, reasons, tally })
}

/// One section of the profile, and why it is so.
#[derive(Default)]
struct Part {
    toml: String,
    reasons: Vec<Why>,
}

/// Why something is proposed: its key in `locales/`, with `proposal-` in front, the values it needs, and the same in
/// English, as it stands in the profile's comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The key, without `proposal-`.
    pub key: &'static str,
    /// The sentence in English, as in the comments of the profile's text.
    pub english: String,
    /// Values, by name.
    pub values: Vec<(&'static str, String)>,
}

impl Why {
    fn new(
        key: &'static str,
        english: impl Into<String>,
        values: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Why {
        let english = english.into().replace(['\n', '\r'], " ");
        Why { key, english, values: values.into_iter().collect() }
    }
}

impl Part {
    fn because(
        &mut self,
        key: &'static str,
        english: impl Into<String>,
        values: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.reasons.push(Why::new(key, english, values));
    }

    fn line(&mut self, line: impl AsRef<str>) {
        self.toml.push_str(line.as_ref());
        self.toml.push('\n');
    }
}

fn comments(reasons: &[Why]) -> String {
    reasons.iter().map(|why| format!("# {}\n", why.english)).collect()
}

fn account(tally: &Tally) -> Why {
    let kinds: Vec<String> = tally.refused.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
    let refused = if kinds.is_empty() { "none".to_owned() } else { kinds.join(", ") };
    let kept = tally.rows - tally.refused_total();
    Why::new(
        if tally.refused.is_empty() { "account-all" } else { "account" },
        format!("Of the first {} rows it keeps {kept}; refused: {refused}.", tally.rows),
        [("rows", tally.rows.to_string()), ("kept", kept.to_string()), ("refused", refused)],
    )
}

/// A name for the profile out of the file's name.
fn slug(file_name: &str) -> String {
    let stem = file_name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let words: Vec<&str> =
        stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let name: String = words.join("-").chars().take(60).collect();
    if name.is_empty() { "proposed".to_owned() } else { name.trim_end_matches('-').to_owned() }
}

/// A text between quotes, as TOML.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
