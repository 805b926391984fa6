//! Regression of counts with a logarithmic link: Poisson and negative binomial, by iterated weighted least squares
//! (Nelder and Wedderburn 1972, J. R. Stat. Soc. A 135:370).

use statrs::function::gamma::digamma;

use crate::least_squares::{Columns, Solution, Square, solve};
use crate::{AnalysisError, Result};

/// What is to be explained, and by what.
pub(crate) struct Model<'a> {
    /// Counts (weights times counts may be fractions, so these are real).
    pub(crate) counts: &'a [f64],
    /// Logarithms of the exposures; zeros without any.
    pub(crate) offset: &'a [f64],
    /// How much each observation counts; ones as a rule.
    pub(crate) weights: &'a [f64],
    /// The terms.
    pub(crate) columns: &'a Columns,
}

/// A fitted model.
#[derive(Debug, Clone)]
pub(crate) struct Fit {
    pub(crate) coefficients: Vec<f64>,
    /// Inverse of the information, without any dispersion.
    pub(crate) inverse: Square,
    pub(crate) expected: Vec<f64>,
    pub(crate) deviance: f64,
    /// Pearson's statistic.
    pub(crate) pearson: f64,
    /// Observations less terms.
    pub(crate) df: f64,
    /// Size of the negative binomial, `variance = mean + mean^2 / size`; infinite when Poisson.
    pub(crate) size: f64,
}

const ROUNDS: usize = 100;

/// Beyond this size a negative binomial is a Poisson to the last digits that matter.
const LARGEST_SIZE: f64 = 1e7;

impl Model<'_> {
    /// The Poisson fit.
    ///
    /// # Errors
    /// `TooFew` when there are no more observations than terms, `Collinear` for terms that say the same, `NoConvergence`.
    pub(crate) fn poisson(&self) -> Result<Fit> {
        self.fit(f64::INFINITY)
    }

    /// The negative binomial fit with its size by maximum likelihood. Counts that vary no more than Poisson counts give
    /// an infinite size: the Poisson fit.
    ///
    /// # Errors
    /// As [`Model::poisson`].
    pub(crate) fn negative_binomial(&self) -> Result<Fit> {
        let mut fit = self.fit(f64::INFINITY)?;
        for _ in 0..ROUNDS {
            let size = self.likeliest_size(&fit.expected);
            let settled = (1.0 / size - 1.0 / fit.size).abs() <= 1e-10 * (1.0 / size).max(1e-6);
            if settled {
                return Ok(fit);
            }
            fit = self.fit(size)?;
        }
        Err(AnalysisError::NoConvergence { what: "the negative binomial size" })
    }

    fn fit(&self, size: f64) -> Result<Fit> {
        let (n, terms) = (self.counts.len(), self.columns.len());
        if n <= terms {
            return Err(AnalysisError::TooFew { what: "observations", needed: terms + 1, given: n });
        }
        // A first guess that is above 0 everywhere; the counts themselves otherwise.
        let mut linear: Vec<f64> = self.counts.iter().map(|count| (count + 0.1).ln()).collect();
        let mut deviance = f64::INFINITY;
        let mut coefficients: Option<Vec<f64>> = None;
        for _ in 0..ROUNDS {
            let solution = self.step(&linear, size)?;
            let (next, now) = self.shortened(&solution, coefficients.as_deref(), deviance, size);
            let settled = (deviance - now).abs() <= 1e-12 * (now.abs() + 0.1);
            linear = self.linear(&next);
            deviance = now;
            coefficients = Some(next);
            if settled {
                let solution = self.step(&linear, size)?;
                return Ok(self.finish(solution, size));
            }
        }
        Err(AnalysisError::NoConvergence { what: "the regression of counts" })
    }

    fn linear(&self, coefficients: &[f64]) -> Vec<f64> {
        (0..self.counts.len()).map(|at| self.offset[at] + self.columns.predict(at, coefficients)).collect()
    }

    /// One round of weighted least squares.
    fn step(&self, linear: &[f64], size: f64) -> Result<Solution> {
        let n = self.counts.len();
        let mut weights = Vec::with_capacity(n);
        let mut target = Vec::with_capacity(n);
        for (at, value) in linear.iter().enumerate() {
            let mean = value.exp();
            weights.push(self.weights[at] * mean / (1.0 + mean / size));
            target.push(value - self.offset[at] + (self.counts[at] - mean) / mean);
        }
        solve(self.columns, &weights, &target).ok_or(AnalysisError::Collinear)
    }

    /// The step, halved while it makes the fit worse.
    fn shortened(
        &self,
        solution: &Solution,
        before: Option<&[f64]>,
        deviance: f64,
        size: f64,
    ) -> (Vec<f64>, f64) {
        let mut next = solution.coefficients.clone();
        for _ in 0..30 {
            let now = self.deviance(&self.linear(&next), size);
            match before {
                Some(before) if now.is_nan() || now > deviance * (1.0 + 1e-10) + 1e-10 => {
                    next.iter_mut().zip(before).for_each(|(new, old)| *new = 0.5 * (*new + old));
                }
                _ => return (next, now),
            }
        }
        let now = self.deviance(&self.linear(&next), size);
        (next, now)
    }

    fn deviance(&self, linear: &[f64], size: f64) -> f64 {
        (0..linear.len())
            .map(|at| self.weights[at] * deviance_of(self.counts[at], linear[at].exp(), size))
            .sum()
    }

    fn finish(&self, solution: Solution, size: f64) -> Fit {
        let linear = self.linear(&solution.coefficients);
        let expected: Vec<f64> = linear.iter().map(|value| value.exp()).collect();
        let pearson = (0..expected.len())
            .map(|at| {
                let mean = expected[at];
                self.weights[at] * (self.counts[at] - mean).powi(2) / (mean + mean * mean / size)
            })
            .sum();
        let df = (self.counts.len() - self.columns.len()) as f64;
        let deviance = self.deviance(&linear, size);
        Fit {
            coefficients: solution.coefficients,
            inverse: solution.inverse,
            expected,
            deviance,
            pearson,
            df,
            size,
        }
    }

    /// The size at which the likelihood of the counts is largest, given their means: where its slope changes sign.
    fn likeliest_size(&self, means: &[f64]) -> f64 {
        let slope = |ln: f64| {
            let size = ln.exp();
            let one = |(at, &mean): (usize, &f64)| {
                let count = self.counts[at];
                let change = if count == 0.0 { 0.0 } else { digamma(count + size) - digamma(size) };
                self.weights[at] * (change - (mean / size).ln_1p() + (mean - count) / (size + mean))
            };
            means.iter().enumerate().map(one).sum::<f64>()
        };
        let (low, high) = (1e-4_f64.ln(), LARGEST_SIZE.ln());
        // Moments decide whether there is anything beyond Poisson: near infinity the slope is too flat for its sign.
        let excess: f64 =
            (0..means.len()).map(|at| (self.counts[at] - means[at]).powi(2) - self.counts[at]).sum();
        if excess <= 0.0 {
            return f64::INFINITY;
        }
        let size = crate::chance::bisect(low, high, |ln| slope(ln) > 0.0).exp();
        if size > 0.99 * LARGEST_SIZE { f64::INFINITY } else { size }
    }
}

