//! Looking before the end without fooling oneself.
//!
//! Whoever tests every month at 5 % finds an effect of nothing in far more than 5 % of responses. Alpha spending (Lan and
//! DeMets 1983, Biometrika 70:659) fixes beforehand how much of the 5 % each look may use, as a function of the share of
//! the information that is in (incidents seen over incidents expected at the end). The looks need not be evenly spaced.
//! Limits come from the joint normal distribution of the z values of all looks, by the recursive integration of Armitage,
//! McPherson and Rowe (1969).

use crate::chance::{bisect, normal_quantile_upper, normal_two_sided, normal_upper};
use crate::error::{at_least, proper_fraction};
use crate::{AnalysisError, Result};

/// How the error is spent over the looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spending {
    /// Hardly anything early, nearly everything at the end, as O'Brien and Fleming: `2 - 2 Phi(z / sqrt(t))`. The last
    /// limit is close to that of a single test.
    #[default]
    ObrienFleming,
    /// Evenly, as Pocock: `alpha ln(1 + (e - 1) t)`. Early stops are easier, at the price of the last look.
    Pocock,
}

impl Spending {
    /// The error spent on one side once the share `t` of the information is in.
    fn spent(self, side: f64, t: f64) -> f64 {
        if t >= 1.0 {
            return side;
        }
        match self {
            Self::ObrienFleming => 2.0 * normal_upper(normal_quantile_upper(0.5 * side) / t.sqrt()),
            Self::Pocock => side * ((std::f64::consts::E - 1.0) * t).ln_1p(),
        }
    }
}

/// The limit of one look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Share of the information that is in.
    pub information: f64,
    /// The effect counts as seen when `|z|` is at least this.
    pub limit: f64,
    /// The same as a two-sided p-value, for a test that gives no z.
    pub nominal_p: f64,
    /// The two-sided error spent up to and with this look.
    pub spent: f64,
}

/// The limits of looks at the given shares of the information (rising, the last at most 1), symmetric, for a two-sided error of
/// `alpha` in all.
///
/// # Errors
/// `TooFew` without a look, `TooMany` beyond 50, `OutOfRange` for shares that do not rise within `(0, 1]` or a bad `alpha`.
pub fn looks(information: &[f64], alpha: f64, spending: Spending) -> Result<Vec<Look>> {
    check(information, alpha)?;
    let side = 0.5 * alpha;
    let mut density = Density::start();
    let (mut found, mut spent): (Vec<Look>, f64) = (Vec::new(), 0.0);
    for (at, &t) in information.iter().enumerate() {
        let now = spending.spent(side, t).max(spent);
        let before = at.checked_sub(1).map_or(0.0, |at| information[at]);
        density.advance(before, t);
        let limit = density.limit(t, now - spent);
        density.stop(limit * t.sqrt());
        spent = now;
        found.push(Look { information: t, limit, nominal_p: normal_two_sided(limit), spent: 2.0 * now });
    }
    Ok(found)
}

fn check(information: &[f64], alpha: f64) -> Result<()> {
    proper_fraction("alpha", alpha)?;
    at_least("looks", 1, information.len())?;
    if information.len() > 50 {
        return Err(AnalysisError::TooMany { what: "looks", most: 50, given: information.len() });
    }
    let mut before = 0.0;
    for &value in information {
        // Written so that what is no number is refused too.
        let fit = value > before && value <= 1.0;
        if !fit {
            let (what, rule) =
                ("the share of the information at a look", "above the one before and at most 1");
            return Err(AnalysisError::OutOfRange { what, rule, value });
        }
        before = value;
    }
    Ok(())
}

/// The density of the score `z sqrt(t)` of those that have not stopped: a Brownian path, on an even grid.
struct Density {
    /// From `-reach` to `reach`; empty when the path has not begun.
    reach: f64,
    values: Vec<f64>,
    next: Option<Spread>,
}

/// A density after an advance: kept as what it comes from, so that tails are sums of normal tails.
struct Spread {
    sd: f64,
}

/// Points of the grid, an odd number for Simpson's rule.
const POINTS: usize = 2_001;

impl Density {
    fn start() -> Self {
        Self { reach: 0.0, values: Vec::new(), next: None }
    }

    fn advance(&mut self, from: f64, to: f64) {
        self.next = Some(Spread { sd: (to - from).sqrt() });
    }

    fn points(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let step = 2.0 * self.reach / (POINTS - 1) as f64;
        self.values.iter().enumerate().map(move |(at, &value)| {
            let simpson = if at == 0 || at == POINTS - 1 {
                1.0
            } else if at % 2 == 1 {
                4.0
            } else {
                2.0
            };
            (-self.reach + at as f64 * step, value * simpson * step / 3.0)
        })
    }

