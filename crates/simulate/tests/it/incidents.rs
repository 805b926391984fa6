use std::collections::BTreeMap;

use commonbeat_simulate::Incident;

use crate::town;

fn share(of: impl Fn(&Incident) -> bool) -> f64 {
    let all = town().incidents();
    all.iter().filter(|i| of(i)).count() as f64 / all.len() as f64
}

fn hour(incident: &Incident) -> i8 {
    incident.occurred(town().first_day()).hour()
}

#[test]
fn the_mix_of_offenses_is_like_a_real_citys() {
    for (primary, low, high) in [
        ("THEFT", 0.19, 0.30),
        ("BATTERY", 0.14, 0.22),
        ("CRIMINAL DAMAGE", 0.08, 0.15),
        ("BURGLARY", 0.05, 0.09),
        ("MOTOR VEHICLE THEFT", 0.03, 0.06),
        ("ROBBERY", 0.02, 0.04),
        ("HOMICIDE", 0.0, 0.0005),
    ] {
        let seen = share(|i| i.primary() == primary);
        assert!((low..=high).contains(&seen), "{primary}: {seen}");
    }
}

#[test]
fn every_incident_lies_in_the_town_and_in_its_five_years() {
    let town = town();
    let (first, today) = (town.first_day(), town.spec().today);
    for incident in town.incidents() {
        let (from, told) = (incident.occurred(first), incident.reported(first));
        assert!(from.date() >= first && told.date() < today && from <= told);
        assert!(incident.occurred_until(first).is_none_or(|until| from < until && until <= told));
        if let Some(at) = incident.position(town.plan()) {
            assert!(town.plan().boundary.contains(at), "{at:?}");
            assert_eq!(
                town.plan().neighborhood_at(at),
                Some(town.plan().neighborhood_of(incident.address()))
            );
        }
    }
    let ids: Vec<u32> = town.incidents().iter().map(|i| i.id).collect();
    assert!(ids.is_sorted_by(|a, b| a < b));
}

#[test]
fn records_have_the_flaws_of_real_ones() {
    let no_place = share(|i| i.position(town().plan()).is_none());
    assert!((0.006..0.016).contains(&no_place), "{no_place}");
    let midnight = share(|i| i.occurred(town().first_day()).time() == jiff::civil::Time::midnight());
    assert!((0.02..0.06).contains(&midnight), "{midnight}");
    let spans = |primary| {
        let of: Vec<&Incident> = town().incidents().iter().filter(|i| i.primary() == primary).collect();
        of.iter().filter(|i| i.occurred_until(town().first_day()).is_some()).count() as f64 / of.len() as f64
    };
    assert!(spans("BURGLARY") > 0.6, "{}", spans("BURGLARY"));
    assert_eq!(spans("ROBBERY"), 0.0);
}

#[test]
fn bars_are_loud_at_night_homes_are_broken_into_by_day_and_summer_is_busier_than_winter() {
    let of = |what: &dyn Fn(&Incident) -> bool, when: &dyn Fn(&Incident) -> bool| {
        let all: Vec<&Incident> = town().incidents().iter().filter(|i| what(i)).collect();
        all.iter().filter(|i| when(i)).count() as f64 / all.len() as f64
    };
    let fight = |i: &Incident| i.primary() == "BATTERY" && i.description() == "SIMPLE";
    let late = |i: &Incident| !(3..22).contains(&hour(i));
    assert!(of(&fight, &late) > 0.3);
    let burglary = |i: &Incident| i.primary() == "BURGLARY" && i.description() == "UNLAWFUL ENTRY";
    assert!(of(&burglary, &|i| (8..17).contains(&hour(i))) > 0.5);
    let month = |i: &Incident| i.occurred(town().first_day()).month();
    let summer = of(&|_| true, &|i| (6..=8).contains(&month(i)));
    let winter = of(&|_| true, &|i| matches!(month(i), 12 | 1 | 2));
    assert!(summer > winter * 1.1, "{summer} {winter}");
}

#[test]
fn a_few_addresses_carry_much_of_the_load() {
    let mut counts = BTreeMap::new();
    for incident in town().incidents() {
        *counts.entry(incident.address()).or_insert(0usize) += 1;
    }
    let mut counts: Vec<usize> = counts.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let top: usize = counts.iter().take(town().plan().addresses.len() / 20).sum();
    let share = top as f64 / town().incidents().len() as f64;
    assert!((0.3..0.75).contains(&share), "the top 5 % of addresses hold {share}");
}

#[test]
fn burglaries_come_back_near_and_soon_more_often_than_chance() {
    let plan = town().plan();
    let mut at: Vec<(i64, u32)> = town()
        .incidents()
        .iter()
        .filter(|i| i.primary() == "BURGLARY")
        .map(|i| {
            let days = (i.occurred(town().first_day()).date() - town().first_day()).get_days();
            (i64::from(days), plan.addresses[i.address()].segment)
        })
        .collect();
    at.sort_unstable();
    let pairs = |from: i64, to: i64| {
        let mut n = 0;
        for (k, (day, segment)) in at.iter().enumerate() {
            let later = at[k + 1..].iter().take_while(|(d, _)| d - day < to);
            n += later.filter(|(d, s)| d - day >= from && s == segment).count();
        }
        n
    };
    let (soon, later) = (pairs(1, 22), pairs(200, 221));
    assert!(soon as f64 > 1.6 * later as f64, "{soon} {later}");
}
