use std::collections::BTreeMap;

use jiff::civil::date;
use jiff::{Timestamp, ToSpan};

use super::*;
use crate::Key;
use crate::organization::beats::ProfileKind;

const MONDAY: Date = date(2026, 1, 5);
const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);

fn who(n: u128) -> PersonId {
    PersonId::from_uuid(uuid::Uuid::from_u128(n))
}

fn four() -> Four {
    Four { trainee: who(1), trainer: who(2), evaluator: who(3), coordinator: who(4) }
}

fn training(form: Form) -> FieldTraining {
    let id = FieldTrainingId::from_uuid(uuid::Uuid::from_u128(9));
    let beat = AreaId::from_uuid(uuid::Uuid::from_u128(8));
    FieldTraining::begin(id, four(), (beat, form, Item::shipped()), (MONDAY, MONDAY)).unwrap()
}

/// The day on which a week begins, counted from 1.
fn week(n: i64) -> Date {
    MONDAY.saturating_add(7.days() * (n - 1))
}

fn report() -> Report {
    Report { done: "Four calls".into(), learned: "Asks first".into(), ..Report::default() }
}

fn judgment(phase: Phase, result: Outcome) -> Assessment {
    let more = if result == Outcome::MoreTime { vec![Skill::Writing] } else { Vec::new() };
    let ready = vec![Skill::Communication];
    Assessment { phase, by: who(3), at: NOW, ready, more, words: "Seen on three shifts".into(), result }
}

fn in_step(chart: &Chart) -> bool {
    chart.weeks.windows(2).all(|pair| (pair[1].from - pair[0].from).get_days() == 7)
}

#[test]
fn the_chart_has_fifteen_weeks_with_the_mid_term_in_the_eighth_and_the_final_at_the_end() {
    let chart = Chart::of(Form::Reno, MONDAY);
    assert_eq!(chart.weeks.len(), 15);
    assert_eq!(chart.weeks[7].phase, Phase::Midterm);
    assert_eq!(chart.weeks[14].phase, Phase::Final);
    for phase in [Phase::A, Phase::B, Phase::C, Phase::D] {
        assert_eq!(chart.weeks.iter().filter(|w| w.phase == phase).count(), 3, "{phase:?}");
    }
    assert_eq!(chart.until(), Some(week(16).yesterday().unwrap()));
    let other = Chart::of(Form::SanJose, MONDAY).weeks.len();
    assert!((14..=16).contains(&other));
    assert!(in_step(&chart) && chart.at(MONDAY.yesterday().unwrap()).is_none());
}

#[test]
fn who_trains_or_trained_does_not_evaluate_and_the_other_way_round() {
    let trains = Err(Refusal::unfit("field_evaluator", "field-evaluator-trains"));
    let id = FieldTrainingId::from_uuid(uuid::Uuid::from_u128(9));
    let beat = AreaId::from_uuid(uuid::Uuid::from_u128(8));
    let same = Four { evaluator: who(2), ..four() };
    let begun = FieldTraining::begin(id, same, (beat, Form::Reno, Vec::new()), (MONDAY, MONDAY));
    assert_eq!(begun.map(|_| ()), trains);
    let mut t = training(Form::Reno);
    // The evaluator does not take over from a training officer who leaves.
    assert_eq!(t.hand_over(Part::Trainer, who(3), week(3)), trains);
    t.hand_over(Part::Trainer, who(5), week(3)).unwrap();
    // Nor does a training officer of before evaluate, however long ago.
    assert_eq!(t.hand_over(Part::Evaluator, who(2), week(4)), trains);
    assert_eq!(t.hand_over(Part::Evaluator, who(5), week(4)), trains);
    // Who evaluated once does not train later.
    t.judge(judgment(Phase::Midterm, Outcome::GoOn), week(8)).unwrap();
    t.hand_over(Part::Evaluator, who(6), week(9)).unwrap();
    let later = t.hand_over(Part::Trainer, who(3), week(9));
    assert_eq!(later, Err(Refusal::unfit("field_trainer", "field-evaluator-trains")));
    let by_trainer = Assessment { by: who(5), ..judgment(Phase::Final, Outcome::GoOn) };
    assert_eq!(t.judge(by_trainer, week(15)), Err(Refusal::not_now("field-evaluator-trains")));
    assert_eq!((t.part(who(2)), t.part(who(5)), t.part(who(3))), (None, Some(Part::Trainer), None));
    let oneself = t.hand_over(Part::Trainer, who(1), week(9));
    assert_eq!(oneself, Err(Refusal::unfit("field_trainer", "field-trains-oneself")));
    assert_eq!(t.trainers.len(), 2);
}

