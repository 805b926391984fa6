//! Texts: every key stands in both languages, every key that is asked for exists, none is left over.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use commonbeat_domain::authority::{Action, Reach, Role};
use commonbeat_domain::information::newsroom::blocks::BlockKind;
use commonbeat_domain::information::newsroom::{PressKind, PressState};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::information::stories::{Claim, StoryState};
use commonbeat_domain::organization::beats::ProfileKind;
use commonbeat_domain::organization::contacts::MetAs;
use commonbeat_domain::organization::decisions::{Review, State};
use commonbeat_domain::organization::delegation::DecisionKind;
use commonbeat_domain::organization::handovers::Settled;
use commonbeat_domain::organization::people::Standing;
use commonbeat_domain::organization::postings::Post;
use commonbeat_domain::organization::ranks::Rank;
use commonbeat_domain::partnerships::agreements::{AgreementKind, AgreementState, DataCategory, Side};
use commonbeat_domain::partnerships::board::{BoardKind, BoardSort};
use commonbeat_domain::partnerships::concerns::{Channel, ConcernKind, ConcernState};
use commonbeat_domain::partnerships::initiatives::InitiativeKind;
use commonbeat_domain::partnerships::organizations::{OrganizationKind, PartnerState};
use commonbeat_domain::partnerships::referrals::{
    ConsentWay, DeclineReason, HandOver, Need, Outcome, ReferralState, Signer,
};
use commonbeat_domain::partnerships::shares::Passed;
use commonbeat_domain::partnerships::surveys::{Found, Item, OwnerSays, Principle, Weight};
use commonbeat_domain::partnerships::tips::TipState;
use commonbeat_domain::personnel::classes::{ClassState, Method};
use commonbeat_domain::personnel::competencies::{Competency, QUESTIONS, SCALE};
use commonbeat_domain::personnel::conduct;
use commonbeat_domain::personnel::evaluations::{self, EvidenceKind};
use commonbeat_domain::personnel::field_training;
use commonbeat_domain::personnel::training::{ExcuseKind, Pack};
use commonbeat_domain::problems::analysis::{HypothesisStatus, Node, Presence};
use commonbeat_domain::problems::assessment::{Conclusion, DecisionNeeded, Design, Displacement, Reading};
use commonbeat_domain::problems::candidates::CandidateKind;
use commonbeat_domain::problems::priority::Part;
use commonbeat_domain::problems::problem::{Stage, Standing as Stands, Tier};
use commonbeat_domain::problems::scanning::{BroadGoal, CheersQuestion, Route};
use commonbeat_domain::problems::sheets::{Choices, Kind, SHEETS};
use commonbeat_domain::problems::signs::{Step, Verdict};
use commonbeat_domain::problems::steps::STEPS;
use commonbeat_domain::problems::tasks::{DoseKind, TaskState};
use commonbeat_domain::problems::techniques::Way;
use commonbeat_formats::incidents::{Flag, Reason};

/// Beginnings of keys that are put together at run time; their ends come from data.
const FAMILIES: &[&str] = &[
    "error-",
    "nav-",
    "page-",
    "weekday-",
    "acts-",
    "trail-",
    "refused-password-",
    "do-",
    "gate-",
    "history-",
    "move-",
    "problems-",
    "today-",
    "scanning-choice-",
    "answer-name-",
    "answer-start-",
    "usual-",
    "proposal-",
    "inbox-",
    "helped-",
    "rated-",
    "topic-",
    "urgency-",
    "copied-",
    "proof-",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files(&entry, ends));
        } else if ends.iter().any(|end| entry.extension().is_some_and(|e| e == *end)) {
            found.push(entry);
        }
    }
    found
}

fn keys(language: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for file in files(&root().join("locales").join(language), &["ftl"]) {
        for line in fs::read_to_string(&file).unwrap().lines() {
            let named = line.split_once(" =").map(|(key, _)| key);
            let Some(key) = named.filter(|k| k.starts_with(|c: char| c.is_ascii_lowercase())) else {
                continue;
            };
            assert!(keys.insert(key.to_owned()), "{key} stands twice in {language}");
        }
    }
    keys
}

/// Everything between double quotes in templates and code, test code left out.
fn quoted() -> BTreeSet<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = files(&here.join("templates"), &["html", "txt"]);
    for folder in ["web", "app", "domain", "formats"] {
        all.extend(files(&here.join("..").join(folder).join("src"), &["rs"]));
    }
    let mut quoted = BTreeSet::new();
    for file in all {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        quoted.extend(code.split('"').map(str::to_owned));
    }
    quoted
}

