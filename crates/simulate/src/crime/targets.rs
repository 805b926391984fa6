//! What is planted where: chosen before anything is drawn.

use jiff::civil::Date;

use crate::crime::Incident;
use crate::crime::background::Calendar;
use crate::crime::offenses::{OFFENSES, Venue, row};
use crate::dice::{Dice, Stream};
use crate::geometry::Geometry;
use crate::plan::places::{BIG_STORE, DEPOT, LOTS, strip_addresses, strip_outline};
use crate::plan::regions;
use crate::plan::{PlaceKind, Plan};
use crate::spec::{Plants, Spec};

mod every;

/// How the planted incidents are spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Growth {
    /// The rate in place and window becomes this many times what it was.
    Times(f64),
    /// The place comes to have this share of the offense in the whole town.
    Share(f64),
    /// A chain of this many, each near an earlier one.
    Chain(usize),
    /// So many a year in the area, with those that happen anyway.
    Yearly(f64),
    /// As [`Growth::Yearly`], and in the half year before the response as many as at the worst of so many places alike:
    /// that is how a place comes to be chosen that then falls back by itself.
    Worst(f64, usize),
}

/// A response that changed (or did not change) what happens from a day on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Change {
    pub from_day: i64,
    pub ratio: f64,
}

/// A place, a window and an offense in which more happens than elsewhere.
#[derive(Clone)]
pub(crate) struct Target {
    pub id: &'static str,
    pub kind: &'static str,
    pub geometry: Geometry,
    /// Sorted.
    pub addresses: Vec<u32>,
    pub venue: Venue,
    /// Rows of the offense table to draw from, the first most often.
    pub rows: Vec<u8>,
    /// Whether the code must match too, not only the primary type.
    pub exact: bool,
    /// Only at the named venue, not in the street before it.
    pub at_venue: bool,
    /// `[from, to)` in days from the first.
    pub days: (i64, i64),
    /// From this hour to before that one; past midnight belongs to the evening before.
    pub hours: Option<(i64, i64)>,
    /// Days of the week on which it begins, 0 for Monday.
    pub weekdays: &'static [usize],
    /// From this month to the end of that one, each year; 1 is January.
    pub months: Option<(u8, u8)>,
    pub growth: Growth,
    pub change: Option<Change>,
}

impl Target {
    /// As the truth names it: `THEFT`, or with the description when only that one counts.
    pub fn offense(&self) -> String {
        let first = &OFFENSES[usize::from(self.rows[0])];
        if self.exact {
            format!("{}: {}", first.primary, first.description)
        } else {
            first.primary.to_owned()
        }
    }

    /// The offense, wherever and whenever it was.
    pub fn counts(&self, incident: &Incident) -> bool {
        let first = &OFFENSES[usize::from(self.rows[0])];
        if self.exact { self.rows.contains(&incident.offense) } else { incident.primary() == first.primary }
    }

    /// Place and offense, whenever it was.
    pub fn holds(&self, incident: &Incident) -> bool {
        self.counts(incident)
            && (!self.at_venue || incident.venue == self.venue)
            && self.addresses.binary_search(&incident.address).is_ok()
    }

    /// Place, offense and window.
    pub fn matches(&self, incident: &Incident, calendar: &Calendar) -> bool {
        self.in_window(i64::from(incident.at), calendar) && self.holds(incident)
    }

    /// Whether a minute lies in the window.
    pub fn in_window(&self, at: i64, calendar: &Calendar) -> bool {
        let (day, hour) = (at / crate::crime::DAY, at / 60 % 24);
        let begins = match self.hours {
            None => day,
            Some((from, to)) if from <= to => {
                if hour < from || hour >= to {
                    return false;
                }
                day
            }
            Some((from, _)) if hour >= from => day,
            Some((_, to)) if hour < to => day - 1,
            Some(_) => return false,
        };
        let in_days = (self.days.0..self.days.1).contains(&begins)
            && self.months.is_none_or(|(from, to)| (from..=to).contains(&calendar.month(begins)));
        in_days && (self.weekdays.is_empty() || self.weekdays.contains(&calendar.weekday(begins)))
    }
}

/// All targets of the town; problems first, then the places of past responses.
pub(crate) fn targets(spec: &Spec, plan: &Plan, calendar: &Calendar) -> Vec<Target> {
    let mut dice = Dice::new(spec.seed, Stream::Plants);
    let scene = Scene { plan, days: calendar.days, today: spec.today, first: calendar.first };
    let yearly = (spec.incident_count() as f64 / f64::from(spec.years) * 0.052).clamp(12.0, 300.0);
    let (wide, short) = (dice.between(2.4, 4.0), dice.between(2.2, 3.6));
    let links = 18 + dice.below(9);
    let lots = dice.between(2.5, 4.0);
    let mut targets = match spec.plants {
        Plants::Nothing => Vec::new(),
        Plants::Story => vec![
            scene.night_strip(wide),
            scene.burglary_wave(links),
            scene.store(),
            scene.parking_lots(lots),
            scene.rise(short),
            scene.damage_in_mill_flats(yearly),
            scene.thefts_at_the_depot(yearly),
        ],
        other => scene.every(other, &mut dice),
    };
    // Where two targets share an offense, each address belongs to the first of them only.
    for later in 1..targets.len() {
        let (head, tail) = targets.split_at_mut(later);
        let later = &mut tail[0];
        let primary = |t: &Target| OFFENSES[usize::from(t.rows[0])].primary;
        let same = primary(later);
        for earlier in head.iter().filter(|t| primary(t) == same) {
            later.addresses.retain(|a| earlier.addresses.binary_search(a).is_err());
        }
    }
    targets
}

struct Scene<'a> {
    plan: &'a Plan,
    days: i64,
    today: Date,
    first: Date,
}

