//! Joint initiatives: planned, held, and what people raised there with its public answer.

use axum::response::{IntoResponse, Response};
use commonbeat_app::initiatives::InitiativeView;
use commonbeat_domain::Reference;
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AreaId, InitiativeId, PersonId};
use commonbeat_domain::partnerships::initiatives::{Held, Initiative, InitiativeKind, Plan, Watch};
use jiff::civil::{Date, DateTime};

use super::kit::{Act, Field, Line, Part, Record, Sheet, facts, read_version};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::words::Words;

fn line(words: &Words, i: &Initiative) -> Line {
    let (tag, tone) = state(words, i);
    Line {
        title: i.plan.title.clone(),
        href: format!("/initiatives/{}", i.id),
        note: [
            words.t(&format!("initiative-kind-{}", i.plan.kind.name())),
            when(words, i),
            i.plan.place.clone(),
        ]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(" · "),
        tag,
        tone,
        ..Line::default()
    }
}

fn when(words: &Words, i: &Initiative) -> String {
    format!("{}, {}", words.day(i.plan.begins.date()), words.time_of(i.plan.begins.time()))
}

/// What stands beside its name: a watch group says whether it is active, the others how far they are.
fn state(words: &Words, i: &Initiative) -> (String, &'static str) {
    let waiting = i.raised.iter().filter(|r| r.answer.is_none()).count();
    let late = i.raised.iter().any(|r| r.answer.is_none() && r.due < words.today());
    if i.called_off.is_some() {
        (words.t("initiative-called-off"), "plain")
    } else if i.plan.kind == InitiativeKind::Watch {
        match i.watch.active(words.today()) {
            true => (words.t("watch-active"), "good"),
            false => (words.t("watch-resting"), "warn"),
        }
    } else if waiting > 0 {
        (words.t_n("initiative-waiting", waiting), if late { "warn" } else { "here" })
    } else if i.held.is_some() {
        (words.t("initiative-held"), "good")
    } else {
        (words.t("initiative-planned"), "")
    }
}

