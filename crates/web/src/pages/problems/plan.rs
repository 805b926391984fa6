//! The plan of the assessment: what is counted, against what, for how long, and what that could show.

use std::collections::BTreeSet;

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::assessment::{Asked, PlanProposal, Row, Warning};
use commonbeat_domain::problems::assessment::Plan;
use commonbeat_domain::{Reference, Refusal};
use serde_json::{Value, json};

use super::outcome::{days, figures, months, place, sealed, sees};
use super::{read_version, reference};
use crate::beat_map::{self, BeatMap};
use crate::charts::{Caption, outline};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale, StaleField};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::pages::scanning::say;
use crate::words::Words;

/// Classes offered beside those that are counted.
const CLASSES: usize = 8;

/// The plan's form.
#[derive(Template)]
#[template(path = "problems/plan.html")]
pub struct Show {
    chrome: Chrome,
    at: String,
    name: String,
    form: Form,
    /// Why no plan can be made yet.
    stop: Option<String>,
    sees: String,
    sees_note: String,
    windows: Vec<(String, String)>,
    warnings: Vec<String>,
    rows: Vec<Compared>,
    treated: Treated,
    power: Vec<[String; 3]>,
    classes: Vec<Choice>,
    map: BeatMap,
    looked_at: String,
    /// That it is locked.
    sealed: Option<String>,
}

/// A comparison place of the table.
struct Compared {
    key: String,
    id: String,
    name: String,
    before: String,
    level: String,
    drift: String,
    chosen: bool,
    suggested: bool,
}

/// The treated area's own figures.
#[derive(Default)]
struct Treated {
    name: String,
    before: String,
    per_month: String,
}

/// `GET /problems/{reference}/plan`
pub async fn show(cx: Cx, Path(at): Path<String>) -> Result<Page<Show>> {
    let at = reference(&at)?;
    let proposed = cx.app.propose_plan(&cx.actor, &at, Asked::default()).await;
    Ok(Page::new(page(&cx, at, proposed, None).await?))
}

/// `POST /problems/{reference}/plan`: shows what other choices would give, or keeps them.
pub async fn save(cx: Cx, Path(at): Path<String>, mut form: Form) -> Result<Response> {
    let at = reference(&at)?;
    let read = read_version(&form)?;
    let asked = asked(&mut form);
    if form.refused() || form.value("do") == "look" {
        let proposed = cx.app.propose_plan(&cx.actor, &at, asked).await;
        let again = form.refused();
        let page = page(&cx, at, proposed, Some(form)).await?;
        return Ok(if again { Page::again(page) } else { Page::new(page) }.into_response());
    }
    match cx.app.save_plan(&cx.actor, &at, read, asked.clone(), form.value("reason")).await {
        Ok(_) => {
            let to = format!("/problems/{at}#assessment");
            Ok(cx.go_to(to).saying("flash-plan-saved", &[]).into_response())
        }
        Err(commonbeat_app::Error::Stale(_)) => Err(stale(&cx, at, &form).await?),
        Err(error) => {
            form.absorb(error)?;
            let proposed = cx.app.propose_plan(&cx.actor, &at, asked).await;
            Ok(Page::again(page(&cx, at, proposed, Some(form)).await?).into_response())
        }
    }
}

/// What was typed, beside the plan that stands now.
async fn stale(cx: &Cx, at: Reference, form: &Form) -> Result<Error> {
    let view = cx.app.problem(&cx.actor, &at).await?;
    let saved = |of: fn(&Plan) -> u32| {
        view.problem.assessment.plan.as_ref().map(|p| cx.words.number(of(p))).unwrap_or_default()
    };
    let field = |name: &str, saved: String| StaleField {
        label: cx.words.field(name),
        yours: form.value(name).to_owned(),
        saved,
    };
    let fields = vec![
        field("months_before", saved(|p| months(p.baseline))),
        field("months_after", saved(|p| months(p.follow_up))),
    ];
    let edit = format!("/problems/{at}/plan");
    Ok(Error::Stale(Box::new(Stale { record: at.to_string(), edit, fields, join: Vec::new() })))
}

fn asked(form: &mut Form) -> Asked {
    let mut offenses = Vec::new();
    for text in form.values("offenses").map(str::to_owned).collect::<Vec<_>>() {
        match text.parse() {
            Ok(offense) => offenses.push(offense),
            Err(refusal) => form.refuse(refusal),
        }
    }
    if offenses.is_empty() {
        form.refuse(Refusal::required("offenses"));
    }
    let keys: BTreeSet<String> = form.values("controls").map(str::to_owned).collect();
    Asked {
        offenses,
        months_before: form.read_optional("months_before"),
        months_after: form.read_optional("months_after"),
        controls: Some(keys),
    }
}

