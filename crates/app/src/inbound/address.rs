//! Addresses that bear our sign: `answers+KIND ID SIGN@host`. Whoever answers a letter writes to one, and a mail server
//! that cannot deliver it reports to one; nobody can make one for a thread or letter they have no part in.

use commonbeat_domain::Key;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{ConcernId, DeliveryId, SubscriberId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_store::{Read, StoreError, concerns, subscribers};
use uuid::Uuid;

use crate::{App, Result};

const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Characters of an id of 128 bits.
const ID: usize = 26;
/// Characters of a sign of 80 bits.
const SIGN: usize = 16;

/// What an address stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The thread that a letter is part of.
    Thread(ConcernId),
    /// One letter on its way.
    Delivery(DeliveryId),
    /// Somebody who asked for alerts.
    Subscriber(SubscriberId),
}

impl Kind {
    fn parts(self) -> (char, Uuid) {
        match self {
            Kind::Thread(id) => ('c', id.uuid()),
            Kind::Delivery(id) => ('d', id.uuid()),
            Kind::Subscriber(id) => ('s', id.uuid()),
        }
    }
}

impl App {
    /// The address for answers and reports about something that goes to a recipient; none where mail is not read.
    pub(crate) fn signed_address(
        &self,
        agency: &Agency,
        kind: Kind,
        recipient: &str,
    ) -> Result<Option<String>> {
        let Some((local, host)) = self.mail_door(agency) else { return Ok(None) };
        let (letter, id) = kind.parts();
        let sign = self.address_sign(agency, kind, recipient)?;
        Ok(Some(format!("{local}+{letter}{}{sign}@{host}", base32(id.as_bytes()))))
    }

    /// The address at which mail to an agency comes in: what stands before and after its `@`.
    pub(super) fn mail_door(&self, agency: &Agency) -> Option<(String, String)> {
        let address = self.settings.mail_in.as_ref()?.replace("{agency}", &agency.code.to_lowercase());
        address.rsplit_once('@').map(|(local, host)| (local.to_owned(), host.to_lowercase()))
    }

    fn address_sign(&self, agency: &Agency, kind: Kind, recipient: &str) -> Result<String> {
        let (letter, id) = kind.parts();
        let purpose = format!("mail-address/{letter}/{}/{id}/{recipient}", agency.id);
        let digest = self.secret_for(&purpose)?.digest();
        Ok(base32(&digest[..10]))
    }

    /// What an address stands for, with the recipient it was made for; none unless the sign is ours.
    pub(super) async fn meant(
        &self,
        read: &Read,
        agency: &Agency,
        address: &str,
    ) -> Result<Option<(Kind, String)>> {
        let Some((kind, sign)) = self.mail_door(agency).and_then(|door| parse(address, &door)) else {
            return Ok(None);
        };
        let recipient = match recipient(read, kind).await {
            Ok(Some(recipient)) => recipient,
            Ok(None) | Err(StoreError::Missing(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let own = self.address_sign(agency, kind, &recipient)?;
        let differ =
            own.bytes().zip(sign.bytes()).fold(own.len() ^ sign.len(), |d, (a, b)| d | usize::from(a ^ b));
        Ok((differ == 0).then_some((kind, recipient)))
    }
}

async fn recipient(read: &Read, kind: Kind) -> Result<Option<String>, StoreError> {
    Ok(match kind {
        Kind::Thread(id) => {
            concerns::fetch_for(read, Action::ReadConcerns, id).await?.email.map(|email| email.to_string())
        }
        Kind::Delivery(id) => Some(concerns::delivery(read, id).await?.0.recipient),
        Kind::Subscriber(id) => Some(subscribers::by_id(read, id).await?.email.to_string()),
    })
}

/// Reads an address of this door: what it says it stands for, and its sign.
fn parse(address: &str, (local, host): &(String, String)) -> Option<(Kind, String)> {
    let address = address.trim().to_lowercase();
    let (given, at) = address.rsplit_once('@')?;
    let tag = given.strip_prefix(&local.to_lowercase())?.strip_prefix('+')?;
    if at != host || !tag.is_ascii() || tag.len() != 1 + ID + SIGN {
        return None;
    }
    let id = Uuid::from_slice(&unbase32(&tag[1..=ID])?).ok()?;
    let kind = match tag.as_bytes()[0] {
        b'c' => Kind::Thread(ConcernId::from_uuid(id)),
        b'd' => Kind::Delivery(DeliveryId::from_uuid(id)),
        b's' => Kind::Subscriber(SubscriberId::from_uuid(id)),
        _ => return None,
    };
    Some((kind, tag[1 + ID..].to_owned()))
}

/// RFC 4648 base 32 in lower case without padding: mail servers keep its letters whatever they do to their case.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(held >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(held << (5 - bits)) as usize & 31]));
    }
    text
}

/// Sixteen bytes of 26 letters.
fn unbase32(text: &str) -> Option<[u8; 16]> {
    let mut bytes = Vec::with_capacity(17);
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let five = ALPHABET.iter().position(|a| *a == letter)?;
        held = (held << 5) | u32::try_from(five).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    bytes.try_into().ok()
}

/// The actor that takes messages in.
pub(super) fn taker(agency: &Agency) -> Actor {
    Actor::system(agency.id, "take-in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_32_is_that_of_rfc_4648_and_reads_back() {
        assert_eq!(base32(b"foobar"), "mzxw6ytboi");
        let id = *b"0123456789abcdef";
        assert_eq!(base32(&id).len(), ID);
        assert_eq!(unbase32(&base32(&id)), Some(id));
        assert_eq!(unbase32("1".repeat(26).as_str()), None);
    }

    #[test]
    fn only_addresses_of_this_door_are_read() {
        let door = ("answers".to_owned(), "riverton.example".to_owned());
        let tag = format!("c{}{}", base32(&[7; 16]), "a".repeat(SIGN));
        assert!(parse(&format!("Answers+{}@Riverton.example", tag.to_uppercase()), &door).is_some());
        assert!(format!("answers+{tag}").len() <= 64, "RFC 5321 limits what stands before the @");
        for bad in [
            format!("answers+{tag}@other.example"),
            format!("other+{tag}@riverton.example"),
            format!("answers{tag}@riverton.example"),
            format!("answers+x{}@riverton.example", &tag[1..]),
            format!("answers+{}@riverton.example", &tag[1..]),
            "answers@riverton.example".to_owned(),
            format!("answers+{}é@riverton.example", &tag[2..]),
        ] {
            assert_eq!(parse(&bad, &door), None, "{bad}");
        }
    }
}
