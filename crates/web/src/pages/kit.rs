//! Pages of one shape: a record of cards, and a form. What stands on them comes from the handler; the shape is the same
//! on staff and public pages.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;

/// A label and where it leads.
pub type Link = (String, String);

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    name: &'static str,
    kind: &'static str,
    required: bool,
    rows: u8,
    class: &'static str,
    choices: Vec<Choice>,
}

impl Field {
    fn of(name: &'static str, kind: &'static str) -> Field {
        Field { name, kind, required: true, rows: 3, class: "", choices: Vec::new() }
    }

    fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    fn input(&self) -> &'static str {
        self.kind
    }

    fn size(&self) -> &'static str {
        self.class
    }

    /// One line of text.
    pub fn line(name: &'static str) -> Field {
        Field::of(name, "text")
    }

    /// Several lines.
    pub fn prose(name: &'static str) -> Field {
        Field::of(name, "prose")
    }

    /// A calendar day.
    pub fn day(name: &'static str) -> Field {
        Field { class: "cb-input--date", ..Field::of(name, "date") }
    }

    /// A day and a time by the agency's clocks.
    pub fn moment(name: &'static str) -> Field {
        Field::of(name, "datetime-local")
    }

    /// A whole number.
    pub fn number(name: &'static str) -> Field {
        Field { class: "cb-input--short", ..Field::of(name, "number") }
    }

    /// One of several, from a list.
    pub fn select(name: &'static str, choices: Vec<Choice>) -> Field {
        Field { choices, ..Field::of(name, "select") }
    }

    /// One of a few, all in sight.
    pub fn radios(name: &'static str, choices: Vec<Choice>) -> Field {
        Field { choices, ..Field::of(name, "radios") }
    }

    /// Any of several.
    pub fn boxes(name: &'static str, choices: Vec<Choice>) -> Field {
        Field { choices, ..Field::of(name, "boxes") }
    }

    /// Yes or not.
    pub fn tick(name: &'static str) -> Field {
        Field::of(name, "tick")
    }

    /// A heading between fields: the key of its text.
    pub fn title(name: &'static str) -> Field {
        Field::of(name, "title")
    }

    /// May stay empty.
    pub fn optional(self) -> Field {
        Field { required: false, ..self }
    }
}

/// What a form page shows besides its fields.
pub struct Sheet {
    /// The title.
    pub title: String,
    /// The line above it.
    pub above: String,
    /// What to know before filling it in; may be empty.
    pub words: String,
    /// Where it is sent.
    pub action: String,
    /// Where one goes without sending it.
    pub back: String,
    /// The button.
    pub submit: String,
    /// The fields.
    pub fields: Vec<Field>,
}

/// A form on a page of staff or partners.
#[derive(Template)]
#[template(path = "kit/form.html")]
struct FormPage {
    chrome: Chrome,
    form: Form,
    title: String,
    above: String,
    words: String,
    action: String,
    back: String,
    submit: String,
    fields: Vec<Field>,
}

/// A form on a page without sign-in.
#[derive(Template)]
#[template(path = "kit/public_form.html")]
struct PublicForm {
    chrome: Chrome,
    form: Form,
    title: String,
    above: String,
    words: String,
    action: String,
    submit: String,
    fields: Vec<Field>,
}

impl Sheet {
    /// The page; with 422 where something in the form was refused.
    pub fn show(self, cx: &Cx, form: Form) -> Response {
        self.show_in(cx, form, Area::Partnerships)
    }

    /// The same in another area of the navigation.
    pub fn show_in(self, cx: &Cx, form: Form, area: Area) -> Response {
        let Sheet { title, above, words, action, back, submit, fields } = self;
        let refused = form.refused();
        let chrome = cx.chrome(area);
        let page = FormPage { chrome, form, title, above, words, action, back, submit, fields };
        if refused { Page::again(page).into_response() } else { Page::new(page).into_response() }
    }

    /// The page for somebody without an account.
    pub fn show_public(self, cx: &Cx, form: Form) -> Response {
        let Sheet { title, above, words, action, submit, fields, .. } = self;
        let refused = form.refused();
        let chrome = cx.chrome(Area::None);
        let page = PublicForm { chrome, form, title, above, words, action, submit, fields };
        if refused { Page::again(page).into_response() } else { Page::new(page).into_response() }
    }
}

/// Something to do from a record: a link to a form, or a button that does it.
#[derive(Clone, Debug, Default)]
pub struct Act {
    label: String,
    href: String,
    about: String,
    post: bool,
    hidden: Vec<(String, String)>,
}

impl Act {
    /// A link to where it is done.
    pub fn link(label: String, href: impl Into<String>) -> Act {
        Act { label, href: href.into(), ..Act::default() }
    }

    /// A button that does it, with values that go along.
    pub fn post(label: String, href: impl Into<String>, hidden: &[(&str, String)]) -> Act {
        let hidden = hidden.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
        Act { label, href: href.into(), post: true, hidden, ..Act::default() }
    }

