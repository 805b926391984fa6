//! Assessments on planted data: what was planted is found again, and no more.

use commonbeat_app::assessment::{Asked, Warning, plain_sentence};
use commonbeat_app::{App, Error};
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::information::meanings::Meaning;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::assessment::Reading;
use commonbeat_domain::problems::candidates::Window;
use commonbeat_domain::problems::problem::NewProblem;
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::incidents::NewIncident;
use commonbeat_store::{Store, problems as rows};
use commonbeat_testkit::{Database, FixedClock, NOON, agency, app, ground, on_both};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::problems::{new_problem, partner, person};

const FIRST: Date = Date::constant(2023, 1, 1);
const CHOSEN: Window = Window { from: Date::constant(2025, 1, 1), until: Date::constant(2025, 7, 1) };
const START: Date = Date::constant(2025, 8, 4);

/// Numbers between 0 and 1, the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Burglaries strewn evenly over 3.6 km by 3.6 km, `per_day` on average, to the end of July 2026; within 300 m of the
/// centre only a share of them from the start of the response on.
fn strewn(per_day: f64, share: f64, seed: u64) -> Vec<NewIncident> {
    let mut dice = Dice(seed);
    let mut all = Vec::new();
    let last = date(2026, 8, 1);
    let mut day = FIRST;
    while day < last {
        let mut here = per_day;
        while here > 0.0 && dice.roll() < here {
            here -= 1.0;
            let place = [dice.roll() * 3_600.0 - 1_800.0, dice.roll() * 3_600.0 - 1_800.0];
            let treated = place[0].hypot(place[1]) < 300.0 && day >= START;
            if !treated || dice.roll() < share {
                all.push(row(all.len() as u128, day, ground::at(place)));
            }
        }
        day = day.saturating_add(1.day());
    }
    all
}

fn row(n: u128, day: Date, at: LonLat) -> NewIncident {
    NewIncident {
        hour: Some(22),
        at: Some(at.into()),
        place_key: Some(format!("{} ALDER ST", n % 90)),
        ..ground::incident(n, "burglary", day)
    }
}

async fn load(store: &Store, who: &Actor, rows: Vec<NewIncident>) {
    let whole = || ground::square(3_600.0);
    let beat = ground::area(1, AreaKind::Beat, "Beat 1", whole());
    let neighborhood = ground::area(2, AreaKind::Neighborhood, "RIVERSIDE", whole());
    let town = ground::area(3, AreaKind::Boundary, "Millbrook", whole());
    ground::load_areas(store, who, &[beat, neighborhood, town]).await;
    ground::load_incidents(store, who, 1, rows).await;
}

struct Town {
    app: App,
    clock: FixedClock,
    officer: Actor,
    at: Reference,
}

/// A town with these burglaries and a problem in its middle.
async fn town(db: &Database, burglaries: Vec<NewIncident>) -> Town {
    let (agency, operator) = agency(&db.store, 1).await;
    load(&db.store, &operator, burglaries).await;
    let (app, clock) = app(db);
    let officer = person(agency.id, 1, Role::Officer, &[1]);
    let new = NewProblem {
        offenses: vec!["burglary".parse().unwrap()],
        shape: Some(Shape::around(ground::center(), 300.0)),
        chosen_in: Some(CHOSEN),
        ..new_problem("Burglaries around Alder Street")
    };
    let at = app.open_problem(&officer, new, "").await.unwrap().reference;
    put(db, &officer, &at, |problem| problem.response.starts_on = Some(START)).await;
    Town { app, clock, officer, at }
}

/// Changes a problem as another page would.
async fn put(db: &Database, who: &Actor, at: &Reference, change: impl FnOnce(&mut Problem)) -> Problem {
    let mut write = db.store.write(who, NOON).await.unwrap();
    let mut problem = rows::get(&write, at).await.unwrap();
    change(&mut problem);
    let saved = rows::save(&mut write, problem, "problem.test", "").await.unwrap();
    write.record(Entry::new("problem.test", at));
    write.commit().await.unwrap();
    saved
}

impl Town {
    fn on(&self, day: Date) {
        self.clock.set(day.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp());
    }

    /// Plans for 12 months after and starts.
    async fn started(&self, db: &Database) -> Problem {
        let asked = Asked { months_after: Some(12), ..Asked::default() };
        self.app.save_plan(&self.officer, &self.at, 2, asked, "").await.unwrap();
        put(db, &self.officer, &self.at, |p| p.assessment.lock_plan(NOON).unwrap()).await
    }
}

