//! Classes: the calendar, seats, who came.

use axum::response::{IntoResponse, Response};
use commonbeat_app::training::classes::{Calendar, ClassView};
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::ClassId;
use commonbeat_domain::personnel::classes::{Came, ClassState, Course, Method};
use jiff::civil::Date;

use super::seats::minutes;
use super::{hours, title};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::pages::beats::{Names, name};
use crate::pages::kit::{Act, Field, Line, Part, Record, Sheet, cell, facts};
use crate::words::Words;

fn state(view: &ClassView, words: &Words) -> (String, &'static str) {
    let tone = match view.class.state {
        ClassState::Planned => "",
        ClassState::Held => "good",
        ClassState::CalledOff => "plain",
    };
    (words.t(&format!("class-state-{}", view.class.state.name())), tone)
}

fn days(view: &ClassView, words: &Words) -> String {
    let plan = &view.class.plan;
    if plan.begins == plan.ends {
        return words.day(plan.begins);
    }
    words.t_args("class-days", &[("from", words.day(plan.begins)), ("until", words.day(plan.ends))])
}

fn line(view: &ClassView, words: &Words) -> Line {
    let plan = &view.class.plan;
    let seats = if view.class.state == ClassState::Planned {
        words.t_n("class-left", view.left)
    } else {
        String::new()
    };
    let mine = if view.mine { words.t("class-mine") } else { String::new() };
    let note = [days(view, words), hours(plan.minutes, words), plan.place.clone(), seats, mine];
    let (tag, tone) = state(view, words);
    Line {
        title: plan.course.clone(),
        href: format!("/training/classes/{}", view.class.id),
        note: note.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · "),
        tag,
        tone,
        ..Line::default()
    }
}

