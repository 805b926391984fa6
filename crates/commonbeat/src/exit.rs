//! How a command ends: 0 done, 1 done with refusals, 2 wrong use or unfit input, 3 broken.

use std::fmt;
use std::process::ExitCode;

use commonbeat_domain::Refusal;

/// How a command that could be carried out ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, but something of what was given was refused and is reported.
    WithRefusals,
    /// What was looked at is broken, and that is reported.
    FoundBroken,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Done => 0,
            Outcome::WithRefusals => 1,
            Outcome::FoundBroken => 3,
        })
    }
}

/// Why a command was not carried out.
#[derive(Debug)]
pub enum Failure {
    /// Wrong use or unfit input; whoever typed it can mend it.
    Use(String),
    /// Ours, or the machine's.
    Broken(anyhow::Error),
}

/// Result of a command.
pub type Result<T = Outcome, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// Wrong use or unfit input, in a sentence.
    pub fn unfit(text: impl Into<String>) -> Failure {
        Failure::Use(text.into())
    }

    /// Something broke while doing what the text says.
    pub fn broken(what: impl fmt::Display, cause: impl Into<anyhow::Error>) -> Failure {
        Failure::Broken(cause.into().context(what.to_string()))
    }
}

impl From<Failure> for ExitCode {
    fn from(failure: Failure) -> ExitCode {
        ExitCode::from(match failure {
            Failure::Use(_) => 2,
            Failure::Broken(_) => 3,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Use(text) => f.write_str(text),
            Failure::Broken(error) => write!(f, "{error:#}"),
        }
    }
}

impl From<commonbeat_app::Error> for Failure {
    fn from(error: commonbeat_app::Error) -> Failure {
        use commonbeat_app::Error;
        match error {
            Error::Refused(refusal) => Failure::Use(words(&refusal)),
            Error::Broken(cause) => Failure::Broken(anyhow::anyhow!(cause).context("something broke")),
            other => Failure::Use(other.to_string()),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure::Use(words(&refusal))
    }
}

impl From<commonbeat_store::StoreError> for Failure {
    fn from(error: commonbeat_store::StoreError) -> Failure {
        match error {
            commonbeat_store::StoreError::Address(text) => Failure::Use(text),
            other => Failure::Broken(other.into()),
        }
    }
}

/// What a refusal says, with the field that it is about.
fn words(refusal: &Refusal) -> String {
    let speak = commonbeat_web::words::Words {
        language: commonbeat_domain::text::Language::En,
        zone: jiff::tz::TimeZone::UTC,
        now: crate::clock::now(),
    };
    match refusal {
        Refusal::Gate(unmet) => {
            let names: Vec<&str> = unmet.iter().map(|u| u.name()).collect();
            format!("{} ({})", speak.refusal(refusal), names.join(", "))
        }
        Refusal::Many(all) => all.iter().map(words).collect::<Vec<_>>().join("; "),
        one => match one.field() {
            Some(field) => format!("{field}: {}", speak.refusal(one)),
            None => speak.refusal(one),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_refusals_are_all_told_with_their_fields() {
        let many = Refusal::Many(vec![Refusal::required("name"), Refusal::malformed("email")]);
        let Failure::Use(text) = Failure::from(many) else { panic!("a refusal is wrong use") };
        assert!(text.contains("name: ") && text.contains("email: "), "{text}");
    }
}
