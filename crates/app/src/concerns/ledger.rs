//! The agency's side of the ledger: who answers for a thread, what was promised on it, what residents said by other
//! ways, who saw to words of danger.

use std::borrow::Cow;

use commonbeat_domain::authority::{Action, Actor, Role};
use commonbeat_domain::ids::{AreaId, PersonId, PromiseId};
use commonbeat_domain::organization::people::Standing;
use commonbeat_domain::partnerships::concerns::{Channel, Concern, Speaker};
use commonbeat_domain::partnerships::danger;
use commonbeat_domain::partnerships::promises::{Promise, PromiseState};
use commonbeat_domain::{Reference, Refusal, text};
use commonbeat_store::audit::Entry;
use commonbeat_store::concerns::{self, Owed};
use commonbeat_store::{Session, StoreError, Write, agencies, people};
use jiff::civil::Date;
use serde_json::json;

use super::{Words, first_time};
use crate::notices::Notice;
use crate::texts::{self, plain};
use crate::{App, Error, Result};

/// What is promised to a resident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPromise {
    /// What will be done.
    pub words: String,
    /// By the end of which day.
    pub due_on: Date,
}

/// What became of a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseEnd {
    /// Whether it was kept.
    pub kept: bool,
    /// What was done, or why not; the resident reads it.
    pub words: String,
}

