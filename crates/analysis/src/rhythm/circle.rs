//! Whether times gather on the clock.

use crate::Result;
use crate::error::{all_finite, at_least, positive};

/// The mean direction of times on a circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    /// How many times.
    pub n: usize,
    /// The mean time, from 0 to less than the length of the circle; it means little when `length` is near 0.
    pub mean: f64,
    /// Length of the mean direction: 0 when times balance out, 1 when all are the same.
    pub length: f64,
    /// p-value of times spread evenly over the circle (upper tail of the length).
    pub p: f64,
}

/// Rayleigh's test of times spread evenly over a circle of the given length (24 for hours of the day), against one
/// direction around which they gather. Times that gather at two opposite hours pass unnoticed.
///
/// The p-value is Wilkie's (1983, Appl. Stat. 32:311), `exp(sqrt(1 + 4 n + 4 (n^2 - (n r)^2)) - (1 + 2 n))`, good to three
/// digits from ten times on. Give whole times, not aoristic sums: an incident known to lie between two times has no place
/// on the clock.
///
/// # Errors
/// `TooFew` below 2 times, `NotANumber`, `OutOfRange` for a circle without length.
pub fn rayleigh(times: &[f64], around: f64) -> Result<Circle> {
    at_least("times", 2, times.len())?;
    all_finite("times", times)?;
    positive("the length of the circle", around)?;
    let angles = times.iter().map(|time| (time / around).rem_euclid(1.0) * std::f64::consts::TAU);
    let (east, north) =
        angles.fold((0.0, 0.0), |sum: (f64, f64), angle| (sum.0 + angle.cos(), sum.1 + angle.sin()));
    let n = times.len() as f64;
    let resultant = east.hypot(north).min(n);
    let exponent = (1.0 + 4.0 * n + 4.0 * (n * n - resultant * resultant)).sqrt() - (1.0 + 2.0 * n);
    let mean = (north.atan2(east) / std::f64::consts::TAU).rem_euclid(1.0) * around;
    // Just below a whole turn may round up to it.
    let mean = if mean < around { mean } else { 0.0 };
    Ok(Circle { n: times.len(), mean, length: resultant / n, p: exponent.exp().min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::draw::uniform;
    use proptest::prelude::*;

    #[test]
    fn times_around_midnight_have_their_mean_there() {
        let found = rayleigh(&[23.0, 23.5, 0.5, 1.0, 0.0, 23.75, 0.25], 24.0).unwrap();
        assert!(found.mean < 1e-9 || found.mean > 24.0 - 1e-9, "{}", found.mean);
        assert!(found.length > 0.97 && found.p < 0.001);
        let balanced = rayleigh(&[0.0, 6.0, 12.0, 18.0], 24.0).unwrap();
        assert!(balanced.length < 1e-12 && balanced.p > 0.99);
    }

    #[test]
    fn evenly_spread_times_are_called_gathered_at_the_nominal_rate() {
        let runs = 4_000;
        let rejected = (0..runs)
            .filter(|&run| {
                let mut generator = Seed(41).stream(run);
                let times: Vec<f64> = (0..15).map(|_| 24.0 * uniform(&mut generator)).collect();
                rayleigh(&times, 24.0).unwrap().p < 0.05
            })
            .count() as f64;
        assert!((rejected / runs as f64 - 0.05).abs() < 0.01, "{rejected} of {runs}");
    }

    #[test]
    fn what_cannot_be_put_on_a_clock_is_refused() {
        assert!(rayleigh(&[1.0], 24.0).is_err());
        assert!(rayleigh(&[1.0, f64::NAN], 24.0).is_err());
        assert!(rayleigh(&[1.0, 2.0], 0.0).is_err());
    }

    proptest! {
        #[test]
        fn turning_the_clock_turns_the_mean_and_nothing_else(
            times in prop::collection::vec(0.0f64..24.0, 2..40), turn in -48.0f64..48.0,
        ) {
            let one = rayleigh(&times, 24.0).unwrap();
            let turned: Vec<f64> = times.iter().map(|time| time + turn).collect();
            let two = rayleigh(&turned, 24.0).unwrap();
            prop_assert!((one.length - two.length).abs() < 1e-9);
            prop_assert!((0.0..24.0).contains(&two.mean));
            if one.length > 1e-3 {
                let apart = (two.mean - one.mean - turn).rem_euclid(24.0);
                prop_assert!(apart.min(24.0 - apart) < 1e-6);
            }
        }
    }
}