/// Keys asked for by name: the first argument of the calls that look a text up.
fn asked() -> BTreeSet<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut asked = BTreeSet::new();
    for file in
        files(&here.join("templates"), &["html", "txt"]).into_iter().chain(files(&here.join("src"), &["rs"]))
    {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for call in [".t(\"", ".t1(\"", ".t_n(\"", ".t_args(\"", ".saying(\""] {
            asked.extend(
                code.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned),
            );
        }
        for call in [
            "field(form, \"",
            "textarea(form, \"",
            "select(form, \"",
            "radios(form, \"",
            "checkboxes(form, \"",
            "checkbox(form, \"",
        ] {
            let names = code.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            asked.extend(names.map(|name| format!("field-{}", name.replace('_', "-"))));
        }
    }
    asked
}

/// Keys that the nouns of the domain name.
fn of_the_domain() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    keys.extend((1..=STEPS).map(|n| format!("sixty-{n}-words")));
    let mut family =
        |prefix: &str, names: Vec<&str>| keys.extend(names.into_iter().map(|n| format!("{prefix}-{n}")));
    family("role", Role::ALL.map(Role::name).into());
    family("role", vec!["nobody", "secret-link", "system", "operator"]);
    family("action", Action::all().map(Action::key).collect());
    let reaches = [Reach::Public, Reach::Own, Reach::Shared, Reach::Beat, Reach::Agency];
    family("reach", reaches.map(Reach::key).into());
    let standings = [Standing::Invited, Standing::Active, Standing::Locked, Standing::Left];
    family("standing", standings.map(Standing::name).into());
    family("stage", Stage::ALL.map(Stage::name).into());
    family("tier", Tier::ALL.map(Tier::name).into());
    family("status", Stands::ALL.map(Stands::name).into());
    family("rank", Rank::ALL.map(Rank::name).into());
    family("step", Step::NAMES.into());
    family("verdict", Verdict::NAMES.into());
    family("route", Route::NAMES.iter().copied().filter(|r| *r != "unanswered").collect());
    family("dose", DoseKind::NAMES.into());
    family("review", Review::NAMES.into());
    family("decision-kind", DecisionKind::NAMES.into());
    family("decision-state", State::NAMES.iter().copied().chain(["late"]).collect());
    let parts = [
        "specific",
        "community",
        "sources",
        "causes",
        "tailored",
        "objectives",
        "process",
        "design",
        "moved",
    ];
    family("quality", parts.into());
    family("cheers", CheersQuestion::ALL.map(CheersQuestion::name).into());
    family("goal", BroadGoal::ALL.map(BroadGoal::name).into());
    family("triangle", Node::ALL.map(Node::name).into());
    family("presence", Presence::ALL.map(Presence::name).into());
    family("hypothesis", HypothesisStatus::ALL.map(HypothesisStatus::name).into());
    family("way", Way::ALL.map(Way::name).into());
    family("task", TaskState::ALL.map(TaskState::name).into());
    let readings = [Reading::Fell, Reading::Rose, Reading::CouldBeChance, Reading::TooFew];
    family("reading", readings.map(Reading::name).into());
    family("conclusion", Conclusion::ALL.map(Conclusion::name).into());
    family("displacement", Displacement::ALL.map(Displacement::name).into());
    family("decision-needed", DecisionNeeded::ALL.map(DecisionNeeded::name).into());
    family("candidate-kind", CandidateKind::ALL.map(CandidateKind::name).into());
    family("concern-kind", ConcernKind::ALL.map(ConcernKind::name).into());
    let states = [ConcernState::Waiting, ConcernState::Late, ConcernState::Answered];
    family("concern-state", states.map(ConcernState::name).into());
    family("tip-state", TipState::NAMES.into());
    family("tip-language", vec!["en", "es"]);
    let piles = ["danger-first", "waiting", "answered", "closed"];
    family(
        "tips",
        piles.map(|p| [p.to_owned(), format!("{p}-none")]).concat().iter().map(String::as_str).collect(),
    );
    family("channel", Channel::ALL.map(Channel::name).into());
    family("inbound", commonbeat_domain::partnerships::inbound::Class::ALL.map(|c| c.name()).into());
    family("offense", Offense::known_names().collect());
    family("offense", vec!["sensitive"]);
    family("organization", OrganizationKind::ALL.map(OrganizationKind::name).into());
    family("data-category", DataCategory::NAMES.into());
    family("agreement-kind", AgreementKind::NAMES.into());
    family("agreement-state", AgreementState::NAMES.into());
    family("agreement-said", AgreementState::NAMES.into());
    family("side", Side::NAMES.into());
    family("partner-state", PartnerState::NAMES.iter().copied().chain(["merged"]).collect());
    family("passed", Passed::NAMES.into());
    family("board-kind", BoardKind::NAMES.into());
    family("board-none", BoardKind::NAMES.into());
    family("board-sort", BoardSort::NAMES.into());
    family("initiative-kind", InitiativeKind::NAMES.into());
    family("press-kind", PressKind::NAMES.into());
    family("survey-principle", Principle::NAMES.into());
    family("survey-item", Item::NAMES.into());
    family("survey-ask", Item::NAMES.into());
    family("survey-found", Found::NAMES.into());
    family("survey-again", Found::NAMES.into());
    family("survey-weight", Weight::NAMES.into());
    family("owner-says", OwnerSays::NAMES.into());
    family("press-state", PressState::NAMES.into());
    family("block-kind", BlockKind::NAMES.into());
    family("referral-need", Need::NAMES.into());
    family("referral-state", ReferralState::NAMES.into());
    family("referral-outcome", Outcome::NAMES.into());
    family("decline-reason", DeclineReason::NAMES.into());
    family("hand-over", HandOver::NAMES.into());
    family("consent-way", ConsentWay::NAMES.into());
    family("consent-signer", Signer::NAMES.into());
    for part in Part::NAMES {
        keys.extend([format!("priority-{part}"), format!("priority-{part}-words")]);
    }
    keys.extend(Rank::ALL.map(|r| format!("board-asks-{}", r.name())));
    keys.extend(["problems", "concerns", "tasks", "partners"].map(|kind| format!("search-{kind}")));
    keys.extend(of_the_stories());
    keys.extend(of_the_beats());
    keys.extend(of_the_competencies());
    keys.insert("refused-far-day".to_owned());
    keys.extend(of_training());
    keys.extend(of_evaluations());
    keys.extend(of_field_training());
    for (prefix, names) in [
        ("conduct-topic", conduct::Topic::NAMES),
        ("conduct-state", &conduct::State::NAMES[..2]),
        ("conduct-finding", conduct::Finding::NAMES),
        ("conduct-do", &["answer", "name", "hand-on", "decide"]),
    ] {
        keys.extend(names.iter().map(|name| format!("{prefix}-{name}")));
    }
    keys.extend(["answer", "name", "hand-on", "decide"].map(|act| format!("conduct-do-{act}-words")));
    keys.extend(of_the_sheets());
    keys.extend((1..=25).map(|n| format!("technique-{n}")));
    keys.insert(format!("flag-{}", commonbeat_store::incidents::SENSITIVE));
    keys.extend(Flag::ALL.map(|f| format!("flag-{}", f.name().replace('_', "-"))));
    keys.extend(Reason::ALL.map(|r| format!("refusal-{}", r.name().replace('_', "-"))));
    keys
}

