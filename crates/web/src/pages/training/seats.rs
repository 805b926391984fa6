//! Seats of classes: for somebody else, and who came.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::training::classes::ClassView;
use commonbeat_domain::Refusal;
use commonbeat_domain::ids::{ClassId, PersonId};
use commonbeat_domain::personnel::classes::Came;

use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::Page;
use crate::pages::beats::name;
use crate::pages::kit::{Field, Sheet};

/// Minutes from hours as typed.
pub(super) fn minutes(form: &mut Form, field: &'static str) -> Option<u32> {
    let typed = form.value(field).trim().replace(',', ".");
    let hours = match typed.parse::<f64>() {
        Ok(hours) if hours.is_finite() && (0.0..10_000.0).contains(&hours) => hours,
        _ => {
            form.refuse(if typed.is_empty() { Refusal::required(field) } else { Refusal::malformed(field) });
            return None;
        }
    };
    Some((hours * 60.0).round() as u32)
}

fn seat_sheet(cx: &Cx, view: &ClassView) -> Sheet {
    let path = format!("/training/classes/{}", view.class.id);
    Sheet {
        title: cx.words.t("class-seat-for"),
        above: view.class.plan.course.clone(),
        words: String::new(),
        action: format!("{path}/seat"),
        back: path,
        submit: cx.words.t("class-seat-do"),
        fields: vec![Field::line("seat_email")],
    }
}

/// `GET /training/classes/{class}/seat`
pub async fn seat_form(cx: Cx, Path(id): Path<ClassId>) -> Result<Response> {
    let view = cx.app.class(&cx.actor, id).await?;
    let form = cx.form();
    Ok(seat_sheet(&cx, &view).show_in(&cx, form, Area::Personnel))
}

/// `POST /training/classes/{class}/seat`
pub async fn seat(cx: Cx, Path(id): Path<ClassId>, mut form: Form) -> Result<Response> {
    let email = form.value("seat_email").to_owned();
    match cx.app.seat_for(&cx.actor, id, &email).await {
        Ok(_) => {
            return Ok(cx
                .go_to(format!("/training/classes/{id}"))
                .saying("flash-class", &[])
                .into_response());
        }
        Err(error) => form.absorb(error)?,
    }
    let view = cx.app.class(&cx.actor, id).await?;
    Ok(seat_sheet(&cx, &view).show_in(&cx, form, Area::Personnel))
}

/// Who came.
#[derive(Template)]
#[template(path = "training/hold.html")]
pub struct Hold {
    chrome: Chrome,
    form: Form,
    id: ClassId,
    course: String,
    whole: String,
    rows: Vec<(PersonId, String)>,
}

/// `GET /training/classes/{class}/hold`
pub async fn hold_form(cx: Cx, Path(id): Path<ClassId>) -> Result<Page<Hold>> {
    let form = cx.form();
    Ok(Page::new(hold_page(&cx, id, form).await?))
}

async fn hold_page(cx: &Cx, id: ClassId, form: Form) -> Result<Hold> {
    let view = cx.app.class(&cx.actor, id).await?;
    let names = cx.app.names(&cx.actor, view.class.seats.iter().map(|s| s.person)).await?;
    let form = if form.value("read").is_empty() { form.with("read", view.class.version) } else { form };
    Ok(Hold {
        chrome: cx.chrome(Area::Personnel),
        form,
        id,
        whole: format!("{}", f64::from(view.class.plan.minutes) / 60.0),
        rows: view.class.seats.iter().map(|s| (s.person, name(&names, &cx.words, s.person))).collect(),
        course: view.class.plan.course,
    })
}

/// `POST /training/classes/{class}/hold`
pub async fn hold(cx: Cx, Path(id): Path<ClassId>, mut form: Form) -> Result<Response> {
    let read: i64 = form.value("read").parse().map_err(|_| Error::NotUnderstood)?;
    let named: Vec<PersonId> = form.values("seat").filter_map(|id| id.parse().ok()).collect();
    let mut came = Vec::new();
    for person in named {
        let typed = form.value(&format!("hours-{person}")).to_owned();
        let mut one = Form::default().with("class_hours", typed);
        let Some(minutes) = minutes(&mut one, "class_hours") else {
            form.refuse(Refusal::malformed("class_hours"));
            continue;
        };
        let value = |part: &str| form.value(&format!("{part}-{person}")).to_owned();
        came.push((person, Came { minutes, result: value("result"), certificate: value("certificate") }));
    }
    if !form.refused() {
        match cx.app.hold_class(&cx.actor, id, read, came).await {
            Ok(_) => {
                let to = format!("/training/classes/{id}");
                return Ok(cx.go_to(to).saying("flash-class", &[]).into_response());
            }
            Err(commonbeat_app::Error::Stale(_)) => {
                let (record, edit) = (cx.words.t("class-hold"), format!("/training/classes/{id}/hold"));
                let stale = crate::error::Stale { record, edit, fields: Vec::new(), join: Vec::new() };
                return Err(Error::Stale(Box::new(stale)));
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(Page::again(hold_page(&cx, id, form).await?).into_response())
}
