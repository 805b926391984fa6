//! The trail guarded from outside: its head mailed every day, and an alarm when it cannot be written.
//!
//! A write whose row cannot be put into the trail is not done, and a sensitive read without its row gives nothing, so
//! what counts stops by itself. The alarm does not go through the database, which may be what is broken: the
//! addresses are kept in memory, and the letter goes straight to the mail server.

use std::borrow::Cow;
use std::future::Future;
use std::time::Duration;

use commonbeat_carriers::smtp::{AutoSubmitted, Message as Mail};
use commonbeat_domain::Key as _;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::{AgencyId, DeliveryId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::audit::{self, Entry};
use commonbeat_store::people::{self, Filter};
use commonbeat_store::{Session, agencies};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::notices::Notice;
use crate::texts::{self, plain};
use crate::{App, Result};

/// How often it is looked whether the trail could be written.
const LOOK: Duration = Duration::from_secs(60);
/// Between two alarms lies at least this long.
const QUIET: SignedDuration = SignedDuration::from_mins(55);

/// Mails the signed head of an agency's trail, every day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MailHead {
    pub(crate) agency: AgencyId,
}

impl Job for MailHead {
    const NAME: &'static str = "mail-head";
    const MAX_ATTEMPTS: u32 = 5;
}

impl Run<App> for MailHead {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        app.mail_head(&Actor::system(self.agency, Self::NAME)).await.map_err(JobError::retry)
    }
}

/// What a watcher knows without the database.
#[derive(Debug, Default)]
pub struct Watch {
    /// Whom to tell: each agency with its readers.
    known: Vec<(Agency, Vec<Person>)>,
    /// Failures that were told or stood there before.
    told: u64,
    alarmed_at: Option<Timestamp>,
}

impl App {
    /// Mails the signed head of the trail to the agency's auditors; to its administrators where it has none.
    pub async fn mail_head(&self, who: &Actor) -> Result<()> {
        let read = self.store.read(who).await?;
        let (readers, head) = (readers(&read).await?, audit::head(&read).await?);
        let head = self.signed(who.agency, head)?.to_string();
        let mut write = self.store.write(who, self.now()).await?;
        for reader in &readers {
            self.notify(&mut write, reader.id, Notice::TrailHead, &head).await?;
        }
        write.record(Entry::new("audit.mail_head", "trail").with(json!({ "readers": readers.len() })));
        Ok(write.commit().await?)
    }

    /// Looks once a minute, until `shutdown` resolves, whether this process could write the trail.
    pub async fn watch_trail(&self, shutdown: impl Future<Output = ()>) {
        let mut watch = Watch::default();
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        tokio::pin!(shutdown);
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                _ = look.tick() => drop(self.look_at_trail(&mut watch).await),
            }
        }
    }

    /// Sends an alarm when rows of the trail could not be written since the last look; gives how many letters left.
    /// A letter that the mail server does not take is tried again at the next look.
    pub async fn look_at_trail(&self, watch: &mut Watch) -> usize {
        if let Ok(known) = self.readers_of_all().await {
            watch.known = known;
        }
        let (failures, now) = (self.store.trail_failures(), self.now());
        let quiet = watch.alarmed_at.is_some_and(|at| now.duration_since(at) < QUIET);
        if failures == watch.told || quiet {
            return 0;
        }
        tracing::error!(failures, "Rows of the audit trail cannot be written");
        let sent = self.sound_alarm(watch).await;
        if sent > 0 {
            (watch.told, watch.alarmed_at) = (failures, Some(now));
        }
        sent
    }

    async fn sound_alarm(&self, watch: &Watch) -> usize {
        let Ok(Some(mailer)) = self.mailer() else { return 0 };
        let from = mailer.from();
        let host = from.rsplit_once('@').map_or("localhost", |(_, host)| host);
        let mut sent = 0;
        for (agency, readers) in &watch.known {
            for reader in readers {
                sent += usize::from(mailer.send(&self.alarm(agency, reader, host)).await.is_ok());
            }
        }
        sent
    }

    fn alarm(&self, agency: &Agency, reader: &Person, host: &str) -> Mail {
        let values = texts::Values::from([
            (Cow::Borrowed("agency"), plain(&agency.name)),
            (Cow::Borrowed("called"), plain(&reader.display_name())),
        ]);
        let t = |key: &str| texts::text(reader.language, key, &values);
        let text = [t("mail-hello-name"), t("notice-trail-broken"), self.settings.public_url.clone()];
        let id = format!("<{}@{host}>", self.id::<DeliveryId>().uuid());
        Mail {
            from_name: Some(agency.name.clone()),
            auto_submitted: Some(AutoSubmitted::Generated),
            ..Mail::new(
                reader.email.as_str(),
                t("notice-trail-broken-subject"),
                text.join("\n\n"),
                id,
                self.now(),
            )
        }
    }

    async fn readers_of_all(&self) -> Result<Vec<(Agency, Vec<Person>)>> {
        let mut all = Vec::new();
        for agency in self.store.agencies().await? {
            let read = self.store.read(&Actor::system(agency.id, MailHead::NAME)).await?;
            all.push((agencies::own(&read).await?, readers(&read).await?));
        }
        Ok(all)
    }
}

/// Whoever reads the trail: auditors, or administrators where there are none.
async fn readers(session: &impl Session) -> Result<Vec<Person>> {
    for role in [Role::Auditor, Role::Administrator] {
        let filter = Filter { role: Some(role), standings: vec![Standing::Active], ..Filter::default() };
        let found = people::list(session, &filter, 100).await?;
        if !found.is_empty() {
            return Ok(found.into_iter().map(|listed| listed.person).collect());
        }
    }
    Ok(Vec::new())
}
