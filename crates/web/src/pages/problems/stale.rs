//! An edit that came too late: what was typed beside what is saved now, and a way to save both.

use commonbeat_app::problems::Names;
use commonbeat_domain::Reference;
use commonbeat_domain::problems::sheets::{self, Sheet};
use serde_json::Value;

use super::edit::names_of;
use super::header;
use super::reading::{field_label, field_names, shown};
use super::sheet_form::{read, told};
use crate::cx::Cx;
use crate::error::{Error, Result, Stale, StaleField};
use crate::form::Form;

/// A sheet that somebody saved meanwhile: field by field, with a button that joins both edits.
pub async fn both(cx: &Cx, at: &Reference, sheet: &'static Sheet, typed: &Form) -> Result<Error> {
    let view = cx.app.problem(&cx.actor, at).await?;
    let names = names_of(cx, &[&view.problem]).await?;
    let (mine, now) = (read(typed, sheet), sheets::values(sheet, &view.problem));
    let say = |values: &sheets::Values, field: &sheets::Field, names: &Names| {
        told(&cx.words, names, field, field.name, values.get(field.name).unwrap_or(&Value::Null)).join("\n")
    };
    let field = |(_, field): &(sheets::Root, sheets::Field)| StaleField {
        label: cx.words.field(field.name),
        yours: say(&mine, field, &names),
        saved: say(&now, field, &names),
    };
    let fields = sheet.fields.iter().map(field).filter(|f| !(f.yours.is_empty() && f.saved.is_empty()));
    let sent = typed
        .names()
        .flat_map(|name| typed.values(name).map(move |value| (name.to_owned(), value.to_owned())));
    let mut join: Vec<(String, String)> = Vec::new();
    for pair in sent.filter(|(name, _)| !matches!(name.as_str(), "once" | "join" | "more" | "onward")) {
        if !join.contains(&pair) {
            join.push(pair);
        }
    }
    let edit = format!("/problems/{at}/sheets/{}", sheet.name);
    Ok(Error::Stale(Box::new(Stale { record: at.to_string(), edit, fields: fields.collect(), join })))
}

/// The header, or the public words, that somebody saved meanwhile.
pub async fn header(cx: &Cx, at: &Reference, public: bool, typed: &Form) -> Result<Error> {
    let view = cx.app.problem(&cx.actor, at).await?;
    let now = header::fill(Form::default(), public, &view.problem);
    let ids = [typed.value("lead"), now.value("lead")].map(|id| id.parse().ok());
    let names = cx.app.problem_names(&cx.actor, ids.into_iter().flatten()).await?;
    let field = |name: String| StaleField {
        label: field_label(&cx.words, &name),
        yours: shown(&cx.words, &names, typed, &name),
        saved: shown(&cx.words, &names, &now, &name),
    };
    let fields = field_names(&now, typed).into_iter().map(field);
    let fields = fields.filter(|f| !(f.yours.is_empty() && f.saved.is_empty())).collect();
    let part = if public { "public" } else { "header" };
    let edit = format!("/problems/{at}/{part}");
    Ok(Error::Stale(Box::new(Stale { record: at.to_string(), edit, fields, join: Vec::new() })))
}
