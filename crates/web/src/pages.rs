//! The handlers, one module per noun. A handler asks the app and returns its page; struct and handler sit together.

pub mod errors;
pub mod front;
pub mod health;
pub mod imports;
pub mod more;
pub mod permissions;
