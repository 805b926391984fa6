//! What staff see of concerns: the inbox, a thread with its answer, the way into a problem and back.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use commonbeat_app::{App, SmsSettings};
use commonbeat_domain::authority::Role;
use commonbeat_testkit::{Database, FixedClock, NOON};
use commonbeat_town::Browser;
use commonbeat_town::walk::{Parameters, walk_as_stranger};
use commonbeat_web::routes;
use jiff::SignedDuration;

use crate::public::{dana, tell, town};

#[tokio::test]
async fn an_officer_finds_the_next_due_answers_it_and_the_resident_reads_it() {
    let town = town().await;
    let mut resident = town.visitor();
    let own = tell(&mut resident, &[("called", "Asha"), ("language", "es")]).await.path().to_owned();
    let mut officer = town.sign_in_as(&dana(&town)).await;
    let inbox = officer.visit("/concerns").await.ok();
    assert!(inbox.says("answer by Feb 23, 2026"));
    let page = officer.visit(&inbox.link("Cars race past when school lets out.")).await.ok();
    assert!(page.says("This resident reads Spanish"));
    let begun = officer.visit(&format!("/concerns/C-2026-0001{}", page.link("we look closer"))).await.ok();
    assert!(begun.field("words").starts_with("Hola, Asha:\n\nGracias."), "{}", begun.field("words"));
    let action = "/concerns/C-2026-0001/answer";
    let empty = officer.fill_and_submit(&begun, action, &[("words", " ")]).await;
    assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let done = officer.fill_and_submit(&begun, action, &[("words", "Contamos los carros.")]).await.ok();
    assert!(done.says("Answered. It stands on the thread of C-2026-0001."));
    assert!(officer.visit("/concerns").await.ok().says("Nobody waits for an answer"));
    let read = resident.visit(&own).await.ok();
    assert!(read.says("Contamos los carros.") && read.says("Ofc. Dana Ruiz"));
}

#[tokio::test]
async fn an_answer_to_words_that_were_not_read_shows_both() {
    let town = town().await;
    let mut resident = town.visitor();
    let own = tell(&mut resident, &[]).await;
    let mut officer = town.sign_in_as(&dana(&town)).await;
    let page = officer.visit("/concerns/C-2026-0001").await.ok();
    let action = own.path().to_owned();
    town.clock.advance(SignedDuration::from_mins(1));
    resident.fill_and_submit(&own, &action, &[("words", "A child was hit just now.")]).await.ok();
    let stale =
        officer.fill_and_submit(&page, "/concerns/C-2026-0001/answer", &[("words", "Thank you.")]).await;
    assert_eq!(stale.status(), StatusCode::CONFLICT);
    assert!(stale.says("Thank you.") && stale.says("A child was hit just now."));
}

