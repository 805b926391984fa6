//! Beginning evaluations, giving them to somebody else, and how raters differ. Nothing here shows what stands in one.

use axum::response::{IntoResponse, Response};
use commonbeat_app::evaluations::{NewEvaluation, StatusLine};
use commonbeat_domain::ids::EvaluationId;
use commonbeat_domain::personnel::evaluations::{FEWEST, Part as Whose, RaterDrift, Step};
use commonbeat_store::evaluations::Status;
use jiff::civil::Date;

use super::{stale, step_words, tone};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::form::{Choice, Form};
use crate::pages::beats::{Names, name};
use crate::pages::kit::{Act, Cell, Field, Line, Part, Record, Sheet, cell, read_version};
use crate::words::Words;

fn line(l: &StatusLine, names: &Names, words: &Words) -> Line {
    let s = &l.status;
    let who = |id| name(names, words, id);
    let period = [("from", words.day(s.period.0)), ("until", words.day(s.period.1))];
    let by = [("rater", who(s.rater)), ("reviewer", who(s.reviewer))];
    let left = l.left.iter().map(|part| words.t(&format!("evaluation-left-{}", part.name())));
    let hand = Act::link(words.t("evaluation-hand-over"), format!("/evaluations/{}/hand-over", s.id));
    Line {
        title: who(s.person),
        note: format!(
            "{} · {}",
            words.t_args("evaluation-period", &period),
            words.t_args("evaluation-by", &by)
        ),
        text: left.collect::<Vec<_>>().join(" "),
        tag: step_words(s.step, words),
        tone: if l.left.is_empty() { tone(s.step) } else { "warn" },
        acts: if s.step == Step::Closed { Vec::new() } else { vec![hand.about(who(s.person))] },
        ..Line::default()
    }
}

