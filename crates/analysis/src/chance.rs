//! Tails and quantiles of the distributions the methods need. All functions are total: they return a probability in
//! `[0, 1]` (or a finite quantile) for every argument their callers can pass.

use statrs::function::beta::beta_reg;
use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

/// `P(Z > z)` for a standard normal variable.
pub(crate) fn normal_upper(z: f64) -> f64 {
    0.5 * erfc(z * std::f64::consts::FRAC_1_SQRT_2)
}

/// `P(|Z| > |z|)` for a standard normal variable.
pub(crate) fn normal_two_sided(z: f64) -> f64 {
    erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2).min(1.0)
}

/// The value that a standard normal variable exceeds with probability `p`.
pub(crate) fn normal_quantile_upper(p: f64) -> f64 {
    std::f64::consts::SQRT_2 * erfc_inv(2.0 * p)
}

/// `P(T > t)` for Student's t with `df` degrees of freedom; infinite `df` is the normal.
pub(crate) fn t_upper(t: f64, df: f64) -> f64 {
    if df.is_infinite() {
        return normal_upper(t);
    }
    if t.is_infinite() {
        return if t > 0.0 { 0.0 } else { 1.0 };
    }
    let half = 0.5 * beta_reg(0.5 * df, 0.5, df / (df + t * t));
    if t >= 0.0 { half } else { 1.0 - half }
}

/// `P(Z > z)` for a standardised Pearson type III variable (a shifted gamma) of the given skewness; the normal at 0.
pub(crate) fn skewed_upper(z: f64, skewness: f64) -> f64 {
    if skewness < 0.0 {
        return 1.0 - skewed_upper_of_positive(-z, -skewness);
    }
    skewed_upper_of_positive(z, skewness)
}

/// `P(Z < z)`, by its own side, so that small probabilities keep their digits.
pub(crate) fn skewed_lower(z: f64, skewness: f64) -> f64 {
    if skewness < 0.0 {
        return skewed_upper_of_positive(-z, -skewness);
    }
    let (shape, x) = gamma_of(z, skewness);
    if shape > LARGE_SHAPE {
        normal_upper(-hilferty(shape, x))
    } else if x <= 0.0 {
        0.0
    } else {
        gamma_lr(shape, x).clamp(0.0, 1.0)
    }
}

/// Beyond this shape the cube-root approximation of Wilson and Hilferty (1931) is as good as the series, and quick.
const LARGE_SHAPE: f64 = 1e4;

fn gamma_of(z: f64, skewness: f64) -> (f64, f64) {
    let shape = 4.0 / (skewness * skewness).max(1e-12);
    (shape, shape + z * shape.sqrt())
}

fn hilferty(shape: f64, x: f64) -> f64 {
    ((x / shape).max(0.0).cbrt() - (1.0 - 1.0 / (9.0 * shape))) * 3.0 * shape.sqrt()
}

fn skewed_upper_of_positive(z: f64, skewness: f64) -> f64 {
    let (shape, x) = gamma_of(z, skewness);
    if shape > LARGE_SHAPE {
        normal_upper(hilferty(shape, x))
    } else if x <= 0.0 {
        1.0
    } else {
        gamma_ur(shape, x).clamp(0.0, 1.0)
    }
}

/// `P(|T| > |t|)` for Student's t.
pub(crate) fn t_two_sided(t: f64, df: f64) -> f64 {
    (2.0 * t_upper(t.abs(), df)).min(1.0)
}

/// The value that Student's t exceeds with probability `p` (`0 < p <= 0.5`).
pub(crate) fn t_quantile_upper(p: f64, df: f64) -> f64 {
    if df.is_infinite() {
        return normal_quantile_upper(p);
    }
    let mut high = normal_quantile_upper(p).max(1.0);
    while t_upper(high, df) > p && high < 1e15 {
        high *= 2.0;
    }
    bisect(0.0, high, |t| t_upper(t, df) > p)
}

/// The value that a gamma variable of the given shape (scale 1) exceeds with probability `p`, `0 < p < 1`.
pub(crate) fn gamma_quantile_upper(p: f64, shape: f64) -> f64 {
    let mut high = shape + 10.0 * shape.sqrt() + 10.0;
    while gamma_ur(shape, high) > p {
        high *= 2.0;
    }
    bisect(0.0, high, |x| x <= 0.0 || gamma_ur(shape, x) > p)
}

