//! Joint initiatives: plan, move, call off, hold, note what people raised, answer it in public.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AreaId, InitiativeId, PersonId};
use commonbeat_domain::information::publishing::{Cleared, PublicInitiative, clear_initiative};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::people::Standing;
use commonbeat_domain::partnerships::initiatives::{Held, Initiative, Plan, Watch};
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::initiatives::{self, Filter};
use commonbeat_store::{Session, StoreError, Write, agencies, areas, once, people, problems};
use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::problems::known_worker;
use crate::{App, Error, Result};

/// An initiative with the names that stand on it.
#[derive(Clone, Debug, PartialEq)]
pub struct InitiativeView {
    /// The initiative.
    pub initiative: Initiative,
    /// Who looks after it, and who answers for what was raised.
    pub people: BTreeMap<PersonId, String>,
    /// The neighborhood's name.
    pub area: Option<String>,
    /// The problem it serves, as far as the actor sees it.
    pub problem: Option<(Reference, String)>,
    /// The agency's day.
    pub today: Date,
    /// Whether the actor may change it.
    pub may_change: bool,
}

/// Most rows of a list.
const ROWS: u64 = 200;
/// Days for which what is over stays on the public page, with its answers.
pub const SHOWN_AFTER_DAYS: i64 = 60;

impl App {
    /// What is to come, the next in front, and what is over, the last in front.
    pub async fn initiatives(&self, who: &Actor) -> Result<(Vec<Initiative>, Vec<Initiative>)> {
        let read = self.store.read(who).await?;
        let now = self.now();
        let coming = Filter { ends_after: Some(now), ..Filter::default() };
        let over = Filter { ended_by: Some(now), ..Filter::default() };
        Ok((initiatives::list(&read, &coming, ROWS).await?, initiatives::list(&read, &over, ROWS).await?))
    }

    /// One initiative.
    pub async fn initiative(&self, who: &Actor, id: InitiativeId) -> Result<InitiativeView> {
        let read = self.store.read(who).await?;
        let initiative = initiatives::get(&read, id).await?;
        let owners = initiative.raised.iter().map(|r| r.owner).chain([initiative.lead]);
        let areas = areas::list(&read, Some(AreaKind::Neighborhood)).await?;
        let problem = match initiative.plan.problem {
            Some(id) => problems::briefs(&read, &[id]).await?.pop().map(|b| (b.reference, b.title)),
            None => None,
        };
        Ok(InitiativeView {
            people: people::names(&read, owners.collect::<Vec<_>>()).await?,
            area: areas.into_iter().find(|a| Some(a.id) == initiative.plan.neighborhood).map(|a| a.name),
            problem,
            today: self.today(&agencies::own(&read).await?.time_zone()),
            may_change: who.may(Action::ManageInitiatives),
            initiative,
        })
    }

