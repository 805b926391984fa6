//! A share with its interval.

use std::fmt;

/// `k` of `n`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many did.
    pub k: usize,
    /// Of how many.
    pub n: usize,
}

impl Share {
    /// Counts.
    pub fn of(all: impl IntoIterator<Item = bool>) -> Share {
        all.into_iter().fold(Share::default(), |s, yes| Share { k: s.k + usize::from(yes), n: s.n + 1 })
    }

    /// Wilson's (1927) interval at 95 %.
    pub fn interval(self) -> (f64, f64) {
        if self.n == 0 {
            return (0.0, 1.0);
        }
        let (n, p, z) = (self.n as f64, self.k as f64 / self.n as f64, 1.959_963_984_540_054_f64);
        let middle = p + z * z / (2.0 * n);
        let reach = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let by = 1.0 + z * z / n;
        (((middle - reach) / by).max(0.0), ((middle + reach) / by).min(1.0))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = self.interval();
        let share = 100.0 * self.k as f64 / self.n.max(1) as f64;
        write!(f, "{}/{} = {share:.1} % ({:.1} to {:.1})", self.k, self.n, 100.0 * low, 100.0 * high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_interval_is_the_published_one() {
        // Newcombe 1998, Stat. Med. 17:857, table I: 81 of 263.
        let (low, high) = Share { k: 81, n: 263 }.interval();
        assert!((low - 0.2553).abs() < 1e-4 && (high - 0.3662).abs() < 1e-4, "{low} {high}");
        let (low, high) = Share { k: 0, n: 20 }.interval();
        assert!(low.abs() < 1e-12 && (high - 0.1611).abs() < 1e-4, "{high}");
    }
}
