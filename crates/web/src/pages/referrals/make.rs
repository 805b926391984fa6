//! A referral is made: the form with the consent.

use axum::response::{IntoResponse, Response};
use commonbeat_domain::ids::OrganizationId;
use commonbeat_domain::partnerships::referrals::{
    ConsentWay, HandOver, Need, NewConsent, NewReferral, Signer, ToReach,
};
use jiff::civil::Date;

use crate::cx::Cx;
use crate::error::Result;
use crate::form::{Choice, Form};
use crate::pages::kit::{Field, Sheet};

async fn sheet(cx: &Cx) -> Result<Sheet> {
    let words = &cx.words;
    let services = cx.app.referral_services(&cx.actor).await?;
    let services = services.iter().map(|o| Choice::new(o.id, &o.name)).collect();
    let named = |prefix: &str, names: &[&'static str]| Choice::named(words, prefix, names.iter().copied());
    Ok(Sheet {
        title: words.t("referral-new"),
        above: String::new(),
        words: words.t("referral-new-words"),
        action: "/referrals/new".into(),
        back: "/referrals".into(),
        submit: words.t("referral-send"),
        fields: vec![
            Field::select("referral_service", services),
            Field::select("referral_need", named("referral-need", Need::NAMES)),
            Field::radios("hand_over", named("hand-over", HandOver::NAMES)),
            Field::title("referral-form-person"),
            Field::line("reach_name"),
            Field::prose("reach_how"),
            Field::prose("reach_meet").optional(),
            Field::title("consent-title"),
            Field::prose("consent_scope"),
            Field::prose("consent_purpose"),
            Field::radios("consent_signer", named("consent-signer", Signer::NAMES)),
            Field::radios("consent_way", named("consent-way", ConsentWay::NAMES)),
            Field::line("consent_language"),
            Field::line("consent_witness").optional(),
            Field::day("consent_signed"),
            Field::day("consent_until"),
            Field::tick("consent_told"),
        ],
    })
}

fn read(form: &mut Form) -> Option<NewReferral> {
    let organization = form.read::<OrganizationId>("referral_service");
    let need = form.read::<Need>("referral_need");
    let hand_over = form.read::<HandOver>("hand_over");
    let signer = form.read::<Signer>("consent_signer");
    let way = form.read::<ConsentWay>("consent_way");
    let signed_on = form.read::<Date>("consent_signed");
    let until = form.read::<Date>("consent_until");
    let text = |field: &str| form.value(field).to_owned();
    let consent = NewConsent {
        scope: text("consent_scope"),
        purpose: text("consent_purpose"),
        way: way?,
        signer: signer?,
        language: text("consent_language"),
        witness: text("consent_witness"),
        signed_on: signed_on?,
        until: until?,
        told: form.has("consent_told", "yes"),
    };
    let person = ToReach { name: text("reach_name"), reach: text("reach_how"), meet: text("reach_meet") };
    Some(NewReferral { organization: organization?, need: need?, hand_over: hand_over?, consent, person })
        .filter(|_| !form.refused())
}

/// `GET /referrals/new`
pub async fn new(cx: Cx) -> Result<Response> {
    let form = cx.form().with("consent_signed", cx.words.today());
    Ok(sheet(&cx).await?.show(&cx, form))
}

/// `POST /referrals/new`
pub async fn create(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    if let Some(new) = read(&mut form) {
        match cx.app.make_referral(&cx.actor, new, &once.0).await {
            Ok(referral) => {
                let to = format!("/referrals/{}", referral.id);
                return Ok(cx.go_to(to).saying("flash-referral-sent", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(sheet(&cx).await?.show(&cx, form))
}
