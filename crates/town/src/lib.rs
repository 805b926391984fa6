//! Commonbeat: town.
