//! What waits in the rooms of the organization: evaluations, training, the newsroom.

use commonbeat_domain::authority::Action;

use super::{Item, Section};
use crate::cx::Cx;
use crate::error::Result;
use crate::pages::kit::Line;
use crate::pages::{evaluations, newsroom, training};

/// The sections in which something waits.
pub(super) async fn sections(cx: &Cx) -> Result<Vec<Section>> {
    let mut all = Vec::new();
    let may = |action| cx.actor.may(action);
    if may(Action::AnswerMedia) {
        all.push(section(
            cx,
            ("inquiries", "today-inquiries"),
            newsroom::questions_waiting(cx).await?,
            "/newsroom",
        ));
    }
    if may(Action::ReadNewsroom) {
        all.push(section(cx, ("press", "today-press"), newsroom::releases_waiting(cx).await?, "/newsroom"));
    }
    if may(Action::ReadEvaluations) {
        all.push(section(
            cx,
            ("evaluations", "today-evaluations"),
            evaluations::waiting(cx).await?,
            "/evaluations",
        ));
    }
    if may(Action::OpenEvaluations) {
        all.push(section(
            cx,
            ("left", "today-left"),
            evaluations::without_rater(cx).await?,
            "/evaluations/all",
        ));
    }
    if may(Action::ReadTraining) {
        all.push(section(cx, ("training", "today-training"), training::overdue(cx).await?, "/training"));
    }
    all.retain(|section| !section.items.is_empty());
    Ok(all)
}

fn section(cx: &Cx, (id, title): (&'static str, &str), lines: Vec<Line>, all: &'static str) -> Section {
    let item = |Line { title, href, note, tag, tone, .. }: Line| Item { title, href, note, tag, tone };
    Section {
        id,
        title: cx.words.t(title),
        items: lines.into_iter().map(item).collect(),
        empty: String::new(),
        all,
    }
}
