//! Atom feeds (RFC 4287) of public pages: success stories, the newsroom.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use crate::cx::Cx;
use crate::error::{Error, Result};

/// An entry of a feed.
pub struct Entry {
    /// The page's address on this site, with the slash in front.
    pub path: String,
    /// The language it is in.
    pub lang: &'static str,
    /// Its title.
    pub title: String,
    /// When it came out first, where that is known.
    pub published: Option<Timestamp>,
    /// When it changed last.
    pub updated: Timestamp,
    /// What it says, in short.
    pub summary: String,
}

struct Shown {
    href: String,
    lang: &'static str,
    title: String,
    published: Option<Timestamp>,
    updated: Timestamp,
    summary: String,
}

#[derive(Template)]
#[template(path = "atom/feed.xml", escape = "xml")]
struct Feed {
    lang: &'static str,
    title: String,
    agency: String,
    base: String,
    path: &'static str,
    updated: Timestamp,
    entries: Vec<Shown>,
}

/// The feed beside the page at `path`, as `path.atom`. The same entries give the same bytes.
pub fn feed(cx: &Cx, path: &'static str, title: String, entries: Vec<Entry>) -> Result<Response> {
    let base = cx.app.settings().public_url.clone();
    let shown = |e: Entry| Shown {
        href: format!("{base}{}", e.path),
        lang: e.lang,
        title: sayable(&e.title),
        published: e.published,
        updated: e.updated,
        summary: sayable(&e.summary),
    };
    // An empty feed has no moment of its own: the epoch.
    let updated = entries.iter().map(|e| e.updated).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let page = Feed {
        lang: cx.words.language.tag(),
        title: sayable(&title),
        agency: sayable(&cx.agency.name),
        path,
        updated,
        entries: entries.into_iter().map(shown).collect(),
        base: base.clone(),
    };
    let xml = page.render().map_err(Error::broken)?;
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response())
}

/// A text with the characters that XML can carry (`Char` of XML 1.0, section 2.2): one other would break the feed for all.
fn sayable(text: &str) -> String {
    let carried = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..='\u{10ffff}');
    text.chars().filter(carried).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_feed_carries_no_character_that_xml_does_not_know() {
        let text = "a\u{fffe}b\u{ffff}c\u{1}d\u{b}e\tf\ng\u{fffd}h\u{1f4a1}";
        assert_eq!(super::sayable(text), "abcde\tf\ng\u{fffd}h\u{1f4a1}");
    }
}