/// `GET /training/classes`: what is held when, beside what is due for whoever looks.
pub async fn list(cx: Cx) -> Result<Response> {
    let calendar: Calendar = cx.app.classes(&cx.actor).await?;
    let words = &cx.words;
    let due = calendar.due.iter().filter_map(|l| {
        let on = l.due.on?;
        Some((title(&l.key, &calendar.rules), words.day(on)))
    });
    let ahead = Part {
        lines: calendar.ahead.iter().map(|v| line(v, words)).collect(),
        empty: words.t("class-none"),
        ..Part::new(words.t("class-ahead"))
    };
    let own = Part {
        facts: due.collect(),
        empty: words.t("class-nothing-due"),
        more: Some((words.t("page-training-mine"), "/training/mine".into())),
        ..Part::new(words.t("class-due"))
    };
    let past = Part {
        lines: calendar.past.iter().map(|v| line(v, words)).collect(),
        empty: words.t("class-none-past"),
        ..Part::new(words.t("class-past"))
    };
    let plan = cx.actor.may(Action::KeepTraining);
    let record = Record {
        title: words.t("page-training-classes"),
        words: words.t("class-words"),
        primary: plan.then(|| (words.t("class-plan"), "/training/classes/new".into())),
        parts: vec![ahead, own, past],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

fn sheet(cx: &Cx) -> Sheet {
    let words = &cx.words;
    let methods = Choice::named(words, "class-method", Method::NAMES.iter().copied());
    Sheet {
        title: words.t("class-plan"),
        above: String::new(),
        words: words.t("class-plan-words"),
        action: "/training/classes/new".into(),
        back: "/training/classes".into(),
        submit: words.t("class-plan-do"),
        fields: vec![
            Field::line("course"),
            Field::line("provider").optional(),
            Field::line("course_number").optional(),
            Field::line("class_topics").optional(),
            Field::line("class_hours"),
            Field::radios("class_method", methods),
            Field::day("class_begins"),
            Field::day("class_ends"),
            Field::line("class_place"),
            Field::number("class_seats"),
        ],
    }
}

/// `GET /training/classes/new`
pub async fn new(cx: Cx) -> Result<Response> {
    let form = cx.form();
    Ok(sheet(&cx).show_in(&cx, form, Area::Personnel))
}

fn course(form: &mut Form) -> Option<Course> {
    let minutes = minutes(form, "class_hours");
    let (method, seats) = (form.read::<Method>("class_method"), form.read::<u32>("class_seats"));
    let (begins, ends) = (form.read::<Date>("class_begins"), form.read::<Date>("class_ends"));
    let topics = form.value("class_topics").split([',', ';']).map(|t| t.trim().to_owned()).collect();
    Some(Course {
        course: form.value("course").to_owned(),
        provider: form.value("provider").to_owned(),
        number: form.value("course_number").to_owned(),
        place: form.value("class_place").to_owned(),
        topics,
        minutes: minutes?,
        method: method?,
        begins: begins?,
        ends: ends?,
        seats: seats?,
    })
}

/// `POST /training/classes/new`
pub async fn plan(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    if let Some(plan) = course(&mut form) {
        match cx.app.plan_class(&cx.actor, plan, &once.0).await {
            Ok(class) => {
                let to = format!("/training/classes/{}", class.id);
                return Ok(cx.go_to(to).saying("flash-class", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(sheet(&cx).show_in(&cx, form, Area::Personnel))
}

/// `GET /training/classes/{class}`
pub async fn show(cx: Cx, Path(id): Path<ClassId>) -> Result<Response> {
    let view = cx.app.class(&cx.actor, id).await?;
    let words = &cx.words;
    let names: Names = cx.app.names(&cx.actor, view.class.seats.iter().map(|s| s.person)).await?;
    let plan = &view.class.plan;
    let about = vec![
        (words.t("class-when"), days(&view, words)),
        (words.field("class_place"), plan.place.clone()),
        (words.field("class_hours"), hours(plan.minutes, words)),
        (words.field("class_method"), words.t(&format!("class-method-{}", plan.method.name()))),
        (words.field("provider"), plan.provider.clone()),
        (words.field("course_number"), plan.number.clone()),
        (words.field("class_topics"), plan.topics.join(", ").replace('-', " ")),
    ];
    let open = view.class.state == ClassState::Planned && view.today < plan.begins;
    let action = format!("/training/classes/{id}");
    let act = |label: &str, what: &str| Act::post(words.t(label), &action, &[("do", what.to_owned())]);
    let mut acts = Vec::new();
    if open && view.mine {
        acts.push(act("class-give-back", "give-back"));
    } else if open && view.left > 0 {
        acts.push(act("class-take", "take"));
    }
    if view.keep && view.class.state == ClassState::Planned {
        acts.push(act("class-call-off", "call-off"));
    }
    let mut parts = vec![Part { facts: facts(about), acts, ..Part::new(words.t("class-about")) }];
    if view.keep || view.mine {
        parts.push(seats(&view, &names, words));
    }
    let hold = view.keep && view.class.state == ClassState::Planned && view.today >= plan.ends;
    let mut links = Vec::new();
    if view.keep && open {
        links.push((words.t("class-seat-for"), format!("{action}/seat")));
    }
    let record = Record {
        title: plan.course.clone(),
        above: words.t("page-training-classes"),
        tags: vec![state(&view, words)],
        links,
        primary: hold.then(|| (words.t("class-hold"), format!("{action}/hold"))),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

fn seats(view: &ClassView, names: &Names, words: &Words) -> Part {
    let row = |s: &commonbeat_domain::personnel::classes::Seat| {
        let came = s.came.as_ref();
        let there = match came {
            None => words.t("class-open"),
            Some(c) if c.minutes == 0 => words.t("class-not-there"),
            Some(c) => hours(c.minutes, words),
        };
        let text = |get: fn(&Came) -> &String| cell(came.map(get).cloned().unwrap_or_default());
        let who = name(names, words, s.person);
        vec![
            (who, format!("/training/people/{}", s.person)),
            cell(there),
            text(|c| &c.result),
            text(|c| &c.certificate),
        ]
    };
    Part {
        head: ["field-person", "class-came", "field-result", "field-certificate"].map(|k| words.t(k)).into(),
        rows: view.class.seats.iter().map(row).collect(),
        empty: words.t("class-no-seats"),
        ..Part::new(words.t("class-seats"))
    }
}

/// `POST /training/classes/{class}`: takes a seat, gives it back, calls the class off.
pub async fn act(cx: Cx, Path(id): Path<ClassId>, form: Form) -> Result<Response> {
    match form.value("do") {
        "take" => cx.app.seat(&cx.actor, id, true).await?,
        "give-back" => cx.app.seat(&cx.actor, id, false).await?,
        "call-off" => cx.app.call_off_class(&cx.actor, id).await?,
        _ => return Err(Error::NotUnderstood),
    };
    Ok(cx.go_to(format!("/training/classes/{id}")).saying("flash-class", &[]).into_response())
}
