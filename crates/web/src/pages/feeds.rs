//! Feeds: files that come in by themselves, with their state and their last runs.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::feeds::{FeedChoices, FeedView};
use commonbeat_domain::ids::FeedId;
use commonbeat_domain::information::feeds::{FeedPlan, FeedRun, Outcome, Place};
use commonbeat_formats::incidents::shipped_names;

use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale, StaleField};
use crate::flash::GoTo;
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::pages::imports::profile_key;
use crate::words::Words;

/// The feeds.
#[derive(Template)]
#[template(path = "feeds/index.html")]
pub struct Index {
    chrome: Chrome,
    feeds: Vec<Line>,
}

/// A feed in words.
struct Line {
    id: String,
    name: String,
    about: String,
    /// Tone and words of its state.
    tag: (&'static str, String),
    told: String,
}

/// `GET /feeds`
pub async fn index(cx: Cx) -> Result<Page<Index>> {
    let feeds = cx.app.feeds(&cx.actor).await?;
    let feeds = feeds.iter().map(|view| line(&cx.words, view)).collect();
    Ok(Page::new(Index { chrome: cx.chrome(Area::Information), feeds }))
}

fn line(words: &Words, view: &FeedView) -> Line {
    let plan = &view.feed.plan;
    let next = view.next.map(|at| words.t1("feed-next", "at", words.moment(at)));
    let fresh = view.feed.state.fresh_at.map(|at| words.t1("feed-fresh", "at", words.moment(at)));
    let parts = [Some(words.t(&format!("feed-{}", plan.place.kind()))), fresh, next];
    Line {
        id: view.feed.id.to_string(),
        name: plan.name.clone(),
        about: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        tag: tag(words, view),
        told: match &view.feed.state.last {
            Some(outcome @ (Outcome::Reshaped { .. } | Outcome::Failed { .. })) => told(words, outcome),
            _ => String::new(),
        },
    }
}

/// The one word on how a feed stands.
fn tag(words: &Words, view: &FeedView) -> (&'static str, String) {
    let feed = &view.feed;
    let (tone, key) = match &feed.state.last {
        _ if feed.running_since.is_some() => ("", "feed-running"),
        _ if feed.paused => ("plain", "feed-paused"),
        Some(Outcome::Reshaped { .. }) => ("bad", "feed-outcome-reshaped"),
        Some(Outcome::Failed { .. }) => ("bad", "feed-outcome-failed"),
        _ if view.late => ("warn", "feed-late"),
        Some(_) => ("good", "feed-well"),
        None => ("plain", "feed-waits"),
    };
    (tone, words.t(key))
}

fn told(words: &Words, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Imported { tally, .. } => {
            let n = |n: u64| words.number(i64::try_from(n).unwrap_or(i64::MAX));
            let args = [
                ("rows", n(tally.rows)),
                ("new", n(tally.accepted)),
                ("changed", n(tally.updated)),
                ("refused", n(tally.refused_total())),
            ];
            words.t_args("feed-told-imported", &args)
        }
        Outcome::Unchanged => words.t("feed-told-unchanged"),
        Outcome::Failed { why } => why.clone(),
        Outcome::Reshaped { file, change } => {
            let mut parts = vec![words.t1("feed-told-reshaped", "file", file)];
            if !change.added.is_empty() {
                parts.push(words.t1("feed-told-added", "columns", change.added.join(", ")));
            }
            if !change.removed.is_empty() {
                parts.push(words.t1("feed-told-removed", "columns", change.removed.join(", ")));
            }
            if change.moved {
                parts.push(words.t("feed-told-moved"));
            }
            parts.join(" ")
        }
    }
}

