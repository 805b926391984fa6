use super::blocks::BlockKind;
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

fn correction(words: PressWords, note: &str) -> Correction {
    Correction { words, note: note.into(), note_es: String::new(), other_stands: false }
}

/// Out since [`NOW`], without an embargo.
fn issued(words: PressWords) -> Press {
    let draft = Press::draft(id(10), PressWords { embargo: None, ..words }, id(1), at(NOW)).unwrap();
    draft.check(id(2), at(NOW)).and_then(|p| p.clear(&[], id(3), at(NOW))).unwrap()
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
    let why = held.held.unwrap();
    assert_eq!((why.checked.unwrap().by, why.cleared.unwrap().by), (id(2), id(3)), "who had done it is kept");
    let again = held.check(id(2), at(NOW)).and_then(|p| p.clear(&[], id(3), at(NOW))).unwrap();
    assert_eq!(again.held, None);
}

#[test]
fn a_correction_keeps_what_was_said_and_passes_the_same_guard() {
    let out = issued(words());
    assert_eq!(out.state, PressState::Issued, "without an embargo it is out at once");
    let right = PressWords { body: "Forty-two lamps were mended.".into(), ..words() };
    let later = at("2026-03-03T10:00:00Z");
    let blocked = [block(BlockKind::Address, "forty two lamps")];
    let refused =
        out.clone().correct(correction(right.clone(), "The number was wrong."), &blocked, id(1), later);
    assert_eq!(refused, Err(Refusal::not_now("names-an-address")));
    let wordless = out.clone().correct(correction(right.clone(), " "), &[], id(1), later);
    assert_eq!(wordless, Err(Refusal::required("correction_note")));
    let fixed = out.clone().correct(correction(right, "The number was wrong."), &[], id(1), later).unwrap();
    assert_eq!(fixed.earlier.len(), 1);
    assert_eq!(fixed.earlier[0].words.body, "Forty lamps were mended.");
    assert_eq!((fixed.issued_at, fixed.changed_at), (Some(at(NOW)), Some(later)));
    let public = clear_press(&fixed, &[]).unwrap().into_inner();
    assert_eq!(public.corrections[0].before[0].body, "Forty lamps were mended.");
    let named = [block(BlockKind::Juvenile, "forty lamps")];
    let hidden =
        out.clone().correct(correction(fixed.words, "It named somebody."), &named, id(1), later).unwrap();
    assert!(clear_press(&hidden, &[]).unwrap().get().corrections[0].before.is_empty(), "a name stays gone");
    assert!(out.clone().write(words(), id(1), later).is_err(), "what is out is corrected, not rewritten");
    let back = out.retract("It was about another street.", &[], later).unwrap();
    assert_eq!(back.state, PressState::Retracted);
    assert!(
        clear_press(&back, &[]).unwrap().get().tellings.is_empty(),
        "of what was taken back the reason is left"
    );
    assert!(clear_press(&draft(), &[]).is_none());
}

const CHILD: &str = "Tobias Renner";

fn child() -> [Block; 1] {
    [block(BlockKind::Juvenile, CHILD)]
}

#[test]
fn the_address_is_made_of_the_headline_that_goes_out_and_not_of_one_before() {
    let titled = |title: &str| PressWords { title: title.into(), embargo: None, ..words() };
    let draft = Press::draft(id(10), titled("Tobias Renner opens the fair"), id(1), at(NOW)).unwrap();
    assert!(!draft.slug.contains("renner"));
    let written = draft.write(titled("The fair opens"), id(1), at(NOW)).unwrap();
    let out = written.check(id(2), at(NOW)).and_then(|p| p.clear(&child(), id(3), at(NOW))).unwrap();
    assert!(out.slug.starts_with("the-fair-opens-"), "{}", out.slug);
}

#[test]
fn an_address_that_names_somebody_is_given_up_when_that_is_corrected_or_taken_back() {
    let out = issued(PressWords { title: "Tobias Renner opens the fair".into(), ..words() });
    let named = out.slug.clone();
    assert!(clear_press(&out, &[]).unwrap().get().slug.starts_with("tobias-renner"));
    // The name came onto the list later: at once nobody is told that address any more.
    assert_eq!(clear_press(&out, &child()).unwrap().get().slug, bare(out.id));
    let new = correction(PressWords { title: "The fair opens".into(), ..words() }, "It named somebody.");
    let fixed = out.clone().correct(new, &child(), id(1), at(NOW)).unwrap();
    assert!(fixed.slug.starts_with("the-fair-opens-") && fixed.goes_by(&named));
    assert!(fixed.tells(&named, &child()) && !fixed.tells(&fixed.slug, &child()));
    assert!(!fixed.tells(&named, &[]), "taken off the list, the old address leads on again");
    let back = out.retract("It named somebody.", &child(), at(NOW)).unwrap();
    assert_eq!(back.slug, bare(back.id));
    let public = clear_press(&back, &child()).unwrap().into_inner();
    assert_eq!((public.contact.as_str(), public.tellings.len()), ("", 0));
}

#[test]
fn an_address_tells_a_name_whose_accents_were_lost_in_it() {
    let out = issued(PressWords { title: "José Nuñez opens the fair".into(), ..words() });
    let listed = [block(BlockKind::Juvenile, "Jose Nunez")];
    assert!(out.tells(&out.slug, &listed) && !out.tells(&bare(out.id), &listed));
}

