//! What is answered by itself: that a stop or a start holds, what this is, and what was not taken.

use std::borrow::Cow;

use commonbeat_carriers::sms::SmsError;
use commonbeat_carriers::smtp::{AutoSubmitted, Message as Mail, SendError};
use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{AgencyId, InboundId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::partnerships::concerns::Channel;
use commonbeat_domain::partnerships::reach::Permit;
use commonbeat_domain::text::Language;
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::{agencies, inbound};
use serde::{Deserialize, Serialize};

use crate::texts::{self, plain};
use crate::{App, Result};

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Answer {
    /// Nothing more is sent.
    Stopped,
    /// Messages are sent again.
    Started,
    /// What this is.
    Help,
}

impl Answer {
    fn key(self) -> &'static str {
        match self {
            Answer::Stopped => "answer-stopped",
            Answer::Started => "answer-started",
            Answer::Help => "answer-help",
        }
    }

    /// What a resident is told of parts that were not taken.
    pub(super) fn left_out(agency: &Agency, language: Language, names: &[String]) -> String {
        let values = texts::Values::from([
            (Cow::Borrowed("agency"), plain(&agency.name)),
            (Cow::Borrowed("parts"), plain(&names.join(", "))),
        ]);
        texts::text(language, "answer-left-out", &values)
    }

    fn words(self, agency: &Agency, language: Language) -> String {
        let values = texts::Values::from([
            (Cow::Borrowed("agency"), plain(&agency.name)),
            (Cow::Borrowed("number"), plain(&agency.emergency_number)),
        ]);
        texts::text(language, self.key(), &values)
    }
}

/// Sends one such answer to where the message came from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AnswerInbound {
    pub agency: AgencyId,
    pub inbound: InboundId,
    pub answer: Answer,
}

impl Job for AnswerInbound {
    const NAME: &'static str = "answer-inbound";
    /// Within a few hours; a late confirmation helps nobody.
    const MAX_ATTEMPTS: u32 = 8;
}

impl Run<App> for AnswerInbound {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = Actor::system(self.agency, Self::NAME);
        let Some((permit, agency)) = app.leave_to_answer(&actor, &self).await.map_err(JobError::retry)?
        else {
            return Ok(());
        };
        let words = self.answer.words(&agency, permit.language());
        match permit.channel() {
            Channel::Sms => self.by_text(app, &permit, &words).await,
            _ => self.by_mail(app, &permit, &agency, words).await,
        }
    }
}

impl AnswerInbound {
    async fn by_text(&self, app: &App, permit: &Permit, words: &str) -> Result<(), JobError> {
        let Some(texter) = app.texter().map_err(JobError::retry)? else { return Ok(()) };
        match texter.send(&self.inbound.to_string(), permit.address(), words).await {
            Ok(()) => Ok(()),
            Err(SmsError::Permanent(what)) => Err(JobError::fail(what)),
            Err(later) => Err(JobError::retry(later)),
        }
    }

    async fn by_mail(
        &self,
        app: &App,
        permit: &Permit,
        agency: &Agency,
        words: String,
    ) -> Result<(), JobError> {
        let Some(mailer) = app.mailer().map_err(JobError::retry)? else { return Ok(()) };
        let from = mailer.from();
        let host = from.rsplit_once('@').map_or("localhost", |(_, host)| host);
        let mail = Mail {
            from_name: Some(agency.name.clone()),
            auto_submitted: Some(AutoSubmitted::Replied),
            ..Mail::new(
                permit.address(),
                agency.name.clone(),
                words,
                format!("<{}@{host}>", self.inbound),
                app.now(),
            )
        };
        match mailer.send(&mail).await {
            Ok(_) => Ok(()),
            Err(SendError::Permanent { what, .. }) => Err(JobError::fail(what)),
            Err(later) => Err(JobError::retry(later)),
        }
    }
}

impl App {
    /// Leave to answer a message, as consent stands now; nothing when it says no.
    async fn leave_to_answer(&self, who: &Actor, job: &AnswerInbound) -> Result<Option<(Permit, Agency)>> {
        let read = self.store.read(who).await?;
        let came = inbound::by_id(&read, job.inbound).await?.inbound;
        let known = inbound::correspondent(&read, came.channel, &came.sender).await?;
        let fresh = commonbeat_domain::partnerships::reach::Correspondent::new(
            came.channel,
            &came.sender,
            Language::En,
        );
        let known = known.unwrap_or(fresh);
        let permit = match job.answer {
            Answer::Stopped => known.confirmation(known.stopped_at.is_some()),
            Answer::Started | Answer::Help => known.answer(),
        };
        Ok(permit.zip(Some(agencies::own(&read).await?)))
    }
}
