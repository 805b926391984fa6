//! The problem itself: its header, its four stages, and how it moves through them.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::authority::{Action, Actor, Reach};
use crate::ids::{AreaId, PersonId, ProblemId};
use crate::information::offenses::Offense;
use crate::place::Shape;
use crate::problems::analysis::Analysis;
use crate::problems::assessment::Assessment;
use crate::problems::candidates::Window;
use crate::problems::gates::{self, Override, Unmet};
use crate::problems::response::Response;
use crate::problems::scanning::Scanning;
use crate::problems::tasks::Task;
use crate::{Reference, Refusal, text};

/// The four stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Is there a problem, and whose?
    Scanning,
    /// Why?
    Analysis,
    /// What is done?
    Response,
    /// Did it work?
    Assessment,
}

impl Stage {
    /// The four, in order.
    pub const ALL: [Stage; 4] = [Stage::Scanning, Stage::Analysis, Stage::Response, Stage::Assessment];

    /// Its name in data and, with `stage-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Scanning => "scanning",
            Stage::Analysis => "analysis",
            Stage::Response => "response",
            Stage::Assessment => "assessment",
        }
    }

    fn next(self) -> Option<Stage> {
        Stage::ALL.get(self as usize + 1).copied()
    }
}

impl FromStr for Stage {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Stage::ALL.into_iter().find(|s| s.name() == text).ok_or(Refusal::malformed("stage"))
    }
}

/// How much is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Small, or ongoing: asks little.
    Quick,
    /// Much time or a joint commitment: asks for all.
    Formal,
}

impl Tier {
    /// Every value.
    pub const ALL: [Tier; 2] = [Tier::Quick, Tier::Formal];

    /// Its name in data and, with `tier-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Quick => "quick",
            Tier::Formal => "formal",
        }
    }

    fn review_days(self) -> i64 {
        match self {
            Tier::Quick => 30,
            Tier::Formal => 45,
        }
    }
}

impl FromStr for Tier {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Tier::ALL.into_iter().find(|t| t.name() == text).ok_or(Refusal::malformed("tier"))
    }
}

/// Whether it is worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// In work.
    Open,
    /// Closed, with a conclusion and answers to those who raised it.
    Closed,
}

impl Status {
    /// Its name in data and, with `status-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Closed => "closed",
        }
    }
}

impl FromStr for Status {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        [Status::Open, Status::Closed]
            .into_iter()
            .find(|s| s.name() == text)
            .ok_or(Refusal::malformed("status"))
    }
}

/// What the public page says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PublicNote {
    /// Whether it stands on the area page.
    pub shown: bool,
    /// What people said.
    pub said: String,
    /// What is being done.
    pub did: String,
    /// When there will be more to say.
    pub next_word_by: Option<Date>,
    /// When the words were last changed.
    pub updated_at: Option<Timestamp>,
}

/// A problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Its id.
    pub id: ProblemId,
    /// What people call it.
    pub reference: Reference,
    /// Its title.
    pub title: String,
    /// How much is asked of it.
    pub tier: Tier,
    /// The stage it is in.
    pub stage: Stage,
    /// Whether it is worked on.
    pub status: Status,
    /// The officer who owns it.
    pub lead: PersonId,
    /// The beat it lies in.
    pub beat: Option<AreaId>,
    /// The neighborhood on whose page it stands.
    pub neighborhood: Option<AreaId>,
    /// Classes of incidents it is about; none for what only concerns tell of.
    pub offenses: Vec<Offense>,
    /// Where.
    pub shape: Option<Shape>,
    /// The days in which scanning found it; never its baseline.
    pub chosen_in: Option<Window>,
    /// First stage.
    pub scanning: Scanning,
    /// Second stage.
    pub analysis: Analysis,
    /// Third stage.
    pub response: Response,
    /// Fourth stage; its plan is made before.
    pub assessment: Assessment,
    /// Gates passed with a reason.
    pub overrides: Vec<Override>,
    /// What the public page says.
    pub public: PublicNote,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it entered its present stage.
    pub stage_at: Timestamp,
    /// Day of the next review.
    pub review_on: Date,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Counts edits.
    pub version: i64,
}

