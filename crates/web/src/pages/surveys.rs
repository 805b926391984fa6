//! Surveys of premises: item by item on a phone, then the owner's answers and the second look.

mod acts;

use axum::response::{IntoResponse, Response};
use commonbeat_app::surveys::SurveyView;
use commonbeat_domain::Reference;
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{OrganizationId, SurveyId};
use commonbeat_domain::partnerships::surveys::{Finding, Found, Item, Principle, Site, Survey};
use jiff::civil::Date;

use super::kit::{Act, Field, Line, Part, Record, Sheet, facts};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::form::{Choice, Form};
use crate::words::Words;

pub use acts::{act, act_form, give, give_form};

/// A survey as a line.
pub fn line(words: &Words, s: &Survey) -> Line {
    let (weak, _, good) = s.tally();
    let (tag, tone) = match (s.given, s.due_again(words.today())) {
        (None, _) => {
            let n = s.findings.len();
            let counts = [("part", words.number(n)), ("whole", words.number(Item::ALL.len()))];
            (words.t_args("share-of", &counts), "here")
        }
        (Some(_), true) => (words.t("survey-again-due"), "warn"),
        (Some(_), false) if weak == good => (words.t("survey-all-good"), "good"),
        (Some((_, day)), false) => (words.t1("survey-again-on", "day", words.day(day)), ""),
    };
    Line {
        title: s.site.name.clone(),
        href: format!("/surveys/{}", s.id),
        note: format!("{} · {}", s.site.address, words.day(s.site.on)),
        tag,
        tone,
        ..Line::default()
    }
}

