//! Scanning: looking over incidents and concerns for what may be a problem, and deciding on what was found.

mod concerns;
mod decide;
mod find;
mod hot;
mod job;
mod matching;
mod repeats;
mod rising;
mod view;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{CandidateId, ScanId};
use commonbeat_domain::organization::areas::Area;
use commonbeat_domain::problems::candidates::{Candidate, Decision};
use commonbeat_domain::problems::scans::{Scan, ScanState};
use commonbeat_jobs::NewJob;
use commonbeat_store::audit::Entry;
use commonbeat_store::concerns::Filter as ConcernFilter;
use commonbeat_store::incidents::{self, Span};
use commonbeat_store::{areas, candidates, queue, scans};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::{App, Error, Result};
pub use candidates::Filter;
pub use decide::Acceptance;
pub use find::{Finding, Ground, all as look_over};
pub(crate) use find::{rhythm as rhythm_of, streets, title_case};
pub(crate) use hot::of_class as hot_places_of;
pub use job::RunScan;
use matching::Fate;
pub use view::{Busy, CandidateView, Spot, busy};

/// A scan that gave no sign for this long is taken to have died.
const SILENCE: SignedDuration = SignedDuration::from_mins(15);

/// Candidates and the newest scan, for the page.
#[derive(Clone, Debug)]
pub struct Scanned {
    /// The newest scan, if there was one.
    pub scan: Option<Scan>,
    /// Candidates, most harm first.
    pub candidates: Vec<Candidate>,
    /// Beats, to name them.
    pub areas: Vec<Area>,
}

impl App {
    /// What scanning found, within the actor's reach.
    pub async fn candidates(&self, who: &Actor, filter: &Filter, limit: u64) -> Result<Scanned> {
        let read = self.store().read(who).await?;
        Ok(Scanned {
            candidates: candidates::list(&read, filter, limit).await?,
            scan: scans::latest(&read).await?,
            areas: areas::list(&read, None).await?,
        })
    }

    /// One candidate.
    pub async fn candidate(&self, who: &Actor, id: CandidateId) -> Result<Candidate> {
        let read = self.store().read(who).await?;
        Ok(candidates::get(&read, id).await?)
    }

    /// Begins a scan that a worker carries out; gives the one at work if there is one.
    pub async fn begin_scan(&self, who: &Actor) -> Result<Scan> {
        self.begin(who, true).await
    }

    /// Scans at once, for the command line.
    pub async fn scan_now(&self, who: &Actor) -> Result<Scan> {
        let scan = self.begin(who, false).await?;
        self.run_scan(who, scan.id).await
    }

    async fn begin(&self, who: &Actor, by_worker: bool) -> Result<Scan> {
        who.reach(Action::RunScanning).ok_or(Error::Missing("scan"))?;
        let now = self.now();
        let mut write = self.store().write(who, now).await?;
        if let Some(running) = scans::latest(&write).await?.filter(|s| at_work(s, now)) {
            return Ok(running);
        }
        let scan = Scan {
            id: self.id(),
            state: ScanState::Running,
            window: None,
            looked_at: 0,
            found: 0,
            respected: 0,
            started_at: now,
            ended_at: None,
        };
        scans::save(&mut write, &scan).await?;
        if by_worker {
            let job = RunScan { agency: who.agency, scan: scan.id };
            let job = NewJob::of(&job, self.id(), now).map_err(Error::broken)?;
            queue::enqueue(&mut write, job).await?;
        }
        write.record(Entry::new("scan.begin", scan.id));
        write.commit().await?;
        Ok(scan)
    }

    /// Carries out a scan that was begun: reads, looks, and keeps what it found. Its end, good or bad, is kept too.
    pub async fn run_scan(&self, who: &Actor, id: ScanId) -> Result<Scan> {
        who.reach(Action::RunScanning).ok_or(Error::Missing("scan"))?;
        match self.look(who, id).await {
            Ok(scan) => Ok(scan),
            Err(error) => {
                self.fail_scan(who, id, &error.to_string()).await?;
                Err(error)
            }
        }
    }

