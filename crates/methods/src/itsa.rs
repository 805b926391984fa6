//! `analyze itsa`.

use std::path::PathBuf;

use commonbeat_analysis::interrupted::{self, Counts, Errors, Options, controlled};
use serde::Serialize;

use crate::{Files, Method, Result};

mod answer;
mod timeline;
use answer::Found;
use timeline::Timeline;

/// The options of an interrupted time series.
#[derive(Debug, clap::Args, Serialize)]
#[command(
    after_help = "Bernal, Cummins and Gasparrini 2017: ln E(count) = ln exposure + a + b time + c after + harmonics; rr = exp(c), \
    below 1 is a fall; interval normal on the log scale unless --student; two-sided. Quasi-Poisson: variance dispersion \
    times mean, by Pearson's statistic. With --control: the treated series' change over the control's."
)]
pub struct Itsa {
    /// CSV file with one period a row
    #[arg(long, value_name = "FILE")]
    series: PathBuf,
    /// Column of the counts
    #[arg(long, value_name = "COLUMN")]
    count: String,
    /// Column of the times: numbers, or ISO dates
    #[arg(long, value_name = "COLUMN")]
    time: String,
    /// Column of what the counts are proportional to (days, residents); its logarithm is the offset
    #[arg(long, value_name = "COLUMN")]
    offset: Option<String>,
    /// The first time that counts as after
    #[arg(long, value_name = "T")]
    change: String,
    /// Pairs of sine and cosine for the season
    #[arg(long, value_name = "H", default_value_t = 0)]
    harmonics: usize,
    /// Length of the season in the unit of the times; a year for dates, 12 for numbers, when left out
    #[arg(long, value_name = "LENGTH")]
    period: Option<f64>,
    /// Let the trend change too
    #[arg(long)]
    trend_change: bool,
    /// The time at which the effect is read when the trend changes too; the change when left out
    #[arg(long, value_name = "T", requires = "trend_change")]
    effect_at: Option<f64>,
    /// Column of the counts of a control series
    #[arg(long, value_name = "COLUMN")]
    control: Option<String>,
    /// How counts vary
    #[arg(long, value_enum, default_value_t)]
    family: Family,
    /// Standard errors that hold although neighbouring periods are alike (Newey and West), up to LAG periods apart
    #[arg(long, value_name = "LAG", num_args = 0..=1, default_missing_value = "auto", require_equals = true)]
    robust: Option<Lag>,
    /// Student's t instead of the normal
    #[arg(long)]
    student: bool,
    /// One minus the confidence of the interval
    #[arg(long, default_value_t = 0.05)]
    alpha: f64,
}

/// How counts vary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Family {
    /// Variance equal to the mean
    Poisson,
    /// Variance a multiple of the mean
    #[default]
    QuasiPoisson,
    /// Variance mean + mean^2 / size
    NegativeBinomial,
}

/// How far apart periods may be alike; nothing is the rule of thumb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
struct Lag(Option<usize>);

impl std::str::FromStr for Lag {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "auto" => Ok(Self(None)),
            number => match number.parse() {
                Ok(lag) => Ok(Self(Some(lag))),
                Err(_) => Err(format!("{number:?} is neither a number of periods nor auto")),
            },
        }
    }
}

impl Method for Itsa {
    const NAME: &'static str = "itsa";
    type Answer = Found;

    fn run(&self, files: &mut Files) -> Result<Found> {
        let table = files.table(&self.series)?;
        let line = Timeline::read(&table, &self.time, &self.change)?;
        let counts = line.in_order(&table.counts(&self.count)?);
        let exposures = match &self.offset {
            Some(column) => Some(line.in_order(&table.numbers(column)?)),
            None => None,
        };
        let options = self.options(&line);
        let treated = Counts { times: &line.times, counts: &counts, exposures: exposures.as_deref() };
        let found = match &self.control {
            Some(column) => {
                let control = line.in_order(&table.counts(column)?);
                controlled(treated, Counts { counts: &control, ..treated }, options)?
            }
            None => interrupted::interrupted(treated, options)?,
        };
        Ok(Found::of(&found, &line))
    }
}

impl Itsa {
    fn options(&self, line: &Timeline) -> Options {
        let from = self.effect_at.unwrap_or(line.change);
        Options {
            trend_from: self.trend_change.then_some(from),
            harmonics: self.harmonics,
            period: self.period.unwrap_or(line.year),
            family: match self.family {
                Family::Poisson => interrupted::Family::Poisson,
                Family::QuasiPoisson => interrupted::Family::QuasiPoisson,
                Family::NegativeBinomial => interrupted::Family::NegativeBinomial,
            },
            errors: self.robust.map_or(Errors::Model, |Lag(lag)| Errors::NeweyWest { lag }),
            student: self.student,
            alpha: self.alpha,
            ..Options::from(line.change)
        }
    }
}
