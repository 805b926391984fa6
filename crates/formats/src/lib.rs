//! Commonbeat: formats.
