//! Accounts that nobody uses: locked after 90 days, looked over once a year.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AgencyId, PersonId};
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::access_reviews;
use commonbeat_store::audit::Entry;
use commonbeat_store::people::{self, Filter, Listed};
use commonbeat_store::sessions::{self, Which};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::notices::Notice;
use crate::people::keep_an_administrator;
use crate::{App, Error, Result};

/// Every account's roles are looked over at least this often (CJIS Security Policy, AC-2 j: yearly).
pub const REVIEW: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Most accounts of an agency that are looked at.
const MOST: u64 = 20_000;

/// Locks accounts that nobody uses, every night.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LockIdle {
    pub(crate) agency: AgencyId,
}

impl Job for LockIdle {
    const NAME: &'static str = "lock-idle";
    const MAX_ATTEMPTS: u32 = 3;
}

impl Run<App> for LockIdle {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        app.lock_idle(&Actor::system(self.agency, Self::NAME)).await.map(drop).map_err(JobError::retry)
    }
}

/// An account with what its yearly review looks at.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// The account.
    pub listed: Listed,
    /// When somebody last confirmed what its person may do.
    pub at: Option<Timestamp>,
    /// Whether it is due: never looked over, or longer ago than [`REVIEW`].
    pub due: bool,
}

impl App {
    /// Locks accounts that were not used for as many days as the settings say (CJIS Security Policy, AC-2(3): 90); the
    /// administrators are told by mail, in one letter. The last administrator of an agency stays. Gives who was locked.
    pub async fn lock_idle(&self, who: &Actor) -> Result<Vec<Person>> {
        let now = self.now();
        if self.settings.unused_days == 0 {
            return Ok(Vec::new());
        }
        let unused = SignedDuration::from_hours(24 * i64::from(self.settings.unused_days));
        let filter = Filter { standings: vec![Standing::Active], ..Filter::default() };
        let all = people::list(&self.store.read(who).await?, &filter, MOST).await?;
        let idle = all.into_iter().filter(|listed| {
            now.duration_since(listed.signed_in_at.unwrap_or(listed.person.created_at)) > unused
        });
        let mut locked = Vec::new();
        for Listed { person, .. } in idle {
            let mut write = self.store.write(who, now).await?;
            let changed = Person { standing: Standing::Locked, ..person.clone() };
            match keep_an_administrator(&mut write, &person, &changed).await {
                Err(Error::Refused(_)) => continue,
                other => other?,
            }
            let saved = people::update(&mut write, changed).await?;
            let ended = sessions::end(&mut write, saved.id, Which::All).await?;
            let details = json!({ "before": person.standing, "why": "unused", "sessions_ended": ended });
            write.record(Entry::new("person.lock", saved.id).with(details));
            write.commit().await?;
            locked.push(saved);
        }
        if !locked.is_empty() {
            let names: Vec<String> = locked.iter().map(Person::display_name).collect();
            let mut write = self.store.write(who, now).await?;
            self.notify_administrators(&mut write, Notice::AccountsIdle, &names.join(", ")).await?;
            write.record(Entry::new("person.idle", "accounts").with(json!({ "locked": locked.len() })));
            write.commit().await?;
        }
        Ok(locked)
    }

    /// Accounts that can be used, with when what they may do was last looked over: those that are due first.
    pub async fn access_review(&self, who: &Actor) -> Result<Vec<Reviewed>> {
        who.reach(Action::ManagePeople).ok_or(Error::Missing("person"))?;
        let read = self.store.read(who).await?;
        let standings = vec![Standing::Invited, Standing::Active, Standing::Locked];
        let all = people::list(&read, &Filter { standings, ..Filter::default() }, MOST).await?;
        let reviews = access_reviews::all(&read).await?;
        let now = self.now();
        let mut list: Vec<Reviewed> = all
            .into_iter()
            .map(|listed| {
                let at = reviews.get(&listed.person.id).copied();
                // A new account was looked over by whoever made it.
                let due = now.duration_since(at.unwrap_or(listed.person.created_at)) > REVIEW;
                Reviewed { listed, at, due }
            })
            .collect();
        list.sort_by_key(|reviewed| !reviewed.due);
        Ok(list)
    }

    /// Notes that somebody looked over what these people may do, and that it is right as it is. Nobody confirms
    /// their own account.
    pub async fn confirm_access(&self, who: &Actor, people: &[PersonId]) -> Result<()> {
        who.reach(Action::ManagePeople).ok_or(Error::Missing("person"))?;
        let mut write = self.store.write(who, self.now()).await?;
        for id in people.iter().filter(|id| who.person() != Some(**id)) {
            let person = people::by_id(&write, *id).await?;
            access_reviews::confirm(&mut write, *id, who.person()).await?;
            write.record(Entry::new("person.review", id).with(json!({ "roles": person.roles })));
        }
        if people.iter().all(|id| who.person() == Some(*id)) {
            return Err(commonbeat_domain::Refusal::not_now("review-nobody"))?;
        }
        Ok(write.commit().await?)
    }
}
