//! The only part that dials out.
//!
//! - [`fetch`]: a file over HTTPS, from addresses that may be dialled
//! - [`smtp`]: mail to any SMTP server
//! - [`testing`]: a real SMTP server on loopback that keeps what it is sent, for tests and for the demonstration's
//!   own outbox

pub mod fetch;
pub mod smtp;
pub mod testing;
