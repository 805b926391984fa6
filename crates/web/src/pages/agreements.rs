//! Agreements with partners: draft, sign, end.

use axum::response::{IntoResponse, Response};
use commonbeat_app::agreements::AgreementView;
use commonbeat_domain::ids::{AgreementId, OrganizationId};
use commonbeat_domain::partnerships::agreements::{
    Agreement, AgreementKind, AgreementState, DataCategory, Side, Terms,
};
use jiff::civil::Date;

use super::kit::{Field, Line, Part, Record, Sheet, facts, read_version};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::words::Words;

/// An agreement as a line of a list.
pub fn line(words: &Words, a: &Agreement, state: AgreementState) -> Line {
    let days = [("from", words.day(a.terms.from)), ("until", words.day(a.terms.until))];
    Line {
        title: a.terms.title.clone(),
        href: format!("/agreements/{}", a.id),
        note: format!(
            "{} · {}",
            words.t(&format!("agreement-kind-{}", a.terms.kind.name())),
            words.t_args("agreement-days", &days)
        ),
        tag: words.t(&format!("agreement-state-{}", state.name())),
        tone: tone(state),
        ..Line::default()
    }
}

fn tone(state: AgreementState) -> &'static str {
    match state {
        AgreementState::InForce => "good",
        AgreementState::Coming => "here",
        AgreementState::Draft => "warn",
        AgreementState::Ended => "plain",
    }
}

