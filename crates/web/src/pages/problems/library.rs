//! What worked: cases of closed problems told together by technique, and the file in which they travel.

use askama::Template;
use axum::extract::{Multipart, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use commonbeat_app::library::{Group, Library, Shelved, Wanted};
use commonbeat_domain::authority::Action;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::problems::about::{Behavior, Environment};
use commonbeat_domain::problems::assessment::Conclusion;
use commonbeat_domain::problems::library::{Case, LARGEST};
use serde::Deserialize;

use super::list::escaped;
use super::outcome::signed;
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::pages::scanning::say;
use crate::words::Words;

/// What the address asks for; what cannot be read means any.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    technique: String,
    offense: String,
    behavior: String,
    environment: String,
    after: usize,
}

/// Cases of one page.
const PAGE: usize = 50;

impl Asked {
    /// The address of the cases after so many.
    fn address(&self, after: usize) -> String {
        let fields = [
            ("technique", &self.technique),
            ("offense", &self.offense),
            ("behavior", &self.behavior),
            ("environment", &self.environment),
        ];
        let asked = fields.iter().filter(|(_, value)| !value.is_empty());
        let asked: String = asked.map(|(name, value)| format!("{name}={}&", escaped(value))).collect();
        format!("/library?{asked}after={after}")
    }

    fn wanted(&self) -> Wanted {
        Wanted {
            technique: self.technique.parse().ok(),
            offense: self.offense.parse::<Offense>().ok().filter(|_| !self.offense.is_empty()),
            behavior: self.behavior.parse::<Behavior>().ok(),
            environment: self.environment.parse::<Environment>().ok(),
        }
    }
}

/// The shelf.
#[derive(Template)]
#[template(path = "problems/library.html")]
pub struct LibraryPage {
    chrome: Chrome,
    asked: Asked,
    form: Form,
    techniques: Vec<Choice>,
    offenses: Vec<Choice>,
    behaviors: Vec<Choice>,
    environments: Vec<Choice>,
    all: Told,
    groups: Vec<Told>,
    cases: Vec<CaseLine>,
    total: u64,
    first: String,
    next: String,
    senders: Vec<(String, u64)>,
    may_import: bool,
}

/// Cases told together.
struct Told {
    title: String,
    cases: u32,
    conclusions: Vec<(String, u32)>,
    sentence: String,
    note: String,
}

struct CaseLine {
    title: String,
    href: String,
    note: String,
    result: String,
    tag: String,
    tone: &'static str,
}

/// `GET /library`: what worked, by technique.
pub async fn show(cx: Cx, Query(asked): Query<Asked>) -> Result<Page<LibraryPage>> {
    Ok(Page::new(page(&cx, asked, cx.form()).await?))
}

async fn page(cx: &Cx, asked: Asked, form: Form) -> Result<LibraryPage> {
    let Library { all, groups, cases, senders } = cx.app.library(&cx.actor, &asked.wanted()).await?;
    let words = &cx.words;
    Ok(LibraryPage {
        techniques: Choice::named(words, "technique", TECHNIQUES),
        offenses: Choice::named(words, "offense", Offense::known_names()),
        behaviors: Choice::named(words, "behavior", Behavior::NAMES.iter().copied()),
        environments: Choice::named(words, "environment", Environment::NAMES.iter().copied()),
        total: cases.len() as u64,
        all: told(words, &all),
        groups: groups.iter().map(|group| told(words, group)).collect(),
        cases: cases.iter().skip(asked.after).take(PAGE).map(|one| case_line(words, one)).collect(),
        first: if asked.after > 0 { asked.address(0) } else { String::new() },
        next: match asked.after.saturating_add(PAGE) {
            next if next < cases.len() => asked.address(next),
            _ => String::new(),
        },
        senders: senders.into_iter().collect(),
        may_import: cx.actor.may(Action::ImportData),
        chrome: cx.chrome(Area::Problems),
        asked,
        form,
    })
}

/// Numbers of the 25 techniques, as `locales/` has them.
const TECHNIQUES: [&str; 25] = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19",
    "20", "21", "22", "23", "24", "25",
];

