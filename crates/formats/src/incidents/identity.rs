//! What makes a record the same record, within a file and at the next import.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use sha2::{Digest, Sha256};

use super::columns::Columns;
use super::text::Cells;
use super::{BlankId, Profile, RepeatedId};

/// What makes a record the same record at the next import.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// The agency's id, with the row's code where a record has several rows.
    Id {
        /// The id.
        id: String,
        /// The code.
        code: Option<String>,
    },
    /// No id: the row's content, and how many equal rows came before it in the file. Equal rows are separate records.
    Content {
        /// SHA-256 of its fields.
        digest: [u8; 32],
        /// Equal rows before it in the file.
        nth: u64,
    },
}

impl Identity {
    /// As one text, unique among an agency's records of one profile.
    pub fn key(&self) -> String {
        match self {
            Identity::Id { id, code: None } => format!("id:{id}"),
            // Lengths keep "a:b" + "c" apart from "a" + "b:c".
            Identity::Id { id, code: Some(code) } => format!("row:{}:{id}:{code}", id.len()),
            Identity::Content { digest, nth } => format!("equal:{}:{nth}", hex::encode(&digest[..16])),
        }
    }
}

/// What an identity is among those met in this file.
pub(super) enum Met {
    First,
    Same,
    Newer,
    Different,
}

/// Reads identities and remembers those met.
pub(super) struct Identities {
    id: Option<usize>,
    code: Option<usize>,
    blank: BlankId,
    repeat: RepeatedId,
    /// Columns by name, without the volatile ones: what the digest is made of.
    digested: Vec<(String, usize)>,
    seen: HashMap<u64, u64, BuildHasherDefault<Already>>,
    most: usize,
}

impl Identities {
    pub fn new(profile: &Profile, columns: &Columns, most: usize) -> Identities {
        let spec = &profile.identity;
        let volatile: Vec<usize> = spec.volatile.iter().map(|c| columns.at(c)).collect();
        let own = columns.names[..columns.own]
            .iter()
            .enumerate()
            .skip(columns.report)
            .filter(|(i, _)| !volatile.contains(i));
        let mut digested: Vec<(String, usize)> = own.map(|(i, name)| (name.clone(), i)).collect();
        digested.sort();
        Identities {
            id: spec.id.as_ref().map(|c| columns.at(c)),
            code: spec.code.as_ref().map(|c| columns.at(c)),
            blank: spec.blank,
            repeat: spec.repeat,
            digested,
            seen: HashMap::default(),
            most,
        }
    }

    /// SHA-256 of the fields, in the order of the columns' names, so that a reordered export is no change.
    pub fn digest(&self, cells: &Cells<'_>) -> [u8; 32] {
        let mut hash = Sha256::new();
        for (_, i) in &self.digested {
            let cell = cells.as_written(*i);
            hash.update((cell.len() as u32).to_le_bytes());
            hash.update(cell.as_bytes());
        }
        hash.finalize().into()
    }

    /// The identity of a row; where an id is needed and blank, the index of its column.
    pub fn of(&mut self, cells: &Cells<'_>, digest: [u8; 32]) -> Result<Identity, usize> {
        if let Some(i) = self.id {
            let id = cells.get(i);
            if !id.is_empty() {
                let code = self.code.map(|c| cells.get(c)).filter(|c| !c.is_empty()).map(str::to_owned);
                return Ok(Identity::Id { id: id.to_owned(), code });
            }
            if self.blank == BlankId::Refuse {
                return Err(i);
            }
        }
        Ok(Identity::Content { digest, nth: 0 })
    }

    /// Remembers an identity; of equal rows without an id it sets the count.
    pub fn meet(&mut self, identity: &mut Identity, digest: &[u8; 32], line: u64) -> Met {
        let content = short(digest);
        match identity {
            Identity::Content { nth, .. } => {
                // When no more can be remembered, the line keeps equal rows apart.
                *nth = match self.entry(content) {
                    Some(count) => std::mem::replace(count, *count + 1),
                    None => line,
                };
                Met::First
            }
            Identity::Id { id, code } => {
                let key = id_key(id, code.as_deref());
                let newer = self.repeat == RepeatedId::Update;
                let full = self.seen.len() >= self.most;
                match self.seen.entry(key) {
                    Entry::Occupied(met) if *met.get() == content => Met::Same,
                    Entry::Occupied(mut met) if newer => {
                        met.insert(content);
                        Met::Newer
                    }
                    Entry::Occupied(_) => Met::Different,
                    Entry::Vacant(room) => {
                        if !full {
                            room.insert(content);
                        }
                        Met::First
                    }
                }
            }
        }
    }

    /// Whether there was room for every identity met.
    pub fn remembers_all(&self) -> bool {
        self.seen.len() < self.most
    }

    /// Column of the id, for reports.
    pub fn id_column(&self) -> Option<usize> {
        self.id
    }

    fn entry(&mut self, key: u64) -> Option<&mut u64> {
        if self.seen.len() >= self.most && !self.seen.contains_key(&key) {
            return None;
        }
        Some(self.seen.entry(key).or_insert(0))
    }
}

/// Keys are pieces of SHA-256 already; hashing them again would only cost time.
#[derive(Default)]
struct Already(u64);

impl Hasher for Already {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(b);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

fn short(digest: &[u8; 32]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(first)
}

fn id_key(id: &str, code: Option<&str>) -> u64 {
    let mut hash = Sha256::new();
    hash.update((id.len() as u32).to_le_bytes());
    hash.update(id.as_bytes());
    hash.update(code.unwrap_or_default().as_bytes());
    short(&hash.finalize().into())
}
