//! The desk on which success stories are written, cleared and taken back.

mod form;

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::stories::StoryView;
use commonbeat_domain::Reference;
use commonbeat_domain::ids::StoryId;
use commonbeat_domain::information::stories::{Story, StoryState};
use serde::Deserialize;

use super::stories::Tale;
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale, StaleField};
use crate::form::Form;
use crate::page::Page;
use crate::words::Words;
use form::Fields;

/// Stories on one page.
const PAGE: usize = 30;

/// A story on the desk.
struct Line {
    href: String,
    title: String,
    note: String,
    state: String,
    tone: &'static str,
}

/// The desk.
#[derive(Template)]
#[template(path = "story_desk/list.html")]
pub struct List {
    chrome: Chrome,
    rows: Vec<Line>,
    untold: Vec<(String, String)>,
    next: String,
    first: String,
}

/// Where the page goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    before: Option<StoryId>,
}

/// `GET /story-desk`
pub async fn list(cx: Cx, Query(asked): Query<Asked>) -> Result<Page<List>> {
    let desk = cx.app.story_desk(&cx.actor, asked.before, PAGE).await?;
    Ok(Page::new(List {
        chrome: cx.chrome(Area::Information),
        rows: desk.stories.iter().map(|s| line(s, &cx.words)).collect(),
        untold: desk.untold.iter().map(|p| (p.reference.to_string(), p.title.clone())).collect(),
        next: desk.next.map(|id| format!("/story-desk?before={id}")).unwrap_or_default(),
        first: if asked.before.is_some() { "/story-desk".into() } else { String::new() },
    }))
}

fn line(story: &Story, words: &Words) -> Line {
    let about = story.reference.map(|r| r.to_string()).unwrap_or_else(|| words.t("story-no-problem"));
    let (state, tone) = state(story, words);
    Line {
        href: format!("/story-desk/{}", story.id),
        title: story.telling(words.language).map(|t| t.title.clone()).unwrap_or_default(),
        note: format!("{about} · {}", words.date(story.written_at)),
        state,
        tone,
    }
}

fn state(story: &Story, words: &Words) -> (String, &'static str) {
    let past = story.until.is_some_and(|until| until < words.today());
    match story.state {
        StoryState::Public if past => (words.t("story-state-past"), "warn"),
        StoryState::Public => (words.t("story-state-public"), "good"),
        StoryState::Draft => (words.t("story-state-draft"), "here"),
        StoryState::Retired => (words.t("story-state-retired"), "plain"),
    }
}

/// The form of a new story.
#[derive(Template)]
#[template(path = "story_desk/new.html")]
pub struct New {
    chrome: Chrome,
    form: Form,
    about: String,
    fields: Fields,
}

/// Of which problem.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    problem: String,
}

/// `GET /story-desk/new`
pub async fn new(cx: Cx, Query(about): Query<About>) -> Result<Page<New>> {
    let form = match about.problem.trim() {
        "" => cx.form(),
        at => {
            let at: Reference = at.parse().map_err(|_| Error::NotFound)?;
            let (problem, words) = cx.app.story_seed(&cx.actor, &at).await?;
            form::filled(cx.form(), &words).with("problem", problem.reference)
        }
    };
    Ok(Page::new(new_page(&cx, form)))
}

fn new_page(cx: &Cx, form: Form) -> New {
    let about = form.value("problem").to_owned();
    New { chrome: cx.chrome(Area::Information), fields: Fields::of(&form, &cx.words), form, about }
}

/// `POST /story-desk/new`
pub async fn create(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    let about = form.read_optional::<Reference>("problem");
    if let (Some(words), false) = (form::read(&mut form), form.refused()) {
        match cx.app.draft_story(&cx.actor, about.as_ref(), words, &once.0).await {
            Ok(story) => return Ok(to(&cx, story.id, "flash-story-kept")),
            Err(other) => form.absorb(other)?,
        }
    }
    Ok(Page::again(new_page(&cx, form)).into_response())
}

