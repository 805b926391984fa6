//! Carrying messages to residents: one job for each attempt, one outcome for each attempt, shown on the thread.
//!
//! What is sent needs a permit of the moment ([`Permit`]): an address that said stop gets nothing, whatever waited. What
//! goes to the same place of one thread goes in the order in which it was said, however long a server was away.
//!
//! A letter is made when it is sent, in the resident's language. Its Message-ID comes from the delivery, so that a
//! letter sent twice, because nobody knew whether the first was taken, is shown once by mail programs.

mod letters;
mod texts;

use commonbeat_carriers::sms::{SmsError, Texter};
use commonbeat_carriers::smtp::{Mailer, SendError};
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AgencyId, DeliveryId};
use commonbeat_domain::partnerships::concerns::{Channel, DeliveryState};
use commonbeat_domain::partnerships::reach::Permit;
use commonbeat_jobs::{Attempt, Job, JobError, NewJob, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, Write, agencies, concerns, inbound, people, queue};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::inbound::{Kind, channel_of};
use crate::{App, Error, Result};
use letters::Letter;

/// Why a delivery failed: `delivery-failed-` and this is its key in `locales/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The receiving server refused the address or the letter for good.
    Refused,
    /// The server did not take it, however often it was tried.
    GaveUp,
    /// No mail server, or no gateway, is set up.
    NoServer,
    /// It was taken, and came back later.
    Bounced,
    /// Whoever is there asked to hear nothing more.
    Stopped,
}

impl Failure {
    /// Every reason.
    pub const ALL: [Failure; 5] =
        [Failure::Refused, Failure::GaveUp, Failure::NoServer, Failure::Bounced, Failure::Stopped];

    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Failure::Refused => "refused",
            Failure::GaveUp => "gave-up",
            Failure::NoServer => "no-server",
            Failure::Bounced => "bounced",
            Failure::Stopped => "stopped",
        }
    }

    /// As it is kept: the name, and what the server said.
    pub(crate) fn kept(self, said: &str) -> String {
        format!("{}: {said}", self.name())
    }

    /// Reads what a delivery kept: why it failed, and what the server said.
    pub fn read(kept: &str) -> (Failure, &str) {
        let (name, said) = kept.split_once(": ").unwrap_or((kept, ""));
        let known = Failure::ALL.into_iter().find(|f| f.name() == name);
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
        let turn = app.delivery_turn(&actor, self.delivery).await.map_err(JobError::retry)?;
        match turn {
            Turn::Settled => Ok(()),
            Turn::Behind => Err(JobError::retry("something said earlier waits to be sent first")),
            Turn::Stopped => self.settle(app, DeliveryState::Failed, Some(Failure::Stopped.kept(""))).await,
            Turn::Now(letter) => match letter.permit.channel() {
                Channel::Sms => self.by_text(app, &letter).await,
                _ => self.by_mail(app, &letter).await,
            },
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

    async fn by_mail(&self, app: &App, letter: &Letter) -> Result<(), JobError> {
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

    async fn by_text(&self, app: &App, letter: &Letter) -> Result<(), JobError> {
        let sent = match app.texter() {
            Ok(Some(texter)) => {
                texter.send(&self.delivery.to_string(), letter.permit.address(), &letter.as_text()).await
            }
            Ok(None) => {
                return self.settle(app, DeliveryState::Failed, Some(Failure::NoServer.kept(""))).await;
            }
            Err(unfit) => return Err(JobError::retry(unfit)),
        };
        match sent {
            Ok(()) => self.settle(app, DeliveryState::Sent, None).await,
            Err(SmsError::Permanent(what)) => {
                tracing::warn!(delivery = %self.delivery, "A text was refused for good");
                self.settle(app, DeliveryState::Failed, Some(Failure::Refused.kept(&what))).await
            }
            Err(later) => Err(JobError::retry(later)),
        }
    }

    async fn settle(&self, app: &App, state: DeliveryState, problem: Option<String>) -> Result<(), JobError> {
        app.settle_delivery(&self.actor(), self.delivery, state, problem).await.map_err(JobError::retry)
    }
}

/// What is to be done about a delivery now.
enum Turn {
    /// Nothing: it was done before.
    Settled,
    /// Something that was said earlier goes first.
    Behind,
    /// Whoever is there wants nothing more.
    Stopped,
    /// It is sent.
    Now(Box<Letter>),
}

impl App {
    /// What is to be done about a delivery, as its thread and consent stand now.
    async fn delivery_turn(&self, who: &Actor, delivery: DeliveryId) -> Result<Turn> {
        let read = self.store.read(who).await?;
        let (delivery, message) = concerns::delivery(&read, delivery).await?;
        if delivery.state != DeliveryState::Waiting {
            return Ok(Turn::Settled);
        }
        let first = concerns::waiting(&read, delivery.concern, &delivery.channel).await?;
        if first.first() != Some(&delivery.id) {
            return Ok(Turn::Behind);
        }
        let concern = concerns::fetch_for(&read, Action::ReadConcerns, delivery.concern).await?;
        let channel = channel_of(&delivery.channel);
        let known = inbound::correspondent(&read, channel, &delivery.recipient).await?;
        let Some(permit) = Permit::of_thread(&concern, &delivery.recipient, known.as_ref()) else {
            return Ok(Turn::Stopped);
        };
        let agency = agencies::own(&read).await?;
        let author = people::names(&read, message.author).await?.into_values().next();
        let token = self.concern_token(agency.id, concern.id)?;
        // A link made with another key than when the concern came in would open nothing.
        let opens = self.store.concern_of_link(token.digest()).await? == Some((agency.id, concern.id));
        let link = opens.then(|| self.link_address(&token));
        let answers = self.signed_address(&agency, Kind::Thread(concern.id), permit.address())?;
        let reports = self.signed_address(&agency, Kind::Delivery(delivery.id), permit.address())?;
        let letter = Letter { agency, concern, message, delivery, author, link, permit, answers, reports };
        Ok(Turn::Now(Box::new(letter)))
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
        let (settled, _) = concerns::delivery(&write, delivery).await?;
        let next = concerns::waiting(&write, settled.concern, &settled.channel).await?;
        if let Some(next) = next.first() {
            enqueue(self, &mut write, *next).await?;
        }
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

impl App {
    /// The way out for text messages; nothing where the operator set none.
    pub(crate) fn texter(&self) -> Result<Option<&Texter>> {
        let made = self.texter.get_or_init(|| match &self.settings.sms {
            Some(settings) => Texter::new(settings).map(Some).map_err(|e| e.to_string()),
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