impl App {
    /// Promises something to a resident. The promise stands on the thread, goes out by every channel of the resident,
    /// and counts as an answer; what is promised is due by its day. `once` is the form's token.
    pub async fn promise(
        &self,
        who: &Actor,
        reference: Reference,
        new: &NewPromise,
        version: i64,
        once: &str,
    ) -> Result<()> {
        let by = who.person().filter(|_| who.may(Action::AnswerConcern)).ok_or(Error::Missing("concern"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let mut concern = concerns::by_reference(&write, Action::AnswerConcern, reference).await?;
        if !first_time(&mut write, once, &reference.to_string()).await? {
            return Ok(());
        }
        at(&concern, version)?;
        let zone = agencies::own(&write).await?.time_zone();
        let now = write.now();
        let promise = Promise::made(self.id(), concern.id, &new.words, new.due_on, by, now, &zone)?;
        concerns::insert_promise(&mut write, &promise).await?;
        let values = texts::Values::from([
            (Cow::Borrowed("promise"), plain(&promise.words)),
            (Cow::Borrowed("day"), plain(&texts::day(concern.language, promise.due_on))),
        ]);
        let words = texts::text(concern.language, "promise-letter", &values);
        concern.promised(self.next_promise(&write, &concern).await?, now);
        // Whoever promises has it from now on.
        concern.owned_by(by, now);
        let channels = self.answer_in(&mut write, concern, &words, None).await?;
        let told = json!({ "promise": promise.id, "due": promise.due_on, "channels": channels });
        write.record(Entry::new("concern.promise", reference).with(told));
        Ok(write.commit().await?)
    }

    /// Says what became of a promise; the resident reads it. `once` is the form's token.
    pub async fn end_promise(
        &self,
        who: &Actor,
        reference: Reference,
        promise: PromiseId,
        end: &PromiseEnd,
        once: &str,
    ) -> Result<()> {
        let by = who.person().filter(|_| who.may(Action::AnswerConcern)).ok_or(Error::Missing("concern"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let mut concern = concerns::by_reference(&write, Action::AnswerConcern, reference).await?;
        let mut promise = concerns::promise(&write, concern.id, promise).await?;
        if !first_time(&mut write, once, &reference.to_string()).await? {
            return Ok(());
        }
        let now = write.now();
        promise.end(end.kept, &end.words, by, now)?;
        concerns::save_promise(&mut write, &promise).await?;
        concern.promised(self.next_promise(&write, &concern).await?, now);
        let channels = self.answer_in(&mut write, concern, &promise.note, None).await?;
        let act = if end.kept { "concern.promise-kept" } else { "concern.promise-broken" };
        let told = json!({ "promise": promise.id, "in_time": promise.kept_in_time(), "channels": channels });
        write.record(Entry::new(act, reference).with(told));
        Ok(write.commit().await?)
    }

    /// When the next open promise of a thread is due.
    async fn next_promise(&self, write: &Write, concern: &Concern) -> Result<Option<jiff::Timestamp>> {
        let promises = concerns::promises_of(write, concern.id).await?;
        Ok(promises.iter().filter(|p| p.state == PromiseState::Open).map(|p| p.due_at).min())
    }

    /// Gives a thread to an officer, or takes it oneself. `version` is the one that was read.
    pub async fn own_thread(
        &self,
        who: &Actor,
        reference: Reference,
        owner: PersonId,
        version: i64,
    ) -> Result<()> {
        who.reach(Action::AnswerConcern).ok_or(Error::Missing("concern"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let mut concern = concerns::by_reference(&write, Action::AnswerConcern, reference).await?;
        at(&concern, version)?;
        let person = people::by_id(&write, owner).await.map_err(|_| Refusal::malformed("owner"))?;
        if person.standing != Standing::Active || !person.actor().may(Action::AnswerConcern) {
            return Err(Refusal::unfit("owner", "cannot-answer").into());
        }
        concern.owned_by(owner, write.now());
        concerns::update(&mut write, &concern).await?;
        write.record(Entry::new("concern.own", reference).with(json!({ "owner": owner })));
        Ok(write.commit().await?)
    }

    /// Writes down on a thread what its resident said by telephone, in person, at a meeting or on paper: it stands
    /// under the same reference, and an answer is owed as if it had come by the page. `once` is the form's token.
    pub async fn write_down_contact(
        &self,
        who: &Actor,
        reference: Reference,
        channel: Channel,
        words: &str,
        once: &str,
    ) -> Result<()> {
        let author =
            who.person().filter(|_| who.may(Action::AnswerConcern)).ok_or(Error::Missing("concern"))?;
        if !Channel::TOLD.contains(&channel) {
            return Err(Refusal::malformed("channel").into());
        }
        let words = text::prose("told", words)?;
        let mut write = self.store.write(who, self.now()).await?;
        let mut concern = concerns::by_reference(&write, Action::AnswerConcern, reference).await?;
        if !first_time(&mut write, once, &reference.to_string()).await? {
            return Ok(());
        }
        concern.written_to(write.now(), agencies::own(&write).await?.answer_days);
        concerns::update(&mut write, &concern).await?;
        let said = Words {
            speaker: Speaker::Resident,
            author: Some(author),
            words: &words,
            outcome_of: None,
            channel: Some(channel),
        };
        self.say_in(&mut write, &concern, said, false).await?;
        write.record(Entry::new("concern.contact", reference).with(json!({ "channel": channel })));
        Ok(write.commit().await?)
    }

    /// Says what was done about words that sound like present danger; the thread leaves the top of the inbox.
    pub async fn see_to_danger(&self, who: &Actor, reference: Reference, note: &str) -> Result<()> {
        let by = who.person().filter(|_| who.may(Action::AnswerConcern)).ok_or(Error::Missing("concern"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let mut concern = concerns::by_reference(&write, Action::AnswerConcern, reference).await?;
        concern.see_to_danger(by, note, write.now())?;
        concerns::update(&mut write, &concern).await?;
        write.record(Entry::new("concern.danger-seen", reference));
        Ok(write.commit().await?)
    }

    /// Raises a human where a resident's words sound like present danger: the flag, a row in the trail, and a letter
    /// to every supervisor. The caller saves the concern.
    pub(super) async fn heed(&self, write: &mut Write, concern: &mut Concern, words: &str) -> Result<()> {
        let Some(rule) = danger::sounds_like(words) else { return Ok(()) };
        concern.alarm(rule, write.now());
        write.record(Entry::new("concern.danger", concern.reference).with(json!({ "rule": rule })));
        let what =
            format!("{} {}/concerns/{}", concern.reference, self.settings.public_url, concern.reference);
        self.notify_role(write, Role::Supervisor, Notice::Danger, &what).await
    }

    /// Who answers for a concern that comes in: whoever wrote it down and may answer; else, of the officers of its
    /// beat, the one with the fewest threads on which something is owed.
    pub(super) async fn first_owner(&self, write: &Write, beat: Option<AreaId>) -> Result<Option<PersonId>> {
        if let Some(person) = write.actor().person().filter(|_| write.actor().may(Action::AnswerConcern)) {
            return Ok(Some(person));
        }
        let Some(beat) = beat else { return Ok(None) };
        let filter = people::Filter {
            role: Some(Role::Officer),
            beat: Some(beat),
            standings: vec![Standing::Active],
            ..people::Filter::default()
        };
        let officers = people::list(write, &filter, 50).await?;
        let ids: Vec<PersonId> = officers.iter().map(|listed| listed.person.id).collect();
        let system = Actor::system(write.agency(), "give-owner");
        let read = self.store.read(&system).await?;
        let piles: Vec<Owed> = ids.iter().map(|id| Owed::By(*id)).collect();
        let loads = concerns::owed_counts(&read, &piles).await?;
        Ok(ids.into_iter().zip(loads).min_by_key(|(_, load)| *load).map(|(id, _)| id))
    }
}

/// Refuses a form that was filled in before somebody else changed the thread.
fn at(concern: &Concern, version: i64) -> Result<()> {
    match concern.version == version {
        true => Ok(()),
        false => Err(StoreError::Stale("concern").into()),
    }
}
