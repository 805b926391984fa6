//! The units of the agency and who belongs to them.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{PostingId, UnitId};
use commonbeat_domain::organization::postings::Where;

use super::beats::{name, people, posted, when};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::form::{Choice, Form};
use crate::page::Page;

/// The units.
#[derive(Template)]
#[template(path = "units/list.html")]
pub struct List {
    chrome: Chrome,
    form: Form,
    rows: Vec<Row>,
    assign: bool,
    people: Vec<Choice>,
    above: Vec<Choice>,
    posts: Vec<Choice>,
}

struct Row {
    id: UnitId,
    version: i64,
    name: String,
    path: String,
    above: String,
    people: Vec<(PostingId, String, String)>,
}

/// `GET /units`
pub async fn list(cx: Cx) -> Result<Page<List>> {
    let form = cx.form();
    Ok(Page::new(page(&cx, form).await?))
}

async fn page(cx: &Cx, form: Form) -> Result<List> {
    let words = &cx.words;
    let units = cx.app.units(&cx.actor).await?;
    let names = cx.app.names(&cx.actor, units.iter().flat_map(|u| &u.people).map(|p| p.person)).await?;
    let assign = cx.actor.may(Action::AssignPosts);
    let mut trail: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for line in &units {
        trail.truncate(line.level);
        let path = trail.join(" › ");
        trail.push(line.unit.name.clone());
        let person = |p: &commonbeat_domain::organization::postings::Posting| {
            let post = words.t(&format!("post-{}", p.post.name()));
            (p.id, name(&names, words, p.person), format!("{post} · {}", when(p, words)))
        };
        rows.push(Row {
            id: line.unit.id,
            version: line.unit.version,
            name: line.unit.name.clone(),
            path,
            above: line.unit.above.map(|id| id.to_string()).unwrap_or_default(),
            people: line.people.iter().map(person).collect(),
        });
    }
    Ok(List {
        chrome: cx.chrome(Area::Organization),
        above: units.iter().map(|u| Choice::new(u.unit.id, &u.unit.name)).collect(),
        posts: Choice::named(words, "post", ["lead", "member"]),
        people: if assign { people(cx).await? } else { Vec::new() },
        rows,
        assign,
        form,
    })
}

/// `POST /units`: a unit is added or changed.
pub async fn set(cx: Cx, mut form: Form) -> Result<Response> {
    let above: Option<UnitId> = form.read_optional("above");
    let known = form.value("unit").parse::<UnitId>().ok().zip(form.value("read").parse::<i64>().ok());
    if !form.refused() {
        let name = form.value("unit_name").to_owned();
        match cx.app.set_unit(&cx.actor, known, &name, above).await {
            Ok(_) => return Ok(cx.go_to("/units").saying("flash-beat-saved", &[]).into_response()),
            Err(other) => form.absorb(other)?,
        }
    }
    Ok(Page::again(page(&cx, form).await?).into_response())
}

/// `POST /units/{unit}/posts`: somebody comes into a unit, or leaves it.
pub async fn post(cx: Cx, Path(id): Path<UnitId>, mut form: Form) -> Result<Response> {
    match posted(&cx, Where::Unit(id), &mut form).await {
        Some(Ok(())) => return Ok(cx.go_to("/units").saying("flash-beat-saved", &[]).into_response()),
        Some(Err(error)) => form.absorb(error)?,
        None => {}
    }
    Ok(Page::again(page(&cx, form).await?).into_response())
}
