//! The forms of what must always stand there: title, owner and place; what the public page says.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::problems::Choices;
use commonbeat_domain::Reference;
use commonbeat_domain::problems::Problem;

use super::{header_form, named, open, read_version, reference, stale};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;

/// The form of the header, or of the public words.
#[derive(Template)]
#[template(path = "problems/edit.html")]
pub struct Edit {
    chrome: Chrome,
    form: Form,
    reference: String,
    title: String,
    public: bool,
    tiers: Vec<Choice>,
    people: Vec<Choice>,
    beats: Vec<Choice>,
    neighborhoods: Vec<Choice>,
}

impl Edit {
    async fn of(cx: &Cx, public: bool, problem: &Problem, form: Form) -> Result<Edit> {
        let choices = match public {
            true => Choices::default(),
            false => cx.app.problem_choices(&cx.actor).await?,
        };
        Ok(Edit {
            chrome: cx.chrome(Area::Problems),
            form,
            reference: problem.reference.to_string(),
            title: problem.title.clone(),
            public,
            tiers: open::tiers(cx),
            people: named(&choices.people),
            beats: named(&choices.beats),
            neighborhoods: named(&choices.neighborhoods),
        })
    }

    /// The line above the title.
    fn above(&self) -> String {
        format!("{} · {}", self.reference, self.title)
    }
}

/// `GET /problems/{reference}/header`
pub async fn header(cx: Cx, Path(at): Path<String>) -> Result<Page<Edit>> {
    form(cx, at, false).await
}

/// `GET /problems/{reference}/public`
pub async fn public(cx: Cx, Path(at): Path<String>) -> Result<Page<Edit>> {
    form(cx, at, true).await
}

async fn form(cx: Cx, at: String, public: bool) -> Result<Page<Edit>> {
    let view = cx.app.problem(&cx.actor, &reference(&at)?).await?;
    if !(if public { view.may.publish } else { view.may.work }) {
        return Err(Error::NotFound);
    }
    let form = fill(cx.form().with("read", view.problem.version), public, &view.problem);
    Ok(Page::new(Edit::of(&cx, public, &view.problem, form).await?))
}

pub(super) fn fill(form: Form, public: bool, problem: &Problem) -> Form {
    if public { header_form::fill_public(form, problem) } else { header_form::fill_header(form, problem) }
}

/// `POST /problems/{reference}/header`
pub async fn save_header(cx: Cx, Path(at): Path<String>, mut form: Form) -> Result<Response> {
    let (at, read) = (reference(&at)?, read_version(&form)?);
    let saved = match header_form::read_header(&mut form) {
        Some(new) => Some(cx.app.save_header(&cx.actor, &at, read, new).await),
        None => None,
    };
    answer(&cx, at, false, form, saved).await
}

/// `POST /problems/{reference}/public`
pub async fn save_public(cx: Cx, Path(at): Path<String>, mut form: Form) -> Result<Response> {
    let (at, read) = (reference(&at)?, read_version(&form)?);
    let note = header_form::read_public(&mut form);
    let saved = match form.refused() {
        true => None,
        false => Some(cx.app.save_public(&cx.actor, &at, read, note).await),
    };
    answer(&cx, at, true, form, saved).await
}

type Saved = Option<commonbeat_app::Result<Problem>>;

async fn answer(cx: &Cx, at: Reference, public: bool, mut form: Form, saved: Saved) -> Result<Response> {
    match saved {
        Some(Ok(_)) => {
            let part = if public { "public" } else { "about" };
            let to = cx.go_to(format!("/problems/{at}#{part}"));
            return Ok(to.saying("flash-problem-saved", &[]).into_response());
        }
        Some(Err(commonbeat_app::Error::Stale(_))) => {
            return Err(stale::header(cx, &at, public, &form).await?);
        }
        Some(Err(commonbeat_app::Error::Missing(_))) => return Err(Error::NotFound),
        Some(Err(other)) => form.absorb(other)?,
        None => {}
    }
    let view = cx.app.problem(&cx.actor, &at).await?;
    Ok(Page::again(Edit::of(cx, public, &view.problem, form).await?).into_response())
}
