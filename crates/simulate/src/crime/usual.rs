//! What is usual where: the rates that everyday incidents are drawn with, for whoever compares findings with the truth.

use std::collections::BTreeMap;

use crate::crime::offenses::{OFFENSES, Venue};
use crate::crime::sites::Sites;

/// Expected incidents a year of each row of the table of offenses at each address, without anything planted. Burglaries
/// that follow an earlier one nearby count where the earlier one is usual.
#[derive(Debug, Clone)]
pub struct Usual {
    by_row: Vec<Vec<(u32, f64)>>,
}

impl Usual {
    pub(crate) fn new(sites: &Sites, yearly: f64) -> Self {
        let all: f64 = OFFENSES.iter().map(|o| o.share).sum();
        let mut shares: BTreeMap<Venue, Vec<(u32, f64)>> = BTreeMap::new();
        let by_row = OFFENSES.iter().map(|offense| {
            let weights: f64 = offense.venues.iter().map(|(_, w)| f64::from(*w)).sum();
            let mut at: BTreeMap<u32, f64> = BTreeMap::new();
            for (venue, weight) in offense.venues {
                let part = yearly * offense.share / all * f64::from(*weight) / weights;
                for (address, share) in shares.entry(*venue).or_insert_with(|| sites.shares(*venue)) {
                    *at.entry(*address).or_insert(0.0) += part * *share;
                }
            }
            at.into_iter().collect()
        });
        Self { by_row: by_row.collect() }
    }

    /// Number of rows of the table of offenses.
    pub fn rows(&self) -> usize {
        self.by_row.len()
    }

    /// Addresses where a row happens at all (indices into [`crate::Plan::addresses`]) with incidents a year.
    pub fn of_row(&self, row: usize) -> &[(u32, f64)] {
        self.by_row.get(row).map_or(&[], Vec::as_slice)
    }
}
