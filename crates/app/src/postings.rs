//! Who is posted where: officers on beats, people in units, the tree of units.

use std::collections::BTreeMap;

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor, Role};
use commonbeat_domain::ids::{AreaId, PersonId, PostingId, UnitId};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::organization::postings::{Post, Posting, Unit, Where, as_tree};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, StoreError, Write, agencies, areas, people, postings};
use jiff::civil::Date;
use serde_json::json;

use crate::{App, Error, Result};

/// Who is posted where, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPosting {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub at: Where,
    /// As what.
    pub post: Post,
    /// First day; today or before.
    pub since: Date,
    /// Last day, for what has ended already.
    pub until: Option<Date>,
}

/// A unit with its people.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitLine {
    /// How deep it hangs; 0 at the top.
    pub level: usize,
    /// The unit.
    pub unit: Unit,
    /// Who belongs to it today, the lead first.
    pub people: Vec<Posting>,
}

impl App {
    /// Posts somebody from a day on. Who comes to a beat gets its records with it.
    pub async fn post_person(&self, who: &Actor, new: NewPosting) -> Result<Posting> {
        let mut write = self.store.write(who, self.now()).await?;
        let posting = self.post_in(&mut write, new).await?;
        write.commit().await?;
        Ok(posting)
    }

    /// The same inside a larger write.
    pub(crate) async fn post_in(&self, write: &mut Write, new: NewPosting) -> Result<Posting> {
        write.reach(Action::AssignPosts, "posting")?;
        let today = self.today(&agencies::own(write).await?.time_zone());
        if new.since > today || new.until.is_some_and(|until| until > today) {
            return Err(Refusal::unfit("posted_since", "posting-ahead").into());
        }
        place(write, new.at).await?;
        let person = staff(write, new.person).await?;
        let NewPosting { at, post, since, until, .. } = new;
        let posting = Posting { id: self.id(), person: person.id, at, post, since, until };
        posting.check(&postings::at(write, at).await?)?;
        match postings::insert(write, &posting).await {
            // Two at once: the database lets one through.
            Err(error) if error.is_conflict() => Err(Refusal::unfit("post", "two-primaries"))?,
            done => done?,
        }
        if let (Where::Beat(beat), None) = (at, until) {
            let mut changed = person;
            changed.beats.insert(beat);
            if post == Post::Primary {
                changed.on_beat_since = Some(since);
            }
            people::update(write, changed).await?;
        }
        let what = json!({ "person": posting.person, "at": at, "post": post.name(), "since": since });
        write.record(Entry::new("posting.begin", posting.id).with(what));
        Ok(posting)
    }

    /// Ends a posting with a day, today or before. The beat's records go with it.
    pub async fn end_posting(&self, who: &Actor, id: PostingId, on: Date) -> Result<Posting> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::AssignPosts, "posting")?;
        let posting = postings::get(&write, id).await?;
        let ended = self.end_in(&mut write, posting, on).await?;
        write.commit().await?;
        Ok(ended)
    }

    /// The same inside a larger write.
    pub(crate) async fn end_in(&self, write: &mut Write, posting: Posting, on: Date) -> Result<Posting> {
        let today = self.today(&agencies::own(write).await?.time_zone());
        if on > today {
            return Err(Refusal::unfit("posted_until", "posting-ahead").into());
        }
        let ended = posting.end(on)?;
        postings::end(write, &ended).await?;
        if let Where::Beat(beat) = ended.at {
            let mut person = people::by_id(write, ended.person).await?;
            if person.beats.remove(&beat) {
                if ended.post == Post::Primary {
                    person.on_beat_since = None;
                }
                people::update(write, person).await?;
            }
        }
        write.record(Entry::new("posting.end", ended.id).with(json!({ "until": on })));
        Ok(ended)
    }

    /// The units in the order of their tree, with their people.
    pub async fn units(&self, who: &Actor) -> Result<Vec<UnitLine>> {
        let read = self.store.read(who).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let mut there: BTreeMap<UnitId, Vec<Posting>> = BTreeMap::new();
        for posting in postings::holding(&read, today, None).await? {
            if let Where::Unit(unit) = posting.at {
                there.entry(unit).or_default().push(posting);
            }
        }
        let line = |(level, unit): (usize, Unit)| {
            let mut people = there.remove(&unit.id).unwrap_or_default();
            people.sort_by_key(|p| (p.post != Post::Lead, p.since));
            UnitLine { level, unit, people }
        };
        Ok(as_tree(postings::all_units(&read).await?).into_iter().map(line).collect())
    }

    /// Adds a unit, or changes one: then with the version that was read.
    pub async fn set_unit(
        &self,
        who: &Actor,
        known: Option<(UnitId, i64)>,
        name: &str,
        above: Option<UnitId>,
    ) -> Result<Unit> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::AssignPosts, "unit")?;
        let all = postings::all_units(&write).await?;
        let (id, version) = known.unwrap_or((self.id(), 1));
        if known.is_some() && all.iter().all(|u| u.id != id) {
            return Err(Error::Missing("unit"));
        }
        let unit = Unit { id, name: name.to_owned(), above, version }.check(&all)?;
        let unit = match known {
            Some(_) => postings::save_unit(&mut write, unit).await?,
            None => {
                postings::insert_unit(&mut write, &unit).await?;
                unit
            }
        };
        let act = if known.is_some() { "unit.change" } else { "unit.add" };
        write.record(Entry::new(act, unit.id).with(&unit));
        write.commit().await?;
        Ok(unit)
    }
}

/// Refuses a place that is not one of the agency's.
async fn place(write: &Write, at: Where) -> Result<()> {
    let known = match at {
        Where::Beat(beat) => is_beat(write, beat).await?,
        Where::Unit(unit) => postings::all_units(write).await?.iter().any(|u| u.id == unit),
    };
    if known { Ok(()) } else { Err(Error::Missing("beat")) }
}

/// Whether an area is one of the agency's beats.
pub(crate) async fn is_beat(session: &impl Session, beat: AreaId) -> Result<bool> {
    Ok(areas::list(session, Some(AreaKind::Beat)).await?.iter().any(|area| area.id == beat))
}

/// Somebody who works here now.
async fn staff(write: &Write, id: PersonId) -> Result<Person> {
    match people::by_id(write, id).await {
        Ok(person) if person.standing != Standing::Left && !person.roles.contains(&Role::Partner) => {
            Ok(person)
        }
        Ok(_) | Err(StoreError::Missing(_)) => Err(Refusal::malformed("person").into()),
        Err(other) => Err(other.into()),
    }
}
