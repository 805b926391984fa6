//! Quantiles and tails of counts with a mean and a dispersion: negative binomial, or Poisson when the dispersion is 1.

/// Walks through the probabilities of 0, 1, 2, ... until `stop` says so of the count and the chance of that or less;
/// returns the count.
fn walk(mean: f64, dispersion: f64, mut stop: impl FnMut(u32, f64, f64) -> bool) -> u32 {
    let size = mean / (dispersion - 1.0);
    let poisson = dispersion <= 1.0 + 1e-9;
    let mut ln = if poisson { -mean } else { -size * dispersion.ln() };
    let (mut count, mut sum) = (0_u32, 0.0);
    // Beyond this far out there is nothing left that a sum of doubles could hold.
    let furthest = mean + 60.0 * (mean * dispersion).sqrt() + 200.0 * dispersion;
    loop {
        let chance = ln.exp();
        sum += chance;
        if stop(count, sum, chance) || f64::from(count) > furthest {
            return count;
        }
        let k = f64::from(count);
        ln += if poisson {
            (mean / (k + 1.0)).ln()
        } else {
            ((k + size) / (k + 1.0) * (dispersion - 1.0) / dispersion).ln()
        };
        count += 1;
    }
}

/// The smallest count that is exceeded with a chance of at most `alpha`.
pub(super) fn quantile(mean: f64, dispersion: f64, alpha: f64) -> u32 {
    walk(mean, dispersion, |_, sum, _| 1.0 - sum <= alpha)
}

/// The chance of `count` or more.
pub(super) fn at_least(count: u32, mean: f64, dispersion: f64) -> f64 {
    // From its own side on, so that small chances keep their digits.
    let (mut below, mut above) = (0.0, 0.0);
    let high = f64::from(count) > mean;
    walk(mean, dispersion, |k, sum, chance| {
        if k < count {
            below = sum;
            return false;
        }
        above += chance;
        !high || (chance < above * 1e-16 && f64::from(k) > mean)
    });
    if high { above.min(1.0) } else { (1.0 - below).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_and_negative_binomial_tails_match_printed_values() {
        // P(Poisson(3) <= 6) = .96649, <= 7: .98810.
        assert_eq!((quantile(3.0, 1.0, 0.05), quantile(3.0, 1.0, 0.02)), (6, 7));
        assert!((at_least(7, 3.0, 1.0) - 0.033_508_5).abs() < 1e-6);
        assert_eq!(at_least(0, 3.0, 1.0), 1.0);
        // A geometric of mean 1: size 1, dispersion 2, P(X >= k) = 2^-k.
        for k in 0..30 {
            assert!((at_least(k, 1.0, 2.0) / 0.5_f64.powi(k as i32) - 1.0).abs() < 1e-9);
        }
        assert_eq!(quantile(1.0, 2.0, 0.01), 6);
        assert!(at_least(5_000, 3.0, 1.5) < 1e-12);
    }
}
