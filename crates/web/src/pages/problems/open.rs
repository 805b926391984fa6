//! A new problem, by hand.

use askama::Template;
use commonbeat_app::problems::Choices;
use commonbeat_domain::ids::{AreaId, PersonId};
use commonbeat_domain::problems::problem::{NewProblem, Tier};

use super::named;
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::Result;
use crate::form::{Choice, Form};
use crate::page::Page;
use axum::response::{IntoResponse, Response};

/// The form of a new problem.
#[derive(Template)]
#[template(path = "problems/new.html")]
pub struct New {
    chrome: Chrome,
    form: Form,
    tiers: Vec<Choice>,
    people: Vec<Choice>,
    beats: Vec<Choice>,
    neighborhoods: Vec<Choice>,
}

impl New {
    fn of(cx: &Cx, form: Form, choices: &Choices) -> New {
        New {
            chrome: cx.chrome(Area::Problems),
            form,
            tiers: tiers(cx),
            people: named(&choices.people),
            beats: named(&choices.beats),
            neighborhoods: named(&choices.neighborhoods),
        }
    }
}

/// Quick and formal, with what each asks for.
pub(super) fn tiers(cx: &Cx) -> Vec<Choice> {
    let hint = |tier: Tier| cx.words.t(&format!("tier-{}-hint", tier.name()));
    let mut all = Choice::named(&cx.words, "tier", Tier::ALL.map(Tier::name));
    for (choice, tier) in all.iter_mut().zip(Tier::ALL) {
        choice.hint = hint(tier);
    }
    all
}

/// `GET /problems/new`: the form, with the person as owner and the person's only beat.
pub async fn form(cx: Cx) -> Result<Page<New>> {
    let choices = cx.app.problem_choices(&cx.actor).await?;
    let mut form = cx.form().with("tier", Tier::Quick.name());
    if let Some(person) = cx.actor.person() {
        form = form.with("lead", person);
    }
    if let [beat] = cx.actor.beats().iter().collect::<Vec<_>>()[..] {
        form = form.with("beat", beat);
    }
    Ok(Page::new(New::of(&cx, form, &choices)))
}

/// `POST /problems/new`
pub async fn open(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    let tier = form.read::<Tier>("tier");
    let lead = form.read::<PersonId>("lead");
    let beat = form.read_optional::<AreaId>("beat");
    let neighborhood = form.read_optional::<AreaId>("neighborhood");
    let title = form.take("title", |text| commonbeat_domain::text::line("title", text));
    let statement = form.take("statement", |text| commonbeat_domain::text::prose("statement", text));
    if let (Some(tier), Some(lead), Some(title), Some(statement), false) =
        (tier, lead, title, statement, form.refused())
    {
        let new = NewProblem {
            title,
            tier,
            lead,
            beat,
            neighborhood,
            offenses: Vec::new(),
            shape: None,
            chosen_in: None,
            statement,
        };
        match cx.app.open_problem(&cx.actor, new, &once.0).await {
            Ok(problem) => {
                let said = [("reference", problem.reference.to_string())];
                return Ok(cx
                    .go_to(format!("/problems/{}", problem.reference))
                    .saying("flash-problem-opened", &said)
                    .into_response());
            }
            Err(commonbeat_app::Error::Missing("problem")) => {
                form.refuse(commonbeat_domain::Refusal::not_now("not-own-beat"));
            }
            Err(other) => form.absorb(other)?,
        }
    }
    let choices = cx.app.problem_choices(&cx.actor).await?;
    Ok(Page::again(New::of(&cx, form, &choices)).into_response())
}
