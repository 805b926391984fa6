//! Beats: the list, and one with its officers, what is known, its log and its promises.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::beats::{BeatLine, BeatView, LATELY};
use commonbeat_app::postings::NewPosting;
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AreaId, ContactId, PersonId, PostingId};
use commonbeat_domain::organization::beats::ProfileKind;
use commonbeat_domain::organization::contacts::{Contact, Outcome};
use commonbeat_domain::organization::postings::{Post, Posting, Where};
use serde::Deserialize;

use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

/// Entries of the log on one page.
const PAGE: usize = 20;

/// Names of people by id.
pub type Names = BTreeMap<PersonId, String>;

/// A person's name, or words for one who is not known any more.
pub fn name(names: &Names, words: &Words, id: PersonId) -> String {
    names.get(&id).cloned().unwrap_or_else(|| words.t("problem-somebody"))
}

/// The list.
#[derive(Template)]
#[template(path = "beats/list.html")]
pub struct List {
    chrome: Chrome,
    rows: Vec<Row>,
    log: bool,
    days: String,
}

struct Row {
    href: String,
    name: String,
    officers: String,
    months: String,
    known: String,
    lately: String,
    kept: String,
    late: u64,
}

/// `GET /beats`
pub async fn list(cx: Cx) -> Result<Page<List>> {
    let words = &cx.words;
    let lines = cx.app.beat_lines(&cx.actor).await?;
    let names = cx.app.names(&cx.actor, lines.iter().flat_map(|l| &l.officers).map(|p| p.person)).await?;
    let row = |line: &BeatLine| {
        let (href, beat) = (format!("/beats/{}", line.id), line.name.clone());
        let who = line.officers.iter().map(|p| name(&names, words, p.person)).collect::<Vec<_>>();
        let number = |n: u64| words.number(n);
        Row {
            href,
            name: beat,
            officers: if who.is_empty() { words.t("beat-nobody") } else { who.join(", ") },
            months: line.months.map(|m| words.number(i64::from(m))).unwrap_or_default(),
            known: words.number(line.known as u64),
            lately: number(line.tally.lately),
            kept: share(words, line),
            late: line.tally.late,
        }
    };
    Ok(Page::new(List {
        rows: lines.iter().map(row).collect(),
        log: cx.actor.may(Action::LogContact),
        days: words.number(LATELY),
        chrome: cx.chrome(Area::Organization),
    }))
}

/// Promises kept of those that were due or settled.
fn share(words: &Words, line: &BeatLine) -> String {
    let due = line.tally.kept + line.tally.late;
    match due {
        0 => words.t("beat-no-promises"),
        _ => {
            words.t_args("share-of", &[("part", words.number(line.tally.kept)), ("whole", words.number(due))])
        }
    }
}

/// What the figures of beats may not be used for.
#[derive(Template)]
#[template(path = "beats/figures.html")]
pub struct Figures {
    chrome: Chrome,
}

/// `GET /beats/figures`
pub async fn figures_page(cx: Cx) -> Page<Figures> {
    Page::new(Figures { chrome: cx.chrome(Area::Organization) })
}

/// One beat.
#[derive(Template)]
#[template(path = "beats/show.html")]
pub struct Show {
    chrome: Chrome,
    form: Form,
    id: AreaId,
    title: String,
    above: String,
    figures: Vec<(String, String)>,
    posts: Vec<PostRow>,
    known: Vec<(String, Vec<KnownRow>)>,
    log: Vec<Heard>,
    next: String,
    first: String,
    promises: Vec<Promised>,
    problems: Vec<(String, String)>,
    handovers: Vec<(String, String)>,
    running: bool,
    write: bool,
    assign: bool,
    primary: bool,
    kinds: Vec<Choice>,
    people: Vec<Choice>,
    ranks: Vec<Choice>,
}

struct PostRow {
    id: PostingId,
    who: String,
    what: String,
    when: String,
    open: bool,
}

struct KnownRow {
    number: u32,
    name: String,
    note: String,
}

/// An entry of the log as it is shown.
pub struct Heard {
    when: String,
    note: String,
    heard: String,
    promise: String,
}

/// An open promise with the form that settles it.
pub struct Promised {
    id: ContactId,
    version: i64,
    what: String,
    note: String,
    late: bool,
    settle: bool,
}

/// Where the log goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    before: Option<ContactId>,
}

/// `GET /beats/{beat}`
pub async fn show(cx: Cx, Path(id): Path<AreaId>, Query(asked): Query<Asked>) -> Result<Page<Show>> {
    let form = cx.form();
    Ok(Page::new(page(&cx, id, asked.before, form).await?))
}

