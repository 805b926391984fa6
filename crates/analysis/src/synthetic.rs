//! A control made of many: the mix of untreated areas that moved like the treated one before.
//!
//! Synthetic control (Abadie, Diamond and Hainmueller 2010, J. Am. Stat. Assoc. 105:493): weights of 0 or more that add up to
//! 1, chosen so that the mix follows the treated series before the response. Whether what comes after could be chance is
//! asked by placebos in space: each other area is taken as if it had been treated, and the treated area's ratio of misfit
//! after to misfit before is ranked among theirs. With `J` other areas the p-value cannot fall below `1 / (J + 1)`.

use rayon::prelude::*;

use crate::error::{at_least, same_length};
use crate::{AnalysisError, Result};

mod weights;

/// Whether the mix has to meet the treated area's level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// It has to, as published. A treated area above all others cannot be met: the misfit before will show it.
    #[default]
    Met,
    /// Each series is taken around its own mean before (Ferman and Pinto 2021, Quant. Econ. 12:1197): areas of any size can
    /// serve, on a scale of counts.
    Free,
}

/// A synthetic control with its placebos.
#[derive(Debug, Clone, PartialEq)]
pub struct Synthetic {
    /// The level asked for.
    pub level: Level,
    /// The weight of each area, in the order given.
    pub weights: Vec<f64>,
    /// The mix over all periods, before and after.
    pub mix: Vec<f64>,
    /// Root of the mean squared misfit before.
    pub misfit_before: f64,
    /// The same after.
    pub misfit_after: f64,
    /// Observed less mix, summed over the periods after; below 0 is a fall.
    pub difference: f64,
    /// Observed over mix after; `None` when the mix is not above 0.
    pub ratio: Option<f64>,
    /// For each other area as a placebo: misfit after over misfit before, and its own difference.
    pub placebos: Vec<Placebo>,
    /// The share of areas, the treated one among them, whose ratio of misfits is at least the treated one's.
    pub p: f64,
}

/// An area taken as if it had been treated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placebo {
    /// Misfit after over misfit before.
    pub misfit_ratio: f64,
    /// Observed less mix after.
    pub difference: f64,
}

/// Makes the control and its placebos. All series have the same periods, the first `before` of them before the response.
/// Placebos are mixed of the other areas only, never of the treated one.
///
/// # Errors
/// `TooFew` below 2 other areas, below 2 periods before or without one after, `UnequalLengths`, `NoVariation` when nothing
/// was counted before.
pub fn synthetic(treated: &[u32], others: &[&[u32]], before: usize, level: Level) -> Result<Synthetic> {
    at_least("other areas", 2, others.len())?;
    at_least("periods before", 2, before)?;
    at_least("periods", before + 1, treated.len())?;
    others.iter().try_for_each(|other| same_length("periods of two areas", treated.len(), other.len()))?;
    if treated[..before].iter().all(|&count| count == 0) {
        return Err(AnalysisError::NoVariation { what: "the treated area before" });
    }
    let real = |counts: &[u32]| counts.iter().map(|&count| f64::from(count)).collect::<Vec<f64>>();
    let treated = real(treated);
    let others: Vec<Vec<f64>> = others.iter().map(|other| real(other)).collect();
    let all: Vec<&[f64]> = others.iter().map(Vec::as_slice).collect();
    let fit = Fit::of(&treated, &all, before, level);
    let placebos: Vec<Placebo> = (0..all.len())
        .into_par_iter()
        .map(|placebo| {
            let rest: Vec<&[f64]> =
                all.iter().enumerate().filter(|(at, _)| *at != placebo).map(|(_, other)| *other).collect();
            let fit = Fit::of(all[placebo], &rest, before, level);
            Placebo { misfit_ratio: fit.misfit_ratio(), difference: fit.difference }
        })
        .collect();
    let own = fit.misfit_ratio();
    let as_far = placebos.iter().filter(|placebo| placebo.misfit_ratio >= own * (1.0 - 1e-12)).count();
    let mixed: f64 = fit.mix[before..].iter().sum();
    let observed: f64 = treated[before..].iter().sum();
    Ok(Synthetic {
        level,
        ratio: (mixed > 0.0).then(|| observed / mixed),
        weights: fit.weights,
        mix: fit.mix,
        misfit_before: fit.misfit_before,
        misfit_after: fit.misfit_after,
        difference: fit.difference,
        p: (as_far + 1) as f64 / (placebos.len() + 1) as f64,
        placebos,
    })
}

struct Fit {
    weights: Vec<f64>,
    mix: Vec<f64>,
    misfit_before: f64,
    misfit_after: f64,
    difference: f64,
}

