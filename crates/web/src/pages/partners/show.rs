//! A partner with all that is kept: agreements, tasks, problems, its record, what was shared.

use axum::extract::Query;
use axum::response::Response;
use commonbeat_app::partners::PartnerView;
use commonbeat_domain::authority::{Action, Reach};
use commonbeat_domain::ids::{DisseminationId, OrganizationId};
use commonbeat_domain::partnerships::agreements::DataCategory;
use commonbeat_domain::partnerships::figures::TaskFigures;
use commonbeat_domain::partnerships::shares::Dissemination;
use serde::Deserialize;

use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::pages::agreements::line as agreement_line;
use crate::pages::kit::{Act, Cell, Line, Part, Record, cell, facts};
use crate::words::Words;

/// Lines of the log on one page.
const LOG: u64 = 50;

/// `GET /partners/{organization}`
pub async fn show(cx: Cx, Path(id): Path<OrganizationId>) -> Result<Response> {
    let view = cx.app.partner(&cx.actor, id).await?;
    let words = &cx.words;
    let o = &view.organization;
    let state = if o.merged_into.is_some() { "merged" } else { o.record.state.name() };
    let mut links = Vec::new();
    if view.may_manage {
        links.push((words.t("partner-change"), format!("/partners/{id}/edit")));
        if cx.actor.reach(Action::SignAgreement) == Some(Reach::Agency) {
            links.push((words.t("partner-merge"), format!("/partners/{id}/merge")));
        }
    }
    let record = Record {
        title: o.name.clone(),
        above: words.t(&format!("organization-{}", o.kind.name())),
        tags: vec![(
            words.t(&format!("partner-state-{state}")),
            if state == "active" { "good" } else { "plain" },
        )],
        links,
        primary: view
            .may_manage
            .then(|| (words.t("agreement-draft"), format!("/partners/{id}/agreements/new"))),
        parts: vec![
            agreements_part(&cx, &view),
            tasks_part(words, &view),
            problems_part(&cx, &view),
            about_part(words, &view),
            log_part(words, id, &view.log),
        ],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

fn agreements_part(cx: &Cx, view: &PartnerView) -> Part {
    Part {
        words: opened(&cx.words, &view.open),
        lines: view.agreements.iter().map(|(a, state)| agreement_line(&cx.words, a, *state)).collect(),
        empty: cx.words.t("agreements-none"),
        ..Part::new(cx.words.t("agreements"))
    }
}

/// What is open to the partner now, in a sentence.
pub fn opened(words: &Words, open: &[DataCategory]) -> String {
    if open.is_empty() {
        return words.t("partner-nothing-open");
    }
    let names: Vec<String> = open.iter().map(|c| words.t(&format!("data-category-{}", c.name()))).collect();
    words.t1("partner-open", "what", names.join("; "))
}

fn tasks_part(words: &Words, view: &PartnerView) -> Part {
    Part {
        facts: figures(words, &view.figures),
        lines: view.tasks.iter().map(|line| task_line(words, line)).collect(),
        empty: words.t("partner-no-tasks"),
        ..Part::new(words.t("partner-tasks-title"))
    }
}

/// A partner's figures as names and values.
pub fn figures(words: &Words, n: &TaskFigures) -> Vec<(String, String)> {
    let count = |key: &str, n: u32| (words.t(key), if n == 0 { String::new() } else { words.number(n) });
    let kept = n.kept().map(|(part, whole)| {
        let counts = [("part", words.number(part)), ("whole", words.number(whole))];
        let share = words.percent(f64::from(part) / f64::from(whole));
        format!("{share} ({})", words.t_args("share-of", &counts))
    });
    facts(vec![
        (words.t("figures-kept"), kept.unwrap_or_default()),
        count("figures-open", n.open),
        count("figures-late", n.late),
        count("figures-waiting", n.waiting),
    ])
}

/// A task as a line.
pub fn task_line(words: &Words, line: &commonbeat_app::tasks::TaskLine) -> Line {
    let late = line.overdue;
    let due = words.t1("task-due", "day", words.day(line.task.due));
    Line {
        title: line.task.what.clone(),
        href: format!("/tasks/{}", line.task.id),
        note: format!("{} {}", line.problem.reference, line.problem.title),
        tag: if late { words.t("task-late") } else { due },
        tone: if late { "warn" } else { "" },
        ..Line::default()
    }
}

fn problems_part(cx: &Cx, view: &PartnerView) -> Part {
    let words = &cx.words;
    let id = view.organization.id;
    let works = cx.actor.may(Action::WorkProblem) && view.may_manage;
    let line = |brief: &commonbeat_store::problems::Brief| Line {
        title: brief.title.clone(),
        href: format!("/problems/{}", brief.reference),
        note: brief.reference.to_string(),
        tag: words.t(&format!("stage-{}", brief.stage.name())),
        acts: match works {
            true => vec![
                Act::post(
                    words.t("partner-unshare"),
                    format!("/partners/{id}/unshare"),
                    &[("shared_problem", brief.reference.to_string())],
                )
                .about(&brief.title),
            ],
            false => Vec::new(),
        },
        ..Line::default()
    };
    let covers = view.open.contains(&DataCategory::Problems);
    Part {
        words: words.t(if covers { "partner-problems-words" } else { "partner-problems-closed" }),
        lines: view.problems.iter().map(line).collect(),
        plain: true,
        empty: words.t("partner-no-problems"),
        acts: match works && covers {
            true => vec![Act::link(words.t("partner-share"), format!("/partners/{id}/share"))],
            false => Vec::new(),
        },
        ..Part::new(words.t("partner-problems"))
    }
}

fn about_part(words: &Words, view: &PartnerView) -> Part {
    let r = &view.organization.record;
    let protected = if r.address_protected && !r.address.is_empty() {
        words.t("partner-address-protected")
    } else {
        String::new()
    };
    let pairs = [
        ("legal_name", r.legal_name.clone()),
        ("partner_contact", r.contact.clone()),
        ("partner_email", r.email.clone()),
        ("partner_phone", r.phone.clone()),
        ("partner_address", if protected.is_empty() { r.address.clone() } else { protected }),
        ("partner_covers", r.covers.clone()),
        ("partner_languages", r.languages.clone()),
        ("partner_offers", r.offers.clone()),
        ("partner_services", r.services.clone()),
        ("partner_eligibility", r.eligibility.clone()),
        ("partner_capacity", r.capacity.clone()),
        ("partner_opening", r.opening.clone()),
        ("partner_vetting", r.vetting.clone()),
        ("last_contact", r.last_contact.map(|day| words.day(day)).unwrap_or_default()),
    ];
    let mut all: Vec<(String, String)> = pairs.map(|(field, value)| (words.field(field), value)).into();
    all.push((words.t("partner-people"), view.people.join(", ")));
    Part { facts: facts(all), empty: words.t("partner-about-none"), ..Part::new(words.t("partner-about")) }
}

fn log_part(words: &Words, id: OrganizationId, log: &[(Dissemination, String)]) -> Part {
    Part {
        words: words.t("partner-log-words"),
        head: log_head(words),
        rows: log.iter().map(|(line, name)| log_row(words, line, name)).collect(),
        empty: words.t("partner-log-none"),
        more: Some((words.t("partner-log-all"), format!("/partners/{id}/log"))),
        ..Part::new(words.t("partner-log"))
    }
}

fn log_head(words: &Words) -> Vec<String> {
    ["log-what", "log-how", "log-who", "log-when"].map(|key| words.t(key)).into()
}

fn log_row(words: &Words, line: &Dissemination, name: &str) -> Vec<Cell> {
    let what = words.t(&format!("data-category-{}", line.category.name()));
    vec![
        cell(format!("{} · {what}", line.what)),
        cell(words.t(&format!("passed-{}", line.how.name()))),
        cell(name),
        cell(words.moment(line.at)),
    ]
}

/// Where the log goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    before: Option<DisseminationId>,
}

/// `GET /partners/{organization}/log`
pub async fn log(cx: Cx, Path(id): Path<OrganizationId>, Query(asked): Query<Before>) -> Result<Response> {
    let view = cx.app.partner(&cx.actor, id).await?;
    let lines = cx.app.dissemination_log(&cx.actor, id, asked.before, LOG + 1).await?;
    let words = &cx.words;
    let shown = lines.iter().take(LOG as usize);
    let next = lines.get(LOG as usize - 1).filter(|_| lines.len() as u64 > LOG);
    let record = Record {
        title: words.t("partner-log"),
        above: view.organization.name,
        words: words.t("partner-log-words"),
        links: vec![(words.t("kit-back"), format!("/partners/{id}"))],
        parts: vec![Part {
            head: log_head(words),
            rows: shown.map(|(line, name)| log_row(words, line, name)).collect(),
            empty: words.t("partner-log-none"),
            more: next
                .map(|(last, _)| (words.t("pager-next"), format!("/partners/{id}/log?before={}", last.id))),
            ..Part::new(words.t("partner-log-lines"))
        }],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}