async fn page(cx: &Cx, id: AreaId, before: Option<ContactId>, form: Form) -> Result<Show> {
    let words = &cx.words;
    let view = cx.app.beat(&cx.actor, id, before, PAGE).await?;
    let ids = view.postings.iter().map(|p| p.person).chain(view.log.iter().map(|c| c.by));
    let owners = view.promises.iter().filter_map(|c| c.promise.as_ref()).map(|p| p.owner);
    let going = view.handovers.iter().flat_map(|h| [h.from, h.to]);
    let names = cx.app.names(&cx.actor, ids.chain(owners).chain(going).collect::<Vec<_>>()).await?;
    let people = match view.assign {
        true => people(cx).await?,
        false => Vec::new(),
    };
    let who = view.line.officers.iter().map(|p| name(&names, words, p.person)).collect::<Vec<_>>();
    Ok(Show {
        chrome: cx.chrome(Area::Organization),
        id,
        title: view.area.name.clone(),
        above: if who.is_empty() { words.t("beat-nobody") } else { who.join(" · ") },
        figures: figures(&view, words),
        posts: view.postings.iter().map(|p| post_row(p, &names, words)).collect(),
        known: known_rows(&view, words),
        log: view.log.iter().map(|c| heard(c, &names, words)).collect(),
        next: view.next.map(|n| format!("/beats/{id}?before={n}")).unwrap_or_default(),
        first: if before.is_some() { format!("/beats/{id}") } else { String::new() },
        promises: view.promises.iter().filter_map(|c| promised(c, &names, cx)).collect(),
        problems: view.problems.iter().map(|p| (p.reference.to_string(), p.title.clone())).collect(),
        handovers: view.handovers.iter().map(|h| handover(h, &names, words)).collect(),
        running: view.handovers.iter().any(|h| h.done_at.is_none()),
        write: view.write,
        assign: view.assign,
        primary: view.line.months.is_some(),
        kinds: Choice::named(words, "known", ProfileKind::NAMES.iter().copied()),
        ranks: Choice::named(words, "post", ["primary", "secondary"]),
        people,
        form,
    })
}

/// Staff who can be posted, by name.
pub async fn people(cx: &Cx) -> Result<Vec<Choice>> {
    let all = cx.app.colleagues(&cx.actor, None).await?;
    let staff = all.iter().filter(|p| p.organization.is_none());
    Ok(staff.map(|p| Choice::new(p.id, p.display_name())).collect())
}

fn figures(view: &BeatView, words: &Words) -> Vec<(String, String)> {
    let line = &view.line;
    let months =
        line.months.map_or_else(|| words.t("beat-nobody"), |m| words.t_n("beat-months-n", m.unsigned_abs()));
    vec![
        (words.t("beat-months"), months),
        (words.t("beat-known"), words.number(line.known as u64)),
        (words.t1("beat-lately", "days", words.number(LATELY)), words.number(line.tally.lately)),
        (words.t("beat-kept"), share(words, line)),
        (words.t("beat-late"), words.number(line.tally.late)),
    ]
}

/// A posting in a row: who, as what, from when until when.
fn post_row(p: &Posting, names: &Names, words: &Words) -> PostRow {
    PostRow {
        id: p.id,
        who: name(names, words, p.person),
        what: words.t(&format!("post-{}", p.post.name())),
        when: when(p, words),
        open: p.until.is_none(),
    }
}

/// From when until when somebody is posted.
pub fn when(p: &Posting, words: &Words) -> String {
    match p.until {
        None => words.t1("post-since", "day", words.day(p.since)),
        Some(until) => {
            words.t_args("post-from-until", &[("from", words.day(p.since)), ("until", words.day(until))])
        }
    }
}

