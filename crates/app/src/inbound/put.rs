//! Where a message goes once it is classed.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::ConcernId;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::partnerships::concerns::{Channel, Concern, ConcernKind, NewConcern, Speaker};
use commonbeat_domain::partnerships::inbound::{Class, Facts, Inbound, classify};
use commonbeat_domain::partnerships::ledger::Helped;
use commonbeat_domain::partnerships::wishes::Wish;
use commonbeat_domain::phone::Phone;
use commonbeat_domain::text::{self, Email, Language};
use commonbeat_store::audit::Entry;
use commonbeat_store::{StoreError, Write, concerns, inbound};
use jiff::SignedDuration;
use serde_json::json;

use super::address::taker;
use super::answers::Answer;
use super::{Kind, Taken};
use crate::concerns::Words;
use crate::{App, Error, Result};

/// New threads that one sender may begin in a day before a person looks at what else comes.
const NEW_A_DAY: u64 = 10;
/// Letters of a day to which we answer by ourselves, so that two machines do not talk to each other for ever.
const ANSWERED_A_DAY: u64 = 20;
/// Tries when another write was faster.
const TRIES: usize = 4;

/// A message on its way in.
pub(super) struct Coming {
    pub channel: Channel,
    /// The mark of its source, by which it is taken once.
    pub source: String,
    /// Where it came from, and where an answer goes.
    pub sender: String,
    pub called: String,
    pub words: String,
    pub language: Language,
    pub facts: Facts,
    pub helped: Option<Helped>,
    /// Free words or a keyword that ask to hear nothing more, with a keyword's language.
    pub wish: Option<Wish>,
    /// Whether the wish was said in free words, which a person reads too.
    pub free: bool,
    /// What proved where it belongs, if anything did.
    pub kind: Option<Kind>,
    pub left_out: Vec<String>,
    pub note: String,
}

impl App {
    /// Takes a message in, once.
    pub(super) async fn take(&self, agency: &Agency, coming: &Coming) -> Result<Taken> {
        for _ in 1..TRIES {
            match self.take_once(agency, coming).await {
                Err(Error::Stale(_)) => {}
                other => return other,
            }
        }
        self.take_once(agency, coming).await
    }

    async fn take_once(&self, agency: &Agency, coming: &Coming) -> Result<Taken> {
        let mut write = self.store.write(&taker(agency), self.now()).await?;
        if inbound::came(&write, coming.channel, &coming.source).await? {
            return Ok(Taken::Again);
        }
        let mut class = classify(&coming.facts);
        let day = write.now() - SignedDuration::from_hours(24);
        let many = inbound::count_since(&write, &coming.sender, Class::New, day).await? >= NEW_A_DAY;
        let mut note = coming.note.clone();
        if class == Class::New && many {
            let why = if coming.facts.alarming { "too-many-danger" } else { "too-many" };
            (class, note) = (Class::SetAside, why.to_owned());
        }
        let id = self.id();
        let concern = self.put(&mut write, agency, coming, class).await?;
        let row = Inbound {
            id,
            channel: coming.channel,
            sender: coming.sender.clone(),
            class,
            concern,
            words: match class {
                Class::SetAside | Class::AutoReply => text::as_it_came(&coming.words),
                _ => String::new(),
            },
            note,
            left_out: coming.left_out.clone(),
        };
        match inbound::insert(&mut write, &row, &coming.source).await {
            Err(StoreError::DoneAlready) => return Ok(Taken::Again),
            done => done?,
        }
        if class == Class::Keyword {
            self.heed_wish(&mut write, agency, coming, id).await?;
        }
        let told = json!({ "channel": coming.channel, "class": class, "concern": concern });
        write.record(Entry::new("message.take", id).with(told));
        write.commit().await?;
        Ok(Taken::As(class, concern))
    }

    async fn put(
        &self,
        write: &mut Write,
        agency: &Agency,
        coming: &Coming,
        class: Class,
    ) -> Result<Option<ConcernId>> {
        match (class, coming.facts.thread) {
            (Class::New, _) => Ok(Some(self.put_new(write, agency, coming).await?)),
            (Class::Reply, Some(thread)) => {
                self.put_reply(write, agency, coming, thread).await?;
                Ok(Some(thread))
            }
            (Class::Keyword, Some(thread)) if coming.free => {
                self.put_reply(write, agency, coming, thread).await?;
                Ok(Some(thread))
            }
            (Class::SurveyAnswer, Some(thread)) => {
                let mut concern = concerns::fetch_for(write, Action::ReadConcerns, thread).await?;
                if let Some(helped) = coming.helped {
                    concern.rate(helped, write.now())?;
                    concerns::update(write, &concern).await?;
                    let told = json!({ "helped": helped, "channel": coming.channel });
                    write.record(Entry::new("concern.rate", concern.reference).with(told));
                }
                Ok(Some(thread))
            }
            (_, thread) => Ok(thread),
        }
    }

    pub(super) async fn put_new(
        &self,
        write: &mut Write,
        agency: &Agency,
        coming: &Coming,
    ) -> Result<ConcernId> {
        let phone: Option<Phone> = coming.sender.parse().ok().filter(|_| coming.channel == Channel::Sms);
        let email: Option<Email> = coming.sender.parse().ok().filter(|_| coming.channel == Channel::Email);
        let new = NewConcern {
            kind: ConcernKind::Other,
            words: text::as_it_came(&coming.words),
            place_text: String::new(),
            at: None,
            area: None,
            channel: coming.channel,
            email,
            called: coming.called.clone(),
            language: coming.language,
        };
        let (concern, _) = self.take_in(write, new, phone).await?;
        write.record(
            Entry::new("concern.raise", concern.reference).with(crate::concerns::for_trail(&concern)),
        );
        self.tell_left_out(write, agency, &concern, coming).await?;
        Ok(concern.id)
    }

    async fn put_reply(
        &self,
        write: &mut Write,
        agency: &Agency,
        coming: &Coming,
        thread: ConcernId,
    ) -> Result<()> {
        let mut concern = concerns::fetch_for(write, Action::ReadConcerns, thread).await?;
        concern.written_to(write.now(), agency.answer_days);
        // A letter may hold nothing but what was not taken.
        let kept = text::as_it_came(&coming.words);
        let words = if kept.is_empty() { "…".to_owned() } else { kept };
        self.resident_says(write, &mut concern, &words, Some(coming.channel)).await?;
        inbound::touch(write, coming.channel, &coming.sender, thread).await?;
        write.record(
            Entry::new("concern.write", concern.reference).with(json!({ "channel": coming.channel })),
        );
        self.tell_left_out(write, agency, &concern, coming).await
    }

    /// Tells the resident what came with a letter and was not taken, on the thread and by letter.
    async fn tell_left_out(
        &self,
        write: &mut Write,
        agency: &Agency,
        concern: &Concern,
        coming: &Coming,
    ) -> Result<()> {
        let day = write.now() - SignedDuration::from_hours(24);
        let lately = inbound::count_since(write, &coming.sender, Class::Reply, day).await?;
        if coming.left_out.is_empty() {
            return Ok(());
        }
        let words = Answer::left_out(agency, concern.language, &coming.left_out);
        let said =
            Words { speaker: Speaker::Agency, author: None, words: &words, outcome_of: None, channel: None };
        self.say_in(write, concern, said, lately < ANSWERED_A_DAY).await?;
        Ok(())
    }
}
