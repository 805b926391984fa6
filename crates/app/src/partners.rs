//! Partners: their records, what they do with the agency, what was shared with them, and where nobody does.

use std::collections::{BTreeMap, BTreeSet};

use commonbeat_domain::authority::{Action, Actor, Reach, Who};
use commonbeat_domain::ids::{AreaId, DisseminationId, OrganizationId, ProblemId};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::partnerships::agreements::{Agreement, AgreementState, DataCategory};
use commonbeat_domain::partnerships::figures::TaskFigures;
use commonbeat_domain::partnerships::organizations::{Organization, OrganizationKind, PartnerRecord};
use commonbeat_domain::partnerships::shares::{Dissemination, Passed, Share};
use commonbeat_domain::problems::problem::Status;
use commonbeat_domain::problems::tasks::Task;
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::problems::{self, Brief, ProblemFilter};
use commonbeat_store::tasks::TaskFilter;
use commonbeat_store::{
    Session, StoreError, Write, agencies, agreements, areas, organizations, people, shares, surveys, tasks,
};
use serde_json::json;

use crate::tasks::TaskLine;
use crate::{App, Error, Result};

/// A partner in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct PartnerLine {
    /// The partner.
    pub organization: Organization,
    /// What agreements in force open to it.
    pub open: Vec<DataCategory>,
    /// Tasks that it has open now.
    pub tasks: u32,
    /// Of these, over their day.
    pub late: u32,
}

/// A partner with all that is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct PartnerView {
    /// The partner.
    pub organization: Organization,
    /// Its agreements with how each stands, the newest in front.
    pub agreements: Vec<(Agreement, AgreementState)>,
    /// What is open to it now.
    pub open: Vec<DataCategory>,
    /// How its tasks went.
    pub figures: TaskFigures,
    /// Its open tasks.
    pub tasks: Vec<TaskLine>,
    /// Problems that were opened to it.
    pub problems: Vec<Brief>,
    /// Its people with an account, as people read them.
    pub people: Vec<String>,
    /// The last lines of the dissemination log.
    pub log: Vec<(Dissemination, String)>,
    /// Whether the actor keeps its record.
    pub may_manage: bool,
}

/// What a partner's people begin with.
#[derive(Clone, Debug, PartialEq)]
pub struct Workspace {
    /// The organization.
    pub organization: Organization,
    /// What is open to it now.
    pub open: Vec<DataCategory>,
    /// Its open tasks, the one due first in front.
    pub tasks: Vec<TaskLine>,
    /// Problems it may read.
    pub problems: Vec<Brief>,
    /// Its agreements with how each stands.
    pub agreements: Vec<(Agreement, AgreementState)>,
    /// How its tasks went.
    pub figures: TaskFigures,
}

/// Who works with the agency on what, and where nobody does.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Open problems with the partners at work on each.
    pub problems: Vec<(Brief, Vec<(OrganizationId, String)>)>,
    /// Each neighborhood: how many partners of each kind are at work on its open problems.
    pub areas: Vec<(String, BTreeMap<&'static str, u32>)>,
}

/// Most rows of a list.
const ROWS: u64 = 300;
/// Lines of the log on a partner's page.
const LOG_LINES: u64 = 12;

impl App {
    /// The agency's partners by name, with what is going on; the ones merged into another are left out.
    pub async fn partners(&self, who: &Actor, kind: Option<OrganizationKind>) -> Result<Vec<PartnerLine>> {
        let read = self.store.read(who).await?;
        agency_wide(&read)?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let holding = agreements::holding(&read, crate::agreements::MOST).await?;
        let counts = tasks::open_by_organization(&read, today).await?;
        let line = |organization: Organization| {
            let own = holding.iter().filter(|a| a.organization == organization.id);
            let open: BTreeSet<DataCategory> = own.flat_map(|a| a.terms.categories.iter().copied()).collect();
            let (tasks, late) = counts.get(&organization.id).copied().unwrap_or_default();
            PartnerLine { organization, open: open.into_iter().collect(), tasks, late }
        };
        let all = organizations::list(&read).await?.into_iter();
        let wanted = all.filter(|o| o.merged_into.is_none() && kind.is_none_or(|k| k == o.kind));
        Ok(wanted.map(line).collect())
    }