impl Fit {
    fn of(treated: &[f64], others: &[&[f64]], before: usize, level: Level) -> Self {
        let mean = |series: &[f64]| match level {
            Level::Met => 0.0,
            Level::Free => series[..before].iter().sum::<f64>() / before as f64,
        };
        let own = mean(treated);
        let means: Vec<f64> = others.iter().map(|other| mean(other)).collect();
        let target: Vec<f64> = treated[..before].iter().map(|value| value - own).collect();
        let columns: Vec<Vec<f64>> = others
            .iter()
            .zip(&means)
            .map(|(other, mean)| other[..before].iter().map(|value| value - mean).collect())
            .collect();
        let weights = weights::closest(&target, &columns);
        let at = |period: usize| {
            let parts = others.iter().zip(&means).zip(&weights);
            own + parts.map(|((other, mean), weight)| weight * (other[period] - mean)).sum::<f64>()
        };
        let mix: Vec<f64> = (0..treated.len()).map(at).collect();
        let gaps: Vec<f64> = treated.iter().zip(&mix).map(|(observed, mixed)| observed - mixed).collect();
        let root = |gaps: &[f64]| (gaps.iter().map(|gap| gap * gap).sum::<f64>() / gaps.len() as f64).sqrt();
        Self {
            misfit_before: root(&gaps[..before]),
            misfit_after: root(&gaps[before..]),
            difference: gaps[before..].iter().sum(),
            weights,
            mix,
        }
    }

    /// A perfect fit before would make anything after infinitely surprising; half an incident is as close as counts can be.
    fn misfit_ratio(&self) -> f64 {
        self.misfit_after / self.misfit_before.max(0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::draw::poisson;

    /// Twelve areas over 36 months with a shared wave, each at its own level.
    fn areas(run: u64, fall: f64) -> Vec<Vec<u32>> {
        (0..12)
            .map(|area| {
                let mut generator = Seed(91).stream(run * 100 + area);
                let level = 20.0 + 3.0 * area as f64;
                (0..36)
                    .map(|month| {
                        let wave = 1.0 + 0.3 * (f64::from(month) / 6.0).sin();
                        let after = if area == 5 && month >= 24 { fall } else { 1.0 };
                        poisson(&mut generator, level * wave * after)
                    })
                    .collect()
            })
            .collect()
    }

    fn judge(areas: &[Vec<u32>], level: Level) -> Synthetic {
        let others: Vec<&[u32]> =
            areas.iter().enumerate().filter(|(at, _)| *at != 5).map(|(_, area)| area.as_slice()).collect();
        synthetic(&areas[5], &others, 24, level).unwrap()
    }

    #[test]
    fn a_fall_stands_out_among_the_placebos_and_its_size_comes_out() {
        for level in [Level::Met, Level::Free] {
            let found = judge(&areas(1, 0.5), level);
            assert_eq!(found.p, 1.0 / 12.0);
            assert!((0.4..0.6).contains(&found.ratio.unwrap()), "{:?}", found.ratio);
            assert!((found.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert!(found.weights.iter().all(|weight| *weight >= 0.0));
            assert!(found.difference < 0.0 && found.misfit_after > found.misfit_before);
        }
    }

    #[test]
    fn nothing_done_ranks_anywhere() {
        let runs = 120;
        let low = (0..runs).filter(|&run| judge(&areas(10 + run, 1.0), Level::Met).p < 0.17).count();
        // One of six ranks among twelve.
        assert!((5..=38).contains(&low), "{low} of {runs}");
    }

    #[test]
    fn a_mix_of_two_areas_is_found_again_and_larger_areas_serve_when_the_level_is_free() {
        let (a, b): (Vec<u32>, Vec<u32>) =
            ((0..12).map(|m| 10 + m).collect(), (0..12).map(|m| 40 - 2 * m).collect());
        let c: Vec<u32> = (0..12).map(|m| 30 + (m * m) % 7).collect();
        let half: Vec<u32> = a.iter().zip(&b).map(|(a, b)| (a + b) / 2).collect();
        let found = synthetic(&half, &[&a, &b, &c], 10, Level::Met).unwrap();
        assert!((found.weights[0] - 0.5).abs() < 0.06 && found.weights[2] < 0.1, "{:?}", found.weights);
        let large: Vec<u32> = a.iter().map(|count| count + 500).collect();
        let free = synthetic(&large, &[&a, &b, &c], 10, Level::Free).unwrap();
        assert!(free.weights[0] > 0.99 && free.misfit_before < 1e-2, "{free:?}");
    }

    #[test]
    fn what_cannot_be_mixed_is_refused() {
        let (a, b): (&[u32], &[u32]) = (&[1, 2, 3], &[2, 3, 4]);
        assert!(synthetic(a, &[b], 2, Level::Met).is_err());
        assert!(synthetic(a, &[b, b], 3, Level::Met).is_err());
        assert!(synthetic(a, &[b, b], 1, Level::Met).is_err());
        assert!(synthetic(a, &[b, &[1, 2]], 2, Level::Met).is_err());
        assert!(synthetic(&[0, 0, 3], &[b, b], 2, Level::Met).is_err());
        assert!(synthetic(a, &[&[0, 0, 0], &[0, 0, 0]], 2, Level::Met).is_ok());
    }
}
