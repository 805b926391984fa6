//! The contact and foot-patrol log: one screen on a phone.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_domain::Refusal;
use commonbeat_domain::ids::{AreaId, ContactId};
use commonbeat_domain::organization::beats::ProfileKind;
use commonbeat_domain::organization::contacts::{MetAs, NewContact};
use jiff::civil::Date;
use serde::Deserialize;

use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale};
use crate::form::{Choice, Form};
use crate::page::Page;

/// The form.
#[derive(Template)]
#[template(path = "contacts/new.html")]
pub struct New {
    chrome: Chrome,
    form: Form,
    beats: Vec<Choice>,
    roles: Vec<Choice>,
    kinds: Vec<Choice>,
}

/// On which beat.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    beat: Option<AreaId>,
}

/// `GET /contacts/new`
pub async fn new(cx: Cx, Query(about): Query<About>) -> Result<Page<New>> {
    let own = about.beat.or_else(|| cx.actor.beats().first().copied());
    let form = cx.form().with("beat", own.map(|id| id.to_string()).unwrap_or_default());
    Ok(Page::new(page(&cx, form).await?))
}

async fn page(cx: &Cx, form: Form) -> Result<New> {
    let words = &cx.words;
    let beats = cx.app.beat_lines(&cx.actor).await?;
    let contacts = ProfileKind::ALL.iter().filter(|kind| kind.is_contact()).map(|kind| kind.name());
    Ok(New {
        chrome: cx.chrome(Area::Organization),
        form,
        beats: beats.into_iter().map(|b| Choice::new(b.id, b.name)).collect(),
        roles: Choice::named(words, "met-as", MetAs::NAMES.iter().copied()),
        kinds: Choice::named(words, "known", contacts),
    })
}

/// `POST /contacts/new`
pub async fn log(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    let beat: Option<AreaId> = form.read("beat");
    let met_as: Option<MetAs> = form.read("met_as");
    let minutes = form.read_optional("minutes");
    let keep: Option<ProfileKind> = form.read_optional("profile_kind");
    let promise = promise(&mut form);
    if let (Some(beat), Some(met_as), false) = (beat, met_as, form.refused()) {
        let text = |name: &str| form.value(name).to_owned();
        let new = NewContact {
            beat,
            place: text("met_at"),
            met_as,
            whom: text("whom"),
            named: form.has("named", "yes"),
            heard: text("heard"),
            minutes,
            promise,
        };
        match cx.app.log_contact(&cx.actor, new, keep, &once.0).await {
            Ok(contact) => {
                let to = format!("/beats/{}", contact.beat);
                return Ok(cx.go_to(to).saying("flash-contact-logged", &[]).into_response());
            }
            Err(other) => form.absorb(other)?,
        }
    }
    Ok(Page::again(page(&cx, form).await?).into_response())
}

/// A promise takes both: what, and by when.
fn promise(form: &mut Form) -> Option<(String, Date)> {
    let what = form.value("promised").trim().to_owned();
    let due: Option<Date> = form.read_optional("promised_until");
    match (what.is_empty(), due) {
        (false, Some(due)) => Some((what, due)),
        (false, None) if form.error("promised_until").is_none() => {
            form.refuse(Refusal::required("promised_until"));
            None
        }
        (true, Some(_)) => {
            form.refuse(Refusal::required("promised"));
            None
        }
        _ => None,
    }
}

/// `POST /contacts/{contact}`: a promise was kept, or cannot be.
pub async fn settle(cx: Cx, Path(id): Path<ContactId>, form: Form) -> Result<Response> {
    let read: i64 = form.value("read").parse().map_err(|_| Error::NotUnderstood)?;
    let kept = match form.value("do") {
        "keep" => true,
        "release" => false,
        _ => return Err(Error::NotUnderstood),
    };
    let words = form.value("outcome_words").to_owned();
    match cx.app.settle_promise(&cx.actor, id, read, kept, &words).await {
        Ok(contact) => {
            let to = format!("/beats/{}#promises", contact.beat);
            Ok(cx.go_to(to).saying("flash-beat-saved", &[]).into_response())
        }
        Err(commonbeat_app::Error::Stale(_)) => Err(Error::Stale(Box::new(Stale {
            record: cx.words.t("promise-one"),
            edit: "/beats".to_owned(),
            fields: Vec::new(),
            join: Vec::new(),
        }))),
        Err(other) => Err(other.into()),
    }
}
