//! The organization behind the work: agencies, people, areas.

pub mod agencies;
pub mod areas;
pub mod people;