/// Keys that the values of stories name.
fn of_the_stories() -> BTreeSet<String> {
    let claims =
        Claim::NAMES.iter().flat_map(|n| [format!("story-claim-{n}"), format!("story-claim-{n}-words")]);
    let states = StoryState::NAMES.iter().map(|n| format!("story-state-{n}"));
    let designs = Design::NAMES.iter().map(|n| format!("story-design-{n}"));
    let moved = Displacement::ALL.map(|d| format!("story-moved-{}", d.name()));
    claims.chain(states).chain(designs).chain(moved).collect()
}

/// Keys that the values of beats, postings, contacts and handovers name.
fn of_the_beats() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (prefix, names) in [
        ("known", ProfileKind::NAMES),
        ("met-as", MetAs::NAMES),
        ("post", Post::NAMES),
        ("settled", Settled::NAMES),
        ("matter", &["promise", "problem", "task", "contact"]),
    ] {
        keys.extend(names.iter().map(|name| format!("{prefix}-{name}")));
    }
    keys
}

/// Keys that the eight competencies name.
fn of_the_competencies() -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = SCALE.map(|n| format!("look-scale-{n}")).collect();
    for name in Competency::NAMES {
        keys.extend(["", "-means", "-1", "-3", "-5"].map(|end| format!("competency-{name}{end}")));
        keys.extend((1..=QUESTIONS).map(|n| format!("look-{name}-{n}")));
        keys.insert(format!("grow-{name}"));
    }
    keys
}

