//! Feeds: files that come in by themselves every night, from a watched folder or a web server.

mod letters;
mod run;
mod take;
mod watch;

use commonbeat_carriers::fetch::{Credentials, Wanted};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::FeedId;
use commonbeat_domain::information::feeds::{Feed, FeedPlan, FeedRun, FeedState, Place};
use commonbeat_formats::incidents::shipped_names;
use commonbeat_jobs::NewJob;
use commonbeat_jobs::schedule::Schedule;
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, agencies, feeds, once, queue};
use jiff::Timestamp;
use serde_json::json;

use crate::imports::ProfileChoice;
use crate::{App, Error, Result};
pub(crate) use letters::SendFeedLetter;
pub use run::RunFeed;
pub(crate) use watch::WatchFeeds;

/// Runs that the page of a feed shows.
const RUNS: u64 = 20;

/// A feed as its page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedView {
    /// The feed.
    pub feed: Feed,
    /// Its last runs, newest first.
    pub runs: Vec<FeedRun>,
    /// When it runs next; nothing while it rests.
    pub next: Option<Timestamp>,
    /// Whether it is late.
    pub late: bool,
}

/// What the operator set up for feeds, for the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedChoices {
    /// Folder in which the agency's files are watched; nothing where the operator set none.
    pub folder: Option<String>,
    /// Names of files with credentials.
    pub credentials: Vec<String>,
}

/// The profile of a plan.
fn profile(plan: &FeedPlan) -> ProfileChoice {
    match shipped_names().find(|name| *name == plan.profile.trim()) {
        Some(name) => ProfileChoice::Shipped(name.to_owned()),
        None => ProfileChoice::Toml(plan.profile.clone()),
    }
}

impl App {
    /// The agency's feeds by name.
    pub async fn feeds(&self, who: &Actor) -> Result<Vec<FeedView>> {
        who.reach(Action::ImportData).ok_or(Error::Missing("feed"))?;
        let read = self.store().read(who).await?;
        let zone = agencies::own(&read).await?.time_zone();
        let all = feeds::list(&read).await?;
        Ok(all.into_iter().map(|feed| self.view(feed, Vec::new(), zone.clone())).collect())
    }

    /// One feed with its last runs.
    pub async fn feed(&self, who: &Actor, id: FeedId) -> Result<FeedView> {
        who.reach(Action::ImportData).ok_or(Error::Missing("feed"))?;
        let read = self.store().read(who).await?;
        let zone = agencies::own(&read).await?.time_zone();
        let feed = feeds::get(&read, id).await?;
        let runs = feeds::runs(&read, id, RUNS).await?;
        Ok(self.view(feed, runs, zone))
    }

    fn view(&self, feed: Feed, runs: Vec<FeedRun>, zone: jiff::tz::TimeZone) -> FeedView {
        let schedule = Schedule::parse(&feed.plan.schedule, zone).ok().filter(|_| !feed.paused);
        let next = schedule.and_then(|schedule| schedule.next_after(self.now()));
        FeedView { late: feed.late(self.now()), feed, runs, next }
    }

    /// What the operator set up for feeds.
    pub async fn feed_choices(&self, who: &Actor) -> Result<FeedChoices> {
        who.reach(Action::ImportData).ok_or(Error::Missing("feed"))?;
        let code = agencies::own(&self.store().read(who).await?).await?.code;
        let own = self.settings().feeds.credentials.as_ref().map(|folder| folder.join(&code));
        let mut credentials = Vec::new();
        if let Some(mut files) = own.and_then(|folder| std::fs::read_dir(folder).ok()) {
            while let Some(Ok(file)) = files.next() {
                credentials.extend(file.file_name().into_string().ok().filter(|n| !n.starts_with('.')));
            }
        }
        credentials.sort();
        let folder = self.settings().feeds.folder.as_ref();
        Ok(FeedChoices { folder: folder.map(|f| f.join(&code).display().to_string()), credentials })
    }

    /// Sets a feed up, once for each token; its reports go to whoever does.
    pub async fn add_feed(&self, who: &Actor, plan: FeedPlan, token: &str) -> Result<FeedId> {
        who.reach(Action::ImportData).ok_or(Error::Missing("feed"))?;
        let plan = self.sound(who, plan).await?;
        let mut write = self.store().write(who, self.now()).await?;
        if let Some(id) = once::before(&write, token).await? {
            return Ok(id);
        }
        let feed = Feed {
            id: self.id(),
            plan,
            owner: who.person(),
            made_at: write.now(),
            paused: false,
            running_since: None,
            state: FeedState::default(),
            version: 1,
        };
        feeds::insert(&mut write, &feed).await?;
        once::claim(&mut write, token, &feed.id.to_string()).await?;
        write.record(Entry::new("feed.add", feed.id).with(told(&feed)));
        write.commit().await?;
        Ok(feed.id)
    }

