//! The mix that comes closest.

/// Weights of 0 or more, adding up to 1, whose mix of the columns is closest to the target in squares: accelerated projected
/// gradient (Beck and Teboulle 2009), begun at even weights and begun anew whenever it overshoots. Deterministic.
pub(super) fn closest(target: &[f64], columns: &[Vec<f64>]) -> Vec<f64> {
    let size = columns.len();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let products: Vec<Vec<f64>> =
        columns.iter().map(|a| columns.iter().map(|b| dot(a, b)).collect()).collect();
    let aims: Vec<f64> = columns.iter().map(|column| dot(column, target)).collect();
    let mut weights = vec![1.0 / size as f64; size];
    // The largest row sum bounds the curvature.
    let curvature =
        products.iter().map(|row| row.iter().map(|value| value.abs()).sum::<f64>()).fold(0.0, f64::max);
    if curvature <= 0.0 {
        return weights;
    }
    let loss = |weights: &[f64]| {
        let squares: f64 =
            weights.iter().zip(&products).map(|(weight, row)| weight * dot(row, weights)).sum();
        0.5 * squares - dot(&aims, weights)
    };
    let (mut ahead, mut momentum, mut best) = (weights.clone(), 1.0_f64, loss(&weights));
    for _ in 0..5_000 {
        let gradient: Vec<f64> =
            products.iter().zip(&aims).map(|(row, aim)| dot(row, &ahead) - aim).collect();
        let stepped: Vec<f64> =
            ahead.iter().zip(&gradient).map(|(weight, slope)| weight - slope / curvature).collect();
        let next = onto_simplex(&stepped);
        let now = loss(&next);
        if now > best && momentum > 1.0 {
            (ahead, momentum) = (weights.clone(), 1.0);
            continue;
        }
        let faster = 0.5 * (1.0 + (1.0 + 4.0 * momentum * momentum).sqrt());
        let push = (momentum - 1.0) / faster;
        ahead = next.iter().zip(&weights).map(|(new, old)| new + push * (new - old)).collect();
        let moved = next.iter().zip(&weights).map(|(new, old)| (new - old).abs()).fold(0.0, f64::max);
        (weights, momentum, best) = (next, faster, now);
        if moved < 1e-10 {
            break;
        }
    }
    weights
}

/// The closest point with weights of 0 or more that add up to 1 (Held, Wolfe and Crowder 1974).
fn onto_simplex(point: &[f64]) -> Vec<f64> {
    let mut sorted = point.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let (mut sum, mut shift) = (0.0, 0.0);
    for (rank, value) in sorted.iter().enumerate() {
        sum += value;
        let level = (sum - 1.0) / (rank + 1) as f64;
        if *value > level {
            shift = level;
        }
    }
    point.iter().map(|value| (value - shift).max(0.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_off_the_simplex_fall_on_the_nearest_of_it() {
        assert_eq!(onto_simplex(&[0.5, 0.5]), [0.5, 0.5]);
        assert_eq!(onto_simplex(&[2.0, 0.0]), [1.0, 0.0]);
        let even = onto_simplex(&[1.0, 1.0, 1.0]);
        assert!(even.iter().all(|weight| (weight - 1.0 / 3.0).abs() < 1e-12));
    }

    #[test]
    fn a_target_inside_is_met_exactly() {
        let columns = [vec![1.0, 0.0, 2.0], vec![0.0, 1.0, 5.0], vec![3.0, 3.0, 0.0]];
        let mix = [0.2, 0.5, 0.3];
        let target: Vec<f64> = (0..3)
            .map(|at| columns.iter().zip(mix).map(|(column, weight)| weight * column[at]).sum())
            .collect();
        for (found, weight) in closest(&target, &columns).iter().zip(mix) {
            assert!((found - weight).abs() < 1e-6, "{found} is not {weight}");
        }
    }
}
