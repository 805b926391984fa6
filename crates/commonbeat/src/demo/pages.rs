//! Pages that only the demo has: the current one-time codes, and the mail that residents got. They are in no route table.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use commonbeat_auth::totp;
use commonbeat_carriers::testing::{Letter, Sink};

use super::folder::{Made, Ready};
use crate::clock;

/// What the pages show.
struct Shown {
    people: Vec<Ready>,
    mail: Arc<Sink>,
}

/// `/demo` and `/demo/mail`.
pub fn router(town: &Made, mail: Arc<Sink>) -> Router {
    let shown = Arc::new(Shown { people: town.people.clone(), mail });
    let (codes, letters) = (Arc::clone(&shown), shown);
    Router::new()
        .route("/demo", get(async move || page("Sign in to the demo", &people(&codes.people))))
        .route("/demo/mail", get(async move || page("Mail to residents", &outbox(&letters.mail.messages()))))
}

fn people(people: &[Ready]) -> String {
    let mut rows = String::new();
    for p in people {
        let code = match totp::Secret::from_base32(&p.totp_secret) {
            Ok(secret) => totp::current_code(&secret, clock::now()),
            Err(_) => "-".to_owned(),
        };
        let cells = [&p.role, &p.name, &p.email, &p.password, &code, &p.totp_secret];
        let cells = cells.iter().map(|c| format!("<td>{}</td>", escape(c))).collect::<String>();
        let _ = write!(rows, "<tr>{cells}</tr>");
    }
    format!(
        "<p>Everybody and everything here is made up. Each code is good once, for 30 seconds; this page shows the next \
         one by itself.</p><div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Accounts\"><table \
         class=\"usa-table\"><caption>One account for each role</caption><thead><tr><th scope=\"col\">Role</th><th \
         scope=\"col\">Name</th><th scope=\"col\">E-mail</th><th scope=\"col\">Password</th><th scope=\"col\">Code \
         now</th><th scope=\"col\">Secret for an app</th></tr></thead><tbody>{rows}</tbody></table></div>\
         <p><a href=\"/sign-in\">Sign in</a></p>"
    )
}

fn outbox(letters: &[Letter]) -> String {
    if letters.is_empty() {
        return "<p>No mail yet. It appears here when an officer answers a resident; it never leaves this machine.</p>"
            .to_owned();
    }
    let one = |letter: &Letter| {
        let subject = letter.header("Subject").unwrap_or_default();
        let text = links(&letter.text());
        format!(
            "<article><h2>{}</h2><p>To {}</p><pre>{text}</pre></article>",
            escape(&subject),
            escape(&letter.to.join(", "))
        )
    };
    letters.iter().rev().map(one).collect()
}

/// The text with its links to be followed.
fn links(text: &str) -> String {
    let word = |word: &str| {
        let bare = word.trim_end();
        if bare.starts_with("http://") || bare.starts_with("https://") {
            let (shown, rest) = (escape(bare), escape(&word[bare.len()..]));
            format!("<a rel=\"noreferrer\" href=\"{shown}\">{shown}</a>{rest}")
        } else {
            escape(word)
        }
    };
    text.split_inclusive(char::is_whitespace).map(word).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn page(title: &str, body: &str) -> Response {
    let style = commonbeat_web::assets::asset("public.css");
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{title} - Commonbeat demo</title><link rel=\"stylesheet\" \
         href=\"{style}\"></head><body><main class=\"grid-container\"><h1>{title}</h1>{body}<p><a href=\"/demo\">Codes</a> \
         <a href=\"/demo/mail\">Mail</a> <a href=\"/\">The town</a></p></main></body></html>"
    );
    let mut response = Html(html).into_response();
    let headers = response.headers_mut();
    let policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; \
        form-action 'none'; frame-ancestors 'none'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFRESH, HeaderValue::from_static("15"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_mail_can_be_followed_and_nothing_else_becomes_markup() {
        let shown = links("See http://127.0.0.1/c/abc\n<script>x</script>");
        assert_eq!(
            shown,
            "See <a rel=\"noreferrer\" href=\"http://127.0.0.1/c/abc\">http://127.0.0.1/c/abc</a>\n\
             &lt;script&gt;x&lt;/script&gt;"
        );
    }
}
