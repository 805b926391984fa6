//! Problems: the list, a new one, the problem with its four stages, its forms, its moves, its history.

pub mod assessment;
pub mod board;
mod decline;
pub mod edit;
pub mod header;
mod header_form;
pub mod history;
pub mod library;
pub mod list;
pub mod map;
pub mod moves;
pub mod open;
pub mod outcome;
pub mod plan;
pub mod priorities;
pub mod quick;
mod reading;
pub mod result;
mod sheet_form;
pub mod show;
mod stale;
pub mod steps;
mod triangle;
mod unit;

use commonbeat_app::problems::Names;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AreaId, OrganizationId, PersonId};
use commonbeat_domain::problems::gates::{Move, Unmet};
use commonbeat_domain::{Reference, Series};

use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::words::Words;

/// The reference of a problem in an address; anything else is not found.
pub(crate) fn reference(text: &str) -> Result<Reference> {
    let reference: Reference = text.parse().map_err(|_| Error::NotFound)?;
    if reference.series == Series::Problem { Ok(reference) } else { Err(Error::NotFound) }
}

/// The version that was read, as the form carries it.
pub(crate) fn read_version(form: &Form) -> Result<i64> {
    form.value("read").parse().map_err(|_| Error::NotUnderstood)
}

/// Choices of things with ids.
pub(crate) fn named<I: ToString>(all: &[(I, String)]) -> Vec<Choice> {
    all.iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect()
}

/// A person's name, or words for one who is not known any more.
pub(crate) fn person(names: &Names, words: &Words, id: PersonId) -> String {
    names.people.get(&id).cloned().unwrap_or_else(|| words.t("problem-somebody"))
}

/// An area's name, or words for none.
pub(crate) fn area(names: &Names, words: &Words, id: Option<AreaId>) -> String {
    id.and_then(|id| names.areas.get(&id).cloned()).unwrap_or_else(|| words.t("problem-no-area"))
}

/// Who answers for a task.
pub(crate) fn owner(
    names: &Names,
    words: &Words,
    owner: Option<PersonId>,
    organization: Option<OrganizationId>,
) -> String {
    let organization = organization.and_then(|id| names.organizations.get(&id).cloned());
    let person = owner.map(|id| person(names, words, id));
    match (organization, person) {
        (Some(organization), Some(person)) => format!("{person}, {organization}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => words.t("problem-somebody"),
    }
}

/// Where somebody can meet a condition of a gate, or where it is told.
pub(crate) fn mend(who: &Actor, at: &Reference, unmet: Unmet) -> String {
    let place = match unmet {
        Unmet::Statement => "sheets/scanning#statement",
        Unmet::Cheers => "sheets/scanning#cheers",
        Unmet::Goal => "sheets/scanning#goal",
        Unmet::BaselineSource => "sheets/scanning#baseline_source",
        Unmet::DecisionNeeded => "sheets/scanning#decision_needed",
        Unmet::Level => "sheets/people#level",
        Unmet::Outcome => "sheets/people#objective",
        Unmet::Supervisor => "sheets/people#supervisor",
        Unmet::CommunityCheck => "sheets/community#community_check",
        Unmet::Sources | Unmet::NonPoliceSource => "sheets/analysis#sources",
        Unmet::Account => "sheets/account",
        Unmet::Triangle => "sheets/triangle",
        Unmet::Hypothesis => "sheets/hypotheses",
        Unmet::AnalystComment => "sheets/hypotheses#analyst_comment",
        Unmet::Option | Unmet::Alternatives => "sheets/response#options",
        Unmet::Mechanism => "sheets/response#mechanism",
        Unmet::Objective => "sheets/objectives",
        Unmet::Fairness => "sheets/equity#fairness",
        Unmet::StartDay => "sheets/objectives#starts_on",
        Unmet::Task => "tasks/new",
        Unmet::Displacement => "sheets/assessment#displacement",
        Unmet::Views => "sheets/assessment#views",
        Unmet::Conclusion => "sheets/assessment#conclusion",
        Unmet::Process => "sheets/process",
        Unmet::Moves => "sheets/moves",
        Unmet::Attainment => "sheets/effects#attainment",
        Unmet::Equity => "sheets/effects#equity_result",
        Unmet::Retention => "sheets/record#retention",
        Unmet::NotStarted | Unmet::OtherSigner | Unmet::Opening | Unmet::Justification => "move",
        Unmet::OpenTask | Unmet::Dose | Unmet::PartnerSign => return format!("/problems/{at}#tasks"),
        Unmet::Plan | Unmet::Design => "plan",
        Unmet::Result => "result",
        Unmet::Answers if who.may(Action::AnswerConcern) => "answers",
        Unmet::Answers => return format!("/problems/{at}#thread"),
    };
    format!("/problems/{at}/{place}")
}

/// What a move is called on its button.
pub(crate) fn move_name(words: &Words, next: Move) -> String {
    match next {
        Move::Advance(stage) => words.t(&format!("move-to-{}", stage.name())),
        Move::Start => words.t("move-start"),
        Move::Close => words.t("move-close"),
    }
}

/// Prose as paragraphs.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
