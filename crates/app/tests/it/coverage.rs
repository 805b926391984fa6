//! No write without its row in the trail: the source of every use case is read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Functions that open a write and leave the row to another function, with the reason.
const RECORDED_ELSEWHERE: &[(&str, &str)] = &[];

/// Calls that reach the database before it is known who asks, and who may make them. None of them changes a record
/// of an agency; a new one needs a reviewer's eye.
const BEFORE_AN_ACTOR: &[&str] =
    &["accounts_of", "look_at", "note_attempt", "open_invitation", "prune_attempts", "session"];

struct Function {
    name: String,
    place: String,
    body: String,
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Cuts a source that rustfmt has formatted into functions: from `fn name` to the closing brace at its own indent.
fn functions(path: &Path) -> Vec<Function> {
    let text = fs::read_to_string(path).unwrap();
    let mut found: Vec<Function> = Vec::new();
    let mut end: Option<String> = None;
    for (at, line) in text.lines().enumerate() {
        if let Some(closing) = &end {
            if let Some(function) = found.last_mut() {
                function.body.push_str(line);
                function.body.push('\n');
            }
            if line == closing {
                end = None;
            }
        } else if let Some(name) = name_of(line) {
            let indent = &line[..line.len() - line.trim_start().len()];
            let place = format!("{}:{}", path.display(), at + 1);
            found.push(Function { name, place, body: format!("{line}\n") });
            end = (!line.ends_with('}') && !line.ends_with(';')).then(|| format!("{indent}}}"));
        }
    }
    found
}

fn name_of(line: &str) -> Option<String> {
    let words = line.trim_start();
    let rest =
        ["pub async fn ", "pub(crate) async fn ", "pub(super) async fn ", "async fn ", "pub fn ", "fn "]
            .iter()
            .find_map(|start| words.strip_prefix(start))?;
    Some(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
}

fn all() -> Vec<Function> {
    let mut paths = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut paths);
    paths.iter().flat_map(|path| functions(path)).collect()
}

/// The body without its white space, so that a call broken over lines is found too.
fn dense(body: &str) -> String {
    body.split_whitespace().collect()
}

/// Whether a function calls one of these by name.
fn calls(function: &Function, names: &BTreeSet<String>) -> bool {
    let body = dense(&function.body);
    let ends_a_name = |at: usize| body[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    names
        .iter()
        .filter(|name| **name != function.name)
        .any(|name| body.match_indices(&format!("{name}(")).any(|(at, _)| at > 0 && !ends_a_name(at)))
}

/// Names of functions that do something themselves or call one that does.
fn reaching(
    all: &[Function],
    does: impl Fn(&Function) -> bool,
    through: impl Fn(&Function) -> bool,
) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = all.iter().filter(|f| does(f)).map(|f| f.name.clone()).collect();
    loop {
        let open: BTreeSet<String> =
            all.iter().filter(|f| names.contains(&f.name) && through(f)).map(|f| f.name.clone()).collect();
        let more: Vec<String> = all.iter().filter(|f| calls(f, &open)).map(|f| f.name.clone()).collect();
        let before = names.len();
        names.extend(more);
        if names.len() == before {
            return names;
        }
    }
}

/// Whether a function gives an open write to its caller, who then has to see to the trail.
fn gives_a_write(function: &Function) -> bool {
    let head = function.body.split('{').next().unwrap_or_default();
    head.split("->").nth(1).is_some_and(|given| given.contains("Write"))
}

#[test]
fn every_use_case_that_writes_leaves_a_row_in_the_trail() {
    let all = all();
    let opens =
        |f: &Function| dense(&f.body).contains("store.write(") || dense(&f.body).contains("store().write(");
    let writing = reaching(&all, opens, gives_a_write);
    let recording = reaching(&all, |f| dense(&f.body).contains(".record("), |_| true);
    let must: Vec<&Function> =
        all.iter().filter(|f| writing.contains(&f.name) && !gives_a_write(f)).collect();
    assert!(must.len() > 10, "only {} writes were found: the reader of sources is broken", must.len());
    for function in &must {
        let excused = RECORDED_ELSEWHERE.iter().any(|(name, _)| *name == function.name);
        let fine = recording.contains(&function.name) || excused;
        assert!(fine, "{}: {} writes without a trail", function.place, function.name);
    }
    for (name, why) in RECORDED_ELSEWHERE {
        assert!(must.iter().any(|f| f.name == *name), "{name} ({why}) is no write any more");
    }
}

#[test]
fn the_reader_of_sources_would_find_a_write_without_a_trail() {
    let function =
        |name: &str, body: &str| Function { name: name.into(), place: String::new(), body: body.into() };
    let all = [
        function("silent", "async fn silent() { let w = self.store.write(who).await?; w.commit() }"),
        function("loud", "async fn loud() { let w = self.store.write(who).await?; self.note(w) }"),
        function("note", "fn note(w: Write) { w.record(entry) }"),
        function("begun", "fn begun() -> Result<Write> { self.store.write(who) }"),
        function("by_another", "fn by_another() { let w = begun()?; w.commit() }"),
    ];
    let writing = reaching(&all, |f| f.body.contains("store.write("), gives_a_write);
    let recording = reaching(&all, |f| f.body.contains(".record("), |_| true);
    let silent: Vec<_> = writing.difference(&recording).collect();
    assert_eq!(silent, ["begun", "by_another", "silent"]);
}

#[test]
fn only_these_reach_the_database_without_an_actor() {
    let mut found: Vec<String> =
        all().into_iter().filter(|f| dense(&f.body).contains(".unauthenticated()")).map(|f| f.name).collect();
    found.sort();
    assert_eq!(found, BEFORE_AN_ACTOR);
}
