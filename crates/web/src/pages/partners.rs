//! Partners: the list, a partner with all that is kept, what is opened to it, who works with whom.

mod coverage;
mod form;
mod shared;
mod show;

use axum::extract::Query;
use axum::response::Response;
use commonbeat_app::agreements::Ending;
use commonbeat_app::partners::PartnerLine;
use commonbeat_domain::authority::Action;
use commonbeat_domain::partnerships::organizations::{OrganizationKind, PartnerState};
use serde::Deserialize;

use super::kit::{Line, Part, Record};
use crate::chrome::Area;
use crate::cx::Cx;
use crate::error::Result;
use crate::words::Words;

pub use coverage::coverage;
pub use form::{add, form, new, save};
pub use shared::{merge, merge_form, share, share_form, unshare};
pub use show::{figures, log, opened, show, task_line};

/// Which partners to list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
}

/// `GET /partners`
pub async fn list(cx: Cx, Query(asked): Query<Asked>) -> Result<Response> {
    let words = &cx.words;
    let kind: Option<OrganizationKind> = asked.kind.parse().ok();
    let all = cx.app.partners(&cx.actor, kind).await?;
    let ending = cx.app.agreements_ending(&cx.actor).await?;
    let mut parts = Vec::new();
    if !ending.is_empty() {
        parts.push(Part {
            lines: ending.iter().map(|e| ending_line(words, e)).collect(),
            now: true,
            ..Part::new(words.t("partners-ending"))
        });
    }
    for kind in OrganizationKind::ALL.into_iter().filter(|k| kind.is_none_or(|wanted| wanted == *k)) {
        let own = all.iter().filter(|l| l.organization.kind == kind);
        parts.push(Part {
            lines: own.map(|l| partner_line(words, l)).collect(),
            empty: words.t("partners-none"),
            ..Part::new(words.t(&format!("organization-{}", kind.name())))
        });
    }
    let may = cx.actor.may(Action::ManagePartners);
    let record = Record {
        title: words.t("page-partners"),
        words: words.t("partners-words"),
        links: vec![(words.t("page-coverage"), "/coverage".into())],
        primary: may.then(|| (words.t("partner-add"), "/partners/new".into())),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

fn ending_line(words: &Words, e: &Ending) -> Line {
    let review = e.day == e.agreement.terms.review_on;
    Line {
        title: e.agreement.terms.title.clone(),
        href: format!("/agreements/{}", e.agreement.id),
        note: e.partner.clone(),
        tag: words.t1(
            if review { "agreement-review-by" } else { "agreement-ends-on" },
            "day",
            words.day(e.day),
        ),
        tone: "warn",
        ..Line::default()
    }
}

fn partner_line(words: &Words, line: &PartnerLine) -> Line {
    let record = &line.organization.record;
    let (tag, tone) = match (line.open.is_empty(), record.state) {
        (true, PartnerState::Active) => (words.t("partner-no-agreement"), "plain"),
        (_, PartnerState::Active) => (words.t("partner-agreement"), "good"),
        (_, state) => (words.t(&format!("partner-state-{}", state.name())), "plain"),
    };
    let tasks = match (line.tasks, line.late) {
        (0, _) => String::new(),
        (n, 0) => words.t_n("partner-tasks", n),
        (n, late) => format!("{}, {}", words.t_n("partner-tasks", n), words.t_n("partner-late", late)),
    };
    Line {
        title: line.organization.name.clone(),
        href: format!("/partners/{}", line.organization.id),
        note: [record.offers.clone(), tasks]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        tag,
        tone,
        ..Line::default()
    }
}