/// `GET /agreements/{agreement}`
pub async fn show(cx: Cx, Path(id): Path<AgreementId>) -> Result<Response> {
    let view = cx.app.agreement(&cx.actor, id).await?;
    let words = &cx.words;
    let (a, at) = (&view.agreement, format!("/agreements/{id}"));
    let mut links = Vec::new();
    if view.may_change {
        links.push((words.t("agreement-change"), format!("{at}/edit")));
    }
    if view.may_note_paper && view.may_sign != Some(Side::Partner) {
        links.push((words.t("agreement-note-paper"), format!("{at}/sign?side=partner")));
    }
    if view.may_end {
        links.push((words.t("agreement-end"), format!("{at}/end")));
    }
    let record = Record {
        title: a.terms.title.clone(),
        above: format!(
            "{} · {}",
            view.organization.name,
            words.t(&format!("agreement-kind-{}", a.terms.kind.name()))
        ),
        words: words.t(&format!("agreement-said-{}", view.state.name())),
        tags: vec![(words.t(&format!("agreement-state-{}", view.state.name())), tone(view.state))],
        links,
        primary: view.may_sign.map(|_| (words.t("agreement-sign"), format!("{at}/sign"))),
        parts: vec![shared(words, a), terms(words, a), signatures(words, &view)],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

fn shared(words: &Words, a: &Agreement) -> Part {
    let name =
        |c: &DataCategory| Line { title: words.t(&format!("data-category-{}", c.name())), ..Line::default() };
    Part {
        lines: a.terms.categories.iter().map(name).collect(),
        plain: true,
        words: words.t("agreement-shared-words"),
        ..Part::new(words.t("agreement-shared"))
    }
}

fn terms(words: &Words, a: &Agreement) -> Part {
    let t = &a.terms;
    let pairs = [
        ("agreement_purpose", t.purpose.clone()),
        ("agreement_authority", t.authority.clone()),
        ("agreement_minimum", t.minimum.clone()),
        ("agreement_security", t.security.clone()),
        ("agreement_retention", t.retention.clone()),
        ("agreement_onward", t.onward.clone()),
        ("contact_here", t.contact_here.clone()),
        ("contact_there", t.contact_there.clone()),
        ("agreement_from", words.day(t.from)),
        ("agreement_until", words.day(t.until)),
        ("agreement_review", words.day(t.review_on)),
    ];
    let pairs = pairs.map(|(field, value)| (words.field(field), value));
    Part { facts: facts(pairs.into()), ..Part::new(words.t("agreement-terms")) }
}

fn signatures(words: &Words, view: &AgreementView) -> Part {
    let a = &view.agreement;
    let side = |side: Side| {
        let said = match a.signed(side) {
            Some(s) if s.on_paper => {
                format!("{}, {} ({})", s.name, words.moment(s.at), words.t("agreement-on-paper"))
            }
            Some(s) => format!("{}, {}", s.name, words.moment(s.at)),
            None => words.t("agreement-not-signed"),
        };
        (words.t(&format!("side-{}", side.name())), said)
    };
    let mut all: Vec<_> = Side::ALL.iter().copied().map(side).collect();
    if let Some(ended) = &a.ended {
        let by = words.t(&format!("side-{}", ended.side.name()));
        all.push((words.t("agreement-ended"), format!("{}, {by}. {}", words.moment(ended.at), ended.reason)));
    }
    Part { facts: all, ..Part::new(words.t("agreement-signatures")) }
}

fn sheet(cx: &Cx, above: String, action: String, back: String) -> Sheet {
    let words = &cx.words;
    let kinds = Choice::named(words, "agreement-kind", AgreementKind::NAMES.iter().copied());
    let categories = Choice::named(words, "data-category", DataCategory::NAMES.iter().copied());
    Sheet {
        title: words.t(if action.ends_with("/new") { "agreement-draft" } else { "agreement-change" }),
        above,
        words: words.t("agreement-form-words"),
        action,
        back,
        submit: words.t("kit-save"),
        fields: vec![
            Field::line("agreement_title"),
            Field::select("agreement_kind", kinds),
            Field::prose("agreement_purpose"),
            Field::prose("agreement_authority"),
            Field::boxes("data_categories", categories),
            Field::prose("agreement_minimum").optional(),
            Field::line("contact_here"),
            Field::line("contact_there"),
            Field::prose("agreement_security"),
            Field::prose("agreement_retention"),
            Field::prose("agreement_onward"),
            Field::day("agreement_from"),
            Field::day("agreement_until"),
            Field::day("agreement_review"),
        ],
    }
}

fn read(form: &mut Form) -> Option<Terms> {
    let kind = form.read::<AgreementKind>("agreement_kind");
    let from = form.read::<Date>("agreement_from");
    let until = form.read::<Date>("agreement_until");
    let review = form.read::<Date>("agreement_review");
    let text = |field: &str| form.value(field).to_owned();
    Some(Terms {
        kind: kind?,
        title: text("agreement_title"),
        purpose: text("agreement_purpose"),
        authority: text("agreement_authority"),
        categories: form.values("data_categories").filter_map(|name| name.parse().ok()).collect(),
        minimum: text("agreement_minimum"),
        contact_here: text("contact_here"),
        contact_there: text("contact_there"),
        security: text("agreement_security"),
        retention: text("agreement_retention"),
        onward: text("agreement_onward"),
        review_on: review?,
        from: from?,
        until: until?,
    })
}

async fn new_sheet(cx: &Cx, id: OrganizationId) -> Result<Sheet> {
    let name = cx.app.partner(&cx.actor, id).await?.organization.name;
    let at = format!("/partners/{id}");
    Ok(sheet(cx, name, format!("{at}/agreements/new"), at))
}

/// `GET /partners/{organization}/agreements/new`
pub async fn new(cx: Cx, Path(id): Path<OrganizationId>) -> Result<Response> {
    let form = cx.form();
    Ok(new_sheet(&cx, id).await?.show(&cx, form))
}

/// `POST /partners/{organization}/agreements/new`
pub async fn draft(cx: Cx, Path(id): Path<OrganizationId>, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    if let Some(terms) = read(&mut form) {
        match cx.app.draft_agreement(&cx.actor, id, terms, &once.0).await {
            Ok(a) => {
                let to = format!("/agreements/{}", a.id);
                return Ok(cx.go_to(to).saying("flash-kit-saved", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(new_sheet(&cx, id).await?.show(&cx, form))
}

fn edit_sheet(cx: &Cx, view: &AgreementView) -> Sheet {
    let at = format!("/agreements/{}", view.agreement.id);
    sheet(cx, view.organization.name.clone(), format!("{at}/edit"), at)
}

/// `GET /agreements/{agreement}/edit`
pub async fn form(cx: Cx, Path(id): Path<AgreementId>) -> Result<Response> {
    let view = cx.app.agreement(&cx.actor, id).await?;
    if !view.may_change {
        return Err(Error::NotFound);
    }
    let t = view.agreement.terms.clone();
    let mut form = cx
        .form()
        .with("read", view.agreement.version)
        .with("agreement_title", t.title)
        .with("agreement_kind", t.kind.name())
        .with("agreement_purpose", t.purpose)
        .with("agreement_authority", t.authority)
        .with("agreement_minimum", t.minimum)
        .with("contact_here", t.contact_here)
        .with("contact_there", t.contact_there)
        .with("agreement_security", t.security)
        .with("agreement_retention", t.retention)
        .with("agreement_onward", t.onward)
        .with("agreement_from", t.from)
        .with("agreement_until", t.until)
        .with("agreement_review", t.review_on);
    for category in t.categories {
        form = form.with("data_categories", category.name());
    }
    Ok(edit_sheet(&cx, &view).show(&cx, form))
}

/// `POST /agreements/{agreement}/edit`
pub async fn save(cx: Cx, Path(id): Path<AgreementId>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    if let Some(terms) = read(&mut form) {
        match cx.app.change_agreement(&cx.actor, id, version, terms).await {
            Ok(_) => {
                let to = format!("/agreements/{id}");
                return Ok(cx.go_to(to).saying("flash-kit-saved", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    let view = cx.app.agreement(&cx.actor, id).await?;
    Ok(edit_sheet(&cx, &view).show(&cx, form))
}

/// For which side.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    side: String,
}

fn sign_sheet(cx: &Cx, view: &AgreementView, side: Side) -> Sheet {
    let at = format!("/agreements/{}", view.agreement.id);
    let paper = side == Side::Partner && view.may_sign != Some(Side::Partner);
    Sheet {
        title: cx.words.t(if paper { "agreement-note-paper" } else { "agreement-sign" }),
        above: format!("{} · {}", view.organization.name, view.agreement.terms.title),
        words: cx.words.t(if paper { "agreement-paper-words" } else { "agreement-sign-words" }),
        action: format!("{at}/sign?side={}", side.name()),
        back: at,
        submit: cx.words.t(if paper { "kit-save" } else { "agreement-sign" }),
        fields: vec![Field::line("signer")],
    }
}

fn side_asked(view: &AgreementView, asked: &Asked) -> Result<Side> {
    match asked.side.parse::<Side>() {
        Ok(Side::Partner) if view.may_note_paper || view.may_sign == Some(Side::Partner) => Ok(Side::Partner),
        _ => view.may_sign.ok_or(Error::NotFound),
    }
}

/// `GET /agreements/{agreement}/sign`
pub async fn sign_form(
    cx: Cx,
    Path(id): Path<AgreementId>,
    axum::extract::Query(asked): axum::extract::Query<Asked>,
) -> Result<Response> {
    let view = cx.app.agreement(&cx.actor, id).await?;
    let side = side_asked(&view, &asked)?;
    let name = cx.person().filter(|_| view.may_sign == Some(side)).map(|p| p.display_name());
    let form = cx.form().with("read", view.agreement.version).with("signer", name.unwrap_or_default());
    Ok(sign_sheet(&cx, &view, side).show(&cx, form))
}

/// `POST /agreements/{agreement}/sign`
pub async fn sign(
    cx: Cx,
    Path(id): Path<AgreementId>,
    axum::extract::Query(asked): axum::extract::Query<Asked>,
    mut form: Form,
) -> Result<Response> {
    let view = cx.app.agreement(&cx.actor, id).await?;
    let side = side_asked(&view, &asked)?;
    let version = read_version(&form)?;
    match cx.app.sign_agreement(&cx.actor, id, version, side, form.value("signer")).await {
        Ok(_) => {
            let to = format!("/agreements/{id}");
            return Ok(cx.go_to(to).saying("flash-agreement-signed", &[]).into_response());
        }
        Err(error) => form.absorb(error)?,
    }
    Ok(sign_sheet(&cx, &view, side).show(&cx, form))
}

fn end_sheet(cx: &Cx, view: &AgreementView) -> Sheet {
    let at = format!("/agreements/{}", view.agreement.id);
    Sheet {
        title: cx.words.t("agreement-end"),
        above: format!("{} · {}", view.organization.name, view.agreement.terms.title),
        words: cx.words.t("agreement-end-words"),
        action: format!("{at}/end"),
        back: at,
        submit: cx.words.t("agreement-end"),
        fields: vec![Field::prose("end_reason")],
    }
}

/// `GET /agreements/{agreement}/end`
pub async fn end_form(cx: Cx, Path(id): Path<AgreementId>) -> Result<Response> {
    let view = cx.app.agreement(&cx.actor, id).await?;
    if !view.may_end {
        return Err(Error::NotFound);
    }
    let form = cx.form().with("read", view.agreement.version);
    Ok(end_sheet(&cx, &view).show(&cx, form))
}

/// `POST /agreements/{agreement}/end`: from this instant on nothing it covered is visible.
pub async fn end(cx: Cx, Path(id): Path<AgreementId>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    match cx.app.end_agreement(&cx.actor, id, version, form.value("end_reason")).await {
        Ok(_) => {
            let to = format!("/agreements/{id}");
            return Ok(cx.go_to(to).saying("flash-agreement-ended", &[]).into_response());
        }
        Err(error) => form.absorb(error)?,
    }
    let view = cx.app.agreement(&cx.actor, id).await?;
    Ok(end_sheet(&cx, &view).show(&cx, form))
}
