//! What makes a good community policing officer: for everybody, without an account. Nothing that is answered here is
//! kept.

use askama::Template;
use commonbeat_domain::personnel::competencies::{Answers, Competency, QUESTIONS, SCALE, look, to_grow};

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::form::Form;
use crate::page::Page;
use crate::words::Words;

/// The eight competencies.
#[derive(Template)]
#[template(path = "skills/show.html")]
pub struct Show {
    chrome: Chrome,
    all: Vec<Card>,
}

struct Card {
    key: &'static str,
    name: String,
    means: String,
    anchors: [(u8, String); 3],
}

fn card(competency: Competency, words: &Words) -> Card {
    let key = competency.name();
    let anchor = |n: u8| (n, words.t(&format!("competency-{key}-{n}")));
    Card {
        key,
        name: words.t(&format!("competency-{key}")),
        means: words.t(&format!("competency-{key}-means")),
        anchors: [anchor(1), anchor(3), anchor(5)],
    }
}

/// `GET /skills`
pub async fn show(cx: Cx) -> Page<Show> {
    let all = Competency::ALL.iter().map(|c| card(*c, &cx.words)).collect();
    Page::new(Show { chrome: cx.chrome(Area::None), all })
}

/// The look at oneself.
#[derive(Template)]
#[template(path = "skills/look.html")]
pub struct Look {
    chrome: Chrome,
    questions: Vec<Question>,
    scale: Vec<(u8, String)>,
}

struct Question {
    name: String,
    words: String,
}

/// The questions one after another, those of the same competency apart, so that a pattern does not answer for people.
fn questions(words: &Words) -> Vec<Question> {
    let one = |(n, competency): (usize, &Competency)| {
        let key = format!("{}-{n}", competency.name());
        Question { words: words.t(&format!("look-{key}")), name: key }
    };
    (1..=QUESTIONS).flat_map(|n| Competency::ALL.iter().map(move |c| one((n, c)))).collect()
}

/// `GET /skills/look`
pub async fn ask(cx: Cx) -> Page<Look> {
    let words = &cx.words;
    Page::new(Look {
        questions: questions(words),
        scale: SCALE.map(|n| (n, words.t(&format!("look-scale-{n}")))).collect(),
        chrome: cx.chrome(Area::None),
    })
}

/// What the look shows.
#[derive(Template)]
#[template(path = "skills/result.html")]
pub struct Told {
    chrome: Chrome,
    rows: Vec<Row>,
    grow: Vec<Grow>,
    open: usize,
    account: bool,
}

struct Row {
    name: String,
    mean: String,
    width: u32,
    open: bool,
}

struct Grow {
    key: &'static str,
    name: String,
    next: String,
    exercise: String,
}

/// `POST /skills/look`: shows what the answers say, and keeps nothing.
pub async fn tell(cx: Cx, form: Form) -> Page<Told> {
    cx.keep_personal();
    let words = &cx.words;
    let answer = |c: &Competency, n: usize| form.value(&format!("{}-{n}", c.name())).parse::<u8>().ok();
    let mut answers: Answers = [[None; QUESTIONS]; 8];
    for (competency, given) in Competency::ALL.iter().zip(answers.iter_mut()) {
        for (n, one) in given.iter_mut().enumerate() {
            *one = answer(competency, n + 1);
        }
    }
    let seen = look(&answers);
    let row = |s: &commonbeat_domain::personnel::competencies::Seen| Row {
        name: words.t(&format!("competency-{}", s.competency.name())),
        mean: s.mean.map_or_else(|| words.t("look-left-out"), |mean| words.decimal(mean, 1)),
        width: s.mean.map_or(0, |mean| (mean * 20.0).round() as u32),
        open: s.mean.is_none(),
    };
    let grow = |c: Competency| Grow {
        key: c.name(),
        name: words.t(&format!("competency-{}", c.name())),
        next: words.t(&format!("competency-{}-5", c.name())),
        exercise: words.t(&format!("grow-{}", c.name())),
    };
    Page::new(Told {
        open: seen.iter().filter(|s| s.mean.is_none()).count(),
        rows: seen.iter().map(row).collect(),
        grow: to_grow(&seen).into_iter().map(grow).collect(),
        account: cx.person().is_some(),
        chrome: cx.chrome(Area::None),
    })
}
