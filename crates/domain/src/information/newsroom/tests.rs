use super::*;
use crate::information::publishing::clear_press;

fn id<K: Key>(n: u128) -> K {
    K::from_uuid(uuid::Uuid::from_u128(n))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn words() -> PressWords {
    PressWords {
        kind: PressKind::Release,
        title: "Lamps on Canal Street".into(),
        body: "Forty lamps were mended.".into(),
        title_es: String::new(),
        body_es: String::new(),
        contact: "Media desk, 555-0100".into(),
        embargo: Some(at("2026-03-02T12:00:00Z")),
        case_owner: id(2),
        problem: None,
    }
}

fn draft() -> Press {
    Press::draft(id(10), words(), id(1), at("2026-03-01T09:00:00Z")).unwrap()
}

fn block(kind: BlockKind, words: &str) -> Block {
    Block { id: id(50), kind, label: "Case 7".into(), words: words.into() }
}

const NOW: &str = "2026-03-01T10:00:00Z";

#[test]
fn only_who_knows_the_case_and_did_not_write_it_finds_it_right() {
    assert_eq!(draft().check(id(3), at(NOW)), Err(Refusal::not_now("press-not-case-owner")));
    let own = Press::draft(id(10), PressWords { case_owner: id(1), ..words() }, id(1), at(NOW)).unwrap();
    assert_eq!(own.check(id(1), at(NOW)), Err(Refusal::not_now("press-own-words")));
    assert_eq!(draft().clear(&[], id(3), at(NOW)), Err(Refusal::not_now("press-not-checked")));
    let checked = draft().check(id(2), at(NOW)).unwrap();
    let again = checked.write(words(), id(1), at(NOW)).unwrap();
    assert_eq!(
        (again.state, again.checked),
        (PressState::Draft, None),
        "what is written anew is checked anew"
    );
}

#[test]
fn what_is_under_embargo_goes_out_once_right_after_its_end_however_late_that_is_seen() {
    let cleared = draft().check(id(2), at(NOW)).and_then(|p| p.clear(&[], id(3), at(NOW))).unwrap();
    assert_eq!((cleared.state, cleared.issued_at), (PressState::Cleared, None));
    let early = cleared.clone().issue(&[], at("2026-03-02T11:59:59Z"));
    assert_eq!(early, Err(Refusal::not_now("press-moved-on")));
    let late = at("2026-03-02T15:20:00Z");
    let out = cleared.issue(&[], late).unwrap();
    assert_eq!((out.state, out.issued_at), (PressState::Issued, Some(late)));
    assert_eq!(out.issue(&[], late), Err(Refusal::not_now("press-moved-on")), "once");
}

#[test]
fn the_guard_refuses_with_its_reason_and_only_a_running_investigation_may_be_set_aside() {
    let checked = || draft().check(id(2), at(NOW)).unwrap();
    for (kind, why) in [
        (BlockKind::Juvenile, "names-a-juvenile"),
        (BlockKind::Victim, "names-a-victim"),
        (BlockKind::Address, "names-an-address"),
        (BlockKind::Investigation, "names-an-investigation"),
    ] {
        let block = block(kind, "canal street");
        let refused = checked().clear(std::slice::from_ref(&block), id(3), at(NOW));
        assert_eq!(refused, Err(Refusal::not_now(why)));
        let aside = checked().set_aside(&block, "It is public already.", id(4), at(NOW));
        match kind {
            BlockKind::Investigation => assert!(aside.unwrap().clear(&[block], id(3), at(NOW)).is_ok()),
            _ => assert_eq!(aside, Err(Refusal::not_now("block-stands"))),
        }
    }
}

#[test]
fn what_came_onto_the_list_during_the_embargo_holds_it_back() {
    let cleared = draft().check(id(2), at(NOW)).and_then(|p| p.clear(&[], id(3), at(NOW))).unwrap();
    let held =
        cleared.issue(&[block(BlockKind::Juvenile, "canal street")], at("2026-03-02T12:00:00Z")).unwrap();
    assert_eq!((held.state, held.issued_at, held.cleared), (PressState::Draft, None, None));
}

#[test]
fn a_correction_keeps_what_was_said_and_passes_the_same_guard() {
    let embargo = None;
    let now = Press::draft(id(10), PressWords { embargo, ..words() }, id(1), at(NOW)).unwrap();
    let out = now.check(id(2), at(NOW)).and_then(|p| p.clear(&[], id(3), at(NOW))).unwrap();
    assert_eq!(out.state, PressState::Issued, "without an embargo it is out at once");
    let right = PressWords { body: "Forty-two lamps were mended.".into(), ..words() };
    let later = at("2026-03-03T10:00:00Z");
    let blocked = [block(BlockKind::Address, "forty two lamps")];
    let refused = out.clone().correct(right.clone(), "The number was wrong.", &blocked, id(1), later);
    assert_eq!(refused, Err(Refusal::not_now("names-an-address")));
    let wordless = out.clone().correct(right.clone(), " ", &[], id(1), later);
    assert_eq!(wordless, Err(Refusal::required("correction_note")));
    let fixed = out.clone().correct(right, "The number was wrong.", &[], id(1), later).unwrap();
    assert_eq!(fixed.earlier.len(), 1);
    assert_eq!(fixed.earlier[0].words.body, "Forty lamps were mended.");
    assert_eq!((fixed.issued_at, fixed.changed_at), (Some(at(NOW)), Some(later)));
    let public = clear_press(&fixed).unwrap().into_inner();
    assert_eq!(public.corrections[0].before[0].body, "Forty lamps were mended.");
    let named = [block(BlockKind::Juvenile, "forty lamps")];
    let hidden = out.clone().correct(fixed.words, "It named somebody.", &named, id(1), later).unwrap();
    assert!(clear_press(&hidden).unwrap().get().corrections[0].before.is_empty(), "a name stays gone");
    assert!(out.clone().write(words(), id(1), later).is_err(), "what is out is corrected, not rewritten");
    let back = out.retract("It was about another street.", later).unwrap();
    assert_eq!(back.state, PressState::Retracted);
    assert!(
        clear_press(&back).unwrap().get().tellings.is_empty(),
        "of what was taken back the reason is left"
    );
    assert!(clear_press(&draft()).is_none());
}
