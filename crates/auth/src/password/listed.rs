//! Passwords that were found most often in breaches; where the list comes from stands in `CREDITS.md`.

use std::collections::HashSet;
use std::sync::LazyLock;

/// In lower case, six characters and longer, one a line.
const TEXT: &str = include_str!("listed.txt");

static LISTED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| TEXT.lines().collect());

/// Whether a password, in lower case, stands in the list: as it is, without what is neither letter nor digit, or without
/// the digits and signs that people put before or behind a word to make it long enough.
pub(super) fn is_listed(written: &[char]) -> bool {
    let whole: String = written.iter().collect();
    let bare: String = written.iter().filter(|c| c.is_alphanumeric()).collect();
    let word = bare.trim_matches(|c: char| c.is_ascii_digit());
    [whole.as_str(), bare.as_str(), word].into_iter().any(|form| LISTED.contains(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &str) -> bool {
        is_listed(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn the_list_is_in_lower_case_long_enough_and_without_doubles() {
        assert!(LISTED.len() >= 17_000, "{} passwords", LISTED.len());
        assert_eq!(LISTED.len(), TEXT.lines().count());
        for one in LISTED.iter() {
            assert!(one.chars().count() >= 6 && one.to_lowercase() == **one, "{one:?}");
        }
    }

    #[test]
    fn a_listed_password_is_known_also_with_digits_and_signs_around_it() {
        for text in
            ["1qaz2wsx3edc", "telechargement", "2024sunshine!!", "liverpool-123456", "m.e.t.a.l.l.i.c.a.1"]
        {
            assert!(listed(text), "{text}");
        }
        for text in ["tractor 9 lamps", "zx81-bridge-otter", "sunshine over liverpool"] {
            assert!(!listed(text), "{text}");
        }
    }
}