    fn sd(&self) -> f64 {
        self.next.as_ref().map_or(1.0, |next| next.sd)
    }

    /// The chance of a score above `limit` now, without having stopped before.
    fn above(&self, limit: f64) -> f64 {
        let sd = self.sd();
        if self.values.is_empty() {
            return normal_upper(limit / sd);
        }
        self.points().map(|(at, mass)| mass * normal_upper((limit - at) / sd)).sum()
    }

    /// The limit for `z` that spends `error` on one side.
    fn limit(&self, t: f64, error: f64) -> f64 {
        // Beyond this the error is less than the grid can tell from 0.
        let furthest = 10.0;
        if error <= self.above(furthest * t.sqrt()) {
            return furthest;
        }
        bisect(0.0, furthest, |z| self.above(z * t.sqrt()) > error)
    }

    /// Stops all paths beyond the limit.
    fn stop(&mut self, limit: f64) {
        let sd = self.sd();
        let step = 2.0 * limit / (POINTS - 1) as f64;
        let normal = |x: f64| (-0.5 * x * x).exp() / (sd * std::f64::consts::TAU.sqrt());
        let at = |point: usize| -limit + point as f64 * step;
        let values: Vec<f64> = if self.values.is_empty() {
            (0..POINTS).map(|point| normal(at(point) / sd)).collect()
        } else {
            let old: Vec<(f64, f64)> = self.points().collect();
            (0..POINTS)
                .map(|point| old.iter().map(|(from, mass)| mass * normal((at(point) - from) / sd)).sum())
                .collect()
        };
        *self = Self { reach: limit, values, next: None };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::draw::normal;

    fn fifths() -> [f64; 5] {
        [0.2, 0.4, 0.6, 0.8, 1.0]
    }

    #[test]
    fn the_limits_of_five_even_looks_are_those_of_the_printed_tables() {
        for (spending, printed) in [
            (Spending::ObrienFleming, [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]),
            (Spending::Pocock, [2.4380, 2.4268, 2.4101, 2.3966, 2.3859]),
        ] {
            let found = looks(&fifths(), 0.05, spending).unwrap();
            for (look, limit) in found.iter().zip(printed) {
                assert!((look.limit - limit).abs() < 2e-4, "{} is not {limit}", look.limit);
            }
            assert!((found[4].spent - 0.05).abs() < 1e-12);
        }
    }

    #[test]
    fn one_look_at_the_end_is_the_plain_test() {
        let found = looks(&[1.0], 0.05, Spending::default()).unwrap();
        assert!((found[0].limit - 1.959_964).abs() < 1e-6 && (found[0].nominal_p - 0.05).abs() < 1e-9);
    }

    #[test]
    fn twelve_monthly_looks_at_nothing_stop_in_one_of_twenty() {
        let months: Vec<f64> = (1..=12).map(|month| f64::from(month) / 12.0).collect();
        for spending in [Spending::ObrienFleming, Spending::Pocock] {
            let limits = looks(&months, 0.05, spending).unwrap();
            let runs = 20_000;
            let (mut stopped, mut naive) = (0, 0);
            for run in 0..runs {
                let mut generator = Seed(61).stream(run);
                let mut score = 0.0;
                let z: Vec<f64> = months
                    .iter()
                    .map(|month| {
                        score += normal(&mut generator) * (1.0_f64 / 12.0).sqrt();
                        score / month.sqrt()
                    })
                    .collect();
                stopped += u32::from(z.iter().zip(&limits).any(|(z, look)| z.abs() >= look.limit));
                naive += u32::from(z.iter().any(|z| z.abs() > 1.96));
            }
            let (stopped, naive) = (f64::from(stopped) / runs as f64, f64::from(naive) / runs as f64);
            assert!((stopped - 0.05).abs() < 0.006, "{stopped}");
            assert!(naive > 0.18, "{naive}");
        }
    }

    #[test]
    fn shares_that_do_not_rise_to_one_are_refused() {
        for bad in [&[][..], &[0.0][..], &[0.5, 0.5][..], &[0.5, 1.1][..], &[f64::NAN][..], &[1.0; 60][..]] {
            assert!(looks(bad, 0.05, Spending::Pocock).is_err(), "{bad:?}");
        }
        assert!(looks(&[1.0], 1.0, Spending::Pocock).is_err());
        // An early look that may spend next to nothing has a limit all the same.
        assert!(looks(&[0.01, 1.0], 0.05, Spending::ObrienFleming).unwrap()[0].limit >= 8.0);
    }
}
