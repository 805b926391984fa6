use super::*;
use crate::ids::ConcernId;
use crate::partnerships::concerns::{Channel, ConcernKind, NewConcern};
use crate::text::Language;
use crate::{Key, Reference, Series};

const NOW: Timestamp = Timestamp::constant(1_771_243_200, 0);

fn days(n: i64) -> Timestamp {
    NOW + SignedDuration::from_hours(24 * n)
}

fn officer(n: u128) -> PersonId {
    PersonId::from_uuid(uuid::Uuid::from_u128(n))
}

pub(crate) fn concern() -> Concern {
    let new = NewConcern {
        kind: ConcernKind::Traffic,
        words: "Cars race past the school.".into(),
        place_text: "Mill Road".into(),
        at: None,
        area: None,
        channel: Channel::Web,
        email: None,
        called: String::new(),
        language: Language::En,
    };
    let reference = Reference { series: Series::Concern, year: 2026, number: 1 };
    new.received(ConcernId::from_uuid(uuid::Uuid::from_u128(1)), reference, None, NOW, 7)
}

#[test]
fn what_is_due_next_is_the_answer_or_the_promise_whichever_comes_first() {
    let mut concern = concern();
    assert_eq!(concern.act_by(), Some(days(7)));
    concern.promised(Some(days(3)), NOW);
    assert_eq!(concern.act_by(), Some(days(3)));
    concern.answered(days(1));
    assert_eq!(concern.act_by(), Some(days(3)), "a promise is owed after the answer too");
    concern.promised(None, days(2));
    assert_eq!(concern.act_by(), None);
}

#[test]
fn what_is_late_goes_to_the_supervisors_once_until_it_is_seen_to() {
    let mut concern = concern();
    assert!(!concern.escalate(days(7)), "the due moment itself is in time");
    assert!(concern.escalate(days(8)));
    assert!(!concern.escalate(days(9)));
    concern.answered(days(9));
    assert_eq!(concern.escalated_at, None);
    concern.written_to(days(10), 7);
    assert!(concern.escalate(days(18)), "and again when the next answer is late");
}

#[test]
fn an_answer_does_not_hide_a_promise_that_is_late() {
    let mut concern = concern();
    concern.promised(Some(days(2)), NOW);
    assert!(concern.escalate(days(3)));
    concern.answered(days(3));
    assert!(concern.escalated_at.is_some());
    concern.promised(None, days(3));
    assert_eq!(concern.escalated_at, None);
}

#[test]
fn a_resident_rates_an_answer_and_opens_it_again_only_when_there_was_one() {
    let mut concern = concern();
    assert_eq!(concern.rate(Helped::Yes, NOW), Err(Refusal::not_now("not-answered-yet")));
    assert_eq!(concern.reopen(NOW, 7), Err(Refusal::not_now("still-open")));
    concern.answered(days(1));
    concern.rate(Helped::Yes, days(2)).unwrap();
    concern.rate(Helped::No, days(3)).unwrap();
    assert_eq!(concern.rating.as_ref().unwrap().helped, Helped::No, "the last word counts");
    concern.reopen(days(3), 7).unwrap();
    assert_eq!((concern.next_due, concern.reopened), (Some(days(10)), 1));
    assert_eq!(concern.reopen(days(3), 7), Err(Refusal::not_now("still-open")));
}

#[test]
fn words_of_danger_wait_until_somebody_says_what_was_done() {
    let mut concern = concern();
    assert_eq!(concern.see_to_danger(officer(1), "x", NOW), Err(Refusal::not_now("no-danger-waits")));
    concern.alarm("weapon", NOW);
    concern.alarm("threat", days(1));
    assert_eq!(concern.danger.as_ref().unwrap().rule, "weapon", "the clock of the first goes on");
    assert_eq!(concern.see_to_danger(officer(1), " ", NOW), Err(Refusal::required("note")));
    concern.see_to_danger(officer(1), "Called her; a car was sent.", days(1)).unwrap();
    assert!(!concern.danger_waits());
    concern.alarm("threat", days(2));
    assert!(concern.danger_waits(), "new words raise the flag again");
}

#[test]
fn a_new_owner_takes_it_from_that_day() {
    let mut concern = concern();
    concern.owned_by(officer(1), days(1));
    concern.owned_by(officer(1), days(2));
    assert_eq!(concern.owned_at, Some(days(1)));
    concern.owned_by(officer(2), days(3));
    assert_eq!(concern.owned_at, Some(days(3)));
}

#[test]
fn the_steps_a_resident_sees_stand_in_order() {
    let mut concern = concern();
    concern.owned_by(officer(1), days(0));
    concern.answered(days(2));
    concern.rate(Helped::Partly, days(9)).unwrap();
    let zone = jiff::tz::TimeZone::UTC;
    let due = days(5).to_zoned(zone.clone()).date();
    let id = crate::ids::PromiseId::from_uuid(uuid::Uuid::from_u128(5));
    let mut promise =
        Promise::made(id, concern.id, "I will count the cars.", due, officer(1), days(2), &zone).unwrap();
    promise.end(true, "I counted 214.", officer(1), days(4)).unwrap();
    let seen: Vec<_> = steps(&concern, &[promise]).into_iter().map(|(_, step)| step).collect();
    assert_eq!(seen, [Step::Received, Step::Owned, Step::Answered, Step::Kept, Step::Rated(Helped::Partly)]);
}
