//! The decision log: what was decided, by what right, for what reason; what was asked and how long it waited; what a
//! review said. An entry is only ever added to.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{DecisionId, PersonId, ProblemId};
use crate::organization::delegation::{Authority, DecisionKind, Takes};
use crate::organization::ranks::Rank;
use crate::problems::named::named;
use crate::problems::signs::Step;
use crate::{Refusal, text};

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// Something under the delegation matrix.
    Matter(DecisionKind),
    /// A gate of a problem.
    Gate(Step),
}

impl Subject {
    /// Its name in data, and the key of its text in `locales/`.
    pub fn name(self) -> String {
        match self {
            Subject::Matter(kind) => format!("decision-kind-{}", kind.name()),
            Subject::Gate(step) => format!("step-{}", step.name()),
        }
    }
}

named! {
    /// Where an entry stands.
    State, "state" {
        /// Somebody has to answer.
        Asked = "asked",
        /// Decided: yes.
        Approved = "approved",
        /// Decided: no, with a reason.
        Refused = "refused",
        /// Taken back by who asked.
        Withdrawn = "withdrawn",
    }
}

named! {
    /// What a supervisor said of a decision afterwards.
    Review, "review" {
        /// Right as it was.
        Affirmed = "affirmed",
        /// It stands; how to do it better was talked over.
        Coached = "coached",
        /// It was taken back.
        Reversed = "reversed",
    }
}

/// A review of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// What it said.
    pub review: Review,
    /// Why; what was learned.
    pub words: String,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// What is decided.
    pub subject: Subject,
    /// The problem it belongs to.
    pub problem: Option<ProblemId>,
    /// What, in a line.
    pub title: String,
    /// What was considered.
    pub options: String,
    /// Why.
    pub reason: String,
    /// What people of the community said.
    pub community: String,
    /// What it takes.
    pub takes: Takes,
    /// The level that may decide it.
    pub rank: Rank,
    /// By which row of the matrix, in words: conditions and who must be informed.
    pub authority: String,
    /// Who brought it.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: Timestamp,
    /// By when it is to be answered; none where it was decided at once.
    pub due_at: Option<Timestamp>,
    /// When it went one level up because nobody answered.
    pub escalated_at: Option<Timestamp>,
    /// Where it stands.
    pub state: State,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// At which level.
    pub decided_rank: Option<Rank>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What was said with it; the reason of a refusal.
    pub answer: String,
    /// Reviews, in the order of time.
    pub reviews: Vec<Reviewed>,
    /// Counts edits.
    pub version: i64,
}

/// What is brought to a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDecision {
    /// What is decided.
    pub subject: Subject,
    /// The problem.
    pub problem: Option<ProblemId>,
    /// What, in a line.
    pub title: String,
    /// What was considered.
    pub options: String,
    /// Why.
    pub reason: String,
    /// What people of the community said.
    pub community: String,
    /// What it takes.
    pub takes: Takes,
}

impl NewDecision {
    /// Decided at once where the level suffices, else asked of the level that may, with a clock.
    pub fn of(
        self,
        id: DecisionId,
        authority: &Authority,
        by: PersonId,
        rank: Rank,
        now: Timestamp,
    ) -> Result<Decision, Refusal> {
        let at_once = rank >= authority.rank;
        let grant = authority.grant.as_ref();
        let said = |grant: &crate::organization::delegation::Grant| {
            [grant.conditions.as_str(), grant.inform.as_str()]
                .into_iter()
                .filter(|words| !words.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        };
        Ok(Decision {
            id,
            subject: self.subject,
            problem: self.problem,
            title: text::line("title", &self.title)?,
            options: text::draft("options", &self.options)?,
            reason: text::prose("reason", &self.reason)?,
            community: text::draft("community", &self.community)?,
            takes: self.takes,
            rank: authority.rank,
            authority: grant.map(said).unwrap_or_default(),
            asked_by: by,
            asked_at: now,
            due_at: (!at_once).then(|| due(authority.rank, now)),
            escalated_at: None,
            state: if at_once { State::Approved } else { State::Asked },
            decided_by: at_once.then_some(by),
            decided_rank: at_once.then_some(rank),
            decided_at: at_once.then_some(now),
            answer: String::new(),
            reviews: Vec::new(),
            version: 1,
        })
    }
}

fn due(rank: Rank, now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_hours(24 * rank.answers_within())).unwrap_or(Timestamp::MAX)
}

