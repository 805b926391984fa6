//! The decision log and the delegation matrix.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::decisions::{Matter, WINDOW_DAYS};
use commonbeat_app::problems::Names;
use commonbeat_domain::Reference;
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{DecisionId, PersonId};
use commonbeat_domain::organization::decisions::{Decision, Review, State, Subject, Turnaround};
use commonbeat_domain::organization::delegation::{DecisionKind, Grant, Takes};
use commonbeat_domain::organization::ranks::Rank;
use commonbeat_store::decisions::Filter;
use serde::Deserialize;

use super::problems::person;
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

/// A row gets its id when it is kept.
const NO_ID: &str = "00000000-0000-0000-0000-000000000000";
/// Entries of one page.
const PAGE: u64 = 40;

/// An entry as lists show it.
pub struct Line {
    /// Its id, for its address.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// Kind, who and when.
    pub note: String,
    /// Where it stands.
    pub state: String,
    /// The tone of its tag.
    pub tone: &'static str,
}

impl Line {
    /// A line of the log.
    pub fn of(d: &Decision, names: &Names, words: &Words) -> Line {
        let late = d.late(words.now) || d.escalated_at.is_some() && d.state == State::Asked;
        let state = if late { "late" } else { d.state.name() };
        Line {
            id: d.id.to_string(),
            title: d.title.clone(),
            note: [words.t(&d.subject.name()), person(names, words, d.asked_by), words.date(d.asked_at)]
                .join(" · "),
            state: words.t(&format!("decision-state-{state}")),
            tone: match (late, d.state) {
                (true, _) => "warn",
                (_, State::Approved) => "good",
                (_, State::Asked) => "here",
                _ => "plain",
            },
        }
    }
}

/// The log.
#[derive(Template)]
#[template(path = "decisions/list.html")]
pub struct List {
    chrome: Chrome,
    waiting: Vec<Line>,
    rows: Vec<Line>,
    next: String,
    first: String,
    figures: Vec<(String, String)>,
    each: Vec<[String; 5]>,
    days: String,
    may: bool,
}

/// Where the page goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    before: Option<DecisionId>,
}

/// `GET /decisions`
pub async fn list(cx: Cx, Query(asked): Query<Asked>) -> Result<Page<List>> {
    let words = &cx.words;
    let filter = Filter { before: asked.before, ..Filter::default() };
    let log = cx.app.decisions(&cx.actor, &filter, PAGE).await?;
    let waiting = cx.app.decisions_waiting(&cx.actor, PAGE).await?;
    let answering = cx.app.answering(&cx.actor).await?;
    let ids =
        log.rows.iter().chain(&waiting).map(|d| d.asked_by).chain(answering.each.iter().map(|(id, _)| *id));
    let names = cx.app.problem_names(&cx.actor, ids.collect::<Vec<_>>()).await?;
    let row = |(id, t): &(PersonId, Turnaround)| {
        [
            person(&names, words, *id),
            words.number(t.answered as i64),
            share(words, t.in_time, t.answered),
            t.median_hours.map_or_else(String::new, |h| words.number(h)),
            share(words, t.reversed, t.reviewed),
        ]
    };
    let t = &answering.all;
    Ok(Page::new(List {
        chrome: cx.chrome(Area::Organization),
        waiting: waiting.iter().map(|d| Line::of(d, &names, words)).collect(),
        rows: log.rows.iter().map(|d| Line::of(d, &names, words)).collect(),
        next: log.next.map(|id| format!("/decisions?before={id}")).unwrap_or_default(),
        first: if asked.before.is_some() { "/decisions".into() } else { String::new() },
        figures: vec![
            (words.t("answering-answered"), words.number(t.answered as i64)),
            (words.t("answering-in-time"), share(words, t.in_time, t.answered)),
            (words.t("answering-median"), t.median_hours.map_or_else(String::new, |h| words.number(h))),
            (words.t("answering-refused"), share(words, t.refused, t.answered)),
            (words.t("answering-reversed"), share(words, t.reversed, t.reviewed)),
            (words.t("answering-late"), words.number(t.late as i64)),
        ],
        each: answering.each.iter().map(row).collect(),
        days: words.number(WINDOW_DAYS),
        may: cx.actor.may(Action::Decide),
    }))
}

/// A share with its counts, such as "2 of 3".
fn share(words: &Words, part: usize, whole: usize) -> String {
    words.t_args("share-of", &[("part", words.number(part as i64)), ("whole", words.number(whole as i64))])
}

/// The form of a decision.
#[derive(Template)]
#[template(path = "decisions/new.html")]
pub struct New {
    chrome: Chrome,
    form: Form,
    kinds: Vec<Choice>,
}

impl New {
    fn of(cx: &Cx, form: Form) -> New {
        let kinds = Choice::named(&cx.words, "decision-kind", DecisionKind::NAMES.iter().copied());
        New { chrome: cx.chrome(Area::Organization), form, kinds }
    }
}

/// For which problem.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    problem: String,
}

