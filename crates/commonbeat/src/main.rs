//! The Commonbeat executable.
fn main() {}
