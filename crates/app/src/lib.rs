//! Commonbeat: app.
