//! The effect of a response: the change in the treated area over the change in its controls.
//!
//! `ratio = (T1 / T0) / (C1 / C0)`, the controls summed. 1 is no effect, 0.8 a fall of 20 % against what the controls
//! lead one to expect; it is the reciprocal of the relative effect of Farrington and Welsh (`T0 C1 / (T1 C0)`). All areas
//! are counted over the same periods, so that the lengths of the periods, the sizes of the areas, the season and whatever
//! else the areas share fall out of it.
//!
//! On the log scale the variance is `phi (1/T0 + 1/T1 + 1/C0 + 1/C1)`, and where there are three controls or more, what
//! they differ among themselves beyond that (`tau^2`, DerSimonian and Laird 1986) is added: areas go their own ways, and a
//! treated one would have done so too. Intervals are Student's t. When a count is small the exact conditional test
//! ([`crate::small_counts::exact_ratio`]) stands in, or both, the more cautious of the two.

use crate::Result;
use crate::chance::{t_quantile_upper, t_two_sided};
use crate::error::{at_least, proper_fraction, same_length};
use crate::power::{Design, Scale, minimum_detectable_reduction};
use crate::small_counts::{ExactRatio, exact_ratio};
use crate::wdd::Difference;

mod relative;
mod spread;
pub use relative::{RelativeEffect, relative_effect};
use spread::LogError;
pub use spread::{Dispersion, DispersionFound, dispersion_between_areas, dispersion_within};

/// One area's counts per period (weeks or months), before the response and after its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Series<'a> {
    /// Counts of the baseline periods.
    pub before: &'a [u32],
    /// Counts of the follow-up periods.
    pub after: &'a [u32],
}

impl Series<'_> {
    /// Sums before and after.
    #[must_use]
    pub fn totals(&self) -> (u64, u64) {
        let sum = |counts: &[u32]| counts.iter().map(|&count| u64::from(count)).sum();
        (sum(self.before), sum(self.after))
    }
}

/// How an effect is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectOptions {
    /// One minus the confidence (two-sided).
    pub alpha: f64,
    /// How the dispersion is had.
    pub dispersion: Dispersion,
    /// Whether three or more controls may widen the interval by what they differ among themselves.
    pub controls_vary: bool,
    /// With any of the four sums below this, the exact test is used.
    pub small: u64,
    /// A result that could be chance, from a design that could not have seen a fall of this size (with a power of 80 %),
    /// reads "too few to tell".
    pub worth_seeing: f64,
}

impl Default for EffectOptions {
    fn default() -> Self {
        Self {
            alpha: 0.05,
            dispersion: Dispersion::default(),
            controls_vary: true,
            small: 10,
            worth_seeing: 0.75,
        }
    }
}

/// What the result says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A fall that chance hardly explains.
    Fell,
    /// A rise that chance hardly explains.
    Rose,
    /// No difference that chance does not explain as well.
    CouldBeChance,
    /// There were too few incidents for any but a drastic change to show.
    TooFewToTell,
}

/// How the interval and the p-value were had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Student's t on the log ratio with the estimated dispersion.
    LogRatio,
    /// The exact conditional test: counts are small and vary no more than Poisson counts.
    Exact,
    /// Counts are small and vary more than Poisson counts: the wider interval and the larger p of the two.
    MoreCautiousOfBoth,
    /// The ratio has no value; nothing was tested.
    None,
}

/// What the reader of a result should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// A sum is below the limit for small counts.
    SmallCounts,
    /// Too few periods to estimate the dispersion: counts were taken as Poisson.
    DispersionNotEstimated,
    /// The counts varied less than Poisson counts; 1 was used.
    DispersionRaisedToOne,
    /// The controls moved differently among themselves; the interval was widened for it.
    ControlsDiffer,
    /// The treated area had no incident before: no ratio.
    NothingBefore,
    /// The controls had no incident before, or none after: no ratio.
    NothingInControls,
}

