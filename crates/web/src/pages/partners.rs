//! Partners: the list, a partner with all that is kept, what is opened to it, who works with whom.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::agreements::Ending;
use commonbeat_app::partners::{PartnerLine, PartnerView};
use commonbeat_domain::authority::{Action, Reach};
use commonbeat_domain::ids::{DisseminationId, OrganizationId};
use commonbeat_domain::partnerships::agreements::DataCategory;
use commonbeat_domain::partnerships::figures::TaskFigures;
use commonbeat_domain::partnerships::organizations::{OrganizationKind, PartnerRecord, PartnerState};
use commonbeat_domain::partnerships::shares::Dissemination;
use commonbeat_domain::{Reference, Refusal, text};
use serde::Deserialize;

use super::agreements::line as agreement_line;
use super::kit::{Act, Cell, Field, Line, Part, Record, Sheet, cell, facts, read_version};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::words::Words;

/// Lines of the log on one page.
const LOG: u64 = 50;

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

fn sheet(cx: &Cx, title: String, action: String, back: String, new: bool) -> Sheet {
    let words = &cx.words;
    let mut fields = vec![Field::line("partner_name")];
    if new {
        let kinds = Choice::named(words, "organization", OrganizationKind::ALL.map(OrganizationKind::name));
        fields.push(Field::radios("sector", kinds));
    }
    let states = Choice::named(words, "partner-state", PartnerState::NAMES.iter().copied());
    fields.extend([
        Field::select("partner_state", states),
        Field::prose("partner_offers").optional(),
        Field::title("partner-form-contact"),
        Field::line("partner_contact").optional(),
        Field::line("partner_email").optional(),
        Field::line("partner_phone").optional(),
        Field::line("partner_address").optional(),
        Field::tick("address_protected"),
        Field::day("last_contact").optional(),
        Field::title("partner-form-services"),
        Field::line("partner_covers").optional(),
        Field::line("partner_languages").optional(),
        Field::prose("partner_services").optional(),
        Field::prose("partner_eligibility").optional(),
        Field::line("partner_capacity").optional(),
        Field::prose("partner_opening").optional(),
        Field::title("partner-form-kept"),
        Field::line("legal_name").optional(),
        Field::prose("partner_vetting").optional(),
    ]);
    Sheet {
        title,
        above: String::new(),
        words: String::new(),
        action,
        back,
        submit: words.t("kit-save"),
        fields,
    }
}

fn read(form: &mut Form) -> Option<PartnerRecord> {
    let state = form.read::<PartnerState>("partner_state");
    let last_contact = form.read_optional("last_contact");
    let text = |field: &str| form.value(field).to_owned();
    Some(PartnerRecord {
        legal_name: text("legal_name"),
        contact: text("partner_contact"),
        email: text("partner_email"),
        phone: text("partner_phone"),
        address: text("partner_address"),
        address_protected: form.has("address_protected", "yes"),
        covers: text("partner_covers"),
        languages: text("partner_languages"),
        services: text("partner_services"),
        eligibility: text("partner_eligibility"),
        capacity: text("partner_capacity"),
        opening: text("partner_opening"),
        offers: text("partner_offers"),
        vetting: text("partner_vetting"),
        state: state?,
        last_contact,
    })
    .filter(|_| !form.refused())
}

/// `GET /partners/new`
pub async fn new(cx: Cx) -> Response {
    let form = cx.form().with("partner_state", PartnerState::Active.name());
    sheet(&cx, cx.words.t("partner-add"), "/partners/new".into(), "/partners".into(), true).show(&cx, form)
}

