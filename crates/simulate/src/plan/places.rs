//! Places that draw people: stores, schools, bars, parks, parking lots, apartments, clinics and others.

use serde::{Deserialize, Serialize};

use crate::dice::{Dice, Stream};
use crate::geometry::Geometry;
use crate::plan::Plan;
use crate::plan::lattice::Use;
use crate::plan::streets::Class;
use crate::spec::Spec;

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// Small or middling store.
    Store,
    /// Supermarket or department store.
    LargeStore,
    /// School.
    School,
    /// Bar or tavern.
    Bar,
    /// Restaurant.
    Restaurant,
    /// Park.
    Park,
    /// Parking lot or garage that is not for homes.
    ParkingLot,
    /// Apartment house.
    Apartments,
    /// Clinic or doctor's office.
    Clinic,
    /// Filling station.
    GasStation,
    /// Hotel or motel.
    Hotel,
    /// Bank.
    Bank,
    /// Bus depot.
    Depot,
    /// Library.
    Library,
    /// House of worship.
    Worship,
    /// Police station.
    PoliceStation,
}

impl PlaceKind {
    /// Every kind with how many a town has and what they may be called.
    const TOWN: [(Self, usize, &'static str, &'static [&'static str]); 16] = [
        (
            Self::Store,
            34,
            "",
            &["Corner Market", "Hardware", "Pharmacy", "Dollar Store", "Shoes", "Liquor", "Grocery"],
        ),
        (Self::LargeStore, 6, "", &["Supermarket", "Department Store", "Home Center"]),
        (Self::School, 7, "", &["Elementary School", "Middle School", "High School"]),
        (Self::Bar, 12, "The ", &["Tap", "Tavern", "Lounge", "Alehouse"]),
        (Self::Restaurant, 26, "", &["Diner", "Kitchen", "Grill", "Taqueria", "Pizza", "Noodle House"]),
        (Self::Park, 8, "", &["Park", "Commons", "Playground"]),
        (Self::ParkingLot, 12, "", &["Parking Lot", "Garage"]),
        (Self::Apartments, 30, "", &["Apartments", "Court", "Terrace", "House"]),
        (Self::Clinic, 5, "", &["Clinic", "Family Practice", "Dental"]),
        (Self::GasStation, 9, "", &["Fuel", "Service Station"]),
        (Self::Hotel, 4, "", &["Inn", "Motel"]),
        (Self::Bank, 5, "", &["Bank", "Credit Union"]),
        (Self::Depot, 1, "", &["Bus Depot"]),
        (Self::Library, 1, "", &["Library"]),
        (Self::Worship, 11, "", &["Church", "Chapel", "Mosque", "Temple"]),
        (Self::PoliceStation, 1, "", &["Police Station"]),
    ];
}

/// A place with its address.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// Its name, the only one of its kind in town.
    pub name: String,
    /// Index into [`Plan::addresses`].
    pub address: usize,
}

const FIRST: [&str; 40] = [
    "Millbrook",
    "Riverbend",
    "Copper Kettle",
    "Fairmont",
    "Lantern",
    "Hillcrest",
    "Blue Heron",
    "Prairie",
    "Red Barn",
    "Union",
    "Sunrise",
    "Cornerstone",
    "Maplewood",
    "Anchor",
    "Harvest",
    "Juniper",
    "Silver Creek",
    "Pioneer",
    "Granite",
    "Evergreen",
    "Whitfield",
    "Bellview",
    "Cobblestone",
    "Dovetail",
    "Elmhurst",
    "Foxhill",
    "Greenway",
    "Halfmoon",
    "Ironbridge",
    "Kingfisher",
    "Longmeadow",
    "Marigold",
    "Northstar",
    "Oakridge",
    "Paper Mill",
    "Quarry",
    "Rosewood",
    "Stillwater",
    "Twin Rivers",
    "Wren",
];

/// Named places the story and the planted problems need; all others are drawn.
pub(crate) const STRIP_BARS: [&str; 5] = [
    "The Copper Kettle Tap",
    "The Lantern Lounge",
    "The Anchor Tavern",
    "The Red Barn Alehouse",
    "The Union Tap",
];
pub(crate) const BIG_STORE: &str = "Fairmont Supermarket";
pub(crate) const LOTS: [&str; 3] = ["Front Street Parking Lot", "Depot Parking Lot", "Riverbend Garage"];
pub(crate) const DEPOT: &str = "Millbrook Bus Depot";

pub(crate) fn places(spec: &Spec, plan: &Plan) -> Vec<Place> {
    let mut dice = Dice::new(spec.seed, Stream::Places);
    let mut used = vec![false; plan.addresses.len()];
    let mut places = Vec::new();
    fixed(plan, &mut dice, &mut used, &mut places);
    parks_and_campuses(plan, &mut dice, &mut used, &mut places);
    for (kind, each, prefix, nouns) in PlaceKind::TOWN {
        let wanted = each * spec.size.times();
        let there = places.iter().filter(|p: &&Place| p.kind == kind).count();
        for n in there..wanted {
            let Some(address) = free_address(plan, kind, &mut dice, &used) else { break };
            used[address] = true;
            places.push(Place { kind, name: name(n, prefix, nouns), address });
        }
    }
    places
}

/// The `n`-th name of a kind; every combination of words comes once before a number is added.
fn name(n: usize, prefix: &str, nouns: &[&str]) -> String {
    let at = n + nouns[0].len() * 5;
    let round = at / (FIRST.len() * nouns.len());
    let (first, noun) = (FIRST[at % FIRST.len()], nouns[(at / FIRST.len() + at) % nouns.len()]);
    let base = format!("{prefix}{first} {noun}");
    let fixed = STRIP_BARS.iter().chain(&LOTS).chain([&BIG_STORE, &DEPOT]).any(|name| *name == base);
    match (round, fixed) {
        (0, false) => base,
        (0, true) => format!("New {base}"),
        _ => format!("{base} No. {}", round + 1),
    }
}

/// Homes for apartments, busy streets for trade; some kinds keep to downtown.
fn free_address(plan: &Plan, kind: PlaceKind, dice: &mut Dice, used: &[bool]) -> Option<usize> {
    for _ in 0..4_000 {
        let at = dice.below(plan.addresses.len());
        let segment = plan.segment_of(at);
        let fits = match kind {
            PlaceKind::Apartments => true,
            PlaceKind::Worship | PlaceKind::Clinic | PlaceKind::School => true,
            PlaceKind::PoliceStation | PlaceKind::Library => plan.neighborhood_of(at) == 0,
            _ => segment.class == Class::Arterial && (plan.neighborhood_of(at) == 0 || dice.chance(0.35)),
        };
        if fits && !used[at] {
            return Some(at);
        }
    }
    None
}

/// Bars along three blocks of Front Street, lots and depot near them, and the large store two neighborhoods out.
fn fixed(plan: &Plan, dice: &mut Dice, used: &mut [bool], places: &mut Vec<Place>) {
    let mut put = |kind, name: &str, candidates: Vec<usize>, dice: &mut Dice| {
        let free: Vec<usize> = candidates.into_iter().filter(|a| !used[*a]).collect();
        if free.is_empty() {
            return;
        }
        let address = *dice.pick(&free);
        used[address] = true;
        places.push(Place { kind, name: name.to_owned(), address });
    };
    let strip = strip_addresses(plan);
    for name in STRIP_BARS {
        put(PlaceKind::Bar, name, strip.clone(), dice);
    }
    let arterial_in = |n: usize| -> Vec<usize> {
        let in_it = plan.addresses_in(&|cell| usize::from(plan.cell_neighborhood[cell]) == n);
        in_it.into_iter().filter(|a| plan.segment_of(*a).class == Class::Arterial).collect()
    };
    for name in LOTS {
        put(PlaceKind::ParkingLot, name, arterial_in(0), dice);
    }
    put(PlaceKind::Depot, DEPOT, arterial_in(4), dice);
    put(PlaceKind::LargeStore, BIG_STORE, arterial_in(2), dice);
}

/// Addresses on the three blocks of Front Street east of Center Avenue.
pub(crate) fn strip_addresses(plan: &Plan) -> Vec<usize> {
    let (_, mid_row) = plan.lattice.middle();
    let on = |s: &crate::plan::Segment| {
        s.street as usize == mid_row + 1 && s.direction == 'E' && (100..=300).contains(&s.hundred)
    };
    plan.segments
        .iter()
        .filter(|s| on(s))
        .flat_map(|s| s.addresses.0 as usize..s.addresses.1 as usize)
        .collect()
}

/// A band of 25 metres on both sides of the strip.
pub(crate) fn strip_outline(plan: &Plan, addresses: &[u32]) -> Geometry {
    let mut segments: Vec<u32> = addresses.iter().map(|a| plan.addresses[*a as usize].segment).collect();
    segments.sort_unstable();
    segments.dedup();
    let mut left = Vec::new();
    let mut right = Vec::new();
    for segment in segments.iter().map(|s| &plan.segments[*s as usize]) {
        for end in [segment.from.towards(segment.to, 0.05), segment.from.towards(segment.to, 0.95)] {
            right.push(end.beside(segment.from, segment.to, -25.0).lon_lat());
            left.push(end.beside(segment.from, segment.to, 25.0).lon_lat());
        }
    }
    let mut ring = right;
    ring.extend(left.into_iter().rev());
    if let Some(first) = ring.first().copied() {
        ring.push(first);
    }
    Geometry::Polygon(vec![ring])
}

/// Each cleared site becomes a park or a school, at an address across the street.
fn parks_and_campuses(plan: &Plan, dice: &mut Dice, used: &mut [bool], places: &mut Vec<Place>) {
    let mut done = std::collections::BTreeSet::new();
    let (mut parks, mut schools) = (0, 0);
    for segment in &plan.segments {
        let sites = segment.cells.iter().flatten().filter_map(|c| match plan.lattice.uses[*c] {
            Use::Open(site) => Some(site),
            _ => None,
        });
        for site in sites {
            let free: Vec<usize> =
                (segment.addresses.0 as usize..segment.addresses.1 as usize).filter(|a| !used[*a]).collect();
            if free.is_empty() || !done.insert(site) {
                continue;
            }
            let address = *dice.pick(&free);
            used[address] = true;
            let (kind, n) =
                if site % 2 == 0 { (PlaceKind::Park, &mut parks) } else { (PlaceKind::School, &mut schools) };
            let nouns = PlaceKind::TOWN.iter().find(|row| row.0 == kind).map_or(&["Park"][..], |row| row.3);
            places.push(Place { kind, name: name(*n, "", nouns), address });
            *n += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_kind_do_not_repeat_at_metro_size() {
        for (kind, each, prefix, nouns) in PlaceKind::TOWN {
            let mut all: Vec<String> = (0..each * 100).map(|n| name(n, prefix, nouns)).collect();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), each * 100, "{kind:?}");
        }
    }
}
