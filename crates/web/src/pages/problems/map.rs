//! The problem map: where the open problems are, beside a list that says the same.

use askama::Template;
use axum::extract::Query;
use commonbeat_domain::problems::Problem;
use serde_json::json;

use super::unit::Unit;
use super::{area, named, person};
use crate::beat_map::{self, BeatMap};
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::Result;
use crate::form::Choice;
use crate::page::Page;

/// The page.
#[derive(Template)]
#[template(path = "problems/map.html")]
pub struct Map {
    chrome: Chrome,
    unit: Unit,
    beats: Vec<Choice>,
    map: BeatMap,
    placed: Vec<Row>,
    without: Vec<Row>,
    more: bool,
}

struct Row {
    reference: String,
    title: String,
    note: String,
    tag: String,
    tone: &'static str,
}

/// `GET /problems/map`
pub async fn show(cx: Cx, Query(unit): Query<Unit>) -> Result<Page<Map>> {
    let (open, more) = cx.app.open_problems_whole(&cx.actor, &unit.filter(&cx)).await?;
    let names = cx.app.problem_names(&cx.actor, open.iter().map(|p| p.lead).collect::<Vec<_>>()).await?;
    let words = &cx.words;
    let row = |problem: &Problem| {
        let late = problem.review_on < words.today();
        Row {
            reference: problem.reference.to_string(),
            title: problem.title.clone(),
            note: format!(
                "{} · {} · {}",
                problem.reference,
                person(&names, words, problem.lead),
                area(&names, words, problem.beat)
            ),
            tag: if late {
                words.t("problem-review-late")
            } else {
                words.t(&format!("stage-{}", problem.stage.name()))
            },
            tone: if late { "warn" } else { "here" },
        }
    };
    let (mut placed, mut without, mut features, mut areas) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for problem in &open {
        let row = row(problem);
        match problem.shape.as_ref().and_then(|shape| Some((shape, shape.center()?))) {
            Some((shape, center)) => {
                let properties = json!({ "id": row.reference, "name": row.title, "note": row.note, "count": 1,
                                         "href": format!("/problems/{}", row.reference), "tone": row.tone });
                features.push(beat_map::point(center, properties));
                let id = format!("place-{}", row.reference);
                areas.push(beat_map::area(shape, json!({ "id": id, "name": row.title, "level": 2 })));
                placed.push(row);
            }
            None => without.push(row),
        }
    }
    let map = BeatMap::new("map", words.t("problems-map-label")).with("hot", areas).with("circles", features);
    Ok(Page::new(Map {
        beats: named(&cx.app.beats(&cx.actor).await?),
        chrome: cx.chrome(Area::Problems),
        unit,
        map,
        placed,
        without,
        more,
    }))
}
