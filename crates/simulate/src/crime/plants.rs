//! Puts the targets among the everyday incidents, and says afterwards what is true.

use serde::{Deserialize, Serialize};

use crate::crime::background::{Calendar, Everyday, blank, finish};
use crate::crime::offenses::OFFENSES;
use crate::crime::targets::{Growth, Target};
use crate::crime::{DAY, Incident, clock};
use crate::dice::{Dice, Stream, Weighted};
use crate::geometry::Geometry;
use crate::plan::Plan;

/// What is true of the town and what no analysis is told: `truth.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// The seed it came from.
    pub seed: u64,
    /// Planted problems.
    pub plants: Vec<Plant>,
    /// Past responses with their true effect.
    pub responses: Vec<TrueResponse>,
}

/// A planted problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plant {
    /// Short name.
    pub id: String,
    /// `hot_place`, `near_repeat`, `repeat_place` or `rise`.
    pub kind: String,
    /// Where.
    pub geometry: Geometry,
    /// When.
    pub window: Window,
    /// Primary type; with `: DESCRIPTION` when only that description counts.
    pub offense: String,
    /// Ids of every incident of the offense in place and window, planted or not: nobody could tell them apart.
    pub incident_ids: Vec<String>,
    /// Rate ratio: incidents in place and window over those that would have been there without the plant.
    pub strength: f64,
}

/// A span of days, perhaps only some hours or days of the week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// First day.
    pub from: jiff::civil::Date,
    /// The day after the last.
    pub to: jiff::civil::Date,
    /// From the first hour to before the second; past midnight belongs to the evening before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<[u8; 2]>,
    /// Days of the week on which it begins, `Mon` to `Sun`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<String>>,
    /// From the first month to the end of the second, each year; 1 is January.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<[u8; 2]>,
}

/// A past response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrueResponse {
    /// Short name.
    pub id: String,
    /// Where it took place.
    pub area: Geometry,
    /// Its first day.
    pub start: jiff::civil::Date,
    /// Expected incidents of the offense after the start, over those expected without the response.
    pub true_ratio: f64,
    /// Primary type it was aimed at.
    pub offense: String,
}

/// Days that scanning looks back: in them a place is chosen because it is the worst.
const HALF_YEAR: i64 = 182;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Draws `count` incidents in all, in order of report, with the targets among them.
pub(crate) fn incidents(
    everyday: &mut Everyday,
    targets: &[Target],
    seed: u64,
    count: usize,
) -> Vec<Incident> {
    let mut dice = Dice::new(seed, Stream::Background);
    let mut all = Vec::with_capacity(count + 1_024);
    while all.len() < count {
        let incident = everyday.draw(&mut dice);
        if kept(&incident, targets, &mut dice) {
            all.push(incident);
        }
    }
    let mut planted = Vec::new();
    let mut dice = Dice::new(seed, Stream::Details);
    for target in targets {
        plant(target, everyday, &all, count / 40, &mut dice, &mut planted);
    }
    // Everyday incidents come in no order of time, so the last ones may give way.
    all.truncate(count.saturating_sub(planted.len()));
    planted.truncate(count);
    all.append(&mut planted);
    all.sort_by_key(|i| (i.reported, i.at, i.address, i.offense));
    all.iter_mut().enumerate().for_each(|(n, incident)| incident.id = 10_000_001 + n as u32);
    all
}

/// A response keeps some incidents from happening.
fn kept(incident: &Incident, targets: &[Target], dice: &mut Dice) -> bool {
    targets.iter().all(|target| match target.change {
        Some(change) if incident.day() >= change.from_day && target.holds(incident) => {
            dice.chance(change.ratio)
        }
        _ => true,
    })
}

