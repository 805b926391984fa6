//! A resident asks for alerts, says yes from the own mailbox, and stops.

use commonbeat_auth::token::Token;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AgencyId, SubscriberId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::partnerships::subscriptions::{Subscriber, WORDING, Wishes};
use commonbeat_domain::text::Email;
use commonbeat_jobs::{Attempt, Job, JobError, NewJob, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::subscribers::{self, Proof};
use commonbeat_store::{Session, StoreError, Write, agencies, queue};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::letters;
use crate::concerns::first_time;
use crate::{App, Error, Result};

/// By which way a yes or a stop came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A button on the subscriber's own page.
    Page,
    /// The mail program's own button (RFC 8058).
    OneClick,
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Way::Page => "page",
            Way::OneClick => "one-click",
        }
    }
}

/// A subscription as its own page shows it.
#[derive(Clone, Debug)]
pub struct OwnSubscription {
    /// The agency.
    pub agency: Agency,
    /// The subscriber.
    pub subscriber: Subscriber,
    /// Every yes and stop so far.
    pub proofs: Vec<Proof>,
}

/// A changed subscription loses against a faster one so many times before it is given up.
const TRIES: usize = 5;

impl App {
    /// Takes down what somebody asks for. Nothing is sent before whoever reads the address says yes; the answer to
    /// the form never tells whether the address is known.
    pub async fn ask_for_alerts(&self, who: &Actor, email: Email, wishes: Wishes) -> Result<()> {
        who.reach(Action::Subscribe).ok_or(Error::Missing("subscriber"))?;
        let wishes = wishes.checked()?;
        let mut write = self.store.write(who, self.now()).await?;
        let subscriber = match subscribers::by_email(&write, &email).await? {
            Some(mut known) => {
                known.ask_again(wishes.clone());
                subscribers::update(&mut write, &known).await?;
                known
            }
            None => {
                let new = Subscriber::asked(self.id(), email, wishes.clone(), write.now());
                let token = self.subscription_token(write.agency(), new.id)?;
                subscribers::insert(&mut write, &new, token.digest()).await?;
                new
            }
        };
        self.keep_proof(&mut write, &subscriber, "asked", "form", wishes).await?;
        // One letter an hour, however often somebody types the address.
        let hour = write.now().as_second() / 3_600;
        if first_time(&mut write, &format!("ask/{}/{hour}", subscriber.id), "").await? {
            let ask = SendAsk { agency: write.agency(), subscriber: subscriber.id, at: write.now() };
            let job = NewJob::of(&ask, self.id(), write.now()).map_err(Error::broken)?;
            queue::enqueue(&mut write, job).await?;
        }
        write.record(Entry::new("subscriber.ask", subscriber.id));
        Ok(write.commit().await?)
    }

    /// The subscription that a link opens; *missing* for any other token.
    pub async fn own_subscription(&self, link: &Token) -> Result<OwnSubscription> {
        let (actor, id) = self.subscriber_by(link).await?;
        let read = self.store.read(&actor).await?;
        Ok(OwnSubscription {
            agency: agencies::own(&read).await?,
            subscriber: subscribers::by_id(&read, id).await?,
            proofs: subscribers::proofs_of(&read, id).await?,
        })
    }

    /// Whoever reads the address says yes to what was asked for last.
    pub async fn confirm_alerts(&self, link: &Token) -> Result<()> {
        self.turn(link, "given", Way::Page, Subscriber::confirm).await
    }

    /// Stops all alerts at once.
    pub async fn stop_alerts(&self, link: &Token, way: Way) -> Result<()> {
        self.turn(link, "stopped", way, Subscriber::stop).await
    }

    async fn turn(
        &self,
        link: &Token,
        act: &'static str,
        way: Way,
        change: impl Fn(&mut Subscriber, Timestamp) -> bool,
    ) -> Result<()> {
        let (actor, id) = self.subscriber_by(link).await?;
        for _ in 0..TRIES {
            let mut write = self.store.write(&actor, self.now()).await?;
            let mut subscriber = subscribers::by_id(&write, id).await?;
            if !change(&mut subscriber, write.now()) {
                return Ok(());
            }
            match subscribers::update(&mut write, &subscriber).await {
                Err(StoreError::Stale(_)) => continue,
                saved => saved?,
            }
            let wishes = subscriber.wishes.clone();
            self.keep_proof(&mut write, &subscriber, act, way.name(), wishes).await?;
            write.record(Entry::new(if act == "given" { "subscriber.yes" } else { "subscriber.stop" }, id));
            return Ok(write.commit().await?);
        }
        Err(Error::Stale("subscriber"))
    }

    pub(crate) async fn keep_proof(
        &self,
        write: &mut Write,
        subscriber: &Subscriber,
        act: &str,
        way: &str,
        wishes: Wishes,
    ) -> Result<()> {
        let proof = Proof {
            id: self.id(),
            subscriber: subscriber.id,
            act: act.to_owned(),
            way: way.to_owned(),
            wording: format!("{WORDING}/{}", wishes.language.tag()),
            wishes,
            at: write.now(),
        };
        Ok(subscribers::prove(write, &proof).await?)
    }

    async fn subscriber_by(&self, link: &Token) -> Result<(Actor, SubscriberId)> {
        let found = self.store.subscriber_of_link(link.digest()).await?;
        let (agency, id) = found.ok_or(Error::Missing("subscriber"))?;
        Ok((Actor::system(agency, "subscriber-link"), id))
    }

    pub(super) fn subscription_token(&self, agency: AgencyId, id: SubscriberId) -> Result<Token> {
        self.secret_for(&format!("subscription/{agency}/{id}"))
    }

    pub(super) fn subscription_address(&self, token: &Token) -> String {
        format!("{}/alerts/s/{}", self.settings.public_url, token.reveal())
    }
}

/// Sends the one letter that asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SendAsk {
    agency: AgencyId,
    subscriber: SubscriberId,
    at: Timestamp,
}

impl Job for SendAsk {
    const NAME: &'static str = "send-ask";
    /// With the usual waits these span 32 hours: a mail server may be away for a day.
    const MAX_ATTEMPTS: u32 = 14;
}

impl Run<App> for SendAsk {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let Some(mailer) = app.mailer().map_err(JobError::retry)? else { return Ok(()) };
        let actor = Actor::system(self.agency, Self::NAME);
        let read = app.store.read(&actor).await.map_err(JobError::retry)?;
        let agency = agencies::own(&read).await.map_err(JobError::retry)?;
        let subscriber = subscribers::by_id(&read, self.subscriber).await.map_err(JobError::retry)?;
        let token = app.subscription_token(agency.id, subscriber.id).map_err(JobError::retry)?;
        let page = app.subscription_address(&token);
        let mail = letters::ask(&agency, &subscriber, &page, self.at, mailer);
        match mailer.send(&mail).await {
            Ok(_) | Err(commonbeat_carriers::smtp::SendError::Permanent { .. }) => Ok(()),
            Err(later) => Err(JobError::retry(later)),
        }
    }
}
