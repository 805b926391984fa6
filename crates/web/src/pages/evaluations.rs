//! Evaluations: one's own, those one rates or reviews, and who evaluates whom. What stands in one is on no other page.

mod forms;
mod keep;

use axum::response::{IntoResponse, Response};
use commonbeat_app::evaluations::EvaluationView;
use commonbeat_domain::ids::EvaluationId;
use commonbeat_domain::personnel::competencies::Competency;
use commonbeat_domain::personnel::evaluations::{Evaluation, Evidence, Mark, Part as Whose, Rated, Step};

use super::beats::{Names, name};
use super::kit::{Act, Line, Part, Record, facts};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::words::Words;

pub use forms::{growth, growth_form, mark, mark_form, step, step_form};
pub use keep::{all, drift, hand_over, hand_over_form, new, open};

fn tone(step: Step) -> &'static str {
    match step {
        Step::Closed => "good",
        Step::Appealed => "warn",
        _ => "",
    }
}

fn step_words(step: Step, words: &Words) -> String {
    words.t(&format!("evaluation-step-{}", step.name()))
}

fn period(e: &Evaluation, words: &Words) -> String {
    words.t_args("evaluation-period", &[("from", words.day(e.from)), ("until", words.day(e.until))])
}

fn line(e: &Evaluation, part: Whose, names: &Names, words: &Words) -> Line {
    Line {
        title: name(names, words, e.person),
        href: format!("/evaluations/{}", e.id),
        note: format!("{} · {}", period(e, words), words.t(&format!("evaluation-you-{}", part.name()))),
        tag: step_words(e.step, words),
        tone: tone(e.step),
        ..Line::default()
    }
}

/// Those that wait for whoever looks.
pub(super) async fn waiting(cx: &Cx) -> Result<Vec<Line>> {
    let mine = cx.app.evaluations(&cx.actor).await?;
    let names = cx.app.names(&cx.actor, mine.iter().map(|(e, _)| e.person)).await?;
    let waits = mine.iter().filter(|(e, part)| e.waits_for(*part));
    Ok(waits.map(|(e, part)| line(e, *part, &names, &cx.words)).collect())
}

/// Those whose rater or reviewer does not work here any more: somebody has to be put in the place.
pub(super) async fn without_rater(cx: &Cx) -> Result<Vec<Line>> {
    let all = cx.app.evaluation_statuses(&cx.actor).await?;
    let names = cx.app.names(&cx.actor, all.iter().map(|l| l.status.person)).await?;
    let left = all.iter().filter(|line| !line.left.is_empty()).map(|line| Line {
        title: name(&names, &cx.words, line.status.person),
        href: format!("/evaluations/{}/hand-over", line.status.id),
        note: cx.words.t1("evaluation-until", "day", cx.words.day(line.status.period.1)),
        tag: cx.words.t("today-left-tag"),
        tone: "warn",
        ..Line::default()
    });
    Ok(left.collect())
}

