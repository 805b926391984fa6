use jiff::civil::date;

use super::*;
use crate::Key;

const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);
const TODAY: Date = date(2026, 2, 16);

fn who(n: u128) -> PersonId {
    PersonId::from_uuid(uuid::Uuid::from_u128(n))
}

fn body(n: u128, takes: &[Topic], members: &[u128]) -> Body {
    Body {
        id: BodyId::from_uuid(uuid::Uuid::from_u128(n)),
        name: format!("Body {n}"),
        takes: takes.iter().copied().collect(),
        members: members.iter().map(|m| who(*m)).collect(),
        first_days: 2,
        decide_days: 30,
        keep_years: 3,
        version: 1,
    }
}

fn told(topic: Topic) -> Conduct {
    let new = NewConduct {
        topic,
        words: "He shouted at my son".into(),
        when_where: String::new(),
        about: String::new(),
        contact: String::new(),
        language: Language::En,
    };
    new.received(ConductId::from_uuid(uuid::Uuid::from_u128(1)), None, NOW).unwrap()
}

#[test]
fn a_complaint_never_lies_where_everybody_is_whom_it_is_about() {
    let bodies = [
        body(1, &[Topic::Manner], &[10]),
        body(2, &[Topic::Force], &[30]),
        body(3, &[Topic::Manner, Topic::Force], &[10, 20]),
    ];
    let mut it = told(Topic::Manner);
    it.route(&bodies);
    assert_eq!(it.body, Some(bodies[0].id));
    it.name([who(10)].into()).unwrap();
    it.route(&bodies);
    assert_eq!(it.body, Some(bodies[2].id), "the next body that takes it");
    // Officer and the officer's own supervisor both named: nobody is left.
    it.name([who(10), who(20)].into()).unwrap();
    it.route(&bodies);
    assert_eq!(it.body, None);
    assert_eq!(it.due, after(NOW, 30), "handing on wins no time");
}

#[test]
fn a_name_in_the_words_keeps_it_from_that_person_until_somebody_knows_better() {
    assert!(speaks_of("It was officer ruiz, I think", "Dana Ruiz"));
    assert!(speaks_of("Señor LÓPEZ was rude", "Ana López"));
    assert!(!speaks_of("He was ruizian", "Dana Ruiz"));
    assert!(!speaks_of("I do not know", "Al Do"));
    let bodies = [body(1, &[Topic::Manner], &[10]), body(2, &[Topic::Manner], &[20])];
    let mut it = told(Topic::Manner);
    it.perhaps = [who(10)].into();
    it.route(&bodies);
    assert_eq!(it.body, Some(bodies[1].id));
    it.name([who(11)].into()).unwrap();
    assert_eq!(it.barred(), [who(11)].into());
}

#[test]
fn it_is_answered_in_time_decided_with_words_and_then_stands() {
    let mut it = told(Topic::Manner);
    assert_eq!((it.state(), it.late(NOW)), (State::Received, false));
    assert!(it.late(after(NOW, 4)));
    it.answer(who(10), "We read it and call you", NOW).unwrap();
    assert_eq!((it.state(), it.late(after(NOW, 4))), (State::Looking, false));
    it.add("It was a Tuesday", NOW).unwrap();
    let wordless = it.decide((Finding::Sustained, " "), who(10), (NOW, TODAY), 3);
    assert_eq!(wordless, Err(Refusal::required("finding_words")));
    let other = it.decide((Finding::PassedOn, "Thank you"), who(10), (NOW, TODAY), 3);
    assert_eq!(other, Err(Refusal::unfit("conduct_finding", "conduct-other-finding")));
    it.decide((Finding::NotSustained, "Two people say two things"), who(10), (NOW, TODAY), 3).unwrap();
    assert_eq!(it.keep_until, Some(date(2029, 2, 16)));
    assert_eq!(it.act_by(), None);
    let late = it.add("But", NOW);
    assert_eq!(late, Err(Refusal::not_now("conduct-decided")));
    assert_eq!(it.name([who(10)].into()), Err(Refusal::not_now("conduct-decided")));
}

#[test]
fn only_a_commendation_that_reached_somebody_speaks_for_them() {
    let mut thanks = told(Topic::Thanks);
    let nobody = thanks.decide((Finding::PassedOn, "Thank you"), who(10), (NOW, TODAY), 3);
    assert_eq!(nobody, Err(Refusal::unfit("conduct_finding", "conduct-nobody-named")));
    thanks.name([who(5)].into()).unwrap();
    assert!(!thanks.commends(who(5)));
    thanks.decide((Finding::PassedOn, "Thank you"), who(10), (NOW, TODAY), 3).unwrap();
    assert!(thanks.commends(who(5)) && !thanks.commends(who(6)));
    for finding in Finding::ALL {
        let mut complaint = told(Topic::Force);
        complaint.name([who(5)].into()).unwrap();
        let _ = complaint.decide((*finding, "Words"), who(10), (NOW, TODAY), 3);
        assert!(!complaint.commends(who(5)), "{finding:?}");
    }
}

#[test]
fn a_body_takes_something_has_somebody_and_sound_days() {
    assert!(body(1, &[Topic::Manner], &[10]).check().is_ok());
    let empty = Body { name: " ".into(), ..body(1, &[], &[]) };
    assert!(matches!(empty.check(), Err(Refusal::Many(all)) if all.len() == 3));
    let days = Body { first_days: 31, ..body(1, &[Topic::Manner], &[10]) };
    assert!(matches!(days.check(), Err(Refusal::Many(all)) if all.len() == 2));
}
