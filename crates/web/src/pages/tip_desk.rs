//! Anonymous tips, for the few who read them. The list holds no word of them; each reading is in the trail.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::tips::TipView;
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::TipId;
use commonbeat_domain::partnerships::concerns::Speaker;
use commonbeat_domain::partnerships::tips::{Tip, TipState};
use commonbeat_domain::{Reference, Series};

use super::kit::{Line, Part, Record};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::form::Form;
use crate::page::Page;
use crate::parts::Tie;
use crate::words::Words;

/// One tip.
#[derive(Template)]
#[template(path = "tip_desk/show.html")]
struct ShowTip {
    chrome: Chrome,
    form: Form,
    at: String,
    title: String,
    tag: (String, &'static str),
    messages: Vec<Said>,
    /// Words of danger: whether they wait, when they came, what was done.
    danger: Option<(bool, String, String)>,
    facts: Vec<(String, String)>,
    /// Records it is tied to: reference and address.
    ties: Vec<(String, String)>,
    may: bool,
    open: bool,
}

struct Said {
    ours: bool,
    note: String,
    words: String,
}

fn tag(words: &Words, tip: &Tip) -> (String, &'static str) {
    if tip.danger_waits() {
        return (words.t("tip-danger"), "bad");
    }
    let tone = match tip.state {
        TipState::Waiting => "here",
        TipState::Answered => "good",
        TipState::Closed => "plain",
    };
    (words.t(&format!("tip-state-{}", tip.state.name())), tone)
}

/// A tip as a line, without a word of it.
pub fn line(words: &Words, tip: &Tip) -> Line {
    let (tag, tone) = tag(words, tip);
    Line {
        title: tip.token(),
        href: format!("/tips/desk/{}", tip.id),
        note: words.t1("tip-last", "when", words.moment(tip.last_at)),
        tag,
        tone,
        ..Line::default()
    }
}

/// The tips that a problem or concern is tied to, for the thread beside it; empty for those who do not read tips.
pub async fn ties(cx: &Cx, reference: Reference) -> Result<Vec<Tie>> {
    let words = &cx.words;
    let tie = |tip: Tip| {
        let title = words.t1("thread-tip", "token", tip.token());
        Tie::to(title, format!("/tips/desk/{}", tip.id), words.t(&format!("tip-state-{}", tip.state.name())))
    };
    Ok(cx.app.tips_of(&cx.actor, reference).await?.into_iter().map(tie).collect())
}

/// `GET /tips/desk`
pub async fn list(cx: Cx) -> Result<Response> {
    let desk = cx.app.tips(&cx.actor).await?;
    let words = &cx.words;
    let part = |name: &str, tips: &[Tip]| Part {
        lines: tips.iter().map(|tip| line(words, tip)).collect(),
        empty: words.t(&format!("tips-{name}-none")),
        ..Part::new(words.t(&format!("tips-{name}")))
    };
    let mut parts = Vec::new();
    if !desk.danger.is_empty() {
        parts.push(Part { now: true, ..part("danger-first", &desk.danger) });
    }
    parts.push(part("waiting", &desk.waiting));
    parts.push(part("answered", &desk.answered));
    parts.push(Part { words: words.t_n("tips-erased", desk.erased), ..part("closed", &desk.closed) });
    let record = Record {
        title: words.t("page-tips-desk"),
        words: words.t("tips-desk-words"),
        links: vec![(words.t("tips-public-page"), "/tips".into())],
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

/// `GET /tips/desk/{tip}`
pub async fn show(cx: Cx, Path(id): Path<TipId>) -> Result<Response> {
    let view = cx.app.tip(&cx.actor, id).await?;
    Ok(Page::new(shown(&cx, cx.form(), view)).into_response())
}

/// `POST /tips/desk/{tip}/answer`
pub async fn answer(cx: Cx, Path(id): Path<TipId>, form: Form) -> Result<Response> {
    let once = format!("answer/{}", form.once()?.0);
    let done = cx.app.answer_tip(&cx.actor, id, form.value("tip_answer"), &once).await;
    onward(&cx, id, form, done, "flash-tip-answered").await
}

/// `POST /tips/desk/{tip}/close`
pub async fn close(cx: Cx, Path(id): Path<TipId>, form: Form) -> Result<Response> {
    let done = cx.app.close_tip(&cx.actor, id).await;
    onward(&cx, id, form, done, "flash-tip-closed").await
}

/// `POST /tips/desk/{tip}/danger`
pub async fn danger(cx: Cx, Path(id): Path<TipId>, form: Form) -> Result<Response> {
    let done = cx.app.see_to_tip_danger(&cx.actor, id, form.value("note")).await;
    onward(&cx, id, form, done, "flash-kit-saved").await
}

/// `POST /tips/desk/{tip}/tie`
pub async fn tie(cx: Cx, Path(id): Path<TipId>, mut form: Form) -> Result<Response> {
    let Some(reference) = form.read::<Reference>("tip_tie") else {
        let view = cx.app.tip(&cx.actor, id).await?;
        return Ok(Page::again(shown(&cx, form, view)).into_response());
    };
    let done = cx.app.tie_tip(&cx.actor, id, reference).await;
    onward(&cx, id, form, done, "flash-tip-tied").await
}

/// `POST /tips/desk/{tip}/untie`
pub async fn untie(cx: Cx, Path(id): Path<TipId>, mut form: Form) -> Result<Response> {
    let done = match form.read::<Reference>("tip_tie") {
        Some(reference) => cx.app.untie_tip(&cx.actor, id, reference).await,
        None => Ok(()),
    };
    onward(&cx, id, form, done, "flash-kit-saved").await
}

async fn onward(
    cx: &Cx,
    id: TipId,
    mut form: Form,
    done: commonbeat_app::Result<()>,
    said: &str,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(cx.go_to(format!("/tips/desk/{id}")).saying(said, &[]).into_response()),
        Err(error) => {
            form.absorb(error)?;
            let view = cx.app.tip(&cx.actor, id).await?;
            Ok(Page::again(shown(cx, form, view)).into_response())
        }
    }
}

fn address(reference: &Reference) -> String {
    match reference.series {
        Series::Problem => format!("/problems/{reference}"),
        Series::Concern => format!("/concerns/{reference}"),
    }
}

fn shown(cx: &Cx, form: Form, view: TipView) -> ShowTip {
    let (words, tip) = (&cx.words, &view.tip);
    let said = |m: &commonbeat_domain::partnerships::tips::TipMessage| {
        let ours = m.speaker == Speaker::Agency;
        let author = m.author.and_then(|id| view.names.get(&id)).cloned().unwrap_or_default();
        let who = if ours { author } else { words.t("tip-writer") };
        Said { ours, note: format!("{who} · {}", words.moment(m.at)), words: m.words.clone() }
    };
    let danger = tip.danger.as_ref().map(|danger| match &danger.seen {
        None => (true, words.moment(danger.at), String::new()),
        Some(seen) => {
            let name = view.names.get(&seen.by).cloned().unwrap_or_default();
            (false, format!("{name} · {}", words.moment(seen.at)), seen.note.clone())
        }
    });
    ShowTip {
        at: format!("/tips/desk/{}", tip.id),
        title: tip.token(),
        tag: tag(words, tip),
        messages: view.messages.iter().map(said).collect(),
        danger,
        facts: vec![
            (words.t("tip-received"), words.moment(tip.received_at)),
            (words.t("tip-language"), words.t(&format!("tip-language-{}", tip.language.tag()))),
            (words.t("tip-ends"), words.date(tip.ends_at())),
        ],
        ties: view.ties.iter().map(|r| (r.to_string(), address(r))).collect(),
        may: cx.actor.may(Action::AnswerTip),
        open: tip.state != TipState::Closed,
        chrome: cx.chrome(Area::Partnerships),
        form,
    }
}
