//! Passkeys (W3C Web Authentication, Level 3): what a browser answers to a challenge, verified.
//!
//! The private key never leaves the phone, the computer or the security key; a signature over our challenge, made for
//! our origin alone, proves that it is there. Where the device also checked a finger, a face or a PIN ("user
//! verification"), that one signature is both factors.
//!
//! Attestation is asked for as `none` and what comes is not looked at: we do not care who made the device.
//! Signatures are verified by ring; ES256, EdDSA (Ed25519) and RS256 are what devices use.

mod cbor;
mod challenge;
mod key;

pub use challenge::{Challenge, LIFETIME};
pub use key::{ALGORITHMS, PublicKey};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use cbor::Item;

/// Longest id of a credential that the standard allows, in bytes.
const LONGEST_ID: usize = 1023;
/// Longest answer of a browser that is looked at, in bytes.
const LONGEST_ANSWER: usize = 32 * 1024;

/// Flags of the authenticator data.
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENDED: u8 = 1 << 7;

/// For whom passkeys are made: a domain, and the one origin from which they are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// The domain.
    pub id: String,
    /// Scheme, host and port, as browsers write it.
    pub origin: String,
}

/// Why an answer is refused. None of it is for people: to them it did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It cannot be read.
    #[error("the answer cannot be read")]
    Unreadable,
    /// It answers another kind of question.
    #[error("it answers another kind of question")]
    Kind,
    /// It answers another challenge, one that ran out, or one for another purpose.
    #[error("it answers another challenge")]
    Challenge,
    /// It was given to another site.
    #[error("it was given to another site")]
    Origin,
    /// Nobody touched the device.
    #[error("nobody was there")]
    Absent,
    /// The key is of a kind that is not asked for.
    #[error("the key is of an unknown kind")]
    Algorithm,
    /// The signature is not the key's.
    #[error("the signature does not fit")]
    Signature,
    /// The device's counter did not grow: a copy of the key may be in use.
    #[error("the counter did not grow")]
    Counter,
}

/// A new passkey, as the device made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Its id, chosen by the device.
    pub id: Vec<u8>,
    /// The public key, as the device wrote it (COSE).
    pub key: Vec<u8>,
    /// The device's counter; 0 on devices that do not count.
    pub counter: u32,
    /// Whether the device checked that it is its owner.
    pub verified: bool,
    /// Whether it is kept by an account of the maker and so is on several devices.
    pub backed_up: bool,
}

/// A use of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    /// The device's counter now.
    pub counter: u32,
    /// Whether the device checked that it is its owner.
    pub verified: bool,
    /// Whether it is kept by an account of the maker.
    pub backed_up: bool,
}

