//! Somebody with a browser: keeps cookies, follows links, fills forms.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use commonbeat_testkit::Database;
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::page::Page;

/// A browser: the site it looks at and its cookies.
#[derive(Clone, Debug)]
pub struct Browser {
    site: Router,
    cookies: BTreeMap<String, String>,
    language: String,
    /// The site's database lives as long as somebody browses.
    _database: Option<Database>,
}

impl Browser {
    /// A fresh browser in front of a site.
    pub fn new(site: Router) -> Browser {
        Browser { site, cookies: BTreeMap::new(), language: "en".to_owned(), _database: None }
    }

    pub(crate) fn over(site: Router, database: Database) -> Browser {
        Browser { _database: Some(database), ..Browser::new(site) }
    }

    /// The same browser, asking for another language.
    pub fn in_language(mut self, tag: &str) -> Browser {
        self.language = tag.to_owned();
        self
    }

    /// The same browser with a cookie, such as that of a session.
    pub fn with_cookie(mut self, name: &str, value: &str) -> Browser {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Asks for a page; does not follow a way on.
    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path).body(Body::empty()).expect("a sound address")).await
    }

    /// Asks for a page and follows every way on from there.
    pub async fn visit(&mut self, path: &str) -> Page {
        let page = self.get(path).await;
        self.follow(page).await
    }

    /// Sends a form; does not follow a way on.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(encode(fields.iter().map(|(n, v)| (*n, *v)))));
        self.send(request.expect("a sound form")).await
    }

    /// Goes on as far as answers lead to another page, at most ten times.
    pub async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..10 {
            if !page.status().is_redirection() || page.status() == StatusCode::NOT_MODIFIED {
                return page;
            }
            let Some(to) = page.header("location").map(str::to_owned) else { return page };
            page = self.get(&to).await;
        }
        panic!("the site leads on without end, last to {}", page.path());
    }

    /// Fills the page's form (by its `action`, or the only one) and sends it, then follows the way on. Hidden fields and
    /// what is filled in already go with it. A field that the form does not have is a mistake.
    pub async fn fill_and_submit(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let form = page.form(action);
        let mut values = form.values.clone();
        for (name, _) in fields {
            assert!(
                form.fields.iter().any(|f| f == name),
                "no field {name} in form {action}: {:?}",
                form.fields
            );
            values.retain(|(n, _)| n != name);
        }
        values.extend(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let pairs: Vec<(&str, &str)> = values.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = match form.post {
            true => self.post(&form.action, &pairs).await,
            false => self.get(&format!("{}?{}", form.action, encode(pairs.iter().copied()))).await,
        };
        self.follow(answer).await
    }

    /// Sends any request with this browser's cookies.
    pub async fn send(&mut self, mut request: Request<Body>) -> Page {
        let path = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
        let jar: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let headers = request.headers_mut();
        if !jar.is_empty() {
            headers.insert(header::COOKIE, jar.join("; ").parse().expect("sound cookies"));
        }
        headers.insert(header::ACCEPT_LANGUAGE, self.language.parse().expect("a language"));
        headers.entry(header::HOST).or_insert("town.test".parse().expect("a host"));
        let response = self.site.clone().oneshot(request).await.expect("an answer");
        self.keep_cookies(&response);
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        Page::new(path, parts, bytes.to_vec())
    }

    fn keep_cookies(&mut self, response: &Response<Body>) {
        for value in response.headers().get_all(header::SET_COOKIE) {
            let text = value.to_str().expect("a readable cookie");
            let (pair, rest) = text.split_once(';').unwrap_or((text, ""));
            let (name, value) = pair.split_once('=').expect("a named cookie");
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// A form as it goes over the wire.
fn encode<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let one = |text: &str| -> String {
        text.bytes()
            .map(|b| match b {
                b if b.is_ascii_alphanumeric() || b"-._".contains(&b) => (b as char).to_string(),
                b' ' => "+".to_owned(),
                b => format!("%{b:02X}"),
            })
            .collect()
    };
    pairs.map(|(n, v)| format!("{}={}", one(n), one(v))).collect::<Vec<_>>().join("&")
}
