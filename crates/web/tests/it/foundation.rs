//! The table, the doors, the edge.

use axum::http::StatusCode;
use commonbeat_domain::authority::{Action, Role};
use commonbeat_town::Town;
use commonbeat_town::walk::{Parameters, walk};
use commonbeat_web::cx::Cx;
use commonbeat_web::error::{Error, Result};
use commonbeat_web::flash::GoTo;
use commonbeat_web::routes;

#[tokio::test]
async fn every_route_is_open_to_whom_the_permission_table_names_and_to_nobody_else() {
    let town = Town::new().await;
    let rows = routes::table().rows;
    let parameters = Parameters::new();
    let mut wrong = walk(&town.visitor(), None, &rows, &parameters).await;
    for role in Role::ALL {
        wrong.extend(walk(&town.sign_in(role).await, Some(role), &rows, &parameters).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn the_table_of_permissions_is_a_page_with_a_column_for_each_party() {
    let town = Town::new().await;
    let page = town.sign_in(Role::Supervisor).await.visit("/permissions").await.ok();
    assert!(page.has_heading("Who may do what"));
    assert_eq!(page.texts("thead th").len(), 14);
    assert_eq!(page.texts("tbody tr").len(), Action::all().count());
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
}

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_sign_in_and_back() {
    let page = Town::new().await.visitor().get("/permissions?a=1&b=2").await;
    assert_eq!(page.status(), StatusCode::SEE_OTHER);
    assert_eq!(page.header("location"), Some("/sign-in?next=/permissions%3Fa%3D1%26b%3D2"));
}

#[tokio::test]
async fn what_is_not_allowed_looks_like_what_does_not_exist() {
    let town = Town::new().await;
    let mut partner = town.sign_in(Role::Partner).await;
    let hidden = partner.get("/permissions").await;
    let missing = partner.get("/no-such-page").await;
    assert_eq!((hidden.status(), missing.status()), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(hidden.texts("h1"), missing.texts("h1"));
}

#[tokio::test]
async fn a_public_page_is_kept_by_its_tag() {
    let town = Town::new().await;
    let mut visitor = town.visitor();
    let page = visitor.visit("/").await.ok();
    let tag = page.header("etag").unwrap().to_owned();
    let again = axum::http::Request::get("/").header("if-none-match", &tag).body(axum::body::Body::empty());
    let again = visitor.send(again.unwrap()).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert!(again.bytes().is_empty());
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_people() {
    let mut visitor = Town::new().await.visitor();
    for path in ["/", "/no-such-page", "/healthz"] {
        let page = visitor.get(path).await;
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.header("referrer-policy"), Some("same-origin"));
        assert!(page.header("server-timing").unwrap().starts_with("app;dur="));
        assert_eq!(page.header("strict-transport-security"), None);
        assert_eq!(page.attributes("[style]", "style"), [""; 0]);
        assert_eq!(page.texts("script:not([src]), style"), [""; 0]);
    }
}

#[tokio::test]
async fn a_reader_changes_the_language_and_it_stays() {
    let mut visitor = Town::new().await.visitor();
    let link = visitor.visit("/").await.ok().link("Español");
    let page = visitor.visit(&format!("/{link}")).await.ok();
    assert_eq!(page.attributes("html", "lang"), ["es"]);
    assert_eq!(visitor.visit("/").await.attributes("html", "lang"), ["es"]);
}

async fn breaks() -> Result<()> {
    Err(Error::broken("the pump is dry"))
}

async fn panics() -> Result<()> {
    panic!("a rule of the house was broken")
}

async fn done(cx: Cx) -> GoTo {
    cx.go_to("/").saying("flash-test", &[])
}

fn odd_routes() -> commonbeat_web::table::Table {
    routes::table()
        .public_get("/breaks", Action::ReadPublic, breaks)
        .public_get("/panics", Action::ReadPublic, panics)
        .public_get("/api/breaks", Action::ReadPublic, breaks)
        .public_post("/done", Action::RaiseConcern, done)
}

#[tokio::test]
async fn what_is_broken_names_the_request_and_hides_the_cause() {
    let town = Town::with_routes(odd_routes()).await;
    for path in ["/breaks", "/panics"] {
        let page = town.visitor().get(path).await;
        assert_eq!(page.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(page.says(page.header("x-request-id").unwrap()));
        assert!(!page.html().contains("pump") && !page.html().contains("rule of the house"));
    }
}

#[tokio::test]
async fn a_program_gets_problem_json() {
    let page = Town::with_routes(odd_routes()).await.visitor().get("/api/breaks").await;
    assert_eq!(page.header("content-type"), Some("application/problem+json"));
    assert_eq!(page.json()["status"], 500);
    assert_eq!(page.json()["request"], page.header("x-request-id").unwrap());
}

#[tokio::test]
async fn a_form_from_another_site_is_not_taken() {
    let town = Town::with_routes(odd_routes()).await;
    let request = axum::http::Request::post("/done")
        .header("host", "town.test")
        .header("origin", "https://elsewhere.test")
        .header("sec-fetch-site", "cross-site");
    let page = town.visitor().send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(page.status(), StatusCode::FORBIDDEN);
    assert_eq!(town.visitor().post("/done", &[]).await.status(), StatusCode::SEE_OTHER);
}
