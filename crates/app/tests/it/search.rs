//! Search over everything the person may see.

use commonbeat_app::App;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::partnerships::concerns::{Channel, ConcernKind, NewConcern};
use commonbeat_domain::problems::problem::NewProblem;
use commonbeat_domain::text::Language;
use commonbeat_testkit::{agency, app, on_both};

use crate::problems::{new_problem, partner, person, staffed};

fn concern(words: &str, place: &str) -> NewConcern {
    NewConcern {
        kind: ConcernKind::Other,
        words: words.into(),
        place_text: place.into(),
        at: None,
        area: None,
        channel: Channel::Web,
        email: Some("rosa.marquez@example.org".parse().unwrap()),
        called: "Rosa Marquez".into(),
        language: Language::En,
    }
}

/// Problems, concerns and tasks that a text finds.
async fn found(app: &App, who: &Actor, text: &str) -> (Vec<String>, Vec<String>, usize) {
    let found = app.search(who, text, |_| Vec::new()).await.unwrap();
    let problems = found.problems.into_iter().map(|brief| brief.title).collect();
    let concerns = found.concerns.into_iter().map(|concern| concern.place_text).collect();
    (problems, concerns, found.tasks.len())
}

#[tokio::test]
async fn every_word_has_to_stand_in_what_is_found_and_the_way_to_a_resident_is_not_searched() {
    on_both(|db| async move {
        let (agency, _) = agency(&db.store, 1).await;
        staffed(&db, agency.id).await;
        let (app, _) = app(&db);
        let officer = person(agency.id, 1, Role::Officer, &[1]);
        app.open_problem(&officer, new_problem("Break-ins at the Älder lots"), "").await.unwrap();
        let noise = NewProblem { statement: "Loud music, 100 % of weekends.".into(), ..new_problem("Noise") };
        app.open_problem(&officer, noise, "").await.unwrap();
        app.raise_concern(&officer, concern("Cars broken into at night", "Älder Street"), "a").await.unwrap();

        let titles = |all: &[&str]| all.iter().map(|t| (*t).to_owned()).collect::<Vec<String>>();
        let (problems, concerns, _) = found(&app, &officer, "ÄLDER").await;
        assert_eq!(
            (problems, concerns),
            (titles(&["Break-ins at the Älder lots"]), titles(&["Älder Street"]))
        );
        assert_eq!(found(&app, &officer, "overnight lots").await.0, titles(&["Break-ins at the Älder lots"]));
        assert_eq!(found(&app, &officer, "lots music").await.0, titles(&[]));
        assert_eq!(found(&app, &officer, "100 %").await.0, titles(&["Noise"]));
        assert_eq!(
            found(&app, &officer, "p-2026-0001").await.0.len() + found(&app, &officer, "_").await.0.len(),
            1
        );
        for contact in ["rosa", "marquez@example.org"] {
            assert!(found(&app, &officer, contact).await.1.is_empty(), "{contact}");
        }
        assert_eq!(found(&app, &officer, "   ").await, (vec![], vec![], 0));
        // Stages and other choices are no words.
        assert_eq!(found(&app, &officer, "scanning").await.0, titles(&[]));
        let marked = app.search(&officer, "x", |_| vec!["[behavior-predatory]".into()]).await.unwrap();
        assert!(marked.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_partner_finds_titles_of_what_is_shared_and_another_agency_nothing() {
    on_both(|db| async move {
        let (one, _) = agency(&db.store, 1).await;
        let (other, _) = agency(&db.store, 2).await;
        staffed(&db, one.id).await;
        let (app, _) = app(&db);
        let officer = person(one.id, 1, Role::Officer, &[1]);
        app.open_problem(&officer, new_problem("Break-ins"), "").await.unwrap();
        let stranger = person(other.id, 1, Role::Officer, &[1]);
        assert!(found(&app, &stranger, "break-ins").await.0.is_empty());
        let partner = partner(one.id, 7);
        assert!(found(&app, &partner, "break-ins").await.0.is_empty(), "nothing is shared yet");
    })
    .await;
}
