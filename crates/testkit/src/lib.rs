//! Commonbeat: testkit.
