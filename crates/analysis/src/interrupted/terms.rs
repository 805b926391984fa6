//! The terms of the regression.

use super::{Counts, Options};
use crate::least_squares::Columns;

/// One or two series laid end to end, the treated one first, with the terms that explain them.
pub(super) struct Terms {
    pub(super) counts: Vec<f64>,
    pub(super) offset: Vec<f64>,
    pub(super) columns: Columns,
    /// The number of the period of each observation.
    pub(super) periods: Vec<usize>,
    /// Which columns hold what is asked for.
    pub(super) level: usize,
    pub(super) trend: usize,
    pub(super) trend_change: Option<usize>,
    /// Whether each observation is of the treated series after the change.
    pub(super) treated_after: Vec<bool>,
}

impl Terms {
    pub(super) fn of(series: &[Counts<'_>], options: Options) -> Self {
        let each = |value: &dyn Fn(usize, f64) -> f64| -> Vec<f64> {
            let of = |(number, one): (usize, &Counts<'_>)| -> Vec<f64> {
                one.times.iter().map(|&time| value(number, time)).collect()
            };
            series.iter().enumerate().flat_map(of).collect()
        };
        let after = |time: f64| f64::from(u8::from(time >= options.change));
        let bent = |time: f64, from: f64| after(time) * (time - from);
        let mut columns = Columns::default();
        columns.push(each(&|_, _| 1.0));
        columns.push(each(&|_, time| time));
        columns.push(each(&|_, time| after(time)));
        let (mut level, mut trend, mut trend_change) = (2, 1, None);
        if let Some(from) = options.trend_from {
            trend_change = Some(columns.len());
            columns.push(each(&|_, time| bent(time, from)));
        }
        for number in 1..=options.harmonics {
            let angle = std::f64::consts::TAU * number as f64 / options.period;
            columns.push(each(&|_, time| (angle * time).sin()));
            columns.push(each(&|_, time| (angle * time).cos()));
        }
        if series.len() > 1 {
            let treated = |number: usize| f64::from(u8::from(number == 0));
            columns.push(each(&|number, _| treated(number)));
            trend = columns.len();
            columns.push(each(&|number, time| treated(number) * time));
            level = columns.len();
            columns.push(each(&|number, time| treated(number) * after(time)));
            if let Some(from) = options.trend_from {
                trend_change = Some(columns.len());
                columns.push(each(&|number, time| treated(number) * bent(time, from)));
            }
        }
        Self {
            counts: series.iter().flat_map(|one| one.counts).map(|&count| f64::from(count)).collect(),
            offset: series.iter().flat_map(offset).collect(),
            columns,
            periods: series.iter().flat_map(|one| 0..one.times.len()).collect(),
            level,
            trend,
            trend_change,
            treated_after: each(&|number, time| if number == 0 { after(time) } else { 0.0 })
                .into_iter()
                .map(|value| value > 0.0)
                .collect(),
        }
    }
}

fn offset(series: &Counts<'_>) -> Vec<f64> {
    match series.exposures {
        Some(exposures) => exposures.iter().map(|exposure| exposure.ln()).collect(),
        None => vec![0.0; series.counts.len()],
    }
}
