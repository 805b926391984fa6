//! Sealing what must not be read from a stolen database or copy: AES-256-GCM under named keys.
//!
//! A sealed text is bound to its place (table, agency, person, column): moved to another row it does not open. Each
//! key is named by a digest of itself, so that a text says which key opens it and a wrong key is told from a damaged
//! text. The newest key seals; older ones only open, until everything is sealed anew.

mod copy;

pub use copy::{CHUNK, CopyOpener, CopySealer, HEADER, SEALED_CHUNK};

use std::fmt;
use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest as _, Sha256};

use crate::chance;

/// What every sealed text begins with.
const MARK: &str = "sealed:";

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;

/// A key that seals, with its name. `Debug` shows the name alone.
pub struct SealingKey {
    id: String,
    bytes: SecretBox<[u8; KEY_BYTES]>,
}

impl SealingKey {
    /// A key of these bytes; it is named by the first 16 hexadecimal digits of a digest of them.
    pub fn new(bytes: [u8; KEY_BYTES]) -> SealingKey {
        let digest = Sha256::new().chain_update("commonbeat key name\n").chain_update(bytes).finalize();
        let id = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        SealingKey { id, bytes: SecretBox::init_with(|| bytes) }
    }

    /// A fresh key from the operating system's randomness.
    pub fn generate() -> SealingKey {
        SealingKey::new(chance::generate())
    }

    /// Its name, which is no secret: 16 hexadecimal digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The bytes, for the key file and nothing else.
    pub fn reveal(&self) -> &[u8; KEY_BYTES] {
        self.bytes.expose_secret()
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKey({})", self.id)
    }
}

/// Why something is not sealed or opened. Says nothing of what is inside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// It was sealed with a key that is not there.
    #[error(
        "it is sealed with the key {0}, which is not in the key file: put back the key file of this installation"
    )]
    UnknownKey(String),
    /// It is sealed, and there is no key file at all.
    #[error("it is sealed, and no key file is set: put back the key file of this installation")]
    NoKey,
    /// The key fits, and what was sealed was changed, cut short or moved to another place.
    #[error("what was sealed is damaged")]
    Damaged,
    /// The keys themselves cannot be read; the text names the file and what is wrong with it.
    #[error("{0}")]
    KeyFile(String),
}

type Load = Box<dyn Fn() -> Result<Vec<SealingKey>, String> + Send + Sync>;

/// The keys of an installation, newest first. They are loaded when they are first needed, and once more when a text
/// names a key that is not among them: another process may have added one meanwhile.
pub struct Vault {
    keys: RwLock<Vec<SealingKey>>,
    load: Load,
}

impl Vault {
    /// A vault over what `load` gives, newest key first; its error is a sentence for people.
    pub fn new(load: impl Fn() -> Result<Vec<SealingKey>, String> + Send + Sync + 'static) -> Vault {
        Vault { keys: RwLock::default(), load: Box::new(load) }
    }

    /// Names of the keys, newest first.
    ///
    /// # Errors
    /// [`Unopened::KeyFile`] when they cannot be read.
    pub fn ids(&self) -> Result<Vec<String>, Unopened> {
        self.with_keys(|keys| Some(keys.iter().map(|key| key.id.clone()).collect()))
            .and_then(|ids| ids.ok_or(Unopened::NoKey))
    }

