//! Concerns, from the resident's first words to the answer that tells what came of them.

use commonbeat_app::concerns::{InboxFilter, Pile, ProblemFromConcern, Raised};
use commonbeat_app::{App, Error};
use commonbeat_auth::token::Token;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::partnerships::concerns::{
    Channel, Concern, ConcernKind, ConcernState, NewConcern, Speaker,
};
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_domain::problems::problem::Tier;
use commonbeat_domain::text::Language;
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Store, areas};
use commonbeat_testkit::{Database, FixedClock, NOON, agency, app, id, on_both};
use jiff::SignedDuration;

use crate::problems::{new_problem, person};

/// A square of about a kilometre whose south-west corner lies so many hundredths of a degree east and north.
pub fn square(east: i32, north: i32, size: i32) -> Shape {
    let corner =
        |dx: i32, dy: i32| [-93.0 + f64::from(east + dx) / 100.0, 41.0 + f64::from(north + dy) / 100.0];
    let ring = [corner(0, 0), corner(size, 0), corner(size, size), corner(0, size), corner(0, 0)];
    serde_json::from_value(serde_json::json!([[ring]])).unwrap()
}

pub fn area(n: u128, kind: AreaKind, name: &str, shape: Shape) -> Area {
    Area { id: id(n), kind, name: name.into(), slug: commonbeat_domain::text::slug(name), shape }
}

/// Beat 1 holds Riverside (2); beat 3 holds Old Town (4).
pub async fn map(store: &Store, operator: &Actor) {
    let mut write = store.write(operator, NOON).await.unwrap();
    for one in [
        area(1, AreaKind::Beat, "Beat 1", square(0, 0, 4)),
        area(2, AreaKind::Neighborhood, "Riverside", square(0, 0, 2)),
        area(3, AreaKind::Beat, "Beat 3", square(10, 0, 4)),
        area(4, AreaKind::Neighborhood, "Old Town", square(10, 0, 2)),
    ] {
        areas::insert(&mut write, &one).await.unwrap();
    }
    write.record(Entry::new("area.load", "test"));
    write.commit().await.unwrap();
}

pub fn told(words: &str) -> NewConcern {
    NewConcern {
        kind: ConcernKind::Traffic,
        words: words.into(),
        place_text: "Mill Road by the school".into(),
        at: None,
        area: Some(id(2)),
        channel: Channel::Web,
        email: None,
        called: "Asha".into(),
        language: Language::En,
    }
}

struct Setting {
    app: App,
    clock: FixedClock,
    nobody: Actor,
    officer: Actor,
}

async fn setting(db: &Database) -> Setting {
    let (agency, operator) = agency(&db.store, 1).await;
    map(&db.store, &operator).await;
    let (app, clock) = app(db);
    let officer = person(agency.id, 1, Role::Officer, &[1]);
    Setting { app, clock, nobody: Actor::nobody(agency.id), officer }
}

impl Setting {
    async fn raise(&self, words: &str, once: &str) -> Raised {
        self.app.raise_concern(&self.nobody, told(words), once).await.unwrap()
    }

    async fn concern(&self, reference: Reference) -> Concern {
        self.app.concern(&self.officer, reference).await.unwrap().concern
    }

    async fn answer(&self, concern: &Concern, words: &str, once: &str) -> Result<(), Error> {
        let (officer, version) = (&self.officer, concern.version);
        self.app.answer_concern(officer, concern.reference, words, None, version, once).await
    }
}

