//! Weighted least squares on few columns, by an orthogonal decomposition.

/// The columns of a regression, each as long as there are observations.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns(Vec<Vec<f64>>);

impl Columns {
    /// Adds a column.
    pub(crate) fn push(&mut self, column: Vec<f64>) {
        self.0.push(column);
    }

    /// How many columns there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The sum over the columns of value times coefficient, at one observation.
    pub(crate) fn predict(&self, at: usize, coefficients: &[f64]) -> f64 {
        self.0.iter().zip(coefficients).map(|(column, coefficient)| column[at] * coefficient).sum()
    }

    /// The values of one observation.
    pub(crate) fn row(&self, at: usize) -> impl Iterator<Item = f64> + '_ {
        self.0.iter().map(move |column| column[at])
    }
}

/// A square matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Square {
    pub(crate) size: usize,
    pub(crate) values: Vec<f64>,
}

impl Square {
    pub(crate) fn zero(size: usize) -> Self {
        Self { size, values: vec![0.0; size * size] }
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.size + column]
    }

    pub(crate) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.size + column] += value;
    }

    /// Adds `factor` times the product of a column and a row.
    pub(crate) fn add_product(&mut self, column: &[f64], row: &[f64], factor: f64) {
        for (at, left) in column.iter().enumerate() {
            for (beside, right) in row.iter().enumerate() {
                self.add(at, beside, factor * left * right);
            }
        }
    }

    pub(crate) fn times(&self, other: &Square) -> Square {
        let mut product = Square::zero(self.size);
        for row in 0..self.size {
            for column in 0..self.size {
                let sum = (0..self.size).map(|k| self.at(row, k) * other.at(k, column)).sum();
                product.add(row, column, sum);
            }
        }
        product
    }

    /// Solves for the vector that this matrix takes to `right`, by elimination with row exchanges; `None` when it is singular.
    pub(crate) fn solve(mut self, mut right: Vec<f64>) -> Option<Vec<f64>> {
        let size = self.size;
        for column in 0..size {
            let pivot = (column..size)
                .max_by(|&a, &b| self.at(a, column).abs().total_cmp(&self.at(b, column).abs()))?;
            if self.at(pivot, column).abs() < f64::MIN_POSITIVE {
                return None;
            }
            if pivot != column {
                (0..size).for_each(|at| self.values.swap(pivot * size + at, column * size + at));
                right.swap(pivot, column);
            }
            let (above, below) = self.values.split_at_mut((column + 1) * size);
            let lead = &above[column * size..];
            for (row, values) in below.chunks_exact_mut(size).enumerate() {
                let factor = values[column] / lead[column];
                values[column..]
                    .iter_mut()
                    .zip(&lead[column..])
                    .for_each(|(value, by)| *value -= factor * by);
                right[column + 1 + row] -= factor * right[column];
            }
        }
        for row in (0..size).rev() {
            let known: f64 = (row + 1..size).map(|at| self.at(row, at) * right[at]).sum();
            right[row] = (right[row] - known) / self.at(row, row);
        }
        Some(right)
    }

    pub(crate) fn scaled(mut self, factor: f64) -> Square {
        self.values.iter_mut().for_each(|value| *value *= factor);
        self
    }
}

/// The coefficients and `(X' W X)^-1`.
#[derive(Debug, Clone)]
pub(crate) struct Solution {
    pub(crate) coefficients: Vec<f64>,
    pub(crate) inverse: Square,
}

/// A column that keeps less than this share of its length once the others are taken out says nothing of its own.
const DEPENDENT: f64 = 1e-9;