/// What it takes to open a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct NewProblem {
    /// Its title.
    pub title: String,
    /// How much is asked of it.
    pub tier: Tier,
    /// The officer who will own it.
    pub lead: PersonId,
    /// The beat.
    pub beat: Option<AreaId>,
    /// The neighborhood.
    pub neighborhood: Option<AreaId>,
    /// Classes of incidents.
    pub offenses: Vec<Offense>,
    /// Where.
    pub shape: Option<Shape>,
    /// The days in which scanning found it.
    pub chosen_in: Option<Window>,
    /// First words on what it is.
    pub statement: String,
}

/// What stands above the four stages and can be changed at any time.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Title.
    pub title: String,
    /// How much is asked of it.
    pub tier: Tier,
    /// The officer who owns it.
    pub lead: PersonId,
    /// The beat it lies in.
    pub beat: Option<AreaId>,
    /// The neighborhood on whose page it stands.
    pub neighborhood: Option<AreaId>,
    /// Day of the next review.
    pub review_on: Date,
}

/// How a gate is to be passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pass {
    /// With every condition met.
    Met,
    /// Although some are not, with a reason, by somebody who may sign.
    Override {
        /// Why.
        reason: String,
    },
}

impl Problem {
    /// Opens a problem.
    pub fn open(
        new: NewProblem,
        id: ProblemId,
        reference: Reference,
        now: Timestamp,
        today: Date,
    ) -> Result<Problem, Refusal> {
        Ok(Problem {
            id,
            reference,
            title: text::line("title", &new.title)?,
            tier: new.tier,
            stage: Stage::Scanning,
            status: Status::Open,
            lead: new.lead,
            beat: new.beat,
            neighborhood: new.neighborhood,
            offenses: new.offenses,
            shape: new.shape,
            chosen_in: new.chosen_in,
            scanning: Scanning {
                statement: text::prose("statement", &new.statement)?,
                ..Scanning::default()
            },
            analysis: Analysis::default(),
            response: Response::default(),
            assessment: Assessment::default(),
            overrides: Vec::new(),
            public: PublicNote::default(),
            opened_at: now,
            stage_at: now,
            review_on: review_day(today, new.tier),
            closed_at: None,
            version: 1,
        })
    }

    /// Refuses any edit of what is closed.
    pub fn editable(&self) -> Result<(), Refusal> {
        match self.status {
            Status::Open => Ok(()),
            Status::Closed => Err(Refusal::not_now("problem-closed")),
        }
    }

    /// Whether an actor's right to an action covers this problem: the whole agency, or the actor's beats and what
    /// the actor leads. What is shared with a partner is known only where the tasks are.
    pub fn within(&self, who: &Actor, action: Action) -> bool {
        match who.reach(action) {
            Some(Reach::Agency) => true,
            Some(Reach::Beat) => {
                who.person() == Some(self.lead) || self.beat.is_some_and(|beat| who.beats().contains(&beat))
            }
            _ => false,
        }
    }

    /// Changes title, tier, owner, place and day of review.
    pub fn set_header(&mut self, header: Header) -> Result<(), Refusal> {
        self.title = text::line("title", &header.title)?;
        self.tier = header.tier;
        self.lead = header.lead;
        self.beat = header.beat;
        self.neighborhood = header.neighborhood;
        self.review_on = header.review_on;
        Ok(())
    }

    /// Changes what the public page says. What is shown needs words.
    pub fn set_public(&mut self, note: PublicNote, now: Timestamp) -> Result<(), Refusal> {
        let said = text::draft("said", &note.said)?;
        let did = text::draft("did", &note.did)?;
        let missing = [(&said, "said"), (&did, "did")]
            .into_iter()
            .filter(|(words, _)| note.shown && words.is_empty())
            .map(|(_, field)| Refusal::required(field))
            .collect::<Vec<_>>();
        if !missing.is_empty() {
            return Err(Refusal::several(missing));
        }
        self.public = PublicNote {
            shown: note.shown,
            said,
            did,
            next_word_by: note.next_word_by,
            updated_at: Some(now),
        };
        Ok(())
    }

    /// Moves on to the next stage.
    pub fn advance(
        &mut self,
        tasks: &[Task],
        pass: Pass,
        by: PersonId,
        now: Timestamp,
        today: Date,
    ) -> Result<(), Refusal> {
        self.editable()?;
        let next = self.stage.next().ok_or(Refusal::not_now("last-stage"))?;
        self.pass(gates::unmet(self, tasks), pass, next, by, now)?;
        self.enter(next, now, today);
        Ok(())
    }

