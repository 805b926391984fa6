//! Referrals: made with consent, answered by the service, taken back by the person. And the directory of services.

use std::collections::{BTreeMap, BTreeSet};

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AgencyId, OrganizationId, PersonId, ReferralId};
use commonbeat_domain::information::publishing::{Cleared, PublicService, clear_service};
use commonbeat_domain::partnerships::agreements::DataCategory;
use commonbeat_domain::partnerships::organizations::Organization;
use commonbeat_domain::partnerships::referrals::{DeclineReason, NewReferral, Outcome, Referral, ToReach};
use commonbeat_domain::partnerships::shares::Passed;
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::{
    Session, StoreError, Write, agencies, agreements, once, organizations, people, referrals,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{App, Error, Result};

/// Most rows of a list.
const ROWS: u64 = 200;
/// Days for which a service reads that a consent was taken back.
const TAKEN_BACK_DAYS: i64 = 30;

/// A referral as the actor sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferralView {
    /// The referral.
    pub referral: Referral,
    /// The service's name.
    pub service: String,
    /// Names of who made it and of who did each step.
    pub people: BTreeMap<PersonId, String>,
    /// Whether the agreement under which it was made has ended meanwhile: then the service sees nothing of it.
    pub cut_off: bool,
    /// Whether the consent has run out.
    pub lapsed: bool,
    /// Whether the actor may read who the person is.
    pub person: bool,
    /// Whether the actor may note that the consent was taken back.
    pub may_withdraw: bool,
    /// Whether the actor answers for the service.
    pub answers: bool,
}

/// What a service does with a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It takes the person on.
    Accept,
    /// It cannot.
    Decline(DeclineReason),
    /// The two have met or spoken.
    Met,
    /// It is over.
    Close(Outcome),
}

impl Reply {
    fn act(self) -> &'static str {
        match self {
            Reply::Accept => "referral.accept",
            Reply::Decline(_) => "referral.decline",
            Reply::Met => "referral.meet",
            Reply::Close(_) => "referral.close",
        }
    }
}

impl App {
    /// The directory of services, for everybody.
    pub async fn services(&self, agency: AgencyId) -> Result<Vec<Cleared<PublicService>>> {
        let read = self.store.read(&Actor::nobody(agency)).await?;
        read.reach(Action::ReadPublic, "organization")?;
        Ok(organizations::list(&read).await?.iter().filter_map(clear_service).collect())
    }

    /// Services to which somebody can be referred now: an agreement in force covers it.
    pub async fn referral_services(&self, who: &Actor) -> Result<Vec<Organization>> {
        let read = self.store.read(who).await?;
        read.reach(Action::MakeReferral, "referral")?;
        let holding = agreements::holding(&read, crate::agreements::MOST).await?;
        let open = |o: &Organization| {
            holding
                .iter()
                .any(|a| a.organization == o.id && a.terms.categories.contains(&DataCategory::Referrals))
        };
        Ok(organizations::list(&read).await?.into_iter().filter(open).collect())
    }

    /// Referrals the actor may see, the newest in front.
    pub async fn referrals(&self, who: &Actor) -> Result<Vec<ReferralView>> {
        let read = self.store.read(who).await?;
        let all = referrals::list(&read, ROWS).await?;
        self.referral_views(&read, all).await
    }

    /// What a service has to stop: what to call each referral whose consent was taken back lately, and since when.
    pub async fn referrals_taken_back(&self, who: &Actor) -> Result<Vec<(String, Timestamp)>> {
        let since = self.now() - SignedDuration::from_hours(24 * TAKEN_BACK_DAYS);
        Ok(referrals::taken_back(&self.store.read(who).await?, since).await?)
    }

    /// One referral.
    pub async fn referral(&self, who: &Actor, id: ReferralId) -> Result<ReferralView> {
        let read = self.store.read(who).await?;
        let referral = referrals::get(&read, id).await?;
        let seen = referral.token();
        let view = self.referral_views(&read, vec![referral]).await?.pop();
        self.seen(who, DataCategory::Referrals, seen).await?;
        view.ok_or(Error::Missing("referral"))
    }

    /// Who the person is. Each look leaves its row in the trail first.
    pub async fn referral_person(&self, who: &Actor, id: ReferralId) -> Result<Option<ToReach>> {
        // Whoever may not know of it leaves no row about it.
        referrals::person(&self.store.read(who).await?, self.store.vault(), id).await?;
        let entry = Entry::new("referral.look", id);
        let read = self.store.read_recorded(who, self.now(), entry).await?;
        Ok(referrals::person(&read, self.store.vault(), id).await?)
    }

