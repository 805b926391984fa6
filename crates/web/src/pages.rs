//! The handlers, one module per noun. A handler asks the app and returns its page; struct and handler sit together.

pub mod access_review;
pub mod account;
pub mod area_pages;
pub mod audit;
pub mod concerns;
pub mod credentials;
pub mod decisions;
pub mod errors;
pub mod front;
pub mod health;
pub mod imports;
pub mod invitations;
pub mod lock;
pub mod map;
pub mod more;
pub mod people;
pub mod permissions;
pub mod problems;
pub mod scanning;
pub mod sign_in;
pub mod start;
pub mod tasks;
pub mod tell_us;
pub mod threads;
pub mod today;
