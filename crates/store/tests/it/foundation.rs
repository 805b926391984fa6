use commonbeat_domain::Series;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{AgencyId, AreaId};
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_store::audit::Entry;
use commonbeat_store::{StoreError, areas, counters, once};
use commonbeat_testkit::{NOON, agency, id, on_both};

#[tokio::test]
async fn references_are_numbered_without_gaps_even_when_many_write_at_once() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..16 {
            let (store, operator) = (db.store.clone(), operator.clone());
            tasks.spawn(async move {
                let mut write = store.write(&operator, NOON).await.unwrap();
                let reference = counters::next(&mut write, Series::Problem, 2026).await.unwrap();
                write.record(Entry::new("test.number", reference));
                if n % 4 == 0 { None } else { write.commit().await.map(|()| reference.number).ok() }
            });
        }
        let mut numbers: Vec<u32> = tasks.join_all().await.into_iter().flatten().collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=12).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_request_sent_twice_is_done_once() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let mut write = db.store.write(&operator, NOON).await.unwrap();
        once::claim(&mut write, "token", "P-2026-0001").await.unwrap();
        write.record(Entry::new("test.once", "token"));
        write.commit().await.unwrap();

        let mut again = db.store.write(&operator, NOON).await.unwrap();
        assert!(matches!(once::claim(&mut again, "token", "other").await, Err(StoreError::DoneAlready)));
        drop(again);
        let read = db.store.read(&operator).await.unwrap();
        assert_eq!(once::done(&read, "token").await.unwrap().as_deref(), Some("P-2026-0001"));
    })
    .await;
}

#[tokio::test]
async fn areas_of_another_agency_are_not_there() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (_, stranger) = agency(&db.store, 2).await;
        let shape = Shape::around(LonLat::new(-93.6, 41.6).unwrap(), 500.0);
        let area = Area {
            id: id::<AreaId>(7),
            kind: AreaKind::Neighborhood,
            name: "Riverside".into(),
            slug: "riverside".into(),
            shape,
        };
        let mut write = db.store.write(&operator, NOON).await.unwrap();
        areas::insert(&mut write, &area).await.unwrap();
        write.record(Entry::new("area.add", area.id));
        write.commit().await.unwrap();

        let own = db.store.read(&operator).await.unwrap();
        assert_eq!(areas::by_slug(&own, AreaKind::Neighborhood, "riverside").await.unwrap(), area);
        let other = db.store.read(&stranger).await.unwrap();
        assert!(areas::list(&other, None).await.unwrap().is_empty());
        let found = areas::by_slug(&other, AreaKind::Neighborhood, "riverside").await;
        assert!(matches!(found, Err(StoreError::Missing("area"))));
    })
    .await;
}

#[tokio::test]
async fn a_write_without_a_trail_is_refused_and_changes_nothing() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let mut write = db.store.write(&operator, NOON).await.unwrap();
        once::claim(&mut write, "silent", "x").await.unwrap();
        assert!(matches!(write.commit().await, Err(StoreError::Untrailed)));
        let read = db.store.read(&Actor::operator(id::<AgencyId>(1))).await.unwrap();
        assert_eq!(once::done(&read, "silent").await.unwrap(), None);
    })
    .await;
}
