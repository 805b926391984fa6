//! Sealing a whole file piece by piece, so that a copy of any size needs little memory.
//!
//! Each file has a key of its own, made from the sealing key and a fresh salt. Each piece is sealed with its number
//! and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015): pieces that
//! are left out, moved or cut off at the end are found.

use ring::aead::{Aad, NONCE_LEN, Nonce};
use ring::hmac;

use super::{KEY_BYTES, SealingKey, Unopened, Vault, cipher};
use crate::chance;

/// What a sealed file begins with.
const MAGIC: &[u8; 16] = b"commonbeat seal1";
const SALT: usize = 32;
const ID: usize = 16;
const TAG: usize = 16;

/// Bytes before the first piece.
pub const HEADER: usize = MAGIC.len() + ID + SALT;
/// Bytes of each piece before it is sealed; the last may be shorter.
pub const CHUNK: usize = 64 * 1024;
/// Bytes of each piece once it is sealed.
pub const SEALED_CHUNK: usize = CHUNK + TAG;

struct Stream {
    key: [u8; KEY_BYTES],
    header: [u8; HEADER],
    next: u32,
}

impl Stream {
    fn new(key: &SealingKey, header: [u8; HEADER]) -> Stream {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.reveal()), &header);
        let mut own = [0; KEY_BYTES];
        own.copy_from_slice(tag.as_ref());
        Stream { key: own, header, next: 0 }
    }

    fn nonce(&mut self, last: bool) -> Result<Nonce, Unopened> {
        let mut nonce = [0; NONCE_LEN];
        nonce[7..11].copy_from_slice(&self.next.to_be_bytes());
        nonce[11] = u8::from(last);
        // 2^32 pieces are 256 TiB.
        self.next = self.next.checked_add(1).ok_or(Unopened::Damaged)?;
        Ok(Nonce::assume_unique_for_key(nonce))
    }
}

/// Seals the pieces of one file.
pub struct CopySealer(Stream);

impl CopySealer {
    /// Begins a file under the vault's newest key.
    ///
    /// # Errors
    /// [`Unopened`] when there is no key.
    pub fn new(vault: &Vault) -> Result<CopySealer, Unopened> {
        vault.with_newest(|key| {
            let mut header = [0; HEADER];
            header[..MAGIC.len()].copy_from_slice(MAGIC);
            header[MAGIC.len()..MAGIC.len() + ID].copy_from_slice(key.id().as_bytes());
            header[MAGIC.len() + ID..].copy_from_slice(&chance::generate::<SALT>());
            CopySealer(Stream::new(key, header))
        })
    }

    /// What the file begins with.
    pub fn header(&self) -> &[u8; HEADER] {
        &self.0.header
    }

    /// Seals the next piece in place: [`CHUNK`] bytes, or fewer for the last one.
    ///
    /// # Errors
    /// When the file has more than 2³² pieces.
    pub fn seal(&mut self, piece: &mut Vec<u8>, last: bool) -> Result<(), Unopened> {
        let nonce = self.0.nonce(last)?;
        cipher(&self.0.key)
            .seal_in_place_append_tag(nonce, Aad::from(&self.0.header), piece)
            .map_err(|_| Unopened::Damaged)
    }
}

/// Opens the pieces of one file, in their order.
pub struct CopyOpener(Stream);

impl CopyOpener {
    /// Whether a file that begins like this was sealed.
    pub fn is_sealed(begin: &[u8]) -> bool {
        begin.starts_with(MAGIC)
    }

    /// Begins to open a file with this header.
    ///
    /// # Errors
    /// [`Unopened::UnknownKey`] when it was sealed with another installation's key, [`Unopened::Damaged`] for what is
    /// no header.
    pub fn new(vault: &Vault, header: &[u8; HEADER]) -> Result<CopyOpener, Unopened> {
        let rest = header.strip_prefix(MAGIC.as_slice()).ok_or(Unopened::Damaged)?;
        let id = std::str::from_utf8(&rest[..ID]).map_err(|_| Unopened::Damaged)?;
        vault.with_key(id, |key| CopyOpener(Stream::new(key, *header)))
    }

    /// Opens the next piece in place: [`SEALED_CHUNK`] bytes, or fewer for the last one.
    ///
    /// # Errors
    /// [`Unopened::Damaged`] when the piece was changed, is not the next one, or is not the last although nothing
    /// follows it.
    pub fn open(&mut self, piece: &mut Vec<u8>, last: bool) -> Result<(), Unopened> {
        let nonce = self.0.nonce(last)?;
        let plain = cipher(&self.0.key)
            .open_in_place(nonce, Aad::from(&self.0.header), piece)
            .map_err(|_| Unopened::Damaged)?
            .len();
        piece.truncate(plain);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(key: u8) -> Vault {
        Vault::new(move || Ok(vec![SealingKey::new([key; KEY_BYTES])]))
    }

    fn sealed(pieces: &[&[u8]]) -> ([u8; HEADER], Vec<Vec<u8>>) {
        let mut sealer = CopySealer::new(&vault(1)).unwrap();
        let header = *sealer.header();
        let seal = |(at, piece): (usize, &&[u8])| {
            let mut piece = piece.to_vec();
            sealer.seal(&mut piece, at + 1 == pieces.len()).unwrap();
            piece
        };
        (header, pieces.iter().enumerate().map(seal).collect())
    }

    fn opened(header: &[u8; HEADER], pieces: &[Vec<u8>]) -> Result<Vec<u8>, Unopened> {
        let mut opener = CopyOpener::new(&vault(1), header)?;
        let mut whole = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            let mut piece = piece.clone();
            opener.open(&mut piece, at + 1 == pieces.len())?;
            whole.extend(piece);
        }
        Ok(whole)
    }

    #[test]
    fn a_file_opens_as_it_was() {
        let (header, pieces) = sealed(&[b"one", b"two", b"three"]);
        assert!(CopyOpener::is_sealed(&header));
        assert_eq!(opened(&header, &pieces).unwrap(), b"onetwothree");
        assert!(!pieces.concat().windows(3).any(|w| w == b"two"));
    }

    #[test]
    fn pieces_that_are_missing_moved_doubled_or_changed_are_found() {
        let (header, pieces) = sealed(&[b"one", b"two", b"three"]);
        let order = |order: &[usize]| order.iter().map(|at| pieces[*at].clone()).collect::<Vec<_>>();
        for wrong in [&[0, 1][..], &[0, 2], &[1, 0, 2], &[0, 1, 1, 2], &[2]] {
            assert_eq!(opened(&header, &order(wrong)), Err(Unopened::Damaged), "{wrong:?}");
        }
        let mut changed = pieces.clone();
        changed[1][0] ^= 1;
        assert_eq!(opened(&header, &changed), Err(Unopened::Damaged));
        let mut other = header;
        other[HEADER - 1] ^= 1;
        assert_eq!(opened(&other, &pieces), Err(Unopened::Damaged));
    }

    #[test]
    fn a_file_of_another_installation_is_told_by_its_key() {
        let (header, _) = sealed(&[b"one"]);
        let error = CopyOpener::new(&vault(2), &header).err();
        assert_eq!(error, Some(Unopened::UnknownKey(SealingKey::new([1; KEY_BYTES]).id().to_owned())));
        assert_eq!(CopyOpener::new(&vault(1), &[0; HEADER]).err(), Some(Unopened::Damaged));
    }
}