    /// One partner with all that is kept.
    pub async fn partner(&self, who: &Actor, id: OrganizationId) -> Result<PartnerView> {
        let read = self.store.read(who).await?;
        agency_wide(&read)?;
        let organization = organizations::by_id(&read, id).await?;
        let zone = agencies::own(&read).await?.time_zone();
        let works = who.may(Action::ReadProblems);
        let all = if works { tasks::list(&read, &tasks_of(id), tasks::MOST).await? } else { Vec::new() };
        let opened = shares::list(&read, Some(id), None, ROWS).await?;
        let ids: Vec<ProblemId> = opened.iter().map(|s| s.problem).collect();
        let filter = people::Filter { organization: Some(id), ..people::Filter::default() };
        let own = people::list(&read, &filter, ROWS).await?;
        Ok(PartnerView {
            agreements: self.with_states(agreements::list(&read, Some(id), ROWS).await?, &zone),
            open: agreements::open_to(&read, id).await?,
            figures: TaskFigures::of(&all, self.today(&zone)),
            tasks: if works { self.task_lines(&read, open(all)).await? } else { Vec::new() },
            problems: if works { problems::briefs(&read, &ids).await? } else { Vec::new() },
            people: own.into_iter().map(|l| l.person.display_name()).collect(),
            log: self.log_lines(&read, id, None, LOG_LINES).await?,
            may_manage: who.may(Action::ManagePartners) && organization.merged_into.is_none(),
            organization,
        })
    }

