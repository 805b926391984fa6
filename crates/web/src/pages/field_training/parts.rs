//! The cards of a field training.

use commonbeat_app::field_training::FieldView;
use commonbeat_domain::personnel::field_training::{
    Assessment, Day, Exercise, Origin, Outcome, Part as Whose, Phase, Report, Skill, Stint, Week,
};

use super::{path, phase, to, week};
use crate::pages::beats::{Names, name};
use crate::pages::kit::{Act, Cell, Line, Part, cell, facts};
use crate::words::Words;

fn skills(all: &[Skill], words: &Words) -> String {
    all.iter().map(|s| words.t(&format!("ft-skill-{}", s.name()))).collect::<Vec<_>>().join(", ")
}

/// The people, the beat, the form; and what the coordinator can do with the whole.
pub(super) fn who(view: &FieldView, names: &Names, words: &Words) -> Part {
    let t = &view.training;
    let stint = |s: &Stint| {
        let who = name(names, words, s.who);
        match s.until {
            Some(until) => words.t_args("ft-trained-until", &[("who", who), ("day", words.day(until))]),
            None => who,
        }
    };
    let span = |first: &Week| {
        let until = t.chart.until().map(|d| words.day(d)).unwrap_or_default();
        words.t_args("ft-span", &[("from", words.day(first.from)), ("until", until)])
    };
    let ended = t.ended.as_ref().map(|e| format!("{}. {}", words.day(e.on), e.words));
    let all = vec![
        (words.field("field_trainee"), name(names, words, t.trainee)),
        (words.field("field_trainer"), t.trainers.iter().map(stint).collect::<Vec<_>>().join("; ")),
        (words.field("field_evaluator"), name(names, words, t.evaluator)),
        (words.field("field_coordinator"), name(names, words, t.coordinator)),
        (words.field("field_beat"), view.beat.clone()),
        (words.field("field_form"), words.t(&format!("ft-form-{}", t.form.name()))),
        (words.t("ft-when"), t.chart.weeks.first().map(span).unwrap_or_default()),
        (words.t("ft-ended"), ended.unwrap_or_default()),
    ];
    let mut acts = Vec::new();
    if view.part == Whose::Coordinator && t.ended.is_none() {
        acts.push(Act::link(words.t("ft-hand-over"), format!("{}/hand-over", path(t.id))));
        acts.push(to(t, "extend", 0, words));
        acts.push(to(t, "end", 0, words));
    }
    Part { facts: facts(all), acts, ..Part::new(words.t("ft-who")) }
}

/// What is lacking before it is completed.
pub(super) fn lacks(view: &FieldView, words: &Words) -> Option<Part> {
    if view.training.ended.is_some() || view.lacks.is_empty() {
        return None;
    }
    let texts = view.lacks.iter().map(|l| words.t(&format!("ft-lacks-{}", l.name()))).collect();
    Some(Part { texts, ..Part::new(words.t("ft-lacks")) })
}

fn state(view: &FieldView, n: usize, w: &Week, words: &Words) -> String {
    let t = &view.training;
    let here = t.chart.at(view.today) == Some(n) && t.ended.is_none();
    let mut said = match () {
        () if !w.missed.is_empty() => words.t1("ft-missed", "why", &w.missed),
        () if here => words.t("ft-now"),
        () if w.from > view.today => words.t("ft-ahead"),
        () => words.t("ft-held"),
    };
    if w.origin != Origin::Chart {
        let why = [("origin", words.t(&format!("ft-origin-{}", w.origin.name()))), ("why", w.why.clone())];
        said = format!("{said} · {}", words.t_args("ft-added", &why));
    }
    said
}

/// The chart.
pub(super) fn weeks(view: &FieldView, words: &Words) -> Part {
    let t = &view.training;
    let may_miss = matches!(view.part, Whose::Trainer | Whose::Coordinator) && t.ended.is_none();
    let row = |(n, w): (usize, &Week)| -> Vec<Cell> {
        let days = words.t_args("ft-span", &[("from", words.day(w.from)), ("until", words.day(w.until()))]);
        let reported = t.reports.iter().any(|r| r.week == n);
        let open = w.from <= view.today && w.missed.is_empty() && !reported;
        let miss = match open && may_miss {
            true => (words.t("ft-do-miss"), format!("{}/miss/{n}", path(t.id))),
            false => cell(if reported { words.t("ft-reported") } else { String::new() }),
        };
        let number = cell(words.number(n as u64 + 1));
        vec![number, cell(phase(w.phase, words)), cell(days), cell(state(view, n, w, words)), miss]
    };
    Part {
        head: ["ft-week", "field-field-phase", "ft-when", "ft-state", "ft-report"].map(|k| words.t(k)).into(),
        rows: t.chart.weeks.iter().enumerate().map(row).collect(),
        words: words.t(&format!("ft-chart-{}", t.form.name())),
        ..Part::new(words.t("ft-chart"))
    }
}