fn known_rows(view: &BeatView, words: &Words) -> Vec<(String, Vec<KnownRow>)> {
    let of = |kind: &ProfileKind| {
        let rows = view.profile.entries.iter().filter(|k| k.kind == *kind);
        let row = |k: &commonbeat_domain::organization::beats::Known| KnownRow {
            number: k.number,
            name: k.name.clone(),
            note: [k.note.clone(), words.t1("known-seen", "day", words.day(k.seen_on))]
                .into_iter()
                .filter(|n| !n.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
        };
        (words.t(&format!("known-{}", kind.name())), rows.map(row).collect::<Vec<_>>())
    };
    ProfileKind::ALL.iter().map(of).filter(|(_, rows)| !rows.is_empty()).collect()
}

fn heard(c: &Contact, names: &Names, words: &Words) -> Heard {
    let minutes = c.minutes.map(|m| words.t_n("contact-minutes", m));
    let whom = (!c.whom.is_empty()).then(|| c.whom.clone());
    let role = words.t(&format!("met-as-{}", c.met_as.name()));
    let note = [Some(c.place.clone()), Some(role), whom, minutes, Some(name(names, words, c.by))];
    let promise = c.promise.as_ref().map(|p| match &p.outcome {
        Outcome::Open => {
            words.t_args("contact-promise-open", &[("what", p.what.clone()), ("day", words.day(p.due))])
        }
        Outcome::Kept { words: done, .. } => {
            words.t_args("contact-promise-kept", &[("what", p.what.clone()), ("done", done.clone())])
        }
        Outcome::Released { words: why, .. } => {
            words.t_args("contact-promise-released", &[("what", p.what.clone()), ("why", why.clone())])
        }
    });
    Heard {
        when: words.moment(c.at),
        note: note.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        heard: c.heard.clone(),
        promise: promise.unwrap_or_default(),
    }
}

fn promised(c: &Contact, names: &Names, cx: &Cx) -> Option<Promised> {
    let promise = c.promise.as_ref()?;
    let words = &cx.words;
    let whom = if c.whom.is_empty() { c.place.clone() } else { c.whom.clone() };
    Some(Promised {
        id: c.id,
        version: c.version,
        what: promise.what.clone(),
        note: format!(
            "{whom} · {} · {}",
            words.t1("task-due", "day", words.day(promise.due)),
            name(names, words, promise.owner)
        ),
        late: promise.late(words.today()),
        settle: cx.actor.may(Action::AssignPosts) || cx.actor.person() == Some(promise.owner),
    })
}

fn handover(
    h: &commonbeat_domain::organization::handovers::Handover,
    names: &Names,
    words: &Words,
) -> (String, String) {
    let who = [("from", name(names, words, h.from)), ("to", name(names, words, h.to))];
    let state = match h.done_at {
        Some(at) => words.t1("handover-done-on", "day", words.date(at)),
        None => words.t("handover-runs-now"),
    };
    (format!("/handovers/{}", h.id), format!("{} · {state}", words.t_args("handover-from-to", &who)))
}

/// `POST /beats/{beat}/known`: something is added to the profile, or taken out.
pub async fn known(cx: Cx, Path(id): Path<AreaId>, mut form: Form) -> Result<Response> {
    let done = match form.value("remove").parse::<u32>() {
        Ok(number) => Some(cx.app.remove_known(&cx.actor, id, number).await),
        Err(_) => match form.read::<ProfileKind>("profile_kind") {
            Some(kind) => {
                let (name, note) = (form.value("known_name"), form.value("known_note"));
                Some(cx.app.add_known(&cx.actor, id, kind, name, note).await)
            }
            None => None,
        },
    };
    match done {
        Some(Ok(_)) => return Ok(back(&cx, id, "flash-beat-saved")),
        Some(Err(error)) => form.absorb(error)?,
        None => {}
    }
    Ok(Page::again(page(&cx, id, None, form).await?).into_response())
}

/// `POST /beats/{beat}/posts`: somebody is posted, or a posting ends.
pub async fn post(cx: Cx, Path(id): Path<AreaId>, mut form: Form) -> Result<Response> {
    let done = posted(&cx, Where::Beat(id), &mut form).await;
    match done {
        Some(Ok(())) => return Ok(back(&cx, id, "flash-beat-saved")),
        Some(Err(error)) => form.absorb(error)?,
        None => {}
    }
    Ok(Page::again(page(&cx, id, None, form).await?).into_response())
}

/// What the form of a posting asks for; nothing where it could not be read.
pub async fn posted(cx: &Cx, at: Where, form: &mut Form) -> Option<Result<(), commonbeat_app::Error>> {
    if let Ok(posting) = form.value("end").parse::<PostingId>() {
        let on = cx.words.today();
        return Some(cx.app.end_posting(&cx.actor, posting, on).await.map(drop));
    }
    let person: Option<PersonId> = form.read("person");
    let post: Option<Post> = form.read("post");
    let since = form.read("posted_since");
    let until = form.read_optional("posted_until");
    if form.refused() {
        return None;
    }
    let new = NewPosting { person: person?, at, post: post?, since: since?, until };
    Some(cx.app.post_person(&cx.actor, new).await.map(drop))
}

fn back(cx: &Cx, id: AreaId, flash: &'static str) -> Response {
    cx.go_to(format!("/beats/{id}")).saying(flash, &[]).into_response()
}