#[test]
fn a_training_officer_who_leaves_keeps_what_was_written_and_the_next_goes_on() {
    let mut t = training(Form::Reno);
    t.report(0, &report(), who(2), (NOW, week(1))).unwrap();
    t.hand_over(Part::Trainer, who(5), week(2)).unwrap();
    t.report(1, &report(), who(5), (NOW, week(2))).unwrap();
    let by: Vec<PersonId> = t.reports.iter().map(|r| r.by.unwrap().0).collect();
    assert_eq!(by, [who(2), who(5)]);
    assert_eq!((t.trainers[0].until, t.trainers[1].until), (Some(week(2)), None));
}

#[test]
fn a_week_missed_is_made_up_for_and_what_follows_moves_by_a_week() {
    let mut t = training(Form::Reno);
    assert_eq!(t.miss(4, "Flu", week(3)), Err(Refusal::not_now("field-week-ahead")));
    t.report(1, &report(), who(2), (NOW, week(3))).unwrap();
    assert_eq!(t.miss(1, "Flu", week(3)), Err(Refusal::not_now("field-week-held")));
    t.miss(2, "Flu", week(3)).unwrap();
    assert_eq!(t.chart.weeks.len(), 16);
    let made_up = &t.chart.weeks[3];
    assert_eq!((made_up.phase, made_up.origin, made_up.from), (Phase::A, Origin::MadeUp, week(4)));
    assert!(in_step(&t.chart));
    assert_eq!(t.chart.weeks[15].from, week(16));
    assert_eq!(t.miss(2, "Again", week(3)), Err(Refusal::not_now("field-week-missed")));
    let late = t.report(2, &report(), who(2), (NOW, week(3)));
    assert_eq!(late, Err(Refusal::not_now("field-week-missed")));
}

#[test]
fn a_phase_takes_longer_as_long_as_nothing_that_follows_has_begun() {
    let mut t = training(Form::Reno);
    let more = (Phase::A, Origin::Remedial);
    assert_eq!(
        t.extend(more, (1, "Reports"), week(5)),
        Err(Refusal::unfit("field_phase", "field-phase-over"))
    );
    t.extend(more, (2, "Reports"), week(4)).unwrap();
    assert!(in_step(&t.chart));
    let kinds: Vec<Origin> = t.chart.weeks.iter().map(|w| w.origin).collect();
    assert_eq!(kinds[4..6], [Origin::Remedial, Origin::Remedial]);
    assert_eq!(t.chart.weeks[6].phase, Phase::B);
    for weeks in [0, 5] {
        let wrong = t.extend(more, (weeks, "Reports"), week(4));
        assert_eq!(wrong, Err(Refusal::unfit("week_count", "field-weeks")));
    }
    let origin = t.extend((Phase::B, Origin::Chart), (1, "x"), week(4));
    assert_eq!(origin, Err(Refusal::malformed("field_origin")));
    while t.chart.weeks.len() < 40 {
        t.extend((Phase::Final, Origin::Extended), (1, "x"), week(4)).unwrap();
    }
    assert!(t.extend((Phase::Final, Origin::Extended), (1, "x"), week(4)).is_err());
    let whole = t.chart.clone();
    assert!(t.miss(3, "Flu", week(4)).is_err());
    assert_eq!(t.chart, whole, "what is refused changes nothing");
}

#[test]
fn at_mid_term_and_at_the_end_it_is_judged_in_its_time_and_again_only_after_more_practice() {
    let mut t = training(Form::Reno);
    let early = t.judge(judgment(Phase::Midterm, Outcome::GoOn), week(7));
    assert_eq!(early, Err(Refusal::not_now("field-week-ahead")));
    let skipped = t.judge(judgment(Phase::Final, Outcome::GoOn), week(15));
    assert_eq!(skipped, Err(Refusal::not_now("field-lacks-midterm")));
    t.judge(judgment(Phase::Midterm, Outcome::MoreTime), week(8)).unwrap();
    t.judge(judgment(Phase::Midterm, Outcome::GoOn), week(9)).unwrap();
    let again = t.judge(judgment(Phase::Midterm, Outcome::GoOn), week(9));
    assert_eq!(again, Err(Refusal::not_now("field-judged")));
    let both = Assessment { more: vec![Skill::Communication], ..judgment(Phase::Final, Outcome::MoreTime) };
    assert_eq!(t.judge(both, week(15)), Err(Refusal::unfit("skills_more", "field-skill-twice")));
    let open = Assessment { more: vec![Skill::Care], ..judgment(Phase::Final, Outcome::GoOn) };
    assert_eq!(t.judge(open, week(15)), Err(Refusal::unfit("field_result", "field-not-ready")));
    let phase = t.judge(judgment(Phase::A, Outcome::GoOn), week(15));
    assert_eq!(phase, Err(Refusal::malformed("field_phase")));
}

