//! The side of whoever gives a tip.

use commonbeat_auth::password;
use commonbeat_auth::tip_code::{NotACode, TipCode};
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{MessageId, TipId};
use commonbeat_domain::partnerships::concerns::Speaker;
use commonbeat_domain::partnerships::tips::{Tip, TipMessage};
use commonbeat_domain::text::{self, Language};
use commonbeat_domain::{Key as _, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::tips::{self, Opened, words};
use commonbeat_store::{Read, StoreError, Write, once};
use jiff::Timestamp;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use tokio::sync::OwnedSemaphorePermit;

use crate::{App, Error, Result};

/// Selectors that are tried before somebody is asked to send the form again. With a thousand tips one in a thousand is
/// taken.
const TRIES: u8 = 16;

/// A tip that was taken in.
#[derive(Debug)]
pub struct TipGiven {
    /// All that its writer will ever have; to be shown once.
    pub code: TipCode,
    /// Whether its words sound like present danger.
    pub danger: bool,
}

/// A tip as its writer sees it.
#[derive(Clone, Debug)]
pub struct OwnTip {
    /// What was said, oldest first.
    pub messages: Vec<TipMessage>,
    /// The moment from which on it is erased unless somebody writes.
    pub ends_at: Timestamp,
    /// Whether words of danger wait for somebody.
    pub danger: bool,
}

impl App {
    /// Takes a tip in. `once` is the form's token: the same token with the same words gives the same code, and nothing is
    /// taken in twice. The code is made of the token, the words and the installation's key; the token itself is not kept,
    /// so that the code cannot be made again from the database and the key.
    pub async fn give_tip(
        &self,
        who: &Actor,
        said: &str,
        language: Language,
        once: &str,
    ) -> Result<TipGiven> {
        let read = self.store.read(who).await?;
        commonbeat_store::Session::reach(&read, Action::GiveTip, "tip")?;
        let said = text::prose("tip_words", said)?;
        let place = self.tip_turns.place()?;
        let purpose = purpose(who, once, &said);
        if let Some(given) = self.given_before(&read, &purpose).await? {
            return Ok(given);
        }
        let (code, nth) = self.free_code(&read, &purpose).await?;
        let secret = SecretString::from(self.peppered(who, &code)?);
        let hash = self.tip_turns.take(place, move || password::hash(&secret)).await?;
        let mut write = self.store.write(who, self.now()).await?;
        match once::claim(&mut write, &kept_token(&purpose), &nth.to_string()).await {
            Err(StoreError::DoneAlready) => {
                drop(write);
                let read = self.store.read(who).await?;
                return self.given_before(&read, &purpose).await?.ok_or(Error::Missing("tip"));
            }
            done => done?,
        }
        let mut tip = Tip::received(self.id::<TipId>(), language, write.now());
        self.heed_tip(&mut write, &mut tip, &said).await?;
        match tips::insert(&mut write, &tip, code.selector(), hash).await {
            // Somebody else's code got this selector a moment ago: sent again, the form finds another.
            Err(error) if error.is_conflict() => return Err(Refusal::not_now("tips-busy").into()),
            done => done?,
        }
        self.say_on_tip(&mut write, &tip, Speaker::Resident, said).await?;
        write.record(Entry::new("tip.give", tip.id));
        write.commit().await?;
        Ok(TipGiven { code, danger: tip.danger_waits() })
    }

    /// The tip that a typed code opens. A wrong code has the same answer after the same work, whether there is a tip with its
    /// selector or not.
    pub async fn open_tip(&self, who: &Actor, typed: &str) -> Result<OwnTip> {
        let (opened, _) = self.unlocked(who, typed).await?;
        self.own_tip(who, &opened).await
    }

    /// The writer writes again. `once` is the form's token.
    pub async fn write_on_tip(&self, who: &Actor, typed: &str, said: &str, once: &str) -> Result<OwnTip> {
        let said = text::prose("tip_more", said)?;
        let (opened, code) = self.unlocked(who, typed).await?;
        let mut write = self.store.write(who, self.now()).await?;
        // Staff may have saved meanwhile; inside the write it is read anew.
        let fresh = tips::by_selector(&write, code.selector()).await?.ok_or_else(wrong)?;
        let mut tip = fresh.open(true).ok_or_else(wrong)?.tip().clone();
        if tip.id != opened.tip().id {
            return Err(wrong());
        }
        let token = kept_token(&purpose(who, once, &said));
        if crate::concerns::first_time(&mut write, &token, "tip").await? {
            tip.written_to(write.now());
            self.heed_tip(&mut write, &mut tip, &said).await?;
            let tip = tips::save(&mut write, tip).await?;
            self.say_on_tip(&mut write, &tip, Speaker::Resident, said).await?;
            write.record(Entry::new("tip.write", tip.id));
            write.commit().await?;
        } else {
            drop(write);
        }
        self.own_tip(who, &opened).await
    }

    /// How many codes were hashed since the start: the work that an answer took.
    pub fn tip_codes_hashed(&self) -> u64 {
        self.tip_turns.hashed()
    }

    async fn own_tip(&self, who: &Actor, opened: &Opened) -> Result<OwnTip> {
        let read = self.store.read(who).await?;
        let messages = words::read_own(&read, self.store.vault(), opened).await?;
        let last = messages.last().map_or(opened.tip().last_at, |m| m.at);
        let now = Tip { last_at: last, ..opened.tip().clone() };
        Ok(OwnTip { messages, ends_at: now.ends_at(), danger: now.danger_waits() })
    }

    /// Puts words on a tip inside somebody's write.
    pub(super) async fn say_on_tip(
        &self,
        write: &mut Write,
        tip: &Tip,
        speaker: Speaker,
        words: String,
    ) -> Result<()> {
        let author = commonbeat_store::Session::actor(write).person();
        let at = write.now();
        let message = TipMessage { id: self.id::<MessageId>(), tip: tip.id, speaker, author, words, at };
        Ok(words::say(write, &message).await?)
    }

    async fn unlocked(&self, who: &Actor, typed: &str) -> Result<(Opened, TipCode)> {
        let place = self.tip_turns.place()?;
        let code = TipCode::parse(typed).map_err(|not| match not {
            NotACode::Shape => Refusal::malformed("tip_code"),
            NotACode::Slip => Refusal::unfit("tip_code", "tip-code-slip"),
        })?;
        let found = tips::by_selector(&self.store.read(who).await?, code.selector()).await?;
        let hash = found.as_ref().map(|locked| locked.hash().to_owned());
        let right = self.is_right(who, &code, hash, place).await?;
        let opened = found.and_then(|locked| locked.open(right)).ok_or_else(wrong)?;
        Ok((opened, code))
    }

    /// Whether the code's secret is the one of the hash; without a hash no, after the same work.
    async fn is_right(
        &self,
        who: &Actor,
        code: &TipCode,
        hash: Option<String>,
        place: OwnedSemaphorePermit,
    ) -> Result<bool> {
        let secret = SecretString::from(self.peppered(who, code)?);
        let check = move || match hash {
            Some(hash) => password::verify(&secret, &hash),
            None => password::verify_nobody(&secret),
        };
        self.tip_turns.take(place, check).await
    }

    /// The code's secret with the pepper: a text that nobody can make without the installation's key.
    fn peppered(&self, who: &Actor, code: &TipCode) -> Result<String> {
        let purpose = format!("tip-secret/{}/{}/{}", who.agency.uuid(), code.selector(), code.secret());
        Ok(self.secret_for(&purpose)?.reveal())
    }

    async fn given_before(&self, read: &Read, purpose: &str) -> Result<Option<TipGiven>> {
        let Some(nth) = once::done(read, &kept_token(purpose)).await? else { return Ok(None) };
        let code = self.nth_code(purpose, nth.parse().unwrap_or(0))?;
        let found = tips::by_selector(read, code.selector()).await?;
        let danger = found.and_then(|l| l.open(true)).is_some_and(|o| o.tip().danger_waits());
        Ok(Some(TipGiven { code, danger }))
    }

    async fn free_code(&self, read: &Read, purpose: &str) -> Result<(TipCode, u8)> {
        for nth in 0..TRIES {
            let code = self.nth_code(purpose, nth)?;
            if tips::is_free(read, code.selector()).await? {
                return Ok((code, nth));
            }
        }
        Err(Refusal::not_now("tips-busy").into())
    }

    fn nth_code(&self, purpose: &str, nth: u8) -> Result<TipCode> {
        Ok(TipCode::of(&self.secret_for(&format!("tip-code/{purpose}/{nth}"))?))
    }
}

/// What a form sent once stands for: its token with its words, so that a page that a proxy kept against our word and gave
/// to two people never gives one the code of the other.
fn purpose(who: &Actor, once: &str, said: &str) -> String {
    format!("{}/{once}/{}", who.agency.uuid(), hex::encode(Sha256::digest(said.as_bytes())))
}

/// What is kept of it.
fn kept_token(purpose: &str) -> String {
    hex::encode(Sha256::digest(format!("tip once\n{purpose}").as_bytes()))
}

/// The one answer for a wrong code.
fn wrong() -> Error {
    Refusal::unfit("tip_code", "tip-code-wrong").into()
}
