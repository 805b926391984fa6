//! What came in by mail or text message and stands on no thread: for a person to look at.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::inbound::{Aside, SeenTo};
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::InboundId;
use commonbeat_domain::partnerships::inbound::{Class, Inbound};
use commonbeat_store::inbound::Came;
use serde::Deserialize;

use super::kit::{Act, Line, Part, Record};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::form::Form;
use crate::words::Words;

/// The kinds that stand here, each with its heading.
const KINDS: [(Class, &str); 4] = [
    (Class::SetAside, "aside-look"),
    (Class::AutoReply, "aside-machines"),
    (Class::Bounce, "aside-bounces"),
    (Class::SeenTo, "aside-seen-to"),
];

/// Which messages; none is the newest of each kind.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    before: String,
}

/// `GET /inbox/aside`
pub async fn list(cx: Cx, Query(asked): Query<Asked>) -> Result<Response> {
    let words = &cx.words;
    let wanted = KINDS.iter().find(|(class, _)| class.name() == asked.kind);
    let before = asked.before.parse::<InboundId>().ok();
    let mut parts = Vec::new();
    for (class, title) in KINDS.iter().filter(|(class, _)| wanted.is_none_or(|(w, _)| w == class)) {
        let page = cx.app.aside(&cx.actor, *class, before.filter(|_| wanted.is_some())).await?;
        parts.push(part(&cx, *class, words.t(title), &page));
    }
    let record = Record {
        title: words.t("page-inbox-aside"),
        above: words.t("page-inbox"),
        words: words.t("aside-words"),
        links: vec![(words.t("page-inbox"), "/inbox".to_owned())],
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

/// `POST /inbox/aside/{message}`
pub async fn see_to(cx: Cx, Path(id): Path<InboundId>, form: Form) -> Result<Response> {
    let how: SeenTo = form.value("how").parse()?;
    let begun = cx.app.see_to(&cx.actor, id, how).await?;
    Ok(match begun {
        Some(reference) => cx.go_to(format!("/concerns/{reference}")).saying("flash-thread-begun", &[]),
        None => cx.go_to("/inbox/aside").saying("flash-seen-to", &[]),
    }
    .into_response())
}

fn part(cx: &Cx, class: Class, title: String, page: &Aside) -> Part {
    let words = &cx.words;
    let acts = class == Class::SetAside && cx.actor.may(Action::AnswerConcern);
    let lines: Vec<Line> = page.came.iter().map(|came| line(words, came, acts)).collect();
    let more = page
        .next
        .map(|next| (words.t("aside-older"), format!("/inbox/aside?kind={}&before={next}", class.name())));
    Part {
        title,
        empty: words.t("aside-none"),
        now: class == Class::SetAside && !lines.is_empty(),
        plain: acts,
        more,
        lines,
        ..Part::default()
    }
}

fn line(words: &Words, came: &Came, acts: bool) -> Line {
    let inbound = &came.inbound;
    let way = words.t(&format!("channel-{}", inbound.channel.name()));
    let danger = inbound.note == "too-many-danger";
    let mut line = Line {
        title: if inbound.sender.is_empty() { words.t("aside-nobody") } else { inbound.sender.clone() },
        note: format!("{way} · {} · {}", words.moment(came.at), reason(words, inbound)),
        text: inbound.words.clone(),
        tag: words.t(if danger { "aside-danger" } else { tag(inbound.class) }),
        tone: if inbound.class == Class::SetAside { "warn" } else { "plain" },
        ..Line::default()
    };
    if acts {
        let thread = (!inbound.words.is_empty()).then_some((SeenTo::Thread, "aside-begin"));
        let stop = (inbound.note == "stop-unproven").then_some((SeenTo::Stop, "aside-stop"));
        let all = [thread, stop, Some((SeenTo::Nothing, "aside-done"))];
        line.acts = all.into_iter().flatten().map(|(how, key)| act(words, inbound, how, key)).collect();
    }
    line
}

fn tag(class: Class) -> &'static str {
    match class {
        Class::Bounce => "inbound-bounce",
        Class::AutoReply => "inbound-auto-reply",
        Class::SeenTo => "inbound-seen-to",
        _ => "inbound-set-aside",
    }
}

fn act(words: &Words, inbound: &Inbound, how: SeenTo, key: &str) -> Act {
    let to = format!("/inbox/aside/{}", inbound.id);
    Act::post(words.t(key), to, &[("how", how.name().to_owned())]).about(&inbound.sender)
}

/// Why it stands here, in a sentence; what a mail server said where there is none.
fn reason(words: &Words, inbound: &Inbound) -> String {
    match inbound.note.as_str() {
        "too-many" | "too-many-danger" => words.t("aside-too-many"),
        "stop-unproven" => words.t("aside-stop-unproven"),
        "no-address" | "no-number" => words.t("aside-no-answer"),
        "not-ours" => words.t("aside-not-ours"),
        "own" => words.t("aside-loop"),
        "unreadable" => words.t("aside-unreadable"),
        "machine-server" => words.t("aside-machine-server"),
        "machine-absence" => words.t("aside-machine-absence"),
        "machine-list" => words.t("aside-machine-list"),
        "" if inbound.class == Class::SetAside => words.t("aside-empty"),
        // Earlier letters carry the header's own name.
        _ if inbound.class == Class::AutoReply => words.t("aside-machine-answer"),
        "" => String::new(),
        said => words.t1("aside-bounce", "said", said),
    }
}