/// Twice the log likelihood lost against a perfect fit, of one count.
fn deviance_of(count: f64, mean: f64, size: f64) -> f64 {
    let own = if count > 0.0 { count * (count / mean).ln() } else { 0.0 };
    if size.is_infinite() {
        return 2.0 * (own - (count - mean));
    }
    2.0 * (own - (count + size) * ((count - mean) / (mean + size)).ln_1p())
}

impl Fit {
    /// Deviance residuals, in the order of the observations.
    pub(crate) fn residuals(&self, counts: &[f64]) -> Vec<f64> {
        let one = |(&count, &mean): (&f64, &f64)| {
            deviance_of(count, mean, self.size).max(0.0).sqrt().copysign(count - mean)
        };
        counts.iter().zip(&self.expected).map(one).collect()
    }

    /// Covariance that holds although neighbouring periods are alike and the variance is wrong (Newey and West 1987,
    /// Econometrica 55:703): Bartlett weights up to `lag`, times `n / (n - terms)`. Observations of the same `period` (by
    /// number, from 0) are taken together.
    pub(crate) fn robust(&self, model: &Model<'_>, periods: &[usize], lag: usize) -> Square {
        let terms = model.columns.len();
        let last = periods.iter().copied().max().map_or(0, |period| period + 1);
        let mut scores = vec![vec![0.0; terms]; last];
        for (at, &period) in periods.iter().enumerate() {
            let mean = self.expected[at];
            let left = model.weights[at] * (model.counts[at] - mean) / (1.0 + mean / self.size);
            scores[period].iter_mut().zip(model.columns.row(at)).for_each(|(sum, x)| *sum += left * x);
        }
        let mut meat = Square::zero(terms);
        for step in 0..=lag.min(last.saturating_sub(1)) {
            let weight = 1.0 - step as f64 / (lag as f64 + 1.0);
            for (early, late) in scores.iter().zip(&scores[step..]) {
                meat.add_product(early, late, weight);
                if step > 0 {
                    meat.add_product(late, early, weight);
                }
            }
        }
        let n = last as f64;
        let factor = n / (n - terms as f64).max(1.0);
        self.inverse.times(&meat).times(&self.inverse).scaled(factor)
    }
}

#[cfg(test)]
mod tests;
