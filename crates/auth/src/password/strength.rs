//! What a new password must be like: long, and not made of what a guesser tries first.
//!
//! There are no composition rules (no "one digit, one capital"): they make passwords worse to remember and no
//! harder to guess (NIST SP 800-63B, 3.1.1.2). Instead the password is read as a guesser would: each common word,
//! keyboard row, sequence, repetition, year, and each part of the person's own names counts as little, every other
//! character as one. What is left must be enough. A password found often in breaches is refused whatever it is worth.

use super::guesser::{Known, stands_for};
use super::listed::is_listed;
use secrecy::{ExposeSecret, SecretString};

/// Fewest characters (Unicode scalar values) of a new password.
pub const MIN_LENGTH: usize = 12;

/// Most characters of a new password: a bound on work, far above what anybody types.
pub const MAX_LENGTH: usize = 256;

/// A password worth less than this is refused. Twelve unguessable characters are worth twelve.
const ENOUGH: usize = 10;

/// Why a new password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`MIN_LENGTH`] characters.
    #[error("it has fewer than {MIN_LENGTH} characters")]
    TooShort,
    /// More than [`MAX_LENGTH`] characters.
    #[error("it has more than {MAX_LENGTH} characters")]
    TooLong,
    /// Mostly words that many people use in passwords.
    #[error("it is mostly made of words that many people use in passwords")]
    Common,
    /// Mostly the same characters again.
    #[error("it mostly repeats itself")]
    Repeated,
    /// Mostly a run along the alphabet, the numbers or the keyboard.
    #[error("it mostly runs along the keyboard, the alphabet or the numbers")]
    Sequence,
    /// Mostly the person's name or address, or the agency's name.
    #[error("it is mostly made of your name, your address or your agency's name")]
    AboutYou,
}

/// Whether a password may become somebody's.
///
/// `email` is the person's address, `names` are the names a guesser would think of: the person's, the agency's.
/// Spaces and all of Unicode are allowed.
///
/// # Errors
/// [`WeakPassword`] says what to change.
pub fn check_new(password: &SecretString, email: &str, names: &[&str]) -> Result<(), WeakPassword> {
    let text = password.expose_secret();
    let length = text.chars().take(MAX_LENGTH + 1).count();
    if length < MIN_LENGTH {
        return Err(WeakPassword::TooShort);
    }
    if length > MAX_LENGTH {
        return Err(WeakPassword::TooLong);
    }
    let written: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    if repeats_itself(&written) {
        return Err(WeakPassword::Repeated);
    }
    let known = Known::new(email, names);
    // Once as it stands, once without what stands between words: "p-a-s-s" is no harder to guess than "pass".
    let letters: Vec<char> = written.iter().copied().filter(|c| is_letter_like(*c)).collect();
    let found = [known.read(&written, 0), known.read(&letters, worth_between(&written))];
    match found.into_iter().min_by_key(|reading| reading.worth) {
        Some(reading) if reading.worth < ENOUGH => Err(reading.weakness()),
        _ if is_listed(&written) => Err(WeakPassword::Common),
        _ => Ok(()),
    }
}

/// A letter, a digit, or a sign that is commonly written for a letter.
fn is_letter_like(c: char) -> bool {
    c.is_alphanumeric() || stands_for(c) != [c, c]
}

/// What the signs between letters are worth: the same ones again, or one sign many times, cost a guesser nothing.
fn worth_between(text: &[char]) -> usize {
    let mut gaps: Vec<Vec<char>> =
        text.split(|c| is_letter_like(*c)).filter(|gap| !gap.is_empty()).map(<[char]>::to_vec).collect();
    gaps.iter_mut().for_each(Vec::dedup);
    gaps.dedup();
    gaps.iter().map(Vec::len).sum()
}

/// Whether the whole is one block again and again (the last perhaps cut short, or both parted by one character).
fn repeats_itself(text: &[char]) -> bool {
    (1..=text.len().div_ceil(2))
        .any(|period| text.iter().zip(&text[period..]).all(|(one, later)| one == later))
}

#[cfg(test)]
mod tests {
    use super::super::guesser::COMMON;
    use super::*;
    use proptest::prelude::*;

