//! Tasks: who does what by when.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::ids::{OrganizationId, PersonId, ProblemId, TaskId};

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

impl Task {
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
        self.done = done.trim().to_owned();
        self.deviation = deviation.trim().to_owned();
        self.ended_on = (state != TaskState::Open).then_some(today);
        self.state = state;
        Ok(self)
    }

    /// Whether it is open past its day.
    pub fn overdue(&self, today: Date) -> bool {
        self.state == TaskState::Open && self.due < today
    }
}
