use std::sync::OnceLock;

use commonbeat_simulate::{Plants, Size, Spec, Town};

fn built(plants: Plants) -> Town {
    Town::build(Spec { plants, ..Spec::demo(Size::Town, 3) }).expect("a town")
}

fn every() -> &'static Town {
    static TOWN: OnceLock<Town> = OnceLock::new();
    TOWN.get_or_init(|| built(Plants::Every))
}

#[test]
fn every_kind_of_problem_is_planted_with_at_least_fifteen_incidents() {
    let plants = &every().truth().plants;
    let ids: Vec<&str> = plants.iter().map(|p| p.id.as_str()).collect();
    for id in ["night-strip", "repeat-target", "summer-lot", "recent-rise", "crossing"] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    for plant in plants.iter().filter(|p| p.kind != "concern_cluster") {
        assert!(plant.incident_ids.len() >= 15, "{}: {}", plant.id, plant.incident_ids.len());
    }
    assert!(every().script().is_empty());
}

#[test]
fn the_summer_lot_comes_back_every_summer_and_in_no_other_season() {
    let plant = every().truth().plants.iter().find(|p| p.id == "summer-lot").expect("the lot");
    assert_eq!(plant.window.months, Some([6, 8]));
    let ids: Vec<u32> = plant.incident_ids.iter().map(|id| id.parse().expect("a number")).collect();
    let first = every().first_day();
    let days: Vec<jiff::civil::Date> = every()
        .incidents()
        .iter()
        .filter(|i| ids.contains(&i.id))
        .map(|i| i.occurred(first).date())
        .collect();
    assert!(days.iter().all(|d| (6..=8).contains(&d.month())));
    for year in 2021..=2025 {
        assert!(days.iter().filter(|d| d.year() == year).count() >= 5, "{year}");
    }
}

#[test]
fn concerns_of_the_crossing_are_close_together_and_no_incident_is_theirs() {
    let about: Vec<_> =
        every().concerns().iter().filter(|c| c.about.as_deref() == Some("crossing")).collect();
    assert!((4..=6).contains(&about.len()), "{}", about.len());
    let plant = every().truth().plants.iter().find(|p| p.id == "crossing").expect("the crossing");
    assert!(plant.incident_ids.iter().all(|id| about.iter().any(|c| c.key == *id)));
}

/// Incidents of the worst place in a usual half year, and in the one in which it was chosen.
fn worst_place(seed: u64) -> (f64, f64) {
    let spec = Spec { plants: Plants::Responses, ..Spec::demo(Size::Town, seed) };
    let town = Town::build(spec).expect("a town");
    let response = town.truth().responses.iter().find(|r| r.id == "worst-place").expect("a response");
    assert!((response.true_ratio - 1.0).abs() < 1e-12);
    let day = |days: i64| response.start.saturating_add(jiff::Span::new().days(days));
    let count = |from: i64, until: i64| {
        let there = town.incidents().iter().filter(|i| i.primary() == response.offense);
        there
            .filter(|i| (day(from)..day(until)).contains(&i.occurred(town.first_day()).date()))
            .filter(|i| response.area.contains(town.plan().addresses[i.address()].at))
            .count() as f64
    };
    (count(-182 * 3, -182) / 2.0, count(-182, 0))
}

#[test]
fn the_response_at_the_worst_place_truly_did_nothing_where_much_had_happened() {
    let (usual, chosen) = worst_place(3);
    assert!(usual > 60.0 && chosen > 60.0, "{usual} {chosen}");
}

#[test]
fn a_town_without_plants_has_none_and_the_same_map() {
    let nothing = built(Plants::Nothing);
    assert!(nothing.truth().plants.is_empty() && nothing.truth().responses.is_empty());
    assert_eq!(nothing.incidents().len(), every().incidents().len());
    assert_eq!(nothing.plan().addresses.len(), every().plan().addresses.len());
}

#[test]
fn what_is_usual_adds_up_to_a_year_of_incidents() {
    let usual = every().usual();
    let all: f64 = (0..usual.rows()).flat_map(|row| usual.of_row(row)).map(|(_, rate)| rate).sum();
    assert!((all - 5_000.0).abs() < 1.0, "{all}");
    assert!(usual.of_row(usual.rows()).is_empty());
}
