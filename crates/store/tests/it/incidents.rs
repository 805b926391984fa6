use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{BatchId, IncidentId};
use commonbeat_domain::information::imports::{Batch, BatchState, Tally};
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::place::LonLat;
use commonbeat_store::audit::Entry;
use commonbeat_store::incidents::{self, NewIncident, Span};
use commonbeat_store::{Store, StoreError, batches};
use commonbeat_testkit::{NOON, agency, id, on_both};
use jiff::ToSpan;
use jiff::civil::Date;

fn row(n: u128, key: &str, offense: &str) -> NewIncident {
    NewIncident {
        id: id::<IncidentId>(n),
        kind: RecordKind::Incident,
        source_key: key.to_owned(),
        source_id: Some(key.to_owned()),
        digest: offense.as_bytes().to_vec(),
        offense: offense.parse().unwrap(),
        label: offense.to_uppercase(),
        day: Date::constant(2026, 1, 5),
        hour: Some(22),
        from: NOON,
        until: None,
        at: Some(LonLat::new(-93.6, 41.6).unwrap().into()),
        by_address: None,
        place_text: "12 ALDER ST".into(),
        place_key: Some("12 ALDER ST".into()),
        beat: None,
        neighborhood: None,
        flags: vec![],
    }
}

fn batch(n: u128) -> Batch {
    Batch {
        id: id::<BatchId>(n),
        profile: "chicago-22col".into(),
        file_name: "a.csv".into(),
        digest: String::new(),
        state: BatchState::Loading,
        tally: Tally::default(),
        started_at: NOON,
        ended_at: None,
    }
}

async fn begin(store: &Store, who: &Actor, n: u128) -> Result<Batch, StoreError> {
    let batch = batch(n);
    let mut write = store.write(who, NOON).await?;
    batches::begin(&mut write, &batch, RecordKind::Incident, &[]).await?;
    write.record(Entry::new("import.begin", batch.id));
    write.commit().await.map(|()| batch)
}

async fn end(store: &Store, who: &Actor, mut batch: Batch, state: BatchState) {
    batch.state = state;
    let mut write = store.write(who, NOON).await.unwrap();
    batches::finish(&mut write, &batch, None).await.unwrap();
    write.record(Entry::new("import.end", batch.id));
    write.commit().await.unwrap();
}

async fn import(store: &Store, who: &Actor, n: u128, rows: Vec<NewIncident>) -> Tally {
    let batch = begin(store, who, n).await.unwrap();
    let tally = store.load_chunk(who, NOON, batch.id, rows, &[], &Tally::default()).await.unwrap();
    end(store, who, batch, BatchState::Active).await;
    tally
}

async fn undo(store: &Store, who: &Actor, n: u128) {
    let mut write = store.write(who, NOON).await.unwrap();
    batches::undo(&mut write, id::<BatchId>(n), NOON).await.unwrap();
    write.record(Entry::new("import.undo", n));
    write.commit().await.unwrap();
}

async fn seen(store: &Store, who: &Actor) -> Vec<(String, u64)> {
    let read = store.read(who).await.unwrap();
    let mut found: Vec<_> = incidents::by_offense(&read, &Span::default())
        .await
        .unwrap()
        .into_iter()
        .map(|(offense, n)| (offense.to_string(), n))
        .collect();
    found.sort();
    found
}

fn counts(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|(offense, n)| ((*offense).to_owned(), *n)).collect()
}

#[tokio::test]
async fn rows_of_a_loading_or_failed_batch_are_not_seen() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let batch = begin(&db.store, &who, 1).await.unwrap();
        let rows = vec![row(1, "a", "theft"), row(2, "b", "theft")];
        db.store.load_chunk(&who, NOON, batch.id, rows, &[], &Tally::default()).await.unwrap();
        assert_eq!(seen(&db.store, &who).await, []);
        assert!(matches!(begin(&db.store, &who, 2).await, Err(StoreError::Stale(_))), "one import at a time");
        end(&db.store, &who, batch, BatchState::Failed).await;
        assert_eq!(seen(&db.store, &who).await, []);
    })
    .await;
}

