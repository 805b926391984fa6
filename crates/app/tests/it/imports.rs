use std::sync::Arc;

use commonbeat_app::imports::{FileBytes, ImportFile, Imported, ProfileChoice};
use commonbeat_app::{App, Error};
use commonbeat_domain::authority::{Actor, Role, Who};
use commonbeat_domain::information::imports::{BatchState, Tally};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_store::incidents;
use commonbeat_store::{Store, audit};
use commonbeat_testkit::{agency, app, id, on_both};

const FIXTURE: &[u8] =
    include_bytes!("../../../formats/tests/fixtures/police-uk/2014-09-city-of-london-street.csv");

fn file(bytes: &[u8], profile: &str) -> ImportFile {
    ImportFile {
        name: "file.csv".into(),
        bytes: FileBytes::Memory(Arc::new(bytes.to_vec())),
        profile: ProfileChoice::Shipped(profile.into()),
    }
}

async fn import(app: &App, who: &Actor, bytes: &[u8]) -> Imported {
    app.import(who, &file(bytes, "police-uk-street"), |_| {}).await.unwrap()
}

async fn rows(store: &Store, who: &Actor) -> u64 {
    incidents::count(&store.read(who).await.unwrap()).await.unwrap()
}

fn is_unfit<T: std::fmt::Debug>(result: Result<T, Error>, says: &str) {
    match result {
        Err(Error::Unfit(text)) => assert!(text.contains(says), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_real_file_is_accounted_for_row_by_row_and_importing_it_again_changes_nothing() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        let dry = app.dry_run_import(&who, &file(FIXTURE, "police-uk-street"), |_| {}).await.unwrap();
        assert_eq!(rows(&db.store, &who).await, 0, "a dry run writes nothing");
        let first = import(&app, &who, FIXTURE).await;
        assert!(first.tally.adds_up() && first.tally.accepted > 0, "{:?}", first.tally);
        assert_eq!(dry.tally, Tally { days: None, ..first.tally.clone() });
        assert_eq!(rows(&db.store, &who).await, first.tally.accepted);

        let second = import(&app, &who, FIXTURE).await;
        assert!(second.tally.adds_up());
        assert_eq!(second.tally.unchanged, first.tally.accepted + first.tally.unchanged);
        assert_eq!((second.tally.accepted, second.tally.updated), (0, 0));
        assert_eq!(rows(&db.store, &who).await, first.tally.accepted);
        let view = app.import_batch(&who, second.batch.unwrap(), 10).await.unwrap();
        assert_eq!((view.batch.state, view.batch.digest.len()), (BatchState::Active, 64));
    })
    .await;
}

#[tokio::test]
async fn an_import_that_is_undone_leaves_what_was_before() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        let text = String::from_utf8_lossy(FIXTURE);
        let head: Vec<&str> = text.split_inclusive('\n').collect();
        import(&app, &who, head[..50].concat().as_bytes()).await;
        let before = rows(&db.store, &who).await;
        let all = import(&app, &who, FIXTURE).await;
        assert!(rows(&db.store, &who).await > before);
        app.undo_import(&who, all.batch.unwrap()).await.unwrap();
        assert_eq!(rows(&db.store, &who).await, before);
        let again = app.undo_import(&who, all.batch.unwrap()).await;
        assert!(matches!(again, Err(Error::Stale(_))));
    })
    .await;
}

#[tokio::test]
async fn refused_rows_come_back_as_a_report_that_can_be_mended_and_imported_alone() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        let text = String::from_utf8_lossy(FIXTURE).replacen("2014-09", "20l4-09", 1);
        let first = import(&app, &who, text.as_bytes()).await;
        assert_eq!(first.tally.refused.get("bad_date"), Some(&1), "{:?}", first.tally);
        let report = app.refused_csv(&who, first.batch.unwrap()).await.unwrap();
        let report = String::from_utf8(report).unwrap();
        assert!(report.starts_with("line,column,value,reason,"), "{report}");
        let mended = import(&app, &who, report.replace("20l4-09", "2014-09").as_bytes()).await;
        assert_eq!(mended.tally.accepted, 1, "{:?}", mended.tally);
        assert!(mended.tally.adds_up());
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_unfit_is_refused_with_what_and_where_and_leaves_nothing() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        let try_it = |bytes: &'static [u8], profile: &'static str| {
            let (app, who) = (app.clone(), who.clone());
            async move { app.import(&who, &file(bytes, profile), |_| {}).await }
        };
        is_unfit(try_it(b"", "police-uk-street").await, "empty");
        is_unfit(try_it(b"a,b\n1,\x00\x01\x02\n", "police-uk-street").await, "byte 0");
        is_unfit(try_it(b"a,b\n1,2\n", "police-uk-street").await, "does not fit");
        is_unfit(try_it(b"a,b\n1,2\n", "no-such").await, "no profile no-such");
        assert_eq!(rows(&db.store, &who).await, 0);
        assert!(app.imports(&who, 9).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_broken_ring_is_named_and_nothing_of_the_file_is_loaded() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        let square = |closed: &str| {
            format!(
                r#"{{"type":"FeatureCollection","features":[
                {{"type":"Feature","properties":{{"name":"Good"}},"geometry":{{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}}},
                {{"type":"Feature","properties":{{"name":"Riverside"}},"geometry":{{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2]{closed}]]}}}}]}}"#
            )
        };
        let broken = app.load_areas(&who, AreaKind::Beat, square("").as_bytes(), None).await;
        is_unfit(broken, "feature 2 (\u{201c}Riverside\u{201d})");
        assert!(app.areas(&who, None).await.unwrap().is_empty());
        let loaded = app.load_areas(&who, AreaKind::Beat, square(",[0,0]").as_bytes(), None).await.unwrap();
        assert_eq!((loaded.added, loaded.changed), (2, 0));
        let again = app.load_areas(&who, AreaKind::Beat, square(",[0,0]").as_bytes(), None).await.unwrap();
        assert_eq!((again.added, again.changed), (0, 2));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_import_finds_no_import() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        let done = import(&app, &operator, FIXTURE).await;
        let officer = Actor {
            agency: operator.agency,
            who: Who::Person {
                person: id(5),
                roles: [Role::Officer].into(),
                beats: [].into(),
                organization: None,
            },
        };
        let (_, stranger) = agency(&db.store, 2).await;
        for who in [officer, Actor::nobody(operator.agency)] {
            assert!(matches!(
                app.import(&who, &file(FIXTURE, "police-uk-street"), |_| {}).await,
                Err(Error::Missing(_))
            ));
            assert!(matches!(app.imports(&who, 9).await, Err(Error::Missing(_))));
        }
        assert!(matches!(app.import_batch(&stranger, done.batch.unwrap(), 9).await, Err(Error::Missing(_))));
        assert!(matches!(app.undo_import(&stranger, done.batch.unwrap()).await, Err(Error::Missing(_))));
        let read = db.store.read(&operator).await.unwrap();
        let trail = audit::list(&read, &audit::Filter::default(), 9).await.unwrap();
        let acts: Vec<&str> = trail.iter().map(|r| r.act.as_str()).collect();
        assert_eq!(acts, ["import.end", "import.begin", "agency.add"]);
    })
    .await;
}
