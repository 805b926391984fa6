//! What waits for somebody today.

use commonbeat_domain::authority::{Action, Actor, Reach, Who};
use commonbeat_domain::organization::decisions::Decision;
use commonbeat_domain::partnerships::concerns::Concern;
use commonbeat_domain::problems::candidates::Candidate;
use commonbeat_domain::problems::problem::{Stage, Status};
use commonbeat_store::problems::{self, Brief, ProblemFilter};
use commonbeat_store::{Read, agencies, candidates, concerns};
use jiff::civil::Date;

use crate::tasks::TaskLine;
use crate::{App, Result};

/// What waits for somebody; parts the person has nothing to do with are empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Today {
    /// The agency's day.
    pub day: Date,
    /// Open tasks of the person or the person's organization.
    pub tasks: Vec<TaskLine>,
    /// Open problems the person leads; for partners, those shared with the organization.
    pub problems: Vec<Brief>,
    /// Concerns without an answer: on the person's beats, or late in the whole agency.
    pub concerns: Vec<Concern>,
    /// Candidates on the person's beats, most harm first.
    pub candidates: Vec<Candidate>,
    /// For those who sign: problems of the agency whose review is over its day.
    pub reviews: Vec<Brief>,
    /// For those who sign: problems in their last stage, which wait for a decision.
    pub closing: Vec<Brief>,
    /// For those who sign: what is asked of their level, the one due first in front.
    pub asked: Vec<Decision>,
    /// For those who sign: tasks over their day.
    pub overdue: Vec<TaskLine>,
}

/// Most rows of each part.
const ROWS: u64 = 20;

impl App {
    /// What waits for the person today.
    pub async fn what_waits(&self, who: &Actor) -> Result<Today> {
        let read = self.store.read(who).await?;
        let day = self.today(&agencies::own(&read).await?.time_zone());
        let mut today = Today { day, ..Today::default() };
        let reads = reads(who);
        if reads && who.may(Action::DoTask) {
            today.tasks = self.my_tasks(who, ROWS).await?;
        }
        if reads {
            today.problems = problems::list(&read, &own(who), ROWS).await?;
        }
        if who.may(Action::AnswerConcern) {
            today.concerns = self.waiting(&read, who).await?;
        }
        if who.reach(Action::DecideCandidate) == Some(Reach::Beat) {
            today.candidates = on_beats(&read, who).await?;
        }
        if who.may(Action::SignGate) {
            let late = ProblemFilter { review_until: day.yesterday().ok(), ..open() };
            today.reviews = problems::list(&read, &late, ROWS).await?;
            let last = ProblemFilter { stage: Some(Stage::Assessment), ..open() };
            today.closing = problems::list(&read, &last, ROWS).await?;
            today.asked = self.decisions_waiting(who, ROWS).await?;
            today.overdue = self.overdue_tasks(who, ROWS).await?;
        }
        Ok(today)
    }

    /// An officer's beats first; without beats, what is late.
    async fn waiting(&self, read: &Read, who: &Actor) -> Result<Vec<Concern>> {
        let mut waiting = Vec::new();
        for beat in who.beats() {
            let filter = concerns::Filter { beat: Some(*beat), ..concerns::Filter::default() };
            waiting.extend(concerns::owed(read, &filter, ROWS).await?);
        }
        if who.beats().is_empty() {
            let late = concerns::Filter { due_by: Some(self.now()), ..concerns::Filter::default() };
            waiting = concerns::owed(read, &late, ROWS).await?;
        }
        waiting.sort_by_key(|concern| concern.next_due);
        waiting.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
        Ok(waiting)
    }
}

/// Whether there are problems the person may see at all; a partner without an organization sees none.
fn reads(who: &Actor) -> bool {
    match (who.reach(Action::ReadProblems), &who.who) {
        (Some(Reach::Shared), Who::Person { organization, .. }) => organization.is_some(),
        (reach, _) => reach.is_some(),
    }
}

fn open() -> ProblemFilter {
    ProblemFilter { status: Some(Status::Open), ..ProblemFilter::default() }
}

/// What the person leads; a partner's reach narrows the list by itself.
fn own(who: &Actor) -> ProblemFilter {
    match who.reach(Action::ReadProblems) {
        Some(Reach::Shared) => open(),
        _ => ProblemFilter { lead: who.person(), ..open() },
    }
}

async fn on_beats(read: &Read, who: &Actor) -> Result<Vec<Candidate>> {
    let mut found = Vec::new();
    for beat in who.beats() {
        let filter = candidates::Filter {
            decision: Some("open".to_owned()),
            beat: Some(*beat),
            ..candidates::Filter::default()
        };
        found.extend(candidates::list(read, &filter, 5).await?);
    }
    found.sort_by(|a, b| b.harm.total_cmp(&a.harm));
    Ok(found)
}
