//! Neighborhoods for programs.

use axum::response::Response;
use commonbeat_app::area_pages::{AreaPage, Figures};
use commonbeat_domain::information::publishing::{Answers, Count, Line, Priority, PublicOfficer};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer;
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::pages::errors::Problem;

/// A neighborhood.
#[derive(Serialize, ToSchema)]
#[schema(as = Area)]
pub struct AreaJson {
    /// Its name.
    name: String,
    /// The last part of its addresses.
    slug: String,
    /// Its page for people.
    page: String,
}

impl AreaJson {
    fn of(name: String, slug: String) -> AreaJson {
        AreaJson { name, page: format!("/areas/{slug}"), slug }
    }
}

/// A count that may be hidden.
#[derive(Serialize, ToSchema)]
#[schema(as = Count)]
pub struct CountJson {
    /// The number; none where it is hidden.
    exact: Option<u32>,
    /// More than none and fewer than this; none where the number is told, or hidden because it would give another away.
    under: Option<u32>,
}

impl From<Count> for CountJson {
    fn from(count: Count) -> CountJson {
        match count {
            Count::Exact(n) => CountJson { exact: Some(n), under: None },
            Count::Under(n) => CountJson { exact: None, under: Some(n) },
            Count::Hidden => CountJson { exact: None, under: None },
        }
    }
}

/// An officer of the neighborhood.
#[derive(Serialize, ToSchema)]
#[schema(as = Officer)]
pub struct OfficerJson {
    /// Title and name.
    name: String,
    /// Languages spoken with residents, as language tags.
    speaks: Vec<&'static str>,
    /// Since which day on this beat, `YYYY-MM-DD`.
    since: Option<String>,
}

impl From<&PublicOfficer> for OfficerJson {
    fn from(officer: &PublicOfficer) -> OfficerJson {
        OfficerJson {
            name: officer.name.clone(),
            speaks: officer.speaks.iter().map(|language| language.tag()).collect(),
            since: officer.since.map(|day| day.to_string()),
        }
    }
}

/// Something the agency works on, or worked on, with what people said and what was done.
#[derive(Serialize, ToSchema)]
#[schema(as = Priority)]
pub struct PriorityJson {
    /// What people said.
    said: String,
    /// What is done about it.
    did: String,
    /// From how many concerns of residents it came.
    raised_by: CountJson,
    /// Steps that are done.
    steps_done: u32,
    /// All steps.
    steps: u32,
    /// Since when, RFC 3339.
    since: String,
    /// When there will be more to say, `YYYY-MM-DD`.
    next_word_by: Option<String>,
    /// When it was closed, RFC 3339.
    closed_at: Option<String>,
    /// What was measured; none until it is closed with a conclusion.
    outcome: Option<OutcomeJson>,
}

/// What was measured, against comparison areas.
#[derive(Serialize, ToSchema)]
#[schema(as = Outcome)]
pub struct OutcomeJson {
    /// `fell`, `rose`, `could-be-chance` or `too-few`.
    reading: &'static str,
    /// After over before, against the comparison areas: 0.62 is 38 % less; none where a count is small.
    ratio: Option<f64>,
    /// Lower end of its 95 % interval.
    low: Option<f64>,
    /// Upper end of its 95 % interval.
    high: Option<f64>,
}

impl From<&Priority> for PriorityJson {
    fn from(priority: &Priority) -> PriorityJson {
        let outcome = priority.outcome.as_ref().map(|outcome| OutcomeJson {
            reading: outcome.reading.name(),
            ratio: outcome.ratio.map(|(ratio, _, _)| ratio),
            low: outcome.ratio.map(|(_, low, _)| low),
            high: outcome.ratio.map(|(_, _, high)| high),
        });
        PriorityJson {
            said: priority.words.said.clone(),
            did: priority.words.did.clone(),
            raised_by: priority.raised_by.into(),
            steps_done: priority.tasks.0,
            steps: priority.tasks.1,
            since: priority.since.to_string(),
            next_word_by: priority.next_word_by.map(|day| day.to_string()),
            closed_at: priority.closed_at.map(|at| at.to_string()),
            outcome,
        }
    }
}

