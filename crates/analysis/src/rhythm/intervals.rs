//! How sure the hours of a week are.

use super::{MINUTES_A_WEEK, WEEK_HOURS, When, rhythm, share_out};
use crate::Result;
use crate::chance::gamma_quantile_upper;
use crate::error::proper_fraction;

/// The aoristic sum of an hour with its interval, both in incidents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HourInterval {
    /// The aoristic sum.
    pub sum: f64,
    /// Two-sided interval of what the hour would have on average.
    pub interval: (f64, f64),
}

/// Intervals for the 168 hours of the week, Monday 0 h first.
///
/// An aoristic sum adds up incidents by weight; how many there are of each weight is Poisson. The interval for such a
/// weighted sum is that of Fay and Feuer (1997, Stat. Med. 16:791): exact for weights of 1, cautious otherwise. It holds
/// for one hour, not for all 168 at once; of 168 quiet hours some eight will lie outside theirs at 95 %.
///
/// # Errors
/// As [`rhythm`]; `OutOfRange` for an `alpha` outside `(0, 1)`.
pub fn hour_intervals(incidents: &[When], alpha: f64) -> Result<Vec<HourInterval>> {
    proper_fraction("alpha", alpha)?;
    let sums = rhythm(incidents)?;
    let mut squares = vec![0.0; WEEK_HOURS];
    let mut largest = vec![0.0_f64; WEEK_HOURS];
    let mut add = |hour: usize, weight: f64| {
        squares[hour % WEEK_HOURS] += weight * weight;
        largest[hour % WEEK_HOURS] = largest[hour % WEEK_HOURS].max(weight);
    };
    for when in incidents {
        match *when {
            When::Hour { weekday, hour } => add(usize::from(weekday) * 24 + usize::from(hour), 1.0),
            When::Between { minutes, .. } if minutes > MINUTES_A_WEEK => {
                (0..WEEK_HOURS).for_each(|hour| add(hour, 1.0 / WEEK_HOURS as f64));
            }
            When::Between { start, minutes } if minutes >= 0.0 => share_out(start, minutes, &mut add),
            When::Between { .. } | When::Unknown => {}
        }
    }
    let one = |hour: usize| {
        let sum = sums.hours[hour / 24][hour % 24];
        HourInterval { sum, interval: fay_feuer(sum, squares[hour], largest[hour], alpha) }
    };
    Ok((0..WEEK_HOURS).map(one).collect())
}

/// `sum` and `squares` of the weights, and the weight one more incident would have at most.
fn fay_feuer(sum: f64, squares: f64, largest: f64, alpha: f64) -> (f64, f64) {
    // An hour without any incident could have had one of full weight.
    let next = if largest > 0.0 { largest } else { 1.0 };
    let low = if sum > 0.0 {
        squares / sum * gamma_quantile_upper(1.0 - 0.5 * alpha, sum * sum / squares)
    } else {
        0.0
    };
    let (more, spread) = (sum + next, squares + next * next);
    (low, spread / more * gamma_quantile_upper(0.5 * alpha, more * more / spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_incidents_have_the_exact_poisson_interval() {
        let ten = vec![When::Hour { weekday: 1, hour: 2 }; 10];
        let found = hour_intervals(&ten, 0.05).unwrap();
        // The exact interval of a Poisson count of 10, and of 0.
        assert!(
            (found[26].interval.0 - 4.795_389).abs() < 1e-5
                && (found[26].interval.1 - 18.390_356).abs() < 1e-5
        );
        assert_eq!(found[0].interval.0, 0.0);
        assert!((found[0].interval.1 - 3.688_879).abs() < 1e-5);
        assert_eq!(found.len(), WEEK_HOURS);
    }

    #[test]
    fn incidents_spread_over_hours_say_less_of_each_but_are_not_wider_than_one_more_incident() {
        let spread = vec![When::Between { start: 600.0, minutes: 120.0 }; 20];
        let found = hour_intervals(&spread, 0.05).unwrap();
        let ten = found[10];
        assert!((ten.sum - 10.0).abs() < 1e-12);
        assert!(ten.interval.0 > 5.0 && ten.interval.0 < ten.sum && ten.interval.1 > ten.sum);
        assert!(hour_intervals(&spread, 0.0).is_err());
        assert!(hour_intervals(&[When::Unknown], 0.05).unwrap().iter().all(|hour| hour.sum == 0.0));
    }
}
