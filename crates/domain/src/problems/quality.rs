//! How well a case is made, 0 to 100, with its parts: a mirror for the officer who works on it, never a ranking.
//!
//! The parts and their weights follow what judges of problem-oriented work reward: depth of analysis, clear goals,
//! measures that fit, people who take part, and results on one specific recurring problem.

use crate::problems::Problem;
use crate::problems::about::names_an_activity;
use crate::problems::examined::Voice;
use crate::problems::tasks::{Task, TaskState};

/// One part of the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name in data and, with `quality-` in front, in `locales/`.
    pub name: &'static str,
    /// Points.
    pub points: u32,
    /// Most points.
    pub most: u32,
}

/// The parts, in the order of the stages.
pub fn quality(problem: &Problem, tasks: &[Task]) -> Vec<Part> {
    let part = |name, most: u32, held: &[bool]| {
        let yes = held.iter().filter(|h| **h).count();
        let points = (most as usize * yes + held.len() / 2) / held.len().max(1);
        Part { name, most, points: u32::try_from(points).unwrap_or(most) }
    };
    vec![
        part("specific", 15, &specific(problem)),
        part("community", 15, &community(problem)),
        part("sources", 10, &sources(problem)),
        part("causes", 15, &causes(problem)),
        part("tailored", 15, &tailored(problem)),
        part("objectives", 10, &objectives(problem)),
        part("process", 5, &process(problem, tasks)),
        part("design", 10, &design(problem)),
        part("moved", 5, &moved(problem)),
    ]
}

/// The sum of the parts.
pub fn total(parts: &[Part]) -> u32 {
    parts.iter().map(|part| part.points).sum()
}

fn said(text: &str) -> bool {
    !text.trim().is_empty()
}

fn specific(p: &Problem) -> [bool; 5] {
    let s = &p.scanning;
    [
        said(&s.statement),
        s.cheers.iter().all(|a| a.holds == Some(true)),
        s.cheers.iter().filter(|a| said(&a.words)).count() >= 4,
        s.events.is_some() || said(&s.baseline_source),
        p.about.behavior.is_some() && p.about.environment.is_some() || !p.offenses.is_empty(),
    ]
}

/// One for each stage.
fn community(p: &Problem) -> [bool; 4] {
    let outside = |who: &Option<Voice>| who.is_some_and(|who| who != Voice::Officer);
    [
        said(&p.scanning.community_check) || p.scanning.agree.is_some(),
        !p.analysis.stakeholders.is_empty() || p.analysis.sources.iter().any(|s| s.non_police),
        !p.about.cocreators.is_empty() || p.response.chosen().any(|o| o.acceptability.is_some()),
        p.assessment.examined.voices.iter().any(|v| outside(&v.who)) || said(&p.assessment.views),
    ]
}

fn sources(p: &Problem) -> [bool; 4] {
    let all = &p.analysis.sources;
    [
        !all.is_empty(),
        all.len() >= 2,
        all.iter().any(|s| s.non_police),
        !all.is_empty() && all.iter().all(|s| said(&s.flaws)),
    ]
}

fn causes(p: &Problem) -> [bool; 5] {
    use crate::problems::analysis::HypothesisStatus::Untested;
    let a = &p.analysis;
    [
        a.triangle.iter().all(|n| said(&n.words)),
        a.weakest().is_some(),
        !a.hypotheses.is_empty() && a.hypotheses.iter().all(|h| h.status != Untested),
        a.hypotheses.iter().any(|h| said(&h.evidence_against) || said(&h.falsified_by)),
        said(&a.account) || said(&a.not_where) || said(&a.not_when),
    ]
}

fn tailored(p: &Problem) -> [bool; 5] {
    let r = &p.response;
    let chosen: Vec<_> = r.chosen().collect();
    [
        r.options.len() >= 3,
        !chosen.is_empty() && !r.enforcement_only(),
        said(&r.mechanism),
        !chosen.is_empty() && chosen.iter().all(|o| o.side.is_some() && said(&o.owner)),
        !chosen.is_empty() && chosen.iter().all(|o| said(&o.reason)),
    ]
}

fn objectives(p: &Problem) -> [bool; 3] {
    let all = &p.response.objectives;
    [
        said(&p.about.objective) && !names_an_activity(&p.about.objective),
        all.iter().any(|o| said(&o.measure) && said(&o.target)),
        !all.is_empty() && all.iter().all(|o| said(&o.baseline) && o.by.is_some() && said(&o.source)),
    ]
}

fn process(p: &Problem, tasks: &[Task]) -> [bool; 2] {
    let ended = |t: &Task| t.state != TaskState::Open && !t.dose_unknown();
    [!tasks.is_empty() && tasks.iter().all(ended), p.assessment.lock.is_some()]
}

fn design(p: &Problem) -> [bool; 4] {
    let a = &p.assessment;
    let fits =
        matches!((&a.plan, a.decision_needed), (Some(plan), Some(decision)) if plan.design().fits(decision));
    [
        a.decision_needed.is_some(),
        fits,
        a.outcome.is_some() && !a.deviates(),
        said(&a.rivals) || a.examined.rivals_by_kind.iter().any(|r| r.looked.is_some()),
    ]
}

fn moved(p: &Problem) -> [bool; 2] {
    use crate::problems::assessment::Displacement::NotExamined;
    let e = &p.assessment.examined;
    [
        p.assessment.displacement.is_some_and(|d| d != NotExamined),
        said(&e.equity_result) || said(&p.response.fairness),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::problem::Tier;
    use crate::problems::problem::tests::problem;

    #[test]
    fn the_parts_add_up_to_a_hundred() {
        let parts = quality(&problem(Tier::Quick), &[]);
        assert_eq!(parts.iter().map(|p| p.most).sum::<u32>(), 100);
        assert!(parts.iter().all(|p| p.points <= p.most));
    }

    #[test]
    fn a_new_problem_has_little_and_patrol_alone_is_not_tailored() {
        let mut p = problem(Tier::Quick);
        assert!(total(&quality(&p, &[])) < 15);
        let tailored = |p: &Problem| quality(p, &[]).iter().find(|x| x.name == "tailored").unwrap().points;
        let option = |techniques| crate::problems::response::ResponseOption {
            chosen: Some(true),
            techniques,
            ..Default::default()
        };
        p.response.options = vec![option(vec![])];
        let patrol = tailored(&p);
        p.response.options = vec![option(vec![7])];
        assert!(tailored(&p) > patrol);
    }
}
