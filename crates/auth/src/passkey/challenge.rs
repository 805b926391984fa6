//! Challenges that need not be kept: each carries its moment and a seal over it and its purpose.
//!
//! Whoever gives one out only has to remember those that were answered, for [`LIFETIME`], so that none is answered
//! twice; pages that are merely looked at leave nothing behind.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use ring::hmac;

use crate::chance;

/// How long a challenge may be answered: the time that the standard recommends to give people.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

const MOMENT: usize = 8;
const NONCE: usize = 16;
const SEAL: usize = 16;
const BYTES: usize = MOMENT + NONCE + SEAL;

/// What a device is asked to sign.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Challenge([u8; BYTES]);

impl Challenge {
    /// A fresh challenge for a purpose, such as `sign-in` or `register/PERSON`.
    pub fn issue(key: &[u8], purpose: &str, now: Timestamp) -> Challenge {
        let mut bytes = [0; BYTES];
        bytes[..MOMENT].copy_from_slice(&now.as_second().to_be_bytes());
        bytes[MOMENT..MOMENT + NONCE].copy_from_slice(&chance::generate::<NONCE>());
        let tag = hmac::sign(&seal_key(key), &sealed(purpose, &bytes[..MOMENT + NONCE]));
        bytes[MOMENT + NONCE..].copy_from_slice(&tag.as_ref()[..SEAL]);
        Challenge(bytes)
    }

    /// The challenge, if it was issued with this key for this purpose and has not run out.
    pub fn check(bytes: &[u8], key: &[u8], purpose: &str, now: Timestamp) -> Option<Challenge> {
        let whole: [u8; BYTES] = bytes.try_into().ok()?;
        let tag = hmac::sign(&seal_key(key), &sealed(purpose, &whole[..MOMENT + NONCE]));
        let fits = subtle::ConstantTimeEq::ct_eq(&tag.as_ref()[..SEAL], &whole[MOMENT + NONCE..]);
        let moment = i64::from_be_bytes(whole[..MOMENT].try_into().ok()?);
        let age = now.duration_since(Timestamp::from_second(moment).ok()?);
        // A clock set back a little between two machines does no harm.
        let fresh = age <= LIFETIME && age >= -LIFETIME;
        (bool::from(fits) && fresh).then_some(Challenge(whole))
    }

    /// What goes to the browser.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Challenge(hidden)")
    }
}

fn seal_key(key: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, key)
}

fn sealed(purpose: &str, head: &[u8]) -> Vec<u8> {
    [b"commonbeat challenge\n", head, purpose.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_good_for_its_key_its_purpose_and_five_minutes() {
        let now = Timestamp::from_second(1_772_000_000).unwrap();
        let challenge = Challenge::issue(b"key", "sign-in", now);
        let check = |key: &[u8], purpose: &str, now| Challenge::check(challenge.bytes(), key, purpose, now);
        assert_eq!(check(b"key", "sign-in", now + LIFETIME), Some(challenge));
        assert_eq!(check(b"key", "sign-in", now + LIFETIME + SignedDuration::from_secs(1)), None);
        assert_eq!(check(b"other", "sign-in", now), None);
        assert_eq!(check(b"key", "register/1", now), None);
        assert_ne!(Challenge::issue(b"key", "sign-in", now), challenge);
        for at in 0..BYTES {
            let mut changed = challenge.bytes().to_vec();
            changed[at] ^= 1;
            assert_eq!(Challenge::check(&changed, b"key", "sign-in", now), None, "byte {at}");
        }
        assert_eq!(Challenge::check(&challenge.bytes()[1..], b"key", "sign-in", now), None);
    }
}
