//! Rendered public pages, kept in memory until anything of the agency changes.
//!
//! A page is good for as long as the agency's trail has not grown (every write leaves a row there), and for a minute
//! at most, since some words depend on the day.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::text::Language;
use jiff::{SignedDuration, Timestamp};

/// Most pages kept; all are forgotten when there would be more.
const MOST: usize = 1_000;
/// How long a page is good while nothing changes.
const GOOD_FOR: SignedDuration = SignedDuration::from_secs(60);

/// Which page, for which readers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Which {
    /// The agency.
    pub agency: AgencyId,
    /// The path.
    pub path: String,
    /// The language.
    pub language: Language,
}

#[derive(Debug)]
struct Page {
    html: Bytes,
    version: i64,
    at: Timestamp,
}

/// The pages.
#[derive(Debug, Default)]
pub struct Kept(Mutex<HashMap<Which, Page>>);

impl Kept {
    /// The page, if it is still good for this version of the agency's data.
    pub fn get(&self, which: &Which, version: i64, now: Timestamp) -> Option<Bytes> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let good = |page: &&Page| page.version == version && now.duration_since(page.at).abs() < GOOD_FOR;
        pages.get(which).filter(good).map(|page| page.html.clone())
    }

    /// Keeps a page.
    pub fn put(&self, which: Which, version: i64, now: Timestamp, html: Bytes) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= MOST {
            pages.clear();
        }
        pages.insert(which, Page { html, version, at: now });
    }
}

#[cfg(test)]
mod tests {
    use commonbeat_domain::Key;

    use super::*;

    #[test]
    fn a_page_is_good_until_something_changes_and_for_a_minute_at_most() {
        let kept = Kept::default();
        let agency = AgencyId::from_uuid("00000000-0000-7000-8000-000000000001".parse().unwrap());
        let which = Which { agency, path: "/areas/riverside".into(), language: Language::En };
        let at = |seconds: i64| Timestamp::from_second(1_771_243_200 + seconds).unwrap();
        kept.put(which.clone(), 7, at(0), Bytes::from_static(b"page"));
        assert_eq!(kept.get(&which, 7, at(59)), Some(Bytes::from_static(b"page")));
        assert_eq!(kept.get(&which, 8, at(1)), None);
        assert_eq!(kept.get(&which, 7, at(60)), None);
        let other = Which { language: Language::Es, ..which };
        assert_eq!(kept.get(&other, 7, at(1)), None);
    }
}