    /// Goes back to an earlier stage, with a reason; nothing entered is lost.
    pub fn go_back(&mut self, to: Stage, reason: &str, now: Timestamp, today: Date) -> Result<(), Refusal> {
        self.editable()?;
        text::prose("reason", reason)?;
        if to >= self.stage {
            return Err(Refusal::not_now("not-backward"));
        }
        self.enter(to, now, today);
        Ok(())
    }

    /// Starts the response: the plan of the assessment is locked.
    pub fn start_response(
        &mut self,
        tasks: &[Task],
        pass: Pass,
        by: PersonId,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        self.editable()?;
        if self.stage != Stage::Response {
            return Err(Refusal::not_now("not-in-response"));
        }
        if self.assessment.lock.is_some() {
            return Err(Refusal::not_now("already-started"));
        }
        self.pass(gates::unmet_for_start(self, tasks), pass, Stage::Response, by, now)?;
        self.assessment.lock_plan(now)
    }

    /// Closes it. `unanswered`: people who raised it and have no answer on their thread yet.
    pub fn close(
        &mut self,
        unanswered: usize,
        pass: Pass,
        by: PersonId,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        self.editable()?;
        if self.stage != Stage::Assessment {
            return Err(Refusal::not_now("not-in-assessment"));
        }
        let unmet = gates::unmet_for_closing(self, unanswered, Some(by));
        self.pass(unmet, pass, Stage::Assessment, by, now)?;
        self.status = Status::Closed;
        self.closed_at = Some(now);
        Ok(())
    }

    /// Opens it again; its history stays.
    pub fn reopen(&mut self, reason: &str, now: Timestamp, today: Date) -> Result<(), Refusal> {
        if self.status != Status::Closed {
            return Err(Refusal::not_now("problem-open"));
        }
        text::prose("reason", reason)?;
        self.status = Status::Open;
        self.closed_at = None;
        self.enter(Stage::Analysis, now, today);
        Ok(())
    }

    fn pass(
        &mut self,
        unmet: Vec<Unmet>,
        pass: Pass,
        into: Stage,
        by: PersonId,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        if unmet.is_empty() {
            return Ok(());
        }
        match pass {
            Pass::Override { reason } if !unmet.iter().any(|u| u.firm()) => {
                let reason = text::prose("reason", &reason)?;
                self.overrides.push(Override { into, unmet, reason, by, at });
                Ok(())
            }
            _ => Err(Refusal::Gate(unmet)),
        }
    }

    fn enter(&mut self, stage: Stage, now: Timestamp, today: Date) {
        self.stage = stage;
        self.stage_at = now;
        self.review_on = review_day(today, self.tier);
    }
}