    /// Changes a feed. Where its file is another one now, what it remembers of the old one is forgotten.
    pub async fn change_feed(&self, who: &Actor, id: FeedId, version: i64, plan: FeedPlan) -> Result<Feed> {
        let plan = self.sound(who, plan).await?;
        self.edit_feed(who, id, version, "feed.change", |feed| {
            let state = if feed.plan.place == plan.place && feed.plan.profile == plan.profile {
                feed.state.clone()
            } else {
                FeedState { fresh_at: feed.state.fresh_at, ..FeedState::default() }
            };
            Feed { plan, state, owner: who.person().or(feed.owner), ..feed }
        })
        .await
    }

    /// Lets a feed rest, or go on.
    pub async fn pause_feed(&self, who: &Actor, id: FeedId, version: i64, paused: bool) -> Result<Feed> {
        self.edit_feed(who, id, version, "feed.pause", |feed| Feed { paused, ..feed }).await
    }

    /// Takes the columns of the next file as the right ones, after they changed.
    pub async fn accept_shape(&self, who: &Actor, id: FeedId, version: i64) -> Result<Feed> {
        self.edit_feed(who, id, version, "feed.accept-shape", |feed| {
            let state = FeedState { header: Vec::new(), etag: None, last_modified: None, ..feed.state };
            Feed { state, ..feed }
        })
        .await
    }

    async fn edit_feed(
        &self,
        who: &Actor,
        id: FeedId,
        version: i64,
        act: &'static str,
        edit: impl FnOnce(Feed) -> Feed + Send,
    ) -> Result<Feed> {
        who.reach(Action::ImportData).ok_or(Error::Missing("feed"))?;
        let mut write = self.store().write(who, self.now()).await?;
        let feed = feeds::get(&write, id).await?;
        // A run that is under way keeps what it found when it ends, over what is changed now.
        if feed.version != version
            || feed.running_since.is_some_and(|at| write.now().duration_since(at) < feeds::SILENCE)
        {
            return Err(Error::Stale("feed"));
        }
        let feed = edit(feed);
        feeds::update(&mut write, &feed).await?;
        write.record(Entry::new(act, id).with(told(&feed)));
        write.commit().await?;
        Ok(feed)
    }

    /// Has a feed run now.
    pub async fn run_feed_soon(&self, who: &Actor, id: FeedId) -> Result<()> {
        who.reach(Action::ImportData).ok_or(Error::Missing("feed"))?;
        let mut write = self.store().write(who, self.now()).await?;
        let feed = feeds::get(&write, id).await?;
        let job = RunFeed { agency: write.agency(), feed: feed.id };
        let job = NewJob::of(&job, self.id(), write.now()).map_err(Error::broken)?;
        queue::enqueue(&mut write, job).await?;
        write.record(Entry::new("feed.run-now", id));
        Ok(write.commit().await?)
    }

    /// A plan that can be carried out here: its schedule and profile can be read, and its place may be looked at.
    async fn sound(&self, who: &Actor, plan: FeedPlan) -> Result<FeedPlan> {
        let plan = plan.tidy()?;
        let zone = agencies::own(&self.store().read(who).await?).await?.time_zone();
        Schedule::parse(&plan.schedule, zone).map_err(|_| Refusal::malformed("schedule"))?;
        profile(&plan).read().map_err(|_| Refusal::malformed("profile"))?;
        match &plan.place {
            Place::Folder { .. } if self.settings().feeds.folder.is_none() => {
                return Err(Refusal::unfit("pattern", "no-feed-folder").into());
            }
            Place::Folder { .. } => {}
            Place::Web { address } => {
                let wanted = Wanted::at(address).map_err(|_| Refusal::malformed("address"))?;
                match self.feed_credentials(who, &plan).await? {
                    Some(own) if !own.are_for(&wanted.url) => {
                        return Err(Refusal::unfit("credentials", "other-host").into());
                    }
                    Some(own) if !own.fit(&wanted.url) => {
                        return Err(Refusal::unfit("credentials", "other-credentials").into());
                    }
                    None if wanted.url.scheme() == "sftp" => {
                        return Err(Refusal::unfit("credentials", "other-credentials").into());
                    }
                    _ => {}
                }
            }
        }
        Ok(plan)
    }

    /// The credentials of a plan, read from the operator's file for the agency.
    async fn feed_credentials(&self, who: &Actor, plan: &FeedPlan) -> Result<Option<Credentials>> {
        let Some(name) = &plan.credentials else { return Ok(None) };
        let code = agencies::own(&self.store().read(who).await?).await?.code;
        let unfit = || Error::from(Refusal::unfit("credentials", "no-such-credentials"));
        let folder = self.settings().feeds.credentials.as_ref().ok_or_else(unfit)?;
        let folder = folder.join(code);
        let text = tokio::fs::read_to_string(folder.join(name)).await.map_err(|_| unfit())?;
        Ok(Some(Credentials::parse(&text, &folder).map_err(|_| unfit())?))
    }
}

/// What the trail says of a feed: nothing that may hold a key.
fn told(feed: &Feed) -> serde_json::Value {
    let plan = &feed.plan;
    json!({
        "name": plan.name,
        "place": plan.place.shown(),
        "schedule": plan.schedule,
        "credentials": plan.credentials,
        "late_after": plan.late_after,
        "paused": feed.paused,
    })
}
