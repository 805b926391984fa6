//! The board of offers and needs.

use axum::response::{IntoResponse, Response};
use commonbeat_app::board::BoardLine;
use commonbeat_domain::ids::BoardEntryId;
use commonbeat_domain::partnerships::board::{BoardKind, BoardSort, NewBoardEntry};
use jiff::civil::Date;

use super::kit::{Field, Line, Part, Record, Sheet, read_version};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::words::Words;

/// Entries of one list.
fn entry_line(words: &Words, line: &BoardLine) -> Line {
    let e = &line.entry;
    let answers =
        if e.answers.is_empty() { String::new() } else { words.t_n("board-answers", e.answers.len()) };
    let note = [line.of.clone(), words.t1("board-until", "day", words.day(e.until)), answers];
    Line {
        title: e.title.clone(),
        href: format!("/board/{}", e.id),
        note: note.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · "),
        text: e.outcome.clone().unwrap_or_default(),
        tag: words.t(&format!("board-sort-{}", e.sort.name())),
        ..Line::default()
    }
}

/// `GET /board`
pub async fn list(cx: Cx) -> Result<Response> {
    let (standing, settled) = cx.app.board(&cx.actor).await?;
    let words = &cx.words;
    let of = |kind: BoardKind| Part {
        lines: standing.iter().filter(|l| l.entry.kind == kind).map(|l| entry_line(words, l)).collect(),
        empty: words.t(&format!("board-none-{}", kind.name())),
        ..Part::new(words.t(&format!("board-kind-{}", kind.name())))
    };
    let mut parts = vec![of(BoardKind::Need), of(BoardKind::Offer)];
    if !settled.is_empty() {
        let lines = settled.iter().map(|l| entry_line(words, l)).collect();
        parts.push(Part { lines, ..Part::new(words.t("board-settled")) });
    }
    let record = Record {
        title: words.t("page-board"),
        words: words.t("board-words"),
        primary: Some((words.t("board-add"), "/board/new".into())),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

fn new_sheet(cx: &Cx) -> Sheet {
    let words = &cx.words;
    Sheet {
        title: words.t("board-add"),
        above: String::new(),
        words: words.t("board-add-words"),
        action: "/board/new".into(),
        back: "/board".into(),
        submit: words.t("board-put"),
        fields: vec![
            Field::radios("board_kind", Choice::named(words, "board-kind", BoardKind::NAMES.iter().copied())),
            Field::radios("board_sort", Choice::named(words, "board-sort", BoardSort::NAMES.iter().copied())),
            Field::line("board_title"),
            Field::prose("board_words"),
            Field::day("board_until"),
        ],
    }
}

/// `GET /board/new`
pub async fn new(cx: Cx) -> Result<Response> {
    // Somebody to whom the board is closed learns it before typing.
    cx.app.board(&cx.actor).await?;
    let form = cx.form();
    Ok(new_sheet(&cx).show(&cx, form))
}

/// `POST /board/new`
pub async fn add(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    let (kind, sort) = (form.read::<BoardKind>("board_kind"), form.read::<BoardSort>("board_sort"));
    let until = form.read::<Date>("board_until");
    if let (Some(kind), Some(sort), Some(until)) = (kind, sort, until) {
        let (title, words) = (form.value("board_title").to_owned(), form.value("board_words").to_owned());
        let new = NewBoardEntry { kind, sort, title, words, until };
        match cx.app.add_to_board(&cx.actor, new, &once.0).await {
            Ok(entry) => {
                let to = format!("/board/{}", entry.id);
                return Ok(cx.go_to(to).saying("flash-kit-saved", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(new_sheet(&cx).show(&cx, form))
}

/// `GET /board/{entry}`
pub async fn show(cx: Cx, Path(id): Path<BoardEntryId>) -> Result<Response> {
    let line = cx.app.board_entry(&cx.actor, id).await?;
    let (words, e) = (&cx.words, &line.entry);
    let open = e.open(words.today());
    let answer = |(a, from): (&commonbeat_domain::partnerships::board::BoardAnswer, &String)| Line {
        title: from.clone(),
        note: words.moment(a.at),
        text: a.words.clone(),
        ..Line::default()
    };
    let mut links = vec![(words.t("page-board"), "/board".into())];
    if line.own && e.outcome.is_none() {
        links.push((words.t("board-take-down"), format!("/board/{id}/done")));
    }
    let mut texts = vec![e.words.clone()];
    texts.extend(e.outcome.as_ref().map(|o| words.t1("board-came-of", "what", o)));
    let record = Record {
        title: e.title.clone(),
        above: format!("{} · {}", words.t(&format!("board-kind-{}", e.kind.name())), line.of),
        tags: vec![(words.t(&format!("board-sort-{}", e.sort.name())), "")],
        links,
        primary: open.then(|| (words.t("board-reply"), format!("/board/{id}/answer"))),
        parts: vec![
            Part {
                texts,
                words: words.t1("board-until", "day", words.day(e.until)),
                ..Part::new(words.t("board-what"))
            },
            Part {
                lines: e.answers.iter().zip(&line.answers).map(answer).collect(),
                plain: true,
                empty: words.t("board-no-answers"),
                ..Part::new(words.t("board-answers-title"))
            },
        ],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

async fn act_sheet(cx: &Cx, id: BoardEntryId, done: bool) -> Result<(Sheet, BoardLine)> {
    let line = cx.app.board_entry(&cx.actor, id).await?;
    if done && !line.own {
        return Err(Error::NotFound);
    }
    let words = &cx.words;
    let (title, field, end) = match done {
        true => ("board-take-down", "board_outcome", "done"),
        false => ("board-reply", "board_answer", "answer"),
    };
    let sheet = Sheet {
        title: words.t(title),
        above: line.entry.title.clone(),
        words: String::new(),
        action: format!("/board/{id}/{end}"),
        back: format!("/board/{id}"),
        submit: words.t(title),
        fields: vec![Field::prose(field)],
    };
    Ok((sheet, line))
}

/// `GET /board/{entry}/answer`
pub async fn answer_form(cx: Cx, Path(id): Path<BoardEntryId>) -> Result<Response> {
    let (sheet, line) = act_sheet(&cx, id, false).await?;
    let form = cx.form().with("read", line.entry.version);
    Ok(sheet.show(&cx, form))
}

/// `POST /board/{entry}/answer`
pub async fn answer(cx: Cx, Path(id): Path<BoardEntryId>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    match cx.app.answer_board(&cx.actor, id, version, form.value("board_answer")).await {
        Ok(_) => {
            let to = format!("/board/{id}");
            return Ok(cx.go_to(to).saying("flash-kit-saved", &[]).into_response());
        }
        Err(error) => form.absorb(error)?,
    }
    Ok(act_sheet(&cx, id, false).await?.0.show(&cx, form))
}

/// `GET /board/{entry}/done`
pub async fn done_form(cx: Cx, Path(id): Path<BoardEntryId>) -> Result<Response> {
    let (sheet, line) = act_sheet(&cx, id, true).await?;
    let form = cx.form().with("read", line.entry.version);
    Ok(sheet.show(&cx, form))
}

/// `POST /board/{entry}/done`: taken down, with what came of it.
pub async fn done(cx: Cx, Path(id): Path<BoardEntryId>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    match cx.app.take_down(&cx.actor, id, version, form.value("board_outcome")).await {
        Ok(_) => return Ok(cx.go_to("/board").saying("flash-kit-saved", &[]).into_response()),
        Err(error) => form.absorb(error)?,
    }
    Ok(act_sheet(&cx, id, true).await?.0.show(&cx, form))
}
