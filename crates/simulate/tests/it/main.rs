//! The town as others use it: built, written to files, read again.

mod determinism;
mod every;
mod files;
mod geography;
mod incidents;
mod people;
mod truth;

use std::sync::OnceLock;

use commonbeat_simulate::{Size, Spec, Town};

/// One town for all tests that only look.
fn town() -> &'static Town {
    static TOWN: OnceLock<Town> = OnceLock::new();
    TOWN.get_or_init(|| Town::build(Spec::demo(Size::Town, 1)).expect("the demo's spec is sound"))
}
