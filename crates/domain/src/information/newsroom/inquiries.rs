//! Questions of media, each with an owner and a deadline.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Mark;
use crate::ids::{InquiryId, OrganizationId, PersonId};
use crate::refusal::Wrongs;
use crate::{Refusal, text};

/// A question as it came in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewInquiry {
    /// The outlet, if it is a partner.
    pub organization: Option<OrganizationId>,
    /// Who asks, and for whom.
    pub asker: String,
    /// What is asked.
    pub topic: String,
    /// When the answer is needed.
    pub deadline: Timestamp,
    /// Who answers.
    pub owner: PersonId,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inquiry {
    /// Its id.
    pub id: InquiryId,
    /// The question.
    pub asked: NewInquiry,
    /// Who took it in, and when.
    pub mark: Mark,
    /// What was answered, and by whom.
    pub reply: Option<(String, Mark)>,
    /// Counts edits.
    pub version: i64,
}

impl Inquiry {
    /// A question just taken in.
    pub fn take(id: InquiryId, mut asked: NewInquiry, mark: Mark) -> Result<Inquiry, Refusal> {
        let mut wrong = Wrongs::default();
        asked.asker = wrong.text(text::line("inquiry_asker", &asked.asker));
        asked.topic = wrong.text(text::prose("inquiry_topic", &asked.topic));
        if asked.deadline <= mark.at {
            wrong.add(Refusal::unfit("inquiry_deadline", "day-passed"));
        }
        wrong.or(Inquiry { id, asked, mark, reply: None, version: 1 })
    }

    /// Answered.
    pub fn answer(mut self, words: &str, mark: Mark) -> Result<Inquiry, Refusal> {
        if self.reply.is_some() {
            return Err(Refusal::not_now("inquiry-answered"));
        }
        self.reply = Some((text::prose("inquiry_reply", words)?, mark));
        Ok(self)
    }

    /// Whether its deadline has passed without an answer.
    pub fn late(&self, now: Timestamp) -> bool {
        self.reply.is_none() && self.asked.deadline < now
    }
}
