//! p-values adjusted by the joint distribution of zones that share their controls.

use crate::chance::{normal_quantile_upper, normal_upper};
use crate::effect::{Effect, Series};

/// How far a zone's z follows its controls: the correlation of two zones is the product of theirs.
fn loading(effect: &Effect, squared_shares: f64) -> f64 {
    let part = |count: u64| 1.0 / (count as f64).max(0.5);
    let own =
        effect.dispersion.value * (part(effect.treated.0) + part(effect.treated.1)) + effect.between_controls;
    let shared = effect.dispersion.value * (part(effect.control.0) + part(effect.control.1))
        + effect.between_controls * squared_shares;
    (shared / (own + shared)).sqrt()
}

/// Step-down adjusted p-values in the order given; 1 for zones without a ratio, which are not among the tests.
///
/// Each p-value is taken back to the normal scale, where the zones are `Z_i = l_i U + sqrt(1 - l_i^2) e_i`: `U` the controls',
/// `e_i` the zone's own. Zones judged by the exact test or by Student's t are treated alike, through their p-values.
pub(super) fn adjusted(effects: &[Effect], controls: &[Series<'_>]) -> Vec<f64> {
    let before: Vec<f64> = controls.iter().map(|control| control.totals().0 as f64).collect();
    let all: f64 = before.iter().sum::<f64>().max(1.0);
    let squared_shares: f64 = before.iter().map(|count| (count / all).powi(2)).sum();
    let loadings: Vec<f64> = effects.iter().map(|effect| loading(effect, squared_shares)).collect();
    let mut order: Vec<usize> = (0..effects.len()).filter(|&zone| effects[zone].ratio.is_some()).collect();
    order.sort_by(|&a, &b| effects[a].p.total_cmp(&effects[b].p).then(a.cmp(&b)));
    let mut found = vec![1.0; effects.len()];
    let mut largest = 0.0_f64;
    for (rank, &zone) in order.iter().enumerate() {
        let left: Vec<f64> = order[rank..].iter().map(|&other| loadings[other]).collect();
        // Never less than the zone's own, whatever the rounding of the integral.
        largest = largest.max(some_beyond(effects[zone].p, &left)).max(effects[zone].p);
        found[zone] = largest;
    }
    found
}

/// The chance that at least one of the zones has a p-value of `p` or less when none changed.
fn some_beyond(p: f64, loadings: &[f64]) -> f64 {
    if p >= 1.0 {
        return 1.0;
    }
    if p < 1e-12 {
        return (p * loadings.len() as f64).min(1.0);
    }
    let limit = normal_quantile_upper(0.5 * p);
    // Simpson's rule over what the controls did, as far as it matters.
    let (steps, reach) = (800_u32, 8.0);
    let step = 2.0 * reach / f64::from(steps);
    let one = |at: u32| {
        let shared = -reach + f64::from(at) * step;
        let weight = match at {
            0 => 1.0,
            end if end == steps => 1.0,
            odd if odd % 2 == 1 => 4.0,
            _ => 2.0,
        };
        let density = (-0.5 * shared * shared).exp() / std::f64::consts::TAU.sqrt();
        let quiet: f64 = loadings.iter().map(|&loading| within(limit, loading, shared)).product();
        weight * density * (1.0 - quiet)
    };
    ((0..=steps).map(one).sum::<f64>() * step / 3.0).clamp(0.0, 1.0)
}

/// The chance that a zone stays within the limit when the controls did `shared`.
fn within(limit: f64, loading: f64, shared: f64) -> f64 {
    // Narrower than a step of the sum it would be stepped over.
    let own = (1.0 - loading * loading).sqrt().max(0.03);
    let beyond =
        normal_upper((limit - loading * shared) / own) + normal_upper((limit + loading * shared) / own);
    (1.0 - beyond).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::draw::normal;

    #[test]
    fn zones_that_share_nothing_have_sidaks_chance_and_zones_that_share_all_that_of_one() {
        assert!((some_beyond(0.05, &[0.0; 3]) - (1.0 - 0.95_f64.powi(3))).abs() < 1e-6);
        assert!((some_beyond(0.05, &[0.999_9; 3]) - 0.05).abs() < 4e-3);
        assert!((some_beyond(0.01, &[0.7]) - 0.01).abs() < 1e-6);
    }

    #[test]
    fn the_joint_chance_is_that_of_a_simulation() {
        let loadings = [0.5_f64, 0.7, 0.8, 0.3];
        let mut generator = Seed(71).stream(0);
        let runs = 100_000;
        let limit = normal_quantile_upper(0.01);
        let beyond = (0..runs)
            .filter(|_| {
                let shared = normal(&mut generator);
                loadings.iter().any(|loading| {
                    (loading * shared + (1.0 - loading * loading).sqrt() * normal(&mut generator)).abs()
                        >= limit
                })
            })
            .count() as f64
            / f64::from(runs);
        let found = some_beyond(0.02, &loadings);
        assert!((found - beyond).abs() < 0.003, "{found}, simulated {beyond}");
    }
}
