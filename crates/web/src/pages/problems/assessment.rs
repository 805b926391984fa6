//! The part of the problem's page that says whether it worked.

use commonbeat_app::problems::ProblemView;
use commonbeat_domain::problems::problem::Status;

use super::outcome::{Told, counted, days, place, sealed, sees};
use super::reading::{Fact, told};
use crate::words::Words;

/// What the page says of plan and result.
pub struct Region {
    /// The plan in facts; none where there is no plan yet.
    pub plan: Vec<Fact>,
    /// That the plan is sealed, or what it could see.
    pub seal: String,
    /// Reasons for changes after the response started, with their day.
    pub deviations: Vec<(String, String)>,
    /// The result.
    pub told: Option<Told>,
    /// Whether the plan can be made or changed by the reader.
    pub may_plan: bool,
    /// Whether it can be measured by the reader.
    pub may_measure: bool,
    /// Known flaws of the data the figures were made from.
    pub notes: Vec<String>,
    /// What to wait for before there is a result.
    pub waits: String,
}

impl Region {
    /// The region of a problem.
    pub fn of(view: &ProblemView, words: &Words) -> Region {
        let problem = &view.problem;
        let a = &problem.assessment;
        let open = problem.status == Status::Open && view.may.work;
        let waits = match (&a.plan, &a.lock, &a.outcome) {
            (None, ..) => words.t("plan-none"),
            (Some(_), None, _) => words.t("plan-waits-start"),
            (Some(plan), Some(_), None) => words.t1("plan-waits-end", "day", words.day(plan.follow_up.until)),
            _ => String::new(),
        };
        Region {
            plan: plan(view, words),
            seal: sealed(words, a)
                .or_else(|| a.plan.as_ref().map(|p| sees(words, p.detectable)))
                .unwrap_or_default(),
            deviations: deviations(view, words),
            told: Told::of(problem, words),
            may_plan: open,
            may_measure: open && a.lock.is_some(),
            notes: crate::pages::quality::told(words, &view.notes),
            waits,
        }
    }
}

fn plan(view: &ProblemView, words: &Words) -> Vec<Fact> {
    let Some(p) = &view.problem.assessment.plan else { return Vec::new() };
    let rest = |why: &str| commonbeat_app::assessment::Figures::parse(why).is_some_and(|f| f.rest);
    let controls: Vec<String> = p.controls.iter().map(|c| place(words, &c.name, rest(&c.why))).collect();
    told([
        Fact::of(words, "offenses", &counted_all(words, p)),
        Fact::of(words, "plan-baseline", &days(words, p.baseline)),
        Fact::of(words, "plan-follow-up", &days(words, p.follow_up)),
        Fact::of(words, "plan-controls", &controls.join("\n")),
    ])
}

fn counted_all(words: &Words, plan: &commonbeat_domain::problems::assessment::Plan) -> String {
    let one = |o| counted(words, std::slice::from_ref(o));
    plan.offenses.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn deviations(view: &ProblemView, words: &Words) -> Vec<(String, String)> {
    let a = &view.problem.assessment;
    let told = |d: &commonbeat_domain::problems::assessment::Deviation| (words.date(d.at), d.reason.clone());
    if a.deviates() { a.deviations.iter().map(told).collect() } else { Vec::new() }
}
