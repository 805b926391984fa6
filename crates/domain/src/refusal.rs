//! A rule said no. The words for people stand in `locales/`, found by [`Refusal::key`].

use crate::problems::gates::Unmet;

/// Why a rule refused. Each is about what was asked, never about who asked (that is `Missing` higher up).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A field's text cannot be understood as what it should be.
    #[error("{field} is not in a form that can be read")]
    Malformed {
        /// Name of the field, as in the form.
        field: &'static str,
    },
    /// A field must be filled in.
    #[error("{field} is missing")]
    Required {
        /// Name of the field, as in the form.
        field: &'static str,
    },
    /// A field's text is longer than allowed.
    #[error("{field} is longer than {limit} characters")]
    TooLong {
        /// Name of the field, as in the form.
        field: &'static str,
        /// Longest allowed, in characters.
        limit: usize,
    },
    /// A field's value can be read but may not be taken.
    #[error("{field} cannot be taken: {why}")]
    Unfit {
        /// Name of the field, as in the form.
        field: &'static str,
        /// A short key that says why.
        why: &'static str,
    },
    /// The record is not in a state in which this can be done.
    #[error("this cannot be done now: {why}")]
    NotNow {
        /// A short key that says why.
        why: &'static str,
    },
    /// The gate to the next stage is not passed yet.
    #[error("{} conditions of the gate are not met", .0.len())]
    Gate(Vec<Unmet>),
    /// Several fields at once.
    #[error("{} fields need another look", .0.len())]
    Many(Vec<Refusal>),
}

impl Refusal {
    /// A field that cannot be read.
    pub fn malformed(field: &'static str) -> Refusal {
        Refusal::Malformed { field }
    }

    /// A field that is empty.
    pub fn required(field: &'static str) -> Refusal {
        Refusal::Required { field }
    }

    /// A value that may not be taken.
    pub fn unfit(field: &'static str, why: &'static str) -> Refusal {
        Refusal::Unfit { field, why }
    }

    /// A step that the record's state does not allow.
    pub fn not_now(why: &'static str) -> Refusal {
        Refusal::NotNow { why }
    }

    /// One refusal, or several at once.
    pub fn several(mut all: Vec<Refusal>) -> Refusal {
        match all.pop() {
            Some(only) if all.is_empty() => only,
            Some(last) => {
                all.push(last);
                Refusal::Many(all)
            }
            None => Refusal::Many(all),
        }
    }

    /// Key of the message in `locales/`, without the field.
    pub fn key(&self) -> String {
        match self {
            Refusal::Malformed { .. } => "refused-malformed".into(),
            Refusal::Required { .. } => "refused-required".into(),
            Refusal::TooLong { .. } => "refused-too-long".into(),
            Refusal::Unfit { why, .. } | Refusal::NotNow { why } => format!("refused-{why}"),
            Refusal::Gate(_) => "refused-gate".into(),
            Refusal::Many(_) => "refused-many".into(),
        }
    }

    /// The field it is about, where it is about one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Malformed { field }
            | Refusal::Required { field }
            | Refusal::TooLong { field, .. }
            | Refusal::Unfit { field, .. } => Some(field),
            _ => None,
        }
    }
}

/// Collects what is wrong with a form, so that everything is named at once.
#[derive(Debug, Default)]
pub(crate) struct Wrongs(Vec<Refusal>);

impl Wrongs {
    /// Notes a refusal; several come one by one.
    pub(crate) fn add(&mut self, refusal: Refusal) {
        match refusal {
            Refusal::Many(all) => self.0.extend(all),
            one => self.0.push(one),
        }
    }

    /// A text, or the refusal noted and nothing.
    pub(crate) fn text(&mut self, text: Result<String, Refusal>) -> String {
        text.unwrap_or_else(|refusal| {
            self.add(refusal);
            String::new()
        })
    }

    /// The value if nothing is wrong.
    pub(crate) fn or<T>(self, value: T) -> Result<T, Refusal> {
        if self.0.is_empty() { Ok(value) } else { Err(Refusal::several(self.0)) }
    }
}
