//! Nouns and rules of Commonbeat.
//!
//! Five areas of the work, and who may do what:
//!
//! - [`authority`]: actors, roles, actions, reach and the permission table
//! - [`partnerships`]: concerns of residents, partner organizations
//! - [`problems`]: candidates and the problem's four stages with its gates
//! - [`organization`]: agencies, people, areas, who is posted where, what is known of beats
//! - [`personnel`]: the eight competencies, development plans
//! - [`information`]: incidents, imports, success stories, and the rules of publishing
//!
//! No I/O, no async, no clock, no randomness that was not given.

pub mod authority;
pub mod ids;
pub mod information;
pub mod organization;
pub mod partnerships;
pub mod personnel;
pub mod phone;
pub mod place;
pub mod problems;
pub mod reference;
pub mod refusal;
pub mod text;

pub use ids::Key;
pub use reference::{Reference, Series};
pub use refusal::Refusal;
