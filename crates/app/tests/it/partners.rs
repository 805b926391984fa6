//! Partners: what their people see, to the second at which an agreement begins and ends.

use std::collections::BTreeSet;

use commonbeat_app::{App, Error};
use commonbeat_domain::authority::{Actor, Role, Who};
use commonbeat_domain::ids::OrganizationId;
use commonbeat_domain::partnerships::agreements::{Agreement, AgreementState, DataCategory, Side, Terms};
use commonbeat_domain::partnerships::board::{BoardKind, BoardSort, NewBoardEntry};
use commonbeat_domain::partnerships::organizations::{Organization, OrganizationKind, PartnerRecord};
use commonbeat_domain::partnerships::referrals::Referral;
use commonbeat_domain::partnerships::shares::Passed;
use commonbeat_domain::problems::problem::NewProblem;
use commonbeat_domain::problems::tasks::{NewTask, Task};
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::{agreements, organizations};
use commonbeat_testkit::{Database, FixedClock, NOON, agency, app, id, on_both, terms};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::problems::{new_problem, partner, person, staffed};

/// An officer, a commander, and two problems: of the first, partner 7 has a task; the second is opened to partner 7.
struct Ground {
    app: App,
    clock: FixedClock,
    officer: Actor,
    commander: Actor,
    with_task: Reference,
    opened: Reference,
    task: Task,
    referral: Referral,
}

async fn ground(db: &Database) -> Ground {
    let (agency, _) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    let (app, clock) = app(db);
    let officer = person(agency.id, 1, Role::Officer, &[1]);
    let commander = person(agency.id, 2, Role::Commander, &[]);
    let new = |title: &str| NewProblem { ..new_problem(title) };
    let with_task = app.open_problem(&officer, new("Night break-ins"), "").await.unwrap().reference;
    let opened = app.open_problem(&officer, new("Dark lots"), "").await.unwrap().reference;
    let lamps = NewTask {
        what: "Mend lamps".into(),
        where_when: String::new(),
        planned: String::new(),
        owner: None,
        organization: Some(id(7)),
        due: Some(date(2026, 2, 20)),
        dose: None,
        dose_planned: None,
    };
    let task = app.add_task(&officer, &with_task, lamps, "").await.unwrap();
    app.share_problem(&officer, id(7), &opened).await.unwrap();
    app.add_to_board(&officer, offer("A bucket truck"), "").await.unwrap();
    app.begin_survey(&officer, crate::surveys::site(), None, "").await.unwrap();
    let referral = app.make_referral(&officer, crate::referrals::new(), "").await.unwrap();
    Ground { app, clock, officer, commander, with_task, opened, task, referral }
}

fn offer(title: &str) -> NewBoardEntry {
    NewBoardEntry {
        kind: BoardKind::Offer,
        sort: BoardSort::Resource,
        title: title.into(),
        words: "Two mornings, with driver.".into(),
        until: date(2027, 12, 31),
    }
}

/// What somebody sees: the names of everything that is open.
async fn sees(ground: &Ground, who: &Actor) -> BTreeSet<&'static str> {
    let Ground { app, with_task, opened, task, referral, .. } = ground;
    let mut seen = BTreeSet::new();
    if app.task(who, task.id).await.is_ok() {
        seen.insert("task");
    }
    if app.my_tasks(who, 10).await.is_ok_and(|all| all.iter().any(|line| line.task.id == task.id)) {
        seen.insert("my tasks");
    }
    for (name, at) in [("problem of the task", with_task), ("opened problem", opened)] {
        if app.problem(who, at).await.is_ok() {
            seen.insert(name);
        }
    }
    if app.board(who).await.is_ok_and(|(standing, _)| !standing.is_empty()) {
        seen.insert("board");
    }
    if app.surveys(who).await.is_ok_and(|all| !all.is_empty()) {
        seen.insert("survey");
    }
    if app.referral(who, referral.id).await.is_ok() {
        seen.insert("referral");
    }
    if app.referrals(who).await.is_ok_and(|all| all.iter().any(|v| v.referral.id == referral.id)) {
        seen.insert("my referrals");
    }
    if app.referral_person(who, referral.id).await.is_ok_and(|person| person.is_some()) {
        seen.insert("who was referred");
    }
    seen
}

/// The agreement with partner 7, with other terms.
async fn under(ground: &Ground, db: &Database, change: impl Fn(Agreement) -> Agreement) {
    let mut write = db.store.write(&ground.officer, NOON).await.unwrap();
    let now = agreements::get(&write, id(907)).await.unwrap();
    let zone = jiff::tz::TimeZone::get("America/Chicago").unwrap();
    agreements::save(&mut write, change(now), &zone).await.unwrap();
    write.record(Entry::new("agreement.change", "test"));
    write.commit().await.unwrap();
}

