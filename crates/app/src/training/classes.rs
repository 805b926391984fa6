//! Classes: the calendar, seats, who came; and where what was learnt was used.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{ClassId, PersonId, TrainingId};
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::personnel::classes::{Came, Class, Course};
use commonbeat_domain::personnel::training::{Requirement, Used};
use commonbeat_domain::text::Email;
use commonbeat_domain::{Reference, Refusal, text};
use commonbeat_store::audit::Entry;
use commonbeat_store::training::DueLine;
use commonbeat_store::{Session, StoreError, Write, agencies, once, people, problems, training};
use jiff::civil::Date;
use serde_json::json;

use super::by_key;
use crate::{App, Error, Result};

/// Most classes of one list.
const MOST: u64 = 100;

/// A class as the actor sees it: whoever does not keep records sees the own seat and how many are left.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassView {
    /// The class; without the seats of others.
    pub class: Class,
    /// Seats that are left.
    pub left: u32,
    /// Whether the actor has a seat.
    pub mine: bool,
    /// Whether the actor keeps records.
    pub keep: bool,
    /// The agency's day.
    pub today: Date,
}

/// What is held when, and what is due for the actor.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// What runs and comes, the next in front.
    pub ahead: Vec<ClassView>,
    /// What was held, the last in front.
    pub past: Vec<ClassView>,
    /// What is due for the actor.
    pub due: Vec<DueLine>,
    /// The agency's requirements.
    pub rules: Vec<Requirement>,
}

fn view(class: Class, who: &Actor, today: Date) -> ClassView {
    let (left, keep) = (class.left(), who.may(Action::KeepTraining));
    let own = |seat: &commonbeat_domain::personnel::classes::Seat| who.person() == Some(seat.person);
    let mine = class.seats.iter().any(own);
    let mut class = class;
    if !keep {
        class.seats.retain(own);
    }
    ClassView { class, left, mine, keep, today }
}

impl App {
    /// The calendar of classes.
    pub async fn classes(&self, who: &Actor) -> Result<Calendar> {
        let read = self.store.read(who).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let seen = |all: Vec<Class>| all.into_iter().map(|c| view(c, who, today)).collect();
        let due = match who.person() {
            Some(person) => training::due_of(&read, person).await?,
            None => Vec::new(),
        };
        Ok(Calendar {
            ahead: seen(training::classes(&read, today, true, MOST).await?),
            past: seen(training::classes(&read, today, false, MOST).await?),
            due,
            rules: training::rules(&read).await?,
        })
    }

    /// One class.
    pub async fn class(&self, who: &Actor, id: ClassId) -> Result<ClassView> {
        let read = self.store.read(who).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        Ok(view(training::class(&read, id).await?, who, today))
    }

