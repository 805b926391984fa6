//! What a fitted series says.

use statrs::function::gamma::gamma_ur;

use super::terms::Terms;
use super::{Coefficient, Counts, Errors, Family, Interrupted, Options};
use crate::chance::{t_quantile_upper, t_two_sided};
use crate::count_model::{Fit, Model};

pub(super) fn read(
    fit: &Fit,
    model: &Model<'_>,
    terms: &Terms,
    treated: Counts<'_>,
    options: Options,
) -> Interrupted {
    let n = treated.times.len();
    let dispersion = match options.family {
        Family::Poisson => 1.0,
        Family::QuasiPoisson | Family::NegativeBinomial => fit.pearson / fit.df,
    };
    let lag = match options.errors {
        Errors::Model => None,
        Errors::NeweyWest { lag } => {
            Some(lag.unwrap_or((4.0 * (n as f64 / 100.0).powf(2.0 / 9.0)) as usize).min(n - 1))
        }
    };
    let covariance = match (lag, options.family) {
        (Some(lag), _) => fit.robust(model, &terms.periods, lag),
        (None, Family::QuasiPoisson) => fit.inverse.clone().scaled(dispersion),
        (None, Family::Poisson | Family::NegativeBinomial) => fit.inverse.clone(),
    };
    let coefficient =
        |at: usize| Coefficient { estimate: fit.coefficients[at], se: covariance.at(at, at).max(0.0).sqrt() };
    let level = coefficient(terms.level);
    let df = if options.student { fit.df } else { f64::INFINITY };
    let z = if level.se > 0.0 { level.estimate / level.se } else { 0.0 };
    let reach = t_quantile_upper(0.5 * options.alpha, df) * level.se;
    let residuals = &fit.residuals(model.counts)[..n];
    let lags = (n / 4).clamp(1, 12);
    let autocorrelation: Vec<f64> = (1..=lags).map(|lag| correlation(residuals, lag)).collect();
    let before = treated.times.iter().filter(|time| **time < options.change).count();
    Interrupted {
        options,
        periods: (before, n - before),
        ratio: level.estimate.exp(),
        interval: ((level.estimate - reach).exp(), (level.estimate + reach).exp()),
        z,
        p: t_two_sided(z, df),
        level,
        trend: coefficient(terms.trend),
        trend_change: terms.trend_change.map(coefficient),
        dispersion,
        size: fit.size.is_finite().then_some(fit.size),
        deviance: fit.deviance,
        df: fit.df,
        lag,
        autocorrelation_p: ljung_box(&autocorrelation, n),
        autocorrelation,
        observed_after: treated.counts[before..].iter().map(|&count| u64::from(count)).sum(),
        expected_after: without_change(fit, terms, treated.times, options),
    }
}

/// The treated series after the change, had its own change not happened.
fn without_change(fit: &Fit, terms: &Terms, times: &[f64], options: Options) -> f64 {
    let level = fit.coefficients[terms.level];
    let bend = terms.trend_change.map_or(0.0, |at| fit.coefficients[at]);
    let from = options.trend_from.unwrap_or(options.change);
    let one = |at: usize| fit.expected[at] * (-level - bend * (times[at] - from)).exp();
    (0..times.len()).filter(|&at| terms.treated_after[at]).map(one).sum()
}

/// Autocorrelation of a series around its mean.
fn correlation(values: &[f64], lag: usize) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let whole: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let pairs = values.iter().zip(&values[lag..]);
    let shared: f64 = pairs.map(|(early, late)| (early - mean) * (late - mean)).sum();
    if whole > 0.0 { shared / whole } else { 0.0 }
}

fn ljung_box(autocorrelation: &[f64], n: usize) -> f64 {
    let n = n as f64;
    let one = |(at, value): (usize, &f64)| value * value / (n - at as f64 - 1.0);
    let statistic = n * (n + 2.0) * autocorrelation.iter().enumerate().map(one).sum::<f64>();
    if statistic > 0.0 { gamma_ur(0.5 * autocorrelation.len() as f64, 0.5 * statistic) } else { 1.0 }
}
