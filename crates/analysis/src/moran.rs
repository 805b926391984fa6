//! Moran's I: are high values near high values?
//!
//! Over the whole area (Moran 1950, Biometrika 37:17): `I = (n / S0) sum_ij w_ij z_i z_j / sum_i z_i^2`, with `z` the
//! distances from the mean and `S0` the sum of all weights. Place by place (Anselin 1995, Geogr. Anal. 27:93):
//! `I_i = z_i sum_j w_ij z_j / m2`, with `m2 = sum z^2 / (n - 1)` (the paper and some programs divide by n instead).
//!
//! The variance of the global I is given under randomization (the values are what they are, their places are chance) and
//! under normality (Cliff and Ord 1981). A local I is compared with permutations that keep the value of its own unit
//! fixed, of which mean and variance are exact; so its z is that of `Gi`, with the sign of the unit's own distance.

use rand::seq::SliceRandom;
use rayon::prelude::*;

use crate::chance::normal_two_sided;
use crate::conditional::extremes;
use crate::error::{all_finite, at_least, same_length};
use crate::hot_places::{check_permutations, gi};
use crate::many::{Correction, discoveries};
use crate::neighbours::Neighbours;
use crate::{AnalysisError, Result, Seed};

/// How neighbours are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weighting {
    /// Each neighbour counts 1.
    Binary,
    /// The neighbours of a unit count 1 together.
    #[default]
    Row,
}

/// How Moran's I is computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoranOptions {
    /// How neighbours are weighed.
    pub weighting: Weighting,
    /// How often the values are permuted; 0 for analytic p-values.
    pub permutations: usize,
    /// What the permutations come from.
    pub seed: Seed,
    /// The false discovery rate of the local statistics.
    pub alpha: f64,
    /// How many units at once are allowed for.
    pub correction: Correction,
}

impl Default for MoranOptions {
    fn default() -> Self {
        Self {
            weighting: Weighting::default(),
            permutations: 0,
            seed: Seed(1),
            alpha: 0.05,
            correction: Correction::default(),
        }
    }
}

/// Moran's I of a whole area and of each of its units.
#[derive(Debug, Clone, PartialEq)]
pub struct Moran {
    /// The options used.
    pub options: MoranOptions,
    /// Moran's I.
    pub i: f64,
    /// Its mean without any pattern, `-1 / (n - 1)`.
    pub expected: f64,
    /// Under randomization.
    pub randomization: Variance,
    /// Under normality.
    pub normality: Variance,
    /// Two-sided: by permutation when asked for, else under randomization.
    pub p: f64,
    /// Each unit, in the order given.
    pub local: Vec<LocalMoran>,
}

/// A variance and the standard deviate it leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variance {
    /// The variance of I without any pattern.
    pub variance: f64,
    /// How many standard deviations I is from its mean.
    pub z: f64,
    /// The two-sided normal p-value.
    pub p: f64,
}

/// The local statistic of one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMoran {
    /// The local I.
    pub i: f64,
    /// How many standard deviations it is from its mean over conditional permutations; 0 without neighbours.
    pub z: f64,
    /// Two-sided.
    pub p: f64,
    /// Its q-value among all units.
    pub q: f64,
    /// Significant at the false discovery rate.
    pub significant: bool,
    /// How the unit and its neighbours lie to the mean.
    pub kind: Kind,
}

/// A unit and its neighbours against the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// High among high: a cluster.
    HighHigh,
    /// Low among low.
    LowLow,
    /// High among low: an outlier.
    HighLow,
    /// Low among high.
    LowHigh,
}

impl Kind {
    /// Its name: high-high, low-low, high-low, low-high.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::HighHigh => "high-high",
            Kind::LowLow => "low-low",
            Kind::HighLow => "high-low",
            Kind::LowHigh => "low-high",
        }
    }
}

/// Computes Moran's I of the area and of each unit.
///
/// # Errors
/// `TooFew` below 4 units or without any neighbours, `UnequalLengths`, `NotANumber`, `NoVariation`, `OutOfRange` for a bad
/// `alpha`, `TooMany` beyond a million permutations.
pub fn moran(values: &[f64], neighbours: &Neighbours, options: MoranOptions) -> Result<Moran> {
    at_least("cells", 4, values.len())?;
    same_length("values and neighbour lists", values.len(), neighbours.len())?;
    all_finite("values", values)?;
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let z: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let squares: f64 = z.iter().map(|z| z * z).sum();
    if values.iter().all(|value| *value == values[0]) || squares <= 0.0 {
        return Err(AnalysisError::NoVariation { what: "values" });
    }
    let sums = Sums::of(neighbours, options.weighting);
    if sums.s0 == 0.0 {
        return Err(AnalysisError::TooFew { what: "neighbours", needed: 1, given: 0 });
    }
    let i = n / sums.s0 * cross(&z, neighbours, options.weighting) / squares;
    let expected = -1.0 / (n - 1.0);
    let kurtosis = n * z.iter().map(|z| z.powi(4)).sum::<f64>() / (squares * squares);
    let randomization =
        Variance::of(i, expected, sums.under_randomization(n, kurtosis) - expected * expected);
    let normality = Variance::of(i, expected, sums.under_normality(n) - expected * expected);
    let p = if options.permutations == 0 {
        randomization.p
    } else {
        check_permutations(options.permutations)?;
        permuted(
            &z,
            neighbours,
            options,
            cross(&z, neighbours, options.weighting),
            expected * sums.s0 * squares / n,
        )
    };
    let local = local(values, &z, squares, neighbours, options)?;
    Ok(Moran { options, i, expected, randomization, normality, p, local })
}

