//! What a browser got, and questions about it in the words of a reader.

use axum::http::{Extensions, StatusCode, response::Parts};
use scraper::{ElementRef, Html, Selector};

/// An answer of the site.
#[derive(Debug)]
pub struct Page {
    path: String,
    parts: Parts,
    body: Vec<u8>,
}

/// A form of a page.
#[derive(Clone, Debug)]
pub struct FormOnPage {
    /// Where it is sent.
    pub action: String,
    /// Whether it is posted.
    pub post: bool,
    /// Names of its fields.
    pub fields: Vec<String>,
    /// What is filled in already, hidden fields too.
    pub values: Vec<(String, String)>,
}

impl Page {
    pub(crate) fn new(path: String, parts: Parts, body: Vec<u8>) -> Page {
        Page { path, parts, body }
    }

    /// The address asked for.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.parts.status
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name).and_then(|v| v.to_str().ok())
    }

    /// What the server noted beside the answer; never goes over the wire.
    pub fn notes(&self) -> &Extensions {
        &self.parts.extensions
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The source.
    pub fn html(&self) -> String {
        String::from_utf8(self.body.clone()).expect("text")
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// Everything a reader sees of the page's content, blanks collapsed.
    pub fn text(&self) -> String {
        self.texts("main").join(" ")
    }

    /// Fails unless the answer is a page (200).
    #[track_caller]
    pub fn ok(self) -> Page {
        assert_eq!(self.status(), StatusCode::OK, "{}: {}", self.path, self.html());
        self
    }

    /// Text of every element that a CSS selector finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let document = self.document();
        document.select(&parse(selector)).map(text).collect()
    }

    /// Values of an attribute of every element that a CSS selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let document = self.document();
        document.select(&parse(selector)).filter_map(|e| e.value().attr(name)).map(str::to_owned).collect()
    }

    /// Whether a heading of any rank says this.
    pub fn has_heading(&self, words: &str) -> bool {
        self.texts("h1, h2, h3").iter().any(|t| t == words)
    }

    /// Whether the content says this somewhere.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// Where the link with this text leads.
    #[track_caller]
    pub fn link(&self, words: &str) -> String {
        let document = self.document();
        let found = document.select(&parse("a[href]")).find(|a| text(*a) == words);
        let href = found.and_then(|a| a.value().attr("href")).map(str::to_owned);
        href.unwrap_or_else(|| panic!("no link {words:?} on {}: {:?}", self.path, self.texts("a[href]")))
    }

    /// Whether there is a link with this text.
    pub fn has_link(&self, words: &str) -> bool {
        self.texts("a[href]").iter().any(|t| t == words)
    }

    /// What stands in a field.
    #[track_caller]
    pub fn field(&self, name: &str) -> String {
        let document = self.document();
        let found =
            document.select(&parse("input, textarea, select")).find(|e| e.value().attr("name") == Some(name));
        let element = found.unwrap_or_else(|| panic!("no field {name} on {}", self.path));
        values(element).into_iter().next().unwrap_or_default()
    }

    /// What the page says is wrong with a field.
    pub fn error(&self, name: &str) -> Option<String> {
        self.texts(&format!("[id=\"{name}-error\"]")).into_iter().next()
    }

    /// The lines of the error summary.
    pub fn errors(&self) -> Vec<String> {
        self.texts(".cb-error-summary li")
    }

    /// The form that is sent to this address; with an empty address, the only form of the content.
    #[track_caller]
    pub fn form(&self, action: &str) -> FormOnPage {
        let document = self.document();
        let main = parse("main form");
        let all: Vec<ElementRef<'_>> = document.select(&main).collect();
        let this = |f: &&ElementRef<'_>| action.is_empty() || f.value().attr("action") == Some(action);
        let found: Vec<_> = all.iter().filter(this).collect();
        let [form] = found.as_slice() else {
            panic!("{} forms {action:?} on {}, one expected", found.len(), self.path);
        };
        let inputs: Vec<ElementRef<'_>> =
            form.select(&parse("input[name], textarea[name], select[name]")).collect();
        let name = |e: &ElementRef<'_>| e.value().attr("name").unwrap_or_default().to_owned();
        let own = self.path.split('?').next().unwrap_or("/");
        FormOnPage {
            action: form.value().attr("action").filter(|a| !a.is_empty()).unwrap_or(own).to_owned(),
            post: form.value().attr("method").is_some_and(|m| m.eq_ignore_ascii_case("post")),
            fields: inputs.iter().map(name).collect(),
            values: inputs
                .iter()
                .flat_map(|e| values(*e).into_iter().map(|v| (name(e), v)).collect::<Vec<_>>())
                .collect(),
        }
    }

    fn document(&self) -> Html {
        Html::parse_document(&self.html())
    }
}

fn parse(selector: &str) -> Selector {
    Selector::parse(selector).expect("a sound selector")
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a browser would send of an element.
fn values(element: ElementRef<'_>) -> Vec<String> {
    let own = || element.value().attr("value").unwrap_or_default().to_owned();
    match (element.value().name(), element.value().attr("type").unwrap_or("text")) {
        ("input", "checkbox" | "radio") => {
            let value = element.value().attr("value").unwrap_or("on");
            element.value().attr("checked").map(|_| value.to_owned()).into_iter().collect()
        }
        ("input", "submit" | "button" | "file") => Vec::new(),
        ("input", _) => vec![own()],
        ("textarea", _) => vec![element.text().collect::<String>().trim_start_matches('\n').to_owned()],
        _ => {
            let options: Vec<_> = element.select(&parse("option")).collect();
            let chosen: Vec<_> = options.iter().filter(|o| o.value().attr("selected").is_some()).collect();
            let chosen = if chosen.is_empty() { options.iter().take(1).collect() } else { chosen };
            chosen
                .into_iter()
                .map(|o| o.value().attr("value").map(str::to_owned).unwrap_or_else(|| text(*o)))
                .collect()
        }
    }
}
