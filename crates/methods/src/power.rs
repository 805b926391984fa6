//! `analyze power`.

use commonbeat_analysis::power::{self, Design, minimum_detectable_reduction, power_to_see};
use serde::Serialize;

use crate::{Files, Method, Result};

/// The options of power.
#[derive(Debug, clap::Args, Serialize)]
#[command(
    after_help = "The smallest reduction r for which t r = (z[alpha/2] + z[1-power]) sqrt(phi (t/k + t (1-r) + (t + t/k)/m)), \
    t the baseline, k the baseline ratio, m the controls: on the scale of the weighted displacement difference. null when \
    not even a total stop would be seen."
)]
pub struct Power {
    /// Incidents expected in a period as long as the follow-up
    #[arg(long, value_name = "N")]
    baseline: f64,
    /// Controls, each as large as the treated area
    #[arg(long, value_name = "K", default_value_t = 1.0)]
    controls: f64,
    /// Length of the baseline over length of the follow-up
    #[arg(long, value_name = "R", default_value_t = 1.0)]
    baseline_ratio: f64,
    /// Variance over mean of the counts; 1 is Poisson
    #[arg(long, value_name = "PHI", default_value_t = 1.0)]
    dispersion: f64,
    /// Two-sided false alarm rate
    #[arg(long, default_value_t = 0.05)]
    alpha: f64,
    /// Chance of seeing the reduction
    #[arg(long, default_value_t = 0.8)]
    power: f64,
    /// On which scale the effect is judged
    #[arg(long, value_enum, default_value_t)]
    scale: Scale,
}

/// On which scale an effect is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Scale {
    /// The weighted displacement difference
    #[default]
    Difference,
    /// The ratio of ratios
    Ratio,
}

/// What power answers.
#[derive(Debug, Serialize)]
pub struct Found {
    /// As a share: 0.38 is 38 %. Null when not even a total stop would be seen.
    minimum_detectable_reduction: Option<f64>,
    /// The chance of seeing each reduction.
    curve: Vec<Point>,
}

#[derive(Debug, Serialize)]
struct Point {
    reduction: f64,
    power: f64,
}

impl Method for Power {
    const NAME: &'static str = "power";
    type Answer = Found;

    fn run(&self, _: &mut Files) -> Result<Found> {
        let design = Design {
            expected: self.baseline,
            baseline_ratio: self.baseline_ratio,
            control_ratio: self.controls,
            dispersion: self.dispersion,
            alpha: self.alpha,
            power: self.power,
            scale: match self.scale {
                Scale::Difference => power::Scale::Difference,
                Scale::Ratio => power::Scale::Ratio,
            },
        };
        let point = |tenth: u8| {
            let reduction = f64::from(tenth) / 10.0;
            Ok(Point { reduction, power: power_to_see(&design, reduction)? })
        };
        Ok(Found {
            minimum_detectable_reduction: minimum_detectable_reduction(&design)?,
            curve: (1..=9).map(point).collect::<Result<_>>()?,
        })
    }
}
