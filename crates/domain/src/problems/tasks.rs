//! Tasks: who does what by when.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{OrganizationId, PersonId, ProblemId, TaskId};
use crate::{Refusal, text};

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskState {
    /// Not done yet.
    Open,
    /// Done.
    Done,
    /// Will not be done.
    Dropped,
}

impl TaskState {
    /// Every value.
    pub const ALL: [TaskState; 3] = [TaskState::Open, TaskState::Done, TaskState::Dropped];

    /// Its name in data and, with `task-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            TaskState::Open => "open",
            TaskState::Done => "done",
            TaskState::Dropped => "dropped",
        }
    }
}

impl std::str::FromStr for TaskState {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        TaskState::ALL.into_iter().find(|s| s.name() == text).ok_or(Refusal::malformed("state"))
    }
}

crate::problems::named::named! {
    /// What the dose of a task is counted in.
    DoseKind, "dose" {
        /// Minutes of patrol.
        PatrolMinutes = "patrol-minutes",
        /// Visits.
        Visits = "visits",
        /// Repairs.
        Repairs = "repairs",
        /// Letters.
        Letters = "letters",
        /// Hours.
        Hours = "hours",
        /// Something else that can be counted.
        Pieces = "pieces",
    }
}

/// Some of a task's dose, as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// On which day.
    pub day: Date,
    /// How much.
    pub amount: u32,
    /// In words.
    pub words: String,
    /// By whom.
    pub by: PersonId,
}

/// A partner's word that it takes the task on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenOn {
    /// Who said it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// Most entries of one task's log.
pub const LOG: usize = 400;

/// A piece of a response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// The problem it serves.
    pub problem: ProblemId,
    /// What is to be done.
    pub what: String,
    /// Where and when.
    pub where_when: String,
    /// How much is planned, such as "34 lamps".
    pub planned: String,
    /// How much was done.
    pub done: String,
    /// The person who answers for it.
    pub owner: Option<PersonId>,
    /// The partner organization that answers for it.
    pub organization: Option<OrganizationId>,
    /// By when.
    pub due: Date,
    /// How far it has come.
    pub state: TaskState,
    /// Day on which it was done or dropped.
    pub ended_on: Option<Date>,
    /// What went differently from the plan.
    pub deviation: String,
    /// What its dose is counted in.
    #[serde(default)]
    pub dose: Option<DoseKind>,
    /// How much is planned, in that.
    #[serde(default)]
    pub dose_planned: Option<u32>,
    /// What was given, day by day.
    #[serde(default)]
    pub log: Vec<Logged>,
    /// The partner's own signature, where a partner answers for it.
    #[serde(default)]
    pub taken_on: Option<TakenOn>,
    /// Counts edits.
    pub version: i64,
}

/// What it takes to give somebody a task, or to change one.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTask {
    /// What is to be done.
    pub what: String,
    /// Where and when.
    pub where_when: String,
    /// How much is planned.
    pub planned: String,
    /// The person who answers for it.
    pub owner: Option<PersonId>,
    /// The partner organization that answers for it.
    pub organization: Option<OrganizationId>,
    /// By when.
    pub due: Option<Date>,
    /// What its dose is counted in.
    pub dose: Option<DoseKind>,
    /// How much of it is planned.
    pub dose_planned: Option<u32>,
}

impl NewTask {
    /// The task of a problem; refuses one without words, day, or anybody who answers for it.
    pub fn of(self, problem: ProblemId, id: TaskId) -> Result<Task, Refusal> {
        let (new_dose, new_planned) = (self.dose, self.dose_planned);
        let blank = Task {
            id,
            problem,
            what: String::new(),
            where_when: String::new(),
            planned: String::new(),
            done: String::new(),
            owner: None,
            organization: None,
            due: Date::MIN,
            state: TaskState::Open,
            ended_on: None,
            deviation: String::new(),
            dose: new_dose,
            dose_planned: new_planned,
            log: Vec::new(),
            taken_on: None,
            version: 1,
        };
        blank.change(self)
    }
}

impl Task {
    /// Changes what was agreed.
    pub fn change(mut self, new: NewTask) -> Result<Task, Refusal> {
        let mut wrong = Vec::new();
        let what = text::line("what", &new.what).unwrap_or_else(|refusal| {
            wrong.push(refusal);
            String::new()
        });
        if new.owner.is_none() && new.organization.is_none() {
            wrong.push(Refusal::required("owner"));
        }
        let Some(due) = new.due else {
            wrong.push(Refusal::required("due"));
            return Err(Refusal::several(wrong));
        };
        if !wrong.is_empty() {
            return Err(Refusal::several(wrong));
        }
        self.what = what;
        self.where_when = text::draft("where_when", &new.where_when)?;
        let planned = text::draft("planned", &new.planned)?;
        // Another partner signs for itself; so does the same one for another amount.
        if self.organization != new.organization
            || self.planned != planned
            || self.dose_planned != new.dose_planned
        {
            self.taken_on = None;
        }
        self.planned = planned;
        (self.dose, self.dose_planned) = (new.dose, new.dose_planned);
        (self.owner, self.organization, self.due) = (new.owner, new.organization, due);
        Ok(self)
    }

