//! What programs read, and its description.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use commonbeat_web::routes;

use crate::public::town;

#[tokio::test]
async fn every_address_for_programs_is_described_and_no_other() {
    let town = town().await;
    let description = town.visitor().get("/api/v1/openapi.json").await.ok().json();
    assert_eq!(description["openapi"], "3.1.0");
    let described: BTreeSet<String> = description["paths"].as_object().unwrap().keys().cloned().collect();
    let rows = routes::table().rows;
    let there = rows.iter().map(|row| row.path.to_owned()).filter(|path| path.starts_with("/api/"));
    assert_eq!(described, there.filter(|path| !path.ends_with("/openapi.json")).collect());
}

#[tokio::test]
async fn a_program_reads_the_neighborhoods_and_what_their_pages_say() {
    let town = town().await;
    let mut program = town.visitor();
    let areas = program.get("/api/v1/areas").await.ok();
    assert_eq!(areas.header("content-type"), Some("application/json"));
    assert!(areas.header("etag").is_some(), "kept until it changes");
    let names: Vec<_> = areas.json().as_array().unwrap().iter().map(|area| area["name"].clone()).collect();
    assert_eq!(names, ["Old Town", "Riverside"]);
    let page = program.get("/api/v1/areas/riverside").await.ok().json();
    assert_eq!(page["area"]["page"], "/areas/riverside");
    assert_eq!(page["priorities"], serde_json::json!([]));
    assert_eq!(page["answers"]["asked"]["exact"], 0);
    assert_eq!(page["figures"], serde_json::Value::Null);
}

#[tokio::test]
async fn what_is_not_there_is_told_to_programs_as_problem_json() {
    let town = town().await;
    let page = town.visitor().get("/api/v1/areas/atlantis").await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    assert_eq!(page.header("content-type"), Some("application/problem+json"));
    assert_eq!(page.json()["status"], 404);
    assert!(!page.json()["title"].as_str().unwrap().is_empty());
}
