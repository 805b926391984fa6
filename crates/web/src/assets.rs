//! Styles and scripts: built by `ui/`, embedded here, named by the hash of their content.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};

use crate::cache;
use crate::error::Error;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../../ui/dist"]
struct Dist;

type Manifest = HashMap<String, String>;

fn read_manifest() -> Manifest {
    let file = Dist::get("manifest.json");
    file.and_then(|f| serde_json::from_slice(&f.data).ok()).unwrap_or_default()
}

/// The address of an asset by its logical name, such as `app.css`.
pub fn asset(name: &str) -> String {
    // While developing, `ui/dist` is read from disk and its names change with each build of `ui/`.
    if cfg!(debug_assertions) {
        return address(&read_manifest(), name);
    }
    static MANIFEST: OnceLock<Manifest> = OnceLock::new();
    address(MANIFEST.get_or_init(read_manifest), name)
}

fn address(manifest: &Manifest, name: &str) -> String {
    let file = manifest.get(name).map_or(name, String::as_str);
    format!("/assets/{}", file.trim_start_matches('/'))
}

/// `GET /assets/{*file}`: one built file. Names with a hash never change their content.
pub async fn show(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let found = Dist::get(&file).ok_or(Error::NotFound)?;
    let tag = etag(&found);
    let kept = if hashed(&file) { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    let known = cache::matches(&headers, &tag);
    let body = if known { StatusCode::NOT_MODIFIED.into_response() } else { content(&file, found.data) };
    let mut response = body;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

fn content(file: &str, data: Cow<'static, [u8]>) -> Response {
    ([(header::CONTENT_TYPE, content_type(file))], data).into_response()
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    cache::tag(&hex::encode(file.metadata.sha256_hash()))
}

/// `name-HASH.ext` or `name.HASH.ext`, with eight or more letters and digits in the hash.
fn hashed(file: &str) -> bool {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let last = stem.rsplit(['-', '.']).next().unwrap_or_default();
    last.len() >= 8
        && last.len() < stem.len()
        && last.bytes().all(|b| b.is_ascii_alphanumeric())
        && last.bytes().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "json" | "map" => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_with_a_hash_is_kept_for_good() {
        for file in ["app-3F2A9C1B.css", "public-sans-400-A1B2C3D4.woff2", "map.5ab1c2d3.js"] {
            assert!(hashed(file), "{file}");
        }
        for file in ["app.css", "manifest.json", "public-sans-400.woff2", "map-worker.js"] {
            assert!(!hashed(file), "{file}");
        }
    }

    #[test]
    fn a_name_that_was_not_built_keeps_its_plain_address() {
        let manifest = Manifest::from([("app.css".to_owned(), "app-3F2A9C1B.css".to_owned())]);
        assert_eq!(address(&manifest, "app.css"), "/assets/app-3F2A9C1B.css");
        assert_eq!(address(&manifest, "public.css"), "/assets/public.css");
    }
}