    /// Seals a text for a place with the newest key.
    ///
    /// # Errors
    /// [`Unopened::KeyFile`] when the keys cannot be read, [`Unopened::NoKey`] when there are none.
    pub fn seal(&self, place: &str, plain: &str) -> Result<String, Unopened> {
        let sealed = self.with_keys(|keys| {
            let key = keys.first()?;
            let nonce = chance::generate::<NONCE_LEN>();
            let mut bytes = plain.as_bytes().to_vec();
            cipher(key.reveal())
                .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut bytes)
                .ok()?;
            let body = STANDARD_NO_PAD.encode([&nonce[..], &bytes].concat());
            Some(format!("{MARK}{}:{body}", key.id))
        })?;
        sealed.ok_or(Unopened::NoKey)
    }

    /// Opens what was sealed for the same place.
    ///
    /// # Errors
    /// [`Unopened`] says whether the key is missing or the text damaged.
    pub fn open(&self, place: &str, sealed: &str) -> Result<SecretString, Unopened> {
        let (id, body) = parts(sealed).ok_or(Unopened::Damaged)?;
        let bytes = STANDARD_NO_PAD.decode(body).map_err(|_| Unopened::Damaged)?;
        let (nonce, inside) = bytes.split_at_checked(NONCE_LEN).ok_or(Unopened::Damaged)?;
        let nonce: [u8; NONCE_LEN] = nonce.try_into().map_err(|_| Unopened::Damaged)?;
        let mut inside = inside.to_vec();
        let opened = self.with_key(id, |key| {
            let nonce = Nonce::assume_unique_for_key(nonce);
            let plain = cipher(key.reveal()).open_in_place(nonce, Aad::from(place), &mut inside).ok()?;
            Some(SecretString::from(std::str::from_utf8(plain).ok()?))
        })?;
        opened.ok_or(Unopened::Damaged)
    }

    /// Whether a stored text is sealed, and with the newest key.
    ///
    /// # Errors
    /// [`Unopened::KeyFile`] when the keys cannot be read.
    pub fn is_current(&self, stored: &str) -> Result<bool, Unopened> {
        let Some((id, _)) = parts(stored) else { return Ok(false) };
        Ok(self.with_keys(|keys| Some(keys.first()?.id == id))?.unwrap_or(false))
    }

    /// Forgets the keys, so that they are loaded anew: after the key file was changed by this process.
    pub fn reload(&self) {
        self.keys.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Does something with the newest key.
    fn with_newest<T>(&self, work: impl FnOnce(&SealingKey) -> T) -> Result<T, Unopened> {
        self.with_keys(|keys| keys.first().map(work))?.ok_or(Unopened::NoKey)
    }

    /// Does something with the key of this name, which is looked for once more when it is not there.
    fn with_key<T>(&self, id: &str, work: impl FnOnce(&SealingKey) -> T) -> Result<T, Unopened> {
        let known = self.with_keys(|keys| Some(keys.iter().any(|key| key.id == id)))?;
        if known != Some(true) {
            self.reload();
        }
        let found = self.with_keys(|keys| keys.iter().find(|key| key.id == id).map(work))?;
        found.ok_or_else(|| Unopened::UnknownKey(id.to_owned()))
    }

    fn with_keys<T>(&self, work: impl FnOnce(&[SealingKey]) -> Option<T>) -> Result<Option<T>, Unopened> {
        let there = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        if !there.is_empty() {
            return Ok(work(&there));
        }
        drop(there);
        let loaded = (self.load)().map_err(Unopened::KeyFile)?;
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        *keys = loaded;
        Ok(work(&keys))
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(hidden)")
    }
}

/// Whether a stored text is sealed.
pub fn is_sealed(stored: &str) -> bool {
    stored.starts_with(MARK)
}

/// Name of the key that sealed a stored text; none for a plain one.
pub fn key_of(stored: &str) -> Option<&str> {
    parts(stored).map(|(id, _)| id)
}

fn parts(sealed: &str) -> Option<(&str, &str)> {
    sealed.strip_prefix(MARK)?.split_once(':')
}

