//! The organization behind the work: agencies, people, areas.

pub mod agencies;
pub mod areas;
pub mod decisions;
pub mod delegation;
pub mod people;
pub mod ranks;
