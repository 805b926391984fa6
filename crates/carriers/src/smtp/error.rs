//! How sending ends.

use super::{Stage, Trouble, Unfit};
use std::error::Error;

/// The server has taken the message and is answerable for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The server's own words, often with its queue id.
    pub reply: String,
}

/// Why a message was not taken, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Not taken now; the same message may be taken later. Also when the server refuses *us* (a wrong password, a
    /// sender it does not allow): mending the settings helps, and the recipient's address is not to blame.
    #[error("the mail server did not take the message: {what}")]
    Temporary {
        /// What happened, with the server's own words if it said any.
        what: String,
        /// The reply code, if there was a reply.
        code: Option<u16>,
    },
    /// Never to be taken: the address does not exist, the server refuses the content, or the message is unfit.
    #[error("the message can not be delivered: {what}")]
    Permanent {
        /// What happened, with the server's own words if it said any.
        what: String,
        /// The reply code, if there was a reply.
        code: Option<u16>,
    },
    /// The message was handed over and no answer came: it may have been taken. Sending it again may deliver it
    /// twice; with the same message id, mail programs show it once.
    #[error("nobody knows whether the mail server took the message: {what}")]
    Unknown {
        /// What happened.
        what: String,
    },
}

impl SendError {
    pub(super) fn unfit(unfit: Unfit) -> SendError {
        SendError::Permanent { what: unfit.to_string(), code: None }
    }

    pub(super) fn before_content(stage: Stage, trouble: Trouble) -> SendError {
        if stage == Stage::NoUnicode {
            let what = "the address has letters that the mail server cannot carry".to_owned();
            return SendError::Permanent { what, code: None };
        }
        let (what, code) = (trouble.words(), trouble.code());
        match stage == Stage::Recipient && trouble.is_refusal_for_good() {
            true => SendError::Permanent { what, code },
            false => SendError::Temporary { what, code },
        }
    }

    pub(super) fn after_content(trouble: Trouble) -> SendError {
        let (what, code) = (trouble.words(), trouble.code());
        match (code, trouble.is_refusal_for_good()) {
            (None, _) => SendError::Unknown { what },
            (Some(_), true) => SendError::Permanent { what, code },
            (Some(_), false) => SendError::Temporary { what, code },
        }
    }
}

impl Trouble {
    /// The reply code; `None` when no well-formed reply came.
    fn code(&self) -> Option<u16> {
        match self {
            Trouble::Smtp(error) => error.status().map(u16::from),
            Trouble::Io(_) | Trouble::TimedOut => None,
        }
    }

    fn is_refusal_for_good(&self) -> bool {
        matches!(self, Trouble::Smtp(error) if error.is_permanent())
    }

    /// The error with all its causes, in at most 500 characters.
    fn words(&self) -> String {
        let mut words = match self {
            Trouble::Smtp(error) => chain(error),
            Trouble::Io(error) => chain(error),
            Trouble::TimedOut => "it took too long".to_owned(),
        };
        if let Some((end, _)) = words.char_indices().nth(500) {
            words.truncate(end);
        }
        words
    }
}

fn chain(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        cause = error.source();
    }
    words
}
