//! Training: rosters come in, requirements are data, what is due is worked out when something changes.

pub mod classes;
mod roster;

use std::collections::BTreeMap;

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AgencyId, PersonId};
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::personnel::training::{Attended, Due, Excuse, File, Pack, Requirement, Used, due};
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::people::{self, Filter};
use commonbeat_store::training::{self, After, DueLine};
use commonbeat_store::{Session, StoreError, Write, agencies};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{App, Error, Result};

pub use roster::{Roster, Wrong};

/// People worked through in one write.
const CHUNK: u64 = 200;
/// Days ahead that the list looks.
pub const AHEAD: i64 = 90;

/// A page of what is due.
#[derive(Clone, Debug, PartialEq)]
pub struct DuePage {
    /// The lines, the first day in front.
    pub rows: Vec<DueLine>,
    /// Where the next page begins.
    pub next: Option<After>,
    /// How many are past their grace in the whole agency.
    pub overdue: u64,
    /// How many are due within [`AHEAD`] days, past ones among them.
    pub near: u64,
    /// The agency's requirements, the versions of one beside each other.
    pub rules: Vec<Requirement>,
    /// The agency's day.
    pub today: Date,
}

/// Somebody's training.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingView {
    /// Who.
    pub person: Person,
    /// What was attended, the last first.
    pub attended: Vec<Attended>,
    /// Where that was used.
    pub uses: Vec<Used>,
    /// What is due, the first day in front.
    pub due: Vec<DueLine>,
    /// When the person began, and what they are excused from.
    pub file: File,
    /// The version of the file.
    pub read: i64,
    /// The agency's requirements.
    pub rules: Vec<Requirement>,
    /// The agency's day.
    pub today: Date,
    /// Whether the actor keeps training records.
    pub keep: bool,
}

/// Works out for everybody of an agency what is due: people come, change roles and leave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WorkOutDue {
    /// The agency.
    pub agency: AgencyId,
}

impl Job for WorkOutDue {
    const NAME: &'static str = "training-due";
    const MAX_ATTEMPTS: u32 = 2;
}

impl Run<App> for WorkOutDue {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        app.refresh_training(&Actor::system(self.agency, Self::NAME)).await.map_err(JobError::retry)
    }
}

impl App {
    /// What is due in the agency within [`AHEAD`] days, with what is past.
    pub async fn training_due(
        &self,
        who: &Actor,
        key: Option<&str>,
        after: Option<After>,
        size: usize,
    ) -> Result<DuePage> {
        let read = self.store.read(who).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let until = today.saturating_add(AHEAD.days());
        let mut rows = training::due_until(&read, until, key, after, size as u64 + 1).await?;
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().filter(|_| more).and_then(|l| Some((l.due.on?, l.person)));
        let (overdue, near) = training::counts(&read, today, until).await?;
        Ok(DuePage { rows, next, overdue, near, rules: training::rules(&read).await?, today })
    }

    /// Somebody's training: one's own, that of people in units one leads, or anybody's for those who keep records. That
    /// another's was read, or asked for in vain, stands in the trail.
    pub async fn training_of(&self, who: &Actor, id: PersonId) -> Result<TrainingView> {
        let own = who.person() == Some(id);
        if !own && !training::seen(&self.store.read(who).await?).await?.holds(id) {
            self.note_refused(who, "training record").await?;
            return Err(Error::Missing("training"));
        }
        let read = match own {
            true => self.store.read(who).await?,
            false => self.store.read_recorded(who, self.now(), Entry::new("training.read", id)).await?,
        };
        let (file, version) = training::file(&read, id).await?;
        Ok(TrainingView {
            person: people::by_id(&read, id).await?,
            attended: training::of_person(&read, id).await?,
            uses: training::uses_of(&read, id).await?,
            due: training::due_of(&read, id).await?,
            file,
            read: version,
            rules: training::rules(&read).await?,
            today: self.today(&agencies::own(&read).await?.time_zone()),
            keep: who.may(Action::KeepTraining),
        })
    }

