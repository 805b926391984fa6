//! How the work with a partner goes, in numbers that both sides see.

use jiff::civil::Date;
use serde::Serialize;

use crate::problems::tasks::{Task, TaskState};

/// A partner's tasks, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TaskFigures {
    /// Open, their day not passed.
    pub open: u32,
    /// Open, their day passed.
    pub late: u32,
    /// Done on or before their day.
    pub in_time: u32,
    /// Done after it.
    pub after: u32,
    /// Dropped.
    pub dropped: u32,
    /// Given, and not signed for by the partner yet.
    pub waiting: u32,
}

impl TaskFigures {
    /// The figures of these tasks on a day.
    pub fn of<'a>(tasks: impl IntoIterator<Item = &'a Task>, today: Date) -> TaskFigures {
        let mut n = TaskFigures::default();
        for task in tasks {
            match task.state {
                TaskState::Open if task.due < today => n.late += 1,
                TaskState::Open => n.open += 1,
                TaskState::Done if task.ended_on.is_none_or(|day| day <= task.due) => n.in_time += 1,
                TaskState::Done => n.after += 1,
                TaskState::Dropped => n.dropped += 1,
            }
            n.waiting += u32::from(task.waits_for_partner());
        }
        n
    }

    /// The share of commitments whose day has come that were kept by their day; nothing where no day has come.
    pub fn kept(&self) -> Option<(u32, u32)> {
        let due = self.in_time + self.after + self.late + self.dropped;
        (due > 0).then_some((self.in_time, due))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Key;
    use crate::problems::tasks::NewTask;

    fn task(state: TaskState, due: Date, ended: Option<Date>) -> Task {
        let new = NewTask {
            what: "Mend lamps".into(),
            where_when: String::new(),
            planned: String::new(),
            owner: None,
            organization: Some(Key::from_uuid(uuid::Uuid::nil())),
            due: Some(due),
            dose: None,
            dose_planned: None,
        };
        let id = Key::from_uuid(uuid::Uuid::nil());
        Task { state, ended_on: ended, ..new.of(Key::from_uuid(uuid::Uuid::nil()), id).unwrap() }
    }

    #[test]
    fn a_commitment_is_kept_when_it_was_done_by_its_day() {
        let (day, today) = (date(2026, 3, 10), date(2026, 3, 20));
        let tasks = [
            task(TaskState::Done, day, Some(day)),
            task(TaskState::Done, day, Some(date(2026, 3, 11))),
            task(TaskState::Open, day, None),
            task(TaskState::Open, today, None),
            task(TaskState::Dropped, day, Some(day)),
        ];
        let n = TaskFigures::of(&tasks, today);
        assert_eq!((n.open, n.late, n.in_time, n.after, n.dropped), (1, 1, 1, 1, 1));
        assert_eq!(n.kept(), Some((1, 4)), "one that is not due yet is neither kept nor broken");
        assert_eq!(TaskFigures::default().kept(), None);
    }
}