/// One story on the desk.
#[derive(Template)]
#[template(path = "story_desk/show.html")]
pub struct Show {
    chrome: Chrome,
    form: Form,
    id: StoryId,
    title: String,
    about: String,
    href: String,
    state: (String, &'static str),
    note: String,
    fields: Fields,
    tale: Option<Tale>,
    claim: String,
    write: bool,
    clear: bool,
    retire: bool,
    own: bool,
}

/// `GET /story-desk/{story}`
pub async fn show(cx: Cx, Path(id): Path<StoryId>) -> Result<Page<Show>> {
    let view = cx.app.story(&cx.actor, id).await?;
    let form = form::filled(cx.form(), &form::words_of(&view.story)).with("read", view.story.version);
    Ok(Page::new(page(&cx, &view, form)))
}

fn page(cx: &Cx, view: &StoryView, form: Form) -> Show {
    let (words, story) = (&cx.words, &view.story);
    let note = match (&story.retired, &story.cleared) {
        (Some(r), _) if r.by.is_none() => words.t1("story-came-back", "day", words.date(r.at)),
        (Some(r), _) => {
            words.t_args("story-retired-on", &[("day", words.date(r.at)), ("why", r.reason.clone())])
        }
        (None, Some(c)) => words.t1("story-since", "day", words.date(c.at)),
        (None, None) => String::new(),
    };
    Show {
        chrome: cx.chrome(Area::Information),
        id: story.id,
        title: story.telling(words.language).map(|t| t.title.clone()).unwrap_or_default(),
        about: story.reference.map(|r| r.to_string()).unwrap_or_default(),
        href: if story.state == StoryState::Public {
            format!("/stories/{}", story.slug)
        } else {
            String::new()
        },
        state: state(story, words),
        note,
        fields: Fields::of(&form, words),
        tale: view.preview.as_ref().and_then(|story| Tale::of(story, words)),
        claim: words.t(&format!("story-claim-{}-words", view.claim.name())),
        write: view.write,
        clear: view.clear && story.state == StoryState::Draft,
        retire: view.clear && story.state == StoryState::Public,
        own: cx.actor.person() == Some(story.written_by),
        form,
    }
}

/// `POST /story-desk/{story}`
pub async fn save(cx: Cx, Path(id): Path<StoryId>, mut form: Form) -> Result<Response> {
    let read = version(&form)?;
    if let (Some(words), false) = (form::read(&mut form), form.refused()) {
        match cx.app.save_story(&cx.actor, id, read, words).await {
            Ok(_) => return Ok(to(&cx, id, "flash-story-kept")),
            Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, id, &form).await?),
            Err(other) => form.absorb(other)?,
        }
    }
    again(&cx, id, form).await
}

/// `POST /story-desk/{story}/clear`
pub async fn clear(cx: Cx, Path(id): Path<StoryId>, mut form: Form) -> Result<Response> {
    match cx.app.clear_story(&cx.actor, id, version(&form)?).await {
        Ok(_) => return Ok(to(&cx, id, "flash-story-cleared")),
        Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, id, &form).await?),
        Err(other) => form.absorb(other)?,
    }
    again(&cx, id, form).await
}

/// `POST /story-desk/{story}/retire`
pub async fn retire(cx: Cx, Path(id): Path<StoryId>, mut form: Form) -> Result<Response> {
    let reason = form.value("reason").to_owned();
    match cx.app.retire_story(&cx.actor, id, version(&form)?, &reason).await {
        Ok(_) => return Ok(to(&cx, id, "flash-story-retired")),
        Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, id, &form).await?),
        Err(other) => form.absorb(other)?,
    }
    again(&cx, id, form).await
}

/// The page with what was refused. A form that held no fields of the story gets them from the story.
async fn again(cx: &Cx, id: StoryId, form: Form) -> Result<Response> {
    let view = cx.app.story(&cx.actor, id).await?;
    let typed = form.names().any(|name| name == "title");
    let form = if typed { form } else { form::filled(form, &form::words_of(&view.story)) };
    Ok(Page::again(page(cx, &view, form)).into_response())
}

fn version(form: &Form) -> Result<i64> {
    form.value("read").parse().map_err(|_| Error::NotUnderstood)
}

fn to(cx: &Cx, id: StoryId, flash: &'static str) -> Response {
    cx.go_to(format!("/story-desk/{id}")).saying(flash, &[]).into_response()
}

async fn stale(cx: &Cx, id: StoryId, form: &Form) -> Result<Error> {
    let saved = form::filled(Form::default(), &form::words_of(&cx.app.story(&cx.actor, id).await?.story));
    let field = |name: &&str| StaleField {
        label: cx.words.field(name),
        yours: form.value(name).to_owned(),
        saved: saved.value(name).to_owned(),
    };
    let fields = form::TEXTS.iter().map(field).filter(|f| !f.yours.is_empty()).collect();
    let edit = format!("/story-desk/{id}");
    Ok(Error::Stale(Box::new(Stale { record: cx.words.t("story-one"), edit, fields, join: Vec::new() })))
}
