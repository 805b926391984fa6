//! Queries on both databases.

mod audit;
mod foundation;
