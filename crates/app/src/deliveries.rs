//! Carrying messages to residents: one job for each attempt, one outcome for each attempt, shown on the thread.
//!
//! A letter is made when it is sent, in the resident's language. Its Message-ID comes from the delivery, so that a
//! letter sent twice, because nobody knew whether the first was taken, is shown once by mail programs.

mod letters;

use commonbeat_carriers::smtp::{Mailer, SendError};
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AgencyId, DeliveryId};
use commonbeat_domain::partnerships::concerns::DeliveryState;
use commonbeat_jobs::{Attempt, Job, JobError, NewJob, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, Write, agencies, concerns, people, queue};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{App, Error, Result};

/// The channel of e-mail.
pub const EMAIL: &str = "email";

/// Why a delivery failed: `delivery-failed-` and this is its key in `locales/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The receiving server refused the address or the letter for good.
    Refused,
    /// The server did not take it, however often it was tried.
    GaveUp,
    /// No mail server is set up.
    NoServer,
}

impl Failure {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Failure::Refused => "refused",
            Failure::GaveUp => "gave-up",
            Failure::NoServer => "no-server",
        }
    }

    /// As it is kept: the name, and what the server said.
    fn kept(self, said: &str) -> String {
        format!("{}: {said}", self.name())
    }

    /// Reads what a delivery kept: why it failed, and what the server said.
    pub fn read(kept: &str) -> (Failure, &str) {
        let (name, said) = kept.split_once(": ").unwrap_or((kept, ""));
        let all = [Failure::Refused, Failure::GaveUp, Failure::NoServer];
        let known = all.into_iter().find(|f| f.name() == name);
        known.map_or((Failure::Refused, kept), |failure| (failure, said))
    }
}

/// Sends one letter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SendMail {
    agency: AgencyId,
    delivery: DeliveryId,
}

impl Job for SendMail {
    const NAME: &'static str = "send-mail";
    /// With the usual waits these span 32 hours: a mail server may be away for a day.
    const MAX_ATTEMPTS: u32 = 14;
}

/// Has a delivery carried after the commit of this write.
pub(crate) async fn enqueue(app: &App, write: &mut Write, delivery: DeliveryId) -> Result<()> {
    let job = SendMail { agency: write.agency(), delivery };
    let job = NewJob::of(&job, app.id(), write.now()).map_err(Error::broken)?;
    queue::enqueue(write, job).await?;
    Ok(())
}

impl Run<App> for SendMail {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = self.actor();
        let letter = app.letter(&actor, self.delivery).await.map_err(JobError::retry)?;
        let Some(letter) = letter else { return Ok(()) };
        let sent = match app.mailer() {
            Ok(Some(mailer)) => mailer.send(&letter.addressed(mailer)).await,
            Ok(None) => {
                return self.settle(app, DeliveryState::Failed, Some(Failure::NoServer.kept(""))).await;
            }
            Err(unfit) => return Err(JobError::retry(unfit)),
        };
        match sent {
            Ok(_) => self.settle(app, DeliveryState::Sent, None).await,
            Err(SendError::Permanent { what, .. }) => {
                tracing::warn!(delivery = %self.delivery, "A letter was refused for good");
                self.settle(app, DeliveryState::Failed, Some(Failure::Refused.kept(&what))).await
            }
            Err(later) => Err(JobError::retry(later)),
        }
    }

    async fn gave_up(self, app: &App, _: &Attempt, why: &str) -> Result<(), JobError> {
        self.settle(app, DeliveryState::Failed, Some(Failure::GaveUp.kept(why))).await
    }
}

impl SendMail {
    fn actor(&self) -> Actor {
        Actor::system(self.agency, Self::NAME)
    }

    async fn settle(&self, app: &App, state: DeliveryState, problem: Option<String>) -> Result<(), JobError> {
        app.settle_delivery(&self.actor(), self.delivery, state, problem).await.map_err(JobError::retry)
    }
}

impl App {
    /// The letter of a delivery that waits; nothing where it is settled already.
    async fn letter(&self, who: &Actor, delivery: DeliveryId) -> Result<Option<letters::Letter>> {
        let read = self.store.read(who).await?;
        let (delivery, message) = concerns::delivery(&read, delivery).await?;
        if delivery.state != DeliveryState::Waiting {
            return Ok(None);
        }
        let concern = concerns::fetch_for(&read, Action::ReadConcerns, delivery.concern).await?;
        let agency = agencies::own(&read).await?;
        let author = people::names(&read, message.author).await?.into_values().next();
        let token = self.concern_token(agency.id, concern.id)?;
        // A link made with another key than when the concern came in would open nothing.
        let opens = self.store.concern_of_link(token.digest()).await? == Some((agency.id, concern.id));
        let link = opens.then(|| self.link_address(&token));
        Ok(Some(letters::Letter { agency, concern, message, delivery, author, link }))
    }

    async fn settle_delivery(
        &self,
        who: &Actor,
        delivery: DeliveryId,
        state: DeliveryState,
        problem: Option<String>,
    ) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        concerns::settle_delivery(&mut write, delivery, state, problem.as_deref()).await?;
        let act = if state == DeliveryState::Sent { "delivery.sent" } else { "delivery.failed" };
        let why = problem.as_deref().map(|p| Failure::read(p).0.name());
        write.record(Entry::new(act, delivery).with(json!({ "why": why })));
        Ok(write.commit().await?)
    }

    /// The way out for mail; nothing where the operator set none.
    pub(crate) fn mailer(&self) -> Result<Option<&Mailer>> {
        let made = self.mailer.get_or_init(|| match &self.settings.mail {
            Some(settings) => Mailer::new(settings.clone()).map(Some).map_err(|e| e.to_string()),
            None => Ok(None),
        });
        made.as_ref().map(Option::as_ref).map_err(|e| Error::Unfit(e.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_delivery_kept_is_read_back() {
        let kept = Failure::Refused.kept("550 5.1.1: there is no such person");
        assert_eq!(Failure::read(&kept), (Failure::Refused, "550 5.1.1: there is no such person"));
        assert_eq!(Failure::read(&Failure::NoServer.kept("")), (Failure::NoServer, ""));
        assert_eq!(Failure::read("anything else"), (Failure::Refused, "anything else"));
    }
}