impl Variance {
    fn of(i: f64, expected: f64, variance: f64) -> Self {
        let z = if variance > 0.0 { (i - expected) / variance.sqrt() } else { 0.0 };
        Self { variance, z, p: normal_two_sided(z) }
    }
}

/// The weight of each neighbour of a unit.
fn weight(around: &[u32], weighting: Weighting) -> f64 {
    match weighting {
        Weighting::Row if !around.is_empty() => 1.0 / around.len() as f64,
        _ => 1.0,
    }
}

/// `sum_ij w_ij z_i z_j`.
fn cross(z: &[f64], neighbours: &Neighbours, weighting: Weighting) -> f64 {
    (0..z.len()).map(|unit| z[unit] * lag(z, neighbours.of(unit), weighting)).sum()
}

fn lag(z: &[f64], around: &[u32], weighting: Weighting) -> f64 {
    weight(around, weighting) * around.iter().map(|&j| z[j as usize]).sum::<f64>()
}

/// Sums over all weights that the moments need.
struct Sums {
    s0: f64,
    s1: f64,
    s2: f64,
}

impl Sums {
    fn of(neighbours: &Neighbours, weighting: Weighting) -> Self {
        let mut into = vec![0.0; neighbours.len()];
        let (mut s0, mut s1) = (0.0, 0.0);
        for unit in 0..neighbours.len() {
            let own = weight(neighbours.of(unit), weighting);
            for &other in neighbours.of(unit) {
                into[other as usize] += own;
                s0 += own;
                let back = neighbours.of(other as usize);
                // Half of the sum over both orders of the pair: a mutual pair comes up once from either side.
                s1 += match back.binary_search(&(unit as u32)) {
                    Ok(_) => 0.5 * (own + weight(back, weighting)).powi(2),
                    Err(_) => own * own,
                };
            }
        }
        let out = |unit: usize| weight(neighbours.of(unit), weighting) * neighbours.of(unit).len() as f64;
        let s2 = into.iter().enumerate().map(|(unit, into)| (into + out(unit)).powi(2)).sum();
        Self { s0, s1, s2 }
    }

    fn under_normality(&self, n: f64) -> f64 {
        let s0 = self.s0 * self.s0;
        (n * n * self.s1 - n * self.s2 + 3.0 * s0) / ((n * n - 1.0) * s0)
    }

    fn under_randomization(&self, n: f64, kurtosis: f64) -> f64 {
        let s0 = self.s0 * self.s0;
        let places = n * ((n * n - 3.0 * n + 3.0) * self.s1 - n * self.s2 + 3.0 * s0);
        let tails = kurtosis * ((n * n - n) * self.s1 - 2.0 * n * self.s2 + 6.0 * s0);
        (places - tails) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0)
    }
}

/// Two-sided p of the whole by permutations of all values; `observed` and `mean` are of the sum of products.
fn permuted(z: &[f64], neighbours: &Neighbours, options: MoranOptions, observed: f64, mean: f64) -> f64 {
    // Sums that are equal may differ by rounding.
    let far = (observed - mean).abs() * (1.0 - 1e-9);
    let as_far = (0..options.permutations)
        .into_par_iter()
        .filter(|&run| {
            let mut z = z.to_vec();
            // Far from the streams of the local permutations.
            z.shuffle(&mut options.seed.stream(u64::MAX - run as u64));
            (cross(&z, neighbours, options.weighting) - mean).abs() >= far
        })
        .count();
    (as_far as f64 + 1.0) / (options.permutations as f64 + 1.0)
}

fn local(
    values: &[f64],
    z: &[f64],
    squares: f64,
    neighbours: &Neighbours,
    options: MoranOptions,
) -> Result<Vec<LocalMoran>> {
    let m2 = squares / (values.len() as f64 - 1.0);
    let deviates: Vec<f64> = gi(values, neighbours)?
        .iter()
        .zip(z)
        .map(|(gi, z)| gi * z.signum() * f64::from(u8::from(*z != 0.0)))
        .collect();
    let p: Vec<f64> = if options.permutations == 0 {
        deviates.iter().map(|z| normal_two_sided(*z)).collect()
    } else {
        let found = extremes(values, neighbours, options.permutations, options.seed);
        found.into_iter().map(|one| one.p(options.permutations, false)).collect()
    };
    let many = discoveries(&p, options.alpha, options.correction)?;
    let one = |unit: usize| {
        let lag = lag(z, neighbours.of(unit), options.weighting);
        LocalMoran {
            i: z[unit] * lag / m2,
            z: deviates[unit],
            p: p[unit],
            q: many.q[unit],
            significant: many.significant[unit],
            kind: match (z[unit] > 0.0, lag > 0.0) {
                (true, true) => Kind::HighHigh,
                (false, false) => Kind::LowLow,
                (true, false) => Kind::HighLow,
                (false, true) => Kind::LowHigh,
            },
        }
    };
    Ok((0..values.len()).map(one).collect())
}

#[cfg(test)]
mod tests;