impl Scene<'_> {
    fn base(&self, id: &'static str, kind: &'static str, rows: &[&str], venue: Venue) -> Target {
        Target {
            id,
            kind,
            geometry: Geometry::MultiPoint(Vec::new()),
            addresses: Vec::new(),
            venue,
            rows: rows.iter().map(|code| row(code)).collect(),
            exact: false,
            at_venue: false,
            days: (0, self.days),
            hours: None,
            weekdays: &[],
            months: None,
            growth: Growth::Times(2.0),
            change: None,
        }
    }

    /// Days from the first to the day that lies so many months before today.
    fn months_ago(&self, months: i32) -> i64 {
        let date = self.today.saturating_sub(jiff::Span::new().months(months));
        i64::from((date - self.first).get_days()).max(0)
    }

    fn place(&self, name: &str) -> Vec<u32> {
        self.plan.places.iter().filter(|p| p.name == name).map(|p| p.address as u32).collect()
    }

    fn points(&self, addresses: &[u32]) -> Vec<[f64; 2]> {
        addresses.iter().map(|a| self.plan.addresses[*a as usize].at).collect()
    }

    fn night_strip(&self, times: f64) -> Target {
        let addresses: Vec<u32> = strip_addresses(self.plan).into_iter().map(|a| a as u32).collect();
        Target {
            geometry: strip_outline(self.plan, &addresses),
            addresses,
            days: (self.months_ago(12), self.days),
            hours: Some((22, 3)),
            weekdays: &[4, 5],
            growth: Growth::Times(times),
            ..self.base("night-strip", "hot_place", &["0460", "0460", "0460", "0430"], Venue::Sidewalk)
        }
    }

    fn burglary_wave(&self, links: usize) -> Target {
        let (geometry, addresses) = self.block_area(6, 9, 9);
        Target {
            geometry,
            addresses,
            days: ((self.days - 42).max(0), self.days),
            growth: Growth::Chain(links),
            ..self.base("burglary-wave", "near_repeat", &["0610", "0610", "0620"], Venue::Home)
        }
    }

    fn store(&self) -> Target {
        let addresses = self.place(BIG_STORE);
        Target {
            geometry: Geometry::MultiPoint(self.points(&addresses)),
            addresses,
            exact: true,
            growth: Growth::Share(1.0 / 3.0),
            ..self.base("store", "repeat_place", &["0860"], Venue::LargeStore)
        }
    }

    fn parking_lots(&self, times: f64) -> Target {
        let mut addresses: Vec<u32> = LOTS.iter().flat_map(|name| self.place(name)).collect();
        addresses.sort_unstable();
        Target {
            geometry: Geometry::MultiPoint(self.points(&addresses)),
            addresses,
            at_venue: true,
            days: (self.months_ago(8), self.days),
            growth: Growth::Times(times),
            ..self.base("parking-lots", "repeat_place", &["0820", "0820", "0810"], Venue::ParkingLot)
        }
    }

    fn rise(&self, times: f64) -> Target {
        let (geometry, addresses) = self.block_area(7, usize::MAX / 4, usize::MAX / 4);
        Target {
            geometry,
            addresses,
            days: ((self.days - 56).max(0), self.days),
            growth: Growth::Times(times),
            ..self.base("car-theft-rise", "rise", &["0910"], Venue::Street)
        }
    }

    fn damage_in_mill_flats(&self, yearly: f64) -> Target {
        let (geometry, addresses) = self.block_area(3, 8, 8);
        Target {
            geometry,
            addresses,
            days: (self.months_ago(9 + 24), self.days),
            growth: Growth::Yearly(yearly),
            change: Some(Change { from_day: self.months_ago(9), ratio: 0.6 }),
            ..self.base("mill-flats", "past_response", &["1320", "1310", "1310"], Venue::Street)
        }
    }

    fn thefts_at_the_depot(&self, yearly: f64) -> Target {
        let (geometry, addresses) = self.block_area(4, 8, 8);
        Target {
            geometry,
            addresses,
            days: (self.months_ago(7 + 24), self.days),
            growth: Growth::Yearly(yearly),
            change: Some(Change { from_day: self.months_ago(7), ratio: 1.0 }),
            ..self.base("depot-square", "past_response", &["0820", "0820", "0890", "0870"], Venue::Street)
        }
    }

    /// About `wide` x `high` blocks around the middle of a neighborhood (around the depot where it stands there).
    fn block_area(&self, neighborhood: usize, wide: usize, high: usize) -> (Geometry, Vec<u32>) {
        let lattice = &self.plan.lattice;
        let mine = |cell: usize| usize::from(self.plan.cell_neighborhood[cell]) == neighborhood;
        let cells: Vec<usize> = (0..lattice.uses.len()).filter(|c| mine(*c)).collect();
        let n = cells.len().max(1);
        let mean = cells.iter().fold((0, 0), |sum, c| {
            let (column, row) = lattice.column_row(*c);
            (sum.0 + column, sum.1 + row)
        });
        let depot = self.plan.places.iter().find(|p| p.name == DEPOT && p.kind == PlaceKind::Depot);
        let depot = depot.filter(|p| self.plan.neighborhood_of(p.address) == neighborhood);
        let center = depot.map_or((mean.0 / n, mean.1 / n), |p| {
            lattice.column_row(self.plan.addresses[p.address].cell as usize)
        });
        let near = |cell: usize| {
            let (column, row) = lattice.column_row(cell);
            mine(cell) && column.abs_diff(center.0) * 2 <= wide && row.abs_diff(center.1) * 2 <= high
        };
        let addresses = self.plan.addresses_in(&near).into_iter().map(|a| a as u32).collect();
        (regions::area(lattice, &near), addresses)
    }
}