/// Keys that training names: states, excuses, packs that come with the house, what may be wrong with a roster's line.
fn of_training() -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = Pack::shipped().iter().map(|p| format!("pack-{}", p.pack)).collect();
    keys.extend(commonbeat_domain::personnel::training::State::NAMES.iter().map(|n| format!("due-{n}")));
    keys.extend(ExcuseKind::NAMES.iter().map(|n| format!("excuse-kind-{n}")));
    let wrong = ["nobody", "left", "partner", "date", "hours", "course"];
    keys.extend(wrong.map(|n| format!("roster-{n}")));
    keys.extend(ClassState::NAMES.iter().map(|n| format!("class-state-{n}")));
    keys.extend(Method::NAMES.iter().map(|n| format!("class-method-{n}")));
    keys.insert("refused-nobody-here".to_owned());
    keys
}

/// Keys that evaluations name: steps, parts, kinds of evidence, what is missing before a signature.
fn of_evaluations() -> BTreeSet<String> {
    let mut keys: BTreeSet<String> =
        evaluations::Step::NAMES.iter().map(|n| format!("evaluation-step-{n}")).collect();
    keys.extend(evaluations::Part::NAMES.iter().map(|n| format!("evaluation-you-{n}")));
    keys.extend(["rater", "reviewer"].map(|n| format!("evaluation-left-{n}")));
    keys.extend(EvidenceKind::NAMES.iter().map(|n| format!("evidence-kind-{n}")));
    for act in ["hand-in", "sign", "review", "read", "appeal", "answer"] {
        keys.extend([format!("evaluation-do-{act}"), format!("evaluation-do-{act}-words")]);
    }
    keys.extend(["mark-open", "mark-words", "mark-evidence"].map(|n| format!("refused-{n}")));
    keys.extend(Competency::NAMES.iter().map(|n| format!("field-{n}")));
    keys
}

/// Keys that field training names: forms, phases, parts, skills, outcomes, and each act with its words.
fn of_field_training() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (prefix, names) in [
        ("ft-form", field_training::Form::NAMES),
        ("ft-chart", field_training::Form::NAMES),
        ("ft-phase", field_training::Phase::NAMES),
        ("ft-you", field_training::Part::NAMES),
        ("ft-part", field_training::Part::NAMES),
        ("ft-left", field_training::Part::NAMES),
        ("ft-origin", &field_training::Origin::NAMES[1..]),
        ("ft-skill", field_training::Skill::NAMES),
        ("ft-result", field_training::Outcome::NAMES),
        ("ft-end", field_training::End::NAMES),
        ("ft-lacks", field_training::Lacks::NAMES),
    ] {
        keys.extend(names.iter().map(|name| format!("{prefix}-{name}")));
    }
    keys.insert("refused-field-runs-already".to_owned());
    let acts = "report read-report exercise work feedback judge miss extend neighborhood find take-out present sign-off end";
    for act in acts.split(' ') {
        keys.extend([format!("ft-do-{act}"), format!("ft-do-{act}-words")]);
    }
    keys
}

/// Keys that the table of sheets names: each sheet, field, part of a block, choice.
fn of_the_sheets() -> BTreeSet<String> {
    let (mut wanted, known) = (BTreeSet::new(), keys("en"));
    for sheet in SHEETS {
        wanted.insert(format!("sheet-{}", sheet.name));
        wanted.insert(format!("sheet-{}-words", sheet.name));
        for (_, field) in sheet.fields {
            let name = field.name.replace('_', "-");
            wanted.insert(format!("field-{name}"));
            if known.contains(&format!("field-{name}-hint")) {
                wanted.insert(format!("field-{name}-hint"));
            }
            wanted.extend(choices(field.kind));
            let (Kind::Blocks(parts) | Kind::Each(_, parts)) = field.kind else { continue };
            for part in parts {
                let own = format!("{name}-part-{}", part.name.replace('_', "-"));
                let shared = format!("part-{}", part.name.replace('_', "-"));
                wanted.insert(if known.contains(&own) { own } else { shared });
                wanted.extend(choices(part.kind));
            }
        }
    }
    wanted
}

fn choices(kind: Kind) -> Vec<String> {
    let of = |c: Choices| c.names.iter().map(|name| format!("{}-{name}", c.prefix)).collect();
    match kind {
        Kind::One(c) | Kind::Many(c) | Kind::Numbers(c) | Kind::Each(c, _) => of(c),
        _ => Vec::new(),
    }
}