#[tokio::test]
async fn a_planted_fall_is_found_again_within_its_interval() {
    on_both(|db| async move {
        let town = town(&db, strewn(14.0, 0.6, 7)).await;
        let proposal = town.app.propose_plan(&town.officer, &town.at, Asked::default()).await.unwrap();
        let plan = &proposal.plan;
        assert_eq!(plan.baseline, Window { from: FIRST, until: CHOSEN.from });
        assert_eq!(plan.follow_up, Window { from: START, until: date(2026, 2, 4) });
        assert!((2..=5).contains(&plan.controls.len()), "{}", plan.controls.len());
        assert_eq!(plan.rings.len(), 2);
        assert!(plan.detectable.is_some_and(|r| (0.2..0.6).contains(&r)), "{:?}", plan.detectable);
        assert_eq!(proposal.warnings, []);
        assert!(plan.controls[0].name.contains("Alder St") && plan.controls[0].name.contains("Riverside"));
        assert_eq!(proposal.treated_name, "Alder St, Riverside");

        town.started(&db).await;
        town.on(date(2026, 8, 10));
        let problem = town.app.measure(&town.officer, &town.at, 4).await.unwrap();
        let outcome = problem.assessment.outcome.unwrap();
        let own = &outcome.areas[0];
        let (low, high) = own.interval.unwrap();
        assert!(low < 0.6 && 0.6 < high && high < 1.0, "{own:?}");
        assert_eq!((own.reading, outcome.complete, outcome.areas.len()), (Reading::Fell, false, 3));
        assert!(outcome.wdd.is_some_and(|(estimate, _, most)| estimate < -20.0 && most < 0.0));
        assert!(outcome.areas[1..].iter().all(|ring| ring.reading == Reading::CouldBeChance), "{outcome:?}");
        assert_eq!(plain_sentence(&outcome).key, "result-fell");
        // The data end three days before the twelfth month does.
        assert_eq!(outcome.follow_up, Window { from: START, until: date(2026, 7, 4) });
        let before: u32 = outcome.series.iter().filter(|m| m.0 < CHOSEN.from).map(|m| m.1).sum();
        assert_eq!(u64::from(before), own.before);
        assert_eq!(outcome.series.last().unwrap().0, date(2026, 6, 1));
    })
    .await;
}

#[tokio::test]
async fn where_nothing_changed_it_could_be_chance() {
    on_both(|db| async move {
        let town = town(&db, strewn(14.0, 1.0, 11)).await;
        town.started(&db).await;
        town.on(date(2026, 3, 1));
        let problem = town.app.measure(&town.officer, &town.at, 4).await.unwrap();
        let outcome = problem.assessment.outcome.unwrap();
        let own = &outcome.areas[0];
        assert_eq!((own.reading, outcome.complete), (Reading::CouldBeChance, false), "{own:?}");
        assert!(own.interval.is_some_and(|(low, high)| low < 1.0 && 1.0 < high));
        assert_eq!(outcome.follow_up.until, date(2026, 2, 4));
        assert_eq!(plain_sentence(&outcome).key, "result-chance");
    })
    .await;
}

#[tokio::test]
async fn tiny_counts_are_too_few_to_tell() {
    on_both(|db| async move {
        let town = town(&db, strewn(0.6, 0.5, 3)).await;
        let proposal = town.app.propose_plan(&town.officer, &town.at, Asked::default()).await.unwrap();
        assert!(proposal.warnings.contains(&Warning::FewIncidents), "{:?}", proposal.warnings);
        assert!(proposal.plan.detectable.is_none_or(|r| r > 0.7), "{:?}", proposal.plan.detectable);
        town.started(&db).await;
        town.on(date(2026, 8, 10));
        let problem = town.app.measure(&town.officer, &town.at, 4).await.unwrap();
        let outcome = problem.assessment.outcome.unwrap();
        assert_eq!(outcome.areas[0].reading, Reading::TooFew, "{outcome:?}");
        assert_eq!(plain_sentence(&outcome).key, "result-too-few");
    })
    .await;
}

#[tokio::test]
async fn the_officer_picks_comparisons_and_months_and_keeps_them() {
    on_both(|db| async move {
        let town = town(&db, strewn(8.0, 1.0, 5)).await;
        let first = town.app.propose_plan(&town.officer, &town.at, Asked::default()).await.unwrap();
        let offered = first.rows.iter().find(|r| !r.chosen && r.key != "rest").expect("more than the chosen");
        let asked = Asked {
            months_before: Some(18),
            controls: Some([first.rows[0].key.clone(), offered.key.clone()].into()),
            ..Asked::default()
        };
        let saved = town.app.save_plan(&town.officer, &town.at, 2, asked, "").await.unwrap();
        let plan = saved.assessment.plan.unwrap();
        assert_eq!(plan.baseline, Window { from: date(2023, 7, 1), until: CHOSEN.from });
        let taken: Vec<&Shape> = plan.controls.iter().map(|c| &c.shape).collect();
        assert!(taken.len() == 2 && taken.contains(&&offered.area.shape));
        let again = town.app.propose_plan(&town.officer, &town.at, Asked::default()).await.unwrap();
        assert_eq!(again.plan, plan);
        assert_eq!(again.rows.iter().filter(|r| r.chosen).count(), 2);
        let none = Asked { controls: Some([].into()), ..Asked::default() };
        let warned = town.app.propose_plan(&town.officer, &town.at, none).await.unwrap();
        assert!(warned.warnings.contains(&Warning::NoControls));
    })
    .await;
}

