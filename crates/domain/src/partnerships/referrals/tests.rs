use jiff::civil::date;

use super::*;

fn id<K: Key>(n: u128) -> K {
    K::from_uuid(uuid::Uuid::from_u128(n))
}

fn consent() -> NewConsent {
    NewConsent {
        scope: "Name, telephone, that a bed is wanted.".into(),
        purpose: "A bed for two weeks.".into(),
        way: ConsentWay::Paper,
        signer: Signer::Person,
        language: "Spanish".into(),
        witness: String::new(),
        signed_on: date(2026, 3, 1),
        until: date(2026, 4, 30),
        told: true,
    }
}

fn new() -> NewReferral {
    let person = ToReach { name: "Ana".into(), reach: "555-0142, mornings".into(), meet: String::new() };
    let (need, hand_over) = (Need::Housing, HandOver::Cold);
    NewReferral { organization: id(7), need, hand_over, consent: consent(), person }
}

fn make(new: NewReferral) -> Result<(Referral, ToReach), Refusal> {
    Referral::make(id(0xabcdef), new, id(1), at("2026-03-02T15:00:00Z"), date(2026, 3, 2))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn fields(refused: Result<(Referral, ToReach), Refusal>) -> Vec<&'static str> {
    match refused {
        Err(Refusal::Many(all)) => all.iter().filter_map(Refusal::field).collect(),
        Err(one) => one.field().into_iter().collect(),
        Ok(_) => panic!("it should be refused"),
    }
}

#[test]
fn a_consent_is_bounded_explained_and_of_a_day_that_has_come() {
    let with = |change: fn(&mut NewConsent)| {
        let mut new = new();
        change(&mut new.consent);
        make(new)
    };
    assert_eq!(fields(with(|c| c.told = false)), ["consent_told"]);
    assert_eq!(fields(with(|c| c.signed_on = date(2026, 3, 3))), ["consent_signed"]);
    assert_eq!(fields(with(|c| c.until = date(2026, 3, 1))), ["consent_until"]);
    assert_eq!(fields(with(|c| c.until = date(2027, 3, 2))), ["consent_until"], "a year and a day");
    assert!(with(|c| c.until = date(2027, 3, 1)).is_ok());
    assert_eq!(fields(with(|c| c.scope = " ".into())), ["consent_scope"]);
}

#[test]
fn a_warm_hand_over_says_who_meets_whom_and_nothing_in_the_referral_names_the_person() {
    let refused = make(NewReferral { hand_over: HandOver::Warm, ..new() });
    assert_eq!(fields(refused), ["reach_meet"]);
    let (referral, person) = make(new()).unwrap();
    assert_eq!((referral.token().as_str(), person.name.as_str()), ("R-ABCDEF", "Ana"));
    assert!(!serde_json::to_string(&referral).unwrap().contains("Ana"));
    assert!(!format!("{person:?}").contains("Ana"));
}

#[test]
fn a_consent_ends_with_its_last_day_and_at_the_instant_it_is_taken_back() {
    let zone = TimeZone::get("America/Chicago").unwrap();
    let (referral, _) = make(new()).unwrap();
    assert_eq!(referral.open_until(&zone), at("2026-05-01T05:00:00Z"));
    let now = at("2026-03-03T10:00:00Z");
    let back = referral.accept(id(70), now).unwrap().withdraw(id(1), now).unwrap();
    assert_eq!((back.state, back.open_until(&zone)), (ReferralState::Withdrawn, now));
    assert!(!back.needs_person(now, &zone));
    assert_eq!(back.clone().withdraw(id(1), now), Err(Refusal::not_now("consent-revoked")));
    assert_eq!(back.met(id(70), now), Err(Refusal::not_now("referral-moved-on")));
}

#[test]
fn it_goes_from_sent_to_an_outcome_and_never_back() {
    let now = at("2026-03-03T10:00:00Z");
    let (sent, _) = make(new()).unwrap();
    assert!(
        sent.clone().met(id(70), now).is_err() && sent.clone().close(Outcome::Served, id(70), now).is_err()
    );
    let declined = sent.clone().decline(DeclineReason::Full, id(70), now).unwrap();
    assert_eq!(declined.steps.last().unwrap().why.as_deref(), Some("full"));
    assert!(declined.accept(id(70), now).is_err());
    let closed = sent.accept(id(70), now).and_then(|r| r.met(id(70), now));
    let closed = closed.and_then(|r| r.close(Outcome::Waiting, id(70), now)).unwrap();
    assert!(!closed.open());
    // Taken back after its end: the service sees no more of it, and how it ended stays.
    let back = closed.withdraw(id(1), now).unwrap();
    assert_eq!(back.state, ReferralState::Closed);
    assert!(back.consent.revoked.is_some());
}
