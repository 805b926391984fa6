//! Tasks: who does what by when.

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
}

impl NewTask {
    /// The task of a problem; refuses one without words, day, or anybody who answers for it.
    pub fn of(self, problem: ProblemId, id: TaskId) -> Result<Task, Refusal> {
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
        self.planned = text::draft("planned", &new.planned)?;
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
        };
        let fields = match task().change(empty) {
            Err(Refusal::Many(all)) => all.iter().filter_map(Refusal::field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(fields, ["what", "owner", "due"]);
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