/// `GET /initiatives`
pub async fn list(cx: Cx) -> Result<Response> {
    let (coming, over) = cx.app.initiatives(&cx.actor).await?;
    let words = &cx.words;
    let part = |all: &[Initiative], title: &str, empty: &str| Part {
        lines: all.iter().map(|i| line(words, i)).collect(),
        empty: words.t(empty),
        ..Part::new(words.t(title))
    };
    let may = cx.actor.may(Action::ManageInitiatives);
    let record = Record {
        title: words.t("page-initiatives"),
        words: words.t("initiatives-words"),
        links: vec![(words.t("events-title"), "/events".into())],
        primary: may.then(|| (words.t("initiative-new"), "/initiatives/new".into())),
        parts: vec![
            part(&coming, "initiatives-coming", "initiatives-coming-none"),
            part(&over, "initiatives-over", "initiatives-over-none"),
        ],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

/// `GET /initiatives/{initiative}`
pub async fn show(cx: Cx, Path(id): Path<InitiativeId>) -> Result<Response> {
    let view = cx.app.initiative(&cx.actor, id).await?;
    let (words, i, at) = (&cx.words, &view.initiative, format!("/initiatives/{id}"));
    let open = view.may_change && i.called_off.is_none();
    let begun = i.moments(&words.zone).is_some_and(|(begins, _)| begins <= words.now);
    let mut links = Vec::new();
    if open {
        links.push((words.t("initiative-change"), format!("{at}/edit")));
        if i.plan.kind == InitiativeKind::Watch {
            links.push((words.t("watch-keep"), format!("{at}/watch")));
        }
        if !begun {
            links.push((words.t("initiative-call-off"), format!("{at}/call-off")));
        } else {
            links.push((words.t("initiative-hold"), format!("{at}/hold")));
        }
    }
    let mut parts = vec![about(words, &view), raised(words, &view, open)];
    if i.plan.kind == InitiativeKind::Watch {
        parts.insert(0, watch(words, &i.watch));
    }
    if let Some(held) = &i.held {
        let counted = vec![
            (words.t("field-people-came"), words.number(held.people)),
            (
                words.t("field-cost-dollars"),
                if held.cost > 0 { words.number(held.cost) } else { String::new() },
            ),
        ];
        let texts = vec![held.minutes.clone()];
        parts.push(Part { facts: facts(counted), texts, ..Part::new(words.t("initiative-how-it-went")) });
    }
    let (tag, tone) = state(words, i);
    let record = Record {
        title: i.plan.title.clone(),
        above: format!(
            "{} · {}",
            words.t(&format!("initiative-kind-{}", i.plan.kind.name())),
            when(words, i)
        ),
        words: i
            .called_off
            .as_ref()
            .map(|why| words.t1("initiative-off-because", "why", why))
            .unwrap_or_default(),
        tags: vec![(tag, tone)],
        links,
        primary: open.then(|| (words.t("raised-add"), format!("{at}/raise"))),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

fn about(words: &Words, view: &InitiativeView) -> Part {
    let p = &view.initiative.plan;
    let problem = view.problem.as_ref();
    let end = format!("{}, {}", words.day(p.ends.date()), words.time_of(p.ends.time()));
    let pairs = [
        ("initiative_goal", p.goal.clone()),
        ("initiative_ends", end),
        ("initiative_place", p.place.clone()),
        ("initiative_area", view.area.clone().unwrap_or_default()),
        ("initiative_access", p.access.clone()),
        ("initiative_spoken", p.spoken.clone()),
        ("initiative_agenda", p.agenda.clone()),
        ("initiative_roles", p.roles.clone()),
        ("initiative_problem", problem.map(|(at, title)| format!("{at} {title}")).unwrap_or_default()),
    ];
    let mut all: Vec<(String, String)> = pairs.map(|(field, value)| (words.field(field), value)).into();
    all.push((
        words.t("initiative-lead"),
        view.people.get(&view.initiative.lead).cloned().unwrap_or_default(),
    ));
    all.push((words.t("initiative-public"), words.t(if p.shown { "yes" } else { "no" })));
    Part {
        facts: facts(all),
        more: problem.map(|(at, _)| (words.t("initiative-to-problem"), format!("/problems/{at}"))),
        ..Part::new(words.t("initiative-about"))
    }
}

fn watch(words: &Words, w: &Watch) -> Part {
    let day = |day: Option<Date>| day.map(|d| words.day(d)).unwrap_or_default();
    Part {
        words: words.t("watch-rule"),
        facts: facts(vec![
            (words.field("captain"), w.captain.clone()),
            (words.field("alternate"), w.alternate.clone()),
            (
                words.field("households"),
                if w.households > 0 { words.number(w.households) } else { String::new() },
            ),
            (words.field("met_on"), day(w.met_on)),
            (words.field("roster_on"), day(w.roster_on)),
        ]),
        empty: words.t("watch-none"),
        ..Part::new(words.t("watch-title"))
    }
}

fn raised(words: &Words, view: &InitiativeView, open: bool) -> Part {
    let i = &view.initiative;
    let one = |(n, r): (usize, &commonbeat_domain::partnerships::initiatives::Raised)| Line {
        title: r.words.clone(),
        note: match &r.answer {
            Some((_, at)) => words.t1("raised-answered", "day", words.date(*at)),
            None => {
                let owner = view.people.get(&r.owner).cloned().unwrap_or_default();
                words.t_args("raised-owner", &[("who", owner), ("day", words.day(r.due))])
            }
        },
        text: r.answer.as_ref().map(|(words, _)| words.clone()).unwrap_or_default(),
        tag: match (&r.answer, r.due < words.today()) {
            (Some(_), _) => words.t("raised-done"),
            (None, true) => words.t("raised-late"),
            (None, false) => words.t("raised-waits"),
        },
        tone: match (&r.answer, r.due < words.today()) {
            (Some(_), _) => "good",
            (None, true) => "warn",
            (None, false) => "here",
        },
        acts: match open {
            true => vec![
                Act::link(words.t("raised-answer"), format!("/initiatives/{}/answer/{n}", i.id))
                    .about(&r.words),
            ],
            false => Vec::new(),
        },
        ..Line::default()
    };
    Part {
        words: words.t("raised-words-note"),
        lines: i.raised.iter().enumerate().map(one).collect(),
        plain: true,
        empty: words.t("raised-none"),
        ..Part::new(words.t("raised-title"))
    }
}

async fn sheet(cx: &Cx, title: &str, action: String, back: String) -> Result<Sheet> {
    let words = &cx.words;
    let areas = cx.app.neighborhood_choices(&cx.actor).await?;
    let areas = areas.into_iter().map(|(id, name, _)| Choice::new(id, name)).collect();
    let kinds = Choice::named(words, "initiative-kind", InitiativeKind::NAMES.iter().copied());
    Ok(Sheet {
        title: words.t(title),
        above: String::new(),
        words: String::new(),
        action,
        back,
        submit: words.t("kit-save"),
        fields: vec![
            Field::radios("initiative_kind", kinds),
            Field::line("initiative_title"),
            Field::prose("initiative_goal"),
            Field::moment("initiative_begins"),
            Field::moment("initiative_ends"),
            Field::line("initiative_place").optional(),
            Field::select("initiative_area", areas).optional(),
            Field::line("initiative_access").optional(),
            Field::line("initiative_spoken").optional(),
            Field::prose("initiative_agenda").optional(),
            Field::prose("initiative_roles").optional(),
            Field::line("initiative_problem").optional(),
            Field::tick("initiative_shown"),
        ],
    })
}

fn read(form: &mut Form) -> Option<(Plan, Option<Reference>)> {
    let kind = form.read::<InitiativeKind>("initiative_kind");
    let begins = form.read::<DateTime>("initiative_begins");
    let ends = form.read::<DateTime>("initiative_ends");
    let neighborhood = form.read_optional::<AreaId>("initiative_area");
    let problem = form.read_optional::<Reference>("initiative_problem");
    let text = |field: &str| form.value(field).to_owned();
    let plan = Plan {
        kind: kind?,
        title: text("initiative_title"),
        goal: text("initiative_goal"),
        neighborhood,
        problem: None,
        begins: begins?,
        ends: ends?,
        place: text("initiative_place"),
        access: text("initiative_access"),
        spoken: text("initiative_spoken"),
        agenda: text("initiative_agenda"),
        roles: text("initiative_roles"),
        shown: form.has("initiative_shown", "yes"),
    };
    (!form.refused()).then_some((plan, problem))
}

/// `GET /initiatives/new`
pub async fn new(cx: Cx) -> Result<Response> {
    let form = cx.form().with("initiative_shown", "yes");
    Ok(sheet(&cx, "initiative-new", "/initiatives/new".into(), "/initiatives".into()).await?.show(&cx, form))
}

/// `POST /initiatives/new`
pub async fn plan(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    if let Some((plan, problem)) = read(&mut form) {
        match cx.app.plan_initiative(&cx.actor, plan, problem.as_ref(), &once.0).await {
            Ok(i) => return Ok(saved(&cx, i.id)),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(sheet(&cx, "initiative-new", "/initiatives/new".into(), "/initiatives".into()).await?.show(&cx, form))
}

fn saved(cx: &Cx, id: InitiativeId) -> Response {
    cx.go_to(format!("/initiatives/{id}")).saying("flash-kit-saved", &[]).into_response()
}

async fn edit_sheet(cx: &Cx, id: InitiativeId) -> Result<Sheet> {
    let at = format!("/initiatives/{id}");
    sheet(cx, "initiative-change", format!("{at}/edit"), at).await
}

/// `GET /initiatives/{initiative}/edit`
pub async fn form(cx: Cx, Path(id): Path<InitiativeId>) -> Result<Response> {
    let view = cx.app.initiative(&cx.actor, id).await?;
    let p = view.initiative.plan;
    let wall = |at: DateTime| at.strftime("%Y-%m-%dT%H:%M").to_string();
    let form = cx
        .form()
        .with("read", view.initiative.version)
        .with("initiative_kind", p.kind.name())
        .with("initiative_title", p.title)
        .with("initiative_goal", p.goal)
        .with("initiative_begins", wall(p.begins))
        .with("initiative_ends", wall(p.ends))
        .with("initiative_place", p.place)
        .with("initiative_area", p.neighborhood.map(|id| id.to_string()).unwrap_or_default())
        .with("initiative_access", p.access)
        .with("initiative_spoken", p.spoken)
        .with("initiative_agenda", p.agenda)
        .with("initiative_roles", p.roles)
        .with("initiative_problem", view.problem.map(|(at, _)| at.to_string()).unwrap_or_default())
        .with("initiative_shown", if p.shown { "yes" } else { "" });
    Ok(edit_sheet(&cx, id).await?.show(&cx, form))
}

/// `POST /initiatives/{initiative}/edit`
pub async fn save(cx: Cx, Path(id): Path<InitiativeId>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    if let Some((plan, problem)) = read(&mut form) {
        match cx.app.change_initiative(&cx.actor, id, version, plan, problem.as_ref()).await {
            Ok(_) => return Ok(saved(&cx, id)),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(edit_sheet(&cx, id).await?.show(&cx, form))
}

/// The short forms of an initiative, by the last part of their addresses.
async fn act_sheet(cx: &Cx, id: InitiativeId, act: &str) -> Result<(Sheet, Form)> {
    let view = cx.app.initiative(&cx.actor, id).await?;
    let i = view.initiative;
    let words = &cx.words;
    let form = cx.form().with("read", i.version);
    let (title, fields, form) = match act {
        "call-off" => ("initiative-call-off", vec![Field::line("call_off_reason")], form),
        "hold" => {
            let fields = vec![
                Field::number("people_came"),
                Field::prose("minutes_of"),
                Field::number("cost_dollars").optional(),
            ];
            let held = i.held.unwrap_or_default();
            let form = form
                .with("people_came", held.people)
                .with("minutes_of", held.minutes)
                .with("cost_dollars", held.cost);
            ("initiative-hold", fields, form)
        }
        "watch" => {
            let w = i.watch;
            let day = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
            let form = form
                .with("captain", w.captain)
                .with("alternate", w.alternate)
                .with("households", w.households)
                .with("met_on", day(w.met_on))
                .with("roster_on", day(w.roster_on));
            let fields = vec![
                Field::line("captain"),
                Field::line("alternate"),
                Field::number("households"),
                Field::day("met_on").optional(),
                Field::day("roster_on").optional(),
            ];
            ("watch-keep", fields, form)
        }
        "raise" => {
            let colleagues = cx.app.initiative_owners(&cx.actor).await?;
            let people = colleagues.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
            let fields = vec![
                Field::prose("raised_words"),
                Field::select("raised_owner", people),
                Field::day("raised_due"),
            ];
            ("raised-add", fields, form)
        }
        _ => ("raised-answer", vec![Field::prose("raised_answer")], form),
    };
    let sheet = Sheet {
        title: words.t(title),
        above: i.plan.title,
        words: match act.starts_with("answer/") {
            true => words.t("raised-answer-words"),
            false => String::new(),
        },
        action: format!("/initiatives/{id}/{act}"),
        back: format!("/initiatives/{id}"),
        submit: words.t("kit-save"),
        fields,
    };
    Ok((sheet, form))
}

/// `GET /initiatives/{initiative}/call-off`, `/hold`, `/watch`, `/raise`
pub async fn act_form(cx: Cx, Path((id, act)): Path<(InitiativeId, String)>) -> Result<Response> {
    if !["call-off", "hold", "watch", "raise"].contains(&act.as_str()) {
        return Err(Error::NotFound);
    }
    let (sheet, form) = act_sheet(&cx, id, &act).await?;
    Ok(sheet.show(&cx, form))
}

/// `POST /initiatives/{initiative}/call-off`, `/hold`, `/watch`, `/raise`
pub async fn act(cx: Cx, Path((id, act)): Path<(InitiativeId, String)>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    let (app, who) = (&cx.app, &cx.actor);
    let done = match act.as_str() {
        "call-off" => Some(app.call_off(who, id, version, form.value("call_off_reason")).await),
        "hold" => {
            let people = form.read::<u32>("people_came");
            let cost = form.read_optional::<u32>("cost_dollars").unwrap_or(0);
            let minutes = form.value("minutes_of").to_owned();
            match (people, form.refused()) {
                (Some(people), false) => {
                    Some(app.hold_initiative(who, id, version, Held { people, minutes, cost }).await)
                }
                _ => None,
            }
        }
        "watch" => {
            let watch = Watch {
                captain: form.value("captain").to_owned(),
                alternate: form.value("alternate").to_owned(),
                households: form.read::<u32>("households").unwrap_or_default(),
                met_on: form.read_optional("met_on"),
                roster_on: form.read_optional("roster_on"),
            };
            if form.refused() { None } else { Some(app.keep_watch(who, id, version, watch).await) }
        }
        "raise" => {
            let (owner, due) = (form.read::<PersonId>("raised_owner"), form.read::<Date>("raised_due"));
            match (owner, due) {
                (Some(owner), Some(due)) => {
                    Some(app.raise_at(who, id, version, (form.value("raised_words"), owner, due)).await)
                }
                _ => None,
            }
        }
        _ => return Err(Error::NotFound),
    };
    match done {
        Some(Ok(_)) => return Ok(saved(&cx, id)),
        Some(Err(error)) => form.absorb(error)?,
        None => {}
    }
    Ok(act_sheet(&cx, id, &act).await?.0.show(&cx, form))
}

/// `GET /initiatives/{initiative}/answer/{n}`
pub async fn answer_form(cx: Cx, Path((id, n)): Path<(InitiativeId, usize)>) -> Result<Response> {
    let (mut sheet, form) = act_sheet(&cx, id, &format!("answer/{n}")).await?;
    let view = cx.app.initiative(&cx.actor, id).await?;
    let raised = view.initiative.raised.get(n).ok_or(Error::NotFound)?;
    sheet.above = raised.words.clone();
    Ok(sheet.show(&cx, form.with("raised_answer", raised.answer.as_ref().map_or("", |(words, _)| words))))
}

/// `POST /initiatives/{initiative}/answer/{n}`: the public answer.
pub async fn answer(cx: Cx, Path((id, n)): Path<(InitiativeId, usize)>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    match cx.app.answer_raised(&cx.actor, id, version, n, form.value("raised_answer")).await {
        Ok(_) => return Ok(saved(&cx, id)),
        Err(error) => form.absorb(error)?,
    }
    Ok(act_sheet(&cx, id, &format!("answer/{n}")).await?.0.show(&cx, form))
}