fn expected(categories: &BTreeSet<DataCategory>) -> BTreeSet<&'static str> {
    let of = |category: &DataCategory| match category {
        DataCategory::Tasks => vec!["task", "my tasks"],
        DataCategory::Problems => vec!["problem of the task", "opened problem"],
        DataCategory::Board => vec!["board"],
        DataCategory::Surveys => vec!["survey"],
        DataCategory::Referrals => vec!["referral", "my referrals", "who was referred"],
    };
    categories.iter().flat_map(of).collect()
}

/// Agreement states x data categories x people: what is seen is exactly what is expected.
#[tokio::test]
async fn a_partners_people_see_what_an_agreement_in_force_covers_and_nothing_else() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let agency = ground.officer.agency;
        let (own, other) = (partner(agency, 7), partner(agency, 8));
        let stranger = Actor { agency: id(2), ..own.clone() };
        let nowhere = person(agency, 60, Role::Partner, &[]);
        let all: BTreeSet<DataCategory> = DataCategory::ALL.iter().copied().collect();
        let mut tried = 0;
        for mask in 0_u32..1 << DataCategory::ALL.len() {
            let categories: BTreeSet<DataCategory> = DataCategory::ALL
                .iter()
                .enumerate()
                .filter(|(n, _)| mask >> n & 1 == 1)
                .map(|(_, c)| *c)
                .collect();
            for state in AgreementState::ALL {
                under(&ground, &db, |agreement| as_of(agreement, *state, &categories)).await;
                let open = *state == AgreementState::InForce;
                let none = BTreeSet::new();
                let wanted = expected(if open { &categories } else { &none });
                assert_eq!(sees(&ground, &own).await, wanted, "{state:?} {categories:?}");
                tried += 1;
            }
        }
        // The other partner has an agreement of its own and no share in these; its board is open.
        assert_eq!(sees(&ground, &other).await, ["board"].into());
        for who in [&stranger, &nowhere] {
            assert_eq!(sees(&ground, who).await, BTreeSet::new());
        }
        let whole = expected(&all);
        assert!(
            whole.is_subset(&sees(&ground, &ground.officer).await.into_iter().chain(["my tasks"]).collect())
        );
        assert_eq!(tried, 128);
    })
    .await;
}

/// The agreement as it would be in a state at [`NOON`], covering these categories.
fn as_of(agreement: Agreement, state: AgreementState, categories: &BTreeSet<DataCategory>) -> Agreement {
    let mut a = Agreement { terms: Terms { categories: categories.clone(), ..terms() }, ..agreement };
    a.ended = None;
    a.signatures = commonbeat_testkit::agreement(7).signatures;
    match state {
        AgreementState::InForce => {}
        AgreementState::Draft => a.signatures.truncate(1),
        AgreementState::Coming => a.terms.from = date(2026, 2, 17),
        AgreementState::Ended => a.terms.until = date(2026, 2, 15),
    }
    a
}

#[tokio::test]
async fn an_agreement_opens_and_closes_to_the_second() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let own = partner(ground.officer.agency, 7);
        under(&ground, &db, |a| Agreement {
            terms: Terms { from: date(2026, 2, 17), until: date(2026, 2, 18), ..a.terms.clone() },
            ..a
        })
        .await;
        // Midnight in Chicago is six o'clock UTC in February.
        for (at, open) in [
            ("2026-02-17T05:59:59Z", false),
            ("2026-02-17T06:00:00Z", true),
            ("2026-02-19T05:59:59Z", true),
            ("2026-02-19T06:00:00Z", false),
        ] {
            ground.clock.set(at.parse().unwrap());
            assert_eq!(!sees(&ground, &own).await.is_empty(), open, "{at}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_agreement_ended_in_the_middle_of_a_task_closes_at_that_instant_and_the_task_stays_with_the_agency()
 {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, clock, officer, commander, task, .. } = &ground;
        let own = partner(officer.agency, 7);
        let taken = app.take_on_task(&own, task.id, task.version).await.unwrap();
        let view = app.agreement(&own, id(907)).await.unwrap();
        assert!(view.may_end && view.state == AgreementState::InForce);
        let refused = app.end_agreement(officer, id(907), view.agreement.version, "Why not").await;
        assert!(matches!(refused, Err(Error::Missing(_))), "an officer does not end agreements");
        clock.advance(SignedDuration::from_secs(1));
        let ended =
            app.end_agreement(commander, id(907), view.agreement.version, "Reorganized.").await.unwrap();
        assert_eq!(ended.ended.as_ref().unwrap().side, Side::Agency);
        assert_eq!(sees(&ground, &own).await, BTreeSet::new());
        let report = commonbeat_app::tasks::Report {
            state: commonbeat_domain::problems::tasks::TaskState::Done,
            done: "30 lamps".into(),
            deviation: String::new(),
        };
        let late = app.report_task(&own, task.id, taken.version, report).await;
        assert!(matches!(late, Err(Error::Missing(_))), "what was open a second ago is not there");
        // The paper itself stays visible to the side that is named in it, and the task to the agency.
        assert_eq!(app.agreement(&own, id(907)).await.unwrap().state, AgreementState::Ended);
        assert!(app.task(officer, task.id).await.unwrap().task.taken_on.is_some());
        let again = app.end_agreement(&own, id(907), ended.version, "Too").await;
        assert!(matches!(again, Err(Error::Refused(Refusal::NotNow { .. }))));
    })
    .await;
}

