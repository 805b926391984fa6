use proptest::prelude::*;

use super::due::window;
use super::*;
use crate::Key;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn course(on: Date, hours: u32, topics: &[&str]) -> Attended {
    Attended {
        id: TrainingId::from_uuid(uuid::Uuid::from_u128(1)),
        person: PersonId::from_uuid(uuid::Uuid::from_u128(2)),
        course: "Course".into(),
        day: on,
        minutes: hours * 60,
        topics: topics.iter().map(|t| (*t).to_owned()).collect(),
        result: String::new(),
        provider: String::new(),
        certificate: String::new(),
    }
}

fn rule(key: &str) -> Vec<Requirement> {
    let all = Pack::shipped();
    let found = all.into_iter().flat_map(|p| p.rules).find(|r| r.key == key);
    vec![found.unwrap()]
}

const START: &str = "2022-03-01";

fn on(rules: &[Requirement], courses: &[Attended], today: &str) -> Due {
    due(rules, day(START), courses, &[], day(today)).unwrap()
}

#[test]
fn both_packs_that_come_with_the_house_are_sound() {
    let packs = Pack::shipped();
    assert_eq!(packs.iter().map(|p| p.pack.as_str()).collect::<Vec<_>>(), ["california", "minnesota"]);
    assert!(Pack::read("{").is_err());
    let twice =
        serde_json::to_string(&Pack { rules: [rule("ca-cpt"), rule("ca-cpt")].concat(), ..packs[0].clone() });
    assert_eq!(Pack::read(&twice.unwrap()), Err(Refusal::unfit("rules", "rule-twice")));
}

/// California: 24 hours in each two-year cycle, of which 12 psychomotor, 2 communications, 4 use of force.
#[test]
fn california_asks_for_twenty_four_hours_in_two_years_with_eighteen_of_perishable_skills() {
    let rules = rule("ca-cpt");
    let start = on(&rules, &[], "2025-06-01");
    assert_eq!((start.on, start.missing.as_slice()), (Some(day("2026-12-31")), &[1440, 720, 120, 240][..]));
    let mut done = vec![
        course(day("2025-03-03"), 12, &["psychomotor"]),
        course(day("2025-09-03"), 2, &["strategic-communications"]),
        course(day("2026-02-03"), 4, &["use-of-force"]),
    ];
    assert_eq!(on(&rules, &done, "2026-06-01").missing, [360, 0, 0, 0], "18 of 24 hours");
    done.push(course(day("2026-05-03"), 6, &["community-policing"]));
    assert_eq!(on(&rules, &done, "2026-06-01").on, Some(day("2028-12-31")), "the next cycle");
    // Hours of one kind do not stand in for another.
    let alike = [course(day("2025-03-03"), 40, &["psychomotor"])];
    assert_eq!(on(&rules, &alike, "2026-06-01").missing, [0, 0, 120, 240]);
}

/// California: first aid within the last 24 months, at any time.
#[test]
fn what_rolls_is_due_the_day_before_the_oldest_course_that_is_needed_drops_out() {
    let rules = rule("ca-first-aid");
    let done = [course(day("2024-05-10"), 4, &["first-aid"]), course(day("2025-02-10"), 4, &["first-aid"])];
    let due = on(&rules, &done, "2025-06-01");
    assert_eq!((due.on, due.state(day("2025-06-01"))), (Some(day("2026-05-09")), State::Later));
    assert_eq!(due.state(day("2026-05-09")), State::Soon);
    assert_eq!(due.state(day("2026-05-10")), State::Grace);
    assert_eq!(due.state(day("2026-06-09")), State::Overdue);
    // Worked out again after it lapsed, it was due on the same day.
    assert_eq!(on(&rules, &done, "2026-08-01").on, Some(day("2026-05-09")));
}

/// Minnesota: 48 hours in each three-year licensing period that ends on June 30.
#[test]
fn minnesota_asks_for_forty_eight_hours_in_three_years() {
    let rules = rule("mn-continuing-education");
    let late = on(&rules, &[course(day("2024-01-10"), 47, &[])], "2026-07-01");
    assert_eq!((late.on, late.missing), (Some(day("2026-06-30")), vec![60]));
    let made_up = [course(day("2024-01-10"), 47, &[]), course(day("2026-07-20"), 8, &[])];
    let due = on(&rules, &made_up, "2026-08-01");
    assert_eq!((due.on, due.missing), (Some(day("2029-06-30")), vec![2880]), "eight hours made up for one");
}

#[test]
fn who_begins_within_a_cycle_is_held_to_the_next_one() {
    let due = due(&rule("ca-cpt"), day("2025-05-01"), &[], &[], day("2025-06-01")).unwrap();
    assert_eq!(due.on, Some(day("2028-12-31")));
}

