use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The floors, lowest first; a crate may use only what lies on a lower floor.
const FLOORS: &[&[&str]] = &[
    &["domain", "analysis"],
    &["formats", "auth", "jobs", "carriers", "simulate", "methods"],
    &["store"],
    &["app"],
    &["web"],
    &["commonbeat", "truth"],
];

/// Crates for tests, and whose tests may use them.
const FOR_TESTS: &[&str] = &["testkit", "town"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Each of our crates with the others it uses: name and whether only in its tests.
fn edges() -> BTreeMap<String, Vec<(String, bool)>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let short = |name: &str| name.strip_prefix("commonbeat-").unwrap_or(name).to_owned();
    let mut edges = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let used = package["dependencies"].as_array().unwrap().iter();
        let ours = used.filter(|d| d["name"].as_str().unwrap().starts_with("commonbeat"));
        let list = ours.map(|d| (short(d["name"].as_str().unwrap()), d["kind"] == "dev")).collect();
        edges.insert(short(package["name"].as_str().unwrap()), list);
    }
    edges
}

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&name))
}

#[test]
fn every_crate_uses_only_what_lies_on_a_lower_floor() {
    let edges = edges();
    assert!(edges.len() >= 11, "{edges:?}");
    for (name, used) in &edges {
        if FOR_TESTS.contains(&name.as_str()) {
            continue;
        }
        let own = floor(name).unwrap_or_else(|| panic!("{name} stands on no floor"));
        for (other, dev) in used {
            let allowed = match floor(other) {
                Some(below) => below < own || (*dev && other == "simulate"),
                None => *dev && FOR_TESTS.contains(&other.as_str()),
            };
            assert!(allowed, "{name} must not use {other}");
        }
    }
    let of = |name: &str| edges[name].iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>();
    assert_eq!(of("domain"), Vec::<&str>::new());
    assert_eq!(of("analysis"), Vec::<&str>::new());
    assert_eq!(of("simulate"), ["domain"]);
    assert_eq!(of("methods"), ["analysis"]);
}

/// Lines of code of the crates, with those of tests left out: file and line.
fn code(skip: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for (name, _) in edges() {
        if skip.contains(&name.as_str()) {
            continue;
        }
        let mut folders = vec![root().join("crates").join(&name).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else if entry.extension().is_some_and(|e| e == "rs") {
                    let text = std::fs::read_to_string(&entry).unwrap();
                    let body = text.split("#[cfg(test)]").next().unwrap_or_default();
                    found.extend(body.lines().map(|line| (entry.clone(), line.trim().to_owned())));
                }
            }
        }
    }
    found
}

fn nobody_says(words: &[&str], but: &[&str]) {
    let said: Vec<_> = code(but)
        .into_iter()
        .filter(|(_, line)| !line.starts_with("//") && words.iter().any(|w| line.contains(w)))
        .collect();
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn only_the_store_knows_sql() {
    nobody_says(&["use sea_orm", "sea_orm::", "sqlx::"], &["store", "testkit"]);
}

#[test]
fn only_the_executable_reads_the_clock() {
    nobody_says(&["Timestamp::now(", "Zoned::now(", "SystemTime::now("], &["commonbeat", "testkit", "town"]);
}

#[test]
fn the_domain_and_the_statistics_never_wait() {
    let all: Vec<String> = FLOORS.iter().flat_map(|f| f.iter()).map(|n| (*n).to_owned()).collect();
    let others: Vec<&str> =
        all.iter().map(String::as_str).filter(|n| !["domain", "analysis"].contains(n)).collect();
    let skip: Vec<&str> = others.into_iter().chain(FOR_TESTS.iter().copied()).collect();
    nobody_says(&["async fn", ".await", "tokio::"], &skip);
}

#[test]
fn only_the_app_opens_a_write() {
    nobody_says(&[".write(&", ".write(who", ".write(actor"], &["app", "store", "testkit", "town"]);
}