/// Reasons of refusals in the domain and the use cases: `not_now("REASON")`, `Refusal::NotNow { why: "REASON" }`.
fn refusals() -> BTreeSet<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut keys = BTreeSet::new();
    let sources = ["domain/src", "app/src", "web/src"].map(|folder| files(&crates.join(folder), &["rs"]));
    for file in sources.concat() {
        let text = fs::read_to_string(file).unwrap();
        for call in ["not_now(\"", "NotNow { why: \""] {
            let why = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            keys.extend(why.map(|why| format!("refused-{why}")));
        }
        for call in ["Refusal::unfit(\"", "Unfit { field: \""] {
            let rests = text.split(call).skip(1).filter_map(|rest| rest.split('"').nth(2));
            keys.extend(rests.map(|why| format!("refused-{why}")));
        }
        for call in ["Refusal::unfit(field, \"", "Refusal::unfit(name, \""] {
            let why = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            keys.extend(why.map(|why| format!("refused-{why}")));
        }
        for call in ["required(\"", "malformed(\"", "line(\"", "prose(\"", "TooLong { field: \""] {
            let names = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            keys.extend(names.map(|name| format!("field-{}", name.replace('_', "-"))));
        }
    }
    keys
}

/// Names that the domain gives to values without a list of all of them, read from its code.
fn named_in_code() -> BTreeSet<String> {
    let domain = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/src");
    let places = [
        ("problems/gates.rs", "Unmet::", "unmet"),
        ("problems/candidates.rs", "Decision::", "decision"),
        ("partnerships/concerns.rs", "DeliveryState::", "delivery"),
        ("information/imports.rs", "BatchState::", "batch"),
    ];
    let mut keys = BTreeSet::new();
    for (file, noun, prefix) in places {
        let text = fs::read_to_string(domain.join(file)).unwrap();
        let arms = text.lines().filter(|l| l.trim_start().starts_with(noun) && l.contains("=> \""));
        let before = keys.len();
        keys.extend(arms.filter_map(|l| l.split('"').nth(1)).map(|name| format!("{prefix}-{name}")));
        assert!(keys.len() > before, "no names in {file}");
    }
    keys
}

#[test]
fn both_languages_have_the_same_keys() {
    let (en, es) = (keys("en"), keys("es"));
    let missing: Vec<_> = en.difference(&es).collect();
    let extra: Vec<_> = es.difference(&en).collect();
    assert!(missing.is_empty() && extra.is_empty(), "not in es: {missing:?}; only in es: {extra:?}");
}

#[test]
fn a_plural_is_chosen_by_the_number_and_not_by_how_it_is_written() {
    for file in files(&root().join("locales"), &["ftl"]) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("{ $count ->"), "{}: `$count` is text, `$n` is the number", file.display());
    }
}

#[test]
fn every_text_that_is_asked_for_exists() {
    let known = keys("en");
    let wanted: BTreeSet<String> =
        asked().into_iter().chain(of_the_domain()).chain(refusals()).chain(named_in_code()).collect();
    let whole = |key: &&String| !key.contains('{') && !key.is_empty();
    let missing: Vec<_> = wanted.difference(&known).filter(whole).collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
}

#[test]
fn no_text_is_left_over() {
    let quoted = quoted();
    let data: BTreeSet<String> =
        of_the_domain().into_iter().chain(refusals()).chain(named_in_code()).collect();
    let used = |key: &&String| {
        let by_field = key.strip_prefix("field-").map(|n| n.trim_end_matches("-hint").replace('-', "_"));
        let own_refusal = ["refused-required-", "refused-malformed-", "refused-too-long-"];
        quoted.contains(key.as_str())
            // The hint of a choice: its key, and "-hint" at its end.
            || key.strip_suffix("-hint").is_some_and(|choice| data.contains(choice))
            || data.contains(key.as_str())
            || by_field.is_some_and(|name| quoted.contains(&name) || quoted.contains(&name.replace('_', "-")))
            || own_refusal.iter().any(|p| key.starts_with(p))
            || FAMILIES.iter().any(|p| key.starts_with(p))
    };
    let left: Vec<_> = keys("en").into_iter().filter(|k| !used(&k)).collect();
    assert!(left.is_empty(), "nothing asks for {left:?}");
}

/// Places left open (`{ $name }`) of each text of a language.
fn places(language: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut found: Vec<(String, BTreeSet<String>)> = Vec::new();
    let mut all = files(&root().join("locales").join(language), &["ftl"]);
    all.sort();
    for file in all {
        for line in fs::read_to_string(file).unwrap().lines().filter(|l| !l.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '}'])) {
                found.push((key.to_owned(), BTreeSet::new()));
            }
            let names =
                line.split('$').skip(1).map(|r| r.split([' ', '}']).next().unwrap_or_default().to_owned());
            if let Some((_, places)) = found.last_mut() {
                places.extend(names);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn both_languages_put_in_the_same_values() {
    let (en, es) = (places("en"), places("es"));
    for (en, es) in en.iter().zip(&es) {
        assert_eq!(en, es);
    }
}
