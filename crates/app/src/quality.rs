//! How good the data are: overall, by source and by batch; and notes on known flaws.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{BatchId, NoteId, PersonId};
use commonbeat_domain::information::imports::{Batch, BatchState};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::information::quality::{DataNote, Gap, Known, NewNote, gaps, weeks};
use commonbeat_domain::problems::candidates::Window;
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, batches, data_notes, once, people};
use jiff::civil::Date;
use serde_json::json;

use crate::{App, Error, Result};

/// Batches that are looked at.
const BATCHES: u64 = 100_000;

/// One source: the rows that came under one profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The profile.
    pub profile: String,
    /// What is known of its rows.
    pub known: Known,
    /// First and last day.
    pub days: Option<(Date, Date)>,
    /// Rows in each whole week between them, by its Monday.
    pub weeks: Vec<(Date, u64)>,
    /// Weeks that lack rows, newest first.
    pub gaps: Vec<Gap>,
    /// Its newest batch that counts: what changed since the one before.
    pub last: Option<Batch>,
}

/// The data as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Quality {
    /// What is known of all rows.
    pub known: Known,
    /// Flags of the rows, by kind.
    pub flagged: BTreeMap<String, u64>,
    /// Sources, most rows first.
    pub sources: Vec<Source>,
    /// Notes that hold.
    pub notes: Vec<DataNote>,
    /// Names of those who wrote them.
    pub names: BTreeMap<PersonId, String>,
}

impl App {
    /// How good the data are.
    pub async fn quality(&self, who: &Actor) -> Result<Quality> {
        who.reach(Action::MapCategories).ok_or(Error::Missing("import"))?;
        let read = self.store().read(who).await?;
        let rows = self.kept.known(&read).await?;
        let active = batches::list(&read, BATCHES).await?;
        let active: Vec<Batch> = active.into_iter().filter(|b| b.state == BatchState::Active).collect();
        let notes = data_notes::standing(&read).await?;
        let names = people::names(&read, notes.iter().filter_map(|n| n.by)).await?;
        Ok(Quality {
            known: rows.known.values().fold(Known::default(), |sum, one| sum.plus(*one)),
            flagged: rows.flagged.clone(),
            sources: sources(&active, &rows.known, &rows.days),
            notes,
            names,
        })
    }

    /// What is known of the rows of one batch that count.
    pub async fn batch_quality(&self, who: &Actor, id: BatchId) -> Result<Known> {
        who.reach(Action::ImportData).ok_or(Error::Missing("import"))?;
        let read = self.store().read(who).await?;
        Ok(self.kept.known(&read).await?.known.get(&id).copied().unwrap_or_default())
    }

    /// Writes a known flaw down, once for each token.
    pub async fn write_note(&self, who: &Actor, new: NewNote, token: &str) -> Result<NoteId> {
        who.reach(Action::ImportData).ok_or(Error::Missing("note"))?;
        let mut write = self.store().write(who, self.now()).await?;
        if let Some(id) = once::before(&write, token).await? {
            return Ok(id);
        }
        let note = new.write(self.id(), who.person(), write.now())?;
        data_notes::insert(&mut write, &note).await?;
        once::claim(&mut write, token, &note.id.to_string()).await?;
        let about = json!({ "offense": note.offense, "from": note.from, "until": note.until });
        write.record(Entry::new("note.write", note.id).with(about));
        write.commit().await?;
        Ok(note.id)
    }

    /// Takes a note back.
    pub async fn withdraw_note(&self, who: &Actor, id: NoteId) -> Result<()> {
        who.reach(Action::ImportData).ok_or(Error::Missing("note"))?;
        let mut write = self.store().write(who, self.now()).await?;
        data_notes::withdraw(&mut write, id).await?;
        write.record(Entry::new("note.withdraw", id));
        Ok(write.commit().await?)
    }

    /// Notes on rows of these classes (all where none is named) and days (all where none), for whoever sees a figure
    /// made from them.
    pub async fn notes_on(
        &self,
        who: &Actor,
        offenses: &[Offense],
        window: Option<Window>,
    ) -> Result<Vec<DataNote>> {
        let may = |action| who.reach(action).is_some();
        if !may(Action::ReadCandidates) && !may(Action::ReadProblems) {
            return Err(Error::Missing("note"));
        }
        notes_on(&self.store().read(who).await?, offenses, window).await
    }
}

/// Notes on rows of these classes and days.
pub(crate) async fn notes_on(
    session: &impl Session,
    offenses: &[Offense],
    window: Option<Window>,
) -> Result<Vec<DataNote>> {
    let mut notes = data_notes::standing(session).await?;
    notes.retain(|note| note.touches(offenses, window));
    Ok(notes)
}

fn sources(active: &[Batch], known: &BTreeMap<BatchId, Known>, days: &[(BatchId, Date, u64)]) -> Vec<Source> {
    let profile_of: BTreeMap<BatchId, &str> = active.iter().map(|b| (b.id, b.profile.as_str())).collect();
    let mut by_profile: BTreeMap<&str, Vec<(Date, u64)>> = BTreeMap::new();
    for (batch, day, rows) in days {
        if let Some(profile) = profile_of.get(batch) {
            by_profile.entry(profile).or_default().push((*day, *rows));
        }
    }
    let source = |(profile, days): (&str, Vec<(Date, u64)>)| {
        let first = days.iter().map(|(day, _)| *day).min();
        let last = days.iter().map(|(day, _)| *day).max();
        let weeks = weeks(days);
        let mut gaps = gaps(&weeks);
        gaps.reverse();
        let own = active.iter().filter(|b| b.profile == profile).filter_map(|b| known.get(&b.id));
        Source {
            known: own.fold(Known::default(), |sum, one| sum.plus(*one)),
            days: first.zip(last),
            weeks,
            gaps,
            // Newest first, as listed.
            last: active.iter().find(|b| b.profile == profile).cloned(),
            profile: profile.to_owned(),
        }
    };
    let mut sources: Vec<Source> = by_profile.into_iter().map(source).collect();
    sources.sort_by(|a, b| b.known.rows.cmp(&a.known.rows).then_with(|| a.profile.cmp(&b.profile)));
    sources
}
