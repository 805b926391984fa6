//! Columns taken out of others by regular expressions.

use std::borrow::Cow;

use regex::Regex;

use super::Profile;
use super::columns::Columns;

/// Takes columns out of others.
pub(super) struct Extracts {
    each: Vec<(usize, Regex)>,
}

impl Extracts {
    pub fn new(profile: &Profile, columns: &Columns) -> Extracts {
        let each = profile.extract.iter().map(|e| (columns.at(&e.column), e.pattern.regex().clone()));
        Extracts { each: each.collect() }
    }

    /// The values taken out of one row, in the order of the groups; empty where an expression does not match. The few
    /// character references that stand for themselves in web pages are read.
    pub fn of<'a>(&self, field: impl Fn(usize) -> &'a str) -> Vec<String> {
        let mut values = Vec::new();
        for (column, regex) in &self.each {
            let found = regex.captures(field(*column));
            for (group, _) in regex.capture_names().enumerate().filter(|(_, name)| name.is_some()) {
                let text = found.as_ref().and_then(|f| f.get(group)).map_or("", |m| m.as_str());
                values.push(plain(text).into_owned());
            }
        }
        values
    }
}

/// Text without the character references of HTML.
fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    const REFERENCES: [(&str, &str); 6] =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    Cow::Owned(REFERENCES.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_web_pages_are_read_once() {
        assert_eq!(plain("5TH &amp; B &lt;north&gt;"), "5TH & B <north>");
        assert_eq!(plain("5TH & B"), "5TH & B");
        assert_eq!(plain("&amp;lt;"), "&lt;");
    }
}
