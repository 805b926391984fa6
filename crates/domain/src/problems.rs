//! Problems: what scanning finds, and the four stages through which a problem is carried.

pub mod analysis;
pub mod assessment;
pub mod candidates;
pub mod gates;
pub mod problem;
pub mod response;
pub mod scanning;
pub mod scans;
pub mod tasks;
pub mod techniques;

pub use problem::{Problem, Stage, Status};
