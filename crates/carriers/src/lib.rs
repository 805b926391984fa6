//! Commonbeat: carriers.