/// One feed with its runs.
#[derive(Template)]
#[template(path = "feeds/show.html")]
pub struct Show {
    chrome: Chrome,
    id: String,
    version: i64,
    name: String,
    tag: (&'static str, String),
    facts: Vec<(String, String)>,
    paused: bool,
    running: bool,
    /// What changed about the columns.
    reshaped: Option<String>,
    failed: Option<String>,
    runs: Vec<RunLine>,
}

/// A run in words.
struct RunLine {
    at: jiff::Timestamp,
    tone: &'static str,
    outcome: String,
    told: String,
    batches: Vec<String>,
}

/// `GET /feeds/{feed}`
pub async fn show(cx: Cx, Path(id): Path<FeedId>) -> Result<Page<Show>> {
    let view = cx.app.feed(&cx.actor, id).await?;
    let words = &cx.words;
    let feed = &view.feed;
    let (reshaped, failed) = match &feed.state.last {
        Some(outcome @ Outcome::Reshaped { .. }) if !feed.state.header.is_empty() => {
            (Some(told(words, outcome)), None)
        }
        Some(outcome @ Outcome::Failed { .. }) => (None, Some(told(words, outcome))),
        _ => (None, None),
    };
    Ok(Page::new(Show {
        chrome: cx.chrome(Area::Information),
        id: feed.id.to_string(),
        version: feed.version,
        name: feed.plan.name.clone(),
        tag: tag(words, &view),
        facts: facts(words, &view),
        paused: feed.paused,
        running: feed.running_since.is_some(),
        reshaped,
        failed,
        runs: view.runs.iter().map(|run| run_line(words, run)).collect(),
    }))
}

fn facts(words: &Words, view: &FeedView) -> Vec<(String, String)> {
    let plan = &view.feed.plan;
    let custom = !shipped_names().any(|name| name == plan.profile);
    let profile = if custom { words.t("feed-own-profile") } else { plan.profile.clone() };
    let at = |at: Option<jiff::Timestamp>| at.map_or_else(|| words.t("feed-never"), |at| words.moment(at));
    let mut facts = vec![
        (words.t(&format!("feed-{}", plan.place.kind())), plan.place.shown().to_owned()),
        (words.t("field-profile"), profile),
        (words.t("field-schedule"), plan.schedule.clone()),
        (words.t("feed-next-run"), at(view.next)),
        (words.t("feed-fresh-at"), at(view.feed.state.fresh_at)),
        (words.t("field-late-after"), words.t_n("feed-hours", plan.late_after)),
    ];
    if let Some(credentials) = &plan.credentials {
        facts.push((words.t("field-credentials"), credentials.clone()));
    }
    facts
}

/// Key of the name of what a run came to.
fn outcome_key(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Imported { .. } => "feed-outcome-imported",
        Outcome::Unchanged => "feed-outcome-unchanged",
        Outcome::Reshaped { .. } => "feed-outcome-reshaped",
        Outcome::Failed { .. } => "feed-outcome-failed",
    }
}

fn run_line(words: &Words, run: &FeedRun) -> RunLine {
    RunLine {
        at: run.started_at,
        tone: match run.outcome {
            Outcome::Imported { .. } => "good",
            Outcome::Unchanged => "plain",
            Outcome::Reshaped { .. } | Outcome::Failed { .. } => "bad",
        },
        outcome: words.t(outcome_key(&run.outcome)),
        told: told(words, &run.outcome),
        batches: match &run.outcome {
            Outcome::Imported { batches, .. } => batches.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        },
    }
}

/// The form of a feed.
#[derive(Template)]
#[template(path = "feeds/edit.html")]
pub struct Edit {
    chrome: Chrome,
    form: Form,
    action: String,
    new: bool,
    folder: Option<String>,
    places: Vec<Choice>,
    profiles: Vec<Choice>,
    credentials: Vec<Choice>,
}

fn edit(cx: &Cx, choices: FeedChoices, form: Form, id: Option<FeedId>) -> Edit {
    let words = &cx.words;
    let profile = |name: &str| Choice::new(name, format!("{name} · {}", words.t(profile_key(name))));
    let mut places = vec![Choice::new("web", words.t("feed-web"))];
    if choices.folder.is_some() {
        places.insert(0, Choice::new("folder", words.t("feed-folder")));
    }
    Edit {
        chrome: cx.chrome(Area::Information),
        form,
        action: id.map_or_else(|| "/feeds/new".to_owned(), |id| format!("/feeds/{id}/edit")),
        new: id.is_none(),
        folder: choices.folder,
        places,
        profiles: shipped_names().map(profile).collect(),
        credentials: choices.credentials.iter().map(|name| Choice::new(name, name)).collect(),
    }
}

/// `GET /feeds/new`
pub async fn new(cx: Cx) -> Result<Page<Edit>> {
    let choices = cx.app.feed_choices(&cx.actor).await?;
    let place = if choices.folder.is_some() { "folder" } else { "web" };
    let form = cx.form().with("source_kind", place).with("schedule", "0 2 * * *").with("late_after", 36);
    Ok(Page::new(edit(&cx, choices, form, None)))
}

fn read(form: &mut Form) -> FeedPlan {
    let place = match form.value("source_kind") {
        "folder" => Place::Folder { pattern: form.value("pattern").to_owned() },
        _ => Place::Web { address: form.value("address").to_owned() },
    };
    let own = form.value("toml").trim().to_owned();
    FeedPlan {
        name: form.value("name").to_owned(),
        place,
        profile: if own.is_empty() { form.value("profile").to_owned() } else { own.replace("\r\n", "\n") },
        schedule: form.value("schedule").to_owned(),
        credentials: Some(form.value("credentials").to_owned()),
        late_after: form.read("late_after").unwrap_or_default(),
    }
}

