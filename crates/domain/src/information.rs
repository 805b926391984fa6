//! Information: what happened, how it came in, and what may be made public.

pub mod imports;
pub mod incidents;
pub mod offenses;
pub mod publishing;
