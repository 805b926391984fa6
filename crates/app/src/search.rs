//! Search over everything the person may see.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor, Reach};
use commonbeat_domain::ids::ProblemId;
use commonbeat_domain::partnerships::concerns::Concern;
use commonbeat_domain::partnerships::organizations::Organization;
use commonbeat_domain::problems::tasks::Task;
use commonbeat_store::problems::{self, Brief, ProblemFilter};
use commonbeat_store::search::Question;
use commonbeat_store::{concerns, organizations, tasks};

use crate::{App, Result};

/// Most things of each kind.
pub const MOST: u64 = 20;

/// What was found, the newest first; kinds the person has nothing to do with are empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Problems.
    pub problems: Vec<Brief>,
    /// Concerns.
    pub concerns: Vec<Concern>,
    /// Tasks, with the problem of each.
    pub tasks: Vec<(Task, Option<Brief>)>,
    /// Partner organizations.
    pub partners: Vec<Organization>,
}

impl Found {
    /// How many things there are.
    pub fn len(&self) -> usize {
        self.problems.len() + self.concerns.len() + self.tasks.len() + self.partners.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl App {
    /// What holds every word of a text, in any case. `same` gives marks that mean the same as a word.
    pub async fn search(&self, who: &Actor, text: &str, same: impl Fn(&str) -> Vec<String>) -> Result<Found> {
        let question = Question::of(text, same);
        let mut found = Found::default();
        if question.is_empty() {
            return Ok(found);
        }
        let read = self.store().read(who).await?;
        match who.reach(Action::ReadProblems) {
            Some(Reach::Shared) => {
                // Words of a problem that a partner does not see must not be found by it either: titles alone.
                let titles = ProblemFilter { words: Some(text.to_owned()), ..ProblemFilter::default() };
                found.problems = problems::list(&read, &titles, MOST).await?;
            }
            Some(_) => {
                found.problems = problems::found(&read, &question, MOST).await?;
                found.partners = partners(organizations::list(&read).await?, text);
            }
            None => {}
        }
        if who.may(Action::DoTask) && who.may(Action::ReadProblems) {
            let tasks = tasks::found(&read, &question, MOST).await?;
            let ids: Vec<ProblemId> = tasks.iter().map(|task| task.problem).collect();
            let briefs = problems::briefs(&read, &ids).await?.into_iter();
            let briefs: BTreeMap<ProblemId, Brief> = briefs.map(|brief| (brief.id, brief)).collect();
            found.tasks =
                tasks.into_iter().map(|task| (task.clone(), briefs.get(&task.problem).cloned())).collect();
        }
        if who.may(Action::ReadConcerns) {
            found.concerns = concerns::found(&read, &question, MOST).await?;
        }
        Ok(found)
    }
}

/// Organizations whose name holds every word.
fn partners(all: Vec<Organization>, text: &str) -> Vec<Organization> {
    let words: Vec<String> = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let holds = |name: &str| {
        let name = name.to_lowercase();
        words.iter().all(|word| name.contains(word))
    };
    all.into_iter().filter(|one| holds(&one.name)).take(MOST as usize).collect()
}
