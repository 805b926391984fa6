//! Commonbeat: analysis.
