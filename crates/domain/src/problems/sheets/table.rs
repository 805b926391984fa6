//! The sheets of analysis, response and assessment, and the table of all.

use super::Kind::{Blocks, Day, Each, Line, Number, Numbers, One, Prose, Techniques, Tick, YesNo};
use super::Root::{Analysis as A, Assessment as Z, Examined as X, Response as R};
use super::scan;
use super::{Choices, Field, Kind, Root, Sheet};
use crate::problems::problem::Stage;
use crate::problems::{analysis, examined, response};

/// The sheets, in the order of the work.
pub const SHEETS: &[Sheet] = &[
    scan::PEOPLE,
    scan::RECORD,
    scan::TYPE,
    scan::STEPS,
    scan::SCANNING,
    scan::HARM,
    scan::COMMUNITY,
    ANALYSIS,
    ACCOUNT,
    TRIANGLE,
    HYPOTHESES,
    CONTEXT,
    RESEARCH,
    RESPONSE,
    OBJECTIVES,
    EQUITY,
    RESOURCES,
    COMMUNICATION,
    DESIGN,
    PROCESS,
    RIVALS,
    MOVES,
    VOICES,
    EFFECTS,
    ASSESSMENT,
    MONITORING,
];

pub(super) const fn at(root: Root, name: &'static str, kind: Kind) -> (Root, Field) {
    (root, Field { name, kind })
}