/// Halves `[low, high]` until it is as narrow as numbers allow; `keep_right(x)` says that the answer lies right of `x`.
pub(crate) fn bisect(mut low: f64, mut high: f64, keep_right: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if keep_right(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// `ln` of the binomial coefficient.
pub(crate) fn ln_choose(n: f64, k: f64) -> f64 {
    ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0)
}

/// `P(X >= count)` for a binomial variable of `n` trials with chance `p` each.
pub(crate) fn binomial_at_least(count: u64, n: u64, p: f64) -> f64 {
    let term =
        |k: u64| (ln_choose(n as f64, k as f64) + k as f64 * p.ln() + (n - k) as f64 * (-p).ln_1p()).exp();
    if p <= 0.0 {
        return if count == 0 { 1.0 } else { 0.0 };
    }
    if p >= 1.0 {
        return if count <= n { 1.0 } else { 0.0 };
    }
    upper_sum(count, n, n as f64 * p, term)
}

/// `P(X >= count)` for a Poisson variable of the given mean.
pub(crate) fn poisson_at_least(count: u64, mean: f64) -> f64 {
    match count {
        0 => 1.0,
        _ if mean <= 0.0 => 0.0,
        _ => gamma_lr(count as f64, mean).clamp(0.0, 1.0),
    }
}

/// `P(X >= count)` for a beta-binomial variable: a binomial of `n` trials whose chance varies as `Beta(a, b)`.
pub(crate) fn beta_binomial_at_least(count: u64, n: u64, a: f64, b: f64) -> f64 {
    let whole = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) - ln_gamma(n as f64 + a + b);
    let term = |k: u64| {
        let k = k as f64;
        let rest = n as f64 - k;
        (ln_choose(n as f64, k) + ln_gamma(k + a) + ln_gamma(rest + b) + whole).exp()
    };
    upper_sum(count, n, n as f64 * a / (a + b), term)
}

/// Sums `term` over `count..=n`, or one minus the sum over the shorter other side. Stops once terms no longer matter.
fn upper_sum(count: u64, n: u64, mean: f64, term: impl Fn(u64) -> f64) -> f64 {
    if count == 0 {
        return 1.0;
    }
    if count > n {
        return 0.0;
    }
    let outward = |range: &mut dyn Iterator<Item = u64>| {
        let mut sum = 0.0;
        let mut last = f64::INFINITY;
        for k in range {
            let next = term(k);
            sum += next;
            if next <= last && next < sum * 1e-17 {
                break;
            }
            last = next;
        }
        sum
    };
    if (count as f64) > mean {
        outward(&mut (count..=n)).clamp(0.0, 1.0)
    } else {
        (1.0 - outward(&mut (0..count).rev())).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: f64, right: f64, tolerance: f64) {
        assert!((left - right).abs() <= tolerance, "{left} is not {right}");
    }

    #[test]
    fn tails_match_the_printed_tables() {
        near(normal_upper(1.959_963_984_540_054), 0.025, 1e-10);
        near(normal_quantile_upper(0.025), 1.959_963_984_540_054, 1e-9);
        near(t_quantile_upper(0.025, 10.0), 2.228_138_852, 1e-8);
        near(t_quantile_upper(0.025, 1.0), 12.706_204_736, 1e-7);
        near(t_quantile_upper(0.005, 44.0), 2.692_278_266, 1e-8);
        near(t_two_sided(2.228_138_852, 10.0), 0.05, 1e-9);
    }

    #[test]
    fn skewed_tails_are_normal_without_skewness_exponential_at_two_and_join_where_the_method_changes() {
        near(skewed_upper(1.959_963_985, 0.0), 0.025, 1e-7);
        near(skewed_upper(3.0, 2.0), (-4.0_f64).exp(), 1e-12);
        near(skewed_lower(-3.0, -2.0), (-4.0_f64).exp(), 1e-12);
        near(skewed_lower(-2.0, 2.0), 0.0, 0.0);
        near(skewed_upper(-0.5, 2.0) + skewed_lower(-0.5, 2.0), 1.0, 1e-12);
        let (one_side, other_side) = (skewed_upper(4.0, 0.019_999), skewed_upper(4.0, 0.020_001));
        near(one_side / other_side, 1.0, 1e-3);
    }

    #[test]
    fn binomial_tails_sum_from_either_side() {
        near(binomial_at_least(8, 10, 0.5), 56.0 / 1024.0, 1e-13);
        near(binomial_at_least(2, 10, 0.5), 1013.0 / 1024.0, 1e-13);
        near(binomial_at_least(0, 10, 0.5), 1.0, 0.0);
        near(binomial_at_least(11, 10, 0.5), 0.0, 0.0);
        near(beta_binomial_at_least(3, 10, 1.0, 1.0), 8.0 / 11.0, 1e-12);
        near(beta_binomial_at_least(9, 10, 1.0, 1.0), 2.0 / 11.0, 1e-12);
    }
}
