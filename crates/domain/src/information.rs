//! Information: what happened, how it came in, and what may be made public.

pub mod feeds;
pub mod imports;
pub mod incidents;
pub mod meanings;
pub mod newsroom;
pub mod offenses;
pub mod publishing;
pub mod quality;
pub mod stories;