    fn check(password: &str) -> Result<(), WeakPassword> {
        check_new(
            &SecretString::from(password),
            "asha.rao@riverton.example",
            &["Asha Rao", "Riverton Police Department"],
        )
    }

    #[test]
    fn long_uncommon_phrases_are_welcome() {
        for good in [
            "tractor 9 lamps",
            "purple lampshade on a bicycle",
            "k#9!vT$2@pLq",
            "пять синих жирафов",
            "雨の日は猫が屋根で歌っている夜",
            "mein Hund frisst Socken",
            "7h3 0wl k33ps b33s",
            "wq8 fj2 mz5 tk",
            "Zx81-Bridge-Otter",
            "my password is a yellow tram to nowhere",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("vkqzjwhpxrm"), Err(WeakPassword::TooShort));
        assert_eq!(check("vkqzjwhpxrmb"), Ok(()));
        assert_eq!(check("жшщцйыъэюяф"), Err(WeakPassword::TooShort));
        assert_eq!(check(""), Err(WeakPassword::TooShort));
        let long: String = ('a'..='z').chain("owls keep bees".chars()).cycle().take(257).collect();
        assert_eq!(check(&long), Err(WeakPassword::TooLong));
    }

    #[test]
    fn what_many_people_use_is_refused() {
        for bad in [
            "password1234",
            "Password123!",
            "P@ssw0rd2024!",
            "passwordpassword1",
            "correct horse battery staple",
            "letmein12345",
            "Welcome2024!!",
            "iloveyou12345",
            "p-a-s-s-w-o-r-d-1-2",
            "Summer2025!!!",
            "administrator1",
            "changeme1234",
            "trustno1trustno2",
            "dragon monkey!",
            "officer smith 4471",
            "thequickbrownfox",
            "maytheforcebewithyou",
            "telechargement",
            "yfdbufnjh10305070",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
        assert_eq!(check("P@ssw0rd-P@ssw0rd!"), Err(WeakPassword::Common));
    }

    #[test]
    fn repetitions_are_refused() {
        for bad in [
            "aaaaaaaaaaaa",
            "abababababab",
            "purplepurple",
            "tractor tractor",
            "            ",
            "xyzzyxyzzyxyz",
        ] {
            assert_eq!(check(bad), Err(WeakPassword::Repeated), "{bad}");
        }
    }

    #[test]
    fn runs_along_keyboard_and_alphabet_are_refused() {
        for bad in [
            "abcdefghijkl",
            "123456789012",
            "qwertyuiop12",
            "1qaz2wsx3edc",
            "zyxwvutsrqpo",
            "!@#$%^&*()_+",
            "asdfghjkl123",
            "абвгдежзийкл",
        ] {
            assert_eq!(check(bad), Err(WeakPassword::Sequence), "{bad}");
        }
    }

    #[test]
    fn ones_own_names_are_refused() {
        for bad in [
            "asha.rao@riverton.example",
            "ashar@riverton",
            "AshaRao-Riverton",
            "rivertonpolice",
            "4sh4r4o-rivert0n",
        ] {
            assert_eq!(check(bad), Err(WeakPassword::AboutYou), "{bad}");
        }
    }

    #[test]
    fn a_name_inside_a_good_password_does_no_harm() {
        assert_eq!(check("asha keeps nine tractors"), Ok(()));
    }

    #[test]
    fn the_list_of_common_words_is_clean() {
        let mut seen = std::collections::HashSet::new();
        for word in COMMON.lines() {
            assert!(word.chars().count() >= 4, "{word:?} is too short to matter");
            assert!(word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{word:?}");
            assert!(seen.insert(word), "{word:?} stands twice");
        }
        assert!(seen.len() >= 400, "{} words", seen.len());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,300}", email in ".*", name in ".*") {
            let _ = check_new(&SecretString::from(text), &email, &[&name]);
        }

        #[test]
        fn fourteen_random_characters_are_enough(text in "[a-zA-Z0-9#%&*+=?]{14}") {
            // Chance may also draw few different characters, which is rightly refused.
            let different: std::collections::BTreeSet<char> = text.to_ascii_lowercase().chars().collect();
            prop_assume!(different.len() >= 11);
            prop_assert_eq!(check(&text), Ok(()));
        }
    }
}
