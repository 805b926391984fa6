//! Who acts, what they may do, and how far it reaches.
//!
//! One table decides ([`permissions::TABLE`]); the store turns a [`Reach`] into row filters, so nobody up the
//! house has to remember it.

pub mod actor;
pub mod permissions;
pub mod role;

pub use actor::{Actor, Who};
pub use permissions::{Action, Reach, reach};
pub use role::{Party, Role};
