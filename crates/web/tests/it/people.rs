//! Coming in, going out, accounts, the trail.

use axum::http::StatusCode;
use commonbeat_auth::totp;
use commonbeat_domain::authority::Role;
use commonbeat_domain::organization::people::Standing;
use commonbeat_town::{Browser, Page, Town};
use jiff::SignedDuration;

const PASSWORD: &str = "tractor 9 lamps";

/// The code an authenticator app shows that was set up from the invitation's page.
fn code(town: &Town, secret: &str) -> String {
    totp::current_code(&totp::Secret::from_base32(secret).unwrap(), town.app.now())
}

fn secret(page: &Page) -> String {
    page.texts("#secret").remove(0)
}

/// An administrator invites Dana; gives the path of the link.
async fn invite(town: &Town) -> String {
    let mut admin = town.sign_in(Role::Administrator).await;
    let list = admin.visit("/people").await.ok();
    let form = admin.visit(&list.link("Invite somebody")).await.ok();
    let fields =
        [("email", "dana@example.org"), ("name", "Dana Ruiz"), ("title", "Ofc."), ("roles", "officer")];
    let page = admin.fill_and_submit(&form, "/people/new", &fields).await.ok();
    assert!(page.has_heading("Invitation for Ofc. Dana Ruiz"));
    let link = page.texts("#link").remove(0);
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
    link.replace("http://127.0.0.1:8080", "")
}

/// Dana accepts and gets her secret.
async fn accept(town: &Town, dana: &mut Browser, path: &str) -> String {
    let page = dana.visit(path).await.ok();
    let secret = secret(&page);
    let fields = [("password", PASSWORD), ("code", &code(town, &secret))];
    let done = dana.fill_and_submit(&page, "", &fields).await.ok();
    assert!(done.has_heading("Keep these recovery codes"));
    assert_eq!(done.texts("#codes li").len(), 10);
    town.clock.advance(SignedDuration::from_mins(1));
    secret
}

async fn sign_in(town: &Town, browser: &mut Browser, path: &str, secret: &str) -> Page {
    let page = browser.visit(path).await.ok();
    let fields = [("email", "dana@example.org"), ("password", PASSWORD), ("code", &code(town, secret))];
    browser.fill_and_submit(&page, "/sign-in", &fields).await
}

