//! The sheets above the stages, and those of scanning.

use super::Kind::{Blocks, Day, Each, Guides, Line, Many, Number, Numbers, One, Person, Prose, Tick, YesNo};
use super::Root::{About as H, Assessment as Z, Scanning as S};
use super::Sheet;
use super::table::{at, of, part};
use crate::problems::problem::Stage;
use crate::problems::{about, scanning};

pub(super) const PEOPLE: Sheet = Sheet {
    name: "people",
    stage: None,
    quick: true,
    fields: &[
        at(H, "level", One(of("level", about::Level::NAMES))),
        at(H, "objective", Prose),
        at(H, "target_on", Day),
        at(H, "supervisor", Person),
        at(H, "backup", Person),
        at(H, "analyst", Person),
        at(H, "division", Line),
        at(H, "lead_reason", Line),
        at(
            H,
            "cocreators",
            Blocks(&[part("name", Line), part("role", Line), part("agreement", Line), part("consent", Tick)]),
        ),
    ],
};

pub(super) const RECORD: Sheet = Sheet {
    name: "record",
    stage: None,
    quick: false,
    fields: &[
        at(H, "classification", One(of("classification", about::Classification::NAMES))),
        at(H, "retention", One(of("retention", about::Retention::NAMES))),
        at(H, "legal_hold", Tick),
        at(H, "hold_reason", Prose),
        at(
            H,
            "origins",
            Blocks(&[
                part("kind", One(of("origin", about::OriginKind::NAMES))),
                part("words", Prose),
                part("link", Line),
                part("day", Day),
            ]),
        ),
    ],
};

pub(super) const TYPE: Sheet = Sheet {
    name: "type",
    stage: None,
    quick: false,
    fields: &[
        at(H, "behavior", One(of("behavior", about::Behavior::NAMES))),
        at(H, "environment", One(of("environment", about::Environment::NAMES))),
        at(H, "guides", Guides),
    ],
};

pub(super) const SCANNING: Sheet = Sheet {
    name: "scanning",
    stage: Some(Stage::Scanning),
    quick: true,
    fields: &[
        at(S, "statement", Prose),
        at(
            S,
            "cheers",
            Each(
                of("cheers", &["community", "harm", "expectation", "events", "recurrence", "similarity"]),
                &[part("holds", YesNo), part("words", Prose)],
            ),
        ),
        at(
            S,
            "goal",
            One(of(
                "goal",
                &["eliminate", "reduce", "less-serious", "less-fear", "handle-better", "hand-over"],
            )),
        ),
        at(S, "baseline_source", Prose),
        at(Z, "decision_needed", One(of("decision-needed", &["stop", "reuse"]))),
    ],
};

pub(super) const HARM: Sheet = Sheet {
    name: "harm",
    stage: Some(Stage::Scanning),
    quick: false,
    fields: &[
        at(
            S,
            "harms",
            Blocks(&[
                part("kind", One(of("harm", scanning::HarmType::NAMES))),
                part("severity", Number),
                part("words", Prose),
            ]),
        ),
        at(S, "events", Number),
        at(S, "events_months", Number),
        at(S, "first_seen", Day),
        at(S, "source_system", Line),
        at(S, "history_years", Number),
        at(S, "affected", Blocks(&[part("group", Line), part("place", Line)])),
        at(S, "not_affected", Prose),
    ],
};

pub(super) const COMMUNITY: Sheet = Sheet {
    name: "community",
    stage: Some(Stage::Scanning),
    quick: false,
    fields: &[
        at(S, "asked_how", Many(of("asking", scanning::Asking::NAMES))),
        at(S, "asked_on", Day),
        at(S, "asked_people", Number),
        at(S, "agree", One(of("agree", scanning::Agreement::NAMES))),
        at(S, "community_check", Prose),
    ],
};

pub(super) const STEPS: Sheet = Sheet {
    name: "steps",
    stage: None,
    quick: false,
    fields: &[
        at(H, "steps_prepare", Numbers(of("sixty", &["1", "2", "3"]))),
        at(H, "steps_learn", Numbers(of("sixty", &["4", "5", "6", "7"]))),
        at(H, "steps_environment", Numbers(of("sixty", &["8", "9", "10", "11", "12", "13"]))),
        at(H, "steps_scan", Numbers(of("sixty", &["14", "15", "16", "17", "18"]))),
        at(
            H,
            "steps_analyse",
            Numbers(of(
                "sixty",
                &[
                    "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32", "33",
                    "34", "35", "36", "37",
                ],
            )),
        ),
        at(H, "steps_respond", Numbers(of("sixty", &["38", "39", "40", "41", "42", "43", "44", "45"]))),
        at(H, "steps_assess", Numbers(of("sixty", &["46", "47", "48", "49", "50", "51", "52", "53"]))),
        at(H, "steps_tell", Numbers(of("sixty", &["54", "55", "56", "57", "58", "59", "60"]))),
    ],
};