/// `GET /evaluations`: those in which one has a part.
pub async fn list(cx: Cx) -> Result<Response> {
    let mine = cx.app.evaluations(&cx.actor).await?;
    let names = cx.app.names(&cx.actor, mine.iter().map(|(e, _)| e.person)).await?;
    let words = &cx.words;
    let lines = |now: bool| -> Vec<Line> {
        let of = mine.iter().filter(|(e, part)| e.waits_for(*part) == now);
        of.map(|(e, part)| line(e, *part, &names, words)).collect()
    };
    let parts = vec![
        Part {
            lines: lines(true),
            empty: words.t("evaluation-none-waits"),
            now: mine.iter().any(|(e, part)| e.waits_for(*part)),
            ..Part::new(words.t("evaluation-waits"))
        },
        Part {
            lines: lines(false),
            empty: words.t("evaluation-none"),
            ..Part::new(words.t("evaluation-others"))
        },
    ];
    let record = Record {
        title: words.t("page-evaluations"),
        words: words.t("evaluation-words"),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

/// `GET /evaluations/{evaluation}`: for the person, the rater and the reviewer.
pub async fn show(cx: Cx, Path(id): Path<EvaluationId>) -> Result<Response> {
    let view = cx.app.evaluation(&cx.actor, id).await?;
    let e = &view.evaluation;
    let mut people = vec![e.person, e.rater, e.reviewer];
    people.extend(e.rated.iter().map(|(who, _)| *who));
    people.extend(e.reviewed.iter().map(|(who, _, _)| *who));
    people.extend(e.earlier.iter().map(|x| x.rater));
    let names: Names = cx.app.names(&cx.actor, people).await?;
    let words = &cx.words;
    let mut parts = vec![who(&view, &names, words)];
    parts.extend(Competency::ALL.iter().map(|c| competency(&view, *c, words)));
    parts.push(growth_part(&view, words));
    parts.extend(answers(&view, words));
    parts.extend(earlier(&view, &names, words));
    let record = Record {
        title: name(&names, words, e.person),
        above: words.t("evaluation-one"),
        words: words.t("evaluation-private"),
        tags: vec![(step_words(e.step, words), tone(e.step))],
        primary: primary(&view, words),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

/// The step that waits for whoever looks.
fn primary(view: &EvaluationView, words: &Words) -> Option<(String, String)> {
    let act = match (view.part, view.evaluation.step) {
        (Whose::Person, Step::Rating) if view.writes => "hand-in",
        (Whose::Rater, Step::Rating) => "sign",
        (Whose::Reviewer, Step::Reviewing) => "review",
        (Whose::Person, Step::Answering) => "read",
        (Whose::Reviewer, Step::Appealed) => "answer",
        _ => return None,
    };
    Some((words.t(&format!("evaluation-do-{act}")), format!("/evaluations/{}/{act}", view.evaluation.id)))
}

fn who(view: &EvaluationView, names: &Names, words: &Words) -> Part {
    let e = &view.evaluation;
    let signed = |who, at: jiff::Timestamp| {
        words.t_args("evaluation-signed", &[("who", name(names, words, who)), ("day", words.date(at))])
    };
    let all = vec![
        (words.t("evaluation-when"), period(e, words)),
        (words.field("rater"), name(names, words, e.rater)),
        (words.field("reviewer"), name(names, words, e.reviewer)),
        (words.t("evaluation-own-at"), e.own_at.map(|at| words.date(at)).unwrap_or_default()),
        (words.t("evaluation-rated-at"), e.rated.map(|(who, at)| signed(who, at)).unwrap_or_default()),
        (
            words.t("evaluation-reviewed-at"),
            e.reviewed.as_ref().map(|(w, at, _)| signed(*w, *at)).unwrap_or_default(),
        ),
        (words.t("evaluation-signed-at"), e.signed.map(|at| words.date(at)).unwrap_or_default()),
    ];
    let said = e.reviewed.iter().map(|(_, _, said)| said.clone()).filter(|said| !said.is_empty());
    Part {
        facts: facts(all),
        lines: said
            .map(|text| Line { title: words.t("evaluation-reviewer-said"), text, ..Line::default() })
            .collect(),
        ..Part::new(words.t("evaluation-who"))
    }
}

fn rated(mark: &Mark, words: &Words) -> String {
    match mark.rated {
        Rated::Open => words.t("evaluation-open"),
        Rated::NotObserved => words.t("evaluation-not-observed"),
        Rated::At(n) => words.t1("evaluation-at", "n", n),
    }
}

fn evidence(e: &Evidence, words: &Words) -> Line {
    let kind = words.t(&format!("evidence-kind-{}", e.kind.name()));
    Line {
        title: e.title.clone(),
        href: e.href.clone(),
        note: format!("{kind} · {}", words.day(e.on)),
        ..Line::default()
    }
}

fn competency(view: &EvaluationView, c: Competency, words: &Words) -> Part {
    let e = &view.evaluation;
    let (mark, own) = (e.marks.of(c), e.own.of(c));
    let shown = |mark: &Mark| *mark != Mark::default();
    let mut all = Vec::new();
    let (mut texts, mut lines) = (Vec::new(), Vec::new());
    for (mark, label) in [(own, "evaluation-own"), (mark, "evaluation-rater")] {
        if shown(mark) {
            all.push((words.t(label), rated(mark, words)));
            texts.extend(Some(mark.words.clone()).filter(|t| !t.is_empty()));
            lines.extend(mark.evidence.iter().map(|e| evidence(e, words)));
        }
    }
    let called = words.t(&format!("competency-{}", c.name()));
    let write = format!("/evaluations/{}/marks/{}", e.id, c.name());
    Part {
        words: words.t(&format!("competency-{}-means", c.name())),
        facts: all,
        texts,
        lines,
        empty: words.t("evaluation-empty"),
        acts: if view.writes {
            vec![Act::link(words.t("evaluation-rate"), write).about(&called)]
        } else {
            Vec::new()
        },
        ..Part::new(called)
    }
}

fn growth_part(view: &EvaluationView, words: &Words) -> Part {
    let g = &view.evaluation.growth;
    let all = vec![
        (words.field("growth_context"), g.context.clone()),
        (words.field("growth_strengths"), g.strengths.clone()),
        (words.field("growth_goals"), g.goals.clone()),
        (words.field("growth_training"), g.training.clone()),
        (words.field("growth_next"), g.next_on.map(|day| words.day(day)).unwrap_or_default()),
    ];
    let write = view.part == Whose::Rater && view.writes;
    let href = format!("/evaluations/{}/growth", view.evaluation.id);
    Part {
        facts: facts(all),
        empty: words.t("evaluation-empty"),
        acts: if write { vec![Act::link(words.t("evaluation-growth-write"), href)] } else { Vec::new() },
        ..Part::new(words.t("evaluation-growth"))
    }
}

/// The person's comment and appeals.
fn answers(view: &EvaluationView, words: &Words) -> Option<Part> {
    let e = &view.evaluation;
    let mut lines = Vec::new();
    if !e.comment.is_empty() {
        lines.push(Line { title: words.field("own_comment"), text: e.comment.clone(), ..Line::default() });
    }
    for appeal in &e.appeals {
        let (title, note) = (words.t("evaluation-appeal"), words.date(appeal.at));
        lines.push(Line { title, note, text: appeal.words.clone(), ..Line::default() });
        if let Some((answer, back, at)) = &appeal.answer {
            let said = if *back { "evaluation-appeal-back" } else { "evaluation-appeal-stands" };
            let title = words.t(said);
            lines.push(Line { title, note: words.date(at), text: answer.clone(), ..Line::default() });
        }
    }
    let may = view.part == Whose::Person && e.step == Step::Answering;
    let appeal = Act::link(words.t("evaluation-do-appeal"), format!("/evaluations/{}/appeal", e.id));
    let part = Part {
        lines,
        empty: words.t("evaluation-answer-words"),
        acts: if may { vec![appeal] } else { Vec::new() },
        ..Part::new(words.t("evaluation-answers"))
    };
    (may || !part.lines.is_empty()).then_some(part)
}

/// What raters wrote who were relieved before they signed.
fn earlier(view: &EvaluationView, names: &Names, words: &Words) -> Option<Part> {
    let line = |x: &commonbeat_domain::personnel::evaluations::Earlier| {
        let marks = x.marks.each().filter(|(_, m)| **m != Mark::default());
        let one = |(c, m): (Competency, &Mark)| {
            format!("{}: {}", words.t(&format!("competency-{}", c.name())), rated(m, words))
        };
        Line {
            title: name(names, words, x.rater),
            note: words.t1("evaluation-until", "day", words.date(x.until)),
            text: marks.map(one).collect::<Vec<_>>().join(" · "),
            ..Line::default()
        }
    };
    let lines: Vec<Line> = view.evaluation.earlier.iter().map(line).collect();
    let part = Part {
        lines,
        words: words.t("evaluation-earlier-words"),
        ..Part::new(words.t("evaluation-earlier"))
    };
    (!part.lines.is_empty()).then_some(part)
}

fn stale(cx: &Cx, id: EvaluationId) -> crate::error::Error {
    let (record, edit) = (cx.words.t("evaluation-one"), format!("/evaluations/{id}"));
    let stale = crate::error::Stale { record, edit, fields: Vec::new(), join: Vec::new() };
    crate::error::Error::Stale(Box::new(stale))
}

fn back(cx: &Cx, id: EvaluationId) -> Response {
    cx.go_to(format!("/evaluations/{id}")).saying("flash-evaluation", &[]).into_response()
}
