//! The record of a partner, written and changed.

use axum::response::{IntoResponse, Response};
use commonbeat_domain::ids::OrganizationId;
use commonbeat_domain::partnerships::organizations::{OrganizationKind, PartnerRecord, PartnerState};
use commonbeat_domain::text;

use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::form::{Choice, Form};
use crate::pages::kit::{Field, Sheet, read_version};

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
        Field::tick("service_listed"),
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
        listed: form.has("service_listed", "yes"),
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
        .with("partner_address", if r.address_protected { String::new() } else { r.address })
        .with("address_protected", if r.address_protected { "yes" } else { "" })
        .with("partner_covers", r.covers)
        .with("partner_languages", r.languages)
        .with("partner_services", r.services)
        .with("partner_eligibility", r.eligibility)
        .with("partner_capacity", r.capacity)
        .with("partner_opening", r.opening)
        .with("service_listed", if r.listed { "yes" } else { "" })
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