#[tokio::test]
async fn a_visitor_raises_a_concern_and_reads_it_with_the_link_alone() {
    on_both(|db| async move {
        let at = setting(&db).await;
        let raised = at.raise("Cars race past when school lets out.", "form-1").await;
        assert_eq!((raised.reference.to_string().as_str(), raised.again), ("C-2026-0001", false));
        let thread = at.app.concern_by_link(&raised.link).await.unwrap();
        assert_eq!(thread.messages[0].words, "Cars race past when school lets out.");
        assert_eq!((thread.concern.area, thread.concern.beat), (Some(id(2)), Some(id(1))));
        assert_eq!(thread.agency.name, "Millbrook Police");
        assert!(matches!(at.app.concern_by_link(&Token::generate()).await, Err(Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_twice_gives_one_concern_and_the_same_link() {
    on_both(|db| async move {
        let at = setting(&db).await;
        let first = at.raise("Cars race.", "form-1").await;
        let second = at.raise("Cars race.", "form-1").await;
        assert_eq!((second.reference, second.again), (first.reference, true));
        assert!(second.link.matches(&first.link.digest()));
        let (a, b) = tokio::join!(at.raise("Noise.", "form-2"), at.raise("Noise.", "form-2"));
        assert_eq!(a.reference, b.reference);
        let inbox = at.app.concerns(&at.officer, &InboxFilter::default(), 50).await.unwrap();
        assert_eq!((inbox.concerns.len(), inbox.owed), (2, 2));
    })
    .await;
}

#[tokio::test]
async fn a_point_names_the_neighborhood_and_the_beat() {
    on_both(|db| async move {
        let at = setting(&db).await;
        let in_old_town = Some(LonLat::new(-92.895, 41.005).unwrap());
        let pointed = NewConcern { at: in_old_town, area: None, ..told("Noise.") };
        let raised = at.app.raise_concern(&at.nobody, pointed, "").await.unwrap();
        let concern = at.concern(raised.reference).await;
        assert_eq!((concern.area, concern.beat), (Some(id(4)), Some(id(3))));
        let elsewhere = NewConcern { area: Some(id(99)), ..told("Noise.") };
        let refused = at.app.raise_concern(&at.nobody, elsewhere, "").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Malformed { field: "area" }))));
    })
    .await;
}

#[tokio::test]
async fn a_visitor_cannot_pretend_that_staff_wrote_it_down() {
    on_both(|db| async move {
        let at = setting(&db).await;
        let told = || NewConcern { channel: Channel::Phone, ..told("Noise.") };
        let by_visitor = at.app.raise_concern(&at.nobody, told(), "").await.unwrap();
        let by_officer = at.app.raise_concern(&at.officer, told(), "").await.unwrap();
        assert_eq!(at.concern(by_visitor.reference).await.channel, Channel::Web);
        assert_eq!(at.concern(by_officer.reference).await.channel, Channel::Phone);
    })
    .await;
}

#[tokio::test]
async fn an_answer_stands_on_the_thread_and_writing_back_asks_for_another() {
    on_both(|db| async move {
        let at = setting(&db).await;
        let raised = at.raise("Cars race.", "").await;
        let concern = at.concern(raised.reference).await;
        at.clock.advance(SignedDuration::from_hours(48));
        at.answer(&concern, "We count the cars this week.", "a").await.unwrap();
        at.answer(&concern, "We count the cars this week.", "a").await.unwrap();
        let thread = at.app.concern_by_link(&raised.link).await.unwrap();
        assert_eq!(thread.messages.len(), 2, "a form sent twice answers once");
        assert_eq!(thread.messages[1].speaker, Speaker::Agency);
        assert_eq!(thread.concern.state(at.clock.now()), ConcernState::Answered);
        at.clock.advance(SignedDuration::from_hours(1));
        at.app.write_on_own_thread(&raised.link, "Thank you. It is worst on Fridays.", "b").await.unwrap();
        at.app.write_on_own_thread(&raised.link, "Thank you. It is worst on Fridays.", "b").await.unwrap();
        let inbox = at.app.concerns(&at.officer, &InboxFilter::default(), 50).await.unwrap();
        assert_eq!((inbox.owed, inbox.concerns[0].wrote_again()), (1, true));
        assert_eq!(at.app.concern(&at.officer, raised.reference).await.unwrap().thread.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn an_answer_to_words_that_were_not_read_is_stale() {
    on_both(|db| async move {
        let at = setting(&db).await;
        let raised = at.raise("Cars race.", "").await;
        let read = at.concern(raised.reference).await;
        at.app.write_on_own_thread(&raised.link, "A child was hit just now.", "").await.unwrap();
        assert!(matches!(at.answer(&read, "Thank you.", "").await, Err(Error::Stale(_))));
        let read = at.concern(raised.reference).await;
        at.answer(&read, "I am on my way.", "").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_inbox_is_walked_page_by_page_with_the_next_due_first() {
    on_both(|db| async move {
        let at = setting(&db).await;
        for n in 0..5 {
            at.raise(&format!("Concern {n}."), "").await;
            at.clock.advance(SignedDuration::from_hours(24));
        }
        for (pile, expected) in [(Pile::Owed, [1, 2, 3, 4, 5]), (Pile::All, [5, 4, 3, 2, 1])] {
            let mut filter = InboxFilter { pile, ..InboxFilter::default() };
            let mut seen = Vec::new();
            loop {
                let page = at.app.concerns(&at.officer, &filter, 2).await.unwrap();
                seen.extend(page.concerns.iter().map(|c| c.reference.number));
                let Some(next) = page.next else { break };
                filter.past = Some(next);
            }
            assert_eq!(seen, expected);
        }
        at.clock.advance(SignedDuration::from_hours(24 * 4));
        let inbox = at.app.concerns(&at.officer, &InboxFilter::default(), 50).await.unwrap();
        assert_eq!((inbox.owed, inbox.late), (5, 2), "due at this very moment is not late yet");
        let noise = InboxFilter { kind: Some(ConcernKind::Noise), ..InboxFilter::default() };
        assert_eq!(at.app.concerns(&at.officer, &noise, 50).await.unwrap().owed, 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_without_the_right_reads_or_answers() {
    on_both(|db| async move {
        let at = setting(&db).await;
        let raised = at.raise("Cars race.", "").await;
        for role in [Role::Administrator, Role::Auditor, Role::Partner, Role::Personnel] {
            let who = person(at.nobody.agency, 9, role, &[]);
            assert!(matches!(at.app.concern(&who, raised.reference).await, Err(Error::Missing(_))), "{role}");
            let answer = at.app.answer_concern(&who, raised.reference, "Hello.", None, 1, "").await;
            assert!(matches!(answer, Err(Error::Missing(_))), "{role}");
        }
        let (_, _) = agency(&db.store, 2).await;
        let stranger = person(id(2), 1, Role::Officer, &[1]);
        assert!(matches!(at.app.concern(&stranger, raised.reference).await, Err(Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn a_concern_becomes_a_problem_and_everybody_who_raised_it_is_told_what_came_of_it() {
    on_both(|db| async move {
        let at = setting(&db).await;
        let (one, two) = (at.raise("Cars race.", "").await, at.raise("Speeding!", "").await);
        let new =
            ProblemFromConcern { title: "Speeding on Mill Road".into(), tier: Tier::Quick, lead: id(101) };
        let open = |once| at.app.open_problem_from_concern(&at.officer, one.reference, 1, new.clone(), once);
        let problem = open("p").await.unwrap();
        assert_eq!(open("p").await.unwrap(), problem, "a form sent twice opens one problem");
        at.app.attach_concern(&at.officer, two.reference, problem, 1).await.unwrap();
        let view = at.app.problem(&at.officer, &problem).await.unwrap();
        assert_eq!((view.concerns.len(), view.unanswered), (2, 2));
        assert_eq!(view.problem.scanning.statement, "Cars race.");
        let concern = at.concern(one.reference).await;
        let outcome = "The crossing is raised now.";
        let told = |of| at.app.answer_concern(&at.officer, one.reference, outcome, of, concern.version, "");
        assert!(matches!(told(Some(id(7))).await, Err(Error::Refused(Refusal::NotNow { .. }))));
        told(concern.problem).await.unwrap();
        let all = at.app.answer_all_of_problem(&at.officer, problem, outcome, "all").await.unwrap();
        assert_eq!((all.threads, all.letters), (1, 0), "who was told is not told again");
        assert_eq!(at.app.problem(&at.officer, &problem).await.unwrap().unanswered, 0);
        let thread = at.app.concern_by_link(&two.link).await.unwrap();
        assert_eq!(thread.messages[1].words, outcome);
        let again = at.app.answer_all_of_problem(&at.officer, problem, outcome, "more").await;
        assert!(matches!(again, Err(Error::Refused(Refusal::NotNow { why: "nobody-waits" }))));
    })
    .await;
}

#[tokio::test]
async fn a_concern_moved_to_another_problem_belongs_to_that_one_alone() {
    on_both(|db| async move {
        let at = setting(&db).await;
        let raised = at.raise("Cars race.", "").await;
        let mut references = Vec::new();
        for title in ["Speeding", "Parking"] {
            references
                .push(at.app.open_problem(&at.officer, new_problem(title), title).await.unwrap().reference);
        }
        at.app.attach_concern(&at.officer, raised.reference, references[0], 1).await.unwrap();
        at.app.attach_concern(&at.officer, raised.reference, references[1], 2).await.unwrap();
        let raised_by = |n: usize| at.app.problem(&at.officer, &references[n]);
        assert_eq!(raised_by(0).await.unwrap().concerns.len(), 0);
        assert_eq!(raised_by(1).await.unwrap().concerns.len(), 1);
        let stale = at.app.attach_concern(&at.officer, raised.reference, references[0], 2).await;
        assert!(matches!(stale, Err(Error::Stale(_))));
    })
    .await;
}

#[tokio::test]
async fn the_trail_tells_who_read_a_residents_words_and_who_was_refused_leaves_no_such_row() {
    on_both(|db| async move {
        let at = setting(&db).await;
        let raised = at.raise("Cars race.", "").await;
        at.app.read_concern(&at.officer, raised.reference).await.unwrap();
        let (other, _) = agency(&db.store, 2).await;
        let stranger = person(other.id, 1, Role::Officer, &[1]);
        assert!(at.app.read_concern(&stranger, raised.reference).await.is_err());
        let filter = commonbeat_store::audit::Filter {
            act: Some("concern.read".into()),
            object: Some(raised.reference.to_string()),
            ..Default::default()
        };
        let rows = at.app.audit_rows(&Actor::operator(at.officer.agency), &filter, 10).await.unwrap();
        let who: Vec<&str> = rows.iter().map(|row| row.actor.as_str()).collect();
        assert_eq!(who, [format!("person:{}", at.officer.person().unwrap())]);
    })
    .await;
}
