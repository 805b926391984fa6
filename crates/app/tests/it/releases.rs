//! Public figures: whole months, cleared and frozen once.

use commonbeat_app::Error;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::information::publishing::{Count, Usual};
use commonbeat_store::Store;
use commonbeat_store::incidents::NewIncident;
use commonbeat_testkit::{agency, app, ground, id, on_both};
use jiff::civil::{Date, date};

use crate::concerns::map;
use crate::problems::person;

/// So many incidents of a class on a day in a neighborhood.
pub type Lot = (Date, &'static str, u128, usize);

/// Imports incidents.
pub async fn import(store: &Store, who: &Actor, n: u128, rows: &[Lot]) {
    let lots = rows.iter().flat_map(|lot| std::iter::repeat_n(lot, lot.3));
    let row = |(number, &(day, offense, area, _)): (usize, &Lot)| NewIncident {
        source_key: format!("{n}-{number}"),
        neighborhood: Some(id(area)),
        ..ground::incident(n * 1_000_000 + number as u128, offense, day)
    };
    ground::load_incidents(store, who, n, lots.enumerate().map(row).collect()).await;
}

/// Three Januaries and the days up to 10 February 2026.
pub fn januaries() -> Vec<Lot> {
    vec![
        (date(2024, 1, 1), "theft", 2, 21),
        (date(2024, 1, 9), "theft", 4, 30),
        (date(2025, 1, 9), "theft", 2, 12),
        (date(2025, 1, 9), "theft", 4, 28),
        (date(2026, 1, 9), "theft", 2, 9),
        (date(2026, 1, 9), "theft", 4, 29),
        (date(2026, 1, 9), "assault", 2, 3),
        (date(2026, 1, 9), "assault", 4, 2),
        (date(2026, 1, 9), "robbery", 2, 1),
        (date(2026, 1, 9), "robbery", 4, 4),
        (date(2026, 2, 10), "theft", 2, 1),
    ]
}

#[tokio::test]
async fn a_month_is_frozen_once_and_says_what_is_usual() {
    on_both(|db| async move {
        let (agency, operator) = agency(&db.store, 1).await;
        map(&db.store, &operator).await;
        import(&db.store, &operator, 1, &januaries()).await;
        let (app, _) = app(&db);
        let system = Actor::system(agency.id, "freeze-figures");
        let release = app.freeze_due(&system).await.unwrap().unwrap().into_inner();
        assert_eq!(release.month, date(2026, 1, 1));
        let line = |area: u128, offense: &str| {
            let found = release.lines.iter().find(|l| l.area == id(area) && l.offense == offense);
            found.unwrap().clone()
        };
        assert_eq!((line(2, "theft").count, line(2, "theft").usual), (Count::Exact(9), Some((12, 21))));
        assert_eq!(line(2, "theft").reading(), Some(Usual::Fewer));
        assert_eq!(line(4, "theft").reading(), Some(Usual::As));
        assert_eq!((line(2, "assault").count, line(2, "assault").usual), (Count::Under(5), Some((0, 5))));
        assert_eq!(app.freeze_due(&system).await.unwrap(), None, "once is enough");
        let again = app.freeze_release(&system, date(2026, 1, 1)).await;
        assert!(matches!(again, Err(Error::Refused(Refusal::NotNow { why: "month-frozen" }))));
    })
    .await;
}

#[tokio::test]
async fn only_a_whole_month_of_the_data_is_frozen() {
    on_both(|db| async move {
        let (agency, operator) = agency(&db.store, 1).await;
        map(&db.store, &operator).await;
        let (app, _) = app(&db);
        let analyst = person(agency.id, 1, Role::Analyst, &[]);
        assert_eq!(app.freeze_due(&analyst).await.unwrap(), None);
        import(&db.store, &operator, 1, &januaries()).await;
        let refused = |month| {
            let (app, analyst) = (app.clone(), analyst.clone());
            async move {
                match app.freeze_release(&analyst, month).await {
                    Err(Error::Refused(Refusal::NotNow { why })) => why,
                    other => panic!("{other:?}"),
                }
            }
        };
        assert_eq!(refused(date(2026, 2, 1)).await, "month-not-whole");
        assert_eq!(refused(date(2023, 12, 1)).await, "month-before-data");
        let officer = person(agency.id, 2, Role::Officer, &[]);
        assert!(matches!(app.freeze_due(&officer).await, Err(Error::Missing(_))));
    })
    .await;
}
