//! Copies of the database: made while others write, put back whole, refused when they are not what was made.

use std::sync::atomic::{AtomicBool, Ordering};

use super::house::{House, STREET_FILE};

/// Rows of the trail.
fn rows(house: &House) -> i64 {
    house.run(&["audit", "verify", "--json"]).ends(0).json()["rows"].as_i64().unwrap()
}

#[test]
fn a_backup_while_others_write_is_restored_with_the_same_rows_and_head() {
    let house = House::with_agency();
    house.run(&["import", STREET_FILE, "--profile", "police-uk-street"]);
    let stop = AtomicBool::new(false);
    let (made, written) = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut written = 0;
                    while !stop.load(Ordering::Relaxed) {
                        // Reading the trail leaves a row, so each run is a write.
                        house.run(&["audit", "head"]).ends(0);
                        written += 1;
                    }
                    written
                })
            })
            .collect();
        let made = house.run(&["backup", "--to", "copy.db", "--json"]);
        stop.store(true, Ordering::Relaxed);
        (made, writers.into_iter().map(|w| w.join().unwrap()).sum::<u32>())
    });
    assert!(written > 0);
    let account = made.ends(0).json();

    let elsewhere = ["--database", "sqlite://elsewhere/commonbeat.db"];
    let restored = house.run(&[&elsewhere[..], &["restore", "--from", "copy.db", "--json"]].concat()).ends(0);
    assert_eq!(restored.json(), account["trails"], "same rows, same head");
    let found = |extra: &[&str]| {
        let args = [extra, &["candidates", "--json", "--no-scan"]].concat();
        house.run(&args).ends(0).out
    };
    assert_eq!(found(&elsewhere), found(&[]));
    house.run(&[&elsewhere[..], &["audit", "verify"]].concat()).ends(0);
}

#[test]
fn a_restore_replaces_only_when_told_and_keeps_what_was_there() {
    let house = House::with_agency();
    house.run(&["backup", "--to", "copy.db"]).ends(0);
    for left in ["copy.db-wal", "copy.db-shm"] {
        assert!(!house.path(left).exists(), "{left} lies beside the copy");
    }
    house.run(&["audit", "head"]).ends(0);
    let later = rows(&house);
    house.run(&["restore", "--from", "copy.db"]).ends(2).says(&["--force"]);
    house.run(&["restore", "--from", "copy.db", "--force"]).ends(0).says(&[".before-"]);
    let rows = rows(&house);
    assert!(rows < later, "{rows} < {later}");
    house.run(&["backup", "--to", "copy.db"]).ends(2).says(&["copy.db is there already"]);
}

#[test]
fn a_copy_that_was_changed_is_not_put_back() {
    let house = House::with_agency();
    house.run(&["backup", "--to", "copy.db"]).ends(0);
    let mut bytes = std::fs::read(house.path("copy.db")).unwrap();
    let at = bytes.len() - 100;
    bytes[at] ^= 1;
    std::fs::write(house.path("copy.db"), &bytes).unwrap();
    let to = ["--database", "sqlite://new.db", "restore", "--from", "copy.db"];
    house.run(&to).ends(2).says(&["SHA-256"]);
    assert!(!house.path("new.db").exists() && !house.path("new.db.restoring").exists());
    house.file("text.db", "this is no database at all, whatever its name says");
    house.run(&["--database", "sqlite://new.db", "restore", "--from", "text.db"]).ends(2).says(&["text.db"]);
}
