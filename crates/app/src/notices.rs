//! Letters to people with an account about the account itself: whoever it belongs to learns what was done to it, also
//! when somebody else did it.

use std::borrow::Cow;

use commonbeat_auth::attempts::{self, Allowed, Attempts};
use commonbeat_carriers::smtp::{AutoSubmitted, Message as Mail, SendError};
use commonbeat_domain::Key as _;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::{AgencyId, DeliveryId, PersonId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_jobs::{Attempt, Job, JobError, NewJob, Run};
use commonbeat_store::people::Filter;
use commonbeat_store::{Write, agencies, people, queue};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::people::account_digest;
use crate::texts::{self, plain};
use crate::{App, Error, Result};

/// What a letter tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Notice {
    /// A recovery code was used to sign in.
    RecoveryUsed,
    /// The password was changed.
    PasswordChanged,
    /// Another phone shows the one-time codes.
    PhoneChanged,
    /// New recovery codes were made; earlier ones open nothing.
    CodesMade,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A passkey's counter went backwards: there may be a copy of it.
    PasskeyCopied,
    /// To administrators: none of them can sign in with a password at the moment.
    AdministratorsLocked,
    /// To administrators: accounts that nobody used were locked.
    AccountsIdle,
    /// To supervisors: a resident's words sound like present danger.
    Danger,
    /// To supervisors: answers or promises are late.
    ThreadsLate,
    /// To auditors: the head of the trail, to be kept elsewhere.
    TrailHead,
}

impl Notice {
    /// Key of its words.
    fn words(self) -> &'static str {
        match self {
            Notice::RecoveryUsed => "notice-recovery-used",
            Notice::PasswordChanged => "notice-password-changed",
            Notice::PhoneChanged => "notice-phone-changed",
            Notice::CodesMade => "notice-codes-made",
            Notice::PasskeyAdded => "notice-passkey-added",
            Notice::PasskeyRemoved => "notice-passkey-removed",
            Notice::PasskeyCopied => "notice-passkey-copied",
            Notice::AdministratorsLocked => "notice-administrators-locked",
            Notice::AccountsIdle => "notice-accounts-idle",
            Notice::Danger => "notice-danger",
            Notice::ThreadsLate => "notice-threads-late",
            Notice::TrailHead => "notice-trail-head",
        }
    }

    /// Whether it is about the reader's own account.
    fn is_own(self) -> bool {
        !matches!(
            self,
            Notice::AdministratorsLocked
                | Notice::AccountsIdle
                | Notice::TrailHead
                | Notice::Danger
                | Notice::ThreadsLate
        )
    }
}

/// Sends one letter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SendNotice {
    agency: AgencyId,
    person: PersonId,
    letter: DeliveryId,
    notice: Notice,
    at: Timestamp,
    /// Where it was done from, or what it is about; may be empty.
    what: String,
}

impl Job for SendNotice {
    const NAME: &'static str = "send-notice";
    /// With the usual waits these span 32 hours: a mail server may be away for a day.
    const MAX_ATTEMPTS: u32 = 14;
}

impl Run<App> for SendNotice {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let Some(mailer) = app.mailer().map_err(JobError::retry)? else { return Ok(()) };
        let host = mailer.from();
        let host = host.rsplit_once('@').map_or("localhost", |(_, host)| host);
        let mail = app.notice_mail(&self, host).await.map_err(JobError::retry)?;
        match mailer.send(&mail).await {
            Ok(_) => Ok(()),
            Err(SendError::Permanent { .. }) => {
                tracing::warn!(letter = %self.letter, "A letter about an account was refused for good");
                Ok(())
            }
            Err(later) => Err(JobError::retry(later)),
        }
    }
}

