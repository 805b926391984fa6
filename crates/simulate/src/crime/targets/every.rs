//! Every kind of problem and past response, with strengths drawn from the seed.

use super::{Change, Growth, Scene, Target};
use crate::crime::offenses::Venue;
use crate::dice::Dice;
use crate::geometry::Geometry;
use crate::plan::PlaceKind;
use crate::plan::places::LOTS;
use crate::spec::Plants;

/// Rate ratios of planted problems. Where a place has few incidents of its own, at least 15 are planted.
const TIMES: (f64, f64) = (1.5, 4.0);
/// Incidents a year at the places of past responses.
const YEARLY: (f64, f64) = (150.0, 400.0);
/// The worst of so many places alike is the one that is chosen.
const WORST_OF: usize = 8;

impl Scene<'_> {
    /// All of them, or those of past responses alone.
    pub(super) fn every(&self, plants: Plants, dice: &mut Dice) -> Vec<Target> {
        let mut times = || dice.between(TIMES.0, TIMES.1);
        let drawn = [times(), times(), times(), times(), times(), times()];
        let links = 18 + dice.below(9);
        let mut yearly = || dice.between(YEARLY.0, YEARLY.1);
        let rates = [yearly(), yearly(), yearly()];
        let shop = dice.below(1 << 20);
        let mut targets = vec![
            self.night_strip(drawn[0]),
            self.burglary_wave(links),
            self.store(),
            self.parking_lots_for_a_year(drawn[1]),
            self.rise(drawn[2]),
            self.repeat_target(drawn[3], shop),
            self.summer_lot(drawn[4]),
            self.recent_rise(drawn[5]),
        ];
        if matches!(plants, Plants::Responses | Plants::ResponsesUnanswered) {
            targets.clear();
        }
        let always = |target: Target| Target { days: (0, self.days), ..target };
        targets.push(always(self.damage_in_mill_flats(rates[0])));
        targets.push(always(self.thefts_at_the_depot(rates[1])));
        targets.push(always(self.worst_place(rates[2])));
        if !plants.answered() {
            for change in targets.iter_mut().filter_map(|t| t.change.as_mut()) {
                change.ratio = 1.0;
            }
        }
        targets
    }

    /// One shop that is broken into again and again.
    fn repeat_target(&self, times: f64, shop: usize) -> Target {
        let shops: Vec<u32> = self.of_kind(PlaceKind::Store);
        let addresses: Vec<u32> = shops.get(shop % shops.len().max(1)).copied().into_iter().collect();
        Target {
            geometry: Geometry::MultiPoint(self.points(&addresses)),
            addresses,
            days: (self.months_ago(6), self.days),
            growth: Growth::Times(times),
            ..self.base("repeat-target", "repeat_place", &["0610"], Venue::Store)
        }
    }

    /// The three lots, each with at least fifteen: fewer at one lot are no problem that anybody could see.
    fn parking_lots_for_a_year(&self, times: f64) -> Target {
        let lots = self.parking_lots(times);
        let yearly = 15.0 * times / TIMES.0 * lots.addresses.len() as f64;
        Target { growth: Growth::Yearly(yearly), ..lots }
    }

    /// A parking lot whose cars are damaged every summer.
    fn summer_lot(&self, times: f64) -> Target {
        let taken: Vec<u32> = LOTS.iter().flat_map(|name| self.place(name)).collect();
        let lots = self.of_kind(PlaceKind::ParkingLot).into_iter().filter(|a| !taken.contains(a));
        let addresses: Vec<u32> = lots.take(1).collect();
        Target {
            geometry: Geometry::MultiPoint(self.points(&addresses)),
            addresses,
            at_venue: true,
            months: Some((6, 8)),
            // At least fifteen each summer.
            growth: Growth::Yearly(15.0 * times / TIMES.0),
            ..self.base("summer-lot", "repeat_place", &["1320"], Venue::ParkingLot)
        }
    }

    /// Some blocks where assaults began to rise six weeks ago.
    fn recent_rise(&self, times: f64) -> Target {
        let (geometry, addresses) = self.block_area(5, 4, 4);
        Target {
            geometry,
            addresses,
            days: ((self.days - 42).max(0), self.days),
            growth: Growth::Times(times),
            ..self.base("recent-rise", "rise", &["0560"], Venue::Street)
        }
    }

    /// Where a response that does nothing begins, because the place was the worst of those alike.
    fn worst_place(&self, yearly: f64) -> Target {
        let (geometry, addresses) = self.block_area(1, 8, 8);
        Target {
            geometry,
            addresses,
            growth: Growth::Worst(yearly, WORST_OF),
            change: Some(Change { from_day: self.months_ago(8), ratio: 1.0 }),
            ..self.base("worst-place", "past_response", &["1320", "1310", "1310"], Venue::Street)
        }
    }

    fn of_kind(&self, kind: PlaceKind) -> Vec<u32> {
        self.plan.places.iter().filter(|p| p.kind == kind).map(|p| p.address as u32).collect()
    }
}
