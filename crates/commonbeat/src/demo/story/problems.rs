//! Problems of the story: opened, filled in, carried through the stages, closed.

use commonbeat_app::problems::AssessmentWords;
use commonbeat_app::scanning::{Acceptance, Filter};
use commonbeat_app::tasks::Report;
use commonbeat_domain::Reference;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::problems::assessment::{CountedArea, Plan};
use commonbeat_domain::problems::candidates::{Candidate, Window};
use commonbeat_domain::problems::problem::{NewProblem, Pass, Problem, PublicNote};
use commonbeat_domain::problems::tasks::{NewTask, TaskState};
use commonbeat_simulate::script::{self, Source};

use super::{Story, fields};
use crate::exit::{Failure, Result};

impl Story<'_> {
    pub(super) async fn open(&mut self, by: &str, told: &script::NewProblem) -> Result<()> {
        let problem = match &told.source {
            Source::Candidate { .. } => self.accept(by, told).await?,
            Source::Concerns { .. } => self.open_by_hand(by, told).await?,
        };
        self.problems.insert(told.key.clone(), problem.reference);
        if let Source::Concerns { concerns } = &told.source {
            for concern in concerns {
                self.attach(by, concern, &told.key).await?;
            }
        }
        Ok(())
    }

    async fn open_by_hand(&self, by: &str, told: &script::NewProblem) -> Result<Problem> {
        let new = NewProblem {
            title: told.title.clone(),
            tier: fields::same(&told.tier)?,
            lead: self.person(&told.lead)?,
            beat: self.area(AreaKind::Beat, &told.beat),
            neighborhood: self.area(AreaKind::Neighborhood, &told.neighborhood),
            offenses: fields::classes(&told.offenses)?,
            shape: Some(fields::shape(&told.area)?),
            chosen_in: told.chosen_in.map(window),
            statement: told.statement.clone(),
        };
        Ok(self.app.open_problem(self.actor(by)?, new, &told.key).await?)
    }

    /// Opened from what scanning found there; by hand where scanning did not find it.
    async fn accept(&self, by: &str, told: &script::NewProblem) -> Result<Problem> {
        let who = self.actor(by)?;
        self.app.scan_now(&Actor::operator(self.agency)).await?;
        let classes = fields::classes(&told.offenses)?;
        let area = fields::shape(&told.area)?;
        let of_it = |c: &&Candidate| {
            let about = c.offense.as_ref().is_some_and(|o| classes.contains(o));
            let inside = c.shape.center().is_some_and(|at| area.contains(at));
            about && (inside || area.share_within(&c.shape) > 0.5)
        };
        let found = self.app.candidates(who, &Filter::default(), 500).await?.candidates;
        let Some(candidate) = found.iter().find(of_it) else { return self.open_by_hand(by, told).await };
        let acceptance = Acceptance {
            title: told.title.clone(),
            tier: fields::same(&told.tier)?,
            statement: told.statement.clone(),
        };
        Ok(self.app.accept_candidate(who, candidate.id, candidate.version, acceptance, &told.key).await?)
    }

    pub(super) async fn fill_scanning(&self, by: &str, key: &str, told: &script::Scanning) -> Result<()> {
        let (who, at, problem) = self.of(by, key).await?;
        let decision = told.decision_needed.as_ref().map(fields::same).transpose()?;
        self.app.save_scanning(who, &at, problem.version, fields::scanning(told)?, decision).await?;
        Ok(())
    }

    pub(super) async fn fill_analysis(&self, by: &str, key: &str, told: &script::Analysis) -> Result<()> {
        let (who, at, problem) = self.of(by, key).await?;
        self.app.save_analysis(who, &at, problem.version, fields::analysis(told)?).await?;
        Ok(())
    }

    pub(super) async fn fill_response(&self, by: &str, key: &str, told: &script::Response) -> Result<()> {
        let (who, at, problem) = self.of(by, key).await?;
        self.app.save_response(who, &at, problem.version, fields::response(told)?).await?;
        Ok(())
    }

    pub(super) async fn plan(&self, by: &str, key: &str, told: &script::AssessmentPlan) -> Result<()> {
        let (who, at, problem) = self.of(by, key).await?;
        let area = |a: &script::CountedArea| -> Result<CountedArea> {
            Ok(CountedArea { name: a.name.clone(), shape: fields::shape(&a.area)?, why: a.why.clone() })
        };
        let plan = Plan {
            offenses: fields::classes(&told.offenses)?,
            treated: fields::shape(&told.treated)?,
            controls: told.controls.iter().map(area).collect::<Result<_>>()?,
            rings: told.rings.iter().map(area).collect::<Result<_>>()?,
            baseline: window(told.baseline),
            follow_up: window(told.follow_up),
            chosen_in: problem.chosen_in,
            detectable: None,
        };
        self.app.set_plan(who, &at, problem.version, plan, "").await?;
        Ok(())
    }

    pub(super) async fn give_task(&mut self, by: &str, key: &str, told: &script::Task) -> Result<()> {
        let at = self.problem(key)?;
        let organization =
            told.organization.as_ref().and_then(|key| self.cast.organizations.get(key)).copied();
        let new = NewTask {
            what: told.what.clone(),
            where_when: told.where_when.clone(),
            planned: told.planned.clone(),
            // A partner organization answers as a whole; only people of the agency answer by name.
            owner: if organization.is_some() { None } else { Some(self.person(&told.owner)?) },
            organization,
            due: Some(told.due),
        };
        let task = self.app.add_task(self.actor(by)?, &at, new, &told.key).await?;
        self.tasks.insert(told.key.clone(), task.id);
        Ok(())
    }

    pub(super) async fn task_done(&self, by: &str, key: &str, done: &str) -> Result<()> {
        let who = self.actor(by)?;
        let id =
            *self.tasks.get(key).ok_or_else(|| Failure::unfit(format!("the task {key} was not given")))?;
        let version = self.app.task(who, id).await?.task.version;
        let report = Report { state: TaskState::Done, done: done.to_owned(), deviation: String::new() };
        self.app.report_task(who, id, version, report).await?;
        Ok(())
    }

    pub(super) async fn advance(&self, by: &str, key: &str, to: script::Stage, note: &str) -> Result<()> {
        let (who, at, problem) = self.of(by, key).await?;
        let to = fields::same(&to)?;
        if problem.stage == to {
            return Ok(());
        }
        if to < problem.stage {
            self.app.go_back(who, &at, problem.version, to, note).await?;
            return Ok(());
        }
        self.app.advance(who, &at, problem.version, Pass::Met).await?;
        Ok(())
    }

    pub(super) async fn start(&self, by: &str, key: &str) -> Result<()> {
        let (who, at, problem) = self.of(by, key).await?;
        self.app.start_response(who, &at, problem.version, Pass::Met).await?;
        Ok(())
    }

    /// Measures by the plan, then says in words what was seen.
    pub(super) async fn record(&mut self, by: &str, key: &str, told: &script::Findings) -> Result<()> {
        let (who, at, problem) = self.of(by, key).await?;
        let problem = self.app.measure(who, &at, problem.version).await?;
        let words = AssessmentWords {
            displacement: Some(fields::same(&told.displacement)?),
            displacement_words: told.displacement_words.clone(),
            views: told.views.clone(),
            rivals: told.rivals.clone(),
            conclusion: Some(fields::same(&told.conclusion)?),
            next_step: told.next_step.clone(),
        };
        self.app.save_assessment_words(who, &at, problem.version, words).await?;
        self.concluded.push(key.to_owned());
        Ok(())
    }

    pub(super) async fn publish(&self, by: &str, key: &str, told: &script::PublicNote) -> Result<()> {
        let (who, at, problem) = self.of(by, key).await?;
        let note = PublicNote {
            shown: true,
            said: told.said.clone(),
            did: told.did.clone(),
            next_word_by: told.next_word_by,
            updated_at: None,
        };
        self.app.save_public(who, &at, problem.version, note).await?;
        Ok(())
    }

    pub(super) async fn close(&self, by: &str, key: &str, _note: &str) -> Result<()> {
        let (who, at, problem) = self.of(by, key).await?;
        self.app.close(who, &at, problem.version, Pass::Met).await?;
        Ok(())
    }

    /// Who does it, to which problem, as it is now.
    async fn of(&self, by: &str, key: &str) -> Result<(&Actor, Reference, Problem)> {
        let (who, at) = (self.actor(by)?, self.problem(key)?);
        let problem = self.app.problem(who, &at).await?.problem;
        Ok((who, at, problem))
    }
}

fn window(days: script::Days) -> Window {
    Window { from: days.from, until: days.until }
}
