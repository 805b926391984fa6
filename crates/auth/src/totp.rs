//! One-time codes from an authenticator app: RFC 6238 with SHA-1, six digits, steps of 30 seconds.
//!
//! SHA-1 and six digits are not a weakness here: HMAC does not need collision resistance, and they are what every
//! authenticator app understands. A code is accepted one step early or late, because phones' clocks drift, and
//! **once**: the caller keeps the step that [`verify`] returns and gives it back the next time.

use crate::chance;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use std::fmt;
use std::ops::RangeInclusive;
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, Builder, Totp};

/// Length of a step in seconds.
pub const STEP_SECONDS: u64 = 30;

/// Digits in a code.
pub const DIGITS: u8 = 6;

/// How many steps a code may be early or late.
const DRIFT: u64 = 1;

/// Bytes in a secret; RFC 4226 section 4 recommends 160 bits.
const BYTES: usize = 20;

/// The text is not a secret: not base 32, or not 160 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a one-time code secret")]
pub struct NotASecret;

/// What the server and the person's authenticator app share. `Debug` shows nothing, memory is wiped on drop.
pub struct Secret(SecretBox<[u8; BYTES]>);

impl Secret {
    /// A new secret from the operating system's randomness.
    pub fn generate() -> Secret {
        Secret(SecretBox::init_with(chance::generate::<BYTES>))
    }

    /// Reads base 32 (RFC 4648, without padding), as [`Secret::to_base32`] writes it; spaces, dashes and letter
    /// case do not matter, since people type it from a screen.
    ///
    /// # Errors
    /// [`NotASecret`] when it is no base 32 or not 160 bits.
    pub fn from_base32(text: &str) -> Result<Secret, NotASecret> {
        let text: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        // Exactly 160 bits, so no padding and no half-used symbol; checked first, as decoders differ in leniency.
        if text.len() != BYTES / 5 * 8 {
            return Err(NotASecret);
        }
        let secret = totp_rs::Secret::try_from_base32(&text).map_err(|_| NotASecret)?;
        let bytes: [u8; BYTES] = secret.as_bytes().try_into().map_err(|_| NotASecret)?;
        Ok(Secret(SecretBox::init_with(|| bytes)))
    }

    /// The secret as base 32, to be stored and to be typed where a picture cannot be scanned.
    pub fn to_base32(&self) -> SecretString {
        totp_rs::Secret::new_stack(*self.0.expose_secret()).to_base32().into()
    }

    /// The `otpauth://` address that an authenticator app scans as a picture.
    ///
    /// `issuer` is the installation's or agency's name, `account` the person's e-mail address. A colon would be
    /// read as the border between the two, so it becomes a space.
    pub fn uri(&self, issuer: &str, account: &str) -> SecretString {
        let issuer = label(issuer);
        let account = label(account);
        let secret = self.to_base32();
        format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}",
            secret.expose_secret()
        )
        .into()
    }

    fn code(&self, step: u64) -> String {
        self.generator().generate(step.saturating_mul(STEP_SECONDS)).to_string()
    }

    fn generator(&self) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_step_duration(STEP_SECONDS)
            .with_secret(totp_rs::Secret::new_stack(*self.0.expose_secret()))
            .build_noncompliant()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// The step that the typed code belongs to, or `None` when it is wrong, outdated or used already.
///
/// `last_step` is the step of the last code accepted from this person; only a later one is accepted, so a code
/// read over a shoulder is worth nothing once it was used. Store the returned step in the transaction that lets
/// the person in. Spaces in the code do not matter.
pub fn verify(secret: &Secret, code: &str, now: Timestamp, last_step: Option<u64>) -> Option<u64> {
    let typed = digits(code)?;
    let mut found = None;
    // Every step is computed, whichever matches, so that time tells nothing.
    for step in window(now) {
        let matches: bool = secret.code(step).as_bytes().ct_eq(&typed).into();
        if matches && found.is_none() && last_step.is_none_or(|last| step > last) {
            found = Some(step);
        }
    }
    found
}

/// The code an authenticator app shows at `now`: for tests and for the demonstration's own page.
pub fn current_code(secret: &Secret, now: Timestamp) -> String {
    secret.code(step_at(now))
}

/// The step that `now` falls in; before 1970 it is the first.
fn step_at(now: Timestamp) -> u64 {
    u64::try_from(now.as_second()).unwrap_or(0) / STEP_SECONDS
}

fn window(now: Timestamp) -> RangeInclusive<u64> {
    let step = step_at(now);
    step.saturating_sub(DRIFT)..=step + DRIFT
}

