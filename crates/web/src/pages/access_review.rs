//! The yearly look at who may do what.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_domain::ids::PersonId;

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::Page;

/// Accounts with what each may do, those that are due first.
#[derive(Template)]
#[template(path = "people/review.html")]
pub struct Review {
    chrome: Chrome,
    form: Form,
    rows: Vec<Row>,
    due: usize,
}

struct Row {
    id: PersonId,
    name: String,
    roles: String,
    standing: String,
    signed_in: String,
    last: String,
    due: bool,
    own: bool,
}

async fn page(cx: &Cx, form: Form) -> Result<Review> {
    let words = &cx.words;
    let all = cx.app.access_review(&cx.actor).await?;
    let due = all.iter().filter(|reviewed| reviewed.due).count();
    let rows = all.into_iter().map(|reviewed| {
        let person = &reviewed.listed.person;
        let roles: Vec<String> = person.roles.iter().map(|r| words.t(&format!("role-{r}"))).collect();
        Row {
            id: person.id,
            name: person.display_name(),
            roles: roles.join(", "),
            standing: words.t(&format!("standing-{}", person.standing.name())),
            signed_in: reviewed
                .listed
                .signed_in_at
                .map_or_else(|| words.t("people-never"), |at| words.ago(at)),
            last: reviewed.at.map_or_else(|| words.t("people-never"), |at| words.ago(at)),
            due: reviewed.due,
            own: cx.actor.person() == Some(person.id),
        }
    });
    Ok(Review { chrome: cx.chrome(Area::Organization), form, rows: rows.collect(), due })
}

/// `GET /people/review`
pub async fn show(cx: Cx) -> Result<Page<Review>> {
    Ok(Page::new(page(&cx, cx.form()).await?))
}

/// `POST /people/review`: notes that these may do what they may.
pub async fn confirm(cx: Cx, form: Form) -> Result<Response> {
    let people: Option<Vec<PersonId>> = form.values("person").map(|id| id.parse().ok()).collect();
    let people = people.ok_or(Error::NotUnderstood)?;
    let mut again = cx.form();
    match cx.app.confirm_access(&cx.actor, &people).await {
        Ok(()) => return Ok(cx.go_to("/people/review").saying("flash-saved", &[]).into_response()),
        Err(error) => again.absorb(error)?,
    }
    Ok(Page::again(page(&cx, again).await?).into_response())
}
