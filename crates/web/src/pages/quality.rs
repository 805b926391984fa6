//! How good the data are, and notes on known flaws.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::quality::{Quality, Source};
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::NoteId;
use commonbeat_domain::information::imports::Batch;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::information::quality::{DataNote, Gap, Known, NewNote};

use crate::charts::line::{Line, Point, line};
use crate::charts::{Caption, Drawing};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::flash::GoTo;
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::pages::imports::counted;
use crate::pages::scanning::say;
use crate::words::Words;

/// Gaps that are told of a source.
const GAPS: usize = 20;
/// Weeks that the chart shows.
const WEEKS: usize = 156;

/// How good the data are.
#[derive(Template)]
#[template(path = "quality/show.html")]
pub struct Show {
    chrome: Chrome,
    form: Form,
    known: Vec<(String, String)>,
    sources: Vec<SourceCard>,
    flagged: Vec<(String, String)>,
    notes: Vec<Note>,
    classes: Vec<Choice>,
    may_write: bool,
}

/// A source in words.
struct SourceCard {
    name: String,
    line: String,
    known: Vec<(String, String)>,
    change_line: String,
    change: Vec<(String, String)>,
    chart: Option<Drawing>,
    gap_line: String,
    gaps: Vec<String>,
}

/// A note in words.
struct Note {
    id: String,
    at: jiff::Timestamp,
    words: String,
    about: String,
    who: String,
}

/// What is known, in shares.
pub fn shares(words: &Words, known: &Known) -> Vec<(String, String)> {
    let part = |n| known.share(n).map_or_else(String::new, |share| words.percent(share));
    vec![
        (words.t("quality-rows"), number(words, known.rows)),
        (words.t("quality-place"), part(known.place)),
        (words.t("quality-hour"), part(known.hour)),
        (words.t("quality-class"), part(known.class)),
    ]
}

/// Notes as they stand beside a figure.
pub fn told(words: &Words, notes: &[DataNote]) -> Vec<String> {
    notes.iter().map(|note| format!("{} ({})", note.words, about(words, note))).collect()
}

/// Which rows a note is about.
fn about(words: &Words, note: &DataNote) -> String {
    let class =
        note.offense.as_ref().map_or_else(|| words.t("quality-every-class"), |o| say::offense(words, o));
    let days = match (note.from, note.until) {
        (Some(from), Some(until)) => {
            words.t_args("quality-days", &[("from", words.day(from)), ("until", words.day(until))])
        }
        (Some(from), None) => words.t1("quality-days-from", "from", words.day(from)),
        (None, Some(until)) => words.t1("quality-days-until", "until", words.day(until)),
        (None, None) => words.t("quality-days-all"),
    };
    format!("{class}, {days}")
}

