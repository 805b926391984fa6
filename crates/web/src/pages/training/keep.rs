//! Rosters and requirements.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::training::Roster;
use commonbeat_domain::personnel::training::{Pack, Requirement, Rule};

use super::hours;
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::Result;
use crate::form::Form;
use crate::page::Page;
use crate::words::Words;

/// Rosters and requirements.
#[derive(Template)]
#[template(path = "training/keep.html")]
pub struct Keep {
    chrome: Chrome,
    form: Form,
    taken: String,
    wrong: Vec<(String, String, String)>,
    rules: Vec<(String, String)>,
    packs: Vec<(String, String, String)>,
}

/// `GET /training/keep`
pub async fn keep(cx: Cx) -> Result<Page<Keep>> {
    let form = cx.form();
    Ok(Page::new(keep_page(&cx, form, None).await?))
}

async fn keep_page(cx: &Cx, form: Form, roster: Option<Roster>) -> Result<Keep> {
    let words = &cx.words;
    let rules = cx.app.training_due(&cx.actor, None, None, 1).await?.rules;
    let taken = roster.as_ref().map(|r| {
        let n = |n: usize| words.number(n as u64);
        let wrong = r.wrong.len();
        words.t_args("roster-taken", &[("taken", n(r.taken)), ("known", n(r.known)), ("wrong", n(wrong))])
    });
    let pack = |p: Pack| {
        let name = words.t(&format!("pack-{}", p.pack));
        (p.pack, words.t1("rules-take", "pack", name), p.source)
    };
    let wrong = roster.map(|r| r.wrong).unwrap_or_default();
    Ok(Keep {
        chrome: cx.chrome(Area::Personnel),
        form,
        taken: taken.unwrap_or_default(),
        wrong: wrong.iter().map(|w| (words.number(w.line), w.email.clone(), words.t(w.why))).collect(),
        rules: rules.iter().map(|r| (r.name.clone(), rule_words(r, words))).collect(),
        packs: Pack::shipped().into_iter().map(pack).collect(),
    })
}

fn rule_words(r: &Requirement, words: &Words) -> String {
    let when = match r.rule {
        Rule::Cycle { months, .. } => words.t_n("rule-cycle", months),
        Rule::Rolling { months } => words.t_n("rule-rolling", months),
        Rule::Once { within_days } => words.t_n("rule-once", within_days),
    };
    let part = |p: &commonbeat_domain::personnel::training::Part| {
        let topics = p.topics.iter().map(|t| t.replace('-', " ")).collect::<Vec<_>>().join(" / ");
        [hours(p.minutes, words), topics].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let parts = r.parts.iter().map(part).collect::<Vec<_>>().join(", ");
    format!("{when} · {parts} · {}", words.t1("post-since", "day", words.day(r.from)))
}

/// `POST /training/packs`: the requirements of a pack.
pub async fn take_pack(cx: Cx, form: Form) -> Result<Response> {
    cx.app.take_pack(&cx.actor, form.value("pack")).await?;
    Ok(cx.go_to("/training/keep").saying("flash-beat-saved", &[]).into_response())
}

/// `POST /training/keep`: a roster.
pub async fn take(cx: Cx, mut form: Form) -> Result<Response> {
    let text = form.value("roster").to_owned();
    let roster = match cx.app.import_roster(&cx.actor, &text).await {
        Ok(roster) => Some(roster),
        Err(error) => {
            form.absorb(error)?;
            None
        }
    };
    let again = roster.is_none();
    let page = keep_page(&cx, form, roster).await?;
    Ok(if again { Page::again(page).into_response() } else { Page::new(page).into_response() })
}
