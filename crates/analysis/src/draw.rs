//! Draws from distributions.

use rand::{Rng, RngExt};

/// Uniform in `(0, 1)`.
pub(crate) fn uniform(generator: &mut impl Rng) -> f64 {
    generator.random::<f64>().max(1e-300)
}

/// Standard normal (Box-Muller).
pub(crate) fn normal(generator: &mut impl Rng) -> f64 {
    (-2.0 * uniform(generator).ln()).sqrt() * (std::f64::consts::TAU * uniform(generator)).cos()
}

/// Poisson, by counting arrivals (in chunks, so that the exponential does not vanish).
pub(crate) fn poisson(generator: &mut impl Rng, mean: f64) -> u32 {
    let mut left = mean;
    let mut count = 0;
    while left > 0.0 {
        let step = left.min(300.0);
        left -= step;
        let floor = (-step).exp();
        let mut product = uniform(generator);
        while product > floor {
            count += 1;
            product *= uniform(generator);
        }
    }
    count
}

/// Gamma of the given shape and mean (Marsaglia and Tsang).
pub(crate) fn gamma(generator: &mut impl Rng, shape: f64, mean: f64) -> f64 {
    let boost = if shape < 1.0 { uniform(generator).powf(1.0 / shape) } else { 1.0 };
    let d = if shape < 1.0 { shape + 1.0 } else { shape } - 1.0 / 3.0;
    loop {
        let x = normal(generator);
        let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
        if v > 0.0 && uniform(generator).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v * boost * mean / shape;
        }
    }
}

/// A count of the given mean with variance `dispersion` times the mean.
pub(crate) fn dispersed(generator: &mut impl Rng, mean: f64, dispersion: f64) -> u32 {
    if dispersion <= 1.0 {
        return poisson(generator, mean);
    }
    let rate = gamma(generator, mean / (dispersion - 1.0), mean);
    poisson(generator, rate)
}