    /// Plans an initiative. `problem` is a reference as typed; `token` the form's.
    pub async fn plan_initiative(
        &self,
        who: &Actor,
        plan: Plan,
        problem: Option<&Reference>,
        token: &str,
    ) -> Result<Initiative> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::ManageInitiatives, "initiative")?;
        let lead = who.person().ok_or(Error::Missing("initiative"))?;
        if let Some(id) = once::done(&write, token).await? {
            let id = id.parse().map_err(|_| Error::Missing("initiative"))?;
            return Ok(initiatives::get(&write, id).await?);
        }
        let plan = known(&write, plan, problem).await?;
        let initiative = Initiative::planned(self.id(), plan, lead, write.now())?;
        let zone = agencies::own(&write).await?.time_zone();
        initiatives::insert(&mut write, &initiative, &zone).await?;
        once::claim(&mut write, token, &initiative.id.to_string()).await?;
        write.record(Entry::new("initiative.plan", initiative.id).with(&initiative.plan));
        write.commit().await?;
        Ok(initiative)
    }

    /// Moves it, or describes it anew.
    pub async fn change_initiative(
        &self,
        who: &Actor,
        id: InitiativeId,
        read: i64,
        plan: Plan,
        problem: Option<&Reference>,
    ) -> Result<Initiative> {
        let (write, initiative, _) = self.initiative_to_change(who, id, read).await?;
        let plan = known(&write, plan, problem).await?;
        let at = write.now();
        self.keep_initiative(write, initiative.change(plan, at)?, "initiative.change").await
    }

    /// Calls it off, with a reason.
    pub async fn call_off(&self, who: &Actor, id: InitiativeId, read: i64, why: &str) -> Result<Initiative> {
        let (write, initiative, _) = self.initiative_to_change(who, id, read).await?;
        let at = write.now();
        self.keep_initiative(write, initiative.call_off(why, at)?, "initiative.call-off").await
    }

    /// Notes how it went.
    pub async fn hold_initiative(
        &self,
        who: &Actor,
        id: InitiativeId,
        read: i64,
        held: Held,
    ) -> Result<Initiative> {
        let (write, initiative, zone) = self.initiative_to_change(who, id, read).await?;
        let now = write.now();
        self.keep_initiative(write, initiative.record(held, now, &zone)?, "initiative.hold").await
    }

    /// Keeps a watch group's record.
    pub async fn keep_watch(
        &self,
        who: &Actor,
        id: InitiativeId,
        read: i64,
        watch: Watch,
    ) -> Result<Initiative> {
        let (write, initiative, zone) = self.initiative_to_change(who, id, read).await?;
        let today = self.today(&zone);
        self.keep_initiative(write, initiative.keep_watch(watch, today)?, "initiative.watch").await
    }

    /// Notes what people raised, with who answers for it by when.
    pub async fn raise_at(
        &self,
        who: &Actor,
        id: InitiativeId,
        read: i64,
        (words, owner, due): (&str, PersonId, Date),
    ) -> Result<Initiative> {
        let (write, initiative, zone) = self.initiative_to_change(who, id, read).await?;
        known_worker(&write, "raised_owner", owner, Action::ManageInitiatives).await?;
        let today = self.today(&zone);
        self.keep_initiative(write, initiative.raise(words, owner, due, today)?, "initiative.raise").await
    }

    /// Answers in public what was raised as the `n`-th.
    pub async fn answer_raised(
        &self,
        who: &Actor,
        id: InitiativeId,
        read: i64,
        n: usize,
        words: &str,
    ) -> Result<Initiative> {
        let (write, initiative, _) = self.initiative_to_change(who, id, read).await?;
        let at = write.now();
        self.keep_initiative(write, initiative.answer(n, words, at)?, "initiative.answer").await
    }

    /// What is on, and what came of what was raised in the last [`SHOWN_AFTER_DAYS`] days: of one neighborhood, by the last
    /// part of its page's address, and of the whole agency. For everybody.
    pub async fn public_initiatives(
        &self,
        who: &Actor,
        slug: Option<&str>,
    ) -> Result<Vec<Cleared<PublicInitiative>>> {
        let read = self.store.read(who).await?;
        let zone = agencies::own(&read).await?.time_zone();
        let all = areas::list(&read, Some(AreaKind::Neighborhood)).await?;
        let area = match slug {
            Some(slug) => Some(all.iter().find(|a| a.slug == slug).ok_or(Error::Missing("area"))?.id),
            None => None,
        };
        let since = self.now() - SignedDuration::from_hours(24 * SHOWN_AFTER_DAYS);
        let found = initiatives::shown(&read, area, since, ROWS).await?;
        let name = |id: AreaId| all.iter().find(|a| a.id == id).map(|a| a.name.clone());
        let clear = |i: &Initiative| clear_initiative(i, &zone, i.plan.neighborhood.and_then(name));
        Ok(found.iter().filter_map(clear).collect())
    }

    /// Neighborhoods to choose from, with the last part of their pages' addresses, by name.
    pub async fn neighborhood_choices(&self, who: &Actor) -> Result<Vec<(AreaId, String, String)>> {
        let read = self.store.read(who).await?;
        let all = areas::list(&read, Some(AreaKind::Neighborhood)).await?;
        Ok(all.into_iter().map(|a| (a.id, a.name, a.slug)).collect())
    }

    /// People who may answer for what was raised, by name.
    pub async fn initiative_owners(&self, who: &Actor) -> Result<Vec<(PersonId, String)>> {
        let read = self.store.read(who).await?;
        read.reach(Action::ManageInitiatives, "initiative")?;
        let filter = people::Filter {
            standings: vec![Standing::Invited, Standing::Active, Standing::Locked],
            ..people::Filter::default()
        };
        let all = people::list(&read, &filter, 1_000).await?.into_iter().map(|listed| listed.person);
        let fit = all.filter(|person| person.actor().may(Action::ManageInitiatives));
        Ok(fit.map(|person| (person.id, person.display_name())).collect())
    }

    async fn initiative_to_change(
        &self,
        who: &Actor,
        id: InitiativeId,
        read: i64,
    ) -> Result<(Write, Initiative, TimeZone)> {
        let write = self.store.write(who, self.now()).await?;
        write.reach(Action::ManageInitiatives, "initiative")?;
        let initiative = initiatives::get(&write, id).await?;
        if initiative.version != read {
            return Err(Error::Stale("initiative"));
        }
        let zone = agencies::own(&write).await?.time_zone();
        Ok((write, initiative, zone))
    }

    async fn keep_initiative(
        &self,
        mut write: Write,
        initiative: Initiative,
        act: &'static str,
    ) -> Result<Initiative> {
        let zone = agencies::own(&write).await?.time_zone();
        let initiative = initiatives::save(&mut write, initiative, &zone).await?;
        write.record(Entry::new(act, initiative.id).with(json!({ "version": initiative.version })));
        write.commit().await?;
        Ok(initiative)
    }
}

/// The plan with a neighborhood and a problem that are known here.
async fn known(write: &Write, mut plan: Plan, problem: Option<&Reference>) -> Result<Plan> {
    let all = areas::list(write, Some(AreaKind::Neighborhood)).await?;
    if plan.neighborhood.is_some_and(|id| all.iter().all(|a| a.id != id)) {
        return Err(Refusal::malformed("initiative_area").into());
    }
    plan.problem = match problem {
        None => None,
        Some(at) => match problems::get(write, at).await {
            Ok(problem) => Some(problem.id),
            Err(StoreError::Missing(_)) => return Err(Refusal::malformed("initiative_problem").into()),
            Err(other) => return Err(other.into()),
        },
    };
    Ok(plan)
}
