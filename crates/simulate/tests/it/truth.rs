use std::collections::BTreeSet;

use commonbeat_simulate::{Incident, Plant, Truth};

use crate::town;

fn plant(id: &str) -> &'static Plant {
    town().truth().plants.iter().find(|p| p.id == id).expect("a known plant")
}

fn incidents_of(plant: &Plant) -> Vec<&'static Incident> {
    let ids: BTreeSet<u32> =
        plant.incident_ids.iter().map(|id| id.parse().expect("ids are numbers")).collect();
    let found: Vec<&Incident> = town().incidents().iter().filter(|i| ids.contains(&i.id)).collect();
    assert_eq!(found.len(), plant.incident_ids.len());
    found
}

#[test]
fn every_plant_holds_at_least_fifteen_incidents_of_its_offense_in_place_and_window() {
    assert_eq!(town().truth().plants.len(), 5);
    for plant in &town().truth().plants {
        let of = incidents_of(plant);
        assert!(of.len() >= 15, "{}: {}", plant.id, of.len());
        assert!(plant.strength >= 1.5, "{}: {}", plant.id, plant.strength);
        for incident in of {
            assert!(plant.offense.starts_with(incident.primary()), "{}", plant.id);
            let day = incident.occurred(town().first_day()).date();
            // The last night of a window ends on the morning after.
            assert!(plant.window.from <= day && day <= plant.window.to, "{}", plant.id);
            if let (Some(at), false) = (incident.position(town().plan()), plant.id == "parking-lots") {
                assert!(plant.geometry.contains(at), "{} {at:?}", plant.id);
            }
        }
    }
}

#[test]
fn one_store_has_a_third_of_all_shoplifting() {
    let all = town().incidents().iter().filter(|i| i.description() == "RETAIL THEFT").count();
    let share = plant("store").incident_ids.len() as f64 / all as f64;
    assert!((0.31..0.36).contains(&share), "{share}");
}

#[test]
fn the_strip_is_dangerous_on_the_nights_of_friday_and_saturday_only() {
    let plant = plant("night-strip");
    let in_it = |i: &&Incident| {
        i.primary() == "BATTERY"
            && i.occurred(town().first_day()).date() >= plant.window.from
            && i.position(town().plan()).is_some_and(|at| plant.geometry.contains(at))
    };
    let all = town().incidents().iter().filter(in_it).count();
    // Ten of the week's 168 hours.
    assert!(plant.incident_ids.len() * 3 > all, "{} of {all}", plant.incident_ids.len());
}

#[test]
fn the_burglaries_of_the_wave_lie_near_one_another_and_in_the_last_six_weeks() {
    let plant = plant("burglary-wave");
    let of = incidents_of(plant);
    let at: Vec<[f64; 2]> = of.iter().map(|i| town().plan().addresses[i.address()].at).collect();
    let metres = |a: [f64; 2], b: [f64; 2]| ((a[0] - b[0]) * 83_368.0).hypot((a[1] - b[1]) * 111_066.0);
    let close =
        (0..at.len()).filter(|n| (0..at.len()).any(|m| m != *n && metres(at[*n], at[m]) < 200.0)).count();
    assert!(close * 4 > at.len() * 3, "{close} of {}", at.len());
    assert_eq!((plant.window.to - plant.window.from).get_days(), 42);
}

#[test]
fn counting_before_and_after_recovers_what_each_response_did() {
    let town = town();
    for response in &town.truth().responses {
        let mut counts = [0.0f64; 2];
        let mut elsewhere = [0.0f64; 2];
        let year_before = response.start.saturating_sub(jiff::Span::new().years(1));
        for incident in town.incidents().iter().filter(|i| i.primary() == response.offense) {
            let day = incident.occurred(town.first_day()).date();
            // The same days of the year before and after: seasons cancel.
            let last_year = town.spec().today.saturating_sub(jiff::Span::new().years(1));
            let phase = if day >= response.start {
                1
            } else if day >= year_before && day < last_year {
                0
            } else {
                continue;
            };
            let at = town.plan().addresses[incident.address()].at;
            if response.area.contains(at) { counts[phase] += 1.0 } else { elsewhere[phase] += 1.0 }
        }
        let ratio = counts[1] / counts[0] / (elsewhere[1] / elsewhere[0]);
        let spread = 2.2 * (1.0 / counts[0] + 1.0 / counts[1]).sqrt();
        assert!(
            (ratio.ln() - response.true_ratio.ln()).abs() < spread,
            "{}: {ratio} {counts:?}",
            response.id
        );
        assert!(counts[0] > 80.0, "{}: {counts:?}", response.id);
    }
}

#[test]
fn the_truth_has_the_agreed_shape_and_parses_again() {
    let text = serde_json::to_string(town().truth()).unwrap();
    let again: Truth = serde_json::from_str(&text).unwrap();
    assert_eq!(&again, town().truth());
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    for key in ["id", "kind", "geometry", "window", "offense", "incident_ids", "strength"] {
        assert!(value["plants"][0].get(key).is_some(), "{key}");
    }
    for key in ["id", "area", "start", "true_ratio"] {
        assert!(value["responses"][0].get(key).is_some(), "{key}");
    }
    assert_eq!(value["plants"][0]["window"]["hours"], serde_json::json!([22, 3]));
    assert_eq!(value["plants"][0]["window"]["days"], serde_json::json!(["Fri", "Sat"]));
}
