//! The installation's secret keys: a file beside the database that only the service's user can read.
//!
//! Its first line is the key with which heads of the trail are signed and residents' links are made; it stays, since
//! what was signed with it could never be checked again. Each further line, `seal` and a key, newest first, seals what
//! is secret in the database and in copies of it. Under them all lies a sealing key that is made from the first line,
//! so that a file of one line seals too.

use std::io::Write as _;
use std::path::Path;

use commonbeat_auth::token::Token;
use commonbeat_auth::vault::{SealingKey, Unopened};
use commonbeat_domain::authority::Actor;
use commonbeat_store::audit::Entry;
use commonbeat_store::secrets;
use hmac::{Hmac, Mac};
use rand::Rng as _;
use serde_json::json;
use sha2::Sha256;

use crate::{App, Error, Result};

/// What the key under all others is made from, with the first line of the file.
const FIRST: &str = "commonbeat sealing key";

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
    /// Reads the first line of the key file.
    pub(crate) fn read(file: &Path) -> Result<Key> {
        KeyFile::read(file).map(|file| file.key)
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

/// The key file as it is read and written.
struct KeyFile {
    key: Key,
    /// Keys of the lines `seal`, newest first.
    seals: Vec<SealingKey>,
}

impl KeyFile {
    fn read(file: &Path) -> Result<KeyFile> {
        let unfit = |why: &str| Error::Unfit(format!("cannot use the key file {}: {why}", file.display()));
        let text = std::fs::read_to_string(file).map_err(|e| unfit(&e.to_string()))?;
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let bytes =
            |hexadecimal: &str| -> Option<[u8; 32]> { hex::decode(hexadecimal).ok()?.try_into().ok() };
        let key = lines.next().and_then(bytes).map(Key);
        let key = key.ok_or_else(|| unfit("it does not begin with 64 hexadecimal digits"))?;
        let seal = |line: &str| line.strip_prefix("seal ").and_then(|rest| bytes(rest.trim()));
        let seals: Option<Vec<_>> = lines.map(|line| seal(line).map(SealingKey::new)).collect();
        let seals = seals.ok_or_else(|| {
            unfit("after its first line, each line must be `seal` and 64 hexadecimal digits")
        })?;
        Ok(KeyFile { key, seals })
    }

    /// Every key that seals or opens, newest first.
    fn sealing_keys(self) -> Vec<SealingKey> {
        let mut keys = self.seals;
        keys.push(SealingKey::new(self.key.mac(FIRST).finalize().into_bytes().into()));
        keys
    }

    /// Writes the file anew beside itself and puts it in place in one step, so that it is never half there.
    fn write(&self, file: &Path) -> Result<()> {
        let new = file.with_extension("key-new");
        let mut text = format!("{}\n", hex::encode(self.key.0));
        for seal in &self.seals {
            text.push_str(&format!("seal {}\n", hex::encode(seal.reveal())));
        }
        let write = || -> std::io::Result<()> {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut out = options.open(&new)?;
            out.write_all(text.as_bytes())?;
            out.sync_all()?;
            std::fs::rename(&new, file)?;
            let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
            std::fs::File::open(folder)?.sync_all()
        };
        write().map_err(|e| Error::Unfit(format!("cannot write the key file {}: {e}", file.display())))
    }
}

/// The keys of the file that seal, newest first.
///
/// # Errors
/// [`Error::Unfit`] names the file and what is wrong with it.
pub fn sealing_keys(file: &Path) -> Result<Vec<SealingKey>> {
    Ok(KeyFile::read(file)?.sealing_keys())
}

/// Adds a fresh sealing key before the others of the file and gives its name. What is sealed already stays so until
/// [`App::seal_secrets`] has run.
///
/// # Errors
/// [`Error::Unfit`] names the file and what stood in the way.
pub fn add_sealing_key(file: &Path) -> Result<String> {
    let mut keys = KeyFile::read(file)?;
    let key = SealingKey::generate();
    let id = key.id().to_owned();
    keys.seals.insert(0, key);
    keys.write(file)?;
    Ok(id)
}

impl App {
    /// Seals with the newest key whatever of the agencies' secrets is plain or sealed with an older one; gives the
    /// number of people whose secrets were sealed. Does nothing where no key file is set.
    pub async fn seal_secrets(&self) -> Result<u64> {
        let Some(vault) = self.store.vault() else { return Ok(0) };
        let mut sealed = 0;
        for agency in self.agencies().await? {
            let operator = Actor::operator(agency.id);
            let people = secrets::to_seal(&self.store.read(&operator).await?, vault).await?;
            for part in people.chunks(100) {
                let mut write = self.store.write(&operator, self.now()).await?;
                for person in part {
                    let plain = secrets::lock(&mut write, *person).await?;
                    secrets::save(&mut write, *person, &plain).await?;
                }
                let key = vault.ids().map_err(unopened)?.into_iter().next();
                let details = json!({ "people": part.len(), "key": key });
                write.record(Entry::new("keys.seal", "secrets").with(details));
                write.commit().await?;
                sealed += part.len() as u64;
            }
            self.seal_referrals(&operator).await?;
            self.seal_blocks(&operator).await?;
            self.seal_tips(&operator).await?;
        }
        Ok(sealed)
    }

    /// The sealing keys, newest first, each with the number of people whose secrets it seals.
    pub async fn sealing_keys(&self) -> Result<Vec<(String, u64)>> {
        let Some(vault) = self.store.vault() else { return Ok(Vec::new()) };
        let mut keys = Vec::new();
        for id in vault.ids().map_err(unopened)? {
            let mut people = 0;
            for agency in self.agencies().await? {
                let read = self.store.read(&Actor::operator(agency.id)).await?;
                people += secrets::sealed_with(&read, &id).await?;
            }
            keys.push((id, people));
        }
        Ok(keys)
    }

    /// Adds a fresh sealing key, seals everything with it, and gives its name with the number of people whose secrets
    /// were sealed anew. Older keys stay in the file: earlier copies open with them alone. Killed halfway, the next
    /// start ends it.
    pub async fn rotate_sealing_key(&self) -> Result<(String, u64)> {
        let no_file = || Error::Unfit("there is no key file: `commonbeat init` makes one".to_owned());
        let file = self.settings.key_file.as_deref().ok_or_else(no_file)?;
        let id = add_sealing_key(file)?;
        if let Some(vault) = self.store.vault() {
            vault.reload();
        }
        for agency in self.agencies().await? {
            let mut write = self.store.write(&Actor::operator(agency.id), self.now()).await?;
            write.record(Entry::new("keys.rotate", "secrets").with(json!({ "key": id })));
            write.commit().await?;
        }
        Ok((id, self.seal_secrets().await?))
    }
}

/// A sentence for people about keys that cannot be used.
fn unopened(error: Unopened) -> Error {
    Error::Unfit(error.to_string())
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

    #[test]
    fn a_new_sealing_key_comes_first_and_the_signing_key_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("commonbeat.key");
        make_key(&file).unwrap();
        let ids = || sealing_keys(&file).unwrap().iter().map(|key| key.id().to_owned()).collect::<Vec<_>>();
        let (first, signature) = (ids(), Key::read(&file).unwrap().sign("text"));
        assert_eq!(first.len(), 1);
        let second = add_sealing_key(&file).unwrap();
        let third = add_sealing_key(&file).unwrap();
        assert_eq!(ids(), [third, second, first[0].clone()]);
        assert_eq!(Key::read(&file).unwrap().sign("text"), signature);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, format!("{text}seal abc\n")).unwrap();
        let told = sealing_keys(&file).unwrap_err().to_string();
        assert!(told.contains("commonbeat.key") && !told.contains(text.lines().next().unwrap()), "{told}");
    }
}