#[tokio::test]
async fn an_agreement_is_signed_by_each_side_for_itself() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, officer, commander, .. } = &ground;
        let (own, other) = (partner(officer.agency, 7), partner(officer.agency, 8));
        let added =
            app.add_partner(officer, "Clinic", OrganizationKind::Nonprofit, PartnerRecord::default()).await;
        let clinic = added.unwrap();
        let twice =
            app.add_partner(officer, "Clinic", OrganizationKind::Nonprofit, PartnerRecord::default()).await;
        assert!(matches!(twice, Err(Error::Refused(Refusal::Unfit { .. }))));
        let draft = app.draft_agreement(officer, id(7), terms(), "once-a").await.unwrap();
        assert_eq!(app.draft_agreement(officer, id(7), terms(), "once-a").await.unwrap(), draft);
        let hidden = app.agreement(&other, draft.id).await;
        assert!(matches!(hidden, Err(Error::Missing(_))), "another partner's paper is not there");
        for (who, side) in [(officer, Side::Agency), (&own, Side::Agency), (&other, Side::Partner)] {
            let refused = app.sign_agreement(who, draft.id, 1, side, "X").await;
            assert!(matches!(refused, Err(Error::Missing(_))));
        }
        let signed = app.sign_agreement(&own, draft.id, 1, Side::Partner, "D. Quint").await.unwrap();
        assert!(!signed.signatures[0].on_paper);
        let stale = app.sign_agreement(commander, draft.id, 1, Side::Agency, "Okafor").await;
        assert!(matches!(stale, Err(Error::Stale(_))));
        let both = app.sign_agreement(commander, draft.id, 2, Side::Agency, "Okafor").await.unwrap();
        assert_eq!(app.agreement(&own, both.id).await.unwrap().state, AgreementState::InForce);
        // What stands on paper is noted by those who keep the records.
        let paper = app.draft_agreement(officer, clinic.id, terms(), "").await.unwrap();
        let paper = app.sign_agreement(officer, paper.id, 1, Side::Partner, "N. Whitfield").await.unwrap();
        assert!(paper.signatures[0].on_paper);
    })
    .await;
}

#[tokio::test]
async fn what_is_given_shown_and_taken_back_stands_in_the_log_once() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, officer, opened, .. } = &ground;
        let own = partner(officer.agency, 7);
        app.share_problem(officer, id(7), opened).await.unwrap();
        for _ in 0..3 {
            app.problem(&own, opened).await.unwrap();
        }
        app.unshare_problem(officer, id(7), opened).await.unwrap();
        assert!(matches!(app.problem(&own, opened).await, Err(Error::Missing(_))));
        let log = app.dissemination_log(officer, id(7), None, 50).await.unwrap();
        let said: Vec<_> = log.iter().rev().map(|(l, _)| (l.how, l.category, l.what.as_str())).collect();
        let (first, second) = (ground.with_task.to_string(), opened.to_string());
        let third = ground.referral.token();
        assert_eq!(
            said,
            [
                (Passed::Given, DataCategory::Tasks, first.as_str()),
                (Passed::Given, DataCategory::Problems, second.as_str()),
                (Passed::Given, DataCategory::Referrals, third.as_str()),
                (Passed::Seen, DataCategory::Problems, second.as_str()),
                (Passed::Withdrawn, DataCategory::Problems, second.as_str()),
            ]
        );
        let hidden = app.dissemination_log(&own, id(7), None, 50).await;
        assert!(matches!(hidden, Err(Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn a_problem_is_not_shared_without_an_agreement_that_covers_problems() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        under(&ground, &db, |a| as_of(a, AgreementState::InForce, &[DataCategory::Tasks].into())).await;
        let refused = ground.app.share_problem(&ground.officer, id(7), &ground.with_task).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::NotNow { why: "no-agreement-problems" }))));
    })
    .await;
}

