//! The installation's secret key: a file beside the database that only the service's user can read.

use std::io::Write as _;
use std::path::Path;

use commonbeat_auth::token::Token;
use hmac::{Hmac, Mac};
use rand::Rng as _;
use sha2::Sha256;

use crate::{Error, Result};

/// The installation's secret key. `Debug` shows nothing.
pub(crate) struct Key([u8; 32]);

/// Makes the key file with fresh randomness, readable by its owner alone. Refuses to replace one that is there:
/// what was signed with it could never be checked again.
///
/// # Errors
/// [`Error::Unfit`] names the file and what stood in the way.
pub fn make_key(file: &Path) -> Result<()> {
    let mut key = [0_u8; 32];
    rand::rng().fill_bytes(&mut key);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let unfit = |e: std::io::Error| Error::Unfit(format!("cannot make the key file {}: {e}", file.display()));
    let mut file = options.open(file).map_err(unfit)?;
    writeln!(file, "{}", hex::encode(key)).and_then(|()| file.sync_all()).map_err(unfit)
}

impl Key {
    /// Reads the key file.
    pub(crate) fn read(file: &Path) -> Result<Key> {
        let unfit = |why: &str| Error::Unfit(format!("cannot use the key file {}: {why}", file.display()));
        let text = std::fs::read_to_string(file).map_err(|e| unfit(&e.to_string()))?;
        let bytes = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Key).ok_or_else(|| unfit("it does not hold 64 hexadecimal digits"))
    }

    /// HMAC-SHA256 of a text (RFC 2104), as hexadecimal digits.
    pub(crate) fn sign(&self, text: &str) -> String {
        hex::encode(self.mac(text).finalize().into_bytes())
    }

    /// The secret token that this key gives to a purpose; the same each time.
    pub(crate) fn token(&self, purpose: &str) -> Token {
        Token::derived(&self.0, purpose)
    }

    /// Whether the signature is this key's, in time that does not tell where it differs.
    pub(crate) fn signed(&self, text: &str, signature: &str) -> bool {
        hex::decode(signature).is_ok_and(|given| self.mac(text).verify_slice(&given).is_ok())
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn mac(&self, text: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of 32 bytes");
        mac.update(text.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_rfc_4231() {
        // Test case 1 has a key of 20 bytes; HMAC pads it with zeros, so 32 bytes with 12 zeros give the same.
        let mut bytes = [0; 32];
        bytes[..20].fill(0x0b);
        let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assert_eq!(Key(bytes).sign("Hi There"), expected);
        assert!(Key(bytes).signed("Hi There", expected));
        assert!(!Key(bytes).signed("Hi there", expected));
        assert!(!Key(bytes).signed("Hi There", "zz"));
    }

    #[test]
    fn a_key_file_is_for_its_owner_alone_and_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        make_key(&file).unwrap();
        let signature = Key::read(&file).unwrap().sign("text");
        assert!(make_key(&file).is_err());
        assert_eq!(Key::read(&file).unwrap().sign("text"), signature);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&file, "short").unwrap();
        assert!(Key::read(&file).is_err());
    }
}
