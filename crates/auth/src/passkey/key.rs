//! Public keys of passkeys, as devices write them (COSE, RFC 9053), and their signatures.

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

use super::{Refused, cbor};
use cbor::Item;

/// Kinds of keys that are asked for, the one liked best first: EdDSA, ES256, RS256 in the numbers of COSE.
pub const ALGORITHMS: [i64; 3] = [EDDSA, ES256, RS256];

const EDDSA: i64 = -8;
const ES256: i64 = -7;
const RS256: i64 = -257;

/// Numbers of a key's parts: its type, its algorithm, its curve, and where it is on it.
const TYPE: i64 = 1;
const ALGORITHM: i64 = 3;
const CURVE: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
/// Of RSA the same numbers mean modulus and exponent.
const MODULUS: i64 = -1;
const EXPONENT: i64 = -2;

/// A public key that can be verified with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Ed25519(Vec<u8>),
    /// 4, then x and y.
    P256(Vec<u8>),
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
}

impl PublicKey {
    /// Reads a key as the device wrote it.
    ///
    /// # Errors
    /// [`Refused::Algorithm`] for a kind that is not in [`ALGORITHMS`], [`Refused::Unreadable`] for what is no key.
    pub fn read(cose: &[u8]) -> Result<PublicKey, Refused> {
        let key = cbor::whole(cose).ok_or(Refused::Unreadable)?;
        let number = |part: i64| key.get(part).and_then(Item::number);
        let bytes = |part: i64| key.get(part).and_then(Item::bytes).map(<[u8]>::to_vec);
        let of_32 = |part: i64| bytes(part).filter(|b| b.len() == 32).ok_or(Refused::Unreadable);
        match (number(TYPE), number(ALGORITHM), number(CURVE)) {
            (Some(1), Some(EDDSA), Some(6)) => Ok(PublicKey(Kind::Ed25519(of_32(X)?))),
            (Some(2), Some(ES256), Some(1)) => {
                Ok(PublicKey(Kind::P256([vec![4], of_32(X)?, of_32(Y)?].concat())))
            }
            (Some(3), Some(RS256), _) => {
                let modulus = bytes(MODULUS).filter(|n| (256..=1024).contains(&n.len()));
                let exponent = bytes(EXPONENT).filter(|e| (1..=8).contains(&e.len()));
                let (modulus, exponent) = modulus.zip(exponent).ok_or(Refused::Unreadable)?;
                Ok(PublicKey(Kind::Rsa { modulus, exponent }))
            }
            (Some(_), Some(_), _) => Err(Refused::Algorithm),
            _ => Err(Refused::Unreadable),
        }
    }

    /// Whether the signature over the message is this key's.
    ///
    /// # Errors
    /// [`Refused::Signature`] when it is not.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Refused> {
        let verified = match &self.0 {
            Kind::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Kind::P256(key) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key).verify(message, signature)
            }
            Kind::Rsa { modulus, exponent } => RsaPublicKeyComponents { n: modulus, e: exponent }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
        };
        verified.map_err(|_| Refused::Signature)
    }
}
