//! Public figures: whole months, cleared and frozen once.

use commonbeat_app::Error;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::BatchId;
use commonbeat_domain::information::imports::{Batch, BatchState, Tally};
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::information::publishing::{Count, Usual};
use commonbeat_store::audit::Entry;
use commonbeat_store::incidents::NewIncident;
use commonbeat_store::{Store, batches};
use commonbeat_testkit::{NOON, agency, app, id, on_both};
use jiff::civil::{Date, date};

use crate::concerns::map;
use crate::problems::person;

/// So many incidents of a class on a day in a neighborhood.
pub type Lot = (Date, &'static str, u128, usize);

/// Imports incidents.
pub async fn import(store: &Store, who: &Actor, n: u128, rows: &[Lot]) {
    let batch = Batch {
        id: id::<BatchId>(n),
        profile: "test".into(),
        file_name: "test.csv".into(),
        digest: String::new(),
        state: BatchState::Loading,
        tally: Tally::default(),
        started_at: NOON,
        ended_at: None,
    };
    let mut write = store.write(who, NOON).await.unwrap();
    batches::begin(&mut write, &batch, RecordKind::Incident, &[]).await.unwrap();
    write.record(Entry::new("import.begin", batch.id));
    write.commit().await.unwrap();
    let mut all = Vec::new();
    for &(day, offense, area, count) in rows {
        for _ in 0..count {
            let number = all.len() as u128;
            all.push(NewIncident {
                id: id(n * 1_000_000 + number),
                kind: RecordKind::Incident,
                source_key: format!("{n}-{number}"),
                source_id: None,
                digest: vec![1],
                offense: offense.parse().unwrap(),
                label: offense.into(),
                day,
                hour: None,
                from: NOON,
                until: None,
                at: None,
                place_text: String::new(),
                place_key: None,
                beat: None,
                neighborhood: Some(id(area)),
                flags: vec![],
            });
        }
    }
    store.load_chunk(who, NOON, batch.id, all, &[], &Tally::default()).await.unwrap();
    let mut write = store.write(who, NOON).await.unwrap();
    batches::finish(&mut write, &Batch { state: BatchState::Active, ..batch }, None).await.unwrap();
    write.record(Entry::new("import.end", n));
    write.commit().await.unwrap();
}

/// Three Januaries and the days up to 10 February 2026.
pub fn januaries() -> Vec<Lot> {
    vec![
        (date(2024, 1, 1), "theft", 2, 21),
        (date(2024, 1, 9), "theft", 4, 30),
        (date(2025, 1, 9), "theft", 2, 12),
        (date(2025, 1, 9), "theft", 4, 28),
        (date(2026, 1, 9), "theft", 2, 9),
        (date(2026, 1, 9), "theft", 4, 29),
        (date(2026, 1, 9), "assault", 2, 3),
        (date(2026, 1, 9), "assault", 4, 2),
        (date(2026, 1, 9), "robbery", 2, 1),
        (date(2026, 1, 9), "robbery", 4, 4),
        (date(2026, 2, 10), "theft", 2, 1),
    ]
}

#[tokio::test]
async fn a_month_is_frozen_once_and_says_what_is_usual() {
    on_both(|db| async move {
        let (agency, operator) = agency(&db.store, 1).await;
        map(&db.store, &operator).await;
        import(&db.store, &operator, 1, &januaries()).await;
        let (app, _) = app(&db);
        let system = Actor::system(agency.id, "freeze-figures");
        let release = app.freeze_due(&system).await.unwrap().unwrap().into_inner();
        assert_eq!(release.month, date(2026, 1, 1));
        let line = |area: u128, offense: &str| {
            let found = release.lines.iter().find(|l| l.area == id(area) && l.offense == offense);
            found.unwrap().clone()
        };
        assert_eq!((line(2, "theft").count, line(2, "theft").usual), (Count::Exact(9), Some((12, 21))));
        assert_eq!(line(2, "theft").reading(), Some(Usual::Fewer));
        assert_eq!(line(4, "theft").reading(), Some(Usual::As));
        assert_eq!((line(2, "assault").count, line(2, "assault").usual), (Count::Under(5), Some((0, 5))));
        assert_eq!(app.freeze_due(&system).await.unwrap(), None, "once is enough");
        let again = app.freeze_release(&system, date(2026, 1, 1)).await;
        assert!(matches!(again, Err(Error::Refused(Refusal::NotNow { why: "month-frozen" }))));
    })
    .await;
}

#[tokio::test]
async fn only_a_whole_month_of_the_data_is_frozen() {
    on_both(|db| async move {
        let (agency, operator) = agency(&db.store, 1).await;
        map(&db.store, &operator).await;
        let (app, _) = app(&db);
        let analyst = person(agency.id, 1, Role::Analyst, &[]);
        assert_eq!(app.freeze_due(&analyst).await.unwrap(), None);
        import(&db.store, &operator, 1, &januaries()).await;
        let refused = |month| {
            let (app, analyst) = (app.clone(), analyst.clone());
            async move {
                match app.freeze_release(&analyst, month).await {
                    Err(Error::Refused(Refusal::NotNow { why })) => why,
                    other => panic!("{other:?}"),
                }
            }
        };
        assert_eq!(refused(date(2026, 2, 1)).await, "month-not-whole");
        assert_eq!(refused(date(2023, 12, 1)).await, "month-before-data");
        let officer = person(agency.id, 2, Role::Officer, &[]);
        assert!(matches!(app.freeze_due(&officer).await, Err(Error::Missing(_))));
    })
    .await;
}
