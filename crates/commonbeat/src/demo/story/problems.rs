//! Problems of the story: opened, filled in, carried through the stages, closed.

use commonbeat_app::problems::AssessmentWords;
use commonbeat_app::scanning::{Acceptance, Filter};
use commonbeat_app::tasks::Report;
use commonbeat_domain::Reference;
use commonbeat_domain::authority::{Actor, Who};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::ranks::Rank;
use commonbeat_domain::problems::analysis::HypothesisStatus;
use commonbeat_domain::problems::assessment::{CountedArea, Plan};
use commonbeat_domain::problems::candidates::{Candidate, Window};
use commonbeat_domain::problems::problem::{NewProblem, Pass, Problem, PublicNote, Stage, Tier};
use commonbeat_domain::problems::sheets::Sheet;
use commonbeat_domain::problems::tasks::{NewTask, Task, TaskState};
use commonbeat_simulate::script::{self, Source};

use serde_json::{Value, json};

use super::{Story, fields};
use crate::exit::{Failure, Result};

impl Story<'_> {
    pub(super) async fn open(&mut self, by: &str, told: &script::NewProblem) -> Result<()> {
        let problem = match &told.source {
            Source::Candidate { .. } => self.accept(by, told).await?,
            Source::Concerns { .. } => self.open_by_hand(by, told).await?,
        };
        self.problems.insert(told.key.clone(), problem.reference);
        self.fill_header(by, &told.key, told).await?;
        if let Source::Concerns { concerns } = &told.source {
            for concern in concerns {
                self.attach(by, concern, &told.key).await?;
            }
        }
        Ok(())
    }

    /// What stands above the stages: time-scale, objective, who supervises.
    async fn fill_header(&self, by: &str, key: &str, told: &script::NewProblem) -> Result<()> {
        let supervisor = self.signer(Rank::Supervisor)?.person().map(|id| id.to_string());
        let level = if told.tier == script::Tier::Formal { "long" } else { "short" };
        self.sheet(
            by,
            key,
            "people",
            json!({
                "level": level, "objective": told.objective, "supervisor": supervisor,
            }),
        )
        .await
    }

    /// Writes a sheet of a problem.
    async fn sheet(&self, by: &str, key: &str, sheet: &str, typed: Value) -> Result<()> {
        let (who, at, problem) = self.of(by, key).await?;
        let sheet = Sheet::named(sheet).ok_or_else(|| Failure::unfit(format!("no sheet {sheet}")))?;
        let Value::Object(typed) = typed else { return Err(Failure::unfit("a sheet holds fields")) };
        self.app.save_sheet(who, &at, problem.version, sheet, typed, false).await?;
        Ok(())
    }

    /// Somebody of at least this level.
    fn signer(&self, rank: Rank) -> Result<&Actor> {
        let mut all: Vec<&Actor> = self.cast.actors.values().filter(|a| Rank::of(a) >= Some(rank)).collect();
        all.sort_by_key(|actor| (Rank::of(actor), actor.person()));
        all.first().copied().ok_or_else(|| Failure::unfit("nobody may sign"))
    }

    /// Asks for the signature where the own level does not do, and gives who signs.
    async fn to_sign(&self, by: &str, key: &str) -> Result<&Actor> {
        let (who, at, problem) = self.of(by, key).await?;
        let signing = self.app.problem(who, &at).await?.signing;
        let Some(signing) = signing.filter(|s| !s.own) else { return self.actor(by) };
        self.app.ask_signature(who, &at, problem.version, "").await?;
        self.signer(signing.rank)
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
            dose: None,
            dose_planned: None,
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
        if problem.tier == Tier::Formal && !problem.opening_signed() {
            let signer = self.to_sign(by, key).await?;
            let version = self.app.problem(who, &at).await?.problem.version;
            self.app.sign_opening(signer, &at, version, "").await?;
        }
        if problem.tier == Tier::Formal {
            self.fill_before(by, key, problem.stage).await?;
        }
        let signer = self.to_sign(by, key).await?;
        let version = self.app.problem(who, &at).await?.problem.version;
        self.app.advance(signer, &at, version, Pass::Met).await?;
        Ok(())
    }

    /// What a formal problem is asked for at the gate of a stage beyond what the script tells.
    async fn fill_before(&self, by: &str, key: &str, stage: Stage) -> Result<()> {
        let (_, _, problem) = self.of(by, key).await?;
        match stage {
            Stage::Analysis => {
                let held =
                    problem.analysis.hypotheses.iter().filter(|h| h.status == HypothesisStatus::Supported);
                let said = held.map(|h| h.evidence_for.as_str()).collect::<Vec<_>>().join(" ");
                let comment = format!("Looked over with the data. {said}");
                self.sheet(by, key, "hypotheses", json!({ "analyst_comment": comment })).await
            }
            Stage::Response => {
                let (who, at, _) = self.of(by, key).await?;
                let tasks = self.app.problem(who, &at).await?.tasks;
                let row = |t: &Task| {
                    let done = t.state == TaskState::Done;
                    json!({ "action": t.what, "done": done, "as_planned": t.deviation.is_empty(), "deviation": t.deviation })
                };
                let rows: Vec<Value> = tasks.iter().map(row).collect();
                self.sheet(by, key, "process", json!({ "process": rows })).await
            }
            _ => Ok(()),
        }
    }

    pub(super) async fn start(&self, by: &str, key: &str) -> Result<()> {
        let (who, at, problem) = self.of(by, key).await?;
        for task in self.app.problem(who, &at).await?.tasks {
            let partner = self.cast.actors.values().find(|actor| match &actor.who {
                Who::Person { organization, .. } => {
                    organization.is_some() && *organization == task.organization
                }
                _ => false,
            });
            if let Some(partner) = partner.filter(|_| task.waits_for_partner()) {
                self.app.take_on_task(partner, task.id, task.version).await?;
            }
        }
        let signer = self.to_sign(by, key).await?;
        let version = self.app.problem(who, &at).await?.problem.version.max(problem.version);
        self.app.start_response(signer, &at, version, Pass::Met).await?;
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
        let objectives = problem.response.objectives.clone();
        let ways = problem.assessment.examined.moves_by_kind.len();
        self.app.save_assessment_words(who, &at, problem.version, words).await?;
        // How far each objective was reached follows from the conclusion; the script says no more.
        let attained = match told.conclusion {
            script::Conclusion::Worked => "met",
            script::Conclusion::Partly => "partly",
            script::Conclusion::No => "not",
            script::Conclusion::Unclear => "unknown",
        };
        let rows: Vec<Value> = objectives
            .iter()
            .map(|o| json!({ "objective": format!("{}: {}", o.measure, o.target), "attained": attained }))
            .collect();
        let burden = problem.response.fairness.clone();
        self.sheet(by, key, "effects", json!({ "attainment": rows, "equity_result": burden })).await?;
        let seen: String = fields::same(&told.displacement)?;
        let moves: Vec<Value> = (0..ways)
            .map(|n| match n {
                0 => json!({ "seen": seen, "data": told.displacement_words }),
                _ => json!({ "seen": "not-examined" }),
            })
            .collect();
        self.sheet(by, key, "moves", json!({ "moves_by_kind": moves })).await?;
        let watch = json!({ "watch_days": [30, 90, 180, 365], "trigger_count": 12, "trigger_days": 30 });
        self.sheet(by, key, "monitoring", watch).await?;
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
        let (_, at, _) = self.of(by, key).await?;
        let signer = self.to_sign(by, key).await?;
        let version = self.app.problem(signer, &at).await?.problem.version;
        self.app.close(signer, &at, version, Pass::Met).await?;
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
