//! The forms by which something is done with a field training.

use axum::response::Response;
use commonbeat_app::field_training::FieldView;
use commonbeat_domain::ids::FieldTrainingId;
use commonbeat_domain::personnel::field_training::Phase;

use super::{back, forms, path, phase, stale, week};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::pages::kit::{Sheet, read_version};

/// What the act is about, in the line above the title.
fn about(cx: &Cx, view: &FieldView, act: &str, n: &str) -> String {
    let t = &view.training;
    match (act, n.parse::<usize>()) {
        ("report" | "read-report" | "miss", Ok(n)) => week(t, n, &cx.words),
        ("work" | "feedback", Ok(n)) => t.exercises.get(n).map(|e| e.title.clone()).unwrap_or_default(),
        ("judge", _) => n.parse::<Phase>().map(|p| phase(p, &cx.words)).unwrap_or_default(),
        ("take-out", Ok(n)) => {
            let entry = t.portfolio.entries.iter().find(|e| e.number as usize == n);
            entry.map(|e| e.name.clone()).unwrap_or_default()
        }
        _ => cx.words.t("ft-one"),
    }
}

fn where_to(id: FieldTrainingId, act: &str) -> String {
    if forms::of_portfolio(act) { format!("{}/portfolio", path(id)) } else { path(id) }
}

fn sheet(cx: &Cx, view: &FieldView, act: &str, n: &str) -> Result<Sheet> {
    let words = &cx.words;
    let fields = forms::fields(act, &view.training, words).ok_or(Error::NotFound)?;
    Ok(Sheet {
        title: words.t(&format!("ft-do-{act}")),
        above: about(cx, view, act, n),
        words: words.t(&format!("ft-do-{act}-words")),
        action: format!("{}/{act}/{n}", path(view.training.id)),
        back: where_to(view.training.id, act),
        submit: words.t(&format!("ft-do-{act}")),
        fields,
    })
}

/// `GET /field-training/{field}/{act}/{n}`
pub async fn act_form(
    cx: Cx,
    Path((id, act, n)): Path<(FieldTrainingId, String, String)>,
) -> Result<Response> {
    let view = cx.app.field_training(&cx.actor, id).await?;
    let form = cx.form().with("read", view.training.version);
    let form = forms::filled(&act, &n, &view.training, form);
    Ok(sheet(&cx, &view, &act, &n)?.show_in(&cx, form, Area::Personnel))
}

/// `POST /field-training/{field}/{act}/{n}`
pub async fn act(
    cx: Cx,
    Path((id, act, n)): Path<(FieldTrainingId, String, String)>,
    mut form: Form,
) -> Result<Response> {
    let read = read_version(&form)?;
    match forms::read(&act, &n, &mut form) {
        Some(taken) => match cx.app.act_in_field(&cx.actor, id, read, taken).await {
            Ok(()) => return Ok(back(&cx, where_to(id, &act))),
            Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, id)),
            Err(error) => form.absorb(error)?,
        },
        // Neither an act that is known nor anything that can be mended in the form.
        None if !form.refused() => return Err(Error::NotFound),
        None => {}
    }
    let view = cx.app.field_training(&cx.actor, id).await?;
    Ok(sheet(&cx, &view, &act, &n)?.show_in(&cx, form, Area::Personnel))
}
