//! For everybody: the newsroom's releases and fact sheets, each with what was corrected, and the feed.

use axum::response::{IntoResponse, Redirect, Response};
use commonbeat_domain::information::newsroom::PressKind;
use commonbeat_domain::information::publishing::{PublicCorrection, PublicPress, PublicTelling};
use commonbeat_domain::text::Language;

use super::atom::{self, Entry};
use super::kit::{Line, Part, Record, facts};
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::words::Words;

/// Releases in the feed.
const FEED: usize = 30;

/// The text in the reader's language, or in the one there is.
fn told<'a>(all: &'a [PublicTelling], words: &Words) -> Option<&'a PublicTelling> {
    all.iter().find(|t| t.language == words.language).or(all.first())
}

fn line(words: &Words, press: &PublicPress) -> Line {
    let telling = told(&press.tellings, words);
    let (tag, tone) = state(words, press);
    Line {
        title: telling.map_or_else(|| words.t("press-retracted-title"), |t| t.title.clone()),
        href: format!("/news/{}", press.slug),
        lang: match telling {
            Some(t) if t.language != words.language => t.language.tag(),
            _ => "",
        },
        note: words.moment(press.issued_at),
        tag,
        tone,
        ..Line::default()
    }
}

fn state(words: &Words, press: &PublicPress) -> (String, &'static str) {
    if press.retracted.is_some() {
        (words.t("press-state-retracted"), "bad")
    } else if !press.corrections.is_empty() {
        (words.t("press-corrected"), "warn")
    } else {
        (String::new(), "")
    }
}

/// `GET /news`
pub async fn list(cx: Cx) -> Result<Response> {
    let words = &cx.words;
    let all = cx.app.public_press(cx.agency.id).await?;
    let part = |kind: PressKind, title: &str, empty: &str| Part {
        lines: all.iter().filter(|p| p.get().kind == kind).map(|p| line(words, p.get())).collect(),
        empty: words.t(empty),
        ..Part::new(words.t(title))
    };
    let record = Record {
        title: words.t("news-title"),
        words: words.t("news-words"),
        links: vec![(words.t("news-feed"), "/news.atom".into())],
        feeds: vec![("application/atom+xml", "/news.atom".into())],
        parts: vec![
            part(PressKind::Release, "news-releases", "news-none"),
            part(PressKind::Facts, "news-facts", "news-facts-none"),
        ],
        ..Record::default()
    };
    Ok(record.show_public(&cx))
}

/// `GET /news/{slug}`: an address that it had before leads on to the one it has.
pub async fn show(cx: Cx, Path(slug): Path<String>) -> Result<Response> {
    let press = cx.app.public_press_by(cx.agency.id, &slug).await?.into_inner();
    if press.slug != slug {
        return Ok(Redirect::to(&format!("/news/{}", press.slug)).into_response());
    }
    let words = &cx.words;
    let title = told(&press.tellings, words);
    let title = title.map_or_else(|| words.t("press-retracted-title"), |t| t.title.clone());
    let (tag, tone) = state(words, &press);
    let record = Record {
        title,
        above: format!(
            "{} · {}",
            words.t(&format!("press-kind-{}", press.kind.name())),
            words.moment(press.issued_at)
        ),
        tags: if tag.is_empty() { Vec::new() } else { vec![(tag, tone)] },
        links: vec![(words.t("news-title"), "/news".into())],
        parts: std::iter::once(text_part(words, &press)).chain(corrections(words, &press)).collect(),
        ..Record::default()
    };
    Ok(record.show_public(&cx))
}

fn text_part(words: &Words, press: &PublicPress) -> Part {
    let telling = told(&press.tellings, words);
    let body = telling.map(|t| t.body.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned));
    Part {
        words: match telling {
            Some(t) if t.language != words.language => words.t("press-other-language"),
            _ => String::new(),
        },
        lang: match telling {
            Some(t) if t.language != words.language => t.language.tag(),
            _ => "",
        },
        texts: why(words, press).into_iter().chain(body.into_iter().flatten()).collect(),
        facts: facts(vec![(words.field("press_contact"), press.contact.clone())]),
        ..Part::new(words.t(if press.retracted.is_some() { "press-why-retracted" } else { "press-text" }))
    }
}

/// Why it was taken back, as far as that may be read.
fn why(words: &Words, press: &PublicPress) -> Option<String> {
    let why = press.retracted.as_ref()?;
    Some(if why.is_empty() { words.t("press-note-withheld") } else { why.clone() })
}

/// What was wrong, in the reader's language or the one there is, with the language where it is the other.
fn note(words: &Words, c: &PublicCorrection) -> (String, &'static str) {
    match (words.language, c.note.is_empty(), c.note_es.is_empty()) {
        (_, true, true) => (words.t("press-note-withheld"), ""),
        (Language::Es, _, false) => (c.note_es.clone(), ""),
        (Language::En, true, false) => (c.note_es.clone(), "es"),
        (Language::En, false, _) => (c.note.clone(), ""),
        (Language::Es, false, true) => (c.note.clone(), "en"),
    }
}

fn corrections(words: &Words, press: &PublicPress) -> Option<Part> {
    let line = |c: &PublicCorrection| Line {
        title: note(words, c).0,
        lang: note(words, c).1,
        note: words.t1("press-corrected-on", "day", words.moment(c.at)),
        text: match told(&c.before, words) {
            Some(before) => words.t1("press-before", "words", format!("{}. {}", before.title, before.body)),
            None => words.t("press-before-withheld"),
        },
        ..Line::default()
    };
    (!press.corrections.is_empty()).then(|| Part {
        lines: press.corrections.iter().map(line).collect(),
        plain: true,
        ..Part::new(words.t("press-corrections"))
    })
}

/// `GET /news.atom`: the newest releases.
pub async fn feed(cx: Cx) -> Result<Response> {
    let words = &cx.words;
    let all = cx.app.public_press(cx.agency.id).await?;
    let entry = |press: &PublicPress| {
        let telling = told(&press.tellings, words);
        Entry {
            path: format!("/news/{}", press.slug),
            lang: telling.map_or(words.language, |t| t.language).tag(),
            title: telling.map_or_else(|| words.t("press-retracted-title"), |t| t.title.clone()),
            published: Some(press.issued_at),
            updated: press.changed_at,
            summary: match (&press.retracted, press.corrections.first(), telling) {
                (Some(_), ..) => why(words, press).unwrap_or_default(),
                (None, Some(last), Some(t)) => {
                    format!("{}: {} · {}", words.t("press-corrected"), note(words, last).0, t.body)
                }
                (None, _, telling) => telling.map(|t| t.body.clone()).unwrap_or_default(),
            },
        }
    };
    let entries = all.iter().take(FEED).map(|p| entry(p.get())).collect();
    atom::feed(&cx, "/news", words.t("news-title"), entries)
}
