//! Writing an evaluation: one competency, what is around the work, and the steps with their signatures.

use axum::response::Response;
use commonbeat_app::evaluations::{Act, EvaluationView};
use commonbeat_domain::ids::EvaluationId;
use commonbeat_domain::personnel::competencies::Competency;
use commonbeat_domain::personnel::evaluations::{Evidence, Growth, Part as Whose, Rated};

use super::{back, stale};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::pages::kit::{Field, Sheet, read_version};
use crate::words::Words;

/// An evaluation at which the actor writes marks.
async fn writing(cx: &Cx, id: EvaluationId) -> Result<EvaluationView> {
    let view = cx.app.evaluation(&cx.actor, id).await?;
    if view.writes { Ok(view) } else { Err(Error::NotFound) }
}

fn ratings(c: Competency, words: &Words) -> Vec<Choice> {
    let anchor = |n: u8| match n {
        1 | 3 | 5 => words.t(&format!("competency-{}-{n}", c.name())),
        _ => String::new(),
    };
    let at = |n: u8| Choice { hint: anchor(n), ..Choice::new(n, words.t1("evaluation-at", "n", n)) };
    let mut all: Vec<Choice> = (1..=5).map(at).collect();
    all.push(Choice::new("no", words.t("evaluation-not-observed")));
    all
}

fn pieces(found: &[Evidence], words: &Words) -> Vec<Choice> {
    let one = |e: &Evidence| {
        let kind = words.t(&format!("evidence-kind-{}", e.kind.name()));
        Choice { hint: format!("{kind} · {}", words.day(e.on)), ..Choice::new(e.key(), &e.title) }
    };
    found.iter().map(one).collect()
}

async fn mark_sheet(cx: &Cx, view: &EvaluationView, c: Competency) -> Result<Sheet> {
    let words = &cx.words;
    let e = &view.evaluation;
    let mut found = cx.app.evaluation_evidence(&cx.actor, e.id).await?;
    // What stands there already stays pickable, also where the record cannot be seen any more.
    let known = if view.part == Whose::Person { e.own.of(c) } else { e.marks.of(c) };
    let gone: Vec<Evidence> =
        known.evidence.iter().filter(|k| found.iter().all(|f| f.key() != k.key())).cloned().collect();
    found.extend(gone);
    let path = format!("/evaluations/{}", e.id);
    Ok(Sheet {
        title: words.t(&format!("competency-{}", c.name())),
        above: words.t("evaluation-one"),
        words: if found.is_empty() {
            words.t("evaluation-no-evidence")
        } else {
            words.t("evaluation-mark-words")
        },
        action: format!("{path}/marks/{}", c.name()),
        back: path,
        submit: words.t("evaluation-keep"),
        fields: vec![
            Field::radios("rating", ratings(c, words)),
            Field::prose("mark_words"),
            Field::boxes("evidence", pieces(&found, words)),
        ],
    })
}

/// `GET /evaluations/{evaluation}/marks/{competency}`
pub async fn mark_form(cx: Cx, Path((id, c)): Path<(EvaluationId, String)>) -> Result<Response> {
    let c: Competency = c.parse().map_err(|_| Error::NotFound)?;
    let view = writing(&cx, id).await?;
    let e = &view.evaluation;
    let mark = if view.part == Whose::Person { e.own.of(c) } else { e.marks.of(c) };
    let form =
        cx.form().with("read", e.version).with("rating", mark.rated.text()).with("mark_words", &mark.words);
    let form = mark.evidence.iter().fold(form, |form, e| form.with("evidence", e.key()));
    Ok(mark_sheet(&cx, &view, c).await?.show_in(&cx, form, Area::Personnel))
}

/// `POST /evaluations/{evaluation}/marks/{competency}`
pub async fn mark(cx: Cx, Path((id, c)): Path<(EvaluationId, String)>, mut form: Form) -> Result<Response> {
    let c: Competency = c.parse().map_err(|_| Error::NotFound)?;
    let read = read_version(&form)?;
    if let Some(rated) = form.take("rating", Rated::read) {
        let words = form.value("mark_words").to_owned();
        let picked: Vec<String> = form.values("evidence").map(str::to_owned).collect();
        match cx.app.mark(&cx.actor, (id, read), c, (rated, &words), &picked).await {
            Ok(()) => return Ok(back(&cx, id)),
            Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, id)),
            Err(error) => form.absorb(error)?,
        }
    }
    let view = writing(&cx, id).await?;
    Ok(mark_sheet(&cx, &view, c).await?.show_in(&cx, form, Area::Personnel))
}

fn growth_sheet(cx: &Cx, id: EvaluationId) -> Sheet {
    let path = format!("/evaluations/{id}");
    Sheet {
        title: cx.words.t("evaluation-growth"),
        above: cx.words.t("evaluation-one"),
        words: cx.words.t("evaluation-growth-words"),
        action: format!("{path}/growth"),
        back: path,
        submit: cx.words.t("evaluation-keep"),
        fields: vec![
            Field::prose("growth_context").optional(),
            Field::prose("growth_strengths").optional(),
            Field::prose("growth_goals").optional(),
            Field::prose("growth_training").optional(),
            Field::day("growth_next").optional(),
        ],
    }
}

