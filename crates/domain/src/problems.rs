//! Problems: what scanning finds, and the four stages through which a problem is carried.

pub mod about;
pub mod analysis;
pub mod assessment;
pub mod candidates;
pub mod examined;
pub mod gates;
pub mod guides;
pub mod library;
pub(crate) mod named;
pub mod priority;
pub mod problem;
pub mod quality;
pub mod response;
pub mod scanning;
pub mod scans;
pub mod sheets;
pub mod signs;
pub mod steps;
pub mod tasks;
pub mod techniques;

pub use problem::{Problem, Stage, Status};
