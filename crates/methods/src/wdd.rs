//! `analyze wdd`.

use std::path::PathBuf;

use commonbeat_analysis::effect::{self, Dispersion, EffectOptions, Series};
use commonbeat_analysis::wdd::{self as difference, BeforeAfter, WddOptions};
use serde::Serialize;

use crate::{Error, Files, Method, Result};

mod answer;
mod harm;
mod numbers;
mod series;
use answer::{Figures, Found, Ratio};
use numbers::{AreaWeights, Pair, TimeWeights};
use series::Spread;

/// The options of the weighted displacement difference.
#[derive(Debug, clap::Args, Serialize)]
#[command(
    after_help = "Wheeler and Ratcliffe 2018: WDD = (T1/w - T0/w) - (C1/w - C0/w), plus the same for the displacement area; \
    variance phi sum(count / w^2), w the time weight times the area weight; below 0 is a fall. Several controls: their mean \
    change. estimate, se, z, p, ci are of treated and displacement area together. ratio: (T1/T0)/(C1/C0) of the treated \
    area, controls summed; below 1 is a fall; a count under 10 is judged by the exact test too. Two-sided."
)]
pub struct Wdd {
    /// Incidents of the treated area before and after
    #[arg(long, value_name = "PRE,POST", required_unless_present = "harm", conflicts_with = "harm")]
    treated: Option<Pair>,
    /// Incidents of a control area before and after; again for more
    #[arg(long, value_name = "PRE,POST", required_unless_present = "harm", conflicts_with = "harm")]
    control: Vec<Pair>,
    /// Incidents of the displacement area before and after
    #[arg(long, value_name = "PRE,POST", conflicts_with = "harm")]
    displacement: Option<Pair>,
    /// Incidents of a control of the displacement area; again for more
    #[arg(long, value_name = "PRE,POST", requires = "displacement")]
    displacement_control: Vec<Pair>,
    /// Lengths of the periods before and after, in any one unit
    #[arg(long, value_name = "A,B")]
    time_weights: Option<TimeWeights>,
    /// Sizes of the areas: treated, control, displacement area, its control
    #[arg(long, value_name = "T,C[,D,DC]", conflicts_with = "harm")]
    area_weights: Option<AreaWeights>,
    /// CSV file with one offense a row: treated_pre, treated_post, control_pre, control_post, weight
    #[arg(long, value_name = "FILE")]
    harm: Option<PathBuf>,
    /// CSV file of the counts period by period, from which the dispersion is estimated
    #[arg(long, value_name = "FILE", conflicts_with_all = ["dispersion", "harm"])]
    series: Option<PathBuf>,
    /// Raise an estimated dispersion below 1 to 1
    #[arg(long, requires = "series")]
    floor: bool,
    /// Variance over mean of the counts, when it is known; 1 is Poisson
    #[arg(long, value_name = "PHI")]
    dispersion: Option<f64>,
    /// One minus the confidence of the intervals
    #[arg(long, default_value_t = 0.05)]
    alpha: f64,
}

impl Method for Wdd {
    const NAME: &'static str = "wdd";
    type Answer = Found;

    fn run(&self, files: &mut Files) -> Result<Found> {
        let spread = match &self.series {
            Some(file) => series::read(&files.table(file)?, self.floor)?,
            None => Spread::given(self.dispersion.unwrap_or(1.0)),
        };
        let options = WddOptions {
            alpha: self.alpha,
            dispersion: spread.value,
            df: spread.df.unwrap_or(f64::INFINITY),
            time_weights: self.time_weights.map_or((1.0, 1.0), |weights| weights.0),
        };
        match &self.harm {
            Some(file) => harm::weigh(&files.table(file)?, options, spread),
            None => self.judge(options, spread),
        }
    }
}

impl Wdd {
    fn judge(&self, options: WddOptions, spread: Spread) -> Result<Found> {
        let treated = self.treated.ok_or_else(|| Error::option("treated", "it is missing"))?;
        let weights = self.area_weights.unwrap_or_default();
        let area = |pair: Pair, area_weight: f64| BeforeAfter {
            before: u64::from(pair.before),
            after: u64::from(pair.after),
            area_weight,
        };
        let areas = |pairs: &[Pair], weight: f64| -> Vec<BeforeAfter> {
            pairs.iter().map(|&pair| area(pair, weight)).collect()
        };
        let [t, c, d, dc] = weights.0;
        let ring_controls = areas(&self.displacement_control, dc);
        let ring = self.displacement.map(|ring| (area(ring, d), ring_controls.as_slice()));
        let found = difference::wdd(area(treated, t), &areas(&self.control, c), ring, options)?;
        Ok(Found {
            total: Figures::from(found.total),
            local: Figures::from(found.local),
            displacement: found.displacement.map(Figures::from),
            ratio: Some(self.ratio(treated, &spread)?),
            dispersion: spread,
            offenses: None,
        })
    }

    /// Of the sums: what the controls differ among themselves is not in their two counts, so it does not widen this.
    fn ratio(&self, treated: Pair, spread: &Spread) -> Result<Ratio> {
        let options = EffectOptions {
            alpha: self.alpha,
            dispersion: match spread.df {
                Some(df) => Dispersion::Estimated { value: spread.value, df },
                None => Dispersion::Given(spread.value),
            },
            controls_vary: false,
            ..EffectOptions::default()
        };
        let controls: Vec<Series<'_>> = self.control.iter().map(Pair::series).collect();
        let found = effect::effect(treated.series(), &controls, options)?;
        Ok(Ratio::from(&found))
    }
}