/// `GET /evaluations/{evaluation}/growth`
pub async fn growth_form(cx: Cx, Path(id): Path<EvaluationId>) -> Result<Response> {
    let view = writing(&cx, id).await?;
    if view.part != Whose::Rater {
        return Err(Error::NotFound);
    }
    let g = &view.evaluation.growth;
    let form = cx
        .form()
        .with("read", view.evaluation.version)
        .with("growth_context", &g.context)
        .with("growth_strengths", &g.strengths)
        .with("growth_goals", &g.goals)
        .with("growth_training", &g.training)
        .with("growth_next", g.next_on.map(|day| day.to_string()).unwrap_or_default());
    Ok(growth_sheet(&cx, id).show_in(&cx, form, Area::Personnel))
}

/// `POST /evaluations/{evaluation}/growth`
pub async fn growth(cx: Cx, Path(id): Path<EvaluationId>, mut form: Form) -> Result<Response> {
    let read = read_version(&form)?;
    let next_on = form.read_optional("growth_next");
    let value = |field: &str| form.value(field).to_owned();
    let growth = Growth {
        context: value("growth_context"),
        strengths: value("growth_strengths"),
        goals: value("growth_goals"),
        training: value("growth_training"),
        next_on,
    };
    if !form.refused() {
        match cx.app.set_growth(&cx.actor, id, read, &growth).await {
            Ok(()) => return Ok(back(&cx, id)),
            Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, id)),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(growth_sheet(&cx, id).show_in(&cx, form, Area::Personnel))
}

/// Fields of the steps, by their name in the address.
fn fields(act: &str, words: &Words) -> Option<Vec<Field>> {
    let ways = |yes: &str, no: &str| vec![Choice::new("no", words.t(no)), Choice::new("back", words.t(yes))];
    Some(match act {
        "hand-in" | "sign" => Vec::new(),
        "review" => vec![
            Field::radios("evaluation_way", ways("evaluation-way-back", "evaluation-way-sign")),
            Field::prose("review_words").optional(),
        ],
        "read" => vec![Field::prose("own_comment").optional()],
        "appeal" => vec![Field::prose("appeal_words")],
        "answer" => vec![
            Field::radios("evaluation_way", ways("evaluation-way-back", "evaluation-way-stands")),
            Field::prose("appeal_answer"),
        ],
        _ => return None,
    })
}

fn step_sheet(cx: &Cx, id: EvaluationId, act: &str) -> Result<Sheet> {
    let path = format!("/evaluations/{id}");
    Ok(Sheet {
        title: cx.words.t(&format!("evaluation-do-{act}")),
        above: cx.words.t("evaluation-one"),
        words: cx.words.t(&format!("evaluation-do-{act}-words")),
        action: format!("{path}/{act}"),
        back: path,
        submit: cx.words.t(&format!("evaluation-do-{act}")),
        fields: fields(act, &cx.words).ok_or(Error::NotFound)?,
    })
}

/// `GET /evaluations/{evaluation}/{act}`
pub async fn step_form(cx: Cx, Path((id, act)): Path<(EvaluationId, String)>) -> Result<Response> {
    fields(&act, &cx.words).ok_or(Error::NotFound)?;
    let view = cx.app.evaluation(&cx.actor, id).await?;
    let form = cx.form().with("read", view.evaluation.version);
    Ok(step_sheet(&cx, id, &act)?.show_in(&cx, form, Area::Personnel))
}

/// `POST /evaluations/{evaluation}/{act}`
pub async fn step(cx: Cx, Path((id, act)): Path<(EvaluationId, String)>, mut form: Form) -> Result<Response> {
    let sheet = step_sheet(&cx, id, &act)?;
    let read = read_version(&form)?;
    let value = |field: &str| form.value(field).to_owned();
    let goes_back = form.value("evaluation_way") == "back";
    let taken = match act.as_str() {
        "hand-in" => Act::HandIn,
        "sign" => Act::Sign,
        "review" => Act::Review { back: goes_back, words: value("review_words") },
        "read" => Act::Read { comment: value("own_comment") },
        "appeal" => Act::Appeal { words: value("appeal_words") },
        _ => Act::Answer { back: goes_back, words: value("appeal_answer") },
    };
    if ["review", "answer"].contains(&act.as_str()) && form.value("evaluation_way").is_empty() {
        form.refuse(commonbeat_domain::Refusal::required("evaluation_way"));
        return Ok(sheet.show_in(&cx, form, Area::Personnel));
    }
    match cx.app.step_evaluation(&cx.actor, id, read, taken).await {
        Ok(()) => return Ok(back(&cx, id)),
        Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, id)),
        Err(error) => form.absorb(error)?,
    }
    Ok(sheet.show_in(&cx, form, Area::Personnel))
}