    /// Adds a partner with its record.
    pub async fn add_partner(
        &self,
        who: &Actor,
        name: &str,
        kind: OrganizationKind,
        record: PartnerRecord,
    ) -> Result<Organization> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::ManagePartners, "organization")?;
        let organization = Organization::new(self.id(), "", kind).change(name, record)?;
        named(organizations::insert(&mut write, &organization).await)?;
        write.record(Entry::new("organization.add", organization.id).with(for_trail(&organization)));
        write.commit().await?;
        Ok(organization)
    }

    /// Changes a partner's record.
    pub async fn change_partner(
        &self,
        who: &Actor,
        id: OrganizationId,
        read: i64,
        name: &str,
        record: PartnerRecord,
    ) -> Result<Organization> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::ManagePartners, "organization")?;
        let organization = fetch(&write, id, read).await?.change(name, record)?;
        let organization = named(organizations::save(&mut write, organization).await)?;
        write.record(Entry::new("organization.change", id).with(for_trail(&organization)));
        write.commit().await?;
        Ok(organization)
    }

    /// Makes one of two partners part of the other: its people, tasks and opened problems go over; its agreements end at
    /// this instant, because they were made with the one that is no more.
    pub async fn merge_partner(
        &self,
        who: &Actor,
        id: OrganizationId,
        read: i64,
        into: OrganizationId,
    ) -> Result<Organization> {
        let mut write = self.store.write(who, self.now()).await?;
        if who.reach(Action::SignAgreement) != Some(Reach::Agency) {
            return Err(Error::Missing("organization"));
        }
        let other = match organizations::by_id(&write, into).await {
            Err(StoreError::Missing(_)) => {
                return Err(Refusal::unfit("merge_with", "partner-not-alike").into());
            }
            found => found?,
        };
        let gone = fetch(&write, id, read).await?.merge_into(&other)?;
        let moved = move_over(&mut write, id, into).await?;
        let (zone, now) = (agencies::own(&write).await?.time_zone(), write.now());
        let by = who.person().ok_or(Error::Missing("organization"))?;
        let side = commonbeat_domain::partnerships::agreements::Side::Agency;
        for agreement in agreements::list(&write, Some(id), ROWS).await? {
            if agreement.state(now, &zone) != AgreementState::Ended {
                let ended = agreement.end(side, by, &format!("{} · {}", gone.name, other.name), now)?;
                agreements::save(&mut write, ended, &zone).await?;
            }
        }
        let gone = organizations::save(&mut write, gone).await?;
        write.record(Entry::new("organization.merge", id).with(json!({ "into": into, "moved": moved })));
        write.commit().await?;
        Ok(gone)
    }

    /// Opens a problem to a partner. It is visible to the partner's people while an agreement in force covers problems.
    pub async fn share_problem(&self, who: &Actor, id: OrganizationId, at: &Reference) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        let problem = workable(&write, at).await?;
        if organizations::by_id(&write, id).await?.merged_into.is_some() {
            return Err(Refusal::not_now("partner-merged").into());
        }
        let by = who.person().ok_or(Error::Missing("problem"))?;
        if !agreements::open_to(&write, id).await?.contains(&DataCategory::Problems) {
            return Err(Refusal::not_now("no-agreement-problems").into());
        }
        let share = Share { problem, organization: id, by, at: write.now() };
        if !shares::open(&mut write, &share).await? {
            return Ok(());
        }
        self.disseminated(&mut write, id, (DataCategory::Problems, Passed::Given), at.to_string()).await?;
        write.record(Entry::new("problem.share", at).with(json!({ "organization": id })));
        Ok(write.commit().await?)
    }

    /// Takes a problem back from a partner.
    pub async fn unshare_problem(&self, who: &Actor, id: OrganizationId, at: &Reference) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        let problem = workable(&write, at).await?;
        if !shares::close(&mut write, id, problem).await? {
            return Ok(());
        }
        self.disseminated(&mut write, id, (DataCategory::Problems, Passed::Withdrawn), at.to_string())
            .await?;
        write.record(Entry::new("problem.unshare", at).with(json!({ "organization": id })));
        Ok(write.commit().await?)
    }

    /// Notes in the dissemination log, within a write that records what was done.
    pub(crate) async fn disseminated(
        &self,
        write: &mut Write,
        organization: OrganizationId,
        (category, how): (DataCategory, Passed),
        what: String,
    ) -> Result<()> {
        let Some(person) = write.actor().person() else { return Ok(()) };
        let (id, at) = (self.id(), write.now());
        let line = Dissemination { id, organization, category, how, what, person, at };
        Ok(shares::note(write, &line).await?)
    }

    /// Notes that a partner's person looked at something; once for each person, thing and day.
    pub(crate) async fn seen(&self, who: &Actor, category: DataCategory, what: String) -> Result<()> {
        let Who::Person { person, organization: Some(organization), .. } = &who.who else { return Ok(()) };
        let (id, at) = (self.id(), self.now());
        let (organization, person, how) = (*organization, *person, Passed::Seen);
        let line = Dissemination { id, organization, category, how, what, person, at };
        if shares::noted(&self.store.read(who).await?, &line).await? {
            return Ok(());
        }
        let mut write = self.store.write(who, at).await?;
        shares::note(&mut write, &line).await?;
        write.record(Entry::new("partner.see", &line.what).with(json!({ "category": category })));
        Ok(write.commit().await?)
    }

    /// The dissemination log of a partner, the newest line in front, each with the name of who gave or saw it.
    pub async fn dissemination_log(
        &self,
        who: &Actor,
        id: OrganizationId,
        before: Option<DisseminationId>,
        limit: u64,
    ) -> Result<Vec<(Dissemination, String)>> {
        let read = self.store.read(who).await?;
        agency_wide(&read)?;
        organizations::by_id(&read, id).await?;
        self.log_lines(&read, id, before, limit).await
    }

    async fn log_lines(
        &self,
        read: &impl Session,
        id: OrganizationId,
        before: Option<DisseminationId>,
        limit: u64,
    ) -> Result<Vec<(Dissemination, String)>> {
        let lines = shares::log_of(read, id, before, limit).await?;
        let names = people::names(read, lines.iter().map(|l| l.person)).await?;
        let name = |l: &Dissemination| names.get(&l.person).cloned().unwrap_or_default();
        Ok(lines.into_iter().map(|l| (l.clone(), name(&l))).collect())
    }

    /// What a partner's person begins with.
    pub async fn workspace(&self, who: &Actor) -> Result<Workspace> {
        let Who::Person { organization: Some(id), .. } = &who.who else {
            return Err(Error::Missing("organization"));
        };
        let read = self.store.read(who).await?;
        read.reach(Action::UseWorkspace, "organization")?;
        let zone = agencies::own(&read).await?.time_zone();
        let own = tasks::list(&read, &tasks_of(*id), tasks::MOST).await?;
        let shared = ProblemFilter { status: Some(Status::Open), ..ProblemFilter::default() };
        Ok(Workspace {
            organization: organizations::by_id(&read, *id).await?,
            open: agreements::open_to(&read, *id).await?,
            figures: TaskFigures::of(&own, self.today(&zone)),
            tasks: self.task_lines(&read, open(own)).await?,
            problems: problems::list(&read, &shared, ROWS).await?,
            agreements: self.with_states(agreements::list(&read, Some(*id), ROWS).await?, &zone),
        })
    }

    /// Who works with the agency on which open problem, and how many partners of each kind in each neighborhood.
    pub async fn coverage(&self, who: &Actor) -> Result<Coverage> {
        let read = self.store.read(who).await?;
        agency_wide(&read)?;
        let filter = ProblemFilter { status: Some(Status::Open), ..ProblemFilter::default() };
        let open = problems::list(&read, &filter, ROWS).await?;
        let all: BTreeMap<OrganizationId, Organization> =
            organizations::list(&read).await?.into_iter().map(|o| (o.id, o)).collect();
        let mut at_work: BTreeMap<ProblemId, BTreeSet<OrganizationId>> = BTreeMap::new();
        for (problem, organization) in tasks::partners_of_problems(&read).await? {
            at_work.entry(problem).or_default().insert(organization);
        }
        for share in shares::list(&read, None, None, ROWS * 4).await? {
            at_work.entry(share.problem).or_default().insert(share.organization);
        }
        let mut counted: BTreeMap<AreaId, BTreeMap<&'static str, BTreeSet<OrganizationId>>> = BTreeMap::new();
        for brief in &open {
            for id in at_work.get(&brief.id).into_iter().flatten() {
                if let (Some(area), Some(o)) = (brief.neighborhood, all.get(id)) {
                    counted.entry(area).or_default().entry(o.kind.name()).or_default().insert(*id);
                }
            }
        }
        let names = |brief: &Brief| {
            let ids = at_work.get(&brief.id).into_iter().flatten();
            ids.filter_map(|id| all.get(id)).map(|o| (o.id, o.name.clone())).collect()
        };
        let neighborhoods = areas::list(&read, Some(AreaKind::Neighborhood)).await?;
        let row = |id: AreaId| {
            let kinds = counted.get(&id).into_iter().flatten();
            kinds.map(|(kind, set)| (*kind, u32::try_from(set.len()).unwrap_or(u32::MAX))).collect()
        };
        Ok(Coverage {
            problems: open.iter().map(|b| (b.clone(), names(b))).collect(),
            areas: neighborhoods.into_iter().map(|a| (a.name, row(a.id))).collect(),
        })
    }

    fn with_states(
        &self,
        all: Vec<Agreement>,
        zone: &jiff::tz::TimeZone,
    ) -> Vec<(Agreement, AgreementState)> {
        all.into_iter().map(|a| (a.clone(), a.state(self.now(), zone))).collect()
    }
}

