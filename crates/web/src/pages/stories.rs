//! Success stories for everybody: the list with its search, one story on one page, the feed.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use commonbeat_app::stories::StorySearch;
use commonbeat_domain::information::publishing::{PublicEvidence, PublicStory};
use commonbeat_domain::information::stories::{Claim, Telling};
use commonbeat_domain::partnerships::organizations::OrganizationKind;
use commonbeat_domain::problems::about::Behavior;
use commonbeat_domain::text::Language;
use serde::Deserialize;

use super::area_pages::{kept, outcome};
use super::atom::{self, Entry};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::Choice;
use crate::words::Words;

/// Stories on one page.
const PAGE: usize = 20;
/// Stories in the feed.
const FEED: usize = 30;

/// A story in a list.
pub struct Line {
    href: String,
    /// Its title.
    pub title: String,
    place: String,
    claim: String,
    tone: &'static str,
    note: String,
    lang: &'static str,
}

impl Line {
    fn of(story: &PublicStory, words: &Words) -> Option<Line> {
        let telling = told(story, words.language)?;
        let techniques = story.techniques.iter().map(|t| words.t(&format!("technique-{t}")));
        let kind = story.behavior.map(|b| words.t(&format!("behavior-{}", b.name())));
        Some(Line {
            href: format!("/stories/{}", story.slug),
            title: telling.title.clone(),
            place: telling.place.clone(),
            claim: words.t(&format!("story-claim-{}", story.claim.name())),
            tone: tone(story.claim),
            note: kind.into_iter().chain(techniques).collect::<Vec<_>>().join(" · "),
            lang: telling.language.tag(),
        })
    }
}

/// The tone of a claim's tag.
pub fn tone(claim: Claim) -> &'static str {
    match claim {
        Claim::Worked => "good",
        Claim::Partly => "",
        Claim::DidNotWork => "warn",
        Claim::Unclear | Claim::NotAssessed => "plain",
    }
}

fn told(story: &PublicStory, language: Language) -> Option<&Telling> {
    story.tellings.iter().find(|t| t.language == language).or(story.tellings.first())
}

/// The list.
#[derive(Template)]
#[template(path = "stories/list.html")]
pub struct List {
    chrome: Chrome,
    rows: Vec<Line>,
    total: usize,
    next: String,
    first: String,
    asked: Asked,
    behaviors: Vec<Choice>,
    techniques: Vec<Choice>,
    partners: Vec<Choice>,
}

/// What is looked for; what cannot be read counts as anything.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    behavior: String,
    technique: String,
    partner: String,
    after: Option<String>,
}

impl Asked {
    fn search(&self) -> StorySearch {
        StorySearch {
            behavior: self.behavior.parse::<Behavior>().ok(),
            technique: self.technique.parse().ok(),
            partner: self.partner.parse::<OrganizationKind>().ok(),
            after: self.after.clone(),
        }
    }

    fn filtered(&self) -> bool {
        !self.behavior.is_empty() || !self.technique.is_empty() || !self.partner.is_empty()
    }

    /// The same search, as the beginning of a query; only values that were understood are in it.
    fn query(&self) -> String {
        let search = self.search();
        let parts = [
            search.behavior.map(|b| format!("behavior={}&", b.name())),
            search.technique.map(|t| format!("technique={t}&")),
            search.partner.map(|p| format!("partner={}&", p.name())),
        ];
        parts.into_iter().flatten().collect()
    }
}

/// `GET /stories`
pub async fn list(cx: Cx, Query(asked): Query<Asked>) -> Result<Response> {
    kept(&cx, async || {
        let words = &cx.words;
        let found = cx.app.public_stories(cx.agency.id, &asked.search(), PAGE).await?;
        let kinds = OrganizationKind::ALL.map(OrganizationKind::name);
        let numbers = (1..=25).map(|n| Choice::new(n, words.t(&format!("technique-{n}"))));
        let page = List {
            chrome: cx.chrome(Area::None),
            rows: found.rows.iter().filter_map(|s| Line::of(s.get(), words)).collect(),
            total: found.total,
            next: found.next.map(|n| format!("/stories?{}after={n}", asked.query())).unwrap_or_default(),
            first: match asked.after {
                Some(_) => format!("/stories?{}", asked.query()),
                None => String::new(),
            },
            behaviors: Choice::named(words, "behavior", Behavior::NAMES.iter().copied()),
            techniques: numbers.collect(),
            partners: Choice::named(words, "organization", kinds),
            asked,
        };
        page.render().map_err(Error::broken)
    })
    .await
}