pub(super) const fn part(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

pub(super) const fn of(prefix: &'static str, names: &'static [&'static str]) -> Choices {
    Choices { prefix, names }
}

const fn sheet(name: &'static str, stage: Stage, quick: bool, fields: &'static [(Root, Field)]) -> Sheet {
    Sheet { name, stage: Some(stage), quick, fields }
}

const NODES: Choices = of("triangle", &["offender", "handler", "target", "guardian", "place", "manager"]);

const ANALYSIS: Sheet = sheet(
    "analysis",
    Stage::Analysis,
    true,
    &[
        at(
            A,
            "sources",
            Blocks(&[
                part("name", Line),
                part("kind", One(of("source", analysis::SourceKind::NAMES))),
                part("non_police", Tick),
                part("from", Day),
                part("until", Day),
                part("flaws", Prose),
            ]),
        ),
        at(A, "current_response", Prose),
        at(A, "current_strengths", Prose),
        at(A, "current_limits", Prose),
        at(A, "current_hours", Number),
        at(A, "current_cost", Number),
    ],
);

const ACCOUNT: Sheet = sheet(
    "account",
    Stage::Analysis,
    true,
    &[
        at(A, "account", Prose),
        at(A, "what", Prose),
        at(A, "where_at", Prose),
        at(A, "when_at", Prose),
        at(A, "who", Prose),
        at(A, "why", Prose),
        at(A, "how", Prose),
        at(A, "not_where", Prose),
        at(A, "not_when", Prose),
        at(A, "not_whom", Prose),
        at(A, "prevents", Prose),
    ],
);

const TRIANGLE: Sheet = sheet(
    "triangle",
    Stage::Analysis,
    true,
    &[at(
        A,
        "triangle",
        Each(
            NODES,
            &[
                part("words", Prose),
                part("presence", One(of("presence", &["effective", "ineffective", "absent"]))),
                part("vulnerability", Prose),
                part("evidence", Line),
                part("lever", Line),
                part("techniques", Techniques),
            ],
        ),
    )],
);

const HYPOTHESES: Sheet = sheet(
    "hypotheses",
    Stage::Analysis,
    true,
    &[
        at(
            A,
            "hypotheses",
            Blocks(&[
                part("statement", Prose),
                part("evidence_for", Prose),
                part("evidence_against", Prose),
                part("falsified_by", Prose),
                part("tested_by", Line),
                part("status", One(of("hypothesis", &["untested", "supported", "rejected"]))),
            ]),
        ),
        at(A, "redefined", YesNo),
        at(A, "redefinition", Prose),
        at(A, "analyst_comment", Prose),
    ],
);

const CONTEXT: Sheet = sheet(
    "context",
    Stage::Analysis,
    false,
    &[
        at(A, "hours", Prose),
        at(A, "repeat_places", Number),
        at(A, "repeat_victims", Number),
        at(A, "repeat_offenders", Number),
        at(A, "worst_fifth", Number),
        at(A, "hot_spot", Line),
        at(A, "rate_basis", Line),
        at(A, "rate_count", Number),
        at(A, "rate_source", Line),
        at(A, "conditions", Prose),
        at(
            A,
            "facilitators",
            Blocks(&[
                part("kind", One(of("facilitator", analysis::FacilitatorKind::NAMES))),
                part("words", Prose),
            ]),
        ),
    ],
);

const RESEARCH: Sheet = sheet(
    "research",
    Stage::Analysis,
    false,
    &[
        at(
            A,
            "research",
            Blocks(&[
                part("kind", One(of("research", analysis::ResearchKind::NAMES))),
                part("link", Line),
                part("takeaway", Prose),
            ]),
        ),
        at(
            A,
            "stakeholders",
            Blocks(&[
                part("who", Line),
                part("kind", One(of("hearing", analysis::HearingKind::NAMES))),
                part("day", Day),
                part("words", Prose),
                part("causes", Tick),
                part("consent", Tick),
            ]),
        ),
    ],
);

const RESPONSE: Sheet = sheet(
    "response",
    Stage::Response,
    true,
    &[
        at(
            R,
            "options",
            Blocks(&[
                part("what", Prose),
                part("techniques", Techniques),
                part("side", One(NODES)),
                part("hypothesis", Line),
                part("owner", Line),
                part("owner_able", YesNo),
                part("cost", One(of("degree", response::Degree::NAMES))),
                part("effort", One(of("degree", response::Degree::NAMES))),
                part("risk", One(of("degree", response::Degree::NAMES))),
                part("acceptability", One(of("acceptability", response::Acceptability::NAMES))),
                part("evidence", Prose),
                part("weighing", Prose),
                part("chosen", YesNo),
                part("reason", Prose),
            ]),
        ),
        at(R, "mechanism", Prose),
    ],
);

const OBJECTIVES: Sheet = sheet(
    "objectives",
    Stage::Response,
    true,
    &[
        at(
            R,
            "objectives",
            Blocks(&[
                part("measure", Line),
                part("baseline", Line),
                part("target", Line),
                part("by", Day),
                part("source", Line),
            ]),
        ),
        at(R, "starts_on", Day),
    ],
);

const EQUITY: Sheet = sheet(
    "equity",
    Stage::Response,
    false,
    &[
        at(R, "fairness", Prose),
        at(R, "burdens", Blocks(&[part("group", Line), part("effect", Prose), part("mitigation", Prose)])),
        at(R, "fairness_reviewer", Line),
    ],
);

const RESOURCES: Sheet = sheet(
    "resources",
    Stage::Response,
    true,
    &[
        at(R, "hours_planned", Number),
        at(R, "hours_used", Number),
        at(R, "money_planned", Number),
        at(R, "money_used", Number),
        at(R, "volunteers", Number),
        at(R, "budget_approval", Line),
        at(R, "commits_partner", Tick),
        at(R, "uses_media", Tick),
        at(
            R,
            "agreements",
            Blocks(&[part("parties", Line), part("day", Day), part("until", Day), part("link", Line)]),
        ),
    ],
);

const COMMUNICATION: Sheet = sheet(
    "communication",
    Stage::Response,
    false,
    &[at(
        R,
        "notices",
        Blocks(&[part("who", Line), part("what", Prose), part("day", Day), part("done", Tick)]),
    )],
);

const DESIGN: Sheet = sheet(
    "design",
    Stage::Assessment,
    true,
    &[at(Z, "decision_needed", One(of("decision-needed", &["stop", "reuse"])))],
);

const PROCESS: Sheet = sheet(
    "process",
    Stage::Assessment,
    false,
    &[at(
        X,
        "process",
        Blocks(&[
            part("action", Line),
            part("done", YesNo),
            part("as_planned", YesNo),
            part("enough", YesNo),
            part("in_sequence", YesNo),
            part("by_whom", Line),
            part("deviation", Prose),
        ]),
    )],
);

const RIVALS: Sheet = sheet(
    "rivals",
    Stage::Assessment,
    false,
    &[at(
        X,
        "rivals_by_kind",
        Each(
            of("rival", examined::Rival::NAMES),
            &[part("looked", One(of("looked", examined::Looked::NAMES))), part("words", Prose)],
        ),
    )],
);

const MOVES: Sheet = sheet(
    "moves",
    Stage::Assessment,
    false,
    &[at(
        X,
        "moves_by_kind",
        Each(
            of("shift", examined::Shift::NAMES),
            &[part("seen", One(of("displacement", examined::Seen::NAMES))), part("data", Prose)],
        ),
    )],
);

const VOICES: Sheet = sheet(
    "voices",
    Stage::Assessment,
    false,
    &[at(
        X,
        "voices",
        Blocks(&[
            part("who", One(of("voice", examined::Voice::NAMES))),
            part("people", Number),
            part("day", Day),
            part("words", Prose),
        ]),
    )],
);

const EFFECTS: Sheet = sheet(
    "effects",
    Stage::Assessment,
    false,
    &[
        at(
            X,
            "attainment",
            Blocks(&[
                part("objective", Line),
                part("attained", One(of("attained", examined::Attained::NAMES))),
                part("words", Prose),
            ]),
        ),
        at(X, "side_effects", Prose),
        at(X, "equity_result", Prose),
        at(X, "cost_result", Prose),
    ],
);

const ASSESSMENT: Sheet = sheet(
    "assessment",
    Stage::Assessment,
    true,
    &[
        at(Z, "displacement", One(of("displacement", &["none-seen", "seen", "diffusion", "not-examined"]))),
        at(Z, "displacement_words", Prose),
        at(Z, "views", Prose),
        at(Z, "rivals", Prose),
        at(Z, "conclusion", One(of("conclusion", &["worked", "partly", "no", "unclear"]))),
        at(X, "next", One(of("next", examined::NextStep::NAMES))),
        at(Z, "next_step", Prose),
        at(X, "spread_to", Prose),
    ],
);

const MONITORING: Sheet = sheet(
    "monitoring",
    Stage::Assessment,
    true,
    &[
        at(X, "watch_days", Numbers(of("watch", &examined::WATCH_DAYS))),
        at(X, "trigger_count", Number),
        at(X, "trigger_days", Number),
    ],
);
