//! Partnerships: what residents and partners say, and what they are told.

pub mod concerns;
pub mod organizations;
