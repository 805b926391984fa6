//! For everybody: the directory of services.

use axum::response::Response;
use commonbeat_domain::information::publishing::PublicService;

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

fn part(words: &Words, s: &PublicService) -> Part {
    let address = match (&s.address, s.protected) {
        (Some(address), _) => address.clone(),
        (None, true) => words.t("services-address-kept"),
        (None, false) => String::new(),
    };
    let pairs = [
        ("partner_eligibility", s.eligibility.clone()),
        ("partner_opening", s.opening.clone()),
        ("partner_capacity", s.capacity.clone()),
        ("partner_languages", s.languages.clone()),
        ("partner_covers", s.covers.clone()),
        ("partner_phone", s.phone.clone()),
        ("partner_address", address),
    ];
    Part {
        texts: vec![s.services.clone()],
        facts: facts(pairs.map(|(field, value)| (words.field(field), value)).into()),
        ..Part::new(s.name.clone())
    }
}