    /// Sets a candidate aside with a reason, which later scans respect.
    pub async fn dismiss_candidate(
        &self,
        who: &Actor,
        id: CandidateId,
        version: i64,
        reason: &str,
    ) -> Result<Candidate> {
        let by = who.person().ok_or(Error::Missing("candidate"))?;
        let now = self.now();
        let mut write = self.store().write(who, now).await?;
        let candidate = candidates::fetch_for(&write, Action::DecideCandidate, id).await?;
        if candidate.version != version {
            return Err(Error::Stale("candidate"));
        }
        let candidate = candidate.dismiss(reason, by, now)?;
        candidates::update(&mut write, &candidate).await?;
        write.record(Entry::new("candidate.dismiss", id).with(json!({ "reason": reason })));
        write.commit().await?;
        Ok(candidate)
    }

    async fn look(&self, who: &Actor, id: ScanId) -> Result<Scan> {
        let ground = self.ground(who).await?;
        let looked_at = ground.points.len() as u64;
        let window = ground.window;
        let findings =
            tokio::task::spawn_blocking(move || find::all(&ground)).await.map_err(Error::broken)??;
        self.keep(who, id, findings, looked_at, window).await
    }

    async fn ground(&self, who: &Actor) -> Result<Ground> {
        let now = self.now();
        let read = self.store().read(who).await?;
        let zone = commonbeat_store::agencies::own(&read).await?.time_zone();
        let since = now - SignedDuration::from_hours(24 * 183);
        let filter = ConcernFilter { since: Some(since), ..ConcernFilter::default() };
        let concerns = commonbeat_store::concerns::list(&read, &filter, 20_000).await?;
        let weights = self.class_weights(&read).await?;
        let ground = Ground::new(
            incidents::points(&read, &Span::default()).await?,
            concerns.into_iter().filter(|c| c.problem.is_none()).collect(),
            areas::list(&read, None).await?,
            now.to_zoned(zone).date(),
        );
        Ok(Ground { weights, ..ground })
    }

    async fn keep(
        &self,
        who: &Actor,
        id: ScanId,
        findings: Vec<Finding>,
        looked_at: u64,
        window: Option<commonbeat_domain::problems::candidates::Window>,
    ) -> Result<Scan> {
        let now = self.now();
        let mut write = self.store().write(who, now).await?;
        let mut scan = scans::get(&write, id).await?;
        let known = candidates::latest(&write).await?;
        let mut seen = std::collections::BTreeSet::new();
        for finding in findings {
            match matching::fate(&finding, &known) {
                Fate::New => {
                    scan.found += 1;
                    let candidate = finding.into_candidate(self.id(), now);
                    candidates::insert(&mut write, &candidate).await?;
                }
                Fate::Refresh(old) => {
                    seen.insert(old.id);
                    scan.found += u64::from(old.decision == Decision::Gone);
                    candidates::update(&mut write, &finding.refresh(old)).await?;
                }
                Fate::Decided(old) => {
                    seen.insert(old.id);
                    scan.respected += u64::from(matches!(old.decision, Decision::Dismissed { .. }));
                }
            }
        }
        for old in known.iter().filter(|c| c.decision == Decision::Open && !seen.contains(&c.id)) {
            let gone = Candidate { decision: Decision::Gone, ..old.clone() };
            candidates::update(&mut write, &gone).await?;
        }
        scan = Scan { state: ScanState::Done, window, looked_at, ended_at: Some(now), ..scan };
        scans::save(&mut write, &scan).await?;
        write.record(Entry::new("scan.end", id).with(json!({ "found": scan.found, "looked_at": looked_at })));
        write.commit().await?;
        Ok(scan)
    }

    async fn fail_scan(&self, who: &Actor, id: ScanId, why: &str) -> Result<()> {
        let now = self.now();
        let mut write = self.store().write(who, now).await?;
        let scan = scans::get(&write, id).await?;
        let scan = Scan { state: ScanState::Failed { why: why.to_owned() }, ended_at: Some(now), ..scan };
        scans::save(&mut write, &scan).await?;
        write.record(Entry::new("scan.fail", id).with(json!({ "why": why })));
        Ok(write.commit().await?)
    }
}

fn at_work(scan: &Scan, now: Timestamp) -> bool {
    scan.state == ScanState::Running && now.duration_since(scan.started_at) < SILENCE
}
