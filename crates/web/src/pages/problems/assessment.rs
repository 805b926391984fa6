//! The part of the problem's page that says whether it worked.

use commonbeat_app::problems::ProblemView;

use super::reading::{Fact, told};
use crate::words::Words;

/// What the page says of plan and result.
pub struct Region {
    /// The plan in facts; none where there is no plan yet.
    pub plan: Vec<Fact>,
    /// Whether the plan was changed after the response started.
    pub deviates: bool,
    /// Whether a result stands.
    pub measured: bool,
    /// Rows of the result: area, before, after, reading.
    pub areas: Vec<[String; 4]>,
}

impl Region {
    /// The region of a problem.
    pub fn of(view: &ProblemView, words: &Words) -> Region {
        let a = &view.problem.assessment;
        let mut plan = Vec::new();
        if let Some(p) = &a.plan {
            let window = |w: commonbeat_domain::problems::candidates::Window| {
                let last = w.until.yesterday().unwrap_or(w.until);
                words.t_args("plan-window", &[("from", words.day(w.from)), ("to", words.day(last))])
            };
            let controls: Vec<&str> = p.controls.iter().map(|c| c.name.as_str()).collect();
            plan.push(Fact::of(words, "plan-baseline", &window(p.baseline)));
            plan.push(Fact::of(words, "plan-follow-up", &window(p.follow_up)));
            plan.push(Fact::of(words, "plan-controls", &controls.join("\n")));
        }
        if let Some(lock) = &a.lock {
            let short = lock.hash.chars().take(12).collect::<String>();
            let text = words.t_args("plan-locked", &[("day", words.moment(lock.at)), ("hash", short)]);
            plan.push(Fact::of(words, "plan-lock", &text));
        }
        let areas = a.outcome.iter().flat_map(|o| &o.areas).map(|area| {
            [
                area.name.clone(),
                words.number(area.before as i64),
                words.number(area.after as i64),
                words.t(&format!("reading-{}", area.reading.name())),
            ]
        });
        Region {
            plan: told(plan),
            deviates: a.deviates(),
            measured: a.outcome.is_some(),
            areas: areas.collect(),
        }
    }
}
