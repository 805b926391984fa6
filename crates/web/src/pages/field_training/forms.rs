//! Which form belongs to which act, and what comes out of it.

use commonbeat_app::field_training::Act;
use commonbeat_domain::organization::beats::ProfileKind;
use commonbeat_domain::personnel::field_training::{
    End, FieldTraining, Origin, Outcome, Phase, Report, Skill, Words as Area,
};
use jiff::civil::Date;

use crate::form::{Choice, Form};
use crate::pages::kit::Field;
use crate::words::Words;

fn named(words: &Words, prefix: &str, names: &[&str]) -> Vec<Choice> {
    Choice::named(words, prefix, names.iter().copied())
}

fn skills(words: &Words) -> Vec<Choice> {
    named(words, "ft-skill", Skill::NAMES)
}

fn phases(words: &Words, of: impl Fn(Phase) -> bool) -> Vec<Choice> {
    let names = Phase::ALL.iter().filter(|p| of(**p)).map(|p| p.name());
    Choice::named(words, "ft-phase", names)
}

/// The fields of an act; none for an act that is not known.
pub(super) fn fields(act: &str, t: &FieldTraining, words: &Words) -> Option<Vec<Field>> {
    Some(match act {
        "report" => vec![
            Field::prose("report_done"),
            Field::prose("report_learned"),
            Field::prose("report_next").optional(),
            Field::boxes("skills_practiced", skills(words)).optional(),
            Field::boxes("skills_more", skills(words)).optional(),
        ],
        "read-report" => vec![Field::prose("report_answer").optional()],
        "exercise" => vec![
            Field::select("field_phase", phases(words, Phase::has_exercise)),
            Field::line("exercise_title"),
            Field::prose("exercise_situation"),
        ],
        "work" => vec![Field::prose("exercise_work")],
        "feedback" => vec![Field::prose("exercise_feedback")],
        "judge" => vec![
            Field::boxes("skills_ready", skills(words)).optional(),
            Field::boxes("skills_more", skills(words)).optional(),
            Field::prose("judged_words"),
            Field::radios("field_result", named(words, "ft-result", Outcome::NAMES)),
        ],
        "miss" => vec![Field::line("week_why")],
        "extend" => vec![
            Field::select("field_phase", phases(words, |p| t.chart.has(p))),
            Field::radios(
                "field_origin",
                named(words, "ft-origin", &[Origin::Extended.name(), Origin::Remedial.name()]),
            ),
            Field::number("week_count"),
            Field::line("week_why"),
        ],
        "neighborhood" => vec![
            Field::prose("area_boundaries").optional(),
            Field::prose("area_history").optional(),
            Field::prose("area_people").optional(),
            Field::prose("area_sources").optional(),
        ],
        "find" => vec![
            Field::select("found_kind", named(words, "known", ProfileKind::NAMES)),
            Field::line("found_name"),
            Field::prose("found_note").optional(),
            Field::tick("found_agreed"),
        ],
        "present" => vec![Field::day("presented_on"), Field::prose("panel_words")],
        "take-out" | "sign-off" => Vec::new(),
        "end" => vec![
            Field::radios("field_end", named(words, "ft-end", End::NAMES)),
            Field::prose("end_words").optional(),
        ],
        _ => return None,
    })
}

/// What stands there already, for a form that changes it.
pub(super) fn filled(act: &str, n: &str, t: &FieldTraining, form: Form) -> Form {
    let at: Option<usize> = n.parse().ok();
    match act {
        "report" => t.reports.iter().find(|r| Some(r.week) == at).map_or(form.clone(), |r| {
            let form = form
                .with("report_done", &r.done)
                .with("report_learned", &r.learned)
                .with("report_next", &r.next);
            let form = r.practiced.iter().fold(form, |f, s| f.with("skills_practiced", s.name()));
            r.more.iter().fold(form, |f, s| f.with("skills_more", s.name()))
        }),
        "work" => {
            let work = at.and_then(|n| t.exercises.get(n)?.work.as_ref());
            work.map_or(form.clone(), |(words, _)| form.with("exercise_work", words))
        }
        "neighborhood" => {
            let w = &t.portfolio.words;
            form.with("area_boundaries", &w.boundaries)
                .with("area_history", &w.history)
                .with("area_people", &w.people)
                .with("area_sources", &w.sources)
        }
        "extend" => form.with("week_count", 1),
        _ => form,
    }
}

fn picked(form: &Form, field: &str) -> Vec<Skill> {
    form.values(field).filter_map(|name| name.parse().ok()).collect()
}

/// The act that a form asks for; none where something in the form, or the address, cannot be read.
pub(super) fn read(act: &str, n: &str, form: &mut Form) -> Option<Act> {
    let value = |form: &Form, field: &str| form.value(field).to_owned();
    let at = || n.parse::<usize>().ok();
    Some(match act {
        "report" => {
            let report = Report {
                done: value(form, "report_done"),
                learned: value(form, "report_learned"),
                next: value(form, "report_next"),
                practiced: picked(form, "skills_practiced"),
                more: picked(form, "skills_more"),
                ..Report::default()
            };
            Act::Report(at()?, report)
        }
        "read-report" => Act::AnswerReport(at()?, value(form, "report_answer")),
        "exercise" => {
            let phase: Phase = form.read("field_phase")?;
            Act::SetExercise(phase, value(form, "exercise_title"), value(form, "exercise_situation"))
        }
        "work" => Act::WorkExercise(at()?, value(form, "exercise_work")),
        "feedback" => Act::FeedBack(at()?, value(form, "exercise_feedback")),
        "judge" => {
            let result: Outcome = form.read("field_result")?;
            let skills = [picked(form, "skills_ready"), picked(form, "skills_more")];
            Act::Judge(n.parse().ok()?, skills, value(form, "judged_words"), result)
        }
        "miss" => Act::Miss(at()?, value(form, "week_why")),
        "extend" => {
            let (phase, origin) = (form.read::<Phase>("field_phase"), form.read::<Origin>("field_origin"));
            let weeks = form.read::<usize>("week_count");
            Act::Extend(phase?, origin?, weeks?, value(form, "week_why"))
        }
        "neighborhood" => Act::WritePortfolio(Area {
            boundaries: value(form, "area_boundaries"),
            history: value(form, "area_history"),
            people: value(form, "area_people"),
            sources: value(form, "area_sources"),
        }),
        "find" => {
            let kind: ProfileKind = form.read("found_kind")?;
            let agreed = form.has("found_agreed", "yes");
            Act::Find(kind, value(form, "found_name"), value(form, "found_note"), agreed)
        }
        "take-out" => Act::TakeOut(n.parse().ok()?),
        "present" => Act::Present(form.read::<Date>("presented_on")?, value(form, "panel_words")),
        "sign-off" => Act::SignPortfolio,
        "end" => Act::End(form.read::<End>("field_end")?, value(form, "end_words")),
        _ => return None,
    })
}

/// Whether an act belongs to the portfolio, to which one goes back.
pub(super) fn of_portfolio(act: &str) -> bool {
    ["neighborhood", "find", "take-out", "present", "sign-off"].contains(&act)
}
