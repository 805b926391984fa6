//! Where what was learnt was used.

use axum::response::{IntoResponse, Response};
use commonbeat_domain::ids::TrainingId;

use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::pages::kit::{Field, Sheet};

fn use_sheet(cx: &Cx, id: TrainingId, course: String) -> Sheet {
    Sheet {
        title: cx.words.t("use-title"),
        above: course,
        words: cx.words.t("use-words"),
        action: format!("/training/mine/{id}/used"),
        back: "/training/mine".into(),
        submit: cx.words.t("use-do"),
        fields: vec![Field::line("used_problem"), Field::prose("used_words")],
    }
}

async fn own_course(cx: &Cx, id: TrainingId) -> Result<String> {
    let own = cx.person().map(|p| p.id).ok_or(Error::NotFound)?;
    let view = cx.app.training_of(&cx.actor, own).await?;
    view.attended.into_iter().find(|a| a.id == id).map(|a| a.course).ok_or(Error::NotFound)
}

/// `GET /training/mine/{training}/used`
pub async fn use_form(cx: Cx, Path(id): Path<TrainingId>) -> Result<Response> {
    let course = own_course(&cx, id).await?;
    let form = cx.form();
    Ok(use_sheet(&cx, id, course).show_in(&cx, form, Area::Personnel))
}

/// `POST /training/mine/{training}/used`: on which problem a course was used.
pub async fn set_use(cx: Cx, Path(id): Path<TrainingId>, mut form: Form) -> Result<Response> {
    let course = own_course(&cx, id).await?;
    let (problem, words) = (form.value("used_problem").to_owned(), form.value("used_words").to_owned());
    match cx.app.use_training(&cx.actor, id, &problem, &words).await {
        Ok(_) => return Ok(cx.go_to("/training/mine").saying("flash-use", &[]).into_response()),
        Err(error) => form.absorb(error)?,
    }
    Ok(use_sheet(&cx, id, course).show_in(&cx, form, Area::Personnel))
}
