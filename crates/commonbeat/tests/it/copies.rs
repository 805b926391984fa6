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
    let restore = [&elsewhere[..], &["restore", "--from", "copy.db", "--json"]].concat();
    house.run(&restore).ends(2).says(&["put back the key file of this installation"]);
    assert!(!house.path("elsewhere/commonbeat.db").exists());
    std::fs::copy(house.path("commonbeat.key"), house.path("elsewhere/commonbeat.key")).unwrap();
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
    std::fs::copy(house.path("commonbeat.key"), house.path("new.key")).unwrap();
    let to = ["--database", "sqlite://new.db", "restore", "--from", "copy.db"];
    house.run(&to).ends(2).says(&["SHA-256"]);
    assert!(!house.path("new.db").exists() && !house.path("new.db.restoring").exists());
    house.file("text.db", "this is no database at all, whatever its name says");
    house.run(&["--database", "sqlite://new.db", "restore", "--from", "text.db"]).ends(2).says(&["text.db"]);
}

#[test]
fn a_copy_is_sealed_and_another_installations_key_does_not_open_it() {
    let house = House::with_agency();
    house.run(&["backup", "--to", "copy.db"]).ends(0);
    let bytes = std::fs::read(house.path("copy.db")).unwrap();
    let holds = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|w| w == word);
    assert!(!holds(&bytes, b"SQLite format 3") && !holds(&bytes, b"City Police"));
    assert!(!house.path("copy.db.plain").exists(), "nothing plain is left");
    let other = House::with_agency();
    std::fs::copy(other.path("commonbeat.key"), house.path("new.key")).unwrap();
    let to = ["--database", "sqlite://new.db", "restore", "--from", "copy.db"];
    house.run(&to).ends(2).says(&["copy.db cannot be opened", "put back the key file of this installation"]);
    assert!(!house.path("new.db").exists() && !house.path("new.db.restoring").exists());
    house.run(&["restore", "--from", "copy.db", "--open-to", "opened.db"]).ends(0);
    assert!(holds(&std::fs::read(house.path("opened.db")).unwrap(), b"City Police"));
    house.run(&["backup", "--plain", "--to", "plain.db"]).ends(0);
    assert!(holds(&std::fs::read(house.path("plain.db")).unwrap(), b"City Police"));
    house.run(&["restore", "--from", "plain.db", "--open-to", "x"]).ends(2).says(&["plain.db is not sealed"]);
}

#[test]
fn secrets_are_sealed_anew_with_a_new_key_and_earlier_copies_still_open() {
    let house = House::with_agency();
    let invite = ["person", "invite", "dana@example.org", "--name", "Dana", "--role", "officer", "--json"];
    house.run(&invite).ends(0);
    let keys = || house.run(&["key", "list", "--json"]).ends(0).json();
    let people = |keys: &serde_json::Value| {
        keys.as_array().unwrap().iter().map(|key| key["people"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(people(&keys()), [1]);
    house.run(&["backup", "--to", "before.db"]).ends(0);
    let told = house.run(&["key", "rotate"]).ends(0);
    assert!(told.out.contains("secrets of 1 people"), "{}", told.out);
    assert_eq!(people(&keys()), [1, 0]);
    house.run(&["backup", "--to", "after.db"]).ends(0);
    for copy in ["before.db", "after.db"] {
        house.run(&["restore", "--from", copy, "--force"]).ends(0);
        assert_eq!(people(&keys()), [1, 0], "{copy} is sealed with the newest key at the next start");
    }
    let rows = house.run(&["audit", "list", "--act", "keys."]).ends(0).out;
    assert!(rows.contains("keys.seal"), "{rows}");
}