#[test]
fn what_is_asked_once_is_done_for_good() {
    let rules = rule("mn-beginning");
    assert_eq!(on(&rules, &[], "2024-01-01").on, Some(day("2024-06-30")), "a year from when the rule began");
    let done = [course(day("2023-09-01"), 8, &["problem-solving"])];
    assert_eq!(on(&rules, &done, "2026-01-01").state(day("2026-01-01")), State::Done);
}

#[test]
fn a_requirement_that_changes_mid_cycle_lets_the_cycle_end_as_it_began() {
    let old = rule("ca-cpt").remove(0);
    let more = Requirement {
        from: day("2026-01-01"),
        parts: vec![Part { topics: vec![], minutes: 40 * 60 }],
        ..old.clone()
    };
    let versions = [old, more];
    assert_eq!(on(&versions, &[], "2026-06-01").missing, [1440, 720, 120, 240]);
    let done = [course(day("2025-03-03"), 24, &["psychomotor", "strategic-communications", "use-of-force"])];
    assert_eq!(on(&versions, &done, "2026-06-01").missing, [2400], "the next cycle, under the new version");
}

#[test]
fn an_excuse_moves_the_day_and_nothing_else() {
    let rules = rule("mn-continuing-education");
    let excuse = Excuse {
        key: "mn-continuing-education".into(),
        kind: ExcuseKind::Leave,
        until: day("2027-01-31"),
        reason: "Leave".into(),
    };
    let due = due(&rules, day(START), &[], &[excuse], day("2026-07-01")).unwrap();
    assert_eq!((due.on, due.missing), (Some(day("2027-01-31")), vec![2880]));
}

#[test]
fn a_course_ahead_or_without_hours_is_refused() {
    let today = day("2026-02-16");
    let ahead = course(day("2026-02-17"), 4, &[]).tidy(today);
    assert_eq!(ahead, Err(Refusal::unfit("day", "training-ahead")));
    assert_eq!(course(today, 0, &[]).tidy(today), Err(Refusal::malformed("hours")));
    let tidy = course(today, 4, &["Use of Force", "use-of-force", " "]).tidy(today).unwrap();
    assert_eq!(tidy.topics, ["use-of-force"]);
}

fn any_day() -> impl Strategy<Value = Date> {
    (0i64..4_000).prop_map(|n| days_on(Date::constant(2018, 1, 1), n))
}

fn any_course() -> impl Strategy<Value = Attended> {
    let topic =
        prop::sample::select(vec!["psychomotor", "strategic-communications", "use-of-force", "first-aid"]);
    (any_day(), 1u32..16, topic).prop_map(|(on, hours, topic)| course(on, hours, &[topic]))
}

fn any_rule() -> impl Strategy<Value = Requirement> {
    let keys =
        vec!["ca-cpt", "ca-first-aid", "ca-domestic-violence", "mn-continuing-education", "mn-beginning"];
    prop::sample::select(keys).prop_map(|key| rule(key).remove(0))
}

proptest! {
    #[test]
    fn every_day_lies_in_exactly_one_window(anchor in any_day(), months in 1u32..60, at in any_day()) {
        let from = window(anchor, months, at);
        prop_assert!(from <= at);
        prop_assert_eq!(window(anchor, months, from), from);
        let before = from.yesterday().unwrap();
        prop_assert!(window(anchor, months, before) < from);
    }

    #[test]
    fn one_more_course_never_makes_anything_due_sooner(
        rule in any_rule(), courses in prop::collection::vec(any_course(), 0..12), more in any_course(), today in any_day()
    ) {
        let start = day("2018-01-01");
        let rules = [rule];
        let before = due(&rules, start, &courses, &[], today).unwrap();
        let with = due(&rules, start, &[courses, vec![more]].concat(), &[], today).unwrap();
        match (before.on, with.on) {
            (Some(before), Some(with)) => prop_assert!(with >= before, "{before} {with}"),
            (None, with) => prop_assert_eq!(with, None),
            _ => {}
        }
    }

    #[test]
    fn the_day_stays_the_same_while_nothing_happens(
        rule in any_rule(), courses in prop::collection::vec(any_course(), 0..12), today in any_day(), later in 0i64..900
    ) {
        let (start, rules) = (day("2018-01-01"), [rule]);
        let then = days_on(today, later);
        let known: Vec<Attended> = courses.into_iter().filter(|c| c.day <= today).collect();
        let now = due(&rules, start, &known, &[], today).unwrap();
        let again = due(&rules, start, &known, &[], then).unwrap();
        prop_assert_eq!(now.on, again.on);
    }

    #[test]
    fn what_is_due_lacks_something_on_the_day_after(
        courses in prop::collection::vec(any_course(), 0..12), today in any_day()
    ) {
        let (start, rules) = (day("2018-01-01"), rule("ca-first-aid"));
        let due = due(&rules, start, &courses, &[], today).unwrap();
        if due.state(today) == State::Overdue {
            prop_assert!(due.missing.iter().any(|m| *m > 0));
        }
    }
}