/// `POST /feeds/new`
pub async fn add(cx: Cx, mut form: Form) -> Result<Response> {
    let plan = read(&mut form);
    if !form.refused() {
        match cx.app.add_feed(&cx.actor, plan, &form.once()?.0).await {
            Ok(feed) => {
                let to = format!("/feeds/{feed}");
                return Ok(cx.go_to(to).saying("flash-feed-added", &[]).into_response());
            }
            Err(other) => form.absorb(other)?,
        }
    }
    let choices = cx.app.feed_choices(&cx.actor).await?;
    Ok(Page::again(edit(&cx, choices, form, None)).into_response())
}

fn filled(form: Form, view: &FeedView) -> Form {
    let plan = &view.feed.plan;
    let custom = !shipped_names().any(|name| name == plan.profile);
    let form = match &plan.place {
        Place::Folder { pattern } => form.with("source_kind", "folder").with("pattern", pattern),
        Place::Web { address } => form.with("source_kind", "web").with("address", address),
    };
    form.with("read", view.feed.version)
        .with("name", &plan.name)
        .with(if custom { "toml" } else { "profile" }, &plan.profile)
        .with("schedule", &plan.schedule)
        .with("credentials", plan.credentials.as_deref().unwrap_or_default())
        .with("late_after", plan.late_after)
}

/// `GET /feeds/{feed}/edit`
pub async fn form(cx: Cx, Path(id): Path<FeedId>) -> Result<Page<Edit>> {
    let view = cx.app.feed(&cx.actor, id).await?;
    let choices = cx.app.feed_choices(&cx.actor).await?;
    Ok(Page::new(edit(&cx, choices, filled(cx.form(), &view), Some(id))))
}

/// `POST /feeds/{feed}/edit`
pub async fn save(cx: Cx, Path(id): Path<FeedId>, mut form: Form) -> Result<Response> {
    let read_version = version(&form)?;
    let plan = read(&mut form);
    if !form.refused() {
        match cx.app.change_feed(&cx.actor, id, read_version, plan).await {
            Ok(_) => {
                let to = format!("/feeds/{id}");
                return Ok(cx.go_to(to).saying("flash-feed-saved", &[]).into_response());
            }
            Err(commonbeat_app::Error::Stale(_)) => {
                let now = filled(Form::default(), &cx.app.feed(&cx.actor, id).await?);
                let field = |name: &str| StaleField {
                    label: cx.words.field(name),
                    yours: form.value(name).to_owned(),
                    saved: now.value(name).to_owned(),
                };
                let names = ["name", "pattern", "address", "schedule", "late_after"];
                return Err(stale(id, names.map(field).into()));
            }
            Err(other) => form.absorb(other)?,
        }
    }
    let choices = cx.app.feed_choices(&cx.actor).await?;
    Ok(Page::again(edit(&cx, choices, form, Some(id))).into_response())
}

/// `POST /feeds/{feed}/run`
pub async fn run(cx: Cx, Path(id): Path<FeedId>) -> Result<GoTo> {
    cx.app.run_feed_soon(&cx.actor, id).await?;
    Ok(cx.go_to(format!("/feeds/{id}")).saying("flash-feed-runs", &[]))
}

/// `POST /feeds/{feed}/pause`: lets it rest, or go on.
pub async fn pause(cx: Cx, Path(id): Path<FeedId>, form: Form) -> Result<GoTo> {
    let paused = form.value("paused") == "yes";
    let done = cx.app.pause_feed(&cx.actor, id, version(&form)?, paused).await;
    done.map_err(|error| told_stale(id, error))?;
    let flash = if paused { "flash-feed-paused" } else { "flash-feed-goes-on" };
    Ok(cx.go_to(format!("/feeds/{id}")).saying(flash, &[]))
}

/// `POST /feeds/{feed}/shape`: the new columns are the right ones; the feed runs at once.
pub async fn accept_shape(cx: Cx, Path(id): Path<FeedId>, form: Form) -> Result<GoTo> {
    let done = cx.app.accept_shape(&cx.actor, id, version(&form)?).await;
    done.map_err(|error| told_stale(id, error))?;
    cx.app.run_feed_soon(&cx.actor, id).await?;
    Ok(cx.go_to(format!("/feeds/{id}")).saying("flash-feed-runs", &[]))
}

fn told_stale(id: FeedId, error: commonbeat_app::Error) -> Error {
    match error {
        commonbeat_app::Error::Stale(_) => stale(id, Vec::new()),
        other => other.into(),
    }
}

fn stale(id: FeedId, fields: Vec<StaleField>) -> Error {
    Error::Stale(Box::new(Stale {
        record: String::new(),
        edit: format!("/feeds/{id}/edit"),
        fields,
        join: Vec::new(),
    }))
}

fn version(form: &Form) -> Result<i64> {
    form.value("read").parse().map_err(|_| Error::NotUnderstood)
}