/// `GET /surveys`
pub async fn list(cx: Cx) -> Result<Response> {
    let words = &cx.words;
    let all = cx.app.surveys(&cx.actor).await?;
    let may = cx.actor.may(Action::SurveyPremises);
    let record = Record {
        title: words.t("page-surveys"),
        words: words.t("surveys-words"),
        primary: may.then(|| (words.t("survey-new"), "/surveys/new".into())),
        parts: vec![Part {
            lines: all.iter().map(|s| line(words, s)).collect(),
            empty: words.t(if may { "surveys-none" } else { "surveys-none-theirs" }),
            ..Part::new(words.t("surveys-all"))
        }],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

/// `GET /surveys/{survey}`
pub async fn show(cx: Cx, Path(id): Path<SurveyId>) -> Result<Response> {
    let view = cx.app.survey(&cx.actor, id).await?;
    let (words, s) = (&cx.words, &view.survey);
    let at = format!("/surveys/{id}");
    let primary = match (view.may_look, s.given, s.next()) {
        (true, None, Some(item)) => Some((words.t("survey-next"), format!("{at}/look/{}", item.name()))),
        (true, None, None) => Some((words.t("survey-give"), format!("{at}/give"))),
        _ => None,
    };
    let mut parts = vec![about(words, &view)];
    parts.extend(Principle::ALL.iter().filter_map(|p| principle(words, &view, *p)));
    let record = Record {
        title: s.site.name.clone(),
        above: words.t("page-surveys"),
        words: words.t("survey-no-guarantee"),
        links: vec![(words.t("kit-back"), "/surveys".into())],
        primary,
        parts,
        // The owner without an account gets it on paper.
        on_paper: match s.given {
            Some((_, again)) => words.t1("survey-on-paper", "day", words.day(again)),
            None => String::new(),
        },
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

fn about(words: &Words, view: &SurveyView) -> Part {
    let s = &view.survey;
    let (weak, done, good) = s.tally();
    let number = |n: usize| words.number(n);
    let again = s.given.map(|(_, day)| words.day(day)).unwrap_or_default();
    let pairs = vec![
        (words.field("site_address"), s.site.address.clone()),
        (words.field("site_contact"), s.site.contact.clone()),
        (words.field("site_on"), words.day(s.site.on)),
        (words.t("survey-inspector"), view.people.get(&s.inspector).cloned().unwrap_or_default()),
        (words.field("again_on"), again),
        (words.t("survey-advised"), number(weak)),
        (words.t("survey-done"), number(done)),
        (words.t("survey-good"), number(good)),
    ];
    Part { facts: facts(pairs), ..Part::new(words.t("survey-about")) }
}

/// The items of a principle that were looked at.
fn principle(words: &Words, view: &SurveyView, principle: Principle) -> Option<Part> {
    let own = |f: &&Finding| f.item.principle() == principle;
    let lines: Vec<Line> = view.survey.findings.iter().filter(own).map(|f| finding(words, view, f)).collect();
    let title = words.t(&format!("survey-principle-{}", principle.name()));
    (!lines.is_empty()).then(|| Part { lines, plain: true, ..Part::new(title) })
}

fn finding(words: &Words, view: &SurveyView, f: &Finding) -> Line {
    let at = format!("/surveys/{}", view.survey.id);
    let item = words.t(&format!("survey-item-{}", f.item.name()));
    let link =
        |key: &str, act: &str| Act::link(words.t(key), format!("{at}/{act}/{}", f.item.name())).about(&item);
    let weak = f.found == Found::Weak;
    let acts = match (view.survey.given.is_some(), view.may_look) {
        (false, true) => vec![link("survey-change", "look")],
        (true, true) if weak => vec![link("survey-answer", "answer"), link("survey-again", "again")],
        (true, false) if weak && view.may_answer => vec![link("survey-answer", "answer")],
        _ => Vec::new(),
    };
    let weight = f.weight.map(|w| words.t(&format!("survey-weight-{}", w.name()))).unwrap_or_default();
    let answer = f.answer.as_ref().map(|a| {
        let says = words.t(&format!("owner-says-{}", a.says.name()));
        let said = if a.words.is_empty() { says } else { format!("{says}: {}", a.words) };
        format!("{said} ({}, {})", view.people.get(&a.by).cloned().unwrap_or_default(), words.date(a.at))
    });
    let found = f.again.as_ref().map_or(f.found, |again| again.found);
    Line {
        note: [weight, answer.unwrap_or_default()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        text: f.advice.clone(),
        tag: match &f.again {
            Some(again) => words.t(&format!("survey-again-{}", again.found.name())),
            None => words.t(&format!("survey-found-{}", f.found.name())),
        },
        tone: match found {
            Found::Good => "good",
            Found::Weak => "warn",
            Found::NotHere => "plain",
        },
        acts,
        title: item,
        ..Line::default()
    }
}

async fn sheet(cx: &Cx) -> Result<Sheet> {
    let words = &cx.words;
    let owners = cx.app.survey_owners(&cx.actor).await?;
    let owners = owners.iter().map(|o| Choice::new(o.id, &o.name)).collect();
    Ok(Sheet {
        title: words.t("survey-new"),
        above: String::new(),
        words: words.t("survey-new-words"),
        action: "/surveys/new".into(),
        back: "/surveys".into(),
        submit: words.t("survey-begin"),
        fields: vec![
            Field::line("site_name"),
            Field::line("site_address"),
            Field::line("site_contact").optional(),
            Field::select("site_owner", owners).optional(),
            Field::day("site_on"),
            Field::line("survey_problem").optional(),
        ],
    })
}

/// `GET /surveys/new`
pub async fn new(cx: Cx) -> Result<Response> {
    let form = cx.form().with("site_on", cx.words.today());
    Ok(sheet(&cx).await?.show(&cx, form))
}

/// `POST /surveys/new`
pub async fn begin(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    let organization = form.read_optional::<OrganizationId>("site_owner");
    let on = form.read::<Date>("site_on");
    let problem = form.read_optional::<Reference>("survey_problem");
    if let (Some(on), false) = (on, form.refused()) {
        let text = |field: &str| form.value(field).to_owned();
        let (name, address, contact) = (text("site_name"), text("site_address"), text("site_contact"));
        let site = Site { organization, name, address, contact, on, problem: None };
        match cx.app.begin_survey(&cx.actor, site, problem.as_ref(), &once.0).await {
            Ok(survey) => {
                let to = format!("/surveys/{}/look/{}", survey.id, Item::Lighting.name());
                return Ok(cx.go_to(to).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(sheet(&cx).await?.show(&cx, form))
}
