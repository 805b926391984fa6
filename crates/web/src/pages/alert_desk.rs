//! The desk for alerts: written in both languages, read by a second person, sent, corrected.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::alerts::AlertView;
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::AlertId;
use commonbeat_domain::partnerships::alerts::{Alert, AlertText, NewAlert, Urgency};
use commonbeat_domain::partnerships::subscriptions::Topic;
use commonbeat_store::alerts::Copied;
use serde::Deserialize;

use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

/// The list.
#[derive(Template)]
#[template(path = "alerts/desk.html")]
pub struct Desk {
    chrome: Chrome,
    rows: Vec<Row>,
    readers: u64,
    may_write: bool,
}

struct Row {
    href: String,
    title: String,
    note: String,
    tags: Vec<(String, &'static str)>,
}

/// The form.
#[derive(Template)]
#[template(path = "alerts/write.html")]
pub struct Write {
    chrome: Chrome,
    form: Form,
    topics: Vec<Choice>,
    areas: Vec<Choice>,
    urgencies: Vec<Choice>,
    /// Title of the alert that it corrects.
    corrects: Option<String>,
}

/// One alert.
#[derive(Template)]
#[template(path = "alerts/show.html")]
pub struct Show {
    chrome: Chrome,
    form: Form,
    title: String,
    view: AlertView,
    /// Title and address of the alert that it corrects.
    corrects: Option<(String, String)>,
    /// Where it is corrected.
    correct: String,
    tags: Vec<(String, &'static str)>,
    facts: Vec<(String, String)>,
    log: Vec<(String, String)>,
    nudge: bool,
    may_correct: bool,
}

/// Which alert is to be corrected.
#[derive(Debug, Default, Deserialize)]
pub struct Corrects {
    corrects: Option<AlertId>,
}

/// `GET /alerts/desk`
pub async fn list(cx: Cx) -> Result<Page<Desk>> {
    let (alerts, readers) = cx.app.alerts(&cx.actor).await?;
    let row = |alert: &Alert| Row {
        href: format!("/alerts/desk/{}", alert.id),
        title: alert.text(cx.words.language).title.clone(),
        note: format!(
            "{} · {}",
            cx.words.t(&format!("topic-{}", alert.topic.name())),
            cx.words.moment(alert.written_at)
        ),
        tags: tags(&cx.words, alert),
    };
    Ok(Page::new(Desk {
        rows: alerts.iter().map(row).collect(),
        readers,
        may_write: cx.actor.may(Action::WriteAlert),
        chrome: cx.chrome(Area::Partnerships),
    }))
}

/// `GET /alerts/desk/new`
pub async fn new(cx: Cx, Query(asked): Query<Corrects>) -> Result<Page<Write>> {
    let form = cx.form().with("urgency", Urgency::Normal.name());
    let form = match asked.corrects {
        Some(first) => {
            let first = cx.app.alert(&cx.actor, first).await?.alert;
            let form = form.with("corrects", first.id).with("topic", first.topic.name());
            form.with("title-en", first.en.title).with("title-es", first.es.title)
        }
        None => form,
    };
    Ok(Page::new(write_form(&cx, form).await?))
}

/// `POST /alerts/desk/new`
pub async fn create(cx: Cx, mut form: Form) -> Result<Response> {
    let (topic, urgency) = (form.read::<Topic>("topic"), form.read::<Urgency>("urgency"));
    let text = |title: &str, words: &str| AlertText {
        title: form.value(title).to_owned(),
        words: form.value(words).to_owned(),
    };
    let (en, es) = (text("title-en", "words-en"), text("title-es", "words-es"));
    if let Some((topic, urgency)) = topic.zip(urgency) {
        let new = NewAlert {
            topic,
            urgency,
            areas: form.values("areas").filter_map(|a| a.parse().ok()).collect(),
            reason: form.value("urgent_because").to_owned(),
            en,
            es,
            corrects: form.read_optional("corrects"),
        };
        match cx.app.write_alert(&cx.actor, new, &form.once()?.0).await {
            Ok(id) => {
                let to = cx.go_to(format!("/alerts/desk/{id}"));
                return Ok(to.saying("flash-alert-written", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(Page::again(write_form(&cx, form).await?).into_response())
}

/// `GET /alerts/desk/{alert}`
pub async fn show(cx: Cx, Path(id): Path<AlertId>) -> Result<Page<Show>> {
    let view = cx.app.alert(&cx.actor, id).await?;
    Ok(Page::new(shown(&cx, cx.form(), view)))
}

/// `POST /alerts/desk/{alert}`: lets it out.
pub async fn release(cx: Cx, Path(id): Path<AlertId>, mut form: Form) -> Result<Response> {
    let version = form.read::<i64>("version").ok_or(Error::NotUnderstood)?;
    match cx.app.release_alert(&cx.actor, id, version).await {
        Ok(()) => {
            let to = cx.go_to(format!("/alerts/desk/{id}"));
            Ok(to.saying("flash-alert-released", &[]).into_response())
        }
        Err(error) => {
            form.absorb(error)?;
            let view = cx.app.alert(&cx.actor, id).await?;
            Ok(Page::again(shown(&cx, form, view)).into_response())
        }
    }
}

async fn write_form(cx: &Cx, form: Form) -> Result<Write> {
    let areas = cx.app.neighborhoods(cx.agency.id).await?;
    let corrects = match form.value("corrects").parse::<AlertId>() {
        Ok(first) => Some(cx.app.alert(&cx.actor, first).await?.alert.text(cx.words.language).title.clone()),
        Err(_) => None,
    };
    Ok(Write {
        chrome: cx.chrome(Area::Partnerships),
        topics: Choice::named(&cx.words, "topic", Topic::ALL.map(Topic::name)),
        areas: areas.into_iter().map(|a| a.into_inner()).map(|a| Choice::new(a.id, a.name)).collect(),
        urgencies: Choice::named(&cx.words, "urgency", Urgency::ALL.map(Urgency::name)),
        corrects,
        form,
    })
}

fn shown(cx: &Cx, form: Form, view: AlertView) -> Show {
    let words = &cx.words;
    let alert = &view.alert;
    let name = |id| view.names.get(&id).cloned().unwrap_or_default();
    let mut facts = vec![
        (words.t("alert-fact-topic"), words.t(&format!("topic-{}", alert.topic.name()))),
        (words.t("alert-fact-urgency"), words.t(&format!("urgency-{}", alert.urgency.name()))),
        (
            words.t("alert-fact-written"),
            format!("{}, {}", name(alert.written_by), words.moment(alert.written_at)),
        ),
    ];
    if !alert.reason.is_empty() {
        facts.push((words.t("alert-fact-reason"), alert.reason.clone()));
    }
    if let Some((by, at)) = alert.released_by.zip(alert.released_at) {
        facts.push((words.t("alert-fact-released"), format!("{}, {}", name(by), words.moment(at))));
    }
    let line = |state: Copied| {
        let count = view.log.get(state.name()).copied().filter(|n| *n > 0)?;
        Some((words.t(&format!("copied-{}", state.name())), words.number(count)))
    };
    let first = view
        .corrects
        .as_ref()
        .map(|first| (first.text(words.language).title.clone(), format!("/alerts/desk/{}", first.id)));
    Show {
        title: alert.text(words.language).title.clone(),
        corrects: first,
        correct: format!("/alerts/desk/new?corrects={}", alert.id),
        tags: tags(words, alert),
        facts,
        log: Copied::ALL.into_iter().filter_map(line).collect(),
        nudge: alert.wants_a_nudge() && !alert.is_released(),
        may_correct: cx.actor.may(Action::WriteAlert) && alert.is_released(),
        chrome: cx.chrome(Area::Partnerships),
        view,
        form,
    }
}

fn tags(words: &Words, alert: &Alert) -> Vec<(String, &'static str)> {
    let mut tags = Vec::new();
    if alert.corrects.is_some() {
        tags.push((words.t("alert-is-correction"), "warn"));
    }
    if alert.urgency == Urgency::Danger {
        tags.push((words.t("urgency-danger-tag"), "bad"));
    }
    tags.push(match alert.is_released() {
        true => (words.t("alert-released-tag"), "good"),
        false => (words.t("alert-waits-tag"), "plain"),
    });
    tags
}
