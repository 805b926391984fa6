//! The organization behind the work: agencies, people, areas.

pub mod agencies;
pub mod areas;
pub mod beats;
pub mod contacts;
pub mod decisions;
pub mod delegation;
pub mod handovers;
pub mod people;
pub mod postings;
pub mod ranks;
