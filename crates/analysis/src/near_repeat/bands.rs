//! Bands `[a, b)`.

use crate::error::at_least;
use crate::{AnalysisError, Result};

/// Bands that follow each other without a gap: `n + 1` edges make `n` bands `[a, b)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    edges: Vec<f64>,
}

impl Bands {
    /// From their edges, which rise from 0 or more; the last may be infinite.
    ///
    /// # Errors
    /// `TooFew` below two edges, `OutOfRange` for an edge below 0, not a number, not above the one before it, or infinite
    /// before the last.
    pub fn new(edges: &[f64]) -> Result<Self> {
        at_least("edges of bands", 2, edges.len())?;
        let unfit = |rule, value| Err(AnalysisError::OutOfRange { what: "an edge of a band", rule, value });
        if edges[0].is_nan() || edges[0] < 0.0 {
            return unfit("0 or more", edges[0]);
        }
        for pair in edges.windows(2) {
            // Written so that what is no number fails too.
            if pair[1].is_nan() || pair[1] <= pair[0] {
                return unfit("above the edge before it", pair[1]);
            }
        }
        Ok(Self { edges: edges.to_vec() })
    }

    /// The edges, one more than there are bands.
    #[must_use]
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// How many bands there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.edges.len() - 1
    }

    /// Never true: there is at least one band.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The band that holds a value; `None` below the first edge and from the last one on.
    #[must_use]
    pub fn of(&self, value: f64) -> Option<usize> {
        let below = self.edges.partition_point(|edge| *edge <= value);
        (1..self.edges.len()).contains(&below).then(|| below - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_holds_its_lower_edge_and_not_its_upper() {
        let bands = Bands::new(&[0.0, 0.1, 200.0, f64::INFINITY]).unwrap();
        let of = |value| bands.of(value);
        assert_eq!(
            [of(0.0), of(0.1), of(199.9), of(200.0), of(1e300)],
            [Some(0), Some(1), Some(1), Some(2), Some(2)]
        );
        let short = Bands::new(&[1.0, 2.0]).unwrap();
        assert_eq!([short.of(0.5), short.of(2.0), short.of(f64::NAN)], [None, None, None]);
    }

    #[test]
    fn edges_that_do_not_rise_are_refused() {
        for unfit in [&[0.0][..], &[1.0, 1.0], &[2.0, 1.0], &[-1.0, 1.0], &[0.0, f64::NAN], &[f64::NAN, 1.0]]
        {
            assert!(Bands::new(unfit).is_err(), "{unfit:?}");
        }
        assert!(Bands::new(&[0.0, f64::INFINITY, f64::INFINITY]).is_err());
    }
}