/// What a browser says about a passkey that it used, before anything of it is believed.
#[derive(Debug)]
pub struct Answer {
    /// Which passkey.
    pub id: Vec<u8>,
    client: Vec<u8>,
    data: Vec<u8>,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Outer<T> {
    id: String,
    response: T,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Creation {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assertion {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

impl RelyingParty {
    /// From the address under which people reach the pages. On the machine itself (`127.0.0.1`) passkeys work under
    /// the name `localhost`. None for any other bare address and for one without TLS: browsers know no passkeys there.
    pub fn of(public_url: &str) -> Option<RelyingParty> {
        let (scheme, rest) = public_url.split_once("://")?;
        let authority = rest.split('/').next()?.to_ascii_lowercase();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !port.is_empty() => {
                (host, Some(port))
            }
            _ => (authority.as_str(), None),
        };
        let local = ["127.0.0.1", "[::1]", "localhost"].contains(&host);
        let host = if local { "localhost" } else { host };
        let is_name = host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
            && host.rsplit('.').next().is_some_and(|last| last.bytes().any(|b| b.is_ascii_alphabetic()));
        let usual = if scheme == "https" { "443" } else { "80" };
        if !is_name || !(scheme == "https" || (scheme == "http" && local)) {
            return None;
        }
        let port = port.filter(|port| *port != usual).map(|port| format!(":{port}")).unwrap_or_default();
        Some(RelyingParty { id: host.to_owned(), origin: format!("{scheme}://{host}{port}") })
    }

    /// Reads the browser's answer to [`Challenge`] for a new passkey.
    ///
    /// # Errors
    /// [`Refused`] says what does not fit.
    pub fn register(&self, json: &str, challenge: &[u8]) -> Result<Registered, Refused> {
        let outer: Outer<Creation> = read(json)?;
        self.client_data(&decoded(&outer.response.client_data)?, "webauthn.create", challenge)?;
        let object = decoded(&outer.response.attestation_object)?;
        let object = cbor::whole(&object).ok_or(Refused::Unreadable)?;
        let data = object.get_text("authData").and_then(Item::bytes).ok_or(Refused::Unreadable)?;
        let (flags, counter) = self.data_head(data)?;
        if flags & ATTESTED == 0 {
            return Err(Refused::Unreadable);
        }
        // 37 bytes of head, 16 that name the make of the device, then the id with its length, then the key.
        let length = data.get(53..55).ok_or(Refused::Unreadable)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        let id = data.get(55..55 + length).filter(|id| (1..=LONGEST_ID).contains(&id.len()));
        let id = id.ok_or(Refused::Unreadable)?.to_vec();
        if decoded(&outer.id)? != id {
            return Err(Refused::Unreadable);
        }
        let rest = &data[55 + length..];
        let (_, behind) = cbor::first(rest).ok_or(Refused::Unreadable)?;
        if (flags & EXTENDED != 0) == behind.is_empty() {
            return Err(Refused::Unreadable);
        }
        let key = rest[..rest.len() - behind.len()].to_vec();
        PublicKey::read(&key)?;
        Ok(Registered {
            id,
            key,
            counter,
            verified: flags & VERIFIED != 0,
            backed_up: flags & BACKED_UP != 0,
        })
    }

    /// Verifies the use of a passkey whose key and counter were kept.
    ///
    /// # Errors
    /// [`Refused`] says what does not fit. [`Refused::Counter`] comes only after everything else was right.
    pub fn verify(
        &self,
        answer: &Answer,
        challenge: &[u8],
        key: &PublicKey,
        counter: u32,
    ) -> Result<Used, Refused> {
        self.client_data(&answer.client, "webauthn.get", challenge)?;
        let (flags, now) = self.data_head(&answer.data)?;
        if answer.data.len() > HEAD && flags & (ATTESTED | EXTENDED) == 0 {
            return Err(Refused::Unreadable);
        }
        let signed = [&answer.data[..], &Sha256::digest(&answer.client)].concat();
        key.verify(&signed, &answer.signature)?;
        if (now != 0 || counter != 0) && now <= counter {
            return Err(Refused::Counter);
        }
        Ok(Used { counter: now, verified: flags & VERIFIED != 0, backed_up: flags & BACKED_UP != 0 })
    }

    fn client_data(&self, bytes: &[u8], kind: &str, challenge: &[u8]) -> Result<(), Refused> {
        let data: ClientData = serde_json::from_slice(bytes).map_err(|_| Refused::Unreadable)?;
        if data.kind != kind {
            return Err(Refused::Kind);
        }
        if decoded(&data.challenge)? != challenge {
            return Err(Refused::Challenge);
        }
        if data.origin != self.origin || data.cross_origin {
            return Err(Refused::Origin);
        }
        Ok(())
    }

    /// Flags and counter.
    fn data_head(&self, data: &[u8]) -> Result<(u8, u32), Refused> {
        let head: &[u8; HEAD] =
            data.get(..HEAD).and_then(|head| head.try_into().ok()).ok_or(Refused::Unreadable)?;
        if head[..32] != Sha256::digest(self.id.as_bytes())[..] {
            return Err(Refused::Origin);
        }
        let flags = head[32];
        if flags & BACKED_UP != 0 && flags & BACKUP_ELIGIBLE == 0 {
            return Err(Refused::Unreadable);
        }
        if flags & PRESENT == 0 {
            return Err(Refused::Absent);
        }
        Ok((flags, u32::from_be_bytes([head[33], head[34], head[35], head[36]])))
    }
}

/// Bytes of the authenticator data that are always there: digest of the domain, flags, counter.
const HEAD: usize = 37;

impl Answer {
    /// Reads the browser's answer; says nothing yet about whether it is right.
    ///
    /// # Errors
    /// [`Refused::Unreadable`].
    pub fn read(json: &str) -> Result<Answer, Refused> {
        let outer: Outer<Assertion> = read(json)?;
        let id = decoded(&outer.id)?;
        if !(1..=LONGEST_ID).contains(&id.len()) {
            return Err(Refused::Unreadable);
        }
        Ok(Answer {
            id,
            client: decoded(&outer.response.client_data)?,
            data: decoded(&outer.response.authenticator_data)?,
            signature: decoded(&outer.response.signature)?,
        })
    }

    /// The challenge that it says it answers.
    pub fn challenge(&self) -> Option<Vec<u8>> {
        challenge_of(&self.client)
    }
}

/// The challenge that an answer for a new passkey says it answers.
pub fn challenge_of_new(json: &str) -> Option<Vec<u8>> {
    let outer: Outer<Creation> = read(json).ok()?;
    challenge_of(&decoded(&outer.response.client_data).ok()?)
}

fn challenge_of(client: &[u8]) -> Option<Vec<u8>> {
    let data: ClientData = serde_json::from_slice(client).ok()?;
    decoded(&data.challenge).ok()
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, Refused> {
    if json.len() > LONGEST_ANSWER {
        return Err(Refused::Unreadable);
    }
    serde_json::from_str(json).map_err(|_| Refused::Unreadable)
}

fn decoded(text: &str) -> Result<Vec<u8>, Refused> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Refused::Unreadable)
}

/// Bytes as browsers take them.
pub fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests;
