//! Problems: the list, a new one, the problem with its four stages, its forms, its moves, its history.

pub mod assessment;
pub mod edit;
pub mod history;
pub mod list;
pub mod moves;
pub mod open;
pub mod outcome;
pub mod plan;
mod reading;
pub mod result;
mod sections;
pub mod show;

use commonbeat_app::problems::Names;
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

/// Where a condition of a gate can be met.
pub(crate) fn mend(at: &Reference, unmet: Unmet) -> String {
    let place = match unmet {
        Unmet::Statement => "scanning#statement",
        Unmet::Cheers => "scanning#cheers",
        Unmet::Goal => "scanning#goal",
        Unmet::BaselineSource => "scanning#baseline_source",
        Unmet::DecisionNeeded => "scanning#decision_needed",
        Unmet::CommunityCheck => "scanning#community_check",
        Unmet::Sources | Unmet::NonPoliceSource => "analysis#sources",
        Unmet::Triangle => "analysis#triangle",
        Unmet::Hypothesis => "analysis#hypotheses",
        Unmet::Option | Unmet::Alternatives => "response#options",
        Unmet::Mechanism => "response#mechanism",
        Unmet::Objective => "response#objectives",
        Unmet::Fairness => "response#fairness",
        Unmet::StartDay => "response#starts_on",
        Unmet::Task => "tasks/new",
        Unmet::Displacement => "assessment#displacement",
        Unmet::Views => "assessment#views",
        Unmet::Conclusion => "assessment#conclusion",
        Unmet::NotStarted | Unmet::OtherSigner => "move",
        Unmet::OpenTask => return format!("/problems/{at}#tasks"),
        Unmet::Plan => "plan",
        Unmet::Result => "result",
        Unmet::Answers => "answers",
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
