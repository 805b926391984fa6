//! Passwords: kept as argon2id hashes, checked in time that tells nothing, and required to be hard to guess.

mod guesser;
mod listed;
mod strength;

pub use strength::{MAX_LENGTH, MIN_LENGTH, WeakPassword, check_new};

use crate::chance;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use std::hint::black_box;

/// Memory per hash in KiB. OWASP's Password Storage Cheat Sheet names 19 MiB with two passes as its first choice
/// for argon2id; 32 people signing in at once then need about 600 MiB, which a small server has.
const MEMORY_KIB: u32 = 19 * 1024;

/// Passes over that memory.
const PASSES: u32 = 2;

/// Lanes: one, since a server's cores are better used on different people.
const LANES: u32 = 1;

/// Bytes of a hash.
const HASH_BYTES: usize = 32;

/// Bytes of salt; RFC 9106 section 3.1 recommends 16.
const SALT_BYTES: usize = 16;

/// The hash of a new password in PHC form (`$argon2id$v=19$m=19456,t=2,p=1$salt$hash`), with a fresh salt.
///
/// Takes some tens of milliseconds of one core: call it off the async threads.
///
/// # Panics
/// When the operating system has no randomness to give.
#[expect(clippy::expect_used, reason = "the parameters are constants, and no password is 4 GiB long")]
pub fn hash(password: &SecretString) -> String {
    let salt = chance::generate::<SALT_BYTES>();
    hasher()
        .hash_password_with_salt(password.expose_secret().as_bytes(), &salt)
        .expect("constant parameters are fit for any password")
        .to_string()
}

/// Whether the password is the one that was hashed. `false` also for a hash that cannot be read (an emptied or
/// damaged one), after the same time.
pub fn verify(password: &SecretString, hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else { return verify_nobody(password) };
    if parsed.hash.is_none() || parsed.salt.is_none() || too_long(password) {
        return verify_nobody(password);
    }
    hasher().verify_password(password.expose_secret().as_bytes(), &parsed).is_ok()
}

/// Spends the time of [`verify`] and says `false`: for an e-mail address that no account has, so that the answer's
/// time does not tell which addresses have one.
pub fn verify_nobody(password: &SecretString) -> bool {
    let bytes = password.expose_secret().as_bytes();
    let bytes = if too_long(password) { &bytes[..MAX_LENGTH.min(bytes.len())] } else { bytes };
    // Any salt will do, since the hash is thrown away; `black_box` keeps the work from being left out.
    let _ = black_box(hasher().hash_password_with_salt(black_box(bytes), &[0_u8; SALT_BYTES]));
    false
}

/// Whether a hash was made with other parameters than today's: hash the password anew at the next sign-in.
pub fn is_outdated(hash: &str) -> bool {
    let current = format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$");
    !hash.starts_with(&current)
}

/// No such password can have been set, and hashing megabytes on a stranger's word would be a gift to them.
fn too_long(password: &SecretString) -> bool {
    // A character has at most four bytes.
    password.expose_secret().len() > MAX_LENGTH * 4
}

#[expect(clippy::expect_used, reason = "the parameters are constants; a test hashes with them")]
fn hasher() -> Argon2<'static> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, Some(HASH_BYTES)).expect("constant parameters are valid");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[test]
    fn the_right_password_is_recognised_and_no_other() {
        let hashed = hash(&secret("tractor 9 lamps"));
        assert!(verify(&secret("tractor 9 lamps"), &hashed));
        assert!(!verify(&secret("tractor 9 lamp"), &hashed));
        assert!(!verify(&secret("Tractor 9 lamps"), &hashed));
        assert!(!verify(&secret(""), &hashed));
    }

    #[test]
    fn the_same_password_never_has_the_same_hash_twice() {
        let password = secret("tractor 9 lamps");
        assert_ne!(hash(&password), hash(&password));
    }

    #[test]
    fn the_hash_names_its_parameters() {
        let hashed = hash(&secret("пароль из слов 🦉"));
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify(&secret("пароль из слов 🦉"), &hashed));
        assert!(!is_outdated(&hashed));
    }

    #[test]
    fn a_hash_made_by_the_reference_program_is_verified() {
        // Published in the reference implementation's own test (phc-winner-argon2, src/test.c): t=2, m=2^16, p=1,
        // "password", "somesalt".
        let hashed = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(verify(&secret("password"), hashed));
        assert!(!verify(&secret("passwore"), hashed));
        assert!(is_outdated(hashed));
    }

    #[test]
    fn a_damaged_or_empty_hash_lets_nobody_in() {
        let whole = hash(&secret("tractor 9 lamps"));
        let cut = &whole[..whole.len() - 4];
        for broken in ["", "!", "tractor 9 lamps", "$argon2id$v=19$m=19456,t=2,p=1", "$2b$12$abc", cut] {
            assert!(!verify(&secret("tractor 9 lamps"), broken), "{broken}");
        }
    }

    #[test]
    fn nobody_is_never_let_in_whatever_is_typed() {
        for typed in ["", "tractor 9 lamps", &"x".repeat(50_000_000), &"ü".repeat(2000)] {
            assert!(!verify_nobody(&secret(typed)));
        }
    }

    #[test]
    fn megabytes_are_not_hashed() {
        let hashed = hash(&secret("tractor 9 lamps"));
        assert!(!verify(&secret(&"x".repeat(50_000_000)), &hashed));
    }
}
