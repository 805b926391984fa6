//! An import that is killed again and again and then carried to its end leaves what an undisturbed one leaves.
//!
//! Twice in the suite; `COMMONBEAT_IMPORT_KILLS=20 COMMONBEAT_IMPORT_ROWS=60000` asks for more.

use std::process::Stdio;
use std::time::{Duration, Instant};

use commonbeat_domain::authority::Actor;
use commonbeat_domain::organization::areas::Area;
use commonbeat_store::audit::Entry;
use commonbeat_store::{Store, areas, batches, incidents};
use commonbeat_testkit::on_both;
use jiff::SignedDuration;

use super::house::House;

fn asked(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

const FILE: &str = "town/incidents.csv";

/// What counts of an agency: every row in words that do not depend on ids that were given out.
async fn rows(store: &Store, who: &Actor) -> Vec<String> {
    let read = store.read(who).await.unwrap();
    let all: Vec<Area> = areas::list(&read, None).await.unwrap();
    let name = |id| all.iter().find(|a| Some(a.id) == id).map(|a| a.name.clone());
    let points = incidents::points(&read, &incidents::Span::default()).await.unwrap();
    let told = points.into_iter().map(|p| {
        format!("{} {} {:?} {:?} {:?} {:?}", p.day, p.offense, p.hour, p.at, p.place_key, name(p.beat))
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

/// As if two minutes and more had gone by: what was killed is given up.
async fn time_goes_by(store: &Store, who: &Actor) -> usize {
    #[expect(
        clippy::disallowed_methods,
        reason = "the killed process took its time from the machine's clock"
    )]
    let later = jiff::Timestamp::now() + batches::SILENCE + SignedDuration::from_secs(5);
    let mut write = store.write(who, later).await.unwrap();
    let given_up = batches::give_up_silent(&mut write).await.unwrap();
    write.record(Entry::new("import.give-up", given_up.len()));
    write.commit().await.unwrap();
    given_up.len()
}

fn agency(house: &House, url: &str, code: &str) {
    let mut init =
        vec!["--database", url, "init", "--agency", code, "--name", code, "--zone", "America/Chicago"];
    for (option, file) in [
        ("--boundary", "town/boundary.geojson"),
        ("--beats", "town/beats.geojson"),
        ("--neighborhoods", "town/neighborhoods.geojson"),
    ] {
        init.extend([option, file]);
    }
    house.run(&init).ends(0);
}

#[tokio::test]
async fn an_import_killed_at_any_moment_leaves_nothing_and_the_next_one_brings_every_row_once() {
    on_both(|db| async move {
        let house = House::empty();
        let n = asked("COMMONBEAT_IMPORT_ROWS", 6_000).to_string();
        house.run(&["simulate", "--incidents", &n, "--format", "chicago-22col", "--out", "town"]).ends(0);
        let import =
            |code| ["--database", &db.url, "import", FILE, "--profile", "chicago-22col", "--agency", code, "--json"];
        agency(&house, &db.url, "CALM");
        agency(&house, &db.url, "HIT");
        let began = Instant::now();
        house.run(&import("CALM")).ends(0);
        let whole = began.elapsed();
        let found = db.store.agencies().await.unwrap();
        let actor = |code: &str| Actor::operator(found.iter().find(|a| a.code == code).unwrap().id);
        let (calm, hit) = (actor("CALM"), actor("HIT"));
        let expected = rows(&db.store, &calm).await;
        assert!(!expected.is_empty());

        let kills = asked("COMMONBEAT_IMPORT_KILLS", 2);
        let (mut loading, mut done) = (0, false);
        for kill in 1..=kills {
            let mut child =
                house.command(&import("HIT")).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            // Spread over the whole run without a pattern: steps of the golden section.
            let share = (kill as f64 * 0.618_033_988_749_895).fract();
            std::thread::sleep(whole.mul_f64(share) + Duration::from_millis(1));
            let _ = child.kill();
            let ended = child.wait().unwrap();
            let seen = rows(&db.store, &hit).await;
            done |= ended.success() || !seen.is_empty();
            assert_eq!(seen, if done { expected.clone() } else { Vec::new() }, "kill {kill}");
            loading += time_goes_by(&db.store, &hit).await;
        }
        let last = house.run(&import("HIT")).ends(0).json();
        let total = expected.len() as u64;
        assert_eq!(last["rows"], total);
        assert_eq!(last[if done { "unchanged" } else { "accepted" }], total);
        assert_eq!(rows(&db.store, &hit).await, expected);
        eprintln!(
            "{:?}: {total} rows, an undisturbed import took {whole:.1?}; {kills} kills, {loading} of them while a batch was loading",
            db.store.backend()
        );
    })
    .await;
}
