//! Drawings made by the server: SVG with classes of the style sheet, no script, good in print.
//!
//! Each chart is drawn twice, wide and narrow, so that words stay at 12 px or more on a phone; the style sheet shows one
//! of the two. A chart says in its description what it shows; the table with its numbers is the page's job.

pub mod bars;
pub mod heat;
pub mod line;
pub mod outline;
mod pen;
pub mod triangle;

use std::fmt;

use askama::filters::HtmlSafe;

/// A finished drawing; goes into a template as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing(String);

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Drawing {}

/// What a chart is called and what it shows, in the reader's language.
#[derive(Clone, Debug)]
pub struct Caption {
    /// A few words above it.
    pub title: String,
    /// A sentence that says what a look at it tells.
    pub description: String,
}

/// One of the two sizes.
#[derive(Clone, Copy, Debug)]
struct Frame {
    class: &'static str,
    width: f64,
    height: f64,
}

const WIDE: Frame = Frame { class: "cb-chart__wide", width: 720.0, height: 230.0 };
const NARROW: Frame = Frame { class: "cb-chart__narrow", width: 320.0, height: 230.0 };

/// Draws both sizes into one figure.
fn figure(caption: &Caption, draw: impl Fn(Frame) -> (String, f64)) -> Drawing {
    let svg = |frame: Frame| {
        let (content, height) = draw(frame);
        pen::svg(frame.class, frame.width, height, caption, &content)
    };
    let title = pen::escape(&caption.title);
    let (wide, narrow) = (svg(WIDE), svg(NARROW));
    Drawing(format!("<figure class=\"cb-chart\"><figcaption>{title}</figcaption>{wide}{narrow}</figure>"))
}

#[cfg(test)]
mod tests {
    use commonbeat_domain::text::Language;
    use jiff::tz::TimeZone;

    use crate::words::Words;

    pub(super) fn words() -> Words {
        Words { language: Language::En, zone: TimeZone::UTC, now: jiff::Timestamp::UNIX_EPOCH }
    }
}
