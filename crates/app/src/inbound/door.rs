//! The sign of a gateway: HMAC-SHA256 over the moment and the body, under a key that only it and we know.

use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

/// How old a sign may be, and how far ahead the gateway's clock may go.
const FRESH: SignedDuration = SignedDuration::from_mins(5);

/// What a gateway puts beside a body.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// Seconds since 1970 UTC, as the gateway wrote them.
    pub time: &'a str,
    /// The sign, in hexadecimal digits.
    pub signature: &'a str,
}

/// The sign of a body at a moment: `HMAC-SHA256(key, time "." body)` in hexadecimal digits.
pub fn sign(key: &str, time: i64, body: &[u8]) -> String {
    hex::encode(mac(key, &time.to_string(), body).finalize().into_bytes())
}

/// Whether the sign is right and at most five minutes old.
pub(super) fn opens(key: &str, now: Timestamp, signed: &Signed<'_>, body: &[u8]) -> bool {
    let Some(at) = signed.time.parse().ok().and_then(|s| Timestamp::from_second(s).ok()) else {
        return false;
    };
    let fresh = now.duration_since(at).abs() <= FRESH;
    let right = hex::decode(signed.signature)
        .is_ok_and(|given| mac(key, signed.time, body).verify_slice(&given).is_ok());
    fresh && right
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
fn mac(key: &str, time: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key of any length");
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sms_only_the_right_sign_of_the_last_five_minutes_opens() {
        let (key, body, at) = ("k".repeat(32), b"{}", 1_771_243_200);
        let now = Timestamp::from_second(at).unwrap();
        let signature = sign(&key, at, body);
        let opens_at = |seconds: i64| {
            let signed = Signed { time: &at.to_string(), signature: &signature };
            opens(&key, Timestamp::from_second(at + seconds).unwrap(), &signed, body)
        };
        assert!(opens_at(0) && opens_at(300) && opens_at(-300));
        assert!(!opens_at(301) && !opens_at(-301));
        for (time, signature, body) in [
            ((at + 1).to_string(), signature.clone(), &b"{}"[..]),
            (at.to_string(), signature.clone(), &b"{ }"[..]),
            (at.to_string(), signature[2..].to_owned(), &b"{}"[..]),
            (at.to_string(), String::new(), &b"{}"[..]),
            ("soon".to_owned(), signature.clone(), &b"{}"[..]),
            (i64::MAX.to_string(), signature.clone(), &b"{}"[..]),
        ] {
            assert!(!opens(&key, now, &Signed { time: &time, signature: &signature }, body), "{time}");
        }
        assert!(!opens(
            &"x".repeat(32),
            now,
            &Signed { time: &at.to_string(), signature: &signature },
            b"{}"
        ));
    }
}
