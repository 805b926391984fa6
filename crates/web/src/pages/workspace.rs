//! Where a partner's people begin: their tasks, the problems shared with them, their agreements and own figures.

use axum::response::Response;
use commonbeat_domain::authority::Action;
use commonbeat_domain::partnerships::agreements::DataCategory;

use super::kit::{Line, Part, Record};
use super::partners::{figures, opened, task_line};
use crate::chrome::Area;
use crate::cx::Cx;
use crate::error::Result;

/// `GET /workspace`
pub async fn show(cx: Cx) -> Result<Response> {
    let words = &cx.words;
    let work = match cx.app.workspace(&cx.actor).await {
        Ok(work) => work,
        Err(commonbeat_app::Error::Missing(_)) => return Ok(nowhere(&cx)),
        Err(other) => return Err(other.into()),
    };
    let problem = |brief: &commonbeat_store::problems::Brief| Line {
        title: brief.title.clone(),
        href: format!("/problems/{}", brief.reference),
        note: brief.reference.to_string(),
        tag: words.t(&format!("stage-{}", brief.stage.name())),
        ..Line::default()
    };
    let open = |category| work.open.contains(&category);
    let empty = |category, key: &str| words.t(if open(category) { key } else { "workspace-closed" });
    let mut links = Vec::new();
    if open(DataCategory::Board) && cx.actor.may(Action::UseBoard) {
        links.push((words.t("page-board"), "/board".into()));
    }
    let mut referred = Vec::new();
    if open(DataCategory::Referrals) && cx.actor.may(Action::AnswerReferral) {
        let all = cx.app.referrals(&cx.actor).await?;
        let lines = all.iter().filter(|view| view.referral.open());
        let gone = cx.app.referrals_taken_back(&cx.actor).await?;
        referred.extend(super::referrals::taken_back(words, &gone));
        referred.push(Part {
            lines: lines.map(|view| super::referrals::line(words, view, true)).collect(),
            empty: words.t("referrals-none-theirs"),
            more: Some((words.t("page-referrals"), "/referrals".into())),
            ..Part::new(words.t("referrals-open"))
        });
    }
    if open(DataCategory::Surveys) && cx.actor.may(Action::ReadSurveys) {
        let all = cx.app.surveys(&cx.actor).await?;
        if !all.is_empty() {
            let lines = all.iter().map(|survey| super::surveys::line(words, survey)).collect();
            referred.push(Part { lines, ..Part::new(words.t("page-surveys")) });
        }
    }
    let record = Record {
        title: work.organization.name.clone(),
        above: words.t("page-workspace"),
        words: opened(words, &work.open),
        links,
        parts: referred
            .into_iter()
            .chain([
                Part {
                    lines: work.tasks.iter().map(|line| task_line(words, line)).collect(),
                    empty: empty(DataCategory::Tasks, "workspace-no-tasks"),
                    now: !work.tasks.is_empty(),
                    ..Part::new(words.t("workspace-tasks"))
                },
                Part {
                    lines: work.problems.iter().map(problem).collect(),
                    empty: empty(DataCategory::Problems, "workspace-no-problems"),
                    ..Part::new(words.t("workspace-problems"))
                },
                Part {
                    lines: work
                        .agreements
                        .iter()
                        .map(|(a, state)| super::agreements::line(words, a, *state))
                        .collect(),
                    empty: words.t("agreements-none"),
                    ..Part::new(words.t("agreements"))
                },
                Part {
                    facts: figures(words, &work.figures),
                    words: words.t("workspace-figures-words"),
                    empty: words.t("workspace-no-figures"),
                    ..Part::new(words.t("workspace-figures"))
                },
            ])
            .collect(),
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

/// A partner's account that belongs to no organization yet.
fn nowhere(cx: &Cx) -> Response {
    let title = cx.words.t("page-workspace");
    let words = cx.words.t("workspace-nowhere");
    Record { title, words, ..Record::default() }.show(cx, Area::Partnerships)
}
