//! Who works with whom on what, and where nobody does.

use axum::response::Response;
use commonbeat_domain::ids::OrganizationId;
use commonbeat_domain::partnerships::organizations::OrganizationKind;

use crate::chrome::Area;
use crate::cx::Cx;
use crate::error::Result;
use crate::pages::kit::{Line, Part, Record, cell};

/// `GET /coverage`: who works with whom on what, and where nobody does.
pub async fn coverage(cx: Cx) -> Result<Response> {
    let all = cx.app.coverage(&cx.actor).await?;
    let words = &cx.words;
    let (with, without): (Vec<_>, Vec<_>) =
        all.problems.iter().partition(|(_, partners)| !partners.is_empty());
    let line =
        |(brief, partners): &&(commonbeat_store::problems::Brief, Vec<(OrganizationId, String)>)| Line {
            title: format!("{} {}", brief.reference, brief.title),
            href: format!("/problems/{}", brief.reference),
            note: partners.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", "),
            tag: words.t(&format!("stage-{}", brief.stage.name())),
            ..Line::default()
        };
    let kinds = OrganizationKind::ALL;
    let head = std::iter::once(words.t("field-neighborhood"))
        .chain(kinds.map(|k| words.t(&format!("organization-{}", k.name()))));
    let row = |(area, counts): &(String, std::collections::BTreeMap<&'static str, u32>)| {
        let count = |kind: OrganizationKind| match counts.get(kind.name()) {
            Some(n) => cell(words.number(*n)),
            None => cell(words.t("coverage-nobody")),
        };
        std::iter::once(cell(area.clone())).chain(kinds.map(count)).collect()
    };
    let record = Record {
        title: words.t("page-coverage"),
        words: words.t("coverage-words"),
        links: vec![(words.t("page-partners"), "/partners".into())],
        parts: vec![
            Part {
                words: words.t("coverage-without-words"),
                lines: without.iter().map(line).collect(),
                empty: words.t("coverage-without-none"),
                now: !without.is_empty(),
                ..Part::new(words.t("coverage-without"))
            },
            Part {
                lines: with.iter().map(line).collect(),
                empty: words.t("coverage-with-none"),
                ..Part::new(words.t("coverage-with"))
            },
            Part {
                words: words.t("coverage-areas-words"),
                head: head.collect(),
                rows: all.areas.iter().map(row).collect(),
                empty: words.t("coverage-areas-none"),
                ..Part::new(words.t("coverage-areas"))
            },
        ],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}