/// Adds what the target asks for; never more than `most`.
fn plant(
    target: &Target,
    everyday: &Everyday,
    all: &[Incident],
    most: usize,
    dice: &mut Dice,
    planted: &mut Vec<Incident>,
) {
    if target.addresses.is_empty() {
        return;
    }
    let calendar = everyday.calendar;
    let there = all.iter().filter(|i| target.matches(i, calendar)).count() as f64;
    let wanted = match target.growth {
        Growth::Times(times) => (there * (times - 1.0)).round().max(15.0),
        Growth::Share(share) => {
            let of_kind = all.iter().filter(|i| target.rows.contains(&i.offense)).count() as f64;
            ((share * of_kind - there) / (1.0 - share)).round().max(15.0)
        }
        Growth::Chain(links) => return chain(target, everyday, links.min(most), dice, planted),
        Growth::Yearly(yearly) | Growth::Worst(yearly, _) => {
            let until = target.change.map_or(target.days.1, |c| c.from_day);
            let before = all.iter().filter(|i| i.day() < until && target.matches(i, calendar)).count() as f64;
            let years = (until - target.days.0).max(1) as f64 / 365.25;
            ((yearly - before / years) * (target.days.1 - target.days.0) as f64 / 365.25).round().max(0.0)
        }
    };
    let weights = Weighted::new(target.addresses.iter().map(|_| dice.heavy(6.0)).collect::<Vec<_>>());
    let span = (target.days.1 - target.days.0).max(1) as usize;
    for _ in 0..(wanted as usize).min(most) {
        let address = target.addresses[weights.draw(dice)];
        if let Some(incident) = one(target, everyday, address, dice, &mut |dice| dice.below(span) as i64)
            && target.change.is_none_or(|c| incident.day() < c.from_day || dice.chance(c.ratio))
        {
            planted.push(incident);
        }
    }
    if let (Growth::Worst(yearly, of), Some(change)) = (target.growth, target.change) {
        worst_of(target, everyday, (yearly, of, change.from_day), dice, planted);
    }
}

/// What the worst of so many places alike had above the mean of all, in the half year before a day.
fn worst_of(
    target: &Target,
    everyday: &Everyday,
    (yearly, of, until): (f64, usize, i64),
    dice: &mut Dice,
    planted: &mut Vec<Incident>,
) {
    let from = until - HALF_YEAR;
    let mean = yearly * HALF_YEAR as f64 / 365.25;
    // Ten chances for each incident come close to Poisson's counts.
    let count = |dice: &mut Dice| (0..(mean * 10.0) as usize).filter(|_| dice.chance(0.1)).count();
    let worst = (0..of).map(|_| count(dice)).max().unwrap_or(0) as f64;
    for _ in 0..(worst - mean).max(0.0).round() as usize {
        let address = *dice.pick(&target.addresses);
        let day = |dice: &mut Dice| from - target.days.0 + dice.below(HALF_YEAR as usize) as i64;
        planted.extend(one(target, everyday, address, dice, &mut |dice| day(dice)));
    }
}

/// One planted incident at an address on a day that `day` draws, counted from the window's first.
fn one(
    target: &Target,
    everyday: &Everyday,
    address: u32,
    dice: &mut Dice,
    day: &mut dyn FnMut(&mut Dice) -> i64,
) -> Option<Incident> {
    let calendar = everyday.calendar;
    for _ in 0..400 {
        let row = *dice.pick(&target.rows);
        let offense = &OFFENSES[usize::from(row)];
        let on = (target.days.0 + day(dice)).min(calendar.days - 1);
        let at = match target.hours {
            Some((from, to)) => {
                let length = if to > from { to - from } else { to + 24 - from };
                on * DAY + from * 60 + dice.below(length as usize * 60) as i64
            }
            None => {
                // Days as the rhythm has them: an unlikely weekday or month is drawn again.
                let date = clock(calendar.first, on * DAY).date();
                let weight = offense.rhythm.day_weight(calendar.weekday(on), date.month() as usize - 1);
                if dice.unit() * 20.0 > weight {
                    continue;
                }
                calendar.draw_minute(offense.rhythm, on, dice)
            }
        };
        let mut incident = blank(row, target.venue, address, at);
        let known = finish(&mut incident, offense, calendar.days, dice);
        if known && target.in_window(i64::from(incident.at), calendar) {
            incident.located = true;
            incident.planted = true;
            return Some(incident);
        }
    }
    None
}