#[tokio::test]
async fn two_partners_that_became_one_keep_their_people_tasks_and_problems_and_the_old_agreements_end() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, officer, commander, task, opened, .. } = &ground;
        let refused = app.merge_partner(officer, id(7), 1, id(8)).await;
        assert!(matches!(refused, Err(Error::Missing(_))));
        app.merge_partner(commander, id(7), 1, id(8)).await.unwrap();
        let (old, new) = (partner(officer.agency, 7), partner(officer.agency, 8));
        assert_eq!(sees(&ground, &old).await, BTreeSet::new());
        assert!(app.task(&new, task.id).await.is_ok() && app.problem(&new, opened).await.is_ok());
        let read = app.store().read(officer).await.unwrap();
        let moved = commonbeat_store::people::by_id(&read, id(157)).await.unwrap();
        assert_eq!(moved.organization, Some(id::<OrganizationId>(8)));
        assert_eq!(app.agreement(officer, id(907)).await.unwrap().state, AgreementState::Ended);
        let again = app.merge_partner(commander, id(7), 2, id(8)).await;
        assert!(matches!(again, Err(Error::Refused(Refusal::NotNow { .. }))));
        assert!(app.partners(officer, None).await.unwrap().iter().all(|l| l.organization.id != id(7)));
        let shared = app.share_problem(officer, id(7), opened).await;
        assert!(matches!(shared, Err(Error::Refused(Refusal::NotNow { why: "partner-merged" }))));
    })
    .await;
}

#[tokio::test]
async fn a_task_stays_with_the_partner_when_the_member_who_took_it_on_leaves() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, officer, task, .. } = &ground;
        let member = partner(officer.agency, 7);
        app.take_on_task(&member, task.id, task.version).await.unwrap();
        let administrator = person(officer.agency, 70, Role::Administrator, &[]);
        app.close_person(&administrator, id(157), 1).await.unwrap();
        let Who::Person { roles, beats, organization, .. } = member.who.clone() else { unreachable!() };
        let colleague = Who::Person { person: id(158), roles, beats, organization };
        let colleague = Actor { agency: officer.agency, who: colleague };
        assert_eq!(app.my_tasks(&colleague, 10).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_board_is_answered_by_others_and_taken_down_by_whose_it_is() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, officer, .. } = &ground;
        let (own, other) = (partner(officer.agency, 7), partner(officer.agency, 8));
        let entry = app.add_to_board(&own, offer("Traffic counter"), "t").await.unwrap();
        assert_eq!(app.add_to_board(&own, offer("Traffic counter"), "t").await.unwrap().id, entry.id);
        let entry = app.answer_board(&other, entry.id, 1, "We could use it in April.").await.unwrap();
        assert!(matches!(app.take_down(&other, entry.id, 2, "x").await, Err(Error::Missing(_))));
        assert!(matches!(app.take_down(&own, entry.id, 1, "x").await, Err(Error::Stale(_))));
        app.take_down(&own, entry.id, 2, "Lent in April.").await.unwrap();
        let (standing, settled) = app.board(&other).await.unwrap();
        assert_eq!((standing.len(), settled.len()), (1, 1));
        let closed = person(officer.agency, 71, Role::Administrator, &[]);
        assert!(matches!(app.board(&closed).await, Err(Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn the_map_of_partnerships_tells_who_works_on_what_and_where_nobody_does() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, officer, with_task, opened, .. } = &ground;
        let alone = app.open_problem(officer, new_problem("Loud music"), "").await.unwrap().reference;
        let all = app.coverage(officer).await.unwrap();
        let of = |at: &Reference| all.problems.iter().find(|(b, _)| b.reference == *at).unwrap().1.len();
        assert_eq!((of(with_task), of(opened), of(&alone)), (1, 1, 0));
        let partner = app.partner(officer, id(7)).await.unwrap();
        assert_eq!((partner.figures.open, partner.problems.len()), (1, 1));
        let ending = app.agreements_ending(officer).await.unwrap();
        assert!(ending.is_empty());
        ground.clock.set("2026-06-01T12:00:00Z".parse().unwrap());
        assert_eq!(app.agreements_ending(officer).await.unwrap().len(), 2, "to be looked at on August 1");
        let stranger = Actor { agency: id(2), ..officer.clone() };
        assert!(matches!(app.partner(&stranger, id(7)).await, Err(Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn a_record_changed_by_two_is_stale_for_the_second() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, officer, .. } = &ground;
        let read = app.store().read(officer).await.unwrap();
        let now: Organization = organizations::by_id(&read, id(7)).await.unwrap();
        let record = PartnerRecord { capacity: "12 beds".into(), ..now.record.clone() };
        app.change_partner(officer, id(7), now.version, "Partner 7", record.clone()).await.unwrap();
        let late = app.change_partner(officer, id(7), now.version, "Partner 7", record).await;
        assert!(matches!(late, Err(Error::Stale(_))));
    })
    .await;
}