#[tokio::test]
async fn somebody_invited_sets_up_password_and_phone_and_comes_in() {
    let town = Town::new().await;
    let path = invite(&town).await;
    let mut dana = town.visitor();
    let page = dana.visit(&path).await.ok();
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.attributes("svg.cb-qr", "role"), ["img"]);
    let poor = dana.fill_and_submit(&page, "", &[("password", "short"), ("code", "1")]).await;
    assert_eq!(poor.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(poor.error("password").unwrap().contains("at least 12 characters"));
    assert!(poor.error("code").unwrap().contains("does not fit"));
    assert_eq!(secret(&poor), secret(&page), "the phone that was set up stays good");

    accept(&town, &mut dana, &path).await;
    assert_eq!(dana.visit("/permissions").await.status(), StatusCode::OK);
    assert_eq!(town.visitor().visit(&path).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_signs_in_goes_on_to_the_page_that_was_asked_for_and_only_on_this_site() {
    let town = Town::new().await;
    let path = invite(&town).await;
    let secret = accept(&town, &mut town.visitor(), &path).await;
    let mut dana = town.visitor();
    let page = sign_in(&town, &mut dana, "/permissions", &secret).await.ok();
    assert!(page.has_heading("Who may do what"));

    town.clock.advance(SignedDuration::from_mins(1));
    let mut tricked = town.visitor();
    sign_in(&town, &mut tricked, "/sign-in?next=//evil.example", &secret).await.ok();
    assert!(tricked.get("/sign-in?next=https://evil.example").await.header("location") == Some("/start"));

    let gone = dana.post("/sign-out", &[]).await;
    assert_eq!(gone.header("location"), Some("/sign-in"));
    assert_eq!(dana.cookie("session"), None);
    assert_eq!(dana.get("/permissions").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_failed_sign_in_keeps_the_address_and_says_what_to_do_and_not_what_was_wrong() {
    let town = Town::new().await;
    let path = invite(&town).await;
    accept(&town, &mut town.visitor(), &path).await;
    let mut said = Vec::new();
    for (email, password) in [("dana@example.org", "wrong"), ("nobody@example.org", PASSWORD)] {
        let mut visitor = town.visitor();
        let page = visitor.visit("/sign-in").await.ok();
        assert!(page.has_heading("Before you sign in"));
        let fields = [("email", email), ("password", password), ("code", "123456")];
        let again = visitor.fill_and_submit(&page, "/sign-in", &fields).await;
        assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((again.field("email"), again.field("password")), (email.to_owned(), String::new()));
        assert_eq!(again.field("code"), "");
        assert!(!again.html().contains("wrong\""));
        said.push(again.errors());
    }
    assert_eq!(said[0], said[1]);
    assert!(said[0][0].contains("ask your administrator"));
}

#[tokio::test]
async fn an_idle_page_is_hidden_and_opens_where_it_was_with_password_and_code() {
    let town = Town::new().await;
    let path = invite(&town).await;
    let mut dana = town.visitor();
    let secret = accept(&town, &mut dana, &path).await;
    let old = dana.cookie("session").unwrap().to_owned();
    town.clock.advance(SignedDuration::from_mins(31));
    let page = dana.visit("/permissions?a=1").await.ok();
    assert!(page.has_heading("Locked"));
    assert!(!page.html().contains("Who may do what"));
    let fields = [("password", PASSWORD), ("code", &code(&town, &secret))];
    let page = dana.fill_and_submit(&page, "/lock", &fields).await.ok();
    assert_eq!(page.path(), "/permissions?a=1");
    assert_ne!(dana.cookie("session"), Some(old.as_str()));

    let locked = dana.post("/lock/now", &[]).await;
    assert_eq!(locked.header("location"), Some("/lock"));
    assert_eq!(dana.get("/account").await.header("location"), Some("/lock?next=/account"));
    dana.post("/sign-out", &[]).await;
    assert_eq!(dana.get("/account").await.header("location"), Some("/sign-in?next=/account"));
}

#[tokio::test]
async fn an_administrator_changes_roles_and_they_hold_at_the_next_click() {
    let town = Town::new().await;
    let analyst = town.person(Role::Analyst);
    town.add_person(&analyst).await;
    let mut admin = town.sign_in(Role::Administrator).await;
    let path = format!("/people/{}", analyst.id);
    let page = admin.visit(&path).await.ok();
    let stale = page.form(&path).values;
    let saved = admin.fill_and_submit(&page, &path, &[("roles", "officer")]).await.ok();
    assert!(saved.html().contains("Saved."));
    let mut browser = town.sign_in(Role::Analyst).await;
    assert!(browser.visit("/account").await.ok().says("Officer"));

    let fields: Vec<_> = stale.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let late = admin.post(&path, &fields).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    assert!(late.says("Analyst") && late.says("Officer"));
}

#[tokio::test]
async fn an_account_is_locked_opened_and_the_last_administrator_stays() {
    let town = Town::new().await;
    let officer = town.person(Role::Officer);
    town.add_person(&officer).await;
    let mut admin = town.sign_in(Role::Administrator).await;
    let path = format!("/people/{}", officer.id);
    let act = format!("{path}/account");
    let page = admin.post(&act, &[("version", "1"), ("do", "lock")]).await;
    assert!(admin.follow(page).await.ok().says("Locked"));
    assert_eq!(town.sign_in(Role::Officer).await.get("/account").await.status(), StatusCode::SEE_OTHER);
    admin.post(&act, &[("version", "2"), ("do", "unlock")]).await;
    let person = town.app.person(&town.operator, officer.id).await.unwrap();
    assert_eq!(person.standing, Standing::Active);

    let own = format!("/people/{}/account", town.person(Role::Administrator).id);
    let refused = admin.post(&own, &[("version", "1"), ("do", "close")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.errors()[0].contains("last administrator"));
    assert_eq!(
        town.sign_in(Role::Supervisor).await.post(&act, &[("do", "lock")]).await.status(),
        StatusCode::NOT_FOUND
    );
    assert!(
        !town.sign_in(Role::Supervisor).await.visit(&path).await.ok().html().contains("Close the account")
    );
}

#[tokio::test]
async fn people_of_another_agency_are_not_there() {
    let town = Town::new().await;
    let mut stranger = town.stranger(Role::Administrator).await;
    let officer = town.person(Role::Officer);
    town.add_person(&officer).await;
    let path = format!("/people/{}", officer.id);
    assert_eq!(stranger.get(&path).await.status(), StatusCode::NOT_FOUND);
    let list = stranger.visit("/people").await.ok();
    assert_eq!(list.texts("tbody tr").len(), 1);
    assert!(!list.says("@millbrook.test"));
}

#[tokio::test]
async fn people_see_where_they_are_signed_in_and_end_the_rest() {
    let town = Town::new().await;
    let path = invite(&town).await;
    let (mut first, mut second) = (town.visitor(), town.visitor());
    let secret = accept(&town, &mut first, &path).await;
    sign_in(&town, &mut second, "/sign-in", &secret).await;
    let page = second.visit("/account").await.ok();
    assert_eq!(page.texts("tbody tr").len(), 2);
    let page = second.fill_and_submit(&page, "/account/sessions/others", &[]).await.ok();
    assert_eq!(page.texts("tbody tr").len(), 1);
    assert_eq!(first.get("/account").await.status(), StatusCode::SEE_OTHER);
    let page = second.fill_and_submit(&page, "/account/language", &[("language", "es")]).await.ok();
    assert_eq!(page.attributes("html", "lang"), ["es"]);
}

#[tokio::test]
async fn an_auditor_reads_the_trail_verifies_it_and_takes_the_head_away() {
    let town = Town::new().await;
    let mut visitor = town.visitor();
    visitor.post("/sign-in", &[("email", "a@b.org"), ("password", "x"), ("code", "1")]).await;
    town.sign_in(Role::Partner).await.get("/audit").await;
    let mut auditor = town.sign_in(Role::Auditor).await;
    let tried = auditor.visit("/audit?act=access.").await.ok();
    assert!(tried.texts("tbody tr")[0].contains("Robin partner") && tried.says("GET /audit"));
    let page = auditor.visit("/audit").await.ok();
    assert!(page.says("Not reviewed in these seven days."));
    let refused = auditor.visit("/audit?act=sign_in.").await.ok();
    assert_eq!(refused.texts("tbody tr").len(), 1);
    let page = auditor.fill_and_submit(&page, "/audit/verify", &[]).await.ok();
    assert!(page.says("whole"));
    let head = page.texts("#head-now").remove(0);
    let page = auditor.fill_and_submit(&page, "/audit/verify", &[("head", &head)]).await.ok();
    assert!(page.says("each fits the one before"));
    let page = auditor.fill_and_submit(&page, "/audit/verify", &[("head", "nonsense")]).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.field("head"), "nonsense");
    auditor.post("/audit/review", &[]).await;
    assert!(auditor.visit("/audit").await.ok().says("Reviewed in these seven days."));
    let csv = auditor.get("/audit.csv?act=agency.").await;
    assert_eq!(csv.html().lines().count(), 2);
}

#[tokio::test]
async fn every_role_begins_on_a_page_of_its_own() {
    let town = Town::new().await;
    for role in Role::ALL {
        let page = town.sign_in(role).await.visit("/start").await.ok();
        assert!(page.path() != "/start", "{role}");
    }
}

#[tokio::test]
async fn what_counts_asks_for_a_proof_and_goes_on_where_one_was() {
    let town = Town::new().await;
    let path = invite(&town).await;
    let mut dana = town.visitor();
    let secret = accept(&town, &mut dana, &path).await;
    town.clock.advance(SignedDuration::from_mins(20));
    let form = dana.visit("/account/password").await.ok();
    let chosen = [("password", "four grey owls & 1 song")];
    let asked = dana.fill_and_submit(&form, "/account/password", &chosen).await;
    assert_eq!(asked.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.has_heading("Is it still you?"));
    assert_eq!(asked.header("cache-control"), Some("private, no-store"));
    let empty = dana.fill_and_submit(&asked, "/account/password", &[("proof-code", " ")]).await;
    assert!(empty.error("proof-code").is_some());
    let wrong = dana.fill_and_submit(&empty, "/account/password", &[("proof-code", "000000")]).await;
    assert!(wrong.error("proof-code").unwrap().contains("wait for a fresh one"));
    town.clock.advance(SignedDuration::from_mins(1));
    let right = [("proof-code", code(&town, &secret))];
    let right = right.each_ref().map(|(name, value)| (*name, value.as_str()));
    let done = dana.fill_and_submit(&wrong, "/account/password", &right).await.ok();
    assert!(done.says("The password is changed."));
    let codes = dana.post("/account/codes", &[]).await.ok();
    assert_eq!(codes.texts("#codes li").len(), 10, "the proof holds for a while");

    town.clock.advance(SignedDuration::from_mins(1));
    let fields = [("email", "dana@example.org"), ("password", chosen[0].1), ("code", &code(&town, &secret))];
    let mut again = town.visitor();
    let page = again.visit("/sign-in?next=/account").await.ok();
    assert!(again.fill_and_submit(&page, "/sign-in", &fields).await.ok().says("10 recovery codes are left."));
}

#[tokio::test]
async fn another_phone_is_set_up_by_oneself() {
    let town = Town::new().await;
    let path = invite(&town).await;
    let mut dana = town.visitor();
    accept(&town, &mut dana, &path).await;
    let page = dana.visit("/account/phone").await.ok();
    let new = secret(&page);
    let poor = dana.fill_and_submit(&page, "/account/phone", &[("code", "000000")]).await;
    assert!(poor.error("code").unwrap().contains("does not fit"));
    assert_eq!(secret(&poor), new, "the phone that was set up stays good");
    let done = dana.fill_and_submit(&poor, "/account/phone", &[("code", &code(&town, &new))]).await.ok();
    assert!(done.says("From now on the new phone shows your codes."));
    town.clock.advance(SignedDuration::from_mins(1));
    assert!(
        sign_in(&town, &mut town.visitor(), "/permissions", &new).await.ok().has_heading("Who may do what")
    );
}

#[tokio::test]
async fn the_pages_of_passkeys_carry_what_the_browser_is_asked_and_refuse_what_it_never_sends() {
    let town = Town::new().await;
    let page = town.visitor().visit("/sign-in").await.ok();
    let asked: serde_json::Value =
        serde_json::from_str(&page.attributes("button[data-passkey]", "data-options")[0]).unwrap();
    assert_eq!((&asked["rpId"], &asked["userVerification"]), (&"localhost".into(), &"preferred".into()));
    assert!(asked.get("allowCredentials").is_none(), "tells nobody which accounts exist");
    let mut dana = town.sign_in(Role::Officer).await;
    let page = dana.visit("/account/passkeys/new").await.ok();
    for (answer, says) in [("", "No passkey was made."), ("{}", "The passkey could not be added.")] {
        let fields = [("passkey-name", "Phone"), ("passkey", answer)];
        let again = dana.fill_and_submit(&page, "/account/passkeys/new", &fields).await;
        assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.says(says), "{says}");
    }
    let refused = town.visitor().post("/sign-in", &[("passkey", "{}")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.texts("details[open] summary"), ["I cannot sign in"]);
    let gone =
        dana.post("/account/passkeys/remove", &[("passkey", "00000000-0000-7000-8000-000000000000")]).await;
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_administrator_looks_over_who_may_do_what() {
    let town = Town::new().await;
    town.sign_in(Role::Officer).await;
    let mut admin = town.sign_in(Role::Administrator).await;
    town.clock.advance(SignedDuration::from_mins(5));
    let page = admin.visit("/people/review").await.ok();
    assert_eq!(page.texts("tbody tr").len(), 2);
    assert!(page.says("Yours: somebody else confirms it"));
    let nobody = admin.fill_and_submit(&page, "/people/review", &[]).await;
    assert!(nobody.says("Choose at least one account besides your own."));
    let officer = town.person(Role::Officer).id.to_string();
    let done = admin.fill_and_submit(&page, "/people/review", &[("person", &officer)]).await.ok();
    assert!(done.says("Saved."));
}