/// A few first burglaries, then each at or close to an earlier one within nine days.
fn chain(target: &Target, everyday: &Everyday, links: usize, dice: &mut Dice, planted: &mut Vec<Incident>) {
    let mut homes: Vec<u32> = Vec::new();
    let mut made: Vec<(u32, i64)> = Vec::new();
    let length = target.days.1 - target.days.0;
    while made.len() < links {
        let (address, from, reach) = if made.len() < 4 {
            (*dice.pick(&target.addresses), made.len() as i64 * 9, 5)
        } else {
            let (near, day) = made[made.len() - 1 - dice.below(made.len().min(6))];
            (close_by(target, everyday.plan, near, dice), day - target.days.0 + 1, 8)
        };
        let from = if from >= length - 2 { dice.below(length.max(1) as usize) as i64 } else { from };
        let drawn = one(target, everyday, address, dice, &mut |dice| {
            (from + dice.below(reach) as i64).min(length - 1)
        });
        let Some(incident) = drawn else { return };
        made.push((address, incident.day()));
        homes.push(address);
        planted.push(incident);
    }
}

/// An address of the target within 150 metres of another one; the same one now and then.
fn close_by(target: &Target, plan: &Plan, near: u32, dice: &mut Dice) -> u32 {
    if dice.chance(0.2) {
        return near;
    }
    let here = plan.addresses[near as usize].flat;
    let within = |a: &&u32| here.squared_distance(plan.addresses[**a as usize].flat) < 150.0 * 150.0;
    let close: Vec<u32> = target.addresses.iter().filter(within).copied().collect();
    *dice.pick(&close)
}

/// The truth, counted in the finished data.
pub(crate) fn truth(seed: u64, targets: &[Target], incidents: &[Incident], calendar: &Calendar) -> Truth {
    let date = |day: i64| clock(calendar.first, day * DAY).date();
    let mut truth = Truth { seed, plants: Vec::new(), responses: Vec::new() };
    for target in targets {
        if let Some(change) = target.change {
            truth.responses.push(TrueResponse {
                id: target.id.to_owned(),
                area: target.geometry.clone(),
                start: date(change.from_day),
                true_ratio: change.ratio,
                offense: target.offense(),
            });
            continue;
        }
        let there: Vec<&Incident> = incidents.iter().filter(|i| target.matches(i, calendar)).collect();
        let strength = there.len() as f64 / expected(target, incidents, calendar).max(0.5);
        let names = || target.weekdays.iter().map(|d| WEEKDAYS[*d].to_owned()).collect();
        truth.plants.push(Plant {
            id: target.id.to_owned(),
            kind: target.kind.to_owned(),
            geometry: target.geometry.clone(),
            window: Window {
                from: date(target.days.0),
                to: date(target.days.1),
                hours: target.hours.map(|(from, to)| [from as u8, to as u8]),
                days: (!target.weekdays.is_empty()).then(names),
                months: target.months.map(|(from, to)| [from, to]),
            },
            offense: target.offense(),
            incident_ids: there.iter().map(|i| i.id.to_string()).collect(),
            strength: (strength * 100.0).round() / 100.0,
        });
    }
    truth
}

/// What place and window would have held without the plant: the unplanted incidents of all years there at the same
/// hours and days, for a window of this length.
fn expected(target: &Target, incidents: &[Incident], calendar: &Calendar) -> f64 {
    let always = Target { days: (0, calendar.days), ..target.clone() };
    let unplanted = incidents.iter().filter(|i| !i.planted && always.matches(i, calendar)).count();
    unplanted as f64 * (target.days.1 - target.days.0) as f64 / calendar.days.max(1) as f64
}
