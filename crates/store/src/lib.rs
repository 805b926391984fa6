//! SQLite and PostgreSQL behind one set of queries.
//!
//! - [`Store`] opens the database; a connection is had only through an actor: [`Store::read`], [`Store::write`],
//!   [`Store::read_recorded`]
//! - one module per noun holds its entity, its row filters and its queries as plain functions over a [`Session`]
//! - [`unauthenticated`] holds the few questions that are asked before it is known who asks
//! - [`audit`] keeps the trail: every committed write leaves a row, chained to the one before
//! - `migration` builds the schema, forward only
//!
//! Only this crate knows SQL and SeaORM. Times are stored as microseconds since 1970 UTC and days as days since
//! 1970-01-01, both as integers, so that both databases order and compare them alike.

pub mod access_reviews;
pub mod agencies;
pub mod agreements;
pub mod alerts;
pub mod areas;
pub mod audit;
pub mod batches;
pub mod board;
pub mod candidates;
mod columns;
pub mod concerns;
pub mod conduct;
pub mod contacts;
pub mod counters;
pub mod data_notes;
pub mod decisions;
mod error;
pub mod evaluations;
pub mod feeds;
pub mod field_training;
pub mod handovers;
pub mod inbound;
pub mod incidents;
pub mod initiatives;
pub mod invitations;
pub mod library;
pub mod map_layers;
pub mod meanings;
mod migration;
pub mod newsroom;
pub mod once;
mod open;
pub mod organizations;
pub mod passkeys;
mod patience;
pub mod people;
pub mod plans;
pub mod postings;
pub mod priorities;
pub mod problems;
pub mod queue;
pub mod referrals;
pub mod releases;
pub mod scans;
pub mod search;
pub mod secrets;
mod session;
pub mod sessions;
pub mod shares;
pub mod stories;
pub mod subscribers;
pub mod surveys;
pub mod tasks;
pub mod thread;
pub mod tips;
pub mod training;
pub mod unauthenticated;

pub use error::{Result, StoreError};
pub use open::{Backend, Store};
pub use session::{Read, Session, Write};
pub use unauthenticated::Unauthenticated;
