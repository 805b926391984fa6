use super::*;
use crate::Seed;
use crate::draw::dispersed;

fn line(n: usize) -> Columns {
    let mut columns = Columns::default();
    columns.push(vec![1.0; n]);
    columns.push((0..n).map(|at| at as f64).collect());
    columns
}

fn fitted(counts: &[f64], negative_binomial: bool) -> Result<Fit> {
    let n = counts.len();
    let columns = line(n);
    let model = Model { counts, offset: &vec![0.0; n], weights: &vec![1.0; n], columns: &columns };
    if negative_binomial { model.negative_binomial() } else { model.poisson() }
}

#[test]
fn a_poisson_fit_keeps_the_sums_of_its_terms() {
    let counts = [3.0, 0.0, 7.0, 4.0, 9.0, 12.0];
    let fit = fitted(&counts, false).unwrap();
    let left: Vec<f64> = counts.iter().zip(&fit.expected).map(|(count, mean)| count - mean).collect();
    assert!(left.iter().sum::<f64>().abs() < 1e-9);
    assert!(left.iter().enumerate().map(|(at, left)| at as f64 * left).sum::<f64>().abs() < 1e-9);
    assert_eq!(fit.df, 4.0);
}

#[test]
fn counts_drawn_with_a_size_give_it_back() {
    let mut generator = Seed(5).stream(0);
    // Variance three times a mean of 20 is a size of 10.
    let counts: Vec<f64> = (0..4_000).map(|_| f64::from(dispersed(&mut generator, 20.0, 3.0))).collect();
    let fit = fitted(&counts, true).unwrap();
    assert!((fit.size - 10.0).abs() < 0.6, "{}", fit.size);
    assert!((fit.pearson / fit.df - 1.0).abs() < 0.06);
}

#[test]
fn counts_that_vary_less_than_poisson_counts_have_no_size() {
    let fit = fitted(&[10.0, 11.0, 10.0, 9.0, 10.0, 10.0, 11.0, 9.0], true).unwrap();
    assert!(fit.size.is_infinite());
}

#[test]
fn too_few_observations_and_columns_that_say_the_same_are_refused() {
    assert!(matches!(fitted(&[1.0, 2.0], false), Err(AnalysisError::TooFew { needed: 3, given: 2, .. })));
    let mut columns = line(5);
    columns.push(vec![2.0; 5]);
    let model = Model { counts: &[1.0; 5], offset: &[0.0; 5], weights: &[1.0; 5], columns: &columns };
    assert_eq!(model.poisson().unwrap_err(), AnalysisError::Collinear);
}

#[test]
fn a_robust_error_without_lags_on_equal_variances_is_near_the_models_own() {
    let mut generator = Seed(6).stream(0);
    let counts: Vec<f64> = (0..2_000).map(|_| f64::from(dispersed(&mut generator, 9.0, 1.0))).collect();
    let (n, columns) = (counts.len(), line(counts.len()));
    let model = Model { counts: &counts, offset: &vec![0.0; n], weights: &vec![1.0; n], columns: &columns };
    let fit = model.poisson().unwrap();
    let periods: Vec<usize> = (0..n).collect();
    for lag in [0, 5] {
        let robust = fit.robust(&model, &periods, lag);
        assert!((robust.at(1, 1) / fit.inverse.at(1, 1) - 1.0).abs() < 0.25, "{lag}");
    }
}