fn number(words: &Words, n: u64) -> String {
    words.number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// `GET /quality`
pub async fn show(cx: Cx) -> Result<Page<Show>> {
    let quality = cx.app.quality(&cx.actor).await?;
    Ok(Page::new(page(&cx, &quality, cx.form())))
}

fn page(cx: &Cx, quality: &Quality, form: Form) -> Show {
    let words = &cx.words;
    let chrome = cx.chrome(Area::Information);
    let flagged = counted(&chrome, "flag", &quality.flagged);
    Show {
        form,
        known: shares(words, &quality.known),
        sources: quality.sources.iter().map(|source| card(words, source)).collect(),
        flagged: flagged.into_iter().map(|(name, n)| (name, number(words, n))).collect(),
        notes: quality.notes.iter().map(|note| written(words, quality, note)).collect(),
        classes: crate::pages::categories::classes(words),
        may_write: cx.actor.may(Action::ImportData),
        chrome,
    }
}

fn written(words: &Words, quality: &Quality, note: &DataNote) -> Note {
    let by = note.by.and_then(|by| quality.names.get(&by).cloned());
    Note {
        id: note.id.to_string(),
        at: note.at,
        words: note.words.clone(),
        about: about(words, note),
        who: by.unwrap_or_else(|| words.t("category-operator")),
    }
}

fn card(words: &Words, source: &Source) -> SourceCard {
    let days = source.days.map(|(first, last)| {
        words.t_args("quality-days", &[("from", words.day(first)), ("until", words.day(last))])
    });
    SourceCard {
        name: source.profile.clone(),
        line: days.unwrap_or_default(),
        known: shares(words, &source.known),
        change_line: source.last.as_ref().map_or_else(String::new, |b| change_line(words, b)),
        change: source.last.as_ref().map_or_else(Vec::new, |b| change(words, b)),
        chart: chart(words, source),
        gap_line: words.t_n("quality-gaps-found", source.gaps.len()),
        gaps: source.gaps.iter().take(GAPS).map(|gap| told_gap(words, gap)).collect(),
    }
}

fn change_line(words: &Words, batch: &Batch) -> String {
    let args = [("file", batch.file_name.clone()), ("at", words.moment(batch.started_at))];
    words.t_args("quality-change-line", &args)
}

fn change(words: &Words, batch: &Batch) -> Vec<(String, String)> {
    let tally = &batch.tally;
    let mut facts = vec![
        (words.t("import-new"), number(words, tally.accepted)),
        (words.t("import-changed"), number(words, tally.updated)),
        (words.t("import-unchanged"), number(words, tally.unchanged)),
        (words.t("import-refused"), number(words, tally.refused_total())),
    ];
    if let Some(vanished) = tally.vanished {
        facts.push((words.t("quality-vanished"), number(words, vanished)));
    }
    facts
}

fn told_gap(words: &Words, gap: &Gap) -> String {
    let args = [
        ("week", words.day(gap.week)),
        ("n", number(words, gap.rows)),
        ("usual", words.decimal(gap.usual, 0)),
    ];
    words.t_args("quality-gap", &args)
}

fn chart(words: &Words, source: &Source) -> Option<Drawing> {
    let weeks = &source.weeks[source.weeks.len().saturating_sub(WEEKS)..];
    if weeks.len() < 8 {
        return None;
    }
    let every = (weeks.len() / 4).max(1);
    let point = |(i, (week, rows)): (usize, &(jiff::civil::Date, u64))| Point {
        label: if i % every == every / 2 { words.day(*week) } else { String::new() },
        value: Some(*rows as f64),
        ..Point::default()
    };
    let description = words.t1("quality-chart-words", "source", &source.profile);
    Some(line(
        words,
        &Line {
            caption: Caption { title: words.t("quality-chart"), description },
            points: weeks.iter().enumerate().map(point).collect(),
            name: String::new(),
            expected_name: String::new(),
            start: None,
        },
    ))
}

/// `POST /quality/notes`: writes a known flaw down.
pub async fn write(cx: Cx, mut form: Form) -> Result<Response> {
    let new = NewNote {
        words: form.value("flaw").to_owned(),
        offense: form.read_optional::<Offense>("offense"),
        from: form.read_optional("from"),
        until: form.read_optional("through"),
    };
    if !form.refused() {
        match cx.app.write_note(&cx.actor, new, &form.once()?.0).await {
            Ok(_) => {
                return Ok(cx.go_to("/quality#notes").saying("flash-note-written", &[]).into_response());
            }
            Err(other) => form.absorb(other)?,
        }
    }
    let quality = cx.app.quality(&cx.actor).await?;
    Ok(Page::again(page(&cx, &quality, form)).into_response())
}

/// `POST /quality/notes/{note}`: takes it back.
pub async fn withdraw(cx: Cx, Path(note): Path<NoteId>) -> Result<GoTo> {
    match cx.app.withdraw_note(&cx.actor, note).await {
        // Taken back already, by somebody else or by the same form sent twice.
        Ok(()) | Err(commonbeat_app::Error::Stale(_)) => {
            Ok(cx.go_to("/quality#notes").saying("flash-note-withdrawn", &[]))
        }
        Err(other) => Err(other.into()),
    }
}
