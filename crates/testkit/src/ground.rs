//! A made-up piece of ground: areas around a centre, incidents at metres east and north of it.

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{AreaId, BatchId, IncidentId};
use commonbeat_domain::information::imports::{Batch, BatchState, Tally};
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::place::{LonLat, Metres, Shape};
use commonbeat_store::incidents::NewIncident;
use commonbeat_store::{Store, areas, audit, batches};
use jiff::civil::Date;

use crate::{NOON, id};

/// The middle of the ground.
pub fn center() -> LonLat {
    LonLat::new(-93.6, 41.6).expect("a place on Earth")
}

/// The place so many metres east and north of the middle.
pub fn at(metres: [f64; 2]) -> LonLat {
    let [lon, lat] = Metres::around(center()).unproject(metres);
    LonLat::new(lon, lat).expect("a place on Earth")
}

/// A square of `side` metres around the middle.
pub fn square(side: f64) -> Shape {
    let half = side / 2.0;
    let corners = [[-half, -half], [half, -half], [half, half], [-half, half], [-half, -half]];
    let ring: Vec<LonLat> = corners.into_iter().map(at).collect();
    serde_json::from_value(serde_json::json!([[ring]])).expect("a square")
}

/// An area with the id `n`.
pub fn area(n: u128, kind: AreaKind, name: &str, shape: Shape) -> Area {
    let slug = name.to_lowercase().replace(' ', "-");
    Area { id: id::<AreaId>(n), kind, name: name.into(), slug, shape }
}

/// Writes areas.
pub async fn load_areas(store: &Store, who: &Actor, all: &[Area]) {
    let mut write = store.write(who, NOON).await.expect("a write");
    for one in all {
        areas::insert(&mut write, one).await.expect("an area");
    }
    write.record(audit::Entry::new("area.add", all.len()));
    write.commit().await.expect("a commit");
}

/// The `n`-th incident: a class and a day, and nothing known besides.
pub fn incident(n: u128, offense: &str, day: Date) -> NewIncident {
    NewIncident {
        id: id::<IncidentId>(1_000_000 + n),
        kind: RecordKind::Incident,
        source_key: n.to_string(),
        source_id: None,
        digest: vec![1],
        offense: offense.parse().expect("a class"),
        label: offense.into(),
        day,
        hour: None,
        from: NOON,
        until: None,
        at: None,
        by_address: None,
        place_text: String::new(),
        place_key: None,
        beat: None,
        neighborhood: None,
        flags: vec![],
    }
}

/// Imports incidents as the batch `n`, which counts from then on.
pub async fn load_incidents(store: &Store, who: &Actor, n: u128, rows: Vec<NewIncident>) {
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
    let mut write = store.write(who, NOON).await.expect("a write");
    batches::begin(&mut write, &batch, RecordKind::Incident, &[]).await.expect("a batch");
    write.record(audit::Entry::new("import.begin", batch.id));
    write.commit().await.expect("a commit");
    store.load_chunk(who, NOON, batch.id, rows, &[], &Tally::default()).await.expect("a chunk");
    let mut write = store.write(who, NOON).await.expect("a write");
    batches::finish(&mut write, &Batch { state: BatchState::Active, ..batch }, None).await.expect("an end");
    write.record(audit::Entry::new("import.end", n));
    write.commit().await.expect("a commit");
}
