//! Proves who somebody is; decides nothing about what they may do.
//!
//! Pure in the house's sense: no input or output and no clock (an instant is always given). Randomness is drawn
//! from the operating system, and only behind functions named `generate` and in [`password::hash`], which needs a
//! fresh salt.
//!
//! - [`password`]: argon2id hashes, and what a new password must be like
//! - [`totp`]: six-digit one-time codes (RFC 6238), each accepted once
//! - [`token`]: random tokens for secret links, sessions and invitations, stored only as digests
//! - [`tip_code`]: the code of an anonymous tip, shown once and typed back
//! - [`recovery`]: ten single-use codes for whoever loses the phone
//! - [`passkey`]: what a device signed, for whoever has one
//! - [`vault`]: seals what must not be read from a stolen database or copy
//! - [`attempts`]: how long to wait after wrong passwords

pub mod attempts;
mod chance;
pub mod passkey;
pub mod password;
pub mod recovery;
mod text;
pub mod tip_code;
pub mod token;
pub mod totp;
pub mod vault;
