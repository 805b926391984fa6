//! Commonbeat: domain.