impl Decision {
    /// Answers it: yes, or no with a reason. Nobody answers what they brought themselves.
    pub fn answer(
        mut self,
        yes: bool,
        words: &str,
        by: PersonId,
        rank: Rank,
        now: Timestamp,
    ) -> Result<Decision, Refusal> {
        if self.state != State::Asked {
            return Err(Refusal::not_now("decision-made"));
        }
        if rank < self.rank {
            return Err(Refusal::not_now("beyond-authority"));
        }
        if by == self.asked_by {
            return Err(Refusal::not_now("own-request"));
        }
        self.answer = if yes { text::draft("reason", words)? } else { text::prose("reason", words)? };
        self.state = if yes { State::Approved } else { State::Refused };
        (self.decided_by, self.decided_rank, self.decided_at) = (Some(by), Some(rank), Some(now));
        Ok(self)
    }

    /// Takes it back; only who asked may.
    pub fn withdraw(mut self, by: PersonId, now: Timestamp) -> Result<Decision, Refusal> {
        if self.state != State::Asked || by != self.asked_by {
            return Err(Refusal::not_now("decision-made"));
        }
        (self.state, self.decided_at) = (State::Withdrawn, Some(now));
        Ok(self)
    }

    /// Notes what a review said; to take a decision back, or to coach, needs words. Nobody reviews the own decision.
    pub fn review(
        mut self,
        review: Review,
        words: &str,
        by: PersonId,
        rank: Rank,
        now: Timestamp,
    ) -> Result<Decision, Refusal> {
        if !matches!(self.state, State::Approved | State::Refused) {
            return Err(Refusal::not_now("decision-open"));
        }
        if self.decided_by == Some(by) {
            return Err(Refusal::not_now("own-decision"));
        }
        // From above; what was decided at the top, by somebody else there.
        if self.decided_rank.is_none_or(|decided| rank <= decided && rank != Rank::Commander) {
            return Err(Refusal::not_now("beyond-authority"));
        }
        let words = match review {
            Review::Affirmed => text::draft("reason", words)?,
            _ => text::prose("reason", words)?,
        };
        self.reviews.push(Reviewed { review, words, by, at: now });
        Ok(self)
    }

    /// Goes one level up where nobody answered in time; says whether it did.
    pub fn escalate(&mut self, now: Timestamp) -> bool {
        let late = self.state == State::Asked && self.due_at.is_some_and(|due| due < now);
        if !late || self.rank == Rank::Commander || self.escalated_at.is_some() {
            return false;
        }
        self.due_at = Some(due(self.rank.above(), now));
        self.escalated_at = Some(now);
        true
    }

    /// The level whose answer is waited for; who was asked first may still give it.
    pub fn waits_for(&self) -> Rank {
        if self.escalated_at.is_some() { self.rank.above() } else { self.rank }
    }

    /// Whether it waits past its time.
    pub fn late(&self, now: Timestamp) -> bool {
        self.state == State::Asked && self.due_at.is_some_and(|due| due < now)
    }

    /// How long it waited, where it had to wait.
    pub fn turnaround(&self) -> Option<SignedDuration> {
        self.due_at?;
        Some(self.decided_at?.duration_since(self.asked_at))
    }
}

/// How supervisors answer: never how officers ask.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Turnaround {
    /// Answered in the window.
    pub answered: usize,
    /// Of these, within their time.
    pub in_time: usize,
    /// Refused.
    pub refused: usize,
    /// Hours until half of them were answered.
    pub median_hours: Option<i64>,
    /// Decisions of this person that were reviewed.
    pub reviewed: usize,
    /// Of these, reversed.
    pub reversed: usize,
    /// Still waiting past their time.
    pub late: usize,
}