    /// Plans a class; with the same token once.
    pub async fn plan_class(&self, who: &Actor, plan: Course, token: &str) -> Result<Class> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::KeepTraining, "class")?;
        if let Some(id) = once::done(&write, token).await? {
            return Ok(training::class(&write, id.parse().map_err(|_| Error::Missing("class"))?).await?);
        }
        let class = Class::plan(self.id(), plan)?;
        training::insert_class(&mut write, &class).await?;
        once::claim(&mut write, token, &class.id.to_string()).await?;
        write.record(Entry::new("class.plan", class.id).with(&class.plan));
        write.commit().await?;
        Ok(class)
    }

    /// Takes a seat for oneself, or gives it back.
    pub async fn seat(&self, who: &Actor, id: ClassId, take: bool) -> Result<Class> {
        let person = who.person().ok_or(Error::Missing("class"))?;
        self.change_seat(who, id, person, take).await
    }

    /// Takes a seat for somebody else, who is named by e-mail; for whoever keeps records.
    pub async fn seat_for(&self, who: &Actor, id: ClassId, email: &str) -> Result<Class> {
        who.reach(Action::KeepTraining).ok_or(Error::Missing("class"))?;
        let person = somebody(&self.store.read(who).await?, "seat_email", email).await?;
        self.change_seat(who, id, person.id, true).await
    }

    async fn change_seat(&self, who: &Actor, id: ClassId, person: PersonId, take: bool) -> Result<Class> {
        let (mut write, mut class, today) = self.class_to_change(who, id).await?;
        let act = if take {
            class.sign_up(person, today)?;
            "class.seat"
        } else {
            class.give_back(person, today)?;
            "class.give-back"
        };
        let saved = training::save_class(&mut write, class).await?;
        write.record(Entry::new(act, id).with(json!({ "person": person })));
        write.commit().await?;
        Ok(saved)
    }

    /// Calls a class off.
    pub async fn call_off_class(&self, who: &Actor, id: ClassId) -> Result<Class> {
        let (mut write, mut class, _) = self.class_to_change(who, id).await?;
        write.reach(Action::KeepTraining, "class")?;
        class.call_off()?;
        let saved = training::save_class(&mut write, class).await?;
        write.record(Entry::new("class.call-off", id));
        write.commit().await?;
        Ok(saved)
    }

    /// Puts on record who came. `read`: the version that was read, so that nobody who took a seat meanwhile is forgotten.
    pub async fn hold_class(
        &self,
        who: &Actor,
        id: ClassId,
        read: i64,
        came: Vec<(PersonId, Came)>,
    ) -> Result<Class> {
        let (mut write, mut class, today) = self.class_to_change(who, id).await?;
        write.reach(Action::KeepTraining, "class")?;
        if class.version != read {
            return Err(Error::Stale("class"));
        }
        let records = class.hold(came, today, || self.id())?;
        let saved = training::save_class(&mut write, class).await?;
        let rules = by_key(training::rules(&write).await?);
        for attended in &records {
            training::add(&mut write, attended).await?;
            let person = people::by_id(&write, attended.person).await?;
            self.refresh_person(&mut write, &person, &rules).await?;
        }
        write.record(Entry::new("class.hold", id).with(json!({ "came": records.len() })));
        write.commit().await?;
        Ok(saved)
    }

    async fn class_to_change(&self, who: &Actor, id: ClassId) -> Result<(Write, Class, Date)> {
        let write = self.store.write(who, self.now()).await?;
        let class = training::class(&write, id).await?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        Ok((write, class, today))
    }

    /// Notes on which problem one used what one learnt, and how. The own courses and problems one may read.
    pub async fn use_training(
        &self,
        who: &Actor,
        course: TrainingId,
        problem: &str,
        words: &str,
    ) -> Result<Used> {
        let mut write = self.store.write(who, self.now()).await?;
        let person = who.person().ok_or(Error::Missing("training"))?;
        if training::of_person(&write, person).await?.iter().all(|a| a.id != course) {
            return Err(Error::Missing("training"));
        }
        let unknown = || Refusal::unfit("used_problem", "no-such-problem");
        let reference: Reference = problem.trim().parse().map_err(|_| unknown())?;
        let found = match problems::get(&write, &reference).await {
            Err(StoreError::Missing(_)) => return Err(unknown().into()),
            other => other?,
        };
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let words = text::prose("used_words", words)?;
        let used = Used { training: course, problem: found.reference, words, on: today };
        training::set_use(&mut write, person, &used).await?;
        write.record(Entry::new("training.use", course).with(json!({ "problem": used.problem.to_string() })));
        write.commit().await?;
        Ok(used)
    }
}

/// Somebody who works here now, by e-mail.
pub(crate) async fn somebody(session: &impl Session, field: &'static str, email: &str) -> Result<Person> {
    let nobody = || Refusal::unfit(field, "nobody-here");
    let email: Email = match email.trim() {
        "" => return Err(Refusal::required(field).into()),
        typed => typed.parse().map_err(|_| nobody())?,
    };
    match people::by_email(session, &email).await {
        Ok(person) if person.standing != Standing::Left && person.organization.is_none() => Ok(person),
        Ok(_) | Err(StoreError::Missing(_)) => Err(nobody().into()),
        Err(other) => Err(other.into()),
    }
}