fn report(view: &FieldView, r: &Report, names: &Names, words: &Words) -> Line {
    let t = &view.training;
    let by = r.by.map(|(who, at)| format!("{} · {}", name(names, words, who), words.date(at)));
    let each = [
        (words.field("report_done"), r.done.clone()),
        (words.field("report_learned"), r.learned.clone()),
        (words.field("report_next"), r.next.clone()),
        (words.field("skills_practiced"), skills(&r.practiced, words)),
        (words.field("skills_more"), skills(&r.more, words)),
        (words.field("report_answer"), r.answer.iter().map(|(a, _)| a.clone()).collect()),
    ];
    let said: Vec<String> =
        each.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| format!("{k}: {v}")).collect();
    let mut acts = Vec::new();
    let title = week(t, r.week, words);
    if r.answer.is_none() && t.ended.is_none() {
        match view.part {
            Whose::Trainee => acts.push(to(t, "read-report", r.week, words).about(&title)),
            Whose::Trainer => acts.push(to(t, "report", r.week, words).about(&title)),
            _ => {}
        }
    }
    let (state, tone) = if r.answer.is_some() { ("ft-read", "good") } else { ("ft-unread", "") };
    Line {
        title,
        note: by.unwrap_or_default(),
        text: said.join(" · "),
        tag: words.t(state),
        tone,
        acts,
        ..Line::default()
    }
}

/// Coaching and training reports.
pub(super) fn reports(view: &FieldView, names: &Names, words: &Words) -> Part {
    let lines = view.training.reports.iter().rev().map(|r| report(view, r, names, words)).collect();
    Part {
        lines,
        plain: true,
        words: words.t("ft-reports-words"),
        empty: words.t("ft-no-reports"),
        ..Part::new(words.t("ft-reports"))
    }
}

fn exercise(view: &FieldView, (n, e): (usize, &Exercise), names: &Names, words: &Words) -> Line {
    let t = &view.training;
    let said = [
        (words.field("exercise_situation"), e.situation.clone()),
        (words.field("exercise_work"), e.work.iter().map(|(w, _)| w.clone()).collect()),
        (words.field("exercise_feedback"), e.feedback.iter().map(|(_, w, _)| w.clone()).collect()),
    ];
    let said: Vec<String> =
        said.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| format!("{k}: {v}")).collect();
    let (state, tone) = match (&e.work, &e.feedback) {
        (_, Some(_)) => ("ft-exercise-done", "good"),
        (Some(_), None) => ("ft-exercise-handed-in", ""),
        (None, None) => ("ft-exercise-open", ""),
    };
    let mut acts = Vec::new();
    match view.part {
        Whose::Trainee if e.feedback.is_none() => acts.push(to(t, "work", n, words).about(&e.title)),
        Whose::Trainer if e.work.is_some() && e.feedback.is_none() => {
            acts.push(to(t, "feedback", n, words).about(&e.title));
        }
        _ => {}
    }
    Line {
        title: e.title.clone(),
        note: format!("{} · {}", phase(e.phase, words), name(names, words, e.by.0)),
        text: said.join(" · "),
        tag: words.t(state),
        tone,
        acts: if t.ended.is_none() { acts } else { Vec::new() },
        ..Line::default()
    }
}

/// Problem-based exercises.
pub(super) fn exercises(view: &FieldView, names: &Names, words: &Words) -> Part {
    let t = &view.training;
    let sets = view.part == Whose::Trainer && t.ended.is_none();
    Part {
        lines: t.exercises.iter().enumerate().map(|e| exercise(view, e, names, words)).collect(),
        plain: true,
        words: words.t("ft-exercises-words"),
        empty: words.t("ft-no-exercises"),
        acts: if sets { vec![to(t, "exercise", 0, words)] } else { Vec::new() },
        ..Part::new(words.t("ft-exercises"))
    }
}

fn judgment(a: &Assessment, names: &Names, words: &Words) -> Line {
    let said = [
        (words.field("judged_words"), a.words.clone()),
        (words.field("skills_ready"), skills(&a.ready, words)),
        (words.field("skills_more"), skills(&a.more, words)),
    ];
    let said: Vec<String> =
        said.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| format!("{k}: {v}")).collect();
    Line {
        title: phase(a.phase, words),
        note: format!("{} · {}", name(names, words, a.by), words.date(a.at)),
        text: said.join(" · "),
        tag: words.t(&format!("ft-result-{}", a.result.name())),
        tone: if a.result == Outcome::GoOn { "good" } else { "warn" },
        ..Line::default()
    }
}

/// Mid-term and final.
pub(super) fn judged(view: &FieldView, names: &Names, words: &Words) -> Part {
    let t = &view.training;
    let judges = view.part == Whose::Evaluator && t.ended.is_none();
    let open = [Phase::Midterm, Phase::Final]
        .into_iter()
        .filter(|p| judges && t.chart.has(*p) && t.judged(*p).is_none_or(|a| a.result == Outcome::MoreTime));
    Part {
        lines: t.assessments.iter().map(|a| judgment(a, names, words)).collect(),
        words: words.t("ft-judged-words"),
        empty: words.t("ft-not-judged"),
        acts: open.map(|p| to(t, "judge", p.name(), words).about(phase(p, words))).collect(),
        ..Part::new(words.t("ft-judged"))
    }
}

fn observed(view: &FieldView, d: &Day, words: &Words) -> Line {
    let remedial = d.remedial();
    Line {
        title: words.day(d.day),
        href: format!("{}/days/{}", path(view.training.id), d.day),
        note: if remedial > 0 { words.t_n("ft-remedial", remedial) } else { String::new() },
        text: format!("{}: {} · {}: {}", words.field("day_most"), d.most, words.field("day_least"), d.least),
        tag: words.t(if d.answer.is_some() { "ft-read" } else { "ft-unread" }),
        tone: if d.answer.is_some() { "good" } else { "" },
        ..Line::default()
    }
}

/// Observed days.
pub(super) fn days(view: &FieldView, words: &Words) -> Part {
    Part {
        lines: view.days.iter().map(|d| observed(view, d, words)).collect(),
        words: words.t("ft-days-words"),
        empty: words.t("ft-no-days"),
        ..Part::new(words.t("ft-days"))
    }
}
