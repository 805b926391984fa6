//! Text that came through the door: trimmed, bounded, free of control characters.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// Longest one-line text (titles, names), in characters.
pub const LINE: usize = 200;
/// Longest prose of one field, in characters.
pub const PROSE: usize = 8_000;

/// A one-line text of 1 to [`LINE`] characters.
pub fn line(field: &'static str, text: &str) -> Result<String, Refusal> {
    let clean: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    bounded(field, clean.chars().filter(|c| !c.is_control() && !deceives(*c)).collect(), LINE)
}

/// Prose of 1 to [`PROSE`] characters; line breaks stay.
pub fn prose(field: &'static str, text: &str) -> Result<String, Refusal> {
    bounded(field, clean_prose(text), PROSE)
}

/// Prose that may be absent.
pub fn optional_prose(field: &'static str, text: &str) -> Result<Option<String>, Refusal> {
    match prose(field, text) {
        Ok(text) => Ok(Some(text)),
        Err(Refusal::Required { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Prose of a draft: may be empty, must not be too long.
pub fn draft(field: &'static str, text: &str) -> Result<String, Refusal> {
    Ok(optional_prose(field, text)?.unwrap_or_default())
}

fn clean_prose(text: &str) -> String {
    let plain = |c: &char| *c == '\n' || !(c.is_control() || deceives(*c));
    let kept: String = text.replace("\r\n", "\n").chars().filter(plain).collect();
    kept.trim().to_owned()
}

/// Words that nobody can be asked to mend, such as a letter's: as clean as [`prose`], and cut where they are longer, with a
/// sign that they went on.
pub fn as_it_came(text: &str) -> String {
    let clean = clean_prose(text);
    match clean.char_indices().nth(PROSE) {
        Some(_) => {
            let end = clean.char_indices().nth(PROSE - 2).map_or(clean.len(), |(at, _)| at);
            format!("{} …", &clean[..end])
        }
        None => clean,
    }
}

/// Characters that make a text look other than it is: those that turn the direction of what stands around them, blanks
/// without width, tags, and code points that are no characters (which XML cannot carry). Joiners and marks of direction
/// stay, since scripts need them.
fn deceives(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// Whether a character leaves nothing to be seen.
fn unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200c}'
                ..='\u{200f}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        )
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}')
}

/// Years that a day or moment written into a form may lie in.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// Whether a text is a day, or begins with one, of a year that no form asks for.
pub fn far_day(text: &str) -> bool {
    let text = text.trim();
    let day = text.split_once(['T', ' ']).map_or(text, |(day, _)| day);
    day.parse::<jiff::civil::Date>().is_ok_and(|day| !YEARS.contains(&day.year()))
}

fn bounded(field: &'static str, text: String, limit: usize) -> Result<String, Refusal> {
    match text.chars().count() {
        _ if text.chars().all(unseen) => Err(Refusal::required(field)),
        n if n > limit => Err(Refusal::TooLong { field, limit }),
        _ => Ok(text),
    }
}

/// An e-mail address, lower case, of a form that SMTP will take.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let text = text.trim().to_lowercase();
        let bad = || Refusal::malformed("email");
        if text.is_empty() {
            return Err(Refusal::required("email"));
        }
        let (local, host) = text.rsplit_once('@').ok_or_else(bad)?;
        let plain = |c: char| c.is_ascii_graphic() && !"\"(),:;<>@[\\]".contains(c);
        let host_ok = host.split('.').count() >= 2
            && host.split('.').all(|l| !l.is_empty() && l.len() <= 63)
            && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && local.chars().all(plain)
            && !local.starts_with('.')
            && !local.ends_with('.');
        if local_ok && host_ok && text.len() <= 254 { Ok(Email(text)) } else { Err(bad()) }
    }
}

impl TryFrom<String> for Email {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A short name for an address bar: lower-case letters, digits and single hyphens.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The language a person reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Es => "es",
        }
    }
}

impl FromStr for Language {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text {
            "en" => Ok(Language::En),
            "es" => Ok(Language::Es),
            _ => Err(Refusal::malformed("language")),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_as_they_came_are_clean_and_never_longer_than_prose() {
        assert_eq!(
            super::as_it_came("The lamp is dark \u{202e} evil.\u{0}\r\nYes "),
            "The lamp is dark  evil.\nYes"
        );
        for n in [super::PROSE - 1, super::PROSE, super::PROSE + 1, 200_000] {
            let kept = super::as_it_came(&"é".repeat(n));
            assert_eq!(kept.chars().count(), n.min(super::PROSE));
            assert_eq!(kept.ends_with('…'), n > super::PROSE);
        }
    }

    use super::*;

    #[test]
    fn an_address_is_lower_case_and_of_a_form_that_mail_takes() {
        assert_eq!(" Asha@Example.ORG ".parse::<Email>().unwrap().as_str(), "asha@example.org");
        for text in ["", "a", "a@b", "a b@c.org", "a@c..org", "a@-\n.org", "<a@b.org>", ".a@b.org"] {
            assert!(text.parse::<Email>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_line_loses_its_breaks_and_prose_keeps_them() {
        assert_eq!(line("title", "  two\n words\u{0} ").unwrap(), "two words");
        assert_eq!(prose("text", "a\r\nb\u{7}\n").unwrap(), "a\nb");
        assert_eq!(line("title", " \n"), Err(Refusal::required("title")));
        assert!(matches!(line("title", &"x".repeat(201)), Err(Refusal::TooLong { .. })));
    }

    #[test]
    fn a_text_shows_what_it_says_and_one_that_shows_nothing_is_none() {
        assert_eq!(line("title", "a\u{202e}b\u{200b}c\u{2066}d\u{feff}").unwrap(), "abcd");
        assert_eq!(prose("text", "one\u{200b}\ntwo\u{e0041}").unwrap(), "one\ntwo");
        assert_eq!(
            prose("text", "a\u{fffe}b\u{ffff}c\u{1fffe}d\u{10ffff}e\u{fdd0}f\u{fffd}").unwrap(),
            "abcdef\u{fffd}"
        );
        for nothing in ["\u{200b}\u{202e}", "\u{200d}\u{fe0f}", "\u{3164} \u{2800}", "\u{a0}"] {
            assert_eq!(line("title", nothing), Err(Refusal::required("title")), "{nothing:?}");
            assert_eq!(prose("text", nothing), Err(Refusal::required("text")), "{nothing:?}");
        }
        // Scripts and pictures that need joiners keep them.
        for whole in ["می\u{200c}خواهم", "👩\u{200d}👧", "❤\u{fe0f}", "שלום\u{200f}!"] {
            assert_eq!(line("title", whole).unwrap(), whole);
        }
    }

    #[test]
    fn a_day_that_no_form_asks_for_is_known_by_its_year() {
        for far in ["9999-12-31", "-009999-01-01", " 9999-12-31T23:00", "1899-12-31", "2200-01-01"] {
            assert!(far_day(far), "{far}");
        }
        for near in ["2026-06-01", "1900-01-01", "2199-12-31T23:59", "", "9999", "words 9999-12-31"] {
            assert!(!far_day(near), "{near}");
        }
    }

    #[test]
    fn a_slug_has_single_hyphens_inside_only() {
        assert_eq!(slug("  Millbrook -- Heights! "), "millbrook-heights");
    }
}