#[test]
fn notes_and_reasons_pass_the_same_guard() {
    let out = issued(words());
    let note = correction(words(), "It was not Tobias Renner who was hurt.");
    let refused = Err(Refusal::not_now("names-a-juvenile"));
    assert_eq!(out.clone().correct(note.clone(), &child(), id(1), at(NOW)), refused);
    assert_eq!(out.clone().retract("It named Tobias Renner.", &child(), at(NOW)), refused);
    // What was said before the name came onto the list is no longer shown.
    let fixed = out.clone().correct(note, &[], id(1), at(NOW)).unwrap();
    assert_eq!(clear_press(&fixed, &child()).unwrap().get().corrections[0].note, "");
    let back = out.retract("It named Tobias Renner.", &[], at(NOW)).unwrap();
    assert_eq!(clear_press(&back, &child()).unwrap().get().retracted.as_deref(), Some(""));
}

#[test]
fn what_it_said_before_is_asked_again_each_time_and_can_be_withheld() {
    let out = issued(PressWords { body: "Tobias Renner saw it.".into(), ..words() });
    let new = correction(PressWords { body: "Somebody saw it.".into(), ..words() }, "Nobody is to be named.");
    let fixed = out.correct(new, &[], id(1), at(NOW)).unwrap();
    assert_eq!(clear_press(&fixed, &[]).unwrap().get().corrections[0].before.len(), 1);
    assert!(clear_press(&fixed, &child()).unwrap().get().corrections[0].before.is_empty());
    assert_eq!(fixed.earlier_hits(&child())[0].0, 0);
    assert!(fixed.hits(&fixed.words, &child()).is_empty() && fixed.earlier_hits(&[]).is_empty());
    let kept = fixed.withhold(0, at(NOW)).unwrap();
    assert!(clear_press(&kept, &[]).unwrap().get().corrections[0].before.is_empty());
    assert!(kept.earlier_hits(&child()).is_empty());
    assert_eq!(kept.clone().withhold(0, at(NOW)), Err(Refusal::not_now("press-moved-on")));
    assert!(kept.withhold(7, at(NOW)).is_err());
}

#[test]
fn a_rule_is_set_aside_only_for_the_words_that_were_read() {
    let van = [block(BlockKind::Investigation, "blue van")];
    let says = |body: &str| PressWords { body: body.into(), embargo: None, ..words() };
    let draft = Press::draft(id(10), says("A blue van was seen."), id(1), at(NOW)).unwrap();
    let aside = draft.set_aside(&van[0], "We need witnesses.", id(4), at(NOW)).unwrap();
    assert!(aside.hits(&aside.words, &van).is_empty());
    let more = says("The blue van belongs to the man of 9 Canal Street.");
    let written = aside.clone().write(more.clone(), id(1), at(NOW)).unwrap();
    assert_eq!(written.hits(&written.words, &van).len(), 1);
    let out = aside.check(id(2), at(NOW)).and_then(|p| p.clear(&van, id(3), at(NOW))).unwrap();
    // What is out may be corrected elsewhere; the paragraph that was read stays as it is.
    let other = says("A blue van was seen.\nIt was on Tuesday.");
    let fixed = out.clone().correct(correction(other, "The day was missing."), &van, id(1), at(NOW)).unwrap();
    assert_eq!(clear_press(&fixed, &van).unwrap().get().corrections[0].before.len(), 1);
    let refused = out.correct(correction(more, "More is known."), &van, id(1), at(NOW));
    assert_eq!(refused, Err(Refusal::not_now("names-an-investigation")));
}

#[test]
fn a_correction_of_one_language_asks_about_the_other_and_its_note_is_in_both() {
    let both = PressWords { title_es: "Lámparas".into(), body_es: "Cuarenta.".into(), ..words() };
    let out = issued(both.clone());
    let english = PressWords { body: "Forty-two.".into(), ..both.clone() };
    let mut new = Correction {
        words: english,
        note: "It was 42.".into(),
        note_es: "Eran 42.".into(),
        other_stands: false,
    };
    let asked = out.clone().correct(new.clone(), &[], id(1), at(NOW));
    assert_eq!(asked, Err(Refusal::unfit("correction_other_stands", "correction-one-language")));
    let silent = Correction { note_es: " ".into(), other_stands: true, ..new.clone() };
    let asked = out.clone().correct(silent, &[], id(1), at(NOW));
    assert_eq!(asked, Err(Refusal::required("correction_note_es")));
    new.words.body_es = "Cuarenta y dos.".into();
    new.words.case_owner = id(77);
    let fixed = out.correct(new, &[], id(1), at(NOW)).unwrap();
    assert_eq!(fixed.words.case_owner, id(2), "who knows the case stays");
    assert_eq!(clear_press(&fixed, &[]).unwrap().get().corrections[0].note_es, "Eran 42.");
}

#[test]
fn what_was_kept_before_there_were_these_fields_is_still_read() {
    let mut kept = serde_json::to_value(issued(words())).unwrap();
    for field in ["former", "held"] {
        kept.as_object_mut().unwrap().remove(field);
    }
    assert_eq!(serde_json::from_value::<Press>(kept).unwrap(), issued(words()));
}
