//! What the public reads of a neighborhood.

use commonbeat_app::Error;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::information::publishing::Count;
use commonbeat_domain::organization::people::NewPerson;
use commonbeat_domain::problems::problem::PublicNote;
use commonbeat_domain::text::Language;
use commonbeat_testkit::{agency, app, id, on_both};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::concerns::{map, told};
use crate::problems::{new_problem, person};
use crate::releases::{import, januaries};

#[tokio::test]
async fn the_page_names_the_public_officers_of_the_beats_that_cover_the_neighborhood() {
    on_both(|db| async move {
        let (agency, operator) = agency(&db.store, 1).await;
        map(&db.store, &operator).await;
        let (app, _) = app(&db);
        for (n, beat, public) in [(1, 1, true), (2, 1, false), (3, 3, true)] {
            let email = format!("o{n}@example.org").parse().unwrap();
            let new = NewPerson {
                beats: [id(beat)].into(),
                title: "Ofc.".into(),
                speaks: vec![Language::En, Language::Es],
                on_beat_since: Some(date(2023, 5, 1)),
                public,
                ..NewPerson::new(email, &format!("Dana Ruiz {n}"), Role::Officer)
            };
            app.invite_person(&operator, new).await.unwrap();
        }
        let page = app.area_page(agency.id, "riverside").await.unwrap();
        let officers: Vec<_> = page.officers.iter().map(|o| o.get()).collect();
        assert_eq!(officers.len(), 1);
        assert_eq!((officers[0].name.as_str(), officers[0].initials.as_str()), ("Ofc. Dana Ruiz 1", "D1"));
        assert!(matches!(app.area_page(agency.id, "nowhere").await, Err(Error::Missing(_))));
        let names: Vec<_> = app.neighborhoods(agency.id).await.unwrap();
        assert_eq!(
            names.iter().map(|a| a.get().slug.as_str()).collect::<Vec<_>>(),
            ["old-town", "riverside"]
        );
    })
    .await;
}

#[tokio::test]
async fn only_a_problem_that_somebody_chose_to_show_stands_on_the_page_with_public_words() {
    on_both(|db| async move {
        let (agency, operator) = agency(&db.store, 1).await;
        map(&db.store, &operator).await;
        let (app, _) = app(&db);
        let officer = person(agency.id, 1, Role::Officer, &[1]);
        let hidden =
            app.open_problem(&officer, new_problem("Suspected dealing at number 12"), "a").await.unwrap();
        let shown = app.open_problem(&officer, new_problem("Internal title"), "b").await.unwrap();
        let note = PublicNote {
            shown: true,
            said: "Cars speed past the school.".into(),
            did: "We counted.".into(),
            next_word_by: Some(date(2026, 3, 20)),
            updated_at: None,
        };
        let reference = shown.reference;
        app.save_public(&officer, &reference, shown.version, note).await.unwrap();
        for words in ["One.", "Two."] {
            let raised = app.raise_concern(&Actor::nobody(agency.id), told(words), "").await.unwrap();
            app.attach_concern(&officer, raised.reference, reference, 1).await.unwrap();
        }
        let page = app.area_page(agency.id, "riverside").await.unwrap();
        let json = format!("{page:?}");
        assert_eq!(page.priorities.len(), 1);
        let priority = page.priorities[0].get();
        assert_eq!(priority.words.said, "Cars speed past the school.");
        assert_eq!((priority.raised_by, priority.next_word_by), (Count::Under(5), Some(date(2026, 3, 20))));
        for secret in ["Suspected", "Internal title", "broken into", &hidden.reference.to_string()] {
            assert!(!json.contains(secret), "{secret}");
        }
        assert_eq!(app.area_page(agency.id, "old-town").await.unwrap().priorities, []);
    })
    .await;
}

#[tokio::test]
async fn the_page_tells_how_promises_were_kept_and_the_frozen_figures() {
    on_both(|db| async move {
        let (agency, operator) = agency(&db.store, 1).await;
        map(&db.store, &operator).await;
        let (app, clock) = app(&db);
        let officer = person(agency.id, 1, Role::Officer, &[1]);
        for n in 0..6 {
            let raised = app.raise_concern(&Actor::nobody(agency.id), told("Noise."), "").await.unwrap();
            if n < 5 {
                clock.advance(SignedDuration::from_hours(30));
                app.answer_concern(&officer, raised.reference, "We read it.", None, 1, "").await.unwrap();
            }
        }
        clock.advance(SignedDuration::from_hours(24 * 8));
        import(&db.store, &operator, 1, &januaries()).await;
        app.freeze_due(&operator).await.unwrap().unwrap();
        let page = app.area_page(agency.id, "riverside").await.unwrap();
        let answers = page.answers.get();
        assert_eq!((answers.percent, answers.median_days), (Some(83), Some(2)));
        assert_eq!((answers.asked, answers.late), (Count::Exact(6), Count::Under(5)));
        let figures = page.figures.unwrap();
        assert_eq!(figures.month, date(2026, 1, 1));
        assert_eq!(figures.lines[0].get().offense, "theft");
        assert!(figures.lines.iter().all(|l| l.get().area == page.area.get().id));
    })
    .await;
}
