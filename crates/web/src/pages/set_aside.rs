//! What came in by mail or text message and stands on no thread: for a person to look at.

use axum::response::Response;
use commonbeat_domain::partnerships::inbound::{Class, Inbound};

use super::kit::{Line, Part, Record};
use crate::chrome::Area;
use crate::cx::Cx;
use crate::error::Result;
use crate::words::Words;

/// `GET /inbox/aside`
pub async fn list(cx: Cx) -> Result<Response> {
    let came = cx.app.set_aside(&cx.actor).await?;
    let words = &cx.words;
    let line = |came: &commonbeat_store::inbound::Came| {
        let inbound = &came.inbound;
        let way = words.t(&format!("channel-{}", inbound.channel.name()));
        Line {
            title: inbound.sender.clone(),
            note: format!("{way} · {} · {}", words.moment(came.at), reason(words, inbound)),
            text: inbound.words.clone(),
            tag: words.t(&format!("inbound-{}", inbound.class.name())),
            tone: if inbound.class == Class::SetAside { "warn" } else { "plain" },
            ..Line::default()
        }
    };
    let part = |class: &[Class], key: &str| {
        let lines: Vec<Line> = came.iter().filter(|c| class.contains(&c.inbound.class)).map(line).collect();
        Part {
            title: words.t(key),
            empty: words.t("aside-none"),
            now: class.contains(&Class::SetAside) && !lines.is_empty(),
            lines,
            ..Part::default()
        }
    };
    let parts = vec![
        part(&[Class::SetAside], "aside-look"),
        part(&[Class::Bounce], "aside-bounces"),
        part(&[Class::AutoReply], "aside-machines"),
    ];
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

/// Why it stands here, in a sentence; the server's own words where there is none.
fn reason(words: &Words, inbound: &Inbound) -> String {
    match inbound.note.as_str() {
        "too-many" => words.t("aside-too-many"),
        "stop-unproven" => words.t("aside-stop-unproven"),
        "no-address" | "no-number" => words.t("aside-no-answer"),
        "not-ours" => words.t("aside-not-ours"),
        "own" => words.t("aside-loop"),
        "" if inbound.class == Class::SetAside => words.t("aside-empty"),
        other => other.to_owned(),
    }
}
