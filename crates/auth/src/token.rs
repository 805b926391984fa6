//! Random tokens: who holds one is let through the one door it was made for.
//!
//! A token is shown once, in a link, a cookie or an invitation; only its SHA-256 digest is stored. That is enough
//! (no slow hash is needed), because 160 random bits cannot be guessed from their digest.

use crate::{chance, text};
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// Random bytes in a token; 160 bits leave no symbol half used.
const BYTES: usize = 20;

/// Length of a token's text: 32 of `0-9a-z`, safe in a URL, a cookie and a mail.
pub const TEXT_LENGTH: usize = BYTES / 5 * 8;

/// What is stored in place of a token: its SHA-256.
pub type Digest = [u8; 32];

/// The text is not a token: wrong length or symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token")]
pub struct NotAToken;

/// A secret that opens one door. `Debug` shows nothing, memory is wiped on drop.
pub struct Token(SecretBox<[u8; BYTES]>);

impl Token {
    /// A new token from the operating system's randomness.
    pub fn generate() -> Token {
        Token(SecretBox::init_with(chance::generate::<BYTES>))
    }

    /// The token that a secret key gives to a purpose: the first 160 bits of HMAC-SHA256 (RFC 2104). Whoever has the
    /// key can make it again, so it need not be kept; without the key it is as random as a generated one.
    pub fn derived(key: &[u8], purpose: &str) -> Token {
        // SHA-256 takes blocks of 64 bytes; a longer key is digested first.
        let mut block = [0_u8; 64];
        if key.len() > block.len() {
            block[..32].copy_from_slice(&Sha256::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let inner = Sha256::new().chain_update(block.map(|b| b ^ 0x36)).chain_update(purpose).finalize();
        let outer = Sha256::new().chain_update(block.map(|b| b ^ 0x5c)).chain_update(inner).finalize();
        Token(SecretBox::init_with_mut(|bytes: &mut [u8; BYTES]| bytes.copy_from_slice(&outer[..BYTES])))
    }

    /// Reads what [`Token::reveal`] wrote; letter case does not matter.
    ///
    /// # Errors
    /// [`NotAToken`] when the text cannot be one. A well-formed text says nothing yet: look up its digest.
    pub fn parse(text: &str) -> Result<Token, NotAToken> {
        let bytes = text::decode::<BYTES>(text).ok_or(NotAToken)?;
        Ok(Token(SecretBox::init_with(|| bytes)))
    }

    /// The text that goes into a link, a cookie or a mail, and nowhere else (never into a log).
    pub fn reveal(&self) -> String {
        text::encode(self.0.expose_secret())
    }

    /// Its randomness, for what is made of it inside this crate.
    pub(crate) fn bytes(&self) -> &[u8; BYTES] {
        self.0.expose_secret()
    }

    /// What is stored and looked up.
    pub fn digest(&self) -> Digest {
        Sha256::digest(self.0.expose_secret()).into()
    }

    /// Whether the stored digest is this token's, in time that does not depend on where they differ.
    pub fn matches(&self, stored: &Digest) -> bool {
        same(&self.digest(), stored)
    }
}

/// Whether two digests are equal, in time that does not depend on where they differ.
pub fn same(one: &Digest, other: &Digest) -> bool {
    one.ct_eq(other).into()
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_token_read_back_has_the_same_digest() {
        let token = Token::generate();
        let again = Token::parse(&token.reveal()).unwrap();
        assert!(again.matches(&token.digest()));
        assert!(!Token::generate().matches(&token.digest()));
    }

    #[test]
    fn the_text_is_safe_in_urls_and_mail() {
        let text = Token::generate().reveal();
        assert_eq!(text.len(), TEXT_LENGTH);
        assert!(text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{text}");
    }

    #[test]
    fn a_mail_program_that_changes_letter_case_does_no_harm() {
        let token = Token::generate();
        let shouted = Token::parse(&token.reveal().to_uppercase()).unwrap();
        assert_eq!(shouted.digest(), token.digest());
    }

    #[test]
    fn text_of_another_shape_is_no_token() {
        let whole = Token::generate().reveal();
        for text in
            ["", " ", "abc", &whole[1..], &format!("{whole}0"), &format!("{whole}\n"), &"ü".repeat(16)]
        {
            assert_eq!(Token::parse(text).err(), Some(NotAToken), "{text:?}");
        }
    }

    #[test]
    fn debug_shows_nothing_of_the_secret() {
        assert_eq!(format!("{:?}", Token::generate()), "Token(hidden)");
    }

    #[test]
    fn a_derived_token_is_the_beginning_of_the_hmac_of_rfc_4231() {
        // Test cases 1, 2 and 6.
        for (key, text, expected) in [
            (vec![0x0b; 20], "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200"),
            (b"Jefe".to_vec(), "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f08"),
            (
                vec![0xaa; 131],
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc621",
            ),
        ] {
            let token = Token::derived(&key, text);
            let hex: String = token.0.expose_secret().iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(hex, expected);
            assert!(Token::parse(&token.reveal()).unwrap().matches(&token.digest()));
        }
    }

    #[test]
    fn ten_thousand_tokens_are_all_different() {
        let digests: HashSet<Digest> = (0..10_000).map(|_| Token::generate().digest()).collect();
        assert_eq!(digests.len(), 10_000);
    }

    #[test]
    fn the_digest_is_the_plain_sha_256_of_the_bytes() {
        let zero = Token::parse(&"0".repeat(TEXT_LENGTH)).unwrap();
        let hex: String = zero.digest().iter().map(|byte| format!("{byte:02x}")).collect();
        // `head -c 20 /dev/zero | sha256sum`
        assert_eq!(hex, "de47c9b27eb8d300dbb5f2c353e632c393262cf06340c4fa7f1b40c4cbd36f90");
    }
}
