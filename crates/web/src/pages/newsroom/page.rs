//! One release, as those who write, check and clear it see it.

use commonbeat_domain::Key;
use commonbeat_domain::information::newsroom::Earlier;
use commonbeat_domain::text::Language;

use super::*;

/// `GET /newsroom/{press}`
pub async fn show(cx: Cx, Path(id): Path<PressId>) -> Result<Response> {
    let view = cx.app.press(&cx.actor, id).await?;
    let (words, p) = (&cx.words, &view.press);
    let at = format!("/newsroom/{id}");
    let mut links = Vec::new();
    match p.state {
        PressState::Issued if view.may_clear => {
            links.push((words.t("press-correct"), format!("{at}/correct")));
            links.push((words.t("press-retract"), format!("{at}/retract")));
        }
        PressState::Draft | PressState::Checked | PressState::Cleared if view.may_write => {
            links.push((words.t("press-change"), format!("{at}/edit")));
        }
        _ => {}
    }
    if p.issued_at.is_some() {
        links.push((words.t("press-page"), format!("/news/{}", p.id.uuid().simple())));
    }
    let primary = match p.state {
        PressState::Draft if view.may_check => Some((words.t("press-check"), format!("{at}/check"))),
        PressState::Checked if view.may_clear => Some((words.t("press-clear"), format!("{at}/clear"))),
        _ => None,
    };
    let record = Record {
        title: p.words.title.clone(),
        above: words.t(&format!("press-kind-{}", p.words.kind.name())),
        tags: vec![state(words, p)],
        links,
        primary,
        parts: guard(words, &view).into_iter().chain(texts(words, p)).chain([steps(words, &view)]).collect(),
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Information))
}

/// What of the block list stands in it.
fn guard(words: &Words, view: &PressView) -> Option<Part> {
    let id = view.press.id;
    let line = |hit: &commonbeat_domain::information::newsroom::blocks::Hit| Line {
        title: hit.label.clone(),
        note: words.t(&format!("block-kind-{}", hit.kind.name())),
        acts: match view.may_set_aside && hit.kind.may_be_set_aside() && view.press.issued_at.is_none() {
            true => vec![
                Act::link(words.t("block-set-aside"), format!("/newsroom/{id}/aside/{}", hit.block))
                    .about(&hit.label),
            ],
            false => Vec::new(),
        },
        ..Line::default()
    };
    (!view.hits.is_empty()).then(|| Part {
        words: words.t("press-guard-words"),
        lines: view.hits.iter().map(line).collect(),
        plain: true,
        now: true,
        ..Part::new(words.t("press-guard"))
    })
}

/// The text, and the one in Spanish as a card of its own.
fn texts(words: &Words, p: &Press) -> Vec<Part> {
    let w = &p.words;
    let lines =
        |body: &str| body.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let own = |language: Language| if language == words.language { "" } else { language.tag() };
    let english = Part {
        texts: lines(&w.body),
        lang: own(Language::En),
        facts: facts(vec![(words.field("press_contact"), w.contact.clone())]),
        ..Part::new(words.t("press-text"))
    };
    let spanish = (!w.body_es.is_empty()).then(|| Part {
        texts: std::iter::once(w.title_es.clone()).chain(lines(&w.body_es)).collect(),
        lang: own(Language::Es),
        ..Part::new(words.t("press-text-es"))
    });
    std::iter::once(english).chain(spanish).collect()
}

fn steps(words: &Words, view: &PressView) -> Part {
    let p = &view.press;
    let name = |id: &PersonId| view.people.get(id).cloned().unwrap_or_default();
    let mark = |mark: Option<commonbeat_domain::information::newsroom::Mark>| {
        mark.map(|m| format!("{}, {}", name(&m.by), words.moment(m.at))).unwrap_or_default()
    };
    let moment = |at: Option<jiff::Timestamp>| at.map(|at| words.moment(at)).unwrap_or_default();
    let problem = view.problem.as_ref().map(|(at, title)| format!("{at} {title}")).unwrap_or_default();
    let pairs = vec![
        (words.t("press-written"), mark(Some(p.written))),
        (words.field("press_case_owner"), name(&p.words.case_owner)),
        (words.t("press-checked"), mark(p.checked)),
        (words.t("press-cleared"), mark(p.cleared)),
        (words.field("press_embargo"), moment(p.words.embargo)),
        (words.t("press-out-at"), moment(p.issued_at)),
        (words.field("press_problem"), problem),
        (words.t("press-held-at"), p.held.map(|h| words.moment(h.at)).unwrap_or_default()),
        (words.t("press-held-checked"), mark(p.held.and_then(|h| h.checked))),
        (words.t("press-held-cleared"), mark(p.held.and_then(|h| h.cleared))),
        (words.t("press-why-retracted"), p.retracted.clone().unwrap_or_default()),
    ];
    let aside = |a: &commonbeat_domain::information::newsroom::SetAside| Line {
        title: words.t("press-set-aside"),
        note: mark(Some(a.mark)),
        text: a.reason.clone(),
        ..Line::default()
    };
    Part {
        facts: facts(pairs),
        lines: earlier(words, view).into_iter().chain(p.aside.iter().map(aside)).collect(),
        plain: true,
        ..Part::new(words.t("press-steps"))
    }
}

/// What it said before, the last first; what everybody can still read can be withheld.
fn earlier(words: &Words, view: &PressView) -> Vec<Line> {
    let at = format!("/newsroom/{}/withhold", view.press.id);
    let line = |(n, e): (usize, &Earlier)| {
        let hits = view.earlier_hits.iter().find(|(place, _)| *place == n).map(|(_, hits)| hits.as_slice());
        let told = hits.unwrap_or_default().iter().map(|hit| hit.label.as_str()).collect::<Vec<_>>();
        let act = Act::link(words.t("press-withhold"), format!("{at}/{n}")).about(&e.note);
        Line {
            title: e.note.clone(),
            note: words.t1("press-corrected-on", "day", words.moment(e.until)),
            text: words.t1("press-before", "words", format!("{}. {}", e.words.title, e.words.body)),
            tag: match (e.withheld, told.is_empty()) {
                (true, _) => words.t("press-withheld"),
                (false, false) => words.t1("press-earlier-hit", "labels", told.join(", ")),
                (false, true) => String::new(),
            },
            tone: if e.withheld { "" } else { "bad" },
            acts: if view.may_clear && !e.withheld { vec![act] } else { Vec::new() },
            ..Line::default()
        }
    };
    let mut all: Vec<Line> = view.press.earlier.iter().enumerate().map(line).collect();
    all.reverse();
    all
}