    /// With the thing it is about, for those who hear the page.
    pub fn about(self, about: impl Into<String>) -> Act {
        Act { about: about.into(), ..self }
    }
}

/// A line of a list.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// What it is.
    pub title: String,
    /// Where it leads; may be empty.
    pub href: String,
    /// A small line under it.
    pub note: String,
    /// Words under that.
    pub text: String,
    /// The language of title and words, where that is not the page's.
    pub lang: &'static str,
    /// Its state.
    pub tag: String,
    /// The tone of the state.
    pub tone: &'static str,
    /// What can be done with it.
    pub acts: Vec<Act>,
}

/// A cell of a table: its text, and where it leads (may be empty).
pub type Cell = (String, String);

/// A cell that leads nowhere.
pub fn cell(text: impl Into<String>) -> Cell {
    (text.into(), String::new())
}

/// A card of a record.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Its id, for links to it.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// A small line under the heading.
    pub words: String,
    /// Paragraphs.
    pub texts: Vec<String>,
    /// The language of the paragraphs and of what is told, where that is not the page's.
    pub lang: &'static str,
    /// Names and values.
    pub facts: Vec<(String, String)>,
    /// Names, and what somebody told of each, in the language of the paragraphs.
    pub told: Vec<(String, String)>,
    /// Names and telephone numbers, each with its `tel:` address.
    pub calls: Vec<(String, String, String)>,
    /// A list.
    pub lines: Vec<Line>,
    /// Whether the list's lines have buttons of their own.
    pub plain: bool,
    /// Headings of a table.
    pub head: Vec<String>,
    /// Rows of the table.
    pub rows: Vec<Vec<Cell>>,
    /// What would be here.
    pub empty: String,
    /// A link beside the heading.
    pub more: Option<Link>,
    /// What can be done.
    pub acts: Vec<Act>,
    /// Whether it is what matters here and now.
    pub now: bool,
}

impl Part {
    /// A card with a heading.
    pub fn new(title: String) -> Part {
        Part { title, ..Part::default() }
    }

    fn bare(&self) -> bool {
        self.texts.is_empty()
            && self.told.is_empty()
            && self.facts.is_empty()
            && self.lines.is_empty()
            && self.rows.is_empty()
    }

    fn named<'a>(&'a self, row: &'a [Cell]) -> impl Iterator<Item = (&'a String, &'a Cell)> {
        self.head.iter().zip(row)
    }
}

/// A page made of cards.
#[derive(Default)]
pub struct Record {
    /// The title.
    pub title: String,
    /// The line above it.
    pub above: String,
    /// What it is for, in a sentence.
    pub words: String,
    /// States, each with its tone.
    pub tags: Vec<(String, &'static str)>,
    /// Buttons that lead elsewhere.
    pub links: Vec<Link>,
    /// The one main thing to do.
    pub primary: Option<Link>,
    /// The cards.
    pub parts: Vec<Part>,
    /// Feeds that programs find: media type and address.
    pub feeds: Vec<(&'static str, String)>,
    /// What stands above it on paper, where it is made to be printed; empty for other pages.
    pub on_paper: String,
}

#[derive(Template)]
#[template(path = "kit/record.html")]
struct RecordPage {
    chrome: Chrome,
    once: String,
    title: String,
    above: String,
    words: String,
    tags: Vec<(String, &'static str)>,
    links: Vec<Link>,
    primary: Option<Link>,
    parts: Vec<Part>,
    on_paper: String,
}

#[derive(Template)]
#[template(path = "kit/public_record.html")]
struct PublicRecord {
    chrome: Chrome,
    once: String,
    title: String,
    above: String,
    words: String,
    tags: Vec<(String, &'static str)>,
    links: Vec<Link>,
    parts: Vec<Part>,
    feeds: Vec<(&'static str, String)>,
}

impl Record {
    /// The page of staff or partners.
    pub fn show(self, cx: &Cx, area: Area) -> Response {
        let Record { title, above, words, tags, links, primary, parts, on_paper, .. } = self;
        let once = cx.form().value(crate::form::ONCE).to_owned();
        let chrome = cx.chrome(area);
        Page::new(RecordPage { chrome, once, title, above, words, tags, links, primary, parts, on_paper })
            .into_response()
    }

    /// The page for everybody. It has no buttons that act, so that it can be kept.
    pub fn show_public(self, cx: &Cx) -> Response {
        let Record { title, above, words, tags, links, parts, feeds, .. } = self;
        let chrome = cx.chrome(Area::None);
        let once = String::new();
        Page::new(PublicRecord { chrome, once, title, above, words, tags, links, parts, feeds })
            .into_response()
    }
}

/// The version that was read, from the form's hidden field.
pub fn read_version(form: &Form) -> Result<i64> {
    form.value("read").parse().map_err(|_| Error::NotUnderstood)
}

/// Facts without those that say nothing.
pub fn facts(all: Vec<(String, String)>) -> Vec<(String, String)> {
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