fn told(words: &Words, group: &Group) -> Told {
    let conclusion = |(c, n): (&Conclusion, &u32)| (words.t(&format!("conclusion-{}", c.name())), *n);
    let title = match group.technique {
        Some(technique) => words.t(&format!("technique-{technique}")),
        None => words.t("library-all"),
    };
    let (sentence, note) = match &group.pooled {
        Some(pooled) => {
            let change = |log: f64| signed(words, log.exp() - 1.0);
            let numbers = [
                ("cases", words.number(group.pooled_cases as u64)),
                ("change", change(pooled.mean.value)),
                ("low", change(pooled.mean.low)),
                ("high", change(pooled.mean.high)),
            ];
            let key = if pooled.mean.high < 0.0 {
                "library-fell"
            } else if pooled.mean.low > 0.0 {
                "library-rose"
            } else {
                "library-chance"
            };
            let next = pooled.next.map(|next| {
                words.t_args("library-next", &[("low", change(next.low)), ("high", change(next.high))])
            });
            (words.t_args(key, &numbers), next.unwrap_or_default())
        }
        None => (words.t("library-too-few"), String::new()),
    };
    let conclusions: Vec<(String, u32)> =
        Conclusion::ALL.iter().zip(&group.conclusions).map(conclusion).filter(|(_, n)| *n > 0).collect();
    Told { title, cases: group.conclusions.iter().sum(), conclusions, sentence, note }
}

fn case_line(words: &Words, one: &Shelved) -> CaseLine {
    let case = &one.case;
    let classes: Vec<String> = case.offenses.iter().map(|class| say::offense(words, class)).collect();
    let (title, href) = match &one.own {
        Some((reference, title)) => (title.clone(), format!("/problems/{reference}")),
        None => (
            words.t_args("library-of", &[("what", classes.join(", ")), ("agency", one.agency.clone())]),
            String::new(),
        ),
    };
    let techniques: Vec<String> =
        case.techniques.iter().map(|n| words.t(&format!("technique-{n}"))).collect();
    let note = [words.month(case.closed), classes.join(", "), techniques.join(", ")];
    CaseLine {
        title,
        href,
        note: note.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        result: result(words, case),
        tag: words.t(&format!("conclusion-{}", case.conclusion.name())),
        tone: match case.conclusion {
            Conclusion::Worked => "good",
            Conclusion::Partly => "",
            Conclusion::No => "bad",
            Conclusion::Unclear => "plain",
        },
    }
}

/// What was measured, shortly, with what limits it.
fn result(words: &Words, case: &Case) -> String {
    let Some(measured) = &case.measured else { return words.t("library-unmeasured") };
    let mut parts = vec![words.t_args(
        "library-counts",
        &[("before", words.number(measured.before)), ("after", words.number(measured.after))],
    )];
    if let (Some(ratio), Some((low, high))) = (measured.ratio, measured.interval) {
        let change = |ratio: f64| signed(words, ratio - 1.0);
        if high.is_finite() {
            let numbers = [("change", change(ratio)), ("low", change(low)), ("high", change(high))];
            parts.push(words.t_args("library-change", &numbers));
        }
    }
    parts.push(words.t(&format!("reading-{}", measured.reading.name())));
    if !measured.complete {
        parts.push(words.t("library-running"));
    }
    if case.deviates {
        parts.push(words.t("plan-deviates"));
    }
    if case.effect().is_none() {
        parts.push(words.t("library-alone"));
    }
    parts.join(" · ")
}

/// `GET /library.json`: the agency's own cases, for another agency.
pub async fn export(cx: Cx) -> Result<Response> {
    let file = cx.app.export_library(&cx.actor).await?;
    let text = serde_json::to_string_pretty(&file).map_err(Error::broken)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"commonbeat-library.json\""),
    ];
    Ok((headers, text).into_response())
}

/// `POST /library`: takes up another agency's cases.
pub async fn import(cx: Cx, multipart: Multipart) -> Result<Response> {
    let mut form = cx.form();
    match cx.app.import_library(&cx.actor, &file(multipart).await?).await {
        Ok((agency, cases)) => {
            let said = [("count", cases.to_string()), ("agency", agency)];
            let onward = cx.go_to("/library".to_owned());
            return Ok(onward.saying("flash-library-imported", &said).into_response());
        }
        Err(other) => form.absorb(other)?,
    }
    Ok(Page::again(page(&cx, Asked::default(), form).await?).into_response())
}

/// `POST /library/out`: takes another agency's cases out again.
pub async fn take_out(cx: Cx, form: Form) -> Result<Response> {
    let agency = form.value("sender").to_owned();
    let cases = cx.app.take_out_of_library(&cx.actor, &agency).await?;
    let said = [("count", cases.to_string()), ("agency", agency)];
    Ok(cx.go_to("/library".to_owned()).saying("flash-library-out", &said).into_response())
}

/// The file of the form; one that is too large is cut, and then refused as none.
async fn file(mut multipart: Multipart) -> Result<Vec<u8>> {
    let refused = |error: axum::extract::multipart::MultipartError| Error::from_status(error.status());
    let mut bytes = Vec::new();
    while let Some(mut field) = multipart.next_field().await.map_err(refused)? {
        if field.name() != Some("file") {
            continue;
        }
        while let Some(chunk) = field.chunk().await.map_err(refused)? {
            if bytes.len() <= LARGEST {
                bytes.extend_from_slice(&chunk);
            }
        }
    }
    Ok(bytes)
}