/// `POST /partners/new`
pub async fn add(cx: Cx, mut form: Form) -> Result<Response> {
    let kind = form.read::<OrganizationKind>("sector");
    form.take("partner_name", |name| text::line("partner_name", name));
    if let (Some(record), Some(kind)) = (read(&mut form), kind) {
        match cx.app.add_partner(&cx.actor, form.value("partner_name"), kind, record).await {
            Ok(added) => {
                let to = format!("/partners/{}", added.id);
                return Ok(cx.go_to(to).saying("flash-kit-saved", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(sheet(&cx, cx.words.t("partner-add"), "/partners/new".into(), "/partners".into(), true)
        .show(&cx, form))
}

fn edit(cx: &Cx, id: OrganizationId) -> Sheet {
    let at = format!("/partners/{id}");
    sheet(cx, cx.words.t("partner-change"), format!("{at}/edit"), at, false)
}

/// `GET /partners/{organization}/edit`
pub async fn form(cx: Cx, Path(id): Path<OrganizationId>) -> Result<Response> {
    let o = cx.app.partner(&cx.actor, id).await?.organization;
    let r = o.record;
    let form = cx
        .form()
        .with("read", o.version)
        .with("partner_name", o.name)
        .with("legal_name", r.legal_name)
        .with("partner_contact", r.contact)
        .with("partner_email", r.email)
        .with("partner_phone", r.phone)
        .with("partner_address", r.address)
        .with("address_protected", if r.address_protected { "yes" } else { "" })
        .with("partner_covers", r.covers)
        .with("partner_languages", r.languages)
        .with("partner_services", r.services)
        .with("partner_eligibility", r.eligibility)
        .with("partner_capacity", r.capacity)
        .with("partner_opening", r.opening)
        .with("partner_offers", r.offers)
        .with("partner_vetting", r.vetting)
        .with("partner_state", r.state.name())
        .with("last_contact", r.last_contact.map(|d| d.to_string()).unwrap_or_default());
    Ok(edit(&cx, id).show(&cx, form))
}

/// `POST /partners/{organization}/edit`
pub async fn save(cx: Cx, Path(id): Path<OrganizationId>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    if let Some(record) = read(&mut form) {
        match cx.app.change_partner(&cx.actor, id, version, form.value("partner_name"), record).await {
            Ok(_) => {
                let to = format!("/partners/{id}");
                return Ok(cx.go_to(to).saying("flash-kit-saved", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(edit(&cx, id).show(&cx, form))
}

async fn share_sheet(cx: &Cx, id: OrganizationId) -> Result<Sheet> {
    let view = cx.app.partner(&cx.actor, id).await?;
    Ok(Sheet {
        title: cx.words.t("partner-share"),
        above: view.organization.name,
        words: cx.words.t("partner-share-words"),
        action: format!("/partners/{id}/share"),
        back: format!("/partners/{id}"),
        submit: cx.words.t("partner-share"),
        fields: vec![Field::line("shared_problem")],
    })
}

/// `GET /partners/{organization}/share`
pub async fn share_form(cx: Cx, Path(id): Path<OrganizationId>) -> Result<Response> {
    let form = cx.form();
    Ok(share_sheet(&cx, id).await?.show(&cx, form))
}

/// `POST /partners/{organization}/share`: a problem is opened to the partner.
pub async fn share(cx: Cx, Path(id): Path<OrganizationId>, mut form: Form) -> Result<Response> {
    if let Some(at) = form.read::<Reference>("shared_problem") {
        match cx.app.share_problem(&cx.actor, id, &at).await {
            Ok(()) => {
                let to = format!("/partners/{id}");
                return Ok(cx.go_to(to).saying("flash-partner-shared", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(share_sheet(&cx, id).await?.show(&cx, form))
}

/// `POST /partners/{organization}/unshare`: a problem is taken back.
pub async fn unshare(cx: Cx, Path(id): Path<OrganizationId>, mut form: Form) -> Result<Response> {
    let at = form.read::<Reference>("shared_problem").ok_or(Error::NotUnderstood)?;
    cx.app.unshare_problem(&cx.actor, id, &at).await?;
    Ok(cx.go_to(format!("/partners/{id}")).saying("flash-partner-unshared", &[]).into_response())
}

async fn merge_sheet(cx: &Cx, id: OrganizationId) -> Result<(Sheet, i64)> {
    if cx.actor.reach(Action::SignAgreement) != Some(Reach::Agency) {
        return Err(Error::NotFound);
    }
    let own = cx.app.partner(&cx.actor, id).await?.organization;
    let others = cx.app.partners(&cx.actor, Some(own.kind)).await?;
    let choices = others.iter().filter(|l| l.organization.id != id);
    let choices = choices.map(|l| Choice::new(l.organization.id, &l.organization.name)).collect();
    let sheet = Sheet {
        title: cx.words.t("partner-merge"),
        above: own.name,
        words: cx.words.t("partner-merge-words"),
        action: format!("/partners/{id}/merge"),
        back: format!("/partners/{id}"),
        submit: cx.words.t("partner-merge"),
        fields: vec![Field::select("merge_with", choices)],
    };
    Ok((sheet, own.version))
}

/// `GET /partners/{organization}/merge`
pub async fn merge_form(cx: Cx, Path(id): Path<OrganizationId>) -> Result<Response> {
    let (sheet, version) = merge_sheet(&cx, id).await?;
    let form = cx.form().with("read", version);
    Ok(sheet.show(&cx, form))
}

/// `POST /partners/{organization}/merge`
pub async fn merge(cx: Cx, Path(id): Path<OrganizationId>, mut form: Form) -> Result<Response> {
    let (sheet, _) = merge_sheet(&cx, id).await?;
    let version = read_version(&form)?;
    if let Some(into) = form.read::<OrganizationId>("merge_with") {
        match cx.app.merge_partner(&cx.actor, id, version, into).await {
            Ok(_) => {
                let to = format!("/partners/{into}");
                return Ok(cx.go_to(to).saying("flash-partner-merged", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    } else {
        form.refuse(Refusal::required("merge_with"));
    }
    Ok(sheet.show(&cx, form))
}
