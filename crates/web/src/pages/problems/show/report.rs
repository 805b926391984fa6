//! The report for a council: the problem told from its beginning to what came of it, on about four printed pages. What is
//! weighed inside the agency stays on the problem's own page.

use askama::Template;
use commonbeat_domain::problems::analysis::HypothesisStatus;

use super::{Hypothesis, Show, TaskRow, view_of};
use crate::charts::Drawing;
use crate::chrome::Chrome;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::page::Page;
use crate::pages::problems::assessment::Region;
use crate::pages::problems::reading::{Fact, told};
use crate::pages::problems::reference;

use super::stages::{self, ChosenOption};

/// The report.
#[derive(Template)]
#[template(path = "problems/report.html")]
pub struct Report {
    chrome: Chrome,
    at: String,
    title: String,
    line: String,
    standing: (String, &'static str),
    printed: String,
    problem: Vec<Fact>,
    people: Vec<Fact>,
    found: Vec<Fact>,
    sources: Vec<String>,
    hypotheses: Vec<Hypothesis>,
    triangle: Option<(Drawing, String)>,
    mechanism: Vec<Fact>,
    options: Vec<ChosenOption>,
    objectives: Vec<[String; 5]>,
    tasks: Vec<TaskRow>,
    assessment: Region,
    words: Vec<Fact>,
    overrides: Vec<String>,
    run_out: Vec<String>,
    enforcement_only: bool,
}

/// `GET /problems/{reference}/report`
pub async fn report(cx: Cx, Path(at): Path<String>) -> Result<Page<Report>> {
    let (view, names) = view_of(&cx, &reference(&at)?).await?;
    if !view.may.read_all {
        return Err(Error::NotFound);
    }
    let words = &cx.words;
    let (problem, analysis) = (&view.problem, &view.problem.analysis);
    let show = Show::of(&cx, &view, &names);
    let tested = analysis.hypotheses.iter().filter(|h| h.status != HypothesisStatus::Untested);
    let outside = view.concerns.len();
    let raised = match outside {
        0 => String::new(),
        n => words.t_n("report-raised", n),
    };
    Ok(Page::new(Report {
        at: show.at,
        title: show.title,
        line: show.line,
        standing: show.standing,
        printed: show.printed,
        problem: told([
            Fact::of(words, "statement", &problem.scanning.statement),
            Fact::of(words, "objective", &problem.about.objective),
            Fact::of(words, "community_check", &problem.scanning.community_check),
        ]),
        people: told([Fact {
            name: words.t("report-who-raised"),
            lines: Some(raised).filter(|t| !t.is_empty()).into_iter().collect(),
        }]),
        found: told([Fact::of(words, "account", &analysis.account)]),
        sources: analysis.sources.iter().map(|source| source.name.clone()).collect(),
        hypotheses: tested.map(|h| stages::hypothesis(h, words)).collect(),
        triangle: show.triangle,
        mechanism: told([Fact::of(words, "mechanism", &problem.response.mechanism)]),
        options: problem.response.chosen().map(|option| stages::chosen_option(option, words)).collect(),
        objectives: show.objectives,
        tasks: show.tasks,
        assessment: show.assessment,
        words: show.words,
        overrides: show.overrides,
        run_out: show.run_out,
        enforcement_only: show.enforcement_only,
        chrome: show.chrome,
    }))
}
