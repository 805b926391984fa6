//! What browsers and proxies may keep: public pages by the hash of their body, everything else not at all.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};

use crate::error::Error;

/// An entity tag of a text of hexadecimal digits.
pub fn tag(hex: &str) -> HeaderValue {
    let short = &hex[..hex.len().min(32)];
    HeaderValue::from_str(&format!("\"{short}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether the browser has what the tag names already. Weak tags count too: a proxy may have compressed the body.
pub fn matches(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let Ok(tag) = tag.to_str() else { return false };
    let asked = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
    asked.flat_map(|v| v.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one.trim_start_matches("W/") == tag
    })
}

/// Forbids keeping a page.
pub fn forbid(response: &mut Response) {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
}

/// Gives a public page its tag, or answers that the browser has it already. What has set its own rules keeps them.
pub async fn public(asked: &HeaderMap, response: Response) -> Result<Response, Error> {
    if response.status() != StatusCode::OK || response.headers().contains_key(header::CACHE_CONTROL) {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let bytes = body.collect().await.map_err(Error::broken)?.to_bytes();
    let tag = tag(&hex::encode(Sha256::digest(&bytes)));
    parts.headers.insert(header::ETAG, tag.clone());
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    parts.headers.insert(header::VARY, HeaderValue::from_static("Cookie, Accept-Language"));
    if !matches(asked, &tag) {
        return Ok(Response::from_parts(parts, Body::from(bytes)));
    }
    let mut same = StatusCode::NOT_MODIFIED.into_response();
    for name in [header::ETAG, header::CACHE_CONTROL, header::VARY] {
        if let Some(value) = parts.headers.remove(&name) {
            same.headers_mut().insert(name, value);
        }
    }
    Ok(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_matches_itself_in_a_list_weak_or_not() {
        let tag = tag("abcdef");
        for (asked, same) in
            [("\"abcdef\"", true), ("\"x\", W/\"abcdef\"", true), ("*", true), ("\"abc\"", false)]
        {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(asked))]);
            assert_eq!(matches(&headers, &tag), same, "{asked}");
        }
    }
}
