//! Bringing a file in, on the page.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use commonbeat_domain::authority::Role;
use commonbeat_town::{Browser, Page, Town};

const FIXTURE: &str =
    include_str!("../../../formats/tests/fixtures/police-uk/2014-09-city-of-london-street.csv");

pub async fn send(browser: &mut Browser, name: &str, bytes: &str, profile: &str) -> Page {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\n{profile}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n{bytes}\r\n--b--\r\n"
    );
    let request = Request::post("/import").header("content-type", "multipart/form-data; boundary=b");
    browser.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn an_analyst_looks_at_a_file_imports_it_and_undoes_it() {
    let town = Town::new().await;
    let mut analyst = town.sign_in(Role::Analyst).await;
    assert!(analyst.visit("/import").await.ok().text().contains("Nothing has been imported yet"));

    let look = send(&mut analyst, "september.csv", FIXTURE, "police-uk-street").await.ok();
    assert!(look.has_heading("What would become of this file"));
    assert_eq!(look.texts("tbody tr th[scope=row]").first().map(String::as_str), Some("2"));
    let started = analyst.fill_and_submit(&look, "/import/run", &[]).await;
    let mut page = analyst.follow(started).await.ok();
    let address = page.path().to_owned();
    for _ in 0..200 {
        if page.text().contains("count now") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        page = analyst.visit(&address).await.ok();
    }
    assert!(page.has_heading("september.csv"));
    assert!(page.text().contains("count now"), "{}", page.text());
    let report = analyst.get(&format!("{address}/refused.csv")).await;
    assert!(String::from_utf8_lossy(report.bytes()).starts_with("line,column,value,reason"));

    let undone = analyst.fill_and_submit(&page, &format!("{address}/undo"), &[]).await;
    assert!(analyst.follow(undone).await.ok().text().contains("The import was undone."));
}

#[tokio::test]
async fn a_file_that_is_unfit_comes_back_with_what_is_wrong_and_where() {
    let town = Town::new().await;
    let mut analyst = town.sign_in(Role::Analyst).await;
    for (bytes, says) in
        [("", "empty"), ("a,b\n1,\u{0}\u{1}\n", "byte 0"), ("a,b\n1,2\n", "does not fit this file")]
    {
        let page = send(&mut analyst, "x.csv", bytes, "police-uk-street").await;
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains(says), "{}", page.text());
    }
    let page = send(&mut analyst, "", FIXTURE, "police-uk-street").await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_file_of_another_person_cannot_be_imported_by_its_name() {
    let town = Town::new().await;
    let mut analyst = town.sign_in(Role::Analyst).await;
    for token in ["../../etc/passwd", "", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        let fields = [("file", token), ("name", "x.csv"), ("profile", "police-uk-street")];
        let page = analyst.post("/import/run", &fields).await;
        assert!(!page.status().is_server_error() && page.status() != StatusCode::OK, "{}", page.status());
    }
    assert!(analyst.visit("/import").await.ok().text().contains("Nothing has been imported yet"));
}

#[tokio::test]
async fn a_file_that_fits_no_profile_gets_one_worked_out_that_is_mended_on_the_page_and_used() {
    let town = Town::new().await;
    let mut analyst = town.sign_in(Role::Analyst).await;
    let rows: String = (1..40)
        .map(|i| {
            format!("{i},05/{:02}/2024,9{:02},{} OAK ST,BURGLARY - HOME\n", 1 + i % 28, i % 60, 10 * (i % 7))
        })
        .collect();
    let table = format!("Report No,Date Occurred,Time Occurred,Address,Offense\n{rows}");
    let page = send(&mut analyst, "our town.csv", &table, "auto").await.ok();
    assert!(page.text().contains("Worked out from the first rows"), "{}", page.text());
    assert!(page.text().contains("Date Occurred, Time Occurred"), "{}", page.text());
    let toml = page.field("toml");
    assert!(toml.contains("clock = \"Time Occurred\"") && toml.contains("offense = \"burglary\""), "{toml}");

    let wrong = toml.replace("Date Occurred", "No Such");
    let page = analyst.fill_and_submit(&page, "/import/again", &[("toml", &wrong)]).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("The profile cannot be used like this") && page.text().contains("No Such"));

    let mended = toml.replace("name = \"our-town\"", "name = \"our-own\"");
    let page = analyst.fill_and_submit(&page, "/import/again", &[("toml", &mended)]).await.ok();
    let started = analyst.fill_and_submit(&page, "/import/run", &[]).await;
    let page = analyst.follow(started).await.ok();
    assert!(page.text().contains("our-own"), "{}", page.text());
}

#[tokio::test]
async fn the_reasons_of_a_proposal_are_told_in_the_readers_language() {
    let town = Town::new().await;
    let mut analyst = town.sign_in(Role::Analyst).await;
    let rows: String = (1..40).map(|i| format!("{i},05/{:02}/2024,BURGLARY\n", 1 + i % 28)).collect();
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\nauto\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n\
         Content-Type: text/csv\r\n\r\nReport No,Date,Offense\n{rows}\r\n--b--\r\n"
    );
    let request = Request::post("/import?lang=es").header("content-type", "multipart/form-data; boundary=b");
    let page = analyst.send(request.body(Body::from(body)).unwrap()).await.ok();
    let (toml, own) = (page.field("toml"), "\"Report No\" tiene otro valor en cada fila.");
    assert!(page.texts("li").iter().any(|t| t == own), "{}", page.text());
    assert!(toml.contains(&format!("# {own}\n")), "{toml}");
    for english in ["has another value", "tells when", "Of the first", "rows it keeps", "look them over"] {
        assert!(!page.text().contains(english), "{english} in {}", page.text());
    }
}
