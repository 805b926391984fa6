//! How a row is linked to the one before.

use commonbeat_domain::Key;
use commonbeat_domain::ids::AgencyId;
use jiff::Timestamp;
use rand::Rng;
use sha2::{Digest, Sha256};

use super::{Entry, entity};
use crate::columns::{At, Col};

/// The newest link: with it, even a cut-off end of the trail is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of the newest row; 0 for an empty trail.
    pub seq: i64,
    /// Its link, 32 bytes.
    pub link: Vec<u8>,
}

impl Default for Head {
    fn default() -> Head {
        Head { seq: 0, link: vec![0; 32] }
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.seq, hex::encode(&self.link))
    }
}

impl std::str::FromStr for Head {
    type Err = ();
    fn from_str(text: &str) -> Result<Head, ()> {
        let (seq, link) = text.trim().split_once(':').ok_or(())?;
        let link = hex::decode(link).map_err(|_| ())?;
        let seq = seq.parse().map_err(|_| ())?;
        if link.len() == 32 { Ok(Head { seq, link }) } else { Err(()) }
    }
}

/// The row that follows a head.
pub(super) fn next(
    head: &Head,
    agency: AgencyId,
    now: Timestamp,
    actor: &str,
    entry: &Entry,
) -> entity::Model {
    let mut salt = vec![0; 16];
    rand::rng().fill_bytes(&mut salt);
    let payload = entry.payload.to_string();
    let digest = digest(&salt, &payload);
    let mut row = entity::Model {
        agency_id: Col(agency),
        seq: head.seq + 1,
        at: At(now),
        actor: actor.to_owned(),
        act: entry.act.to_owned(),
        object: entry.object.clone(),
        salt,
        payload: Some(payload),
        digest,
        link: Vec::new(),
    };
    row.link = link(&head.link, &row);
    row
}

/// SHA-256 of salt and payload.
pub(super) fn digest(salt: &[u8], payload: &str) -> Vec<u8> {
    Sha256::new().chain_update(salt).chain_update(payload.as_bytes()).finalize().to_vec()
}

/// SHA-256 over the link before and every field but the payload itself; each text with its length in front, so that
/// no two different rows give the same bytes.
pub(super) fn link(before: &[u8], row: &entity::Model) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(row.agency_id.0.uuid().as_bytes());
    hash.update(row.seq.to_be_bytes());
    hash.update(row.at.0.as_microsecond().to_be_bytes());
    for text in [&row.actor, &row.act, &row.object] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(&row.digest);
    hash.finalize().to_vec()
}
