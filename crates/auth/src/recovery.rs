//! Recovery codes: a paper way in for whoever loses the phone with the one-time codes.
//!
//! Ten codes are shown once, to be printed; only their digests are stored. A code of 80 random bits cannot be
//! guessed from its SHA-256, so a slow hash is not needed. Whoever stores them removes a digest when its code
//! has been used: that is what makes it single use.

use crate::token::{Digest, same};
use crate::{chance, text};
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// How many codes a person is given at a time.
pub const COUNT: usize = 10;

/// Random bytes in a code: 80 bits.
const BYTES: usize = 10;

/// One code. `Debug` shows nothing, memory is wiped on drop.
pub struct RecoveryCode(SecretBox<[u8; BYTES]>);

impl RecoveryCode {
    /// What to print: four groups of four, such as `7k2m-9x0q-4hfa-w1ze`.
    pub fn reveal(&self) -> String {
        let symbols = text::encode(self.0.expose_secret());
        format!("{}-{}-{}-{}", &symbols[..4], &symbols[4..8], &symbols[8..12], &symbols[12..])
    }

    /// What is stored.
    pub fn digest(&self) -> Digest {
        Sha256::digest(self.0.expose_secret()).into()
    }

    /// Reads what somebody typed from paper: spaces, dashes and letter case do not matter, and `O` counts as `0`,
    /// `I` and `L` as `1`. `None` when it cannot be a code.
    pub fn parse(typed: &str) -> Option<RecoveryCode> {
        // What is longer than a code with a separator after each symbol is not copied at all.
        if typed.len() > 64 {
            return None;
        }
        let symbols: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let bytes = text::decode::<BYTES>(&symbols)?;
        Some(RecoveryCode(SecretBox::init_with(|| bytes)))
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(hidden)")
    }
}

/// A fresh set of [`COUNT`] codes; it replaces any earlier set of the person.
pub fn generate() -> [RecoveryCode; COUNT] {
    std::array::from_fn(|_| RecoveryCode(SecretBox::init_with(chance::generate::<BYTES>)))
}

/// Which of a person's unused digests the typed code belongs to, as an index into `unused`; the caller removes it
/// in the same transaction that lets the person in. All digests are compared, whichever matches.
pub fn redeem(unused: &[Digest], typed: &str) -> Option<usize> {
    let digest = RecoveryCode::parse(typed)?.digest();
    unused
        .iter()
        .enumerate()
        .fold(None, |found, (at, stored)| if same(stored, &digest) { Some(at) } else { found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_works_once() {
        let codes = generate();
        let mut unused: Vec<Digest> = codes.iter().map(RecoveryCode::digest).collect();
        let used = redeem(&unused, &codes[3].reveal()).unwrap();
        assert_eq!(used, 3);
        unused.remove(used);
        assert_eq!(redeem(&unused, &codes[3].reveal()), None);
        assert_eq!(redeem(&unused, &codes[4].reveal()), Some(3));
    }

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let codes = generate();
        let unused: Vec<Digest> = codes.iter().map(RecoveryCode::digest).collect();
        let printed = codes[9].reveal();
        let typings = [
            printed.to_uppercase(),
            printed.replace('-', " "),
            printed.replace('-', ""),
            format!("  {printed}\n"),
            printed.replace('0', "O").replace('1', "l"),
        ];
        for typed in typings {
            assert_eq!(redeem(&unused, &typed), Some(9), "{typed}");
        }
    }

    #[test]
    fn nonsense_opens_nothing() {
        let unused = generate().map(|code| code.digest());
        for typed in [
            "",
            "----",
            "0000-0000-0000-000",
            "0000-0000-0000-0000",
            "uuuu-uuuu-uuuu-uuuu",
            &"0".repeat(9999),
        ] {
            assert_eq!(redeem(&unused, typed), None, "{typed:.40}");
        }
        assert_eq!(redeem(&[], &generate()[0].reveal()), None);
    }

    #[test]
    fn codes_are_printed_in_four_groups_and_debugged_as_nothing() {
        let code = &generate()[0];
        assert_eq!(code.reveal().len(), 19);
        assert_eq!(code.reveal().matches('-').count(), 3);
        assert_eq!(format!("{code:?}"), "RecoveryCode(hidden)");
    }
}
