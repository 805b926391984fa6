//! The only part that dials out.
//!
//! - [`fetch`]: a file over HTTPS, from addresses that may be dialled
//! - [`smtp`]: mail to any SMTP server
//! - [`sms`]: text messages through any gateway
//! - [`testing`]: a real SMTP server and a gateway for text messages on loopback that keep what they are sent, for tests
//!   and for the demonstration's own outbox

pub mod fetch;
pub mod sms;
pub mod smtp;
pub mod testing;
