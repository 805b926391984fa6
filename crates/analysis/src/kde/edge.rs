//! How much of the kernel around a place lies within the bounds.

use rayon::prelude::*;
use std::f64::consts::PI;

use super::{Field, KdeOptions, Kernel};
use crate::chance::normal_upper;

/// Divides each density by the part of the kernel around its cell that lies within the bounds.
pub(super) fn correct(values: &mut [f64], field: &Field, options: KdeOptions) {
    values.par_chunks_exact_mut(field.columns).enumerate().for_each(|(row, values)| {
        for (column, value) in values.iter_mut().enumerate() {
            let place = [field.x(column), field.y(row)];
            let away = |side: f64, axis: usize| (side - place[axis]) / options.bandwidth;
            let x = (away(field.bounds.low[0], 0), away(field.bounds.high[0], 0));
            let y = (away(field.bounds.low[1], 1), away(field.bounds.high[1], 1));
            let within = match options.kernel {
                Kernel::Gaussian => normal(x) * normal(y),
                Kernel::Quartic => quartic(x, y),
            };
            // The centre of a last cell that hardly reaches into the bounds may see nothing of them.
            *value = if within > 1e-12 { *value / within } else { 0.0 };
        }
    });
}

fn normal((low, high): (f64, f64)) -> f64 {
    (normal_upper(low) - normal_upper(high)).max(0.0)
}

/// The quartic kernel over a box, in bandwidths from its centre.
fn quartic(x: (f64, f64), y: (f64, f64)) -> f64 {
    let cut = |(low, high): (f64, f64)| (low.clamp(-1.0, 1.0), high.clamp(-1.0, 1.0));
    let (x, y) = (cut(x), cut(y));
    if x == (-1.0, 1.0) && y == (-1.0, 1.0) {
        return 1.0;
    }
    // Where the circle leaves the box above or below, the inner integral has a kink.
    let mut ends = vec![x.0, x.1];
    for side in [y.0, y.1] {
        let kink = (1.0 - side * side).max(0.0).sqrt();
        ends.extend([-kink, kink].into_iter().filter(|kink| x.0 < *kink && *kink < x.1));
    }
    ends.sort_by(f64::total_cmp);
    3.0 / PI * ends.windows(2).map(|pair| piece(pair[0], pair[1], y)).sum::<f64>()
}

/// Gauss-Legendre with ten nodes: the integrand is smooth between kinks.
fn piece(from: f64, until: f64, y: (f64, f64)) -> f64 {
    const NODES: [(f64, f64); 5] = [
        (0.148_874_338_981_631_2, 0.295_524_224_714_752_87),
        (0.433_395_394_129_247_2, 0.269_266_719_309_996_35),
        (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
        (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
        (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
    ];
    let (middle, half) = (0.5 * (from + until), 0.5 * (until - from));
    let both =
        |(at, weight): &(f64, f64)| weight * (strip(middle - half * at, y) + strip(middle + half * at, y));
    half * NODES.iter().map(both).sum::<f64>()
}

/// `integral of (1 - x^2 - y^2)^2` along y, within the circle and the box.
fn strip(x: f64, y: (f64, f64)) -> f64 {
    let top = (1.0 - x * x).max(0.0);
    let circle = top.sqrt();
    let (low, high) = (y.0.max(-circle), y.1.min(circle));
    let until = |y: f64| top * top * y - 2.0 * top * y.powi(3) / 3.0 + y.powi(5) / 5.0;
    if low < high { until(high) - until(low) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_and_a_quarter_of_the_kernel_lie_beyond_a_side_and_a_corner() {
        let wide = (-5.0, 5.0);
        for (x, y, expected) in [
            (wide, wide, 1.0),
            ((0.0, 5.0), wide, 0.5),
            (wide, (-5.0, 0.0), 0.5),
            ((0.0, 5.0), (0.0, 5.0), 0.25),
            ((0.0, 1.0), (-1.0, 1.0), 0.5),
            ((2.0, 5.0), wide, 0.0),
        ] {
            assert!((quartic(x, y) - expected).abs() < 1e-7, "{x:?} {y:?} {}", quartic(x, y));
        }
        // The parts on either side of a line make up the whole.
        for cut in [-0.9, -0.3, 0.2, 0.77] {
            let sum = quartic((-2.0, cut), (-0.4, 0.6)) + quartic((cut, 2.0), (-0.4, 0.6));
            assert!((sum - quartic(wide, (-0.4, 0.6))).abs() < 1e-7, "{cut}");
            assert!((quartic((-0.4, 0.6), (cut, 2.0)) - quartic((cut, 2.0), (-0.4, 0.6))).abs() < 1e-7);
        }
        assert!((normal((0.0, 50.0)) - 0.5).abs() < 1e-12);
    }
}
