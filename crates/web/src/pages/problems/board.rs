//! The board: open problems by stage, with what is overdue.

use askama::Template;
use axum::extract::Query;
use commonbeat_app::problems::priorities::Column;

use super::unit::Unit;
use super::{area, named, person};
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::Result;
use crate::form::Choice;
use crate::page::Page;

/// The board.
#[derive(Template)]
#[template(path = "problems/board.html")]
pub struct Board {
    chrome: Chrome,
    unit: Unit,
    beats: Vec<Choice>,
    stages: Vec<OneStage>,
}

struct OneStage {
    name: &'static str,
    title: String,
    cards: Vec<Card>,
    total: u64,
    late: u64,
    /// The whole list, where more are in the stage than the board shows.
    more: String,
}

struct Card {
    reference: String,
    title: String,
    note: String,
    review: String,
    late: bool,
    asks: String,
}

/// `GET /problems/board`
pub async fn show(cx: Cx, Query(unit): Query<Unit>) -> Result<Page<Board>> {
    let columns = cx.app.problem_board(&cx.actor, &unit.filter(&cx)).await?;
    let leads: Vec<_> = columns.iter().flat_map(|column| &column.rows).map(|brief| brief.lead).collect();
    let names = cx.app.problem_names(&cx.actor, leads).await?;
    let words = &cx.words;
    let card = |brief: &commonbeat_store::problems::Brief| Card {
        reference: brief.reference.to_string(),
        title: brief.title.clone(),
        note: format!("{} · {}", person(&names, words, brief.lead), area(&names, words, brief.beat)),
        review: words.day(brief.review_on),
        late: brief.review_on < words.today(),
        asks: brief.asks.map(|rank| words.t(&format!("board-asks-{}", rank.name()))).unwrap_or_default(),
    };
    let stage = |column: &Column| {
        let name = column.stage.name();
        let shown = column.rows.len() as u64;
        let list = format!("/problems?stage={name}");
        OneStage {
            name,
            title: words.t(&format!("stage-{name}")),
            cards: column.rows.iter().map(card).collect(),
            total: column.total,
            late: column.late,
            more: if column.total > shown { list } else { String::new() },
        }
    };
    Ok(Page::new(Board {
        beats: named(&cx.app.beats(&cx.actor).await?),
        stages: columns.iter().map(stage).collect(),
        chrome: cx.chrome(Area::Problems),
        unit,
    }))
}