#[tokio::test]
async fn a_plan_changed_after_the_start_needs_a_reason_and_shows_as_a_deviation() {
    on_both(|db| async move {
        let town = town(&db, strewn(8.0, 1.0, 5)).await;
        let refused = town.app.measure(&town.officer, &town.at, 2).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::NotNow { why: "not-started" }))));
        let locked = town.started(&db).await;
        town.on(date(2026, 8, 10));
        let measured = town.app.measure(&town.officer, &town.at, locked.version).await.unwrap();
        assert!(measured.assessment.outcome.is_some());
        let asked = Asked { months_after: Some(6), ..Asked::default() };
        let refused = town.app.save_plan(&town.officer, &town.at, measured.version, asked.clone(), " ").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Required { field: "reason" }))), "{refused:?}");
        let stale = town.app.save_plan(&town.officer, &town.at, 2, asked.clone(), "Late").await;
        assert!(matches!(stale, Err(Error::Stale("problem"))));
        let why = "The lamps were out from March.";
        let changed =
            town.app.save_plan(&town.officer, &town.at, measured.version, asked, why).await.unwrap();
        assert!(changed.assessment.deviates() && changed.assessment.outcome.is_none());
        assert_eq!(changed.assessment.deviations[0].reason, why);
        assert_eq!(changed.assessment.lock, locked.assessment.lock);
        let (_, history) = town.app.problem_history(&town.officer, &town.at).await.unwrap();
        assert_eq!((history[0].act.as_str(), history[0].note.as_str()), ("problem.plan", why));
        let done = town.app.measure(&town.officer, &town.at, changed.version).await.unwrap();
        assert!(done.assessment.outcome.is_some_and(|outcome| outcome.complete));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_work_on_a_problem_cannot_plan_or_measure_it() {
    on_both(|db| async move {
        let town = town(&db, strewn(1.0, 1.0, 5)).await;
        let (other, _) = agency(&db.store, 2).await;
        let here = town.officer.agency;
        let strangers = [
            person(here, 2, Role::Officer, &[9]),
            person(here, 3, Role::Information, &[]),
            person(here, 4, Role::Administrator, &[]),
            person(here, 5, Role::Auditor, &[]),
            person(other.id, 1, Role::Officer, &[1]),
            partner(here, 7),
            Actor::nobody(here),
        ];
        for who in &strangers {
            let proposed = town.app.propose_plan(who, &town.at, Asked::default()).await;
            assert!(matches!(proposed, Err(Error::Missing("problem"))), "{who:?}");
            let saved = town.app.save_plan(who, &town.at, 2, Asked::default(), "").await;
            assert!(matches!(saved, Err(Error::Missing("problem"))), "{who:?}");
            let measured = town.app.measure(who, &town.at, 2).await;
            assert!(matches!(measured, Err(Error::Missing("problem"))), "{who:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn data_that_only_chose_the_problem_give_no_plan() {
    on_both(|db| async move {
        let late: Vec<NewIncident> =
            strewn(3.0, 1.0, 5).into_iter().filter(|row| row.day >= CHOSEN.from).collect();
        let town = town(&db, late).await;
        let refused = town.app.propose_plan(&town.officer, &town.at, Asked::default()).await;
        assert!(
            matches!(refused, Err(Error::Refused(Refusal::NotNow { why: "no-fair-baseline" }))),
            "{refused:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_plan_made_after_an_import_counts_what_it_brought() {
    on_both(|db| async move {
        let town = town(&db, strewn(14.0, 1.0, 7)).await;
        let propose = async || {
            let made = town.app.propose_plan(&town.officer, &town.at, Asked::default()).await.unwrap();
            made.treated.iter().sum::<u32>()
        };
        let before = propose().await;
        assert_eq!(propose().await, before);
        let operator = Actor::operator(town.officer.agency);
        let more = (0..7).map(|n| NewIncident {
            source_key: format!("late-{n}"),
            ..row(900_000 + n, date(2024, 5, 5), ground::center())
        });
        ground::load_incidents(&db.store, &operator, 2, more.collect()).await;
        assert_eq!(propose().await, before + 7);
    })
    .await;
}

#[tokio::test]
async fn a_plan_made_after_a_category_got_another_class_counts_its_rows() {
    on_both(|db| async move {
        let town = town(&db, strewn(14.0, 1.0, 7)).await;
        let operator = Actor::operator(town.officer.agency);
        let sheds = (0..7).map(|n| NewIncident {
            source_key: format!("shed-{n}"),
            label: "SHED".into(),
            offense: "theft".parse().unwrap(),
            ..row(900_000 + n, date(2024, 5, 5), ground::center())
        });
        ground::load_incidents(&db.store, &operator, 2, sheds.collect()).await;
        let propose = async || {
            let made = town.app.propose_plan(&town.officer, &town.at, Asked::default()).await.unwrap();
            made.treated.iter().sum::<u32>()
        };
        let before = propose().await;
        let meaning = Meaning::read("burglary", "").unwrap();
        town.app.decide_meaning(&operator, "SHED", 0, meaning).await.unwrap();
        town.app.worker(Default::default()).run_until_empty().await.unwrap();
        assert_eq!(propose().await, before + 7);
    })
    .await;
}