/// The six digits typed, or `None` for anything else.
fn digits(code: &str) -> Option<[u8; DIGITS as usize]> {
    let mut digits = [0; DIGITS as usize];
    let mut count = 0;
    for c in code.chars().filter(|c| !c.is_whitespace()) {
        *digits.get_mut(count)? = u8::try_from(c).ok().filter(u8::is_ascii_digit)?;
        count += 1;
    }
    (count == digits.len()).then_some(digits)
}

/// A name as one part of the label: everything but plain letters and digits is percent-encoded.
fn label(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.replace(':', " ").trim().bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// RFC 6238 appendix B uses the ASCII string `12345678901234567890`.
    fn rfc_secret() -> Secret {
        Secret(SecretBox::init_with(|| *b"12345678901234567890"))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238_appendix_b() {
        // The published SHA-1 codes have eight digits; six-digit codes are their last six.
        let published = [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ];
        for (second, code) in published {
            assert_eq!(current_code(&rfc_secret(), at(second)), code[2..], "at {second}");
            let step = second as u64 / 30;
            assert_eq!(verify(&rfc_secret(), &code[2..], at(second), None), Some(step));
        }
    }

    #[test]
    fn counter_codes_are_those_of_rfc_4226_appendix_d() {
        let published = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
            "520489",
        ];
        for (counter, code) in published.into_iter().enumerate() {
            assert_eq!(rfc_secret().code(counter as u64), code);
        }
    }

    #[test]
    fn a_code_is_accepted_once() {
        let secret = Secret::generate();
        let now = at(1_772_000_010);
        let code = current_code(&secret, now);
        let step = verify(&secret, &code, now, None).unwrap();
        assert_eq!(verify(&secret, &code, now, Some(step)), None);
        assert_eq!(verify(&secret, &code, at(1_772_000_030), Some(step)), None);
    }

    #[test]
    fn after_a_used_code_an_earlier_one_is_refused_and_the_next_one_accepted() {
        let secret = rfc_secret();
        let (earlier, used, next) = (secret.code(99), secret.code(100), secret.code(101));
        let now = at(3000);
        let step = verify(&secret, &used, now, None);
        assert_eq!(step, Some(100));
        assert_eq!(verify(&secret, &earlier, now, step), None);
        assert_eq!(verify(&secret, &next, now, step), Some(101));
    }

    #[test]
    fn a_phone_may_be_one_step_early_or_late_but_not_two() {
        let secret = rfc_secret();
        let now = at(3000);
        let accepted: Vec<u64> = (95..=105)
            .filter(|step| verify(&secret, &secret.code(*step), now, None) == Some(*step))
            .collect();
        assert_eq!(accepted, [99, 100, 101]);
    }

    #[test]
    fn spaces_do_not_matter_and_other_things_are_no_code() {
        let secret = rfc_secret();
        assert_eq!(verify(&secret, " 287 082 ", at(59), None), Some(1));
        for code in ["", "28708", "2870820", "+28708", "28708x", "２８７０８２", "287\u{0}082"] {
            assert_eq!(verify(&secret, code, at(59), None), None, "{code:?}");
        }
    }

    #[test]
    fn times_before_1970_and_at_the_end_of_time_do_not_panic() {
        for now in [Timestamp::MIN, at(-1), at(0), Timestamp::MAX] {
            let code = current_code(&rfc_secret(), now);
            assert!(verify(&rfc_secret(), &code, now, None).is_some());
        }
    }

    #[test]
    fn the_secret_in_base_32_is_that_of_rfc_4648() {
        let text = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        assert_eq!(rfc_secret().to_base32().expose_secret(), text);
        for typed in
            [text.to_owned(), text.to_lowercase(), text.replace("GEZD", "GEZD ").replace("TQOJ", "-TQOJ")]
        {
            let read = Secret::from_base32(&typed).unwrap();
            assert_eq!(read.to_base32().expose_secret(), text);
        }
    }

    #[test]
    fn text_that_is_no_secret_is_refused() {
        for text in
            ["", "GEZDGNBV", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ=", "ääää"]
        {
            assert_eq!(Secret::from_base32(text).err(), Some(NotASecret), "{text}");
        }
    }

    #[test]
    fn the_address_for_the_app_names_issuer_and_account_safely() {
        let uri = rfc_secret().uri("Riverton PD: Süd & Co", "asha@example.org");
        assert_eq!(
            uri.expose_secret(),
            "otpauth://totp/Riverton%20PD%20%20S%C3%BCd%20%26%20Co:asha@example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Riverton%20PD%20%20S%C3%BCd%20%26%20Co&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn debug_shows_nothing_of_the_secret() {
        assert_eq!(format!("{:?}", rfc_secret()), "Secret(hidden)");
    }

    proptest! {
        #[test]
        fn no_typing_makes_it_panic(code in ".*", now in 0_i64..4_000_000_000) {
            let _ = verify(&rfc_secret(), &code, at(now), None);
            let _ = Secret::from_base32(&code);
        }
    }
}
