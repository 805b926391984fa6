//! What may be wrong with the input.

/// Why an analysis could not be made. The words are fit for an analyst's eyes; they name the input, not the code.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AnalysisError {
    /// Fewer items than the method needs.
    #[error("{what}: at least {needed} are needed, {given} given")]
    TooFew {
        /// The input concerned.
        what: &'static str,
        /// How many the method needs.
        needed: usize,
        /// How many were given.
        given: usize,
    },
    /// More than can be held or numbered.
    #[error("{what}: at most {most} are possible, {given} given")]
    TooMany {
        /// The input concerned.
        what: &'static str,
        /// The largest possible number.
        most: usize,
        /// How many were given.
        given: usize,
    },
    /// A value that is no number, or infinite where a finite one is needed.
    #[error("{what}: the value at position {at} is not a finite number")]
    NotANumber {
        /// The input concerned.
        what: &'static str,
        /// Position of the first bad value, counted from 0.
        at: usize,
    },
    /// Two inputs that belong together differ in length.
    #[error("{what}: {left} and {right} values do not match")]
    UnequalLengths {
        /// The inputs concerned.
        what: &'static str,
        /// Length of the first.
        left: usize,
        /// Length of the second.
        right: usize,
    },
    /// A cell that does not lie on the grid of the others, or where another one lies.
    #[error("the cell at position {at} is not on the grid of the others, or there are two of it")]
    OffTheGrid {
        /// Position of the first such cell, counted from 0.
        at: usize,
    },
    /// A bounding box without width or height, or a mask that leaves no cell.
    #[error("the study area is empty")]
    ZeroArea,
    /// All values are the same, so nothing can stand out.
    #[error("{what}: all values are the same")]
    NoVariation {
        /// The input concerned.
        what: &'static str,
    },
    /// A setting outside its range.
    #[error("{what} must be {rule}, not {value}")]
    OutOfRange {
        /// The setting concerned.
        what: &'static str,
        /// The range in words.
        rule: &'static str,
        /// The value given.
        value: f64,
    },
    /// An index that points past the end.
    #[error("{what}: {index} is past the last of {length}")]
    PastTheEnd {
        /// The input concerned.
        what: &'static str,
        /// The index given.
        index: usize,
        /// The length it must be less than.
        length: usize,
    },
    /// The same item given twice where each may come once.
    #[error("{what}: {key} is given twice")]
    Twice {
        /// The input concerned.
        what: &'static str,
        /// The item.
        key: u64,
    },
    /// Terms of a regression that say the same, or more of them than the data can tell apart.
    #[error("the terms of the regression cannot be told apart on these data")]
    Collinear,
    /// An iteration that did not settle.
    #[error("{what} did not settle; the data say too little about it")]
    NoConvergence {
        /// What was sought.
        what: &'static str,
    },
    /// The months that chose a place are among the months it would be measured against.
    #[error(
        "the window that chose the place and its baseline share {periods} periods; a place chosen for being bad falls back by itself"
    )]
    BaselineChoseThePlace {
        /// How many periods both windows hold.
        periods: u64,
    },
}

/// Fails with [`AnalysisError::TooFew`] when there are fewer than `needed`.
pub(crate) fn at_least(what: &'static str, needed: usize, given: usize) -> crate::Result<()> {
    if given < needed { Err(AnalysisError::TooFew { what, needed, given }) } else { Ok(()) }
}

/// Fails when the lengths differ.
pub(crate) fn same_length(what: &'static str, left: usize, right: usize) -> crate::Result<()> {
    if left == right { Ok(()) } else { Err(AnalysisError::UnequalLengths { what, left, right }) }
}

/// Fails at the first value that is not finite.
pub(crate) fn all_finite(what: &'static str, values: &[f64]) -> crate::Result<()> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(AnalysisError::NotANumber { what, at }),
        None => Ok(()),
    }
}

/// Fails unless the value is finite and greater than zero.
pub(crate) fn positive(what: &'static str, value: f64) -> crate::Result<()> {
    if value.is_finite() && value > 0.0 {
        Ok(())
    } else {
        Err(AnalysisError::OutOfRange { what, rule: "greater than 0", value })
    }
}

/// Fails unless the value lies strictly between 0 and 1.
pub(crate) fn proper_fraction(what: &'static str, value: f64) -> crate::Result<()> {
    if value > 0.0 && value < 1.0 {
        Ok(())
    } else {
        Err(AnalysisError::OutOfRange { what, rule: "between 0 and 1", value })
    }
}
