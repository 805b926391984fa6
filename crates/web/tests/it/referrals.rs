//! Referrals and the directory of services: as people who browse meet them.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_domain::organization::people::Person;
use commonbeat_town::{Browser, Town};

/// An agreement with the partner at an address that covers referrals, signed by both sides.
async fn agreed(sergeant: &mut Browser, commander: &mut Browser, partner: &mut Browser, at: &str) {
    let new = format!("{at}/agreements/new");
    let form = sergeant.visit(&new).await.ok();
    let typed = [
        ("agreement_title", "A bed tonight"),
        ("agreement_kind", "sharing"),
        ("agreement_purpose", "Nobody who flees sleeps outside."),
        ("agreement_authority", "City code 2-14"),
        ("data_categories", "referrals"),
        ("contact_here", "Sgt. Delgado"),
        ("contact_there", "I. Calloway"),
        ("agreement_security", "Own accounts."),
        ("agreement_retention", "Until the bed is free again."),
        ("agreement_onward", "Nobody."),
        ("agreement_from", "2026-01-01"),
        ("agreement_until", "2027-01-01"),
        ("agreement_review", "2026-06-01"),
    ];
    sergeant.fill_and_submit(&form, &new, &typed).await.ok();
    let paper = sergeant.visit(at).await.ok().link("A bed tonight");
    for who in [commander, partner] {
        let form = who.visit(&format!("{paper}/sign")).await.ok();
        let action = form.attributes("main form", "action")[0].to_owned();
        who.fill_and_submit(&form, &action, &[("signer", "I. Calloway, director")]).await.ok();
    }
}

#[tokio::test]
async fn a_shelter_is_listed_without_its_address_accepts_a_referral_and_loses_it_when_consent_is_taken_back()
{
    let town = Town::new().await;
    let mut sergeant = town.sign_in(Role::Supervisor).await;
    let form = sergeant.visit("/partners/new").await.ok();
    let typed = [
        ("partner_name", "Lantern House"),
        ("sector", "nonprofit"),
        ("partner_services", "Beds and a listening ear."),
        ("partner_eligibility", "People who fled from home."),
        ("partner_address", "12 Hidden Lane"),
        ("address_protected", "yes"),
        ("service_listed", "yes"),
    ];
    sergeant.fill_and_submit(&form, "/partners/new", &typed).await.ok();
    let at = sergeant.visit("/partners").await.ok().link("Lantern House");
    let mut visitor = town.visitor();
    let public = visitor.visit("/services").await.ok();
    assert!(public.has_heading("Lantern House") && public.says("People who fled from home."));
    assert!(!public.html().contains("Hidden Lane") && public.says("for the safety of those who live there"));

    let organization = at.rsplit('/').next().unwrap().parse().unwrap();
    let person = Person { organization: Some(organization), ..town.person(Role::Partner) };
    let mut shelter = town.sign_in_as(&person).await;
    let mut commander = town.sign_in(Role::Commander).await;
    agreed(&mut sergeant, &mut commander, &mut shelter, &at).await;

    let mut officer = town.sign_in(Role::Officer).await;
    let form = officer.visit("/referrals/new").await.ok();
    let service = form.attributes("#referral_service option:nth-child(2)", "value")[0].to_owned();
    let typed = [
        ("referral_service", service.as_str()),
        ("referral_need", "housing"),
        ("hand_over", "warm"),
        ("reach_name", "Ana"),
        ("reach_how", "555-0142, mornings"),
        ("consent_scope", "First name, telephone."),
        ("consent_purpose", "A bed."),
        ("consent_signer", "person"),
        ("consent_way", "paper"),
        ("consent_language", "Spanish"),
        ("consent_signed", "2026-02-16"),
        ("consent_until", "2026-03-16"),
    ];
    let page = officer.fill_and_submit(&form, "/referrals/new", &typed).await;
    let told = page.error("consent_told");
    assert_eq!(told.as_deref(), Some("Please explain this to the person first, then tick it."));
    assert!(page.error("reach_meet").is_some(), "a warm hand-over says who meets whom");
    let mended = [("consent_told", "yes"), ("reach_meet", "At the desk, Tuesday at ten.")];
    let page = officer.fill_and_submit(&page, "/referrals/new", &mended).await.ok();
    assert!(page.says("Sent to the service.") && !page.says("Ana"));
    let list = officer.visit("/referrals").await.ok();
    let referral = list.attributes("main a[href^='/referrals/0']", "href")[0].to_owned();

    assert!(shelter.visit("/workspace").await.ok().says("A roof"));
    let who = format!("{referral}/person");
    assert!(shelter.visit(&who).await.ok().says("555-0142, mornings"));
    assert_eq!(sergeant.get(&who).await.status(), StatusCode::NOT_FOUND, "a supervisor sees how it stands");
    let answer = format!("{referral}/answer");
    let form = shelter.visit(&answer).await.ok();
    let page = shelter.fill_and_submit(&form, &answer, &[]).await;
    assert!(page.error("referral_reply").is_some());
    shelter.fill_and_submit(&page, &answer, &[("referral_reply", "accept")]).await.ok();
    assert!(officer.visit(&referral).await.ok().says("accepted"));

    let back = format!("{referral}/withdraw");
    let form = officer.visit(&back).await.ok();
    let page = officer.fill_and_submit(&form, &back, &[]).await.ok();
    assert!(page.says("The service sees nothing of it any more."));
    assert_eq!(shelter.get(&referral).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(shelter.get(&who).await.status(), StatusCode::NOT_FOUND);
    let start = shelter.visit("/workspace").await.ok();
    assert!(start.says("No longer yours") && !start.says("A roof"));
}
