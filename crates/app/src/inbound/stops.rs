//! Stop, start and help: what was asked for holds from the moment it is written down.

use commonbeat_domain::ids::InboundId;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::partnerships::concerns::Channel;
use commonbeat_domain::partnerships::reach::Correspondent;
use commonbeat_domain::partnerships::wishes::Wish;
use commonbeat_domain::text::Email;
use commonbeat_jobs::NewJob;
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, Write, inbound, queue, subscribers};
use serde_json::json;

use super::Kind;
use super::answers::{Answer, AnswerInbound};
use super::put::Coming;
use crate::{App, Error, Result};

impl App {
    /// Does what a keyword or free words asked for, and has it confirmed once.
    pub(super) async fn heed_wish(
        &self,
        write: &mut Write,
        agency: &Agency,
        coming: &Coming,
        id: InboundId,
    ) -> Result<()> {
        let Some(wish) = coming.wish else { return Ok(()) };
        let known = inbound::correspondent(write, coming.channel, &coming.sender).await?;
        let fresh = || Correspondent::new(coming.channel, &coming.sender, coming.language);
        let mut known = known.unwrap_or_else(fresh);
        let answer = match wish {
            Wish::Stop => known.stop(&coming.words, write.now()).then_some(Answer::Stopped),
            Wish::Start => known.start(&coming.words, write.now()).then_some(Answer::Started),
            Wish::Help => known.answer().map(|_| Answer::Help),
        };
        if wish != Wish::Help || known.version == 0 {
            inbound::keep_correspondent(write, &known).await?;
            let told = json!({ "wish": wish, "channel": coming.channel, "changed": answer.is_some() });
            write.record(Entry::new("correspondent.wish", id).with(told));
        }
        if wish == Wish::Stop && coming.channel == Channel::Email {
            self.stop_alerts_of(write, coming, "mail").await?;
        }
        if let Some(answer) = answer {
            let job = AnswerInbound { agency: agency.id, inbound: id, answer };
            let job = NewJob::of(&job, self.id(), write.now()).map_err(Error::broken)?;
            queue::enqueue(write, job).await?;
        }
        Ok(())
    }

    /// Ends the alerts of whoever wrote, too.
    async fn stop_alerts_of(&self, write: &mut Write, coming: &Coming, way: &str) -> Result<()> {
        let subscriber = match coming.kind {
            Some(Kind::Subscriber(id)) => Some(subscribers::by_id(write, id).await?),
            _ => match coming.sender.parse::<Email>() {
                Ok(email) => subscribers::by_email(write, &email).await?,
                Err(_) => None,
            },
        };
        let Some(mut subscriber) = subscriber else { return Ok(()) };
        if subscriber.stop(write.now()) {
            subscribers::update(write, &subscriber).await?;
            let wishes = subscriber.wishes.clone();
            self.keep_proof(write, &subscriber, "stopped", way, wishes).await?;
            write.record(Entry::new("subscriber.stop", subscriber.id).with(json!({ "way": way })));
        }
        Ok(())
    }

    /// A report that bears our sign says that nobody is at a subscriber's address.
    pub(super) async fn stop_bounced(
        &self,
        write: &mut Write,
        id: commonbeat_domain::ids::SubscriberId,
    ) -> Result<()> {
        let mut subscriber = subscribers::by_id(write, id).await?;
        if subscriber.stop(write.now()) {
            subscribers::update(write, &subscriber).await?;
            let wishes = subscriber.wishes.clone();
            self.keep_proof(write, &subscriber, "stopped", "bounce", wishes).await?;
            let agency = write.agency();
            tracing::info!(%agency, "A subscription ended because its letters cannot be delivered");
            write.record(Entry::new("subscriber.stop", id).with(json!({ "way": "bounce" })));
        }
        Ok(())
    }
}
