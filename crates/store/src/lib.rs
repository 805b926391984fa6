//! Commonbeat: store.
