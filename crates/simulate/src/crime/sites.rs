//! Where things happen: for each kind of venue its addresses, a few of which carry much of the load.

use crate::crime::offenses::Venue;
use crate::dice::{Dice, Stream, Weighted};
use crate::plan::{Class, PlaceKind, Plan};

/// Addresses of one kind of venue with their weights.
#[derive(Default)]
struct Site {
    addresses: Vec<u32>,
    weights: Weighted,
}

/// All of them.
pub(crate) struct Sites {
    by_venue: Vec<Site>,
    /// Any address, by how much happens around it: for calls.
    anywhere: Site,
}

impl Sites {
    pub fn new(seed: u64, plan: &Plan) -> Self {
        let mut dice = Dice::new(seed, Stream::Sites);
        let risk = risks(plan, &mut dice);
        let street: Vec<f64> = plan.segments.iter().map(|s| street_weight(s.class, &mut dice)).collect();
        let mut taken = vec![false; plan.addresses.len()];
        plan.places.iter().for_each(|p| taken[p.address] = true);
        let by_venue = VENUES
            .iter()
            .map(|venue| {
                let listed = listed(*venue, plan, &taken);
                let weight = |address: usize, dice: &mut Dice| {
                    let base = risk[plan.addresses[address].cell as usize];
                    match venue {
                        Venue::Street | Venue::Sidewalk | Venue::Alley => {
                            base * street[plan.addresses[address].segment as usize]
                        }
                        // Large stores are much alike: the one that stands out is planted.
                        Venue::LargeStore => dice.between(0.8, 1.6),
                        // A few dozen buildings carry all of it; none of them is a town by itself.
                        Venue::Apartment => base.min(2.0) * dice.heavy(4.0),
                        _ => base * dice.heavy(25.0),
                    }
                };
                let weights =
                    Weighted::new(listed.iter().map(|a| weight(*a as usize, &mut dice)).collect::<Vec<_>>());
                Site { addresses: listed, weights }
            })
            .collect();
        let all: Vec<u32> = (0..plan.addresses.len() as u32).collect();
        let weights = all.iter().map(|a| {
            let address = &plan.addresses[*a as usize];
            risk[address.cell as usize] * street[address.segment as usize]
        });
        let weights = Weighted::new(weights.collect::<Vec<_>>());
        Self { by_venue, anywhere: Site { addresses: all, weights } }
    }

    /// An address for the venue; a street address when the town has none of the kind.
    pub fn draw(&self, venue: Venue, dice: &mut Dice) -> u32 {
        let site = &self.by_venue[venue as usize];
        if site.weights.is_empty() { self.anywhere(dice) } else { site.addresses[site.weights.draw(dice)] }
    }

    /// Addresses of a venue, each with its share of what happens at such venues.
    pub fn shares(&self, venue: Venue) -> Vec<(u32, f64)> {
        let site = &self.by_venue[venue as usize];
        let site = if site.weights.is_empty() { &self.anywhere } else { site };
        site.addresses.iter().copied().zip(site.weights.shares()).collect()
    }

    /// Any address, busier ones more often.
    pub fn anywhere(&self, dice: &mut Dice) -> u32 {
        self.anywhere.addresses[self.anywhere.weights.draw(dice)]
    }
}

const VENUES: [Venue; Venue::COUNT] = [
    Venue::Home,
    Venue::Apartment,
    Venue::Garage,
    Venue::Porch,
    Venue::Street,
    Venue::Sidewalk,
    Venue::Alley,
    Venue::Business,
    Venue::Store,
    Venue::LargeStore,
    Venue::School,
    Venue::Bar,
    Venue::Restaurant,
    Venue::Park,
    Venue::ParkingLot,
    Venue::GasStation,
    Venue::Hotel,
    Venue::Bank,
    Venue::Clinic,
    Venue::Depot,
];

/// Each block's share of trouble: a factor of its neighborhood, downtown's larger, times one of its own.
fn risks(plan: &Plan, dice: &mut Dice) -> Vec<f64> {
    let of: Vec<f64> =
        (0..plan.neighborhoods.len()).map(|n| if n == 0 { 1.8 } else { dice.between(0.6, 1.4) }).collect();
    plan.cell_neighborhood
        .iter()
        .map(|n| of.get(usize::from(*n)).copied().unwrap_or(0.0) * (0.6 + 0.4 * dice.heavy(12.0)))
        .collect()
}

fn street_weight(class: Class, dice: &mut Dice) -> f64 {
    let busy = if class == Class::Arterial { 2.2 } else { 1.0 };
    busy * dice.heavy(40.0)
}

fn listed(venue: Venue, plan: &Plan, taken: &[bool]) -> Vec<u32> {
    let kind = match venue {
        Venue::Store => PlaceKind::Store,
        Venue::LargeStore => PlaceKind::LargeStore,
        Venue::School => PlaceKind::School,
        Venue::Bar => PlaceKind::Bar,
        Venue::Restaurant => PlaceKind::Restaurant,
        Venue::Park => PlaceKind::Park,
        Venue::ParkingLot => PlaceKind::ParkingLot,
        Venue::GasStation => PlaceKind::GasStation,
        Venue::Hotel => PlaceKind::Hotel,
        Venue::Bank => PlaceKind::Bank,
        Venue::Clinic => PlaceKind::Clinic,
        Venue::Depot => PlaceKind::Depot,
        Venue::Apartment => PlaceKind::Apartments,
        _ => return addresses(venue, plan, taken),
    };
    plan.places.iter().filter(|p| p.kind == kind).map(|p| p.address as u32).collect()
}

/// Venues that are no named place: homes off the busy streets of downtown, offices on them, any street.
fn addresses(venue: Venue, plan: &Plan, taken: &[bool]) -> Vec<u32> {
    let trade = |a: usize| plan.neighborhood_of(a) == 0 || plan.segment_of(a).class == Class::Arterial;
    let office = |a: usize| trade(a) && a.is_multiple_of(3);
    let fits = |a: usize| match venue {
        Venue::Street | Venue::Sidewalk | Venue::Alley => true,
        Venue::Business => !taken[a] && office(a),
        _ => !taken[a] && !office(a),
    };
    (0..plan.addresses.len()).filter(|a| fits(*a)).map(|a| a as u32).collect()
}