/// One story.
#[derive(Template)]
#[template(path = "stories/show.html")]
pub struct Show {
    chrome: Chrome,
    tale: Tale,
    since: String,
}

/// A story as it is read: on its page, and as a preview before it is cleared.
pub struct Tale {
    /// The language it is told in.
    pub lang: &'static str,
    /// Whether that is another than the page's.
    pub other: bool,
    /// Title.
    pub title: String,
    pub(super) place: String,
    pub(super) problem: String,
    pub(super) done: String,
    pub(super) lesson: String,
    pub(super) claim: String,
    pub(super) claim_words: String,
    pub(super) tone: &'static str,
    pub(super) result: String,
    pub(super) honest: Vec<String>,
    pub(super) partners: Vec<String>,
    pub(super) techniques: Vec<String>,
    pub(super) voices: Vec<(String, String)>,
}

impl Tale {
    /// The story in the reader's language, or in the one there is.
    pub fn of(story: &PublicStory, words: &Words) -> Option<Tale> {
        let telling = told(story, words.language)?;
        let claim = story.claim.name();
        let partner = |p: &commonbeat_domain::information::stories::StoryPartner| {
            format!("{} ({})", p.name, words.t(&format!("organization-{}", p.kind.name())))
        };
        Some(Tale {
            lang: telling.language.tag(),
            other: telling.language != words.language,
            title: telling.title.clone(),
            place: telling.place.clone(),
            problem: telling.problem.clone(),
            done: telling.done.clone(),
            lesson: telling.lesson.clone(),
            claim: words.t(&format!("story-claim-{claim}")),
            claim_words: words.t(&format!("story-claim-{claim}-words")),
            tone: tone(story.claim),
            result: story.evidence.as_ref().map(|e| outcome(words, &e.outcome)).unwrap_or_default(),
            honest: story.evidence.as_ref().map(|e| honest(words, e)).unwrap_or_default(),
            partners: story.partners.iter().map(partner).collect(),
            techniques: story.techniques.iter().map(|t| words.t(&format!("technique-{t}"))).collect(),
            voices: story.voices.clone(),
        })
    }
}

/// How far the result carries, in sentences.
fn honest(words: &Words, evidence: &PublicEvidence) -> Vec<String> {
    let days = [("from", words.day(evidence.follow_up.from)), ("until", words.day(evidence.follow_up.until))];
    let mut said = vec![words.t_args("story-counted", &days)];
    said.extend(evidence.design.map(|d| words.t(&format!("story-design-{}", d.name()))));
    said.extend(evidence.displacement.map(|d| words.t(&format!("story-moved-{}", d.name()))));
    if evidence.deviates {
        said.push(words.t("story-deviates"));
    }
    said
}

/// `GET /stories/{slug}`
pub async fn show(cx: Cx, Path(slug): Path<String>) -> Result<Response> {
    kept(&cx, async || {
        let story = cx.app.public_story(cx.agency.id, &slug).await?.into_inner();
        let tale = Tale::of(&story, &cx.words).ok_or(Error::NotFound)?;
        let page = Show { chrome: cx.chrome(Area::None), tale, since: cx.words.date(story.since) };
        page.render().map_err(Error::broken)
    })
    .await
}

/// `GET /stories.atom`: the newest stories.
pub async fn feed(cx: Cx) -> Result<Response> {
    let words = &cx.words;
    let found = cx.app.public_stories(cx.agency.id, &StorySearch::default(), FEED).await?;
    let entry = |story: &PublicStory| {
        let telling = told(story, words.language)?;
        let claim = words.t(&format!("story-claim-{}", story.claim.name()));
        Some(Entry {
            path: format!("/stories/{}", story.slug),
            lang: telling.language.tag(),
            title: telling.title.clone(),
            published: None,
            updated: story.since,
            summary: format!("{} · {claim} · {}", telling.place, telling.done),
        })
    };
    let entries = found.rows.iter().filter_map(|s| entry(s.get())).collect();
    atom::feed(&cx, "/stories", words.t("stories-title"), entries)
}
