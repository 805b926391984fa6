//! What is noted at one item of a survey, and giving it to the owner.

use commonbeat_domain::partnerships::surveys::{OwnerSays, Weight};

use super::*;
use crate::error::Error;
use crate::pages::kit::read_version;

fn known(act: &str) -> Result<()> {
    if ["look", "answer", "again"].contains(&act) { Ok(()) } else { Err(Error::NotFound) }
}

async fn act_sheet(cx: &Cx, id: SurveyId, act: &str, item: Item) -> Result<(Sheet, SurveyView)> {
    let view = cx.app.survey(&cx.actor, id).await?;
    let words = &cx.words;
    let named = |prefix: &str, names: &[&'static str]| Choice::named(words, prefix, names.iter().copied());
    let founds = named("survey-found", Found::NAMES);
    let advice = view.survey.finding(item).map(|f| f.advice.clone()).unwrap_or_default();
    let (said, fields) = match act {
        "look" => {
            let weights = named("survey-weight", Weight::NAMES);
            let fields = vec![
                Field::radios("survey_found", founds),
                Field::prose("survey_advice").optional(),
                Field::radios("survey_weight", weights).optional(),
            ];
            (words.t(&format!("survey-ask-{}", item.name())), fields)
        }
        "answer" => {
            let says = named("owner-says", OwnerSays::NAMES);
            (advice, vec![Field::radios("owner_says", says), Field::prose("owner_words").optional()])
        }
        _ => (advice, vec![Field::radios("survey_found", founds)]),
    };
    let sheet = Sheet {
        title: words.t(&format!("survey-item-{}", item.name())),
        above: view.survey.site.name.clone(),
        words: said,
        action: format!("/surveys/{id}/{act}/{}", item.name()),
        back: format!("/surveys/{id}"),
        submit: words.t("kit-save"),
        fields,
    };
    Ok((sheet, view))
}

fn item_of(name: &str) -> Result<Item> {
    name.parse().map_err(|_| Error::NotFound)
}

/// `GET /surveys/{survey}/look/{item}`, `/answer/{item}`, `/again/{item}`
pub async fn act_form(cx: Cx, Path((id, act, item)): Path<(SurveyId, String, String)>) -> Result<Response> {
    known(&act)?;
    let item = item_of(&item)?;
    let (sheet, view) = act_sheet(&cx, id, &act, item).await?;
    let mut form = cx.form().with("read", view.survey.version);
    if let Some(f) = view.survey.finding(item) {
        form = match (act.as_str(), &f.answer) {
            ("look", _) => form
                .with("survey_found", f.found.name())
                .with("survey_advice", &f.advice)
                .with("survey_weight", f.weight.map_or("", Weight::name)),
            ("answer", Some(a)) => form.with("owner_says", a.says.name()).with("owner_words", &a.words),
            _ => form,
        };
    }
    Ok(sheet.show(&cx, form))
}

/// `POST /surveys/{survey}/look/{item}`, `/answer/{item}`, `/again/{item}`
pub async fn act(
    cx: Cx,
    Path((id, act, item)): Path<(SurveyId, String, String)>,
    mut form: Form,
) -> Result<Response> {
    known(&act)?;
    let item = item_of(&item)?;
    let version = read_version(&form)?;
    let (app, who) = (&cx.app, &cx.actor);
    let done = match act.as_str() {
        "look" => {
            let weight = form.read_optional::<Weight>("survey_weight");
            match form.read::<Found>("survey_found") {
                Some(found) => {
                    let noted = (found, form.value("survey_advice"), weight);
                    Some(app.survey_item(who, id, version, item, noted).await)
                }
                None => None,
            }
        }
        "answer" => match form.read::<OwnerSays>("owner_says") {
            Some(says) => {
                let noted = (says, form.value("owner_words"));
                Some(app.answer_survey(who, id, version, item, noted).await)
            }
            None => None,
        },
        _ => match form.read::<Found>("survey_found") {
            Some(found) => Some(app.look_again_at(who, id, version, item, found).await),
            None => None,
        },
    };
    match done {
        Some(Ok(survey)) => return Ok(on(&cx, &survey, &act)),
        Some(Err(error)) => form.absorb(error)?,
        None => {}
    }
    Ok(act_sheet(&cx, id, &act, item).await?.0.show(&cx, form))
}

/// To the next item that nobody looked at; from the last one, and from anything else, to the survey.
fn on(cx: &Cx, survey: &Survey, act: &str) -> Response {
    let at = format!("/surveys/{}", survey.id);
    match survey.next().filter(|_| act == "look") {
        Some(item) => cx.go_to(format!("{at}/look/{}", item.name())).into_response(),
        None => cx.go_to(at).saying("flash-kit-saved", &[]).into_response(),
    }
}

async fn give_sheet(cx: &Cx, id: SurveyId) -> Result<(Sheet, i64)> {
    let view = cx.app.survey(&cx.actor, id).await?;
    let words = &cx.words;
    let sheet = Sheet {
        title: words.t("survey-give"),
        above: view.survey.site.name,
        words: words.t("survey-give-words"),
        action: format!("/surveys/{id}/give"),
        back: format!("/surveys/{id}"),
        submit: words.t("survey-give"),
        fields: vec![Field::day("again_on")],
    };
    Ok((sheet, view.survey.version))
}

/// `GET /surveys/{survey}/give`
pub async fn give_form(cx: Cx, Path(id): Path<SurveyId>) -> Result<Response> {
    let (sheet, version) = give_sheet(&cx, id).await?;
    let form = cx.form().with("read", version);
    Ok(sheet.show(&cx, form))
}

/// `POST /surveys/{survey}/give`: to the owner, with the day of the second look.
pub async fn give(cx: Cx, Path(id): Path<SurveyId>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    if let Some(day) = form.read::<Date>("again_on") {
        match cx.app.give_survey(&cx.actor, id, version, day).await {
            Ok(survey) => return Ok(on(&cx, &survey, "give")),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(give_sheet(&cx, id).await?.0.show(&cx, form))
}