    /// Reports on it; what is dropped needs a word of why.
    pub fn report(
        mut self,
        state: TaskState,
        done: &str,
        deviation: &str,
        today: Date,
    ) -> Result<Task, Refusal> {
        if state == TaskState::Dropped && deviation.trim().is_empty() {
            return Err(Refusal::required("deviation"));
        }
        self.done = text::draft("done", done)?;
        self.deviation = text::draft("deviation", deviation)?;
        self.ended_on = (state != TaskState::Open).then_some(today);
        self.state = state;
        Ok(self)
    }

    /// Notes some of its dose.
    pub fn log(mut self, entry: Logged) -> Result<Task, Refusal> {
        if entry.amount == 0 {
            return Err(Refusal::required("amount"));
        }
        if self.log.len() >= LOG {
            return Err(Refusal::TooLong { field: "amount", limit: LOG });
        }
        self.log.push(Logged { words: text::draft("words", &entry.words)?, ..entry });
        self.log.sort_by_key(|entry| entry.day);
        Ok(self)
    }

    /// How much was given so far.
    pub fn given(&self) -> u64 {
        self.log.iter().map(|entry| u64::from(entry.amount)).sum()
    }

    /// The partner's member signs for it.
    pub fn take_on(mut self, by: PersonId, at: Timestamp) -> Result<Task, Refusal> {
        if !self.waits_for_partner() {
            return Err(Refusal::not_now("nothing-to-sign"));
        }
        self.taken_on = Some(TakenOn { by, at });
        Ok(self)
    }

    /// Whether a partner answers for it and has not signed yet.
    pub fn waits_for_partner(&self) -> bool {
        self.organization.is_some() && self.taken_on.is_none() && self.state == TaskState::Open
    }

    /// Whether it is done and nobody says how much: neither in words nor in the log, nor why it differs.
    pub fn dose_unknown(&self) -> bool {
        let planned = !self.planned.is_empty() || self.dose_planned.is_some();
        let told = !self.done.is_empty() || !self.deviation.is_empty() || !self.log.is_empty();
        self.state == TaskState::Done && planned && !told
    }

    /// Whether it is open past its day.
    pub fn overdue(&self, today: Date) -> bool {
        self.state == TaskState::Open && self.due < today
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    fn task() -> Task {
        let new = NewTask {
            what: "Mend 34 lamps".into(),
            where_when: String::new(),
            planned: "34 lamps".into(),
            owner: Some(PersonId::from_uuid(uuid::Uuid::from_u128(1))),
            organization: None,
            due: Some(Date::constant(2026, 3, 1)),
            dose: None,
            dose_planned: None,
        };
        new.of(ProblemId::from_uuid(uuid::Uuid::from_u128(2)), TaskId::from_uuid(uuid::Uuid::from_u128(3)))
            .unwrap()
    }

    #[test]
    fn a_task_needs_words_a_day_and_somebody_who_answers_for_it() {
        let empty = NewTask {
            what: " ".into(),
            where_when: String::new(),
            planned: String::new(),
            owner: None,
            organization: None,
            due: None,
            dose: None,
            dose_planned: None,
        };
        let fields = match task().change(empty) {
            Err(Refusal::Many(all)) => all.iter().filter_map(Refusal::field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(fields, ["what", "owner", "due"]);
    }

    #[test]
    fn a_partner_signs_for_its_own_task_and_again_when_more_is_asked() {
        let partner = Some(OrganizationId::from_uuid(uuid::Uuid::from_u128(4)));
        let mut task = task();
        assert!(!task.waits_for_partner());
        task.organization = partner;
        let by = PersonId::from_uuid(uuid::Uuid::from_u128(9));
        let signed = task.take_on(by, Timestamp::UNIX_EPOCH).unwrap();
        assert!(!signed.waits_for_partner());
        let more = NewTask {
            what: "Mend lamps".into(),
            where_when: String::new(),
            planned: "60 lamps".into(),
            owner: None,
            organization: partner,
            due: Some(Date::constant(2026, 3, 1)),
            dose: None,
            dose_planned: None,
        };
        assert!(signed.change(more).unwrap().waits_for_partner());
    }

    #[test]
    fn the_log_of_a_task_adds_up_and_a_task_done_without_any_amount_is_told() {
        let by = PersonId::from_uuid(uuid::Uuid::from_u128(9));
        let entry = |amount| Logged { day: Date::constant(2026, 2, 1), amount, words: String::new(), by };
        assert_eq!(task().log(entry(0)), Err(Refusal::required("amount")));
        let logged = task().log(entry(20)).unwrap().log(entry(14)).unwrap();
        assert_eq!(logged.given(), 34);
        let today = Date::constant(2026, 3, 2);
        assert!(!logged.report(TaskState::Done, "", "", today).unwrap().dose_unknown());
        assert!(task().report(TaskState::Done, "", "", today).unwrap().dose_unknown());
    }

    #[test]
    fn a_dropped_task_says_why_and_one_opened_again_has_no_end() {
        let today = Date::constant(2026, 3, 2);
        assert!(task().overdue(today));
        assert_eq!(task().report(TaskState::Dropped, "", " ", today), Err(Refusal::required("deviation")));
        let done = task().report(TaskState::Done, "34 lamps", "", today).unwrap();
        assert_eq!((done.ended_on, done.overdue(today)), (Some(today), false));
        assert_eq!(done.report(TaskState::Open, "", "", today).unwrap().ended_on, None);
    }
}