/// `GET /decisions/new`
pub async fn new(cx: Cx, Query(about): Query<About>) -> Page<New> {
    let form = cx.form().with("problem", about.problem);
    Page::new(New::of(&cx, form))
}

/// `POST /decisions/new`
pub async fn bring(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    let kind = form.read::<DecisionKind>("kind");
    let problem = form.read_optional::<Reference>("problem");
    let takes = Takes {
        money: form.read_optional("money").unwrap_or(0),
        hours: form.read_optional("hours_taken").unwrap_or(0),
        partner: form.has("partner", "yes"),
        media: form.has("media", "yes"),
    };
    if let (Some(kind), false) = (kind, form.refused()) {
        let words = |name: &str| form.value(name).to_owned();
        let matter = Matter {
            kind,
            problem,
            title: words("title"),
            options: words("considered"),
            reason: words("reason"),
            community: words("community_said"),
            takes,
        };
        match cx.app.decide(&cx.actor, matter, &once.0).await {
            Ok(d) => {
                let said =
                    if d.state == State::Asked { "flash-decision-asked" } else { "flash-decision-made" };
                return Ok(cx.go_to(format!("/decisions/{}", d.id)).saying(said, &[]).into_response());
            }
            Err(other) => form.absorb(other)?,
        }
    }
    Ok(Page::again(New::of(&cx, form)).into_response())
}

