//! The trainee's journal.

use axum::response::Response;
use commonbeat_app::field_training::{Journal, Note};
use commonbeat_domain::ids::{FieldTrainingId, JournalId};
use commonbeat_domain::personnel::field_training::Part as Whose;
use jiff::civil::Date;

use super::{back, path};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::pages::kit::{Act, Field, Line, Part, Record, Sheet};
use crate::words::Words;

fn line(j: &Journal, n: &Note, words: &Words) -> Line {
    let at = format!("{}/journal/{}", path(j.training.id), n.id);
    let about = words.day(n.day);
    let act = |key: &str, what: &str| Act::post(words.t(key), &at, &[("do", what.to_owned())]).about(&about);
    let share = if n.shared { act("ft-unshare", "unshare") } else { act("ft-share", "share") };
    Line {
        title: about.clone(),
        text: n.words.clone(),
        tag: words.t(if n.shared { "ft-shared" } else { "ft-own" }),
        tone: if n.shared { "" } else { "plain" },
        acts: if j.part == Whose::Trainee { vec![share, act("ft-forget", "forget")] } else { Vec::new() },
        ..Line::default()
    }
}

/// `GET /field-training/{field}/journal`
pub async fn journal(cx: Cx, Path(id): Path<FieldTrainingId>) -> Result<Response> {
    let j = cx.app.field_journal(&cx.actor, id).await?;
    let words = &cx.words;
    let trainee = j.part == Whose::Trainee;
    let part = Part {
        lines: j.notes.iter().map(|n| line(&j, n, words)).collect(),
        plain: true,
        empty: words.t(if trainee { "ft-journal-empty" } else { "ft-journal-not-shared" }),
        ..Part::new(words.t("ft-journal"))
    };
    let writes = trainee && j.training.ended.is_none();
    let record = Record {
        title: words.t("ft-journal"),
        above: words.t("ft-one"),
        words: words.t(if trainee { "ft-journal-words" } else { "ft-journal-shared-words" }),
        links: vec![(words.t("ft-one"), path(id))],
        primary: writes.then(|| (words.t("ft-journal-write"), format!("{}/journal/new", path(id)))),
        parts: vec![part],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

fn sheet(cx: &Cx, id: FieldTrainingId) -> Sheet {
    let words = &cx.words;
    Sheet {
        title: words.t("ft-journal-write"),
        above: words.t("ft-one"),
        words: words.t("ft-journal-words"),
        action: format!("{}/journal/new", path(id)),
        back: format!("{}/journal", path(id)),
        submit: words.t("ft-journal-keep"),
        fields: vec![Field::day("journal_day"), Field::prose("journal_words"), Field::tick("journal_shared")],
    }
}

/// `GET /field-training/{field}/journal/new`
pub async fn form(cx: Cx, Path(id): Path<FieldTrainingId>) -> Result<Response> {
    let j = cx.app.field_journal(&cx.actor, id).await?;
    if j.part != Whose::Trainee {
        return Err(Error::NotFound);
    }
    let form = cx.form().with("journal_day", j.today);
    Ok(sheet(&cx, id).show_in(&cx, form, Area::Personnel))
}

/// `POST /field-training/{field}/journal/new`
pub async fn write(cx: Cx, Path(id): Path<FieldTrainingId>, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    if let Some(day) = form.read::<Date>("journal_day") {
        let shared = form.has("journal_shared", "yes");
        let words = form.value("journal_words").to_owned();
        match cx.app.write_journal(&cx.actor, id, (day, &words, shared), &once.0).await {
            Ok(()) => return Ok(back(&cx, format!("{}/journal", path(id)))),
            Err(error) => form.absorb(error)?,
        }
    }
    // Whoever may not write here finds nothing, also with an unfit day.
    if cx.app.field_journal(&cx.actor, id).await?.part != Whose::Trainee {
        return Err(Error::NotFound);
    }
    Ok(sheet(&cx, id).show_in(&cx, form, Area::Personnel))
}

/// `POST /field-training/{field}/journal/{entry}`
pub async fn journal_act(
    cx: Cx,
    Path((id, entry)): Path<(FieldTrainingId, JournalId)>,
    form: Form,
) -> Result<Response> {
    match form.value("do") {
        "share" => cx.app.share_journal(&cx.actor, id, entry, true).await?,
        "unshare" => cx.app.share_journal(&cx.actor, id, entry, false).await?,
        "forget" => cx.app.forget_journal(&cx.actor, id, entry).await?,
        _ => return Err(Error::NotUnderstood),
    }
    Ok(back(&cx, format!("{}/journal", path(id))))
}
