//! Counts and places made of chance alone.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A source of counts and places.
pub struct Made(ChaCha8Rng);

impl Made {
    /// The source of one case of a seed.
    pub fn new(seed: u64, case: u64) -> Made {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(case + 1);
        Made(rng)
    }

    fn unit(&mut self) -> f64 {
        // Never 0, so that its logarithm is a number.
        ((self.0.next_u64() >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    /// Poisson's count; for a dispersion above 1 a negative binomial count with that variance over mean, as a sum of
    /// logarithmic counts.
    pub fn count(&mut self, mean: f64, dispersion: f64) -> u32 {
        if dispersion <= 1.0 {
            return self.poisson(mean);
        }
        // Quenouille (1949): so many groups by Poisson's law, each of a logarithmic size.
        let share = 1.0 - 1.0 / dispersion;
        let groups = self.poisson(mean * dispersion.ln() / (dispersion - 1.0));
        (0..groups).map(|_| self.logarithmic(share)).sum()
    }

    fn poisson(&mut self, mean: f64) -> u32 {
        let (mut sum, mut count) = (-self.unit().ln(), 0);
        while sum < mean {
            sum -= self.unit().ln();
            count += 1;
        }
        count
    }

    fn logarithmic(&mut self, share: f64) -> u32 {
        let (mut rest, mut size) = (self.unit(), 1);
        let mut chance = -share / (-share).ln_1p();
        while rest > chance && size < 10_000 {
            rest -= chance;
            chance *= share * f64::from(size) / f64::from(size + 1);
            size += 1;
        }
        size
    }

    /// Points over five kilometres square and days, each independent of all others.
    pub fn scattered(&mut self, n: usize, days: f64) -> (Vec<[f64; 2]>, Vec<f64>) {
        let points = (0..n).map(|_| [self.unit() * 5_000.0, self.unit() * 5_000.0]).collect();
        (points, (0..n).map(|_| (self.unit() * days).floor()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_the_mean_and_variance_asked_for() {
        for dispersion in [1.0, 2.0] {
            let mut made = Made::new(1, 1);
            let counts: Vec<f64> = (0..40_000).map(|_| f64::from(made.count(6.0, dispersion))).collect();
            let mean = counts.iter().sum::<f64>() / 40_000.0;
            let variance = counts.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / 40_000.0;
            assert!(
                (mean - 6.0).abs() < 0.1 && (variance / mean - dispersion).abs() < 0.08,
                "{mean} {variance}"
            );
        }
    }
}
