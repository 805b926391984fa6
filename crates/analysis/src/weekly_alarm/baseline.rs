//! What a week's own past leads one to expect of it.

use super::{AlarmOptions, WEEKS_A_YEAR};
use crate::Result;
use crate::chance::t_two_sided;
use crate::count_model::{Fit, Model};
use crate::least_squares::Columns;

/// The past weeks that are looked at.
pub(super) struct Baseline {
    counts: Vec<f64>,
    /// Weeks before the one judged, in years.
    ago: Vec<f64>,
    season: Vec<usize>,
}

pub(super) struct Forecast {
    pub(super) expected: f64,
    pub(super) dispersion: f64,
    pub(super) trend: bool,
}

impl Baseline {
    pub(super) fn of(counts: &[u32], week: usize, options: AlarmOptions) -> Self {
        let mut found = Self { counts: Vec::new(), ago: Vec::new(), season: Vec::new() };
        for back in options.leave_out + 1..=options.history().min(week) {
            let season = season(back, options);
            if options.seasons > 1 || season == 0 {
                found.counts.push(f64::from(counts[week - back]));
                found.ago.push(-(back as f64) / WEEKS_A_YEAR);
                found.season.push(season);
            }
        }
        found
    }

    /// The regression with past outbreaks discounted, with its trend if that holds.
    pub(super) fn forecast(&self, options: AlarmOptions) -> Result<Forecast> {
        if self.counts.iter().all(|&count| count == 0.0) {
            return Ok(Forecast { expected: 0.0, dispersion: 1.0, trend: false });
        }
        let with = self.fit(true, options)?;
        let (fit, dispersion) = &with;
        let se = (dispersion * fit.inverse.at(1, 1)).sqrt();
        let p = t_two_sided(fit.coefficients[1] / se, fit.df.max(1.0));
        let most = self.counts.iter().copied().fold(0.0, f64::max);
        // The week judged is of season 0, at time 0: its forecast is the intercept.
        if p < 0.05 && fit.coefficients[0].exp() <= most {
            return Ok(Forecast {
                expected: fit.coefficients[0].exp(),
                dispersion: *dispersion,
                trend: true,
            });
        }
        let (fit, dispersion) = self.fit(false, options)?;
        Ok(Forecast { expected: fit.coefficients[0].exp(), dispersion, trend: false })
    }

    fn fit(&self, trend: bool, options: AlarmOptions) -> Result<(Fit, f64)> {
        let columns = self.columns(trend);
        let offset = vec![0.0; self.counts.len()];
        let even = vec![1.0; self.counts.len()];
        let model = Model { counts: &self.counts, offset: &offset, weights: &even, columns: &columns };
        let first = model.poisson()?;
        let dispersion = (first.pearson / first.df).max(1.0);
        let weights = self.discounted(&first, &columns, dispersion, options.discount_above);
        let again = Model { weights: &weights, ..model }.poisson()?;
        let dispersion = (again.pearson / again.df).max(1.0);
        Ok((again, dispersion))
    }

    fn columns(&self, trend: bool) -> Columns {
        let mut columns = Columns::default();
        columns.push(vec![1.0; self.counts.len()]);
        if trend {
            columns.push(self.ago.clone());
        }
        let last = self.season.iter().copied().max().unwrap_or(0);
        for season in 1..=last {
            let column: Vec<f64> =
                self.season.iter().map(|&own| f64::from(u8::from(own == season))).collect();
            let holds = |at: usize| column[at] > 0.0 && self.counts[at] > 0.0;
            // A season without any incident would pull its term to minus infinity; without a term of its own it counts
            // as the season of the week judged, which errs on the side of a lower forecast.
            if (0..column.len()).any(holds) {
                columns.push(column);
            }
        }
        columns
    }

    /// Weights that add up to the number of weeks: less for weeks far above what was expected of them, by the square of their
    /// standardized Anscombe residual.
    fn discounted(&self, fit: &Fit, columns: &Columns, dispersion: f64, above: f64) -> Vec<f64> {
        let residual = |at: usize| {
            let (count, mean) = (self.counts[at], fit.expected[at]);
            let row: Vec<f64> = columns.row(at).collect();
            let leverage: f64 = mean
                * (0..row.len())
                    .flat_map(|a| (0..row.len()).map(move |b| (a, b)))
                    .map(|(a, b)| row[a] * row[b] * fit.inverse.at(a, b))
                    .sum::<f64>();
            let spread = mean.powf(1.0 / 6.0) * (1.0 - leverage).max(1e-6).sqrt() * dispersion.sqrt();
            1.5 * (count.powf(2.0 / 3.0) - mean.powf(2.0 / 3.0)) / spread
        };
        let weights: Vec<f64> = (0..self.counts.len())
            .map(residual)
            .map(|residual| if residual > above { residual.powi(-2) } else { 1.0 })
            .collect();
        let factor = weights.len() as f64 / weights.iter().sum::<f64>();
        weights.into_iter().map(|weight| weight * factor).collect()
    }
}

/// The season of a week `back` weeks ago: 0 around the same week of earlier years, then evenly through the year.
fn season(back: usize, options: AlarmOptions) -> usize {
    let phase = (back as f64) % WEEKS_A_YEAR;
    let half = options.half_window as f64 + 0.5;
    if phase <= half || phase >= WEEKS_A_YEAR - half {
        return 0;
    }
    let others = options.seasons.saturating_sub(1);
    let part = (phase - half) / (WEEKS_A_YEAR - 2.0 * half);
    if others == 0 { 1 } else { 1 + ((part * others as f64) as usize).min(others - 1) }
}
