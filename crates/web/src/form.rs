//! A form's state: what was typed, and what was wrong with it. Nothing typed is ever lost.

use std::str::FromStr;

use axum::extract::{FromRequest, Request};
use commonbeat_domain::Refusal;
use commonbeat_domain::text::far_day;

use crate::error::{Error, Result};
use crate::words::Words;

/// Name of the hidden field that makes a form that is sent twice be done once.
pub const ONCE: &str = "once";

/// The token of a form. The app does what comes with the same token once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once(pub String);

/// Typed values and refusals, by field name.
#[derive(Clone, Debug, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    refusals: Vec<Refusal>,
}

/// One of several things to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// A word more about it; may be empty.
    pub hint: String,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl ToString, label: impl ToString) -> Choice {
        Choice { value: value.to_string(), label: label.to_string(), hint: String::new() }
    }

    /// Choices of an enum by the names of its values: labels are the texts `PREFIX-NAME`.
    pub fn named<'a>(words: &Words, prefix: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<Choice> {
        names.into_iter().map(|name| Choice::new(name, words.t(&format!("{prefix}-{name}")))).collect()
    }
}

/// One line of the error summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The field it is about, for the link.
    pub field: Option<&'static str>,
    /// What to do about it.
    pub text: String,
}

impl Form {
    /// An empty form; handlers get one from `cx.form()`.
    pub fn new(once: String) -> Form {
        Form { values: vec![(ONCE.to_owned(), once)], refusals: Vec::new() }
    }

    /// Fills in a value that is known before anything was typed.
    pub fn with(mut self, field: &str, value: impl ToString) -> Form {
        self.values.push((field.to_owned(), value.to_string()));
        self
    }

    /// The same without what was typed into a field.
    pub fn without(mut self, field: &str) -> Form {
        self.values.retain(|(name, _)| name != field);
        self
    }

    /// The first value of a field; empty where there is none.
    pub fn value(&self, field: &str) -> &str {
        self.values.iter().find(|(n, _)| n == field).map_or("", |(_, v)| v)
    }

    /// The first value of a field, or another where the field was not sent at all.
    pub fn value_or<'a>(&'a self, field: &str, other: &'a str) -> &'a str {
        self.values.iter().find(|(n, _)| n == field).map_or(other, |(_, v)| v)
    }

    /// All values of a field, such as of ticked boxes.
    pub fn values<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(n, _)| n == field).map(|(_, v)| v.as_str())
    }

    /// Names of the fields, in order; one that was sent several times comes several times.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(name, _)| name.as_str())
    }

    /// Whether a choice is made.
    pub fn has(&self, field: &str, value: &str) -> bool {
        self.values(field).any(|v| v == value)
    }

    /// Parses a field that must be filled; a refusal is kept for the page.
    pub fn take<T>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Refusal>,
    ) -> Option<T> {
        let text = self.value(field).to_owned();
        parse(&text).map_err(|refusal| self.refuse(refusal)).ok()
    }

    /// Reads a field that must be filled as its type.
    pub fn read<T: FromStr>(&mut self, field: &'static str) -> Option<T> {
        let text = self.value(field).trim().to_owned();
        if text.is_empty() {
            self.refuse(Refusal::required(field));
            return None;
        }
        if far_day(&text) {
            self.refuse(Refusal::unfit(field, "far-day"));
            return None;
        }
        text.parse().map_err(|_| self.refuse(Refusal::malformed(field))).ok()
    }

    /// Reads a field that may be empty; nothing where it is, or where it was refused.
    pub fn read_optional<T: FromStr>(&mut self, field: &'static str) -> Option<T> {
        if self.value(field).trim().is_empty() { None } else { self.read(field) }
    }

    /// Keeps a refusal for the page.
    pub fn refuse(&mut self, refusal: Refusal) {
        match refusal {
            Refusal::Many(all) => all.into_iter().for_each(|one| self.refuse(one)),
            one if self.refusals.contains(&one) => {}
            one => self.refusals.push(one),
        }
    }

    /// Keeps what a rule said for the page; any other error goes on. Show the form again with `Page::again`.
    pub fn absorb(&mut self, error: impl Into<Error>) -> Result<()> {
        match error.into() {
            Error::Refused(refusal) => {
                self.refuse(refusal);
                Ok(())
            }
            other => Err(other),
        }
    }

    /// Whether anything was refused.
    pub fn refused(&self) -> bool {
        !self.refusals.is_empty()
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<&Refusal> {
        self.refusals.iter().find(|r| r.field() == Some(field))
    }

    /// Everything that is wrong, for the summary on top of the page.
    pub fn summary(&self, words: &Words) -> Vec<Complaint> {
        let each = |refusal: &Refusal| match refusal {
            Refusal::Gate(unmet) => unmet
                .iter()
                .map(|u| Complaint { field: None, text: words.t(&format!("unmet-{}", u.name())) })
                .collect(),
            one => vec![Complaint { field: one.field(), text: words.refusal(one) }],
        };
        self.refusals.iter().flat_map(each).collect()
    }

    /// The form's token.
    pub fn once(&self) -> Result<Once> {
        match self.value(ONCE) {
            text if (16..=64).contains(&text.len()) => Ok(Once(text.to_owned())),
            _ => Err(Error::NotUnderstood),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Form> {
        let typed = axum::Form::<Vec<(String, String)>>::from_request(request, state).await;
        let axum::Form(values) = typed.map_err(|rejection| Error::from_status(rejection.status()))?;
        Ok(Form { values, refusals: Vec::new() })
    }
}