#[tokio::test]
async fn a_concern_becomes_a_problem_and_everybody_who_raised_it_is_answered() {
    let town = town().await;
    let mut resident = town.visitor();
    tell(&mut resident, &[]).await;
    let second = tell(&mut resident, &[("words", "Speeding again!")]).await.path().to_owned();
    let mut officer = town.sign_in_as(&dana(&town)).await;
    let page = officer.visit("/concerns/C-2026-0001").await.ok();
    let opened = officer
        .fill_and_submit(
            &page,
            "/concerns/C-2026-0001/problem",
            &[("title", "Speeding on Mill Road"), ("tier", "quick")],
        )
        .await;
    assert_eq!(opened.path(), "/problems/P-2026-0001");
    let page = officer.visit("/concerns/C-2026-0002").await.ok();
    assert!(page.says("Others like it"));
    let nothing = officer.fill_and_submit(&page, "/concerns/C-2026-0002/attach", &[]).await;
    assert_eq!(nothing.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let attach = [("problem", "P-2026-0001")];
    let page = officer.fill_and_submit(&page, "/concerns/C-2026-0002/attach", &attach).await.ok();
    assert!(page.says("P-2026-0001 · Speeding on Mill Road"));
    let all = officer.visit(&page.link("Answer everybody who raised it")).await.ok();
    assert!(all.says("2 people wait for word of what came of it"));
    let told = [("words", "The crossing is raised now.")];
    let all = officer.fill_and_submit(&all, "/problems/P-2026-0001/answers", &told).await.ok();
    assert!(all.says("Everybody was told what came of it."));
    assert!(resident.visit(&second).await.ok().says("The crossing is raised now."));
}

#[tokio::test]
async fn what_was_told_in_person_is_written_down_and_gives_a_link_to_hand_over() {
    let town = town().await;
    let mut officer = town.sign_in_as(&dana(&town)).await;
    let form = officer.visit("/log").await.ok();
    let told = [("words", "Noise at Pier 4."), ("kind", "noise"), ("where", "Pier 4"), ("channel", "phone")];
    let page = officer.fill_and_submit(&form, "/log", &told).await.ok();
    assert_eq!(page.texts("#ref"), ["C-2026-0001"]);
    let link = page.texts("#link").remove(0);
    let path = link[link.find("/c/").unwrap()..].to_owned();
    assert!(town.visitor().visit(&path).await.ok().says("Noise at Pier 4."));
    let thread = officer.visit("/concerns/C-2026-0001").await.ok();
    assert!(thread.says("By telephone") && thread.says("written down by Ofc. Dana Ruiz"));
}

#[tokio::test]
async fn the_inbox_is_filtered_and_paged_and_says_what_is_late() {
    let town = town().await;
    let mut resident = town.visitor();
    for n in 0..45 {
        town.clock.advance(SignedDuration::from_mins(1));
        tell(&mut resident, &[("words", &format!("Concern {n}."))]).await;
    }
    town.clock.advance(SignedDuration::from_hours(24 * 7 + 1));
    let mut officer = town.sign_in_as(&dana(&town)).await;
    let page = officer.visit("/concerns").await.ok();
    assert_eq!(page.texts(".cb-list__item").len(), 40);
    assert!(page.says("45 answers are late"));
    let next = officer.visit(&format!("/concerns{}", page.link("Next page"))).await.ok();
    assert_eq!(next.texts(".cb-list__item").len(), 5);
    assert!(next.has_link("Concern 44."));
    assert!(officer.visit("/concerns?kind=noise").await.ok().says("Nothing matches this filter"));
    assert_eq!(officer.get("/concerns?kind=nonsense").await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn concerns_of_another_agency_look_as_if_they_were_not_there() {
    let town = town().await;
    let mut resident = town.visitor();
    tell(&mut resident, &[]).await;
    let parameters = Parameters::from([("reference", "C-2026-0001".to_owned())]);
    let stranger = town.stranger(Role::Officer).await;
    let wrong = walk_as_stranger(&stranger, &routes::table().rows, &parameters).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn an_officer_promises_keeps_it_and_the_resident_says_whether_it_helped() {
    let town = town().await;
    let mut resident = town.visitor();
    let own = tell(&mut resident, &[]).await.path().to_owned();
    let mut officer = town.sign_in_as(&dana(&town)).await;
    let inbox = officer.visit("/inbox?pile=all").await.ok();
    assert!(inbox.says("answer by Feb 23, 2026"));
    let page = officer.visit(&inbox.link("Cars race past when school lets out.")).await.ok();
    let promise = "/concerns/C-2026-0001/promise";
    let fields = [("promise", "I count the cars."), ("promise-due", "2026-02-01")];
    let refused = officer.fill_and_submit(&page, promise, &fields).await;
    assert_eq!(
        (refused.status(), refused.field("promise")),
        (StatusCode::UNPROCESSABLE_ENTITY, "I count the cars.".to_owned())
    );
    assert!(refused.says("This day is over."));
    let fields = [("promise", "I count the cars."), ("promise-due", "2026-02-20")];
    let made = officer.fill_and_submit(&page, promise, &fields).await.ok();
    assert!(made.says("by Feb 20, 2026"));
    assert!(officer.visit("/inbox?pile=all").await.ok().says("promise due Feb 20, 2026"));
    let read = resident.visit(&own).await.ok();
    assert!(read.says("We promised something by Feb 20, 2026") && read.says("I count the cars."));
    let action = made.attributes("form[action*='/promises/']", "action")[0].clone();
    let once = made.field("once");
    let kept = [("once", once.as_str()), ("kept", "yes"), ("note", "214 cars, 31 too fast.")];
    officer.post(&action, &kept).await;
    assert!(officer.visit("/concerns/C-2026-0001").await.ok().says("214 cars, 31 too fast."));
    assert!(officer.visit("/inbox?pile=all").await.ok().says("Nothing is owed to anybody"));
    let read = resident.visit(&own).await.ok();
    assert!(read.says("We kept a promise") && read.says("Did this help?"));
    resident.post(&format!("{own}/rate"), &[("helped", "no")]).await;
    let rated = resident.visit(&own).await.ok();
    assert!(rated.says("You said: it did not help"));
    let again =
        resident.fill_and_submit(&rated, &format!("{own}/again"), &[("again", "They are back.")]).await.ok();
    assert!(again.says("It is open again."));
    assert!(officer.visit("/inbox?pile=all").await.ok().says("opened again"));
    assert!(officer.visit("/concerns/C-2026-0001").await.ok().says("it did not help"));
}

#[tokio::test]
async fn words_of_danger_stand_on_top_until_somebody_has_seen_to_them() {
    let town = town().await;
    let mut resident = town.visitor();
    let own = tell(&mut resident, &[("words", "There is a man with a gun outside.")]).await;
    assert!(own.says("Please call now"), "the resident reads at once whom to call");
    let mut officer = town.sign_in_as(&dana(&town)).await;
    assert!(officer.visit("/inbox").await.ok().says("Sounds like danger"));
    let page = officer.visit("/concerns/C-2026-0001").await.ok();
    let empty = officer.fill_and_submit(&page, "/concerns/C-2026-0001/danger", &[("seen", "")]).await;
    assert!(empty.says("Say in a sentence what was done."));
    let seen = [("seen", "Dispatch sent a car; nobody was there.")];
    officer.fill_and_submit(&page, "/concerns/C-2026-0001/danger", &seen).await.ok();
    assert!(!officer.visit("/inbox").await.ok().says("Sounds like danger"));
}

#[tokio::test]
async fn a_suspicious_person_is_asked_about_once_and_never_refused() {
    let town = town().await;
    let mut resident = town.visitor();
    let form = resident.visit("/concerns/new").await.ok();
    let words = "A suspicious man walks up and down.";
    let fields = [("kind", "other"), ("words", words), ("where", "Mill Road")];
    let asked = resident.fill_and_submit(&form, "/concerns/new", &fields).await;
    assert_eq!((asked.status(), asked.field("words")), (StatusCode::UNPROCESSABLE_ENTITY, words.to_owned()));
    assert!(asked.says("What did the person do?"));
    let sent = resident.fill_and_submit(&asked, "/concerns/new", &[]).await.ok();
    assert!(sent.says(words) && sent.says("C-2026-0001"));
}

#[tokio::test]
async fn a_gateway_without_the_right_sign_is_told_so_in_words_for_programs() {
    let database = Database::sqlite().await;
    let (agency, _) = commonbeat_testkit::agency(&database.store, 1).await;
    let sms = SmsSettings {
        url: "http://127.0.0.1:9/".into(),
        token: "token".into(),
        from: "+15550100100".into(),
        secret: "a key of at least thirty-two characters".into(),
        timeout: Duration::from_secs(1),
    };
    let clock = FixedClock::at(NOON);
    let settings = commonbeat_app::Settings { sms: Some(sms), ..Default::default() };
    let app = App::new(database.store.clone(), clock.reader(), settings);
    let site =
        commonbeat_web::site(app, commonbeat_web::state::Settings::default(), routes::table()).unwrap();
    let mut gateway = Browser::new(site);
    let request = Request::post(format!("/in/{}/sms", agency.code))
        .header("content-type", "application/json")
        .header("commonbeat-time", "1")
        .header("commonbeat-signature", "00")
        .body(Body::from("{}"))
        .unwrap();
    let answer = gateway.send(request).await;
    assert_eq!((answer.status(), answer.html().as_str()), (StatusCode::UNAUTHORIZED, "not signed\n"));
    assert!(answer.header("content-type").unwrap().starts_with("text/plain"));
    assert!(answer.header("content-security-policy").is_some(), "the headers of every answer");
}
