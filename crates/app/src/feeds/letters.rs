//! What a run came to, or that a feed is late, by e-mail to whoever set it up.

use std::borrow::Cow;

use commonbeat_carriers::smtp::{AutoSubmitted, Message, SendError};
use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{AgencyId, FeedId, FeedRunId};
use commonbeat_domain::information::feeds::{Feed, Outcome, ShapeChange};
use commonbeat_domain::information::imports::Tally;
use commonbeat_domain::organization::people::Standing;
use commonbeat_domain::text::Language;
use commonbeat_jobs::{Attempt, Job, JobError, NewJob, Run};
use commonbeat_store::{Session, Write, agencies, feeds, people, queue};
use serde::{Deserialize, Serialize};

use crate::texts::{Values, plain, text};
use crate::{App, Error, Result};

/// Sends one report: of a run, or that the feed is late.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SendFeedLetter {
    agency: AgencyId,
    feed: FeedId,
    run: Option<FeedRunId>,
}

impl Job for SendFeedLetter {
    const NAME: &'static str = "send-feed-letter";
}

/// Has a report sent after the commit of this write.
pub(super) async fn enqueue(
    app: &App,
    write: &mut Write,
    feed: FeedId,
    run: Option<FeedRunId>,
) -> Result<()> {
    let job = SendFeedLetter { agency: write.agency(), feed, run };
    let job = NewJob::of(&job, app.id(), write.now()).map_err(Error::broken)?;
    queue::enqueue(write, job).await?;
    Ok(())
}

impl Run<App> for SendFeedLetter {
    async fn run(self, app: &App, attempt: &Attempt) -> Result<(), JobError> {
        let mailer = match app.mailer() {
            Ok(Some(mailer)) => mailer,
            // Without a way out for mail, the page alone says it.
            Ok(None) => return Ok(()),
            Err(unfit) => return Err(JobError::retry(unfit)),
        };
        let letter = app.feed_letter(&self, attempt).await.map_err(JobError::retry)?;
        let Some(mut letter) = letter else { return Ok(()) };
        let host = mailer.from().rsplit_once('@').map_or("localhost", |(_, host)| host).to_owned();
        letter.message_id = format!("<{}@{host}>", attempt.id);
        match mailer.send(&letter).await {
            Ok(_) => Ok(()),
            Err(refused @ SendError::Permanent { .. }) => Err(JobError::fail(refused)),
            Err(later) => Err(JobError::retry(later)),
        }
    }
}

impl App {
    async fn feed_letter(&self, job: &SendFeedLetter, attempt: &Attempt) -> Result<Option<Message>> {
        let who = Actor::system(job.agency, SendFeedLetter::NAME);
        let read = self.store().read(&who).await?;
        let feed = feeds::get(&read, job.feed).await?;
        let Some(owner) = feed.owner else { return Ok(None) };
        let owner = people::by_id(&read, owner).await?;
        if owner.standing != Standing::Active {
            return Ok(None);
        }
        let (to, language) = (owner.email, owner.language);
        let agency = agencies::own(&read).await?.name;
        let page = format!("{}/feeds/{}", self.settings().public_url, feed.id);
        let told = match job.run {
            Some(run) => outcome(language, &feed, &feeds::run(&read, run).await?.outcome),
            None => {
                let hours = feed.plan.late_after.to_string();
                ("mail-feed-late", t(language, "mail-feed-late-words", &[("hours", &hours)]))
            }
        };
        let (subject, words) = told;
        let subject = t(language, subject, &[("feed", &feed.plan.name)]);
        let written = format!("{words}\n\n{}\n{page}\n\n{agency}", t(language, "mail-feed-page", &[]));
        let mut letter = Message::new(to.as_str().to_owned(), subject, written, String::new(), attempt.now);
        letter.from_name = Some(agency);
        letter.auto_submitted = Some(AutoSubmitted::Generated);
        Ok(Some(letter))
    }
}

fn t(language: Language, key: &str, args: &[(&'static str, &str)]) -> String {
    let values: Values = args.iter().map(|(name, value)| (Cow::Borrowed(*name), plain(value))).collect();
    text(language, key, &values)
}

/// Subject and words of a run.
fn outcome(language: Language, feed: &Feed, outcome: &Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Imported { tally, .. } => ("mail-feed-imported", counted(language, tally)),
        Outcome::Unchanged => {
            ("mail-feed-unchanged", t(language, "mail-feed-unchanged-words", &[("feed", &feed.plan.name)]))
        }
        Outcome::Reshaped { file, change } => ("mail-feed-reshaped", reshaped(language, file, change)),
        Outcome::Failed { why } => {
            ("mail-feed-failed", t(language, "mail-feed-failed-words", &[("why", why)]))
        }
    }
}

fn counted(language: Language, tally: &Tally) -> String {
    let number = |n: u64| n.to_string();
    let (rows, new, changed, unchanged, refused) = (
        number(tally.rows),
        number(tally.accepted),
        number(tally.updated),
        number(tally.unchanged),
        number(tally.refused_total()),
    );
    let args = [
        ("rows", rows.as_str()),
        ("new", &new),
        ("changed", &changed),
        ("unchanged", &unchanged),
        ("refused", &refused),
    ];
    let mut words = t(language, "mail-feed-imported-words", &args);
    if let Some(vanished) = tally.vanished.filter(|n| *n > 0) {
        words += "\n";
        words += &t(language, "mail-feed-vanished", &[("n", &number(vanished))]);
    }
    words
}

fn reshaped(language: Language, file: &str, change: &ShapeChange) -> String {
    let mut parts = vec![t(language, "mail-feed-reshaped-words", &[("file", file)])];
    for (key, columns) in [("mail-feed-added", &change.added), ("mail-feed-removed", &change.removed)] {
        if !columns.is_empty() {
            parts.push(t(language, key, &[("columns", &columns.join(", "))]));
        }
    }
    if change.moved {
        parts.push(t(language, "mail-feed-moved", &[]));
    }
    parts.join("\n")
}
