//! Work in the background: every kind of job, when recurring ones fall due, and the worker that runs them.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_jobs::schedule::{Schedule, Timetable};
use commonbeat_jobs::{Attempt, Job, JobError, Registry, Run, Settings as WorkerSettings, Wake, Worker};
use commonbeat_store::Store;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::concerns::inbox::LookAfterThreads;
use crate::conduct::ForgetConduct;
use crate::idle::LockIdle;
use crate::newsroom::IssueRelease;
use crate::notices::SendNotice;
use crate::problems::nightly::LookAfterProblems;
use crate::referrals::ForgetReferred;
use crate::scanning::RunScan;
use crate::tips::ForgetTips;
use crate::trail_watch::MailHead;
use crate::training::WorkOutDue;
use crate::{App, Error, Result, alerts, deliveries, feeds, meanings, releases};

/// Early in the morning, from the third day of the month on: records of the last days of a month come in late.
const FREEZING: &str = "30 4 3-31 * *";
/// In the small hours, when nobody waits for a page.
const SCANNING: &str = "10 3 * * *";
/// Every day, before anybody is at work.
const IDLE: &str = "20 3 * * *";
/// At the beginning of the day, kept by whoever reads it.
const HEAD: &str = "0 6 * * *";
/// Every day; what it forgets no longer counts for anything.
const FORGETTING: &str = "40 3 * * *";
/// Every hour, at a minute at which little else begins.
const WATCHING: &str = "17 * * * *";
/// Every hour: an answer that is late should not wait for the night.
const THREADS: &str = "7 * * * *";
/// After the scan, before anybody comes in.
const LOOKING_AFTER: &str = "50 4 * * *";
/// After everything else of the night: who came or changed roles since is held to what is required.
const TRAINING: &str = "20 5 * * *";
/// How often the timetable is looked at.
const LOOK: Duration = Duration::from_secs(30);

/// Looks the agency's data over, every night.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NightlyScan {
    agency: AgencyId,
}

impl Job for NightlyScan {
    const NAME: &'static str = "nightly-scan";
    const MAX_ATTEMPTS: u32 = 2;
}

impl Run<App> for NightlyScan {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = Actor::system(self.agency, Self::NAME);
        app.begin_scan(&actor).await.map(drop).map_err(JobError::retry)
    }
}

/// Forgets tries to sign in that no longer count: they hold where somebody was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ForgetTries {}

impl Job for ForgetTries {
    const NAME: &'static str = "forget-tries";
    const MAX_ATTEMPTS: u32 = 3;
}

impl Run<App> for ForgetTries {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        app.prune_attempts().await.map(drop).map_err(JobError::retry)
    }
}

impl App {
    /// Every kind of job that this version can run.
    pub fn registry() -> Registry<App> {
        Registry::new()
            .with::<deliveries::SendMail>()
            .with::<releases::FreezeFigures>()
            .with::<RunScan>()
            .with::<NightlyScan>()
            .with::<meanings::Reclass>()
            .with::<feeds::RunFeed>()
            .with::<feeds::SendFeedLetter>()
            .with::<feeds::WatchFeeds>()
            .with::<ForgetTries>()
            .with::<SendNotice>()
            .with::<LockIdle>()
            .with::<MailHead>()
            .with::<LookAfterProblems>()
            .with::<LookAfterThreads>()
            .with::<WorkOutDue>()
            .with::<alerts::LayAlert>()
            .with::<alerts::CarryAlert>()
            .with::<alerts::SendAsk>()
            .with::<crate::inbound::AnswerInbound>()
            .with::<ForgetReferred>()
            .with::<ForgetConduct>()
            .with::<IssueRelease>()
            .with::<ForgetTips>()
    }

    /// A worker over the database's queue. Its name must differ from that of every other that lives at once.
    pub fn worker(&self, settings: WorkerSettings) -> Worker<Store, App> {
        let clock = self.clock.clone();
        Worker::new(Arc::new(self.store.clone()), App::registry(), Arc::new(self.clone()), move || clock())
            .with_settings(settings)
    }

