//! For everybody: what is on, in the whole agency or near one, and the same as a calendar for programs.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use commonbeat_domain::information::publishing::{Cleared, PublicInitiative};
use commonbeat_formats::calendar_out::{CalendarEvent, calendar};

use super::kit::{Line, Part, Record, facts};
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::words::Words;

/// `GET /events`
pub async fn everywhere(cx: Cx) -> Result<Response> {
    let all = cx.app.public_initiatives(&cx.actor, None).await?;
    page(&cx, &all, "/events.ics".into()).await
}

/// `GET /areas/{slug}/events`
pub async fn near(cx: Cx, Path(slug): Path<String>) -> Result<Response> {
    let all = cx.app.public_initiatives(&cx.actor, Some(&slug)).await?;
    page(&cx, &all, format!("/areas/{slug}/events.ics")).await
}

async fn page(cx: &Cx, all: &[Cleared<PublicInitiative>], feed: String) -> Result<Response> {
    let words = &cx.words;
    let (over, coming): (Vec<_>, Vec<_>) = all.iter().map(Cleared::get).partition(|i| i.ends <= words.now);
    let mut parts: Vec<Part> = coming.iter().map(|i| coming_part(words, i)).collect();
    if parts.is_empty() {
        parts.push(Part { empty: words.t("events-none"), ..Part::new(words.t("events-coming")) });
    }
    let answered = over.iter().chain(&coming).flat_map(|i| i.answered.iter().map(move |a| (i, a)));
    let lines: Vec<Line> = answered
        .map(|(i, (said, answer, at))| Line {
            title: said.clone(),
            note: format!("{} · {}", i.title, words.t1("raised-answered", "day", words.date(*at))),
            text: answer.clone(),
            ..Line::default()
        })
        .collect();
    let waiting: usize = over.iter().chain(&coming).map(|i| i.waiting).sum();
    parts.push(Part {
        words: if waiting > 0 { words.t_n("events-waiting", waiting) } else { String::new() },
        lines,
        plain: true,
        empty: words.t("events-no-answers"),
        ..Part::new(words.t("events-answers"))
    });
    let record = Record {
        title: words.t("events-title"),
        words: words.t("events-words"),
        links: vec![(words.t("events-calendar"), feed.clone())],
        feeds: vec![("text/calendar", feed)],
        parts,
        ..Record::default()
    };
    Ok(record.show_public(cx))
}

fn coming_part(words: &Words, i: &PublicInitiative) -> Part {
    let off = i.called_off.as_ref().map(|why| words.t1("initiative-off-because", "why", why));
    let pairs = vec![
        (words.t("events-when"), when(words, i)),
        (words.field("initiative_place"), i.place.clone()),
        (words.field("initiative_area"), i.area.clone().unwrap_or_default()),
        (words.field("initiative_access"), i.access.clone()),
        (words.field("initiative_spoken"), i.spoken.clone()),
        (words.field("initiative_agenda"), i.agenda.clone()),
    ];
    Part {
        words: words.t(&format!("initiative-kind-{}", i.kind.name())),
        texts: off.into_iter().chain([i.goal.clone()]).collect(),
        facts: facts(pairs),
        ..Part::new(i.title.clone())
    }
}

/// From when to when: on one day the hours, over several the days.
fn when(words: &Words, i: &PublicInitiative) -> String {
    let (from, until) = (words.date(i.begins), words.date(i.ends));
    match from == until {
        true => format!("{} – {}", words.moment(i.begins), words.time(i.ends)),
        false => format!("{from} – {until}"),
    }
}

/// `GET /events.ics`
pub async fn calendar_everywhere(cx: Cx) -> Result<Response> {
    let all = cx.app.public_initiatives(&cx.actor, None).await?;
    Ok(feed(&cx, &all, "/events"))
}

/// `GET /areas/{slug}/events.ics`
pub async fn calendar_near(cx: Cx, Path(slug): Path<String>) -> Result<Response> {
    let all = cx.app.public_initiatives(&cx.actor, Some(&slug)).await?;
    Ok(feed(&cx, &all, &format!("/areas/{slug}/events")))
}

fn feed(cx: &Cx, all: &[Cleared<PublicInitiative>], path: &str) -> Response {
    let base = cx.app.settings().public_url.trim_end_matches('/').to_owned();
    let event = |i: &PublicInitiative| CalendarEvent {
        uid: format!("{}@commonbeat", i.id),
        sequence: i.version,
        changed: i.changed_at,
        begins: i.begins,
        ends: i.ends,
        summary: i.title.clone(),
        description: [i.called_off.clone().unwrap_or_default(), i.goal.clone(), i.agenda.clone()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("\n"),
        location: i.place.clone(),
        url: format!("{base}{path}"),
        cancelled: i.called_off.is_some(),
    };
    let events: Vec<CalendarEvent> = all.iter().map(|i| event(i.get())).collect();
    let text = calendar(&cx.agency.name, &events);
    ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response()
}