/// `GET /evaluations/all`: who evaluates whom.
pub async fn all(cx: Cx) -> Result<Response> {
    let all = cx.app.evaluation_statuses(&cx.actor).await?;
    let people: Vec<_> =
        all.iter().flat_map(|l| [l.status.person, l.status.rater, l.status.reviewer]).collect();
    let names = cx.app.names(&cx.actor, people).await?;
    let words = &cx.words;
    let (stuck, rest): (Vec<&StatusLine>, Vec<&StatusLine>) = all.iter().partition(|l| !l.left.is_empty());
    let mut parts = Vec::new();
    if !stuck.is_empty() {
        let lines = stuck.iter().map(|l| line(l, &names, words)).collect();
        parts.push(Part { lines, plain: true, now: true, ..Part::new(words.t("evaluation-stuck")) });
    }
    let lines = rest.iter().map(|l| line(l, &names, words)).collect();
    parts.push(Part { lines, empty: words.t("evaluation-none"), ..Part::new(words.t("evaluation-all")) });
    let record = Record {
        title: words.t("page-evaluations-all"),
        words: words.t("evaluation-all-words"),
        primary: Some((words.t("evaluation-new"), "/evaluations/new".into())),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

fn sheet(cx: &Cx) -> Sheet {
    let words = &cx.words;
    Sheet {
        title: words.t("evaluation-new"),
        above: String::new(),
        words: words.t("evaluation-new-words"),
        action: "/evaluations/new".into(),
        back: "/evaluations/all".into(),
        submit: words.t("evaluation-new-do"),
        fields: vec![
            Field::line("evaluated"),
            Field::line("rater"),
            Field::line("reviewer"),
            Field::day("period_from"),
            Field::day("period_until"),
        ],
    }
}

/// `GET /evaluations/new`
pub async fn new(cx: Cx) -> Result<Response> {
    let form = cx.form();
    Ok(sheet(&cx).show_in(&cx, form, Area::Personnel))
}

/// `POST /evaluations/new`
pub async fn open(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    let (from, until) = (form.read::<Date>("period_from"), form.read::<Date>("period_until"));
    if let (Some(from), Some(until)) = (from, until) {
        let value = |field: &str| form.value(field).to_owned();
        let (person, rater, reviewer) = (value("evaluated"), value("rater"), value("reviewer"));
        let new = NewEvaluation { person, rater, reviewer, period: (from, until) };
        match cx.app.open_evaluation(&cx.actor, new, &once.0).await {
            Ok(_) => return Ok(cx.go_to("/evaluations/all").saying("flash-evaluation", &[]).into_response()),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(sheet(&cx).show_in(&cx, form, Area::Personnel))
}

fn hand_sheet(cx: &Cx, status: &Status, who: String) -> Sheet {
    let words = &cx.words;
    let parts = [Whose::Rater, Whose::Reviewer].map(|p| Choice::new(p.name(), words.field(p.name())));
    Sheet {
        title: words.t("evaluation-hand-over"),
        above: who,
        words: words.t("evaluation-hand-over-words"),
        action: format!("/evaluations/{}/hand-over", status.id),
        back: "/evaluations/all".into(),
        submit: words.t("evaluation-hand-over"),
        fields: vec![Field::radios("evaluation_part", parts.into()), Field::line("handed_to")],
    }
}

async fn hand_page(cx: &Cx, id: EvaluationId, form: Form) -> Result<Response> {
    let status = cx.app.evaluation_status(&cx.actor, id).await?;
    let names = cx.app.names(&cx.actor, [status.person]).await?;
    let form = if form.value("read").is_empty() { form.with("read", status.version) } else { form };
    let who = name(&names, &cx.words, status.person);
    Ok(hand_sheet(cx, &status, who).show_in(cx, form, Area::Personnel))
}

/// `GET /evaluations/{evaluation}/hand-over`
pub async fn hand_over_form(cx: Cx, Path(id): Path<EvaluationId>) -> Result<Response> {
    let form = cx.form();
    hand_page(&cx, id, form).await
}

/// `POST /evaluations/{evaluation}/hand-over`
pub async fn hand_over(cx: Cx, Path(id): Path<EvaluationId>, mut form: Form) -> Result<Response> {
    let read = read_version(&form)?;
    if let Some(part) = form.read::<Whose>("evaluation_part") {
        let to = form.value("handed_to").to_owned();
        match cx.app.hand_over_evaluation(&cx.actor, id, read, (part, &to)).await {
            Ok(()) => {
                return Ok(cx.go_to("/evaluations/all").saying("flash-evaluation", &[]).into_response());
            }
            Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, id)),
            Err(error) => form.absorb(error)?,
        }
    }
    hand_page(&cx, id, form).await
}

/// `GET /evaluations/drift`: how raters differ, in aggregate.
pub async fn drift(cx: Cx) -> Result<Response> {
    let drift = cx.app.rater_drift(&cx.actor).await?;
    let names = cx.app.names(&cx.actor, drift.raters.iter().map(|r| r.rater)).await?;
    let words = &cx.words;
    let two = |value: f64| words.decimal(value, 2);
    let of = |value: Option<f64>| value.map_or_else(|| words.t("drift-few"), two);
    let whole = vec![
        (words.t("drift-people"), words.number(drift.people as u64)),
        (words.t("drift-mean"), of(drift.mean)),
        (words.t("drift-spread"), of(drift.spread)),
        (words.t("drift-hidden"), words.number(drift.hidden as u64)),
    ];
    let row = |r: &RaterDrift| -> Vec<Cell> {
        let people = words.number(r.people as u64);
        vec![cell(name(&names, words, r.rater)), cell(people), cell(two(r.mean)), cell(two(r.spread))]
    };
    let each =
        drift.competencies.iter().map(|(c, mean)| (words.t(&format!("competency-{}", c.name())), of(*mean)));
    let parts = vec![
        Part { facts: whole, ..Part::new(words.t("drift-whole")) },
        Part {
            facts: each.collect(),
            empty: words.t("drift-few"),
            ..Part::new(words.t("drift-competencies"))
        },
        Part {
            head: ["field-rater", "drift-people", "drift-mean", "drift-spread"].map(|k| words.t(k)).into(),
            rows: drift.raters.iter().map(row).collect(),
            empty: words.t("drift-few"),
            ..Part::new(words.t("drift-raters"))
        },
    ];
    let record = Record {
        title: words.t("page-evaluations-drift"),
        words: words.t1("drift-words", "n", FEWEST),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}