#[tokio::test]
async fn an_import_that_died_is_given_up_and_the_next_one_brings_its_rows() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let dead = begin(&db.store, &who, 1).await.unwrap();
        db.store
            .load_chunk(&who, NOON, dead.id, vec![row(1, "a", "theft")], &[], &Tally::default())
            .await
            .unwrap();
        let later = NOON + 3.minutes();
        let mut write = db.store.write(&who, later).await.unwrap();
        assert_eq!(batches::give_up_silent(&mut write).await.unwrap(), [dead.id]);
        write.record(Entry::new("import.give-up", dead.id));
        write.commit().await.unwrap();
        let tally = import(&db.store, &who, 2, vec![row(2, "a", "theft")]).await;
        assert_eq!((tally.accepted, tally.unchanged), (1, 0));
        assert_eq!(seen(&db.store, &who).await, counts(&[("theft", 1)]));
    })
    .await;
}

#[tokio::test]
async fn a_second_import_changes_only_what_changed_and_undoing_it_brings_the_first_back() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        import(&db.store, &who, 1, vec![row(1, "a", "theft"), row(2, "b", "theft")]).await;
        let tally = import(
            &db.store,
            &who,
            2,
            vec![row(3, "a", "theft"), row(4, "b", "robbery"), row(5, "c", "arson")],
        )
        .await;
        assert_eq!((tally.accepted, tally.updated, tally.unchanged), (1, 1, 1));
        assert_eq!(seen(&db.store, &who).await, counts(&[("arson", 1), ("robbery", 1), ("theft", 1)]));
        undo(&db.store, &who, 2).await;
        assert_eq!(seen(&db.store, &who).await, counts(&[("theft", 2)]));
    })
    .await;
}

#[tokio::test]
async fn undoing_a_batch_in_the_middle_leaves_the_later_form_and_no_double() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        import(&db.store, &who, 1, vec![row(1, "a", "theft"), row(2, "b", "theft")]).await;
        import(&db.store, &who, 2, vec![row(3, "a", "robbery"), row(4, "b", "robbery")]).await;
        import(&db.store, &who, 3, vec![row(5, "a", "arson")]).await;
        undo(&db.store, &who, 2).await;
        assert_eq!(seen(&db.store, &who).await, counts(&[("arson", 1), ("theft", 1)]));
        undo(&db.store, &who, 3).await;
        assert_eq!(seen(&db.store, &who).await, counts(&[("theft", 2)]));
    })
    .await;
}

#[tokio::test]
async fn another_agency_sees_none_of_it() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let (_, stranger) = agency(&db.store, 2).await;
        import(&db.store, &who, 1, vec![row(1, "a", "theft")]).await;
        assert_eq!(seen(&db.store, &stranger).await, []);
        let read = db.store.read(&stranger).await.unwrap();
        assert!(matches!(batches::get(&read, id::<BatchId>(1)).await, Err(StoreError::Missing("batch"))));
        let read = db.store.read(&who).await.unwrap();
        assert_eq!(
            incidents::span(&read, None).await.unwrap(),
            Some((Date::constant(2026, 1, 5), Date::constant(2026, 1, 5)))
        );
        let points =
            incidents::points(&read, &Span { bounds: Some([-94.0, 41.0, -93.0, 42.0]), ..Span::default() })
                .await
                .unwrap();
        assert_eq!(points[0].at, Some([-93.6, 41.6]));
    })
    .await;
}

#[tokio::test]
async fn a_record_that_a_file_tells_twice_counts_once_in_its_newer_form() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        import(&db.store, &who, 1, vec![row(1, "a", "theft")]).await;
        let batch = begin(&db.store, &who, 2).await.unwrap();
        let mut tally = Tally::default();
        for newer in [row(2, "a", "robbery"), row(3, "a", "arson")] {
            tally = db.store.load_chunk(&who, NOON, batch.id, vec![newer], &[], &tally).await.unwrap();
        }
        assert_eq!((tally.accepted, tally.updated), (0, 2));
        end(&db.store, &who, batch, BatchState::Active).await;
        assert_eq!(seen(&db.store, &who).await, counts(&[("arson", 1)]));
        undo(&db.store, &who, 2).await;
        assert_eq!(seen(&db.store, &who).await, counts(&[("theft", 1)]));
    })
    .await;
}
