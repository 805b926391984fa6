//! Public figures: a whole month of the whole agency is cleared and frozen at once, and never changed.

use std::collections::{BTreeMap, BTreeSet};

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AgencyId, AreaId};
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::information::publishing::{self, Cleared, Happened, RawCounts, Release};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::place::LonLat;
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, agencies, areas, incidents, releases};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{App, Error, Result, public_points};

/// Freezes the newest month that is due.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FreezeFigures {
    pub agency: AgencyId,
}

impl Job for FreezeFigures {
    const NAME: &'static str = "freeze-figures";
}

impl Run<App> for FreezeFigures {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = Actor::system(self.agency, Self::NAME);
        app.freeze_due(&actor).await.map(drop).map_err(JobError::retry)
    }
}

impl App {
    /// Clears and freezes the figures of a month. Refused for a month that has not passed, that the incident data
    /// do not cover to its last day, or that is frozen already.
    pub async fn freeze_release(&self, who: &Actor, month: Date) -> Result<Cleared<Release>> {
        who.reach(Action::FreezeRelease).ok_or(Error::Missing("release"))?;
        let month = month.first_of_month();
        let mut write = self.store.write(who, self.now()).await?;
        let agency = agencies::own(&write).await?;
        let (first, last) = incidents::span(&write, Some(RecordKind::Incident))
            .await?
            .ok_or(Refusal::not_now("no-incidents"))?;
        if month.last_of_month() >= self.today(&agency.time_zone()) || month.last_of_month() > last {
            return Err(Refusal::not_now("month-not-whole").into());
        }
        if month < first {
            return Err(Refusal::not_now("month-before-data").into());
        }
        if releases::is_frozen(&write, month).await? {
            return Err(Refusal::not_now("month-frozen").into());
        }
        let raw = counts(&write, month, first).await?;
        let points = public_points::catchments(&write).await?;
        let release = publishing::clear_release(month, agency.small_count, &raw, points.as_ref());
        let digest = hex::encode(Sha256::digest(serde_json::to_vec(&release).map_err(Error::broken)?));
        releases::insert(&mut write, self.id(), &release, &digest).await?;
        let (lines, spots) = (release.get().lines.len(), release.get().spots.len());
        let account = json!({ "digest": digest, "lines": lines, "spots": spots });
        write.record(Entry::new("release.freeze", month).with(account));
        write.commit().await?;
        Ok(release)
    }

    /// Freezes the newest whole month that the data cover, if it is not frozen yet.
    pub async fn freeze_due(&self, who: &Actor) -> Result<Option<Cleared<Release>>> {
        who.reach(Action::FreezeRelease).ok_or(Error::Missing("release"))?;
        let read = self.store.read(who).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let Some((first, last)) = incidents::span(&read, Some(RecordKind::Incident)).await? else {
            return Ok(None);
        };
        // The day after the last one that is both past and covered: months that end before it are whole.
        let end = last.min(today.saturating_sub(1.day())).saturating_add(1.day());
        let month = end.first_of_month().saturating_sub(1.month());
        if month < first || releases::is_frozen(&read, month).await? {
            return Ok(None);
        }
        match self.freeze_release(who, month).await {
            Ok(release) => Ok(Some(release)),
            Err(Error::Stale(_) | Error::Refused(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

/// Counts of a month and of the same month in each earlier year that the data cover from its first day.
async fn counts(session: &impl Session, month: Date, first: Date) -> Result<RawCounts> {
    let areas = areas::list(session, Some(AreaKind::Neighborhood)).await?.into_iter().map(|a| a.id).collect();
    let this = month_of(session, month).await?;
    let mut years = Vec::new();
    for back in 1_i16.. {
        match month.checked_sub(i64::from(back).years()) {
            Ok(before) if before >= first => years.push(month_of(session, before).await?),
            _ => break,
        }
    }
    let keys: BTreeSet<_> = years.iter().flat_map(BTreeMap::keys).chain(this.keys()).cloned().collect();
    // Every area and class gets every year, so that a year without one counts as none and not as unknown.
    let classes: BTreeSet<Offense> = keys.into_iter().map(|(_, offense)| offense).collect();
    let happened = places_of(session, month).await?;
    let mut raw = RawCounts { areas, counts: this, earlier: BTreeMap::new(), happened };
    for area in &raw.areas {
        for class in &classes {
            let key = (*area, class.clone());
            let each = years.iter().map(|year| year.get(&key).copied().unwrap_or(0)).collect();
            raw.earlier.insert(key, each);
        }
    }
    Ok(raw)
}

async fn month_of(session: &impl Session, month: Date) -> Result<BTreeMap<(AreaId, Offense), u32>> {
    let until = month.saturating_add(1.month());
    let mut counts = BTreeMap::new();
    for (area, offense, n) in incidents::monthly_by_area(session, month, until).await? {
        *counts.entry((area, offense)).or_default() += n;
    }
    Ok(counts)
}

async fn places_of(session: &impl Session, month: Date) -> Result<Vec<Happened>> {
    let until = month.saturating_add(1.month());
    let rows = incidents::places_by_area(session, month, until).await?;
    let happened = |(area, offense, at): (AreaId, Offense, [f64; 2])| {
        let at = LonLat::try_from(at).ok()?;
        Some(Happened { area, offense, at })
    };
    Ok(rows.into_iter().filter_map(happened).collect())
}
