//! What the public reads of a neighborhood. Everything here passed the publishing rules; nothing else may leave.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::information::publishing::{
    self, Answers, Cleared, Line, Priority, PublicArea, PublicOfficer, PublicPoint, Release, Spot,
    Surroundings,
};
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::organization::people::Person;
use commonbeat_domain::place::Shape;
use commonbeat_store::{Read, agencies, areas, audit, concerns, people, problems, releases, tasks};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::{App, Error, Result, public_points};

/// The public page of a neighborhood.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaPage {
    /// The neighborhood.
    pub area: Cleared<PublicArea>,
    /// Its officers: those of the beats that cover it, who are shown in public.
    pub officers: Vec<Cleared<PublicOfficer>>,
    /// What is worked on, and what was done; those in work first.
    pub priorities: Vec<Cleared<Priority>>,
    /// How the promise to answer was kept in the last twelve months.
    pub answers: Cleared<Answers>,
    /// Figures of the newest frozen month.
    pub figures: Option<Figures>,
}

/// What happened in a neighborhood in one frozen month, on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaMonth {
    /// The neighborhood.
    pub area: Cleared<PublicArea>,
    /// Its outline.
    pub shape: Shape,
    /// The month's figures.
    pub figures: Figures,
    /// Every frozen month, the newest first.
    pub months: Vec<Date>,
    /// Public points where something is shown, by number.
    pub spots: Vec<Cleared<Spot>>,
}

/// Figures of a frozen month for one neighborhood.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// First day of the month.
    pub month: Date,
    /// The limit under which counts are hidden.
    pub small_count: u32,
    /// One line for each class.
    pub lines: Vec<Cleared<Line>>,
}

/// Least share of a neighborhood's ground for a beat to count as one of its beats.
const OF_THE_BEAT: f64 = 0.02;
/// Most problems on one page.
const PRIORITIES: u64 = 20;

impl App {
    /// The neighborhoods of an agency, by name.
    pub async fn neighborhoods(&self, agency: AgencyId) -> Result<Vec<Cleared<PublicArea>>> {
        let read = self.store.read(&Actor::nobody(agency)).await?;
        let all = areas::list(&read, Some(AreaKind::Neighborhood)).await?;
        Ok(all.iter().map(publishing::clear_area).collect())
    }

    /// Grows with every change of anything of the agency: what was made from older data may be out of date.
    pub async fn data_version(&self, agency: AgencyId) -> Result<i64> {
        Ok(audit::head(&self.store.read(&Actor::nobody(agency)).await?).await?.seq)
    }

    /// The public page of a neighborhood, by its name in the address bar.
    pub async fn area_page(&self, agency: AgencyId, slug: &str) -> Result<AreaPage> {
        let nobody = Actor::nobody(agency);
        nobody.reach(Action::ReadPublic).ok_or(Error::Missing("area"))?;
        let read = self.store.read(&nobody).await?;
        let area = areas::by_slug(&read, AreaKind::Neighborhood, slug).await?;
        let settings = agencies::own(&read).await?;
        let now = self.now();
        let year_ago = now.to_zoned(settings.time_zone()).saturating_sub(1.year()).timestamp();
        let times = concerns::answer_figures(&read, Some(area.id), year_ago).await?.times;
        let release = releases::latest(&read).await?;
        Ok(AreaPage {
            officers: officers(&read, &area).await?,
            priorities: priorities(&read, &area, settings.small_count).await?,
            answers: publishing::clear_answers(&times, now, settings.small_count),
            figures: release.map(|release| figures(&release, &area)),
            area: publishing::clear_area(&area),
        })
    }

    /// What happened in a neighborhood in a frozen month, or in the newest; missing where there is none.
    pub async fn area_month(&self, agency: AgencyId, slug: &str, month: Option<Date>) -> Result<AreaMonth> {
        let nobody = Actor::nobody(agency);
        nobody.reach(Action::ReadPublic).ok_or(Error::Missing("area"))?;
        let read = self.store.read(&nobody).await?;
        let area = areas::by_slug(&read, AreaKind::Neighborhood, slug).await?;
        let release = match month {
            Some(month) => releases::of_month(&read, month).await?,
            None => releases::latest(&read).await?,
        };
        let release = release.ok_or(Error::Missing("release"))?;
        Ok(AreaMonth {
            figures: figures(&release, &area),
            months: releases::months(&read).await?,
            spots: publishing::spots_of(&release, area.id),
            area: publishing::clear_area(&area),
            shape: area.shape,
        })
    }

    /// The public points of the whole agency in a frozen month; missing where there is none.
    pub async fn spots(&self, agency: AgencyId, month: Date) -> Result<Cleared<Release>> {
        let read = self.store.read(&Actor::nobody(agency)).await?;
        releases::of_month(&read, month).await?.ok_or(Error::Missing("release"))
    }

    /// The catchments of a neighborhood's public points, with their outlines; none where the map has no addresses.
    pub async fn area_catchments(
        &self,
        agency: AgencyId,
        slug: &str,
    ) -> Result<Vec<Cleared<(PublicPoint, Shape)>>> {
        let read = self.store.read(&Actor::nobody(agency)).await?;
        let area = areas::by_slug(&read, AreaKind::Neighborhood, slug).await?;
        let catchments = public_points::catchments(&read).await?;
        Ok(catchments.map(|catchments| catchments.outlines(&area)).unwrap_or_default())
    }
}

fn figures(release: &Cleared<Release>, area: &Area) -> Figures {
    Figures {
        month: release.get().month,
        small_count: release.get().small_count,
        lines: publishing::lines_of(release, area.id),
    }
}

async fn officers(read: &Read, area: &Area) -> Result<Vec<Cleared<PublicOfficer>>> {
    let mut found: BTreeMap<String, Person> = BTreeMap::new();
    for beat in areas::list(read, Some(AreaKind::Beat)).await? {
        if area.shape.share_within(&beat.shape) >= OF_THE_BEAT {
            let there = people::public_on_beat(read, beat.id).await?;
            found.extend(there.into_iter().map(|person| (format!("{} {}", person.name, person.id), person)));
        }
    }
    Ok(found.values().filter_map(publishing::clear_officer).collect())
}

async fn priorities(read: &Read, area: &Area, small: u32) -> Result<Vec<Cleared<Priority>>> {
    let shown = problems::shown(read, Some(area.id), PRIORITIES).await?;
    let ids: Vec<_> = shown.iter().map(|p| p.id).collect();
    let raised = concerns::counts_of_problems(read, &ids).await?;
    let steps = tasks::done_and_all(read, &ids).await?;
    let mut cleared = Vec::new();
    for problem in &shown {
        let lead = people::by_id(read, problem.lead).await.ok();
        let around = Surroundings {
            lead: lead.as_ref(),
            raised_by: raised.get(&problem.id).copied().unwrap_or_default(),
            tasks: steps.get(&problem.id).copied().unwrap_or_default(),
        };
        cleared.extend(publishing::clear_priority(problem, &around, small));
    }
    cleared.sort_by_key(|p| p.get().closed_at.is_some());
    Ok(cleared)
}