    /// Refers somebody to a service. `token`: the form's.
    pub async fn make_referral(&self, who: &Actor, new: NewReferral, token: &str) -> Result<Referral> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::MakeReferral, "referral")?;
        let by = who.person().ok_or(Error::Missing("referral"))?;
        if let Some(id) = once::done(&write, token).await? {
            let id = id.parse().map_err(|_| Error::Missing("referral"))?;
            return Ok(referrals::get(&write, id).await?);
        }
        let service = new.organization;
        match organizations::by_id(&write, service).await {
            Err(StoreError::Missing(_)) => return Err(Refusal::malformed("referral_service").into()),
            found => found.map(drop)?,
        }
        if !agreements::open_to(&write, service).await?.contains(&DataCategory::Referrals) {
            return Err(Refusal::unfit("referral_service", "no-agreement-referrals").into());
        }
        let zone = agencies::own(&write).await?.time_zone();
        let (referral, person) = Referral::make(self.id(), new, by, write.now(), self.today(&zone))?;
        referrals::insert(&mut write, &referral, &person, &zone).await?;
        once::claim(&mut write, token, &referral.id.to_string()).await?;
        let how = (DataCategory::Referrals, Passed::Given);
        self.disseminated(&mut write, service, how, referral.token()).await?;
        let details = json!({ "organization": service, "until": referral.consent.until });
        write.record(Entry::new("referral.make", referral.id).with(details));
        write.commit().await?;
        Ok(referral)
    }

    /// The service's answer.
    pub async fn answer_referral(
        &self,
        who: &Actor,
        id: ReferralId,
        read: i64,
        reply: Reply,
    ) -> Result<Referral> {
        let write = self.store.write(who, self.now()).await?;
        write.reach(Action::AnswerReferral, "referral")?;
        let (by, at) = (who.person().ok_or(Error::Missing("referral"))?, write.now());
        let referral = fetch(&write, id, read).await?;
        let referral = match reply {
            Reply::Accept => referral.accept(by, at),
            Reply::Decline(why) => referral.decline(why, by, at),
            Reply::Met => referral.met(by, at),
            Reply::Close(outcome) => referral.close(outcome, by, at),
        }?;
        keep(write, referral, reply.act()).await
    }

    /// The person took the consent back: noted by any of the agency who may see the referral. At this instant the service
    /// sees nothing of it, and who the person is, is erased.
    pub async fn withdraw_consent(&self, who: &Actor, id: ReferralId) -> Result<Referral> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::MakeReferral, "referral")?;
        let by = who.person().ok_or(Error::Missing("referral"))?;
        let referral = referrals::get(&write, id).await?.withdraw(by, write.now())?;
        let how = (DataCategory::Referrals, Passed::Withdrawn);
        self.disseminated(&mut write, referral.organization, how, referral.token()).await?;
        keep(write, referral, "referral.withdraw").await
    }

    /// Erases who the person is wherever a consent is over; gives in how many.
    pub async fn forget_referred(&self, who: &Actor) -> Result<u64> {
        let mut write = self.store.write(who, self.now()).await?;
        let erased = referrals::forget(&mut write).await?;
        if erased > 0 {
            write.record(Entry::new("referral.forget", "referrals").with(json!({ "erased": erased })));
            write.commit().await?;
        }
        Ok(erased)
    }

    /// Seals with the newest key who was referred.
    pub(crate) async fn seal_referrals(&self, operator: &Actor) -> Result<()> {
        let mut write = self.store.write(operator, self.now()).await?;
        let sealed = referrals::seal_anew(&mut write).await?;
        if sealed > 0 {
            write.record(Entry::new("keys.seal", "referrals").with(json!({ "referrals": sealed })));
            write.commit().await?;
        }
        Ok(())
    }

    async fn referral_views(&self, read: &impl Session, all: Vec<Referral>) -> Result<Vec<ReferralView>> {
        let who = read.actor();
        let zone = agencies::own(read).await?.time_zone();
        let names = organizations::list(read).await?;
        let workers: Vec<PersonId> = all
            .iter()
            .flat_map(|r| r.steps.iter().map(|s| s.by).chain(r.consent.revoked.map(|r| r.noted_by)))
            .collect();
        let people = people::names(read, workers).await?;
        let mut open: BTreeMap<OrganizationId, bool> = BTreeMap::new();
        for id in all.iter().map(|r| r.organization).collect::<BTreeSet<_>>() {
            let categories = agreements::open_to(read, id).await?;
            open.insert(id, categories.contains(&DataCategory::Referrals));
        }
        let now = self.now();
        let view = |referral: Referral| self.referral_view(who, referral, (now, &zone), &open);
        let named = |mut view: ReferralView| {
            let service = names.iter().find(|o| o.id == view.referral.organization);
            view.service = service.map(|o| o.name.clone()).unwrap_or_default();
            view.people = people.clone();
            view
        };
        Ok(all.into_iter().map(view).map(named).collect())
    }

    fn referral_view(
        &self,
        who: &Actor,
        referral: Referral,
        (now, zone): (Timestamp, &TimeZone),
        open: &BTreeMap<OrganizationId, bool>,
    ) -> ReferralView {
        let answers = who.may(Action::AnswerReferral);
        let holds = referral.needs_person(now, zone);
        ReferralView {
            service: String::new(),
            people: BTreeMap::new(),
            cut_off: referral.open() && !open.get(&referral.organization).copied().unwrap_or(false),
            lapsed: referral.open() && !holds,
            person: holds && (answers || who.person() == Some(referral.made_by)),
            may_withdraw: who.may(Action::MakeReferral) && referral.consent.revoked.is_none(),
            answers: answers && holds,
            referral,
        }
    }
}

async fn fetch(write: &Write, id: ReferralId, read: i64) -> Result<Referral> {
    let referral = referrals::get(write, id).await?;
    if referral.version == read { Ok(referral) } else { Err(Error::Stale("referral")) }
}

async fn keep(mut write: Write, referral: Referral, act: &'static str) -> Result<Referral> {
    let zone = agencies::own(&write).await?.time_zone();
    let referral = referrals::save(&mut write, referral, &zone).await?;
    write.record(Entry::new(act, referral.id).with(json!({ "version": referral.version })));
    write.commit().await?;
    Ok(referral)
}

/// Forgets, every day, who was referred once the consent is over. Nobody could read it since that instant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ForgetReferred {
    /// The agency.
    pub agency: AgencyId,
}

impl Job for ForgetReferred {
    const NAME: &'static str = "forget-referred";
    const MAX_ATTEMPTS: u32 = 3;
}

impl Run<App> for ForgetReferred {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = Actor::system(self.agency, Self::NAME);
        app.forget_referred(&actor).await.map(drop).map_err(JobError::retry)
    }
}
