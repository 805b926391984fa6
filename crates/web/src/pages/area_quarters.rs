//! The report of a neighborhood's quarter: what was worked on, and what police and the community did. Fit for print.

use askama::Template;
use axum::response::Response;
use commonbeat_app::area_quarters::AreaQuarter;
use commonbeat_domain::information::publishing::{PublicInitiative, Quarter, QuarterProblem};

use super::area_pages::{answers_of, kept, outcome, people_who_raised};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::words::Words;

/// Of what was told in a quarter: a share, nothing asked, too few.
const OF_A_QUARTER: [&str; 3] = ["quarter-answered", "quarter-answered-none", "quarter-answered-few"];

/// The page.
#[derive(Template)]
#[template(path = "areas/quarter.html")]
struct ShowQuarter {
    chrome: Chrome,
    name: String,
    slug: String,
    span: String,
    so_far: bool,
    others: Vec<(Quarter, String, bool)>,
    problems: Vec<WorkedOn>,
    meetings: Vec<Meeting>,
    answers: Vec<String>,
}

struct WorkedOn {
    note: String,
    said: String,
    did: String,
    steps: String,
    outcome: String,
    state: String,
    closed: bool,
}

struct Meeting {
    title: String,
    note: String,
    goal: String,
    answered: Vec<(String, String)>,
    waiting: String,
}

/// `GET /areas/{slug}/quarter`: the present one.
pub async fn present(cx: Cx, Path(slug): Path<String>) -> Result<Response> {
    page(cx, slug, None).await
}

/// `GET /areas/{slug}/quarter/{quarter}`
pub async fn show(cx: Cx, Path((slug, quarter)): Path<(String, String)>) -> Result<Response> {
    let quarter: Quarter = quarter.parse().map_err(|_| Error::NotFound)?;
    page(cx, slug, Some(quarter)).await
}

async fn page(cx: Cx, slug: String, quarter: Option<Quarter>) -> Result<Response> {
    kept(&cx, async || {
        let found = cx.app.area_quarter(cx.agency.id, &slug, quarter).await?;
        ShowQuarter::of(&cx, found).render().map_err(Error::broken)
    })
    .await
}

impl ShowQuarter {
    fn of(cx: &Cx, found: AreaQuarter) -> ShowQuarter {
        let words = &cx.words;
        let area = found.area.into_inner();
        let around = [found.earlier, Some(found.quarter), found.later].into_iter().flatten();
        ShowQuarter {
            chrome: cx.chrome(Area::None),
            span: span(words, found.quarter),
            so_far: found.so_far,
            others: around.map(|q| (q, span(words, q), q == found.quarter)).collect(),
            problems: found.problems.iter().map(|p| worked_on(words, p.get())).collect(),
            meetings: found.initiatives.iter().map(|i| meeting(words, i.get())).collect(),
            answers: answers_of(words, &area.name, found.answers.get(), OF_A_QUARTER),
            name: area.name,
            slug: area.slug,
        }
    }
}

/// "July to September 2026".
fn span(words: &Words, quarter: Quarter) -> String {
    let first = words.month(quarter.first());
    let first = first.split(' ').next().unwrap_or_default().to_owned();
    words.t_args("quarter-span", &[("first", first), ("last", words.month(quarter.last()))])
}

fn worked_on(words: &Words, problem: &QuarterProblem) -> WorkedOn {
    let QuarterProblem { priority, closed_by_then, police, community } = problem;
    let state = match priority.closed_at {
        Some(at) if *closed_by_then => words.t1("area-did-closed", "day", words.date(at)),
        Some(at) => words.t1("quarter-closed-later", "day", words.date(at)),
        None => words.t("area-working"),
    };
    let by_police = (*police > 0).then(|| words.t_n("quarter-police", *police));
    let by_community = (*community > 0).then(|| words.t_n("quarter-community", *community));
    let steps: Vec<String> = [by_police, by_community].into_iter().flatten().collect();
    let since = words.t1("quarter-since", "day", words.date(priority.since));
    let lead = priority.lead.as_ref().map(|lead| lead.name.clone());
    WorkedOn {
        note: [people_who_raised(words, priority.raised_by), Some(since), lead]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        said: priority.words.said.clone(),
        did: priority.words.did.clone(),
        steps: if steps.is_empty() { words.t("quarter-no-steps") } else { steps.join(" ") },
        outcome: priority.outcome.as_ref().map(|o| outcome(words, o)).unwrap_or_default(),
        state,
        closed: *closed_by_then,
    }
}

fn meeting(words: &Words, i: &PublicInitiative) -> Meeting {
    let kind = words.t(&format!("initiative-kind-{}", i.kind.name()));
    let called_off = i.called_off.as_ref().map(|why| words.t1("quarter-called-off", "why", why));
    let parts = [Some(kind), Some(words.date(i.begins)), Some(i.place.clone()), called_off];
    Meeting {
        title: i.title.clone(),
        note: parts.into_iter().flatten().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · "),
        goal: i.goal.clone(),
        answered: i.answered.iter().map(|(said, answer, _)| (said.clone(), answer.clone())).collect(),
        waiting: if i.waiting > 0 { words.t_n("events-waiting", i.waiting) } else { String::new() },
    }
}
