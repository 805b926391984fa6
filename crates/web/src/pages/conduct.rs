//! Commendations and complaints as the body reads them where they lie; and the thanks that reached oneself.

mod bodies;
mod tell;

use axum::response::{IntoResponse, Response};
use commonbeat_app::conduct::{Act as Does, ConductView};
use commonbeat_domain::ids::{BodyId, ConductId};
use commonbeat_domain::personnel::conduct::{Conduct, Finding, State};

use super::beats::{Names, name};
use super::kit::{Act, Field, Line, Part, Record, Sheet, facts, read_version};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::words::Words;

pub use bodies::{bodies, body_form, new_body, set_body, set_new_body};
pub use tell::{add, create, create_log, log, new, said};

fn topic(c: &Conduct, words: &Words) -> String {
    words.t(&format!("conduct-topic-{}", c.topic.name()))
}

fn tag(c: &Conduct, words: &Words) -> (String, &'static str) {
    match (&c.decided, c.state()) {
        (Some(d), _) => (words.t(&format!("conduct-finding-{}", d.finding.name())), "plain"),
        (None, State::Received) => (words.t("conduct-state-received"), "here"),
        (None, _) => (words.t("conduct-state-looking"), ""),
    }
}

fn line(c: &Conduct, now: jiff::Timestamp, words: &Words) -> Line {
    let (state, tone) = tag(c, words);
    let due = c.act_by().map(|by| words.t1("conduct-due", "day", words.date(by)));
    let note = [Some(words.date(c.at)), due].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Line {
        title: topic(c, words),
        href: format!("/conduct/{}", c.id),
        note,
        tag: if c.late(now) { words.t("conduct-late") } else { state },
        tone: if c.late(now) { "warn" } else { tone },
        ..Line::default()
    }
}