fn review_day(today: Date, tier: Tier) -> Date {
    today.saturating_add(tier.review_days().days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::assessment::{Conclusion, DecisionNeeded, Displacement};
    use crate::problems::scanning::{BroadGoal, CheersAnswer};
    use crate::{Key, Series};

    const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);

    fn person(n: u128) -> PersonId {
        PersonId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn problem(tier: Tier) -> Problem {
        let new = NewProblem {
            title: "Night break-ins".into(),
            tier,
            lead: person(1),
            beat: None,
            neighborhood: None,
            offenses: vec!["theft-from-vehicle".parse().unwrap()],
            shape: None,
            chosen_in: None,
            statement: "Cars parked overnight are broken into.".into(),
        };
        let reference = Reference { series: Series::Problem, year: 2026, number: 1 };
        Problem::open(
            new,
            ProblemId::from_uuid(uuid::Uuid::from_u128(9)),
            reference,
            NOW,
            Date::constant(2026, 2, 16),
        )
        .unwrap()
    }

    fn scanned(mut problem: Problem) -> Problem {
        problem.scanning.cheers =
            std::array::from_fn(|_| CheersAnswer { holds: Some(true), words: "yes".into() });
        problem.scanning.goal = Some(BroadGoal::Reduce);
        problem.scanning.baseline_source = "Records 2021 to 2025".into();
        problem.assessment.decision_needed = Some(DecisionNeeded::Stop);
        problem
    }

    #[test]
    fn a_new_problem_says_what_is_missing_before_analysis() {
        let mut p = problem(Tier::Quick);
        let refused = p.advance(&[], Pass::Met, person(1), NOW, Date::constant(2026, 2, 16)).unwrap_err();
        assert_eq!(
            refused,
            Refusal::Gate(vec![Unmet::Cheers, Unmet::Goal, Unmet::BaselineSource, Unmet::DecisionNeeded])
        );
        assert_eq!(p.stage, Stage::Scanning);
    }

    #[test]
    fn a_gate_is_passed_when_met_or_with_a_reason_that_stays_on_record() {
        let mut p = scanned(problem(Tier::Quick));
        p.advance(&[], Pass::Met, person(1), NOW, Date::constant(2026, 2, 16)).unwrap();
        assert_eq!((p.stage, p.overrides.len()), (Stage::Analysis, 0));
        let pass = Pass::Override { reason: "  ".into() };
        assert_eq!(
            p.advance(&[], pass, person(2), NOW, Date::constant(2026, 2, 16)),
            Err(Refusal::required("reason"))
        );
        let pass = Pass::Override { reason: "The lot closes next week.".into() };
        p.advance(&[], pass, person(2), NOW, Date::constant(2026, 2, 16)).unwrap();
        assert_eq!(p.stage, Stage::Response);
        assert_eq!(p.overrides[0].by, person(2));
    }

    #[test]
    fn an_officer_reaches_the_own_beat_and_what_the_officer_leads() {
        let beat = AreaId::from_uuid(uuid::Uuid::from_u128(5));
        let officer = |n, beats: &[AreaId]| Actor {
            agency: crate::ids::AgencyId::from_uuid(uuid::Uuid::from_u128(1)),
            who: crate::authority::Who::Person {
                person: person(n),
                roles: [crate::authority::Role::Officer].into(),
                beats: beats.iter().copied().collect(),
                organization: None,
            },
        };
        let mut p = problem(Tier::Quick);
        assert!(p.within(&officer(1, &[]), Action::WorkProblem));
        assert!(!p.within(&officer(2, &[beat]), Action::WorkProblem));
        p.beat = Some(beat);
        assert!(p.within(&officer(2, &[beat]), Action::WorkProblem));
        assert!(!p.within(&officer(1, &[]), Action::SignGate));
        assert!(!p.within(&Actor::nobody(officer(1, &[]).agency), Action::ReadProblems));
    }

    #[test]
    fn what_the_public_page_shows_needs_words() {
        let mut p = problem(Tier::Quick);
        let note = PublicNote { shown: true, said: "Too dark".into(), ..PublicNote::default() };
        assert_eq!(p.set_public(note.clone(), NOW), Err(Refusal::required("did")));
        p.set_public(PublicNote { did: "New lamps".into(), ..note }, NOW).unwrap();
        assert_eq!(p.public.updated_at, Some(NOW));
    }

    #[test]
    fn nobody_overrides_the_answers_owed_to_people() {
        let mut p = scanned(problem(Tier::Quick));
        p.stage = Stage::Assessment;
        let pass = Pass::Override { reason: "We are late.".into() };
        let refused = p.close(2, pass, person(1), NOW).unwrap_err();
        assert!(matches!(refused, Refusal::Gate(unmet) if unmet.contains(&Unmet::Answers)));
    }

    #[test]
    fn a_formal_problem_is_not_closed_by_its_lead() {
        let mut p = scanned(problem(Tier::Formal));
        p.stage = Stage::Assessment;
        p.assessment.displacement = Some(Displacement::NoneSeen);
        p.assessment.views = "Two residents".into();
        p.assessment.conclusion = Some(Conclusion::Unclear);
        let pass = || Pass::Override { reason: "Counts too small to measure.".into() };
        assert!(p.close(0, pass(), person(1), NOW).is_err());
        p.close(0, pass(), person(2), NOW).unwrap();
        assert_eq!(p.status, Status::Closed);
        assert!(p.editable().is_err());
        p.reopen("It came back.", NOW, Date::constant(2026, 5, 1)).unwrap();
        assert_eq!((p.status, p.stage), (Status::Open, Stage::Analysis));
    }

    #[test]
    fn a_problem_may_go_back_and_keeps_what_was_entered() {
        let mut p = scanned(problem(Tier::Quick));
        p.stage = Stage::Response;
        p.go_back(Stage::Analysis, "The lights were not the cause.", NOW, Date::constant(2026, 2, 16))
            .unwrap();
        assert_eq!(p.stage, Stage::Analysis);
        assert_eq!(p.scanning.goal, Some(BroadGoal::Reduce));
        assert!(p.go_back(Stage::Response, "x", NOW, Date::constant(2026, 2, 16)).is_err());
    }
}
