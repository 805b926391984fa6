//! Partnerships: what residents and partners say, and what they are told.

pub mod agreements;
pub mod board;
pub mod concerns;
pub mod figures;
pub mod organizations;
pub mod shares;