#[test]
fn a_report_stands_once_the_trainee_has_read_it_and_the_evaluator_comes_without() {
    let mut t = training(Form::Reno);
    t.report(0, &report(), who(2), (NOW, week(1))).unwrap();
    let better = Report { done: "Five calls".into(), ..report() };
    t.report(0, &better, who(2), (NOW, week(1))).unwrap();
    assert_eq!((t.reports.len(), t.reports[0].done.as_str()), (1, "Five calls"));
    t.answer_report(0, "", NOW).unwrap();
    let after = t.report(0, &report(), who(2), (NOW, week(1)));
    assert_eq!(after, Err(Refusal::not_now("field-report-read")));
    assert!(t.clone().seen_by(Part::Evaluator).reports.is_empty());
    assert_eq!(t.clone().seen_by(Part::Coordinator), t);
}

#[test]
fn a_portfolio_is_signed_when_it_was_presented_and_says_something_of_everything() {
    let mut t = training(Form::Reno);
    let unasked = t.find(ProfileKind::Leader, "Ms. Ortiz", "", false);
    assert_eq!(unasked, Err(Refusal::unfit("found_agreed", "field-not-agreed")));
    t.find(ProfileKind::Leader, "Ms. Ortiz", "", true).unwrap();
    t.find(ProfileKind::Language, "Spanish", "", false).unwrap();
    let twice = t.find(ProfileKind::Language, "spanish", "", false);
    assert_eq!(twice, Err(Refusal::unfit("found_name", "field-found-twice")));
    assert!(matches!(t.sign_portfolio(who(4), NOW), Err(Refusal::Many(all)) if all.len() == 2));
    let said = "Said".to_owned();
    let words =
        Words { boundaries: said.clone(), history: said.clone(), people: said.clone(), sources: said };
    t.write_portfolio(&words).unwrap();
    let ahead = t.present(week(2), "Good", week(1));
    assert_eq!(ahead, Err(Refusal::unfit("presented_on", "field-presented-ahead")));
    t.present(week(1), "Good", week(1)).unwrap();
    assert_eq!(t.sign_portfolio(who(4), NOW).unwrap().len(), 2);
    let closed = Err(Refusal::not_now("field-portfolio-signed"));
    assert_eq!(t.write_portfolio(&words), closed);
    assert_eq!(t.take_out(1), closed);
    assert_eq!(t.sign_portfolio(who(4), NOW).map(|_| ()), closed);
}

#[test]
fn it_is_completed_when_nothing_is_lacking_and_ends_otherwise_only_with_words() {
    let mut t = training(Form::Reno);
    assert_eq!(t.lacks(&[]).len(), 5);
    assert!(matches!(t.end(End::Completed, "", (week(2), &[])), Err(Refusal::Many(all)) if all.len() == 5));
    for n in (0..14).filter(|n| *n != 7) {
        t.report(n, &report(), who(2), (NOW, week(15))).unwrap();
    }
    for (n, phase) in [Phase::A, Phase::B, Phase::C, Phase::D].into_iter().enumerate() {
        t.set_exercise(phase, ("Noise", "A bar and its neighbors"), (who(2), NOW)).unwrap();
        assert_eq!(t.feed_back(n, "Good", (who(2), NOW)), Err(Refusal::not_now("field-exercise-open")));
        t.work_exercise(n, "Ask both sides", NOW).unwrap();
        t.feed_back(n, "Good", (who(2), NOW)).unwrap();
    }
    t.judge(judgment(Phase::Midterm, Outcome::GoOn), week(15)).unwrap();
    t.judge(judgment(Phase::Final, Outcome::GoOn), week(15)).unwrap();
    assert_eq!(t.lacks(&[]), [Lacks::Portfolio]);
    assert_eq!(t.end(End::Completed, "", (week(15), &[])), Err(Refusal::not_now("field-lacks-portfolio")));
    let mut gone = t.clone();
    assert_eq!(gone.end(End::Resigned, " ", (week(15), &[])), Err(Refusal::required("end_words")));
    gone.end(End::Resigned, "Moves away", (week(15), &[])).unwrap();
    let ended = Err(Refusal::not_now("field-ended"));
    assert_eq!(gone.report(0, &report(), who(2), (NOW, week(15))), ended);
    assert_eq!(gone.extend((Phase::Final, Origin::Extended), (1, "x"), week(15)), ended);
    assert_eq!(gone.hand_over(Part::Trainer, who(7), week(15)), ended);
    assert_eq!(gone.end(End::Released, "x", (week(15), &[])), ended);
    t.portfolio.signed = Some((who(4), NOW));
    t.end(End::Completed, "", (week(15), &[])).unwrap();
}