/// The effect of a response, with all that went into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The options used.
    pub options: EffectOptions,
    /// Incidents of the treated area before and after.
    pub treated: (u64, u64),
    /// Incidents of all controls before and after.
    pub control: (u64, u64),
    /// Number of controls.
    pub controls: usize,
    /// Periods before and after.
    pub periods: (usize, usize),
    /// `(T1 / T0) / (C1 / C0)`; below 1 is a fall. `None` when a divisor is 0.
    pub ratio: Option<f64>,
    /// Two-sided interval of the ratio; the upper end may be infinite.
    pub interval: Option<(f64, f64)>,
    /// Two-sided p-value of no effect; 1 when there is no ratio.
    pub p: f64,
    /// How interval and p were had.
    pub method: Method,
    /// The dispersion and where it comes from.
    pub dispersion: DispersionFound,
    /// Variance of the log change from control to control beyond the dispersion (`tau^2`); 0 with under three.
    pub between_controls: f64,
    /// Degrees of freedom of Student's t; infinite when nothing was estimated.
    pub df: f64,
    /// What the treated area would have had after, had it moved as its controls did: `T0 C1 / C0`.
    pub expected_after: Option<f64>,
    /// Observed after minus expected after, in incidents: the weighted displacement difference on controls scaled to the
    /// treated baseline (below 0 is a fall). Its p is not the verdict; the ratio's is.
    pub difference: Option<Difference>,
    /// The smallest fall (0.38 is 38 %) that this design sees with a power of 80 %; `None` when none.
    pub detectable_reduction: Option<f64>,
    /// What the result says.
    pub reading: Reading,
    /// What its reader should know.
    pub notes: Vec<Note>,
}

/// Judges the effect of a response on one area against one or several controls, all counted over the same periods.
///
/// # Errors
/// `TooFew` without a control or without a period before or after, `UnequalLengths` when an area has other periods than
/// the treated one, `OutOfRange` for a bad option.
pub fn effect(treated: Series<'_>, controls: &[Series<'_>], options: EffectOptions) -> Result<Effect> {
    check(treated, controls, options)?;
    let t = treated.totals();
    let c = controls.iter().map(Series::totals).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let mut areas = vec![treated];
    areas.extend_from_slice(controls);
    let dispersion = spread::find(options.dispersion, &areas)?;
    let mut between = spread::between_controls(controls, dispersion.value);
    if !options.controls_vary {
        between.variance = 0.0;
    }
    let error = LogError::new(t, c, controls, dispersion, between);
    let mut found = Effect {
        options,
        treated: t,
        control: c,
        controls: controls.len(),
        periods: (treated.before.len(), treated.after.len()),
        ratio: None,
        interval: None,
        p: 1.0,
        method: Method::None,
        dispersion,
        between_controls: between.variance,
        df: error.df,
        expected_after: (c.0 > 0).then(|| t.0 as f64 * c.1 as f64 / c.0 as f64),
        difference: None,
        detectable_reduction: detectable(t, c, treated, dispersion.value, options)?,
        reading: Reading::TooFewToTell,
        notes: Vec::new(),
    };
    found.judge(error)?;
    found.difference = found.scaled_difference();
    found.note();
    found.reading = found.read();
    Ok(found)
}

fn check(treated: Series<'_>, controls: &[Series<'_>], options: EffectOptions) -> Result<()> {
    proper_fraction("alpha", options.alpha)?;
    proper_fraction("the fall worth seeing", options.worth_seeing)?;
    at_least("control areas", 1, controls.len())?;
    at_least("periods before", 1, treated.before.len())?;
    at_least("periods after", 1, treated.after.len())?;
    for control in controls {
        same_length("periods before of two areas", treated.before.len(), control.before.len())?;
        same_length("periods after of two areas", treated.after.len(), control.after.len())?;
    }
    Ok(())
}

fn detectable(
    t: (u64, u64),
    c: (u64, u64),
    treated: Series<'_>,
    dispersion: f64,
    options: EffectOptions,
) -> Result<Option<f64>> {
    if t.0 == 0 || c.0 == 0 {
        return Ok(None);
    }
    let baseline_ratio = treated.before.len() as f64 / treated.after.len() as f64;
    minimum_detectable_reduction(&Design {
        expected: t.0 as f64 / baseline_ratio,
        baseline_ratio,
        control_ratio: c.0 as f64 / t.0 as f64,
        dispersion,
        alpha: options.alpha,
        power: 0.8,
        scale: Scale::Ratio,
    })
}

