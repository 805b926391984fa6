//! For everybody: the directory of services.

use axum::response::Response;
use commonbeat_domain::information::publishing::PublicService;

use commonbeat_domain::text::Language;

use super::kit::{Part, Record, facts};
use crate::cx::Cx;
use crate::error::Result;
use crate::words::Words;

/// `GET /services`
pub async fn list(cx: Cx) -> Result<Response> {
    let words = &cx.words;
    let all = cx.app.services(cx.agency.id).await?;
    let mut parts: Vec<Part> = all.iter().map(|service| part(words, service.get())).collect();
    if parts.is_empty() {
        parts.push(Part { empty: words.t("services-none"), ..Part::new(words.t("services-title")) });
    }
    let record = Record {
        title: words.t("services-title"),
        words: words.t("services-words"),
        parts,
        ..Record::default()
    };
    Ok(record.show_public(&cx))
}

/// The `tel:` address (RFC 3966) of a number as people write it; nothing where other words stand beside it, since then
/// nobody can know which digits to dial.
fn dialed(phone: &str) -> String {
    let written = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | '(' | ')' | ' ' | '\u{a0}');
    let digits: String = phone
        .chars()
        .enumerate()
        .filter(|(n, c)| c.is_ascii_digit() || (*n == 0 && *c == '+'))
        .map(|(_, c)| c)
        .collect();
    if phone.chars().all(written) && (3..=15).contains(&digits.trim_start_matches('+').len()) {
        format!("tel:{digits}")
    } else {
        String::new()
    }
}

/// One service. Its words were written in English, and are marked as that for whoever hears a page in Spanish.
fn part(words: &Words, s: &PublicService) -> Part {
    let address = match (&s.address, s.protected) {
        (Some(address), _) => address.clone(),
        (None, true) => words.t("services-address-kept"),
        (None, false) => String::new(),
    };
    let told = [
        ("partner_eligibility", s.eligibility.clone()),
        ("partner_opening", s.opening.clone()),
        ("partner_capacity", s.capacity.clone()),
        ("partner_languages", s.languages.clone()),
        ("partner_covers", s.covers.clone()),
    ];
    let told = told.map(|(field, value)| (words.field(field), value));
    Part {
        texts: vec![s.services.clone()],
        lang: if words.language == Language::En { "" } else { Language::En.tag() },
        told: facts(told.into()),
        calls: if s.phone.is_empty() {
            Vec::new()
        } else {
            vec![(words.field("partner_phone"), s.phone.clone(), dialed(&s.phone))]
        },
        facts: facts(vec![(words.field("partner_address"), address)]),
        ..Part::new(s.name.clone())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_can_be_called_and_words_cannot() {
        for (phone, href) in [
            ("555-0110", "tel:5550110"),
            ("+1 (555) 010-0199", "tel:+15550100199"),
            ("988", "tel:988"),
            ("555-0110 or 555-0111", ""),
            ("12", ""),
            ("1234567890123456", ""),
        ] {
            assert_eq!(super::dialed(phone), href, "{phone}");
        }
    }
}
