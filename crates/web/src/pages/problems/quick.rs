//! A quick problem on one screen: title, statement, place, six answers, time-scale, goal.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::problems::QuickProblem;
use commonbeat_domain::problems::about::Level;
use commonbeat_domain::problems::scanning::{BroadGoal, CheersQuestion};
use commonbeat_domain::{Reference, Refusal};
use serde::Deserialize;

use super::named;
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;

/// The form.
#[derive(Template)]
#[template(path = "problems/quick.html")]
pub struct Quick {
    chrome: Chrome,
    form: Form,
    questions: Vec<(&'static str, String)>,
    neighborhoods: Vec<Choice>,
    levels: Vec<Choice>,
    goals: Vec<Choice>,
}

impl Quick {
    fn held(&self, question: &str, value: &str) -> bool {
        self.form.has(&format!("cheers-{question}"), value)
    }
}

/// Which concern it comes from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    concern: String,
}

async fn page(cx: &Cx, form: Form) -> Result<Quick> {
    let choices = cx.app.problem_choices(&cx.actor).await?;
    let words = &cx.words;
    Ok(Quick {
        chrome: cx.chrome(Area::Problems),
        form,
        questions: CheersQuestion::ALL.map(|q| (q.name(), words.t(&format!("cheers-{}", q.name())))).into(),
        neighborhoods: named(&choices.neighborhoods),
        levels: Choice::named(words, "level", Level::NAMES.iter().copied()),
        goals: Choice::named(words, "goal", BroadGoal::ALL.map(BroadGoal::name)),
    })
}

/// `GET /problems/quick`: with the words and the place of a concern, where it comes from one.
pub async fn form(cx: Cx, Query(from): Query<From>) -> Result<Page<Quick>> {
    let mut form = cx.form();
    if let Ok(reference) = from.concern.parse::<Reference>() {
        let concern = cx.app.concern(&cx.actor, reference).await?.concern;
        form = form
            .with("concern", concern.reference)
            .with("version", concern.version)
            .with("statement", &concern.words)
            .with("neighborhood", concern.area.map(|id| id.to_string()).unwrap_or_default());
    }
    Ok(Page::new(page(&cx, form).await?))
}

/// `POST /problems/quick`
pub async fn open(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    let concern = match form.value("concern") {
        "" => None,
        text => {
            let reference = text.parse().map_err(|_| Error::NotUnderstood)?;
            Some((reference, form.value("version").parse().map_err(|_| Error::NotUnderstood)?))
        }
    };
    let title = form.take("title", |text| commonbeat_domain::text::line("title", text));
    let statement = form.take("statement", |text| commonbeat_domain::text::prose("statement", text));
    let neighborhood = form.read_optional("neighborhood");
    let cheers = CheersQuestion::ALL.map(|q| match form.value(&format!("cheers-{}", q.name())) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    });
    let (level, goal) = (form.read_optional::<Level>("level"), form.read_optional::<BroadGoal>("goal"));
    if let (Some(title), Some(statement), false) = (title, statement, form.refused()) {
        let quick = QuickProblem { concern, title, statement, beat: None, neighborhood, cheers, level, goal };
        match cx.app.open_quick_problem(&cx.actor, quick, &format!("quick/{}", once.0)).await {
            Ok(problem) => {
                let said = [("reference", problem.reference.to_string())];
                let to = cx.go_to(format!("/problems/{}", problem.reference));
                return Ok(to.saying("flash-problem-opened", &said).into_response());
            }
            Err(commonbeat_app::Error::Missing("problem")) => form.refuse(Refusal::not_now("not-own-beat")),
            Err(other) => form.absorb(other)?,
        }
    }
    Ok(Page::again(page(&cx, form).await?).into_response())
}
