//! Commonbeat: simulate.
