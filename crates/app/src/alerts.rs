//! Alerts to residents who asked for them: the desk that writes and releases them, and the work that carries them.
//!
//! Each copy goes out by a permit that the subscription gives at the moment of sending ([`Verdict`]); a stop between
//! queueing and sending holds. A copy is marked before it is handed over, so that after a crash it is known of which
//! copies nobody knows; these go again under the same Message-ID.

mod letters;
mod subscribe;

use std::collections::BTreeMap;

use commonbeat_carriers::smtp::{Mailer, SendError};
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AgencyId, AlertId, PersonId, SubscriberId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::partnerships::alerts::{Alert, NewAlert};
use commonbeat_domain::partnerships::subscriptions::Verdict;
use commonbeat_jobs::{Attempt, Job, JobError, NewJob, Run};
use commonbeat_store::alerts::{self, Copied};
use commonbeat_store::audit::Entry;
use commonbeat_store::{StoreError, Write, agencies, people, queue, subscribers};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub(crate) use subscribe::SendAsk;
pub use subscribe::{OwnSubscription, Way};

use crate::{App, Error, Result};

/// Alerts on the desk's list.
const LIST: u64 = 100;
/// Subscribers looked at, and copies carried, in one go.
const BATCH: u64 = 100;
/// How long a copy waits after the mail server could not be reached.
const LATER: SignedDuration = SignedDuration::from_mins(5);
/// The days of which a subscriber's share is counted.
const WEEK: SignedDuration = SignedDuration::from_hours(24 * 7);

/// An alert with what became of its copies.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertView {
    /// The alert.
    pub alert: Alert,
    /// Names of writer and releaser.
    pub names: BTreeMap<PersonId, String>,
    /// Copies by state, by [`Copied::name`].
    pub log: BTreeMap<&'static str, u64>,
    /// The alert that it corrects.
    pub corrects: Option<Alert>,
    /// Whether the actor may let it out.
    pub may_release: bool,
}

impl App {
    /// The alerts of the agency, the newest first, and how many people get alerts at all.
    pub async fn alerts(&self, who: &Actor) -> Result<(Vec<Alert>, u64)> {
        who.reach(Action::ReadAlerts).ok_or(Error::Missing("alert"))?;
        let read = self.store.read(who).await?;
        Ok((alerts::list(&read, LIST).await?, subscribers::count_given(&read).await?))
    }

    /// One alert with its log.
    pub async fn alert(&self, who: &Actor, id: AlertId) -> Result<AlertView> {
        who.reach(Action::ReadAlerts).ok_or(Error::Missing("alert"))?;
        let read = self.store.read(who).await?;
        let alert = alerts::by_id(&read, id).await?;
        let corrects = match alert.corrects {
            Some(first) => Some(alerts::by_id(&read, first).await?),
            None => None,
        };
        Ok(AlertView {
            names: people::names(&read, [Some(alert.written_by), alert.released_by].into_iter().flatten())
                .await?,
            log: alerts::log(&read, id).await?,
            may_release: who.may(Action::ReleaseAlert)
                && who.person() != Some(alert.written_by)
                && !alert.is_released(),
            corrects,
            alert,
        })
    }

    /// Writes an alert; it waits for somebody else to read it. `once` is the form's token.
    pub async fn write_alert(&self, who: &Actor, new: NewAlert, once: &str) -> Result<AlertId> {
        let by = who.person().filter(|_| who.may(Action::WriteAlert)).ok_or(Error::Missing("alert"))?;
        let mut write = self.store.write(who, self.now()).await?;
        if let Some(before) = commonbeat_store::once::done(&write, once).await? {
            return before.parse().map_err(Error::broken);
        }
        if let Some(first) = new.corrects {
            alerts::by_id(&write, first).await?;
        }
        let alert = Alert::written(self.id(), new, by, write.now())?;
        if !crate::concerns::first_time(&mut write, once, &alert.id.to_string()).await? {
            return Err(Error::Stale("alert"));
        }
        alerts::insert(&mut write, &alert).await?;
        let told = json!({ "topic": alert.topic, "urgency": alert.urgency, "corrects": alert.corrects });
        write.record(Entry::new("alert.write", alert.id).with(told));
        write.commit().await?;
        Ok(alert.id)
    }