/// One entry.
#[derive(Template)]
#[template(path = "decisions/show.html")]
pub struct Show {
    chrome: Chrome,
    form: Form,
    title: String,
    above: String,
    state: (String, &'static str),
    facts: Vec<(String, String)>,
    reviews: Vec<(String, String)>,
    at_gate: Option<String>,
    may_answer: bool,
    may_review: bool,
    choices: Vec<Choice>,
}

/// `GET /decisions/{decision}`
pub async fn show(cx: Cx, Path(id): Path<DecisionId>) -> Result<Page<Show>> {
    let d = cx.app.decision(&cx.actor, id).await?;
    let form = cx.form().with("read", d.version);
    Ok(Page::new(page(&cx, &d, form).await?))
}

/// `POST /decisions/{decision}`: an answer, or a review.
pub async fn answer(cx: Cx, Path(id): Path<DecisionId>, mut form: Form) -> Result<Response> {
    let read: i64 = form.value("read").parse().map_err(|_| Error::NotUnderstood)?;
    let words = form.value("reason").to_owned();
    let done = match form.value("do") {
        "approve" => Some(cx.app.answer_decision(&cx.actor, id, read, true, &words).await),
        "refuse" => Some(cx.app.answer_decision(&cx.actor, id, read, false, &words).await),
        "review" => match form.read::<Review>("review") {
            Some(review) => Some(cx.app.review_decision(&cx.actor, id, read, review, &words).await),
            None => None,
        },
        _ => return Err(Error::NotUnderstood),
    };
    match done {
        Some(Ok(_)) => {
            return Ok(cx
                .go_to(format!("/decisions/{id}"))
                .saying("flash-problem-saved", &[])
                .into_response());
        }
        Some(Err(error)) => form.absorb(error)?,
        None => {}
    }
    let d = cx.app.decision(&cx.actor, id).await?;
    let form = form.without("read").with("read", d.version);
    Ok(Page::again(page(&cx, &d, form).await?).into_response())
}

async fn page(cx: &Cx, d: &Decision, form: Form) -> Result<Show> {
    let words = &cx.words;
    let ids = [Some(d.asked_by), d.decided_by].into_iter().flatten().chain(d.reviews.iter().map(|r| r.by));
    let names = cx.app.problem_names(&cx.actor, ids.collect::<Vec<_>>()).await?;
    let line = Line::of(d, &names, words);
    let rank = Rank::of(&cx.actor);
    let own = cx.actor.person() == Some(d.asked_by);
    let gate = matches!(d.subject, Subject::Gate(_));
    let waits = d.state == State::Asked;
    let at_gate = match (gate && waits, d.problem) {
        (true, Some(problem)) => cx.app.reference_of(&cx.actor, problem).await?,
        _ => None,
    };
    Ok(Show {
        chrome: cx.chrome(Area::Organization),
        form,
        above: line.note,
        state: (line.state, line.tone),
        facts: facts(d, &names, words),
        reviews: d
            .reviews
            .iter()
            .map(|r| {
                let who = person(&names, words, r.by);
                (
                    format!(
                        "{} · {who} · {}",
                        words.t(&format!("review-{}", r.review.name())),
                        words.date(r.at)
                    ),
                    r.words.clone(),
                )
            })
            .collect(),
        at_gate: at_gate.map(|at| format!("/problems/{at}/move")),
        may_answer: waits && !gate && !own && rank >= Some(d.rank),
        may_review: !waits
            && cx.actor.may(Action::SignGate)
            && d.decided_by != cx.actor.person()
            && (rank > d.decided_rank || rank == Some(Rank::Commander)),
        choices: Choice::named(words, "review", Review::NAMES.iter().copied()),
        title: line.title,
    })
}

fn facts(d: &Decision, names: &Names, words: &Words) -> Vec<(String, String)> {
    let mut all = vec![
        (words.t("field-reason"), d.reason.clone()),
        (words.t("field-considered"), d.options.clone()),
        (words.t("field-community-said"), d.community.clone()),
        (words.t("decision-rank"), words.t(&format!("rank-{}", d.rank.name()))),
        (words.t("decision-authority"), d.authority.clone()),
    ];
    if d.takes.money > 0 {
        all.push((words.t("field-money"), words.number(d.takes.money)));
    }
    if d.takes.hours > 0 {
        all.push((words.t("field-hours-taken"), words.number(d.takes.hours)));
    }
    for (held, key) in [(d.takes.partner, "field-partner"), (d.takes.media, "field-media")] {
        if held {
            all.push((words.t(key), words.t("yes")));
        }
    }
    if let Some(due) = d.due_at.filter(|_| d.state == State::Asked) {
        all.push((words.t("decision-due"), words.moment(due)));
    }
    if let (Some(by), Some(at)) = (d.decided_by, d.decided_at) {
        all.push((
            words.t("decision-decided"),
            format!("{} · {}", person(names, words, by), words.moment(at)),
        ));
    }
    all.push((words.t("decision-answer"), d.answer.clone()));
    all.retain(|(_, value)| !value.is_empty());
    all
}

/// The delegation matrix.
#[derive(Template)]
#[template(path = "decisions/matrix.html")]
pub struct MatrixPage {
    chrome: Chrome,
    form: Form,
    own: bool,
    rows: Vec<GrantRow>,
    may: bool,
    kinds: Vec<Choice>,
    ranks: Vec<Choice>,
}

struct GrantRow {
    place: usize,
    cells: [String; 8],
    revoked: bool,
}

/// `GET /delegation`
pub async fn matrix(cx: Cx) -> Result<Page<MatrixPage>> {
    let form = cx.form();
    Ok(Page::new(matrix_page(&cx, form).await?))
}

/// `POST /delegation`: a new row, or one taken back.
pub async fn delegate(cx: Cx, mut form: Form) -> Result<Response> {
    let done = match form.value("revoke").parse::<usize>() {
        Ok(place) => Some(cx.app.revoke_grant(&cx.actor, place).await),
        Err(_) => match (form.read::<DecisionKind>("kind"), form.read::<Rank>("rank")) {
            (Some(kind), Some(rank)) => {
                let grant = Grant {
                    id: NO_ID.parse().map_err(|_| Error::NotUnderstood)?,
                    kind,
                    rank,
                    money: form.read_optional("money"),
                    hours: form.read_optional("hours_taken"),
                    partner: form.has("partner", "yes"),
                    media: form.has("media", "yes"),
                    conditions: form.value("conditions").to_owned(),
                    inform: form.value("inform").to_owned(),
                    until: form.read_optional("until"),
                    revoked_on: None,
                };
                match form.refused() {
                    true => None,
                    false => Some(cx.app.add_grant(&cx.actor, grant).await),
                }
            }
            _ => None,
        },
    };
    match done {
        Some(Ok(())) => {
            return Ok(cx.go_to("/delegation").saying("flash-problem-saved", &[]).into_response());
        }
        Some(Err(error)) => form.absorb(error)?,
        None => {}
    }
    Ok(Page::again(matrix_page(&cx, form).await?).into_response())
}

async fn matrix_page(cx: &Cx, form: Form) -> Result<MatrixPage> {
    let words = &cx.words;
    let (matrix, own) = cx.app.matrix(&cx.actor).await?;
    let limit = |n: Option<u32>| n.map_or_else(|| words.t("grant-no-limit"), |n| words.number(n));
    let held = |yes: bool| words.t(if yes { "yes" } else { "no" });
    let row = |(place, g): (usize, &Grant)| GrantRow {
        place,
        cells: [
            words.t(&format!("decision-kind-{}", g.kind.name())),
            words.t(&format!("rank-{}", g.rank.name())),
            limit(g.money),
            limit(g.hours),
            held(g.partner),
            held(g.media),
            [g.conditions.as_str(), &g.inform]
                .into_iter()
                .filter(|w| !w.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            match (g.revoked_on, g.until) {
                (Some(day), _) => words.t1("grant-revoked", "day", words.day(day)),
                (None, Some(day)) => words.day(day),
                _ => String::new(),
            },
        ],
        revoked: g.revoked_on.is_some(),
    };
    Ok(MatrixPage {
        chrome: cx.chrome(Area::Organization),
        form,
        own,
        rows: matrix.grants.iter().enumerate().map(row).collect(),
        may: cx.actor.may(Action::Delegate),
        kinds: Choice::named(words, "decision-kind", DecisionKind::NAMES.iter().copied()),
        ranks: Choice::named(words, "rank", Rank::ALL.map(Rank::name)),
    })
}
