//! One answer to everybody who raised a problem.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::problems::ProblemView;
use commonbeat_domain::Reference;

use super::heading;
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::form::Form;
use crate::page::Page;

/// Who raised the problem, who was told, and the form for all others.
#[derive(Template)]
#[template(path = "concerns/to_all.html")]
pub struct ToAll {
    chrome: Chrome,
    form: Form,
    reference: String,
    /// The problem's own page.
    back: String,
    title: String,
    waiting: usize,
    people: Vec<Person>,
}

struct Person {
    href: String,
    title: String,
    note: String,
    told: bool,
    email: bool,
}

/// `GET /problems/{reference}/answers`
pub async fn to_all(cx: Cx, Path(reference): Path<Reference>) -> Result<Page<ToAll>> {
    let view = cx.app.problem(&cx.actor, &reference).await?;
    Ok(Page::new(page(&cx, cx.form(), &view)))
}

/// `POST /problems/{reference}/answers`
pub async fn answer_all(cx: Cx, Path(reference): Path<Reference>, mut form: Form) -> Result<Response> {
    let once = format!("to-all/{}", form.once()?.0);
    match cx.app.answer_all_of_problem(&cx.actor, reference, form.value("words"), &once).await {
        Ok(_) => {
            let onward = cx.go_to(format!("/problems/{reference}/answers"));
            Ok(onward.saying("flash-all-answered", &[]).into_response())
        }
        Err(error) => {
            form.absorb(error)?;
            let view = cx.app.problem(&cx.actor, &reference).await?;
            Ok(Page::again(page(&cx, form, &view)).into_response())
        }
    }
}

fn page(cx: &Cx, form: Form, view: &ProblemView) -> ToAll {
    let person = |(concern, told): &(commonbeat_domain::partnerships::concerns::Concern, bool)| Person {
        href: format!("/concerns/{}", concern.reference),
        title: heading(&concern.words),
        note: format!("{} · {}", concern.reference, cx.words.date(concern.raised_at)),
        told: *told,
        email: concern.email.is_some(),
    };
    ToAll {
        chrome: cx.chrome(Area::Problems),
        reference: view.problem.reference.to_string(),
        back: format!("/problems/{}", view.problem.reference),
        title: view.problem.title.clone(),
        waiting: view.unanswered,
        people: view.concerns.iter().map(person).collect(),
        form,
    }
}