    /// What recurs, for the agencies there are now, each in its own zone.
    pub async fn timetable(&self) -> Result<Timetable> {
        let forgetting = Schedule::parse(FORGETTING, TimeZone::UTC).map_err(Error::broken)?;
        let mut table = Timetable::new().with(forgetting, "", &ForgetTries {}).map_err(Error::broken)?;
        for agency in self.store.agencies().await? {
            let freezing = Schedule::parse(FREEZING, agency.time_zone()).map_err(Error::broken)?;
            let scanning = Schedule::parse(SCANNING, agency.time_zone()).map_err(Error::broken)?;
            let idle = Schedule::parse(IDLE, agency.time_zone()).map_err(Error::broken)?;
            let heading = Schedule::parse(HEAD, agency.time_zone()).map_err(Error::broken)?;
            let looking = Schedule::parse(LOOKING_AFTER, agency.time_zone()).map_err(Error::broken)?;
            let look = LookAfterProblems { agency: agency.id };
            let threads = Schedule::parse(THREADS, agency.time_zone()).map_err(Error::broken)?;
            let forgetting = Schedule::parse(FORGETTING, agency.time_zone()).map_err(Error::broken)?;
            let erasing = Schedule::parse(FORGETTING, agency.time_zone()).map_err(Error::broken)?;
            let forget = ForgetReferred { agency: agency.id };
            let forgetting_conduct =
                Schedule::parse(FORGETTING, agency.time_zone()).map_err(Error::broken)?;
            let conduct = ForgetConduct { agency: agency.id };
            let late = LookAfterThreads { agency: agency.id };
            let training = Schedule::parse(TRAINING, agency.time_zone()).map_err(Error::broken)?;
            let (freeze, scan) =
                (releases::FreezeFigures { agency: agency.id }, NightlyScan { agency: agency.id });
            table = table
                .with(freezing, &agency.code, &freeze)
                .and_then(|table| table.with(scanning, &agency.code, &scan))
                .and_then(|table| table.with(idle, &agency.code, &LockIdle { agency: agency.id }))
                .and_then(|table| table.with(heading, &agency.code, &MailHead { agency: agency.id }))
                .and_then(|table| table.with(looking, &agency.code, &look))
                .and_then(|table| table.with(forgetting, &agency.code, &forget))
                .and_then(|table| table.with(erasing, &agency.code, &ForgetTips { agency: agency.id }))
                .and_then(|table| table.with(forgetting_conduct, &agency.code, &conduct))
                .and_then(|table| table.with(threads, &agency.code, &late))
                .and_then(|table| table.with(training, &agency.code, &WorkOutDue { agency: agency.id }))
                .map_err(Error::broken)?;
            table = self.feed_times(table, &agency).await?;
        }
        Ok(table)
    }

    /// The feeds of an agency, each at its own times, and the look for those that are late.
    async fn feed_times(&self, mut table: Timetable, agency: &Agency) -> Result<Timetable> {
        let who = Actor::system(agency.id, feeds::RunFeed::NAME);
        let all = commonbeat_store::feeds::list(&self.store.read(&who).await?).await?;
        if all.iter().all(|feed| feed.paused) {
            return Ok(table);
        }
        let watching = Schedule::parse(WATCHING, agency.time_zone()).map_err(Error::broken)?;
        let watch = feeds::WatchFeeds { agency: agency.id };
        table = table.with(watching, &agency.code, &watch).map_err(Error::broken)?;
        for feed in all.into_iter().filter(|feed| !feed.paused) {
            // It could be read when it was set up.
            let Ok(schedule) = Schedule::parse(&feed.plan.schedule, agency.time_zone()) else { continue };
            let run = feeds::RunFeed { agency: agency.id, feed: feed.id };
            let scope = format!("{}/{}", agency.code, feed.id);
            table = table.with(schedule, &scope, &run).map_err(Error::broken)?;
        }
        Ok(table)
    }

    /// Takes in what fell due after a moment; any number of processes may do so, each job is taken in once.
    pub async fn plan_work(&self, after: Timestamp) -> Result<usize> {
        let now = self.now();
        let mut planned = 0;
        for job in self.timetable().await?.due(after, now, || self.id()) {
            planned += usize::from(self.store.enqueue(job, now).await?);
        }
        Ok(planned)
    }

    /// Works until `shutdown` resolves: runs jobs, woken by every commit of this process that enqueued one, and takes
    /// in recurring work as it falls due. What fell due while nothing ran, up to a day ago, is caught up with.
    pub async fn work(&self, settings: WorkerSettings, shutdown: impl Future<Output = ()> + Send) {
        let wake = Wake::new();
        let running = self.worker(settings).woken_by(wake.clone()).run(shutdown);
        tokio::pin!(running);
        let mut looked = self.now().checked_sub(Timetable::REACH).unwrap_or(Timestamp::MIN);
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut running => return,
                () = self.store.work_committed() => wake.now(),
                _ = look.tick() => {
                    let now = self.now();
                    match self.plan_work(looked).await {
                        Ok(_) => looked = now,
                        Err(error) => {
                            tracing::warn!(error = &error as &dyn std::error::Error, "Recurring work cannot be planned");
                        }
                    }
                }
            }
        }
    }
}