fn day(score: Score, words: &str) -> Day {
    let mark = Mark { score, words: words.to_owned(), minutes: 20 };
    let marks = BTreeMap::from([("Manner with residents".to_owned(), mark)]);
    let (most, least) = ("Talked a quarrel down".to_owned(), "Reports".to_owned());
    Day { day: week(1), by: who(2), at: NOW, marks, most, least, answer: None }
}

#[test]
fn an_observed_day_has_words_at_both_ends_of_the_scale_and_lies_in_a_week_that_was_held() {
    let mut t = training(Form::SanJose);
    for n in 1..=7 {
        let bare = day(Score::At(n), "").check(&t, week(1));
        assert_eq!(bare.is_ok(), (3..=5).contains(&n), "{n}");
        assert!(day(Score::At(n), "Seen").check(&t, week(1)).is_ok());
    }
    let bare = day(Score::NotResponding, "").check(&t, week(1));
    assert_eq!(bare, Err(Refusal::unfit("day_words", "field-words-at-ends")));
    let nothing = day(Score::NotObserved, "").check(&t, week(1));
    assert_eq!(nothing, Err(Refusal::not_now("field-nothing-observed")));
    let ahead = Day { day: week(2), ..day(Score::At(4), "") };
    assert_eq!(ahead.check(&t, week(1)), Err(Refusal::unfit("observed_on", "field-day-ahead")));
    let before = Day { day: MONDAY.yesterday().unwrap(), ..day(Score::At(4), "") };
    assert_eq!(before.check(&t, week(1)), Err(Refusal::unfit("observed_on", "field-day-outside")));
    let mut strange = day(Score::At(4), "");
    strange.marks.insert("Arrests".into(), Mark { score: Score::At(7), ..Mark::default() });
    assert!(strange.check(&t, week(1)).is_err());
    t.miss(0, "Storm", week(1)).unwrap();
    assert_eq!(day(Score::At(4), "").check(&t, week(1)), Err(Refusal::not_now("field-week-missed")));
    let other = day(Score::At(4), "").check(&training(Form::Reno), week(1));
    assert_eq!(other, Err(Refusal::not_now("field-other-form")));
    assert_eq!(day(Score::At(4), "").remedial(), 20);
}

#[test]
fn items_are_the_agencys_own_one_a_line() {
    let typed = "Skill: Talking a conflict down\n\nReports\n";
    let items = read_items(typed).unwrap();
    assert_eq!(items.iter().map(Item::line).collect::<Vec<_>>().join("\n\n") + "\n", typed);
    assert_eq!(read_items("a\nGroup: A"), Err(Refusal::unfit("field_items", "field-item-twice")));
    assert_eq!(read_items("Group:"), Err(Refusal::malformed("field_items")));
    assert_eq!(read_items(" "), Err(Refusal::required("field_items")));
    let many: String = (0..61).map(|n| format!("item {n}\n")).collect();
    assert_eq!(read_items(&many), Err(Refusal::unfit("field_items", "field-many-items")));
    for typed in ["0", "8", "x", "-1", "1.5"] {
        assert!(Score::read(typed).is_err(), "{typed}");
    }
    for score in [Score::NotObserved, Score::NotResponding, Score::At(1), Score::At(7)] {
        assert_eq!(Score::read(&score.text()), Ok(score));
    }
    assert!(Item::shipped().len() > 10);
}
