//! Commonbeat: jobs.