/// The figures of the decisions given.
pub fn turnaround<'a>(all: impl IntoIterator<Item = &'a Decision>, now: Timestamp) -> Turnaround {
    let mut t = Turnaround::default();
    let mut hours = Vec::new();
    for d in all {
        t.late += usize::from(d.late(now));
        if let (Some(took), Some(due), Some(at)) = (d.turnaround(), d.due_at, d.decided_at) {
            t.answered += 1;
            t.in_time += usize::from(at <= due);
            t.refused += usize::from(d.state == State::Refused);
            hours.push(took.as_hours());
        }
        t.reviewed += usize::from(!d.reviews.is_empty());
        t.reversed += usize::from(d.reviews.last().is_some_and(|r| r.review == Review::Reversed));
    }
    hours.sort_unstable();
    t.median_hours = hours.get(hours.len().saturating_sub(1) / 2).copied();
    t
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);

    fn person(n: u128) -> PersonId {
        PersonId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn asked(rank: Rank, by: Rank) -> Decision {
        let new = NewDecision {
            subject: Subject::Matter(DecisionKind::Money),
            problem: None,
            title: "Paint for the underpass".into(),
            options: "Paint, or wash each week".into(),
            reason: "It lasts longer.".into(),
            community: "The school's parents will paint.".into(),
            takes: Takes { money: 900, ..Takes::default() },
        };
        let authority = Authority { rank, grant: None };
        new.of(DecisionId::from_uuid(uuid::Uuid::from_u128(7)), &authority, person(1), by, NOW).unwrap()
    }

    #[test]
    fn inside_the_limits_an_officer_decides_at_once() {
        let d = asked(Rank::Officer, Rank::Officer);
        assert_eq!((d.state, d.decided_by, d.due_at), (State::Approved, Some(person(1)), None));
    }

    #[test]
    fn beyond_them_it_waits_with_a_clock_and_a_refusal_needs_a_reason() {
        let d = asked(Rank::Supervisor, Rank::Officer);
        assert_eq!(d.state, State::Asked);
        let no = |d: Decision, words: &str, by, rank| d.answer(false, words, person(by), rank, NOW);
        assert_eq!(no(d.clone(), "No.", 2, Rank::Officer), Err(Refusal::not_now("beyond-authority")));
        assert_eq!(no(d.clone(), "No.", 1, Rank::Commander), Err(Refusal::not_now("own-request")));
        assert_eq!(no(d.clone(), " ", 2, Rank::Supervisor), Err(Refusal::required("reason")));
        let refused = no(d, "The wall is torn down in May.", 2, Rank::Supervisor).unwrap();
        assert_eq!(refused.state, State::Refused);
        assert!(refused.answer(true, "", person(3), Rank::Commander, NOW).is_err());
    }

    #[test]
    fn what_nobody_answers_goes_one_level_up() {
        let mut d = asked(Rank::Supervisor, Rank::Officer);
        assert!(!d.escalate(NOW));
        let later = NOW + SignedDuration::from_hours(24 * 3 + 1);
        assert!(d.late(later) && d.escalate(later));
        assert_eq!((d.waits_for(), d.rank), (Rank::Commander, Rank::Supervisor));
        assert!(!d.escalate(later + SignedDuration::from_hours(24 * 30)));
    }

    #[test]
    fn supervisors_are_measured_by_how_they_answer() {
        let answer = |hours: i64, yes: bool| {
            let at = NOW + SignedDuration::from_hours(hours);
            asked(Rank::Supervisor, Rank::Officer)
                .answer(yes, "Because.", person(2), Rank::Supervisor, at)
                .unwrap()
        };
        let reversed =
            answer(10, false).review(Review::Reversed, "It was in time.", person(3), Rank::Commander, NOW);
        let all =
            [answer(2, true), reversed.unwrap(), answer(100, true), asked(Rank::Officer, Rank::Officer)];
        let t = turnaround(&all, NOW);
        assert_eq!((t.answered, t.in_time, t.refused), (3, 2, 1));
        assert_eq!((t.median_hours, t.reviewed, t.reversed), (Some(10), 1, 1));
    }

    #[test]
    fn a_review_that_takes_back_or_coaches_says_why_and_nobody_reviews_themselves() {
        let d = asked(Rank::Officer, Rank::Officer);
        let own = d.clone().review(Review::Affirmed, "", person(1), Rank::Officer, NOW);
        assert_eq!(own, Err(Refusal::not_now("own-decision")));
        let bare = d.clone().review(Review::Coached, "", person(2), Rank::Supervisor, NOW);
        assert_eq!(bare, Err(Refusal::required("reason")));
        assert_eq!(
            d.review(Review::Affirmed, "", person(2), Rank::Supervisor, NOW).unwrap().reviews.len(),
            1
        );
    }
}
