//! Commonbeat: auth.