impl App {
    /// Tells somebody by mail after the commit of this write.
    pub(crate) async fn notify(
        &self,
        write: &mut Write,
        person: PersonId,
        notice: Notice,
        what: &str,
    ) -> Result<()> {
        let letter = SendNotice {
            agency: commonbeat_store::Session::agency(write),
            person,
            letter: self.id(),
            notice,
            at: write.now(),
            what: what.to_owned(),
        };
        let job = NewJob::of(&letter, self.id(), write.now()).map_err(Error::broken)?;
        queue::enqueue(write, job).await?;
        Ok(())
    }

    /// Tells every active administrator of the agency.
    pub(crate) async fn notify_administrators(
        &self,
        write: &mut Write,
        notice: Notice,
        what: &str,
    ) -> Result<()> {
        for administrator in administrators(write).await? {
            self.notify(write, administrator.id, notice, what).await?;
        }
        Ok(())
    }

    /// Tells everybody active in a role.
    pub(crate) async fn notify_role(
        &self,
        write: &mut Write,
        role: Role,
        notice: Notice,
        what: &str,
    ) -> Result<()> {
        let filter = Filter { role: Some(role), standings: vec![Standing::Active], ..Filter::default() };
        for listed in people::list(write, &filter, 500).await? {
            self.notify(write, listed.person.id, notice, what).await?;
        }
        Ok(())
    }

    /// Tells the administrators when none of them can sign in with a password, this one included.
    pub(crate) async fn alarm_if_all_locked(&self, write: &mut Write, locked: &Person) -> Result<()> {
        if !locked.is_active_administrator() {
            return Ok(());
        }
        let now = write.now();
        for administrator in administrators(write).await? {
            if administrator.id == locked.id {
                continue;
            }
            let digest = account_digest(administrator.email.as_str());
            let since = now - attempts::MEMORY;
            let failures = commonbeat_store::unauthenticated::failures(write, &digest, since).await?;
            if !matches!(Attempts::from(failures).allowed(now), Allowed::Locked { .. }) {
                return Ok(());
            }
        }
        self.notify_administrators(write, Notice::AdministratorsLocked, "").await
    }

    async fn notice_mail(&self, notice: &SendNotice, host: &str) -> Result<Mail> {
        let read = self.store.read(&Actor::system(notice.agency, SendNotice::NAME)).await?;
        let person = people::by_id(&read, notice.person).await?;
        let agency = agencies::own(&read).await?;
        let id = format!("<{}@{host}>", notice.letter.uuid());
        let t = |key: &str| texts::text(person.language, key, &values(&agency, &person, notice));
        let subject = t(match notice.notice {
            Notice::TrailHead => "notice-subject-head",
            Notice::Danger => "notice-subject-danger",
            Notice::ThreadsLate => "notice-subject-late",
            own if own.is_own() => "notice-subject",
            _ => "notice-subject-agency",
        });
        let mut parts = vec![t("mail-hello-name"), t(notice.notice.words()), t("notice-when")];
        if notice.notice.is_own() {
            parts.push(t("notice-not-you"));
        }
        parts.push(format!("{}\n{}", agency.name, self.settings.public_url));
        Ok(Mail {
            from_name: Some(agency.name.clone()),
            auto_submitted: Some(AutoSubmitted::Generated),
            ..Mail::new(person.email.as_str(), subject, parts.join("\n\n"), id, notice.at)
        })
    }
}

async fn administrators(write: &Write) -> Result<Vec<Person>> {
    let filter =
        Filter { role: Some(Role::Administrator), standings: vec![Standing::Active], ..Filter::default() };
    Ok(people::list(write, &filter, 500).await?.into_iter().map(|listed| listed.person).collect())
}

fn values(agency: &Agency, person: &Person, notice: &SendNotice) -> texts::Values {
    let at = notice.at.to_zoned(agency.time_zone());
    texts::Values::from([
        (Cow::Borrowed("agency"), plain(&agency.name)),
        (Cow::Borrowed("called"), plain(&person.display_name())),
        (Cow::Borrowed("what"), plain(&notice.what)),
        (Cow::Borrowed("when"), plain(&at.strftime("%Y-%m-%d %H:%M %Z").to_string())),
    ])
}