async fn page(
    cx: &Cx,
    at: Reference,
    proposed: Result<PlanProposal, commonbeat_app::Error>,
    typed: Option<Form>,
) -> Result<Show> {
    let view = cx.app.problem(&cx.actor, &at).await?;
    if !view.may.read_all {
        return Err(Error::NotFound);
    }
    let words = &cx.words;
    let empty = Show {
        chrome: cx.chrome(Area::Problems),
        at: at.to_string(),
        name: view.problem.title.clone(),
        form: typed.unwrap_or_else(|| cx.form()).with("read", view.problem.version),
        stop: None,
        sees: String::new(),
        sees_note: String::new(),
        windows: Vec::new(),
        warnings: Vec::new(),
        rows: Vec::new(),
        treated: Treated::default(),
        power: Vec::new(),
        classes: Vec::new(),
        map: BeatMap::default(),
        looked_at: String::new(),
        sealed: sealed(words, &view.problem.assessment),
    };
    match proposed {
        Ok(proposal) => Ok(empty.filled(words, &proposal)),
        Err(commonbeat_app::Error::Refused(refusal)) => {
            Ok(Show { stop: Some(words.refusal(&refusal)), ..empty })
        }
        Err(other) => Err(other.into()),
    }
}

impl Show {
    fn filled(self, words: &Words, proposal: &PlanProposal) -> Show {
        let plan = &proposal.plan;
        let mut form = self.form;
        if form.value("months_before").is_empty() {
            form = form
                .with("months_before", months(plan.baseline))
                .with("months_after", months(plan.follow_up));
        }
        for offense in &plan.offenses {
            if !form.has("offenses", offense.as_str()) {
                form = form.with("offenses", offense);
            }
        }
        let of = |key: &str, value: String| (words.t(key), value);
        let mut windows = vec![
            of("field-plan-baseline", days(words, plan.baseline)),
            of("field-plan-follow-up", days(words, plan.follow_up)),
        ];
        if let Some(chosen) = plan.chosen_in {
            windows.insert(1, of("plan-chosen", days(words, chosen)));
        }
        let before: u64 = proposal.treated.iter().map(|n| u64::from(*n)).sum();
        Show {
            sees: sees(words, plan.detectable),
            sees_note: words.t1("plan-sees-how", "data", days(words, proposal.data)),
            windows,
            warnings: proposal.warnings.iter().map(|w: &Warning| words.t(w.key())).collect(),
            rows: proposal.rows.iter().enumerate().map(|(i, row)| compared(words, i, row)).collect(),
            treated: Treated {
                name: place(words, &proposal.treated_name, false),
                before: words.number(before as i64),
                per_month: words.decimal(proposal.power.per_month, 1),
            },
            power: power(words, proposal),
            classes: classes(words, proposal),
            map: map(words, proposal),
            looked_at: words.t_n("plan-looked-at", proposal.looked_at),
            form,
            ..self
        }
    }
}

fn compared(words: &Words, i: usize, row: &Row) -> Compared {
    let [before, level, drift] = figures(words, &row.figures);
    Compared {
        key: row.key.clone(),
        id: format!("control-{i}"),
        name: place(words, &row.area.name, row.figures.rest),
        before,
        level,
        drift,
        chosen: row.chosen,
        suggested: row.suggested,
    }
}

fn power(words: &Words, proposal: &PlanProposal) -> Vec<[String; 3]> {
    let row = |p: &commonbeat_app::assessment::DurationPoint| {
        let fall = p.reduction.map_or_else(|| words.t("plan-no-fall"), |r| words.percent(r));
        [words.number(p.periods), words.decimal(p.expected, 0), fall]
    };
    proposal.power.curve.iter().map(row).collect()
}

fn classes(words: &Words, proposal: &PlanProposal) -> Vec<Choice> {
    let mut all: Vec<Choice> = Vec::new();
    let counted = proposal.plan.offenses.iter().map(|o| (o, proposal.classes.iter().find(|(c, _)| c == o)));
    let near = proposal.classes.iter().filter(|(c, _)| !proposal.plan.offenses.contains(c)).take(CLASSES);
    for (offense, n) in counted.map(|(o, c)| (o, c.map(|c| c.1))).chain(near.map(|(o, n)| (o, Some(*n)))) {
        all.push(Choice {
            value: offense.to_string(),
            label: say::offense(words, offense),
            hint: n.map(|n| words.t_n("plan-class-count", n)).unwrap_or_default(),
        });
    }
    all
}

fn map(words: &Words, proposal: &PlanProposal) -> BeatMap {
    let plan = &proposal.plan;
    let shown = |id: String, name: String, level: u8| json!({ "id": id, "name": name, "level": level });
    let mut hot: Vec<Value> = plan
        .rings
        .iter()
        .enumerate()
        .map(|(i, r)| {
            let name = words.t1("result-ring", "name", &r.name);
            beat_map::area(&r.shape, shown(format!("ring-{i}"), name, 1))
        })
        .collect();
    hot.push(beat_map::area(&plan.treated, shown("treated".into(), words.t("plan-treated"), 3)));
    let controls = proposal.rows.iter().enumerate().filter(|(_, row)| row.chosen && !row.figures.rest);
    hot.extend(controls.map(|(i, row)| {
        beat_map::area(&row.area.shape, shown(format!("control-{i}"), row.area.name.clone(), 2))
    }));
    let mut map = BeatMap::new("plan-map", words.t("plan-map")).with("hot", hot);
    let caption = Caption { title: words.t("plan-treated"), description: proposal.treated_name.clone() };
    map.still = outline::outline(&caption, None, Some(&plan.treated));
    map
}
