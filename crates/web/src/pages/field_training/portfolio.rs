//! The portfolio of the neighborhood.

use axum::response::Response;
use commonbeat_app::field_training::FieldView;
use commonbeat_domain::ids::FieldTrainingId;
use commonbeat_domain::organization::beats::ProfileKind;
use commonbeat_domain::personnel::field_training::{Entry, Part as Whose};

use super::{path, people, to};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::pages::beats::{Names, name};
use crate::pages::kit::{Act, Line, Part, Record, facts};
use crate::words::Words;

/// `GET /field-training/{field}/portfolio`
pub async fn portfolio(cx: Cx, Path(id): Path<FieldTrainingId>) -> Result<Response> {
    let view = cx.app.field_training(&cx.actor, id).await?;
    let names: Names = cx.app.names(&cx.actor, people(&view.training)).await?;
    let words = &cx.words;
    let t = &view.training;
    let p = &t.portfolio;
    let writes = view.part == Whose::Trainee && p.signed.is_none() && t.ended.is_none();
    let mut parts = vec![area(&view, writes, words)];
    parts.extend(ProfileKind::ALL.iter().filter_map(|kind| found(&view, *kind, writes, words)));
    parts.push(signing(&view, &names, words));
    let (state, tone) = match (&p.signed, &p.presented) {
        (Some(_), _) => ("ft-portfolio-signed", "good"),
        (None, Some(_)) => ("ft-portfolio-presented", ""),
        (None, None) => ("ft-portfolio-open", ""),
    };
    let record = Record {
        title: words.t("ft-portfolio"),
        above: format!("{} · {}", name(&names, words, t.trainee), view.beat),
        words: words.t("ft-portfolio-words"),
        tags: vec![(words.t(state), tone)],
        links: vec![(words.t("ft-one"), path(id)), (view.beat.clone(), format!("/beats/{}", t.beat))],
        primary: writes.then(|| (words.t("ft-do-find"), format!("{}/find/0", path(id)))),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

fn area(view: &FieldView, writes: bool, words: &Words) -> Part {
    let w = &view.training.portfolio.words;
    let all = vec![
        (words.field("area_boundaries"), w.boundaries.clone()),
        (words.field("area_history"), w.history.clone()),
        (words.field("area_people"), w.people.clone()),
        (words.field("area_sources"), w.sources.clone()),
    ];
    Part {
        facts: facts(all),
        empty: words.t("ft-nothing-written"),
        acts: if writes { vec![to(&view.training, "neighborhood", 0, words)] } else { Vec::new() },
        ..Part::new(words.t("ft-area"))
    }
}

/// Entries of a kind; no card for a kind of which nothing was found.
fn found(view: &FieldView, kind: ProfileKind, writes: bool, words: &Words) -> Option<Part> {
    let t = &view.training;
    let out = |e: &Entry| {
        let href = format!("{}/take-out/{}", path(t.id), e.number);
        Act::post(words.t("ft-do-take-out"), href, &[("read", t.version.to_string())]).about(&e.name)
    };
    let line = |e: &Entry| Line {
        title: e.name.clone(),
        text: e.note.clone(),
        acts: if writes { vec![out(e)] } else { Vec::new() },
        ..Line::default()
    };
    let lines: Vec<Line> = t.portfolio.entries.iter().filter(|e| e.kind == kind).map(line).collect();
    let title = words.t(&format!("known-{}", kind.name()));
    (!lines.is_empty()).then(|| Part { lines, plain: true, ..Part::new(title) })
}

/// Presentation and sign-off.
fn signing(view: &FieldView, names: &Names, words: &Words) -> Part {
    let t = &view.training;
    let p = &t.portfolio;
    let signed = p.signed.map(|(who, at)| format!("{}, {}", name(names, words, who), words.date(at)));
    let all = vec![
        (words.field("presented_on"), p.presented.iter().map(|(on, _)| words.day(on)).collect()),
        (words.field("panel_words"), p.presented.iter().map(|(_, said)| said.clone()).collect()),
        (words.t("ft-portfolio-signed"), signed.unwrap_or_default()),
    ];
    let mut acts = Vec::new();
    if view.part == Whose::Coordinator && p.signed.is_none() && t.ended.is_none() {
        acts.push(to(t, "present", 0, words));
        acts.push(to(t, "sign-off", 0, words));
    }
    Part { facts: facts(all), empty: words.t("ft-not-presented"), acts, ..Part::new(words.t("ft-signing")) }
}