/// `GET /conduct`: what lies with one's bodies.
pub async fn list(cx: Cx) -> Result<Response> {
    let (open, decided) = cx.app.conducts(&cx.actor).await?;
    let (now, words) = (cx.app.now(), &cx.words);
    let mut parts = vec![Part {
        lines: open.iter().map(|c| line(c, now, words)).collect(),
        empty: words.t("conduct-none"),
        now: !open.is_empty(),
        ..Part::new(words.t("conduct-open"))
    }];
    if !decided.is_empty() {
        let lines = decided.iter().map(|c| line(c, now, words)).collect();
        parts.push(Part { lines, ..Part::new(words.t("conduct-decided")) });
    }
    let record = Record {
        title: words.t("page-conduct"),
        words: words.t("conduct-words"),
        links: vec![(words.t("page-conduct-log"), "/conduct/log".into())],
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

/// `GET /conduct/thanks`: commendations that were passed on to oneself.
pub async fn thanks(cx: Cx) -> Result<Response> {
    let all = cx.app.own_commendations(&cx.actor).await?;
    let words = &cx.words;
    let line = |c: &Conduct| Line {
        title: words.date(c.at),
        text: c.words.clone(),
        note: c.when_where.clone(),
        ..Line::default()
    };
    let part = Part {
        lines: all.iter().map(line).collect(),
        plain: true,
        empty: words.t("conduct-no-thanks"),
        ..Part::new(words.t("conduct-thanks"))
    };
    let record = Record {
        title: words.t("page-conduct-thanks"),
        words: words.t("conduct-thanks-words"),
        parts: vec![part],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

/// `GET /conduct/{conduct}`
pub async fn show(cx: Cx, Path(id): Path<ConductId>) -> Result<Response> {
    let view = cx.app.conduct(&cx.actor, id).await?;
    let c = &view.told;
    let mut people: Vec<_> = c.named.iter().copied().collect();
    people.extend(c.said.iter().filter_map(|s| s.by));
    people.extend(c.written_by);
    people.extend(c.decided.iter().map(|d| d.by));
    let names: Names = cx.app.names(&cx.actor, people).await?;
    let words = &cx.words;
    let record = Record {
        title: topic(c, words),
        above: view.body.name.clone(),
        words: words.t("conduct-private"),
        tags: vec![tag(c, words)],
        parts: vec![told(&view, &names, words), talk(c, &names, words), outcome(&view, &names, words)],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

fn to(c: &Conduct, act: &str, words: &Words) -> Act {
    Act::link(words.t(&format!("conduct-do-{act}")), format!("/conduct/{}/{act}", c.id))
}

fn told(view: &ConductView, names: &Names, words: &Words) -> Part {
    let c = &view.told;
    let named = c.named.iter().map(|id| name(names, words, *id)).collect::<Vec<_>>().join(", ");
    let all = vec![
        (words.field("conduct_words"), c.words.clone()),
        (words.field("conduct_about"), c.about.clone()),
        (words.field("conduct_when"), c.when_where.clone()),
        (
            words.field("conduct_contact"),
            if c.contact.is_empty() { words.t("conduct-anonymous") } else { c.contact.clone() },
        ),
        (words.t("conduct-written-by"), c.written_by.map(|id| name(names, words, id)).unwrap_or_default()),
        (words.t("conduct-at"), words.date(c.at)),
        (words.field("conduct_named"), named),
        (words.t("conduct-first-due"), words.date(c.first_due)),
        (words.t("conduct-decide-due"), words.date(c.due)),
    ];
    let open = c.decided.is_none();
    let mut acts = if open { vec![to(c, "name", words)] } else { Vec::new() };
    if open && !view.others.is_empty() {
        acts.push(to(c, "hand-on", words));
    }
    Part { facts: facts(all), acts, ..Part::new(words.t("conduct-told")) }
}

fn talk(c: &Conduct, names: &Names, words: &Words) -> Part {
    let line = |s: &commonbeat_domain::personnel::conduct::Said| Line {
        title: s.by.map_or_else(|| words.t("conduct-teller"), |id| name(names, words, id)),
        note: words.date(s.at),
        text: s.words.clone(),
        ..Line::default()
    };
    Part {
        lines: c.said.iter().map(line).collect(),
        plain: true,
        empty: words.t("conduct-nothing-said"),
        acts: if c.decided.is_none() { vec![to(c, "answer", words)] } else { Vec::new() },
        ..Part::new(words.t("conduct-talk"))
    }
}

fn outcome(view: &ConductView, names: &Names, words: &Words) -> Part {
    let c = &view.told;
    let all = c.decided.iter().flat_map(|d| {
        [
            (words.field("conduct_finding"), words.t(&format!("conduct-finding-{}", d.finding.name()))),
            (words.field("finding_words"), d.words.clone()),
            (words.t("conduct-decided-by"), format!("{}, {}", name(names, words, d.by), words.day(d.on))),
            (words.t("conduct-keep-until"), c.keep_until.map(|on| words.day(on)).unwrap_or_default()),
        ]
    });
    Part {
        facts: all.collect(),
        empty: words.t("conduct-open-words"),
        acts: if c.decided.is_none() { vec![to(c, "decide", words)] } else { Vec::new() },
        ..Part::new(words.t("conduct-outcome"))
    }
}

fn fields(act: &str, view: &ConductView, words: &Words) -> Option<Vec<Field>> {
    Some(match act {
        "answer" => vec![Field::prose("conduct_said")],
        "name" => vec![Field::prose("conduct_named").optional()],
        "hand-on" => {
            let others = view.others.iter().map(|b| Choice::new(b.id, &b.name)).collect();
            vec![Field::radios("conduct_body", others)]
        }
        "decide" => {
            let fits = Finding::ALL.iter().filter(|f| f.fits(view.told.topic)).map(|f| f.name());
            let findings = Choice::named(words, "conduct-finding", fits)
                .into_iter()
                .map(|c| Choice { hint: words.t(&format!("conduct-finding-{}-hint", c.value)), ..c });
            vec![Field::radios("conduct_finding", findings.collect()), Field::prose("finding_words")]
        }
        _ => return None,
    })
}

fn sheet(cx: &Cx, view: &ConductView, act: &str) -> Result<Sheet> {
    let words = &cx.words;
    let path = format!("/conduct/{}", view.told.id);
    Ok(Sheet {
        title: words.t(&format!("conduct-do-{act}")),
        above: topic(&view.told, words),
        words: words.t(&format!("conduct-do-{act}-words")),
        action: format!("{path}/{act}"),
        back: path,
        submit: words.t(&format!("conduct-do-{act}")),
        fields: fields(act, view, words).ok_or(Error::NotFound)?,
    })
}

/// `GET /conduct/{conduct}/{act}`
pub async fn act_form(cx: Cx, Path((id, act)): Path<(ConductId, String)>) -> Result<Response> {
    let view = cx.app.conduct(&cx.actor, id).await?;
    let form = cx.form().with("read", view.told.version);
    Ok(sheet(&cx, &view, &act)?.show_in(&cx, form, Area::Personnel))
}

fn read(act: &str, form: &mut Form) -> Option<Does> {
    let value = |form: &Form, field: &str| form.value(field).to_owned();
    Some(match act {
        "answer" => Does::Answer(value(form, "conduct_said")),
        "name" => Does::Name(value(form, "conduct_named")),
        "hand-on" => Does::HandOn(form.read::<BodyId>("conduct_body")?),
        "decide" => Does::Decide(form.read::<Finding>("conduct_finding")?, value(form, "finding_words")),
        _ => return None,
    })
}

/// `POST /conduct/{conduct}/{act}`
pub async fn act(cx: Cx, Path((id, act)): Path<(ConductId, String)>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    match read(&act, &mut form) {
        Some(does) => match cx.app.act_on_conduct(&cx.actor, id, version, does).await {
            Ok(stays) => {
                let onward = if stays { format!("/conduct/{id}") } else { "/conduct".to_owned() };
                return Ok(cx.go_to(onward).saying("flash-conduct", &[]).into_response());
            }
            Err(commonbeat_app::Error::Stale(_)) => {
                let (record, edit) = (cx.words.t("page-conduct"), format!("/conduct/{id}"));
                let stale = crate::error::Stale { record, edit, fields: Vec::new(), join: Vec::new() };
                return Err(Error::Stale(Box::new(stale)));
            }
            Err(error) => form.absorb(error)?,
        },
        None if !form.refused() => return Err(Error::NotFound),
        None => {}
    }
    let view = cx.app.conduct(&cx.actor, id).await?;
    Ok(sheet(&cx, &view, &act)?.show_in(&cx, form, Area::Personnel))
}
