use std::sync::Arc;

use commonbeat_app::imports::{FileBytes, ImportFile, ProfileChoice};
use commonbeat_app::meanings::CategoryLine;
use commonbeat_app::{App, Error};
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::information::meanings::Meaning;
use commonbeat_store::Store;
use commonbeat_store::audit;
use commonbeat_store::incidents::{self, Span};
use commonbeat_testkit::{agency, app, member, on_both};

const PROFILE: &str = r#"
name = "town"
title = "Town"
kind = "incidents"
[identity]
id = "id"
[time.occurred]
columns = "day"
formats = ["%Y-%m-%d"]
[category]
label = "what"
otherwise = "other"
[[category.rules]]
offense = "theft"
when = { "what" = ["THEFT*"] }
"#;

const ROWS: &str = "id,day,what\n1,2026-02-01,THEFT: BIKE\n2,2026-02-02,THEFT: BIKE\n3,2026-02-03,GRAFFITI\n4,2026-02-04,TEN-NINE\n";

async fn import(app: &App, who: &Actor, text: &str) {
    let file = ImportFile {
        name: "town.csv".into(),
        bytes: FileBytes::Memory(Arc::new(text.as_bytes().to_vec())),
        profile: ProfileChoice::Toml(PROFILE.into()),
    };
    app.import(who, &file, |_| {}).await.unwrap();
}

async fn work(app: &App, store: &Store) {
    app.worker(Default::default()).run_until_empty().await.unwrap();
    assert_eq!(store.failed_jobs(9).await.unwrap(), []);
}

async fn classes(store: &Store, who: &Actor) -> Vec<(String, u64)> {
    let read = store.read(who).await.unwrap();
    let found = incidents::by_offense(&read, &Span::default()).await.unwrap();
    found.into_iter().map(|(class, n)| (class.to_string(), n)).collect()
}

fn line<'a>(lines: &'a [CategoryLine], label: &str) -> &'a CategoryLine {
    lines.iter().find(|l| l.label == label).unwrap()
}

fn owned(pairs: &[(&str, u64)]) -> Vec<(String, u64)> {
    pairs.iter().map(|(a, n)| ((*a).to_owned(), *n)).collect()
}

#[tokio::test]
async fn a_category_decided_on_later_takes_its_old_rows_along_and_the_history_says_so() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        import(&app, &who, ROWS).await;
        assert_eq!(classes(&db.store, &who).await, owned(&[("other", 2), ("theft", 2)]));

        let seen = app.categories(&who).await.unwrap();
        assert_eq!((seen[0].label.as_str(), seen[0].count), ("THEFT: BIKE", 2));
        let graffiti = line(&seen, "GRAFFITI");
        assert_eq!(graffiti.proposal.meaning, Meaning::read("criminal-damage", "290").unwrap());
        assert_eq!(graffiti.decided, None);

        assert_eq!(app.quality(&who).await.unwrap().known.class, 2);
        let meaning = Meaning::read("criminal-damage", "290").unwrap();
        app.decide_meaning(&who, "GRAFFITI", 0, meaning.clone()).await.unwrap();
        let again = app.decide_meaning(&who, "GRAFFITI", 0, Meaning::read("noise", "").unwrap()).await;
        assert!(matches!(again, Err(Error::Stale(_))), "{again:?}");
        work(&app, &db.store).await;
        assert_eq!(
            classes(&db.store, &who).await,
            owned(&[("theft", 2), ("criminal-damage", 1), ("other", 1)])
        );
        assert_eq!(app.quality(&who).await.unwrap().known.class, 3, "one row has no class of its own");
        let view = app.category(&who, "GRAFFITI").await.unwrap();
        let change = &view.history[0];
        assert_eq!((change.before.as_ref(), &change.after, change.reclassed), (None, &meaning, Some(1)));

        // The same file and a newer row: nothing falls back, the new row has the decided class.
        import(&app, &who, &format!("{ROWS}5,2026-02-05,GRAFFITI\n")).await;
        assert_eq!(
            classes(&db.store, &who).await,
            owned(&[("criminal-damage", 2), ("theft", 2), ("other", 1)])
        );
        let read = db.store.read(&who).await.unwrap();
        let trail = audit::list(&read, &audit::Filter::default(), 50).await.unwrap();
        for act in ["category.decide", "category.reclass", "category.reclassed"] {
            assert!(trail.iter().any(|row| row.act == act && row.object == "GRAFFITI"), "{act}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_proposal_that_names_an_offense_is_accepted_at_once() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        import(&app, &who, ROWS).await;
        assert_eq!(app.accept_proposals(&who).await.unwrap(), 2);
        assert_eq!(app.accept_proposals(&who).await.unwrap(), 0);
        work(&app, &db.store).await;
        let seen = app.categories(&who).await.unwrap();
        assert_eq!(line(&seen, "TEN-NINE").decided, None);
        let bike = line(&seen, "THEFT: BIKE").decided.as_ref().unwrap();
        assert_eq!(bike.meaning, Meaning::read("theft", "23H").unwrap());
    })
    .await;
}

#[tokio::test]
async fn weights_of_an_agency_take_the_place_of_the_defaults_until_they_are_taken_back() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        import(&app, &who, ROWS).await;
        let theft = |view: &commonbeat_app::meanings::HarmView| {
            view.classes.iter().find(|l| l.offense.as_str() == "theft").unwrap().used
        };
        let first = app.harm(&who).await.unwrap();
        assert_eq!((theft(&first), first.version), (1.0, 0));
        app.set_weight(&who, 0, "THEFT: BIKE", Some(3.0)).await.unwrap();
        assert_eq!(theft(&app.harm(&who).await.unwrap()), 3.0);
        assert!(matches!(app.set_weight(&who, 0, "theft", Some(9.0)).await, Err(Error::Stale(_))));
        assert!(matches!(app.set_weight(&who, 1, "theft", Some(-9.0)).await, Err(Error::Refused(_))));

        let unfit = app.load_weights(&who, 1, b"13A,120\n13A,7\n", "County index", "by contract").await;
        match unfit {
            Err(Error::Unfit(text)) => assert!(text.starts_with("line 2"), "{text}"),
            other => panic!("{other:?}"),
        }
        let loaded =
            app.load_weights(&who, 1, b"code,weight\n13A,120\ntheft,2\n", "County index", "contract");
        assert_eq!(loaded.await.unwrap(), 2);
        let view = app.harm(&who).await.unwrap();
        assert_eq!((theft(&view), view.weights.source.as_str()), (2.0, "County index"));
        app.reset_weights(&who, view.version).await.unwrap();
        assert_eq!(theft(&app.harm(&who).await.unwrap()), 1.0);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_say_what_categories_mean_finds_none() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        import(&app, &operator, ROWS).await;
        let officer = member(&app, &clock, &operator, Role::Officer, 5).await.actor;
        let meaning = Meaning::read("noise", "").unwrap();
        assert!(matches!(app.categories(&officer).await, Err(Error::Missing(_))));
        assert!(matches!(app.harm(&officer).await, Err(Error::Missing(_))));
        assert!(matches!(app.decide_meaning(&officer, "GRAFFITI", 0, meaning).await, Err(Error::Missing(_))));
        let (_, stranger) = agency(&db.store, 2).await;
        assert!(app.categories(&stranger).await.unwrap().is_empty());
    })
    .await;
}