fn tasks_of(organization: OrganizationId) -> TaskFilter {
    TaskFilter { organization: Some(organization), ..TaskFilter::default() }
}

fn open(mut all: Vec<Task>) -> Vec<Task> {
    all.retain(|task| task.state == commonbeat_domain::problems::tasks::TaskState::Open);
    all
}

/// Refuses who does not read the records of partners.
fn agency_wide(session: &impl Session) -> Result<()> {
    Ok(session.reach(Action::ReadPartners, "organization").map(drop)?)
}

fn named<T>(done: commonbeat_store::Result<T>) -> Result<T> {
    match done {
        Err(error) if error.is_conflict() => {
            Err(Refusal::unfit("partner_name", "organization-exists").into())
        }
        done => Ok(done?),
    }
}

async fn fetch(write: &Write, id: OrganizationId, read: i64) -> Result<Organization> {
    let organization = organizations::by_id(write, id).await?;
    if organization.version == read { Ok(organization) } else { Err(Error::Stale("organization")) }
}

/// The problem with a reference that somebody typed, if the actor works on it and it is open.
async fn workable(write: &Write, at: &Reference) -> Result<ProblemId> {
    match problems::get(write, at).await {
        Ok(problem) if problem.within(write.actor(), Action::WorkProblem) => Ok(problem.id),
        Ok(_) | Err(StoreError::Missing(_)) => Err(Refusal::malformed("shared_problem").into()),
        Err(other) => Err(other.into()),
    }
}

/// People, tasks, opened problems and surveys of one partner become another's; gives how many of each.
async fn move_over(write: &mut Write, from: OrganizationId, into: OrganizationId) -> Result<[usize; 3]> {
    let filter = people::Filter { organization: Some(from), ..people::Filter::default() };
    let members = people::list(write, &filter, 10_000).await?;
    for member in &members {
        let mut person = member.person.clone();
        person.organization = Some(into);
        people::update(write, person).await?;
    }
    let own = tasks::list(write, &tasks_of(from), 100_000).await?;
    for task in &own {
        let mut task = task.clone();
        task.organization = Some(into);
        tasks::save(write, task).await?;
    }
    let opened = shares::list(write, Some(from), None, 100_000).await?;
    for share in &opened {
        shares::close(write, from, share.problem).await?;
        shares::open(write, &Share { organization: into, ..share.clone() }).await?;
    }
    for mut survey in surveys::list(write, 100_000).await? {
        if survey.site.organization == Some(from) {
            survey.site.organization = Some(into);
            surveys::save(write, survey).await?;
        }
    }
    Ok([members.len(), own.len(), opened.len()])
}

/// A partner as the trail keeps it.
fn for_trail(organization: &Organization) -> Organization {
    Organization { record: organization.record.for_trail(), ..organization.clone() }
}
