//! The board of offers and needs.

use commonbeat_domain::authority::{Action, Actor, Reach, Who};
use commonbeat_domain::ids::{BoardEntryId, OrganizationId, PersonId};
use commonbeat_domain::partnerships::board::{BoardAnswer, BoardEntry, NewBoardEntry};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Read, Session, Write, agencies, board, once, organizations, people};
use serde_json::json;

use crate::{App, Error, Result};

/// An entry with the names that stand on it.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardLine {
    /// The entry.
    pub entry: BoardEntry,
    /// Who put it there: the partner, or the agency.
    pub of: String,
    /// Each answer's partner, or the agency, in the order of the answers.
    pub answers: Vec<String>,
    /// Whether the actor may take it down.
    pub own: bool,
}

/// Most entries of each list.
const ROWS: u64 = 100;

impl App {
    /// What stands on the board, and what came of what was taken down; the newest in front.
    pub async fn board(&self, who: &Actor) -> Result<(Vec<BoardLine>, Vec<BoardLine>)> {
        let read = self.store.read(who).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let standing = board::standing(&read, today, ROWS).await?;
        let settled = board::settled(&read, ROWS).await?;
        Ok((lines(&read, standing).await?, lines(&read, settled).await?))
    }

    /// One entry.
    pub async fn board_entry(&self, who: &Actor, id: BoardEntryId) -> Result<BoardLine> {
        let read = self.store.read(who).await?;
        let entry = board::get(&read, id).await?;
        lines(&read, vec![entry]).await?.pop().ok_or(Error::Missing("board"))
    }

    /// Puts something on the board. `token`: the form's.
    pub async fn add_to_board(&self, who: &Actor, new: NewBoardEntry, token: &str) -> Result<BoardEntry> {
        let mut write = self.store.write(who, self.now()).await?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        // Refuses whoever sees no board: a partner without an agreement that covers it.
        board_open(&write).await?;
        if let Some(id) = once::done(&write, token).await? {
            let id = id.parse().map_err(|_| Error::Missing("board"))?;
            return Ok(board::get(&write, id).await?);
        }
        let (by, organization) = author(who)?;
        let entry = new.of(self.id(), organization, by, write.now(), today)?;
        board::insert(&mut write, &entry).await?;
        once::claim(&mut write, token, &entry.id.to_string()).await?;
        write.record(
            Entry::new("board.add", entry.id).with(json!({ "kind": entry.kind, "sort": entry.sort })),
        );
        write.commit().await?;
        Ok(entry)
    }

    /// Answers an entry.
    pub async fn answer_board(
        &self,
        who: &Actor,
        id: BoardEntryId,
        read: i64,
        words: &str,
    ) -> Result<BoardEntry> {
        let mut write = self.store.write(who, self.now()).await?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let (by, organization) = author(who)?;
        let answer = BoardAnswer { organization, by, words: words.to_owned(), at: write.now() };
        let entry = fetch(&write, id, read).await?.answered(answer, today)?;
        let entry = board::save(&mut write, entry).await?;
        write.record(Entry::new("board.answer", id).with(json!({ "version": entry.version })));
        write.commit().await?;
        Ok(entry)
    }

    /// Takes an entry of one's own down, with what came of it.
    pub async fn take_down(
        &self,
        who: &Actor,
        id: BoardEntryId,
        read: i64,
        outcome: &str,
    ) -> Result<BoardEntry> {
        let mut write = self.store.write(who, self.now()).await?;
        let entry = fetch(&write, id, read).await?;
        if entry.organization != author(who)?.1 {
            return Err(Error::Missing("board"));
        }
        let entry = board::save(&mut write, entry.taken_down(outcome)?).await?;
        write.record(Entry::new("board.take-down", id).with(json!({ "version": entry.version })));
        write.commit().await?;
        Ok(entry)
    }
}

async fn board_open(write: &Write) -> Result<()> {
    use commonbeat_domain::partnerships::agreements::DataCategory;
    match (write.reach(Action::UseBoard, "board")?, &write.actor().who) {
        (Reach::Agency, _) => Ok(()),
        (_, Who::Person { organization: Some(id), .. })
            if commonbeat_store::agreements::open_to(write, *id).await?.contains(&DataCategory::Board) =>
        {
            Ok(())
        }
        _ => Err(Error::Missing("board")),
    }
}

fn author(who: &Actor) -> Result<(PersonId, Option<OrganizationId>)> {
    match &who.who {
        Who::Person { person, organization, .. } => Ok((*person, *organization)),
        _ => Err(Error::Missing("board")),
    }
}

async fn fetch(write: &Write, id: BoardEntryId, read: i64) -> Result<BoardEntry> {
    let entry = board::get(write, id).await?;
    if entry.version == read { Ok(entry) } else { Err(Error::Stale("board")) }
}

async fn lines(read: &Read, entries: Vec<BoardEntry>) -> Result<Vec<BoardLine>> {
    let partners = organizations::list(read).await?;
    let own = agencies::own(read).await?.name;
    let authors =
        entries.iter().map(|e| e.by).chain(entries.iter().flat_map(|e| e.answers.iter().map(|a| a.by)));
    let names = people::names(read, authors.collect::<Vec<_>>()).await?;
    let from = |organization: Option<OrganizationId>, by: PersonId| {
        let of = organization
            .and_then(|id| partners.iter().find(|o| o.id == id))
            .map_or(own.as_str(), |o| &o.name);
        let name = names.get(&by).map(String::as_str).unwrap_or_default();
        [name, of].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let actor = author(read.actor()).ok().map(|(_, organization)| organization);
    let line = |entry: BoardEntry| BoardLine {
        of: from(entry.organization, entry.by),
        answers: entry.answers.iter().map(|a| from(a.organization, a.by)).collect(),
        own: actor == Some(entry.organization),
        entry,
    };
    Ok(entries.into_iter().map(line).collect())
}