    /// Lets an alert out: somebody else than its writer read both languages.
    pub async fn release_alert(&self, who: &Actor, id: AlertId, version: i64) -> Result<()> {
        let by = who.person().filter(|_| who.may(Action::ReleaseAlert)).ok_or(Error::Missing("alert"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let mut alert = alerts::by_id(&write, id).await?;
        if alert.version != version {
            return Err(StoreError::Stale("alert").into());
        }
        alert.release(by, write.now())?;
        alerts::update(&mut write, &alert).await?;
        let agency = commonbeat_store::Session::agency(&write);
        let lay =
            NewJob::of(&LayAlert { agency, alert: id }, self.id(), write.now()).map_err(Error::broken)?;
        queue::enqueue(&mut write, lay.keyed(format!("lay-alert/{id}"))).await?;
        let told = json!({ "urgency": alert.urgency, "reason": alert.reason });
        write.record(Entry::new("alert.release", id).with(told));
        Ok(write.commit().await?)
    }

    /// Lays a copy ready for everybody who asked for such an alert, then has them carried.
    async fn lay_alert(&self, who: &Actor, id: AlertId) -> Result<()> {
        let alert = alerts::by_id(&self.store.read(who).await?, id).await?;
        let mut past = None;
        loop {
            let page = subscribers::given(&self.store.read(who).await?, past, BATCH * 5).await?;
            let Some(last) = page.last() else { break };
            past = Some(last.id);
            let wanting: Vec<SubscriberId> = page.iter().filter(|s| s.wants(&alert)).map(|s| s.id).collect();
            let mut write = self.store.write(who, self.now()).await?;
            alerts::lay_ready(&mut write, id, &wanting).await?;
            write.record(Entry::new("alert.lay", id).with(json!({ "copies": wanting.len() })));
            write.commit().await?;
        }
        let mut write = self.store.write(who, self.now()).await?;
        let now = write.now();
        self.carry_from(&mut write, id, now).await?;
        write.record(Entry::new("alert.carry", id));
        Ok(write.commit().await?)
    }

    async fn carry_from(&self, write: &mut Write, id: AlertId, at: Timestamp) -> Result<()> {
        let job = CarryAlert { agency: commonbeat_store::Session::agency(write), alert: id };
        queue::enqueue(write, NewJob::of(&job, self.id(), at).map_err(Error::broken)?).await?;
        Ok(())
    }

    /// Carries the copies that may go now; those that may not yet get a job for their time.
    async fn carry_alert(&self, who: &Actor, id: AlertId, mailer: &Mailer) -> Result<()> {
        let read = self.store.read(who).await?;
        let (alert, agency) = (alerts::by_id(&read, id).await?, agencies::own(&read).await?);
        loop {
            let batch = alerts::to_send(&self.store.read(who).await?, id, self.now(), BATCH).await?;
            if batch.is_empty() {
                break;
            }
            let mut write = self.store.write(who, self.now()).await?;
            let unsure = batch.iter().filter(|(_, unsure)| *unsure).count();
            for (subscriber, _) in &batch {
                alerts::settle(&mut write, id, *subscriber, Copied::Sending, None, None).await?;
            }
            let told = json!({ "copies": batch.len(), "uncertain": unsure });
            write.record(Entry::new("alert.send", id).with(told));
            write.commit().await?;
            let mut done = Vec::with_capacity(batch.len());
            for (subscriber, _) in batch {
                done.push((subscriber, self.carry_one(who, &agency, &alert, subscriber, mailer).await?));
            }
            let mut write = self.store.write(who, self.now()).await?;
            for (subscriber, (state, not_before, problem)) in &done {
                let problem = problem.as_deref();
                alerts::settle(&mut write, id, *subscriber, *state, *not_before, problem).await?;
            }
            let sent = done.iter().filter(|(_, (state, ..))| *state == Copied::Sent).count();
            write.record(Entry::new("alert.sent", id).with(json!({ "sent": sent, "of": done.len() })));
            write.commit().await?;
        }
        if let Some(at) = alerts::next_send(&self.store.read(who).await?, id).await? {
            let mut write = self.store.write(who, self.now()).await?;
            self.carry_from(&mut write, id, at).await?;
            write.record(Entry::new("alert.carry", id).with(json!({ "from": at })));
            write.commit().await?;
        }
        Ok(())
    }

    /// Asks the subscription as it is now, and carries one copy if it says yes.
    async fn carry_one(
        &self,
        who: &Actor,
        agency: &Agency,
        alert: &Alert,
        id: SubscriberId,
        mailer: &Mailer,
    ) -> Result<(Copied, Option<Timestamp>, Option<String>)> {
        let read = self.store.read(who).await?;
        let subscriber = subscribers::by_id(&read, id).await?;
        let now = self.now();
        let lately = alerts::sent_since(&read, id, now - WEEK).await?;
        let permit = match subscriber.permit(alert, lately, now, &agency.time_zone()) {
            Verdict::Now(permit) => permit,
            Verdict::Later(at) => return Ok((Copied::Waiting, Some(at), None)),
            Verdict::TooMany => return Ok((Copied::HeldBack, None, None)),
            Verdict::Never => return Ok((Copied::Unwanted, None, None)),
        };
        let token = self.subscription_token(agency.id, id)?;
        let page = self.subscription_address(&token);
        let kind = crate::inbound::Kind::Subscriber(id);
        let answers = self.signed_address(agency, kind, permit.email().as_str())?;
        let mail = letters::alert(agency, alert, &permit, id, &page, answers, mailer);
        Ok(match mailer.send(&mail).await {
            Ok(_) => (Copied::Sent, None, None),
            Err(SendError::Permanent { what, .. }) => (Copied::Failed, None, Some(what)),
            Err(_) => (Copied::Waiting, Some(now + LATER), None),
        })
    }
}

/// Lays the copies of an alert ready.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LayAlert {
    agency: AgencyId,
    alert: AlertId,
}

impl Job for LayAlert {
    const NAME: &'static str = "lay-alert";
    const MAX_ATTEMPTS: u32 = 8;
}

impl Run<App> for LayAlert {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = Actor::system(self.agency, Self::NAME);
        app.lay_alert(&actor, self.alert).await.map_err(JobError::retry)
    }
}

/// Carries the copies of an alert.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CarryAlert {
    agency: AgencyId,
    alert: AlertId,
}

impl Job for CarryAlert {
    const NAME: &'static str = "carry-alert";
    /// With the usual waits these span 32 hours.
    const MAX_ATTEMPTS: u32 = 14;
}

impl Run<App> for CarryAlert {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = Actor::system(self.agency, Self::NAME);
        let Some(mailer) = app.mailer().map_err(JobError::retry)? else { return Ok(()) };
        app.carry_alert(&actor, self.alert, mailer).await.map_err(JobError::retry)
    }
}
