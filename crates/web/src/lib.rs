//! Commonbeat: web.