#[expect(clippy::expect_used, reason = "the key has the cipher's length by its type")]
fn cipher(key: &[u8; KEY_BYTES]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("a key of 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    fn vault(keys: &'static [u8]) -> Vault {
        Vault::new(|| Ok(keys.iter().map(|k| SealingKey::new([*k; KEY_BYTES])).collect()))
    }

    #[test]
    fn what_was_sealed_opens_at_its_place_alone() {
        let vault = vault(&[1]);
        let sealed = vault.seal("person_secrets/a/p/totp", "JBSWY3DPEHPK3PXP").unwrap();
        assert!(!sealed.contains("JBSWY3DP") && is_sealed(&sealed));
        let opened = vault.open("person_secrets/a/p/totp", &sealed).unwrap();
        assert_eq!(opened.expose_secret(), "JBSWY3DPEHPK3PXP");
        let elsewhere = vault.open("person_secrets/a/q/totp", &sealed);
        assert_eq!(elsewhere.unwrap_err(), Unopened::Damaged);
    }

    #[test]
    fn the_same_text_is_never_sealed_alike_twice() {
        let vault = vault(&[1]);
        assert_ne!(vault.seal("x", "text").unwrap(), vault.seal("x", "text").unwrap());
    }

    #[test]
    fn the_newest_key_seals_and_older_ones_still_open() {
        let old = vault(&[1]).seal("x", "text").unwrap();
        let both = vault(&[2, 1]);
        assert_eq!(both.open("x", &old).unwrap().expose_secret(), "text");
        assert!(!both.is_current(&old).unwrap() && !both.is_current("plain").unwrap());
        let new = both.seal("x", "text").unwrap();
        assert!(both.is_current(&new).unwrap());
        assert_eq!(key_of(&new), Some(SealingKey::new([2; KEY_BYTES]).id()));
        let missing = SealingKey::new([2; KEY_BYTES]).id().to_owned();
        assert_eq!(vault(&[1]).open("x", &new).unwrap_err(), Unopened::UnknownKey(missing));
    }

    #[test]
    fn a_key_that_another_process_added_is_found() {
        let file = Arc::new(Mutex::new(vec![1_u8]));
        let shared = file.clone();
        let here = Vault::new(move || {
            Ok(shared.lock().unwrap().iter().map(|k| SealingKey::new([*k; KEY_BYTES])).collect())
        });
        here.seal("x", "text").unwrap();
        *file.lock().unwrap() = vec![2, 1];
        let there = vault(&[2, 1]).seal("x", "text").unwrap();
        assert_eq!(here.open("x", &there).unwrap().expose_secret(), "text");
    }

    #[test]
    fn a_changed_or_cut_text_does_not_open() {
        let vault = vault(&[1]);
        let sealed = vault.seal("x", "text").unwrap();
        let id_end = sealed.rfind(':').unwrap();
        for at in id_end + 1..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert!(vault.open("x", &String::from_utf8(bytes).unwrap()).is_err(), "byte {at}");
            assert!(vault.open("x", &sealed[..at]).is_err());
        }
        for text in ["", "sealed:", "sealed:abc", "plain text"] {
            assert!(vault.open("x", text).is_err());
        }
    }

    #[test]
    fn without_keys_nothing_is_sealed_and_the_reason_is_said() {
        assert_eq!(vault(&[]).seal("x", "text"), Err(Unopened::NoKey));
        let broken = Vault::new(|| Err("cannot use the key file k: it is empty".to_owned()));
        assert_eq!(
            broken.seal("x", "text").unwrap_err().to_string(),
            "cannot use the key file k: it is empty"
        );
    }

    #[test]
    fn debug_shows_no_key() {
        let key = SealingKey::new([7; KEY_BYTES]);
        assert_eq!(format!("{key:?}"), format!("SealingKey({})", key.id()));
        assert_eq!(format!("{:?}", vault(&[7])), "Vault(hidden)");
    }

    #[test]
    fn the_cipher_is_aes_256_gcm_as_its_authors_published_it() {
        // Test case 14 of McGrew and Viega, "The Galois/Counter Mode of Operation": zero key, nonce and block.
        let mut block = vec![0; 16];
        let nonce = Nonce::assume_unique_for_key([0; NONCE_LEN]);
        cipher(&[0; KEY_BYTES]).seal_in_place_append_tag(nonce, Aad::empty(), &mut block).unwrap();
        let hex: String = block.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    }
}