/// Weighted least squares of `target` on the columns. `None` when a column is a sum of others (or there are more columns
/// than observations with weight).
///
/// Gram and Schmidt's decomposition, each column cleared twice ("twice is enough", Kahan and Parlett), so that the
/// columns stay orthogonal to the last digits.
pub(crate) fn solve(columns: &Columns, weights: &[f64], target: &[f64]) -> Option<Solution> {
    let size = columns.len();
    let roots: Vec<f64> = weights.iter().map(|weight| weight.sqrt()).collect();
    let weighed = |values: &[f64]| values.iter().zip(&roots).map(|(value, root)| value * root).collect();
    let mut bases: Vec<Vec<f64>> = Vec::with_capacity(size);
    let mut upper = Square::zero(size);
    for (at, column) in columns.0.iter().enumerate() {
        let mut left: Vec<f64> = weighed(column);
        let length = dot(&left, &left).sqrt();
        for _ in 0..2 {
            for (before, base) in bases.iter().enumerate() {
                let part = dot(base, &left);
                upper.add(before, at, part);
                left.iter_mut().zip(base).for_each(|(value, base)| *value -= part * base);
            }
        }
        let rest = dot(&left, &left).sqrt();
        if rest.is_nan() || rest <= DEPENDENT * length {
            return None;
        }
        upper.add(at, at, rest);
        left.iter_mut().for_each(|value| *value /= rest);
        bases.push(left);
    }
    let target: Vec<f64> = weighed(target);
    let rotated: Vec<f64> = bases.iter().map(|base| dot(base, &target)).collect();
    let inverse = invert(&upper);
    let coefficients =
        (0..size).map(|row| (row..size).map(|k| inverse.at(row, k) * rotated[k]).sum()).collect();
    let mut product = Square::zero(size);
    for row in 0..size {
        for column in 0..size {
            let from = row.max(column);
            product.add(row, column, (from..size).map(|k| inverse.at(row, k) * inverse.at(column, k)).sum());
        }
    }
    Some(Solution { coefficients, inverse: product })
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The inverse of an upper triangle without zeros on its diagonal.
fn invert(upper: &Square) -> Square {
    let size = upper.size;
    let mut inverse = Square::zero(size);
    for column in 0..size {
        inverse.add(column, column, 1.0 / upper.at(column, column));
        for row in (0..column).rev() {
            let sum: f64 = (row + 1..=column).map(|k| upper.at(row, k) * inverse.at(k, column)).sum();
            inverse.add(row, column, -sum / upper.at(row, row));
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(of: &[&[f64]]) -> Columns {
        Columns(of.iter().map(|column| column.to_vec()).collect())
    }

    #[test]
    fn a_line_through_points_on_a_line_is_found_with_its_inverse() {
        let x = columns(&[&[1.0; 4], &[0.0, 1.0, 2.0, 3.0]]);
        let found = solve(&x, &[1.0; 4], &[1.0, 3.0, 5.0, 7.0]).unwrap();
        assert!((found.coefficients[0] - 1.0).abs() < 1e-12 && (found.coefficients[1] - 2.0).abs() < 1e-12);
        for (got, expected) in found.inverse.values.iter().zip([0.7, -0.3, -0.3, 0.2]) {
            assert!((got - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn a_system_is_solved_with_rows_exchanged_and_a_singular_one_refused() {
        let system = Square { size: 3, values: vec![0.0, 2.0, 1.0, 1.0, 1.0, 0.0, 2.0, 0.0, 3.0] };
        let found = system.solve(vec![7.0, 3.0, 11.0]).unwrap();
        for (got, expected) in found.iter().zip([1.0, 2.0, 3.0]) {
            assert!((got - expected).abs() < 1e-12, "{found:?}");
        }
        assert!(Square { size: 2, values: vec![1.0, 2.0, 2.0, 4.0] }.solve(vec![1.0, 1.0]).is_none());
    }

    #[test]
    fn columns_that_say_the_same_are_refused() {
        let x = columns(&[&[1.0; 3], &[1.0, 2.0, 3.0], &[2.0, 3.0, 4.0]]);
        assert!(solve(&x, &[1.0; 3], &[1.0, 2.0, 3.0]).is_none());
        assert!(solve(&columns(&[&[0.0, 0.0]]), &[1.0; 2], &[1.0, 2.0]).is_none());
        assert!(solve(&columns(&[&[1.0, 1.0]]), &[0.0; 2], &[1.0, 2.0]).is_none());
    }
}
