//! The sixty steps of a problem-solver, as a path to walk and to tick; none is asked for at a gate.
//!
//! Number, order and groups follow Clarke and Eck, *Crime Analysis for Problem Solvers in 60 Small Steps*; the words in
//! `locales/` (`sixty-N`, `sixty-N-words`) are our own.

use serde::{Deserialize, Serialize};

use super::problem::Stage;

/// The steps somebody looked at, by group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Steps {
    /// 1 to 3.
    pub steps_prepare: Vec<u8>,
    /// 4 to 7.
    pub steps_learn: Vec<u8>,
    /// 8 to 13.
    pub steps_environment: Vec<u8>,
    /// 14 to 18.
    pub steps_scan: Vec<u8>,
    /// 19 to 37.
    pub steps_analyse: Vec<u8>,
    /// 38 to 45.
    pub steps_respond: Vec<u8>,
    /// 46 to 53.
    pub steps_assess: Vec<u8>,
    /// 54 to 60.
    pub steps_tell: Vec<u8>,
}

impl Steps {
    /// Whether a step was looked at.
    pub fn looked_at(&self, number: u8) -> bool {
        let all = [
            &self.steps_prepare,
            &self.steps_learn,
            &self.steps_environment,
            &self.steps_scan,
            &self.steps_analyse,
            &self.steps_respond,
            &self.steps_assess,
            &self.steps_tell,
        ];
        all.into_iter().any(|group| group.contains(&number))
    }
}

/// A group of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its field on the sheet *steps*.
    pub field: &'static str,
    /// The stage in which one walks it.
    pub stage: Stage,
    /// First step and last.
    pub steps: (u8, u8),
}

const fn group(field: &'static str, stage: Stage, steps: (u8, u8)) -> Group {
    Group { field, stage, steps }
}

/// The groups, in order.
pub const GROUPS: [Group; 8] = [
    group("steps_prepare", Stage::Scanning, (1, 3)),
    group("steps_learn", Stage::Scanning, (4, 7)),
    group("steps_environment", Stage::Scanning, (8, 13)),
    group("steps_scan", Stage::Scanning, (14, 18)),
    group("steps_analyse", Stage::Analysis, (19, 37)),
    group("steps_respond", Stage::Response, (38, 45)),
    group("steps_assess", Stage::Assessment, (46, 53)),
    group("steps_tell", Stage::Assessment, (54, 60)),
];

/// How many steps there are.
pub const STEPS: u8 = 60;

/// The sheet on which one writes what a step asks for; none for those that are done in the head or before people.
pub fn sheet_for(step: u8) -> Option<&'static str> {
    Some(match step {
        3 | 19 | 60 => "research",
        6 | 15 => "type",
        8..=10 | 35 | 44 => "triangle",
        11 | 20 => "hypotheses",
        12 | 13 | 48..=51 => "moves",
        14 => "scanning",
        16..=18 | 22..=30 | 34 => "context",
        21 | 37 => "analysis",
        31..=33 | 36 => "account",
        38..=43 | 45 => "response",
        46 => "process",
        47 => "design",
        52 => "rivals",
        53 => "assessment",
        54 => "communication",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::sheets::{Kind, Sheet};

    #[test]
    fn the_groups_hold_every_step_once_and_their_fields_offer_just_these() {
        let sheet = Sheet::named("steps").unwrap();
        let mut next = 1;
        for group in GROUPS {
            assert_eq!(group.steps.0, next, "{}", group.field);
            next = group.steps.1 + 1;
            let Kind::Numbers(choices) = sheet.field(group.field).unwrap().kind else { panic!() };
            let offered: Vec<u8> = choices.names.iter().map(|n| n.parse().unwrap()).collect();
            assert_eq!(offered, (group.steps.0..=group.steps.1).collect::<Vec<_>>());
        }
        assert_eq!(next, STEPS + 1);
        assert_eq!(sheet.fields.len(), GROUPS.len());
    }

    #[test]
    fn every_step_that_is_written_down_leads_to_a_sheet_that_exists() {
        let sheets = (1..=STEPS).filter_map(sheet_for);
        assert!(sheets.clone().count() > 40);
        for name in sheets {
            assert!(Sheet::named(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_ticked_step_is_known_and_no_other() {
        let steps = Steps { steps_scan: vec![14, 17], ..Steps::default() };
        assert!(steps.looked_at(14) && steps.looked_at(17));
        assert!(!steps.looked_at(15) && !steps.looked_at(60));
    }
}