    /// Takes over the requirements of a pack that are not there yet, and works out what they make due.
    pub async fn take_pack(&self, who: &Actor, name: &str) -> Result<usize> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::KeepTraining, "training")?;
        let pack = Pack::shipped().into_iter().find(|p| p.pack == name).ok_or(Error::Missing("pack"))?;
        let mut added = 0;
        for rule in &pack.rules {
            rule.check()?;
            added += usize::from(training::add_rule(&mut write, rule).await?);
        }
        write.record(Entry::new("training.rules", name).with(json!({ "added": added })));
        write.commit().await?;
        self.refresh_training(who).await?;
        Ok(added)
    }

    /// Works out for everybody what is due, in short writes, so that nobody waits for it.
    pub async fn refresh_training(&self, who: &Actor) -> Result<()> {
        // An agency that set no requirement keeps no list of what is due.
        if training::rules(&self.store.read(who).await?).await?.is_empty() {
            return Ok(());
        }
        let mut after = None;
        loop {
            let mut write = self.store.write(who, self.now()).await?;
            write.reach(Action::KeepTraining, "training")?;
            let filter = Filter { after: after.clone(), ..Filter::default() };
            let listed = people::list(&write, &filter, CHUNK).await?;
            let rules = by_key(training::rules(&write).await?);
            for person in &listed {
                self.refresh_person(&mut write, &person.person, &rules).await?;
            }
            after = listed.last().map(|l| (l.person.name.clone(), l.person.id));
            write.record(Entry::new("training.due", listed.len()));
            write.commit().await?;
            if (listed.len() as u64) < CHUNK {
                return Ok(());
            }
        }
    }

    async fn refresh_person(
        &self,
        write: &mut Write,
        person: &Person,
        rules: &BTreeMap<String, Vec<Requirement>>,
    ) -> Result<()> {
        let zone = agencies::own(write).await?.time_zone();
        let (file, _) = training::file(write, person.id).await?;
        let start = file.began.unwrap_or_else(|| person.created_at.to_zoned(zone.clone()).date());
        let attended = training::of_person(write, person.id).await?;
        let today = self.today(&zone);
        let held = |versions: &Vec<Requirement>| {
            person.standing != Standing::Left
                && versions.iter().any(|v| v.roles.iter().any(|role| person.roles.contains(role)))
        };
        let of = |(key, versions): (&String, &Vec<Requirement>)| {
            Some((key.clone(), due(versions, start, &attended, &file.excuses, today)?))
        };
        let all: Vec<(String, Due)> = rules.iter().filter(|(_, v)| held(v)).filter_map(of).collect();
        Ok(training::replace_due(write, person.id, &all).await?)
    }

    /// Says when somebody began. `read`: the version of the file.
    pub async fn set_began(&self, who: &Actor, id: PersonId, read: i64, began: Date) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        let (mut file, person) = keep_file(&write, id, read).await?;
        if began > self.today(&agencies::own(&write).await?.time_zone()) {
            return Err(Refusal::unfit("began", "training-ahead").into());
        }
        file.began = Some(began);
        self.keep_training_file(&mut write, person, file, read, "training.began").await?;
        Ok(write.commit().await?)
    }

    /// Excuses somebody from a requirement until a day, with a reason.
    pub async fn excuse_training(&self, who: &Actor, id: PersonId, read: i64, excuse: Excuse) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        let (mut file, person) = keep_file(&write, id, read).await?;
        if training::rules(&write).await?.iter().all(|rule| rule.key != excuse.key) {
            return Err(Refusal::malformed("rule").into());
        }
        let today = self.today(&agencies::own(&write).await?.time_zone());
        file.excuse(excuse, today)?;
        self.keep_training_file(&mut write, person, file, read, "training.excuse").await?;
        Ok(write.commit().await?)
    }

    async fn keep_training_file(
        &self,
        write: &mut Write,
        person: Person,
        file: File,
        read: i64,
        act: &'static str,
    ) -> Result<()> {
        training::save_file(write, person.id, &file, read).await?;
        let rules = by_key(training::rules(write).await?);
        self.refresh_person(write, &person, &rules).await?;
        write.record(Entry::new(act, person.id).with(json!({ "version": read + 1 })));
        Ok(())
    }
}

async fn keep_file(write: &Write, id: PersonId, read: i64) -> Result<(File, Person)> {
    write.reach(Action::KeepTraining, "training")?;
    let person = match people::by_id(write, id).await {
        Err(StoreError::Missing(_)) => return Err(Error::Missing("training")),
        found => found?,
    };
    let (file, version) = training::file(write, id).await?;
    if version == read { Ok((file, person)) } else { Err(Error::Stale("training")) }
}

fn by_key(rules: Vec<Requirement>) -> BTreeMap<String, Vec<Requirement>> {
    let mut keys: BTreeMap<String, Vec<Requirement>> = BTreeMap::new();
    for rule in rules {
        keys.entry(rule.key.clone()).or_default().push(rule);
    }
    keys
}
