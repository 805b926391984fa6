//! Chance, from the seed alone.
//!
//! Only additions, multiplications, divisions and square roots are used: their results are fixed by IEEE 754, while
//! `ln` and its kin differ between system libraries and would make the same seed give different towns.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a stream of draws is for. Streams are independent: more draws for one part leave the others as they were.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stream {
    Lattice = 1,
    Regions,
    Streets,
    Places,
    Sites,
    Background,
    Plants,
    Details,
    Calls,
    Staff,
    Concerns,
}

/// A source of draws.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new(seed: u64, stream: Stream) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream as u64);
        Self(rng)
    }

    /// A stream of its own for the `index`-th part, such as a day.
    pub fn part(seed: u64, stream: Stream, index: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(((stream as u64) << 40) | index);
        Self(rng)
    }

    /// Uniform on `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform on `0..n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Uniform on `[low, high)`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Heavy-tailed, at least 1, at most `cap` (Pareto with shape 1, cut off).
    pub fn heavy(&mut self, cap: f64) -> f64 {
        (1.0 / (1.0 - self.unit())).min(cap)
    }

    /// Whole number of trials up to the first success: waiting times in days, hours, minutes.
    pub fn waiting(&mut self, mean: f64) -> i64 {
        // A sum of halving steps follows the exponential closely without a logarithm.
        let mut rest = self.unit();
        let mut value = 0.0;
        while rest < 0.5 && value < 20.0 {
            value += 1.0;
            rest *= 2.0;
        }
        // Uniform within the halving step: [value, value + 1) half-lives.
        let halves = value + (1.0 - rest) * 2.0;
        (halves * mean * 0.693) as i64
    }
}

/// A table of weights to draw from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Weighted {
    upto: Vec<f64>,
}

impl Weighted {
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        let upto = weights
            .into_iter()
            .map(|w| {
                sum += w;
                sum
            })
            .collect();
        Self { upto }
    }

    pub fn is_empty(&self) -> bool {
        self.upto.last().is_none_or(|sum| *sum <= 0.0)
    }

    /// Each weight's share of all.
    pub fn shares(&self) -> Vec<f64> {
        let sum = self.upto.last().copied().unwrap_or(1.0);
        let before = std::iter::once(&0.0).chain(&self.upto);
        self.upto.iter().zip(before).map(|(upto, before)| (upto - before) / sum).collect()
    }

    /// An index, each as often as its weight says.
    pub fn draw(&self, dice: &mut Dice) -> usize {
        let Some(sum) = self.upto.last() else { return 0 };
        let at = dice.unit() * sum;
        self.upto.partition_point(|upto| *upto <= at).min(self.upto.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_one_seed_differ_and_repeat() {
        let draw = |stream| Dice::new(7, stream).below(1 << 40);
        assert_eq!(draw(Stream::Places), draw(Stream::Places));
        assert_ne!(draw(Stream::Places), draw(Stream::Streets));
    }

    #[test]
    fn a_weighted_draw_follows_its_weights() {
        let table = Weighted::new([1.0, 0.0, 3.0]);
        let mut dice = Dice::new(1, Stream::Sites);
        let mut seen = [0usize; 3];
        for _ in 0..8_000 {
            seen[table.draw(&mut dice)] += 1;
        }
        assert_eq!(seen[1], 0);
        assert!((5_800..6_200).contains(&seen[2]), "{seen:?}");
    }

    #[test]
    fn waiting_times_have_the_mean_asked_for() {
        let mut dice = Dice::new(2, Stream::Sites);
        let sum: i64 = (0..20_000).map(|_| dice.waiting(1_000.0)).sum();
        let mean = sum as f64 / 20_000.0;
        assert!((930.0..1_070.0).contains(&mean), "{mean}");
    }
}