impl Effect {
    fn judge(&mut self, error: LogError) -> Result<()> {
        let ((t0, t1), (c0, c1)) = (self.treated, self.control);
        if t0 == 0 || c0 == 0 || c1 == 0 {
            return Ok(());
        }
        let by_t = self.by_t(error);
        let plain = self.dispersion.value <= 1.0 && self.between_controls <= 0.0;
        let (method, chosen) = if self.smallest() >= self.options.small {
            (Method::LogRatio, by_t)
        } else {
            let exact = exact_ratio(self.treated, self.control, self.options.alpha)?;
            if plain {
                (Method::Exact, exact)
            } else {
                (Method::MoreCautiousOfBoth, more_cautious(exact, by_t))
            }
        };
        self.ratio = Some(t1 as f64 * c0 as f64 / (t0 as f64 * c1 as f64));
        self.method = method;
        self.interval = Some(chosen.interval);
        self.p = chosen.p;
        Ok(())
    }

    /// Student's t on the log ratio; half an incident stands for none after.
    fn by_t(&self, error: LogError) -> ExactRatio {
        let half = if self.treated.1 == 0 { 0.5 } else { 0.0 };
        let part = |count: u64| (count as f64 + half).ln();
        let ln = part(self.treated.1) - part(self.treated.0) + part(self.control.0) - part(self.control.1);
        let reach = t_quantile_upper(0.5 * self.options.alpha, error.df) * error.se;
        let low = if half > 0.0 { 0.0 } else { (ln - reach).exp() };
        ExactRatio {
            ratio: None,
            interval: (low, (ln + reach).exp()),
            p: t_two_sided(ln / error.se, error.df),
        }
    }

    fn smallest(&self) -> u64 {
        self.treated.0.min(self.treated.1).min(self.control.0).min(self.control.1)
    }

    /// By the delta method on `T1 - T0 C1 / C0`, with the dispersion, and `tau^2` on the expected count.
    fn scaled_difference(&self) -> Option<Difference> {
        let expected = self.expected_after?;
        if self.treated.0 == 0 || self.control.1 == 0 {
            return None;
        }
        let relative = [self.treated.0, self.control.0, self.control.1].map(|sum| 1.0 / sum as f64);
        let poisson = self.treated.1 as f64 + expected * expected * relative.iter().sum::<f64>();
        let shared = 1.0 + 1.0 / self.controls as f64;
        let variance = self.dispersion.value * poisson + self.between_controls * shared * expected * expected;
        let estimate = self.treated.1 as f64 - expected;
        Some(Difference::judge(estimate, variance.sqrt(), self.options.alpha, self.df))
    }

    fn note(&mut self) {
        let facts = [
            (self.smallest() < self.options.small, Note::SmallCounts),
            (self.dispersion.assumed, Note::DispersionNotEstimated),
            (self.dispersion.raised, Note::DispersionRaisedToOne),
            (self.between_controls > 0.0, Note::ControlsDiffer),
            (self.treated.0 == 0, Note::NothingBefore),
            (self.control.0 == 0 || self.control.1 == 0, Note::NothingInControls),
        ];
        self.notes.extend(facts.iter().filter(|(holds, _)| *holds).map(|(_, note)| *note));
    }

    fn read(&self) -> Reading {
        match (self.ratio, self.interval) {
            (Some(ratio), Some(_)) if self.p < self.options.alpha => {
                if ratio < 1.0 {
                    Reading::Fell
                } else {
                    Reading::Rose
                }
            }
            (Some(_), _) if self.detectable_reduction.is_some_and(|r| r <= self.options.worth_seeing) => {
                Reading::CouldBeChance
            }
            _ => Reading::TooFewToTell,
        }
    }
}

fn more_cautious(a: ExactRatio, b: ExactRatio) -> ExactRatio {
    ExactRatio {
        ratio: a.ratio,
        interval: (a.interval.0.min(b.interval.0), a.interval.1.max(b.interval.1)),
        p: a.p.max(b.p),
    }
}

#[cfg(test)]
mod tests;
