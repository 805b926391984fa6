//! Queries on both databases.

mod audit;
mod foundation;
mod incidents;
mod queue;
