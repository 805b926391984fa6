//! What a design could be expected to see. Pure.

use commonbeat_analysis::effect::{Series, dispersion_between_areas};
use commonbeat_analysis::power::{Design, DurationPoint, Scale, over_durations};

use crate::{Error, Result};

/// Months of follow-up for which the smallest fall is told.
pub const DURATIONS: [u32; 6] = [3, 6, 9, 12, 18, 24];

/// What a design could be expected to see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Power {
    /// Incidents a month in the treated area before.
    pub per_month: f64,
    /// Dispersion of the months before; 1 is Poisson.
    pub dispersion: f64,
    /// The smallest fall seen in 4 of 5 cases, as a share; none where none is.
    pub detectable: Option<f64>,
    /// The same for other lengths of the follow-up.
    pub curve: Vec<DurationPoint>,
}

/// What a design with these monthly counts before could be expected to see.
pub fn power(treated: &[u32], controls: &[Vec<u32>], follow_up: u32) -> Result<Power> {
    let sum = |monthly: &[u32]| monthly.iter().map(|n| u64::from(*n)).sum::<u64>() as f64;
    let (own, others) = (sum(treated), controls.iter().map(|c| sum(c)).sum::<f64>());
    let before = |monthly| Series { before: monthly, after: &[] };
    let areas: Vec<Series<'_>> =
        std::iter::once(before(treated)).chain(controls.iter().map(|c| before(c))).collect();
    let dispersion = dispersion_between_areas(&areas).value;
    let per_month = own / treated.len().max(1) as f64;
    if own == 0.0 || others == 0.0 {
        return Ok(Power { per_month, dispersion, ..Power::default() });
    }
    let design =
        Design { control_ratio: others / own, dispersion, scale: Scale::Ratio, ..Design::plain(per_month) };
    let length = u32::try_from(treated.len()).unwrap_or(u32::MAX);
    let over = |months: &[u32]| over_durations(per_month, length, months, &design).map_err(Error::broken);
    let asked = over(&[follow_up])?;
    // Whole thousandths: the figure stands in the plan, whose hash must survive storing.
    let detectable = asked.first().and_then(|p| p.reduction).map(|r| (r * 1_000.0).round() / 1_000.0);
    Ok(Power { per_month, dispersion, detectable, curve: over(&DURATIONS)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_follow_up_sees_smaller_falls_and_nothing_sees_nothing() {
        let found = power(&[6; 24], &[vec![6; 24], vec![5; 24]], 6).unwrap();
        let falls: Vec<f64> = found.curve.iter().filter_map(|p| p.reduction).collect();
        assert_eq!(falls.len(), DURATIONS.len());
        assert!(falls.windows(2).all(|w| w[0] > w[1]), "{falls:?}");
        assert!((found.detectable.unwrap() - falls[1]).abs() < 1e-3);
        let none = power(&[0; 24], &[vec![6; 24]], 6).unwrap();
        assert_eq!((none.detectable, none.curve.len()), (None, 0));
        assert_eq!(power(&[6; 24], &[], 6).unwrap().detectable, None);
    }
}