/// How the promise to answer was kept in the last twelve months.
#[derive(Serialize, ToSchema)]
#[schema(as = Answers)]
pub struct AnswersJson {
    /// Concerns whose answer was given or due.
    asked: CountJson,
    /// Of 100 of them, how many were answered; none where they are few.
    percent: Option<u32>,
    /// Half of the answers came within so many days.
    median_days: Option<u32>,
    /// Answers that are late now.
    late: CountJson,
}

impl From<&Answers> for AnswersJson {
    fn from(answers: &Answers) -> AnswersJson {
        AnswersJson {
            asked: answers.asked.into(),
            percent: answers.percent,
            median_days: answers.median_days,
            late: answers.late.into(),
        }
    }
}

/// Counts of the newest frozen month.
#[derive(Serialize, ToSchema)]
#[schema(as = Month)]
pub struct MonthJson {
    /// The month, `YYYY-MM`.
    month: String,
    /// Counts from 1 up to this are hidden.
    small_count: u32,
    /// One line for each class.
    lines: Vec<LineJson>,
}

/// A class in a month.
#[derive(Serialize, ToSchema)]
#[schema(as = Line)]
pub struct LineJson {
    /// The class, or `sensitive` for all sensitive classes together.
    offense: String,
    /// The count.
    count: CountJson,
    /// Lowest and highest count of the same month in earlier years.
    usual: Option<(u32, u32)>,
}

impl From<&Figures> for MonthJson {
    fn from(figures: &Figures) -> MonthJson {
        let line = |line: &Line| LineJson {
            offense: line.offense.clone(),
            count: line.count.into(),
            usual: line.usual,
        };
        MonthJson {
            month: figures.month.strftime("%Y-%m").to_string(),
            small_count: figures.small_count,
            lines: figures.lines.iter().map(|cleared| line(cleared.get())).collect(),
        }
    }
}

/// What the page of a neighborhood says.
#[derive(Serialize, ToSchema)]
#[schema(as = AreaPage)]
pub struct AreaPageJson {
    /// The neighborhood.
    area: AreaJson,
    /// Its officers.
    officers: Vec<OfficerJson>,
    /// What is worked on, and what was done; those in work first.
    priorities: Vec<PriorityJson>,
    /// How the promise to answer was kept.
    answers: AnswersJson,
    /// Counts of the newest frozen month; none before the first release.
    figures: Option<MonthJson>,
}

impl From<AreaPage> for AreaPageJson {
    fn from(page: AreaPage) -> AreaPageJson {
        let area = page.area.into_inner();
        AreaPageJson {
            area: AreaJson::of(area.name, area.slug),
            officers: page.officers.iter().map(|officer| officer.get().into()).collect(),
            priorities: page.priorities.iter().map(|priority| priority.get().into()).collect(),
            answers: page.answers.get().into(),
            figures: page.figures.as_ref().map(MonthJson::from),
        }
    }
}

/// The neighborhoods of the agency, by name.
#[utoipa::path(
    get,
    path = "/api/v1/areas",
    tag = "areas",
    responses((status = 200, description = "Every neighborhood, by name.", body = Vec<AreaJson>))
)]
pub async fn list(cx: Cx) -> Result<Response> {
    let areas = cx.app.neighborhoods(cx.agency.id).await?;
    let areas = areas.into_iter().map(|area| area.into_inner());
    answer(areas.map(|area| AreaJson::of(area.name, area.slug)).collect::<Vec<_>>())
}

/// What the page of a neighborhood says.
#[utoipa::path(
    get,
    path = "/api/v1/areas/{slug}",
    tag = "areas",
    params(("slug" = String, Path, description = "The last part of the neighborhood's address.")),
    responses(
        (status = 200, description = "Officers, priorities, answers, counts.", body = AreaPageJson),
        (status = 404, description = "There is no such neighborhood.", body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn show(cx: Cx, Path(slug): Path<String>) -> Result<Response> {
    let page = cx.app.area_page(cx.agency.id, &slug).await?;
    answer(AreaPageJson::from(page))
}
