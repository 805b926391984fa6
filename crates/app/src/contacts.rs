//! The contact and foot-patrol log, its promises, and the profile of a beat that grows from it.

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AreaId, ContactId, PersonId};
use commonbeat_domain::organization::beats::{Profile, ProfileKind};
use commonbeat_domain::organization::contacts::{Contact, NewContact};
use commonbeat_store::audit::Entry;
use commonbeat_store::contacts::{self, Filter};
use commonbeat_store::{Session, Write, agencies, once};
use serde_json::json;

use crate::postings::is_beat;
use crate::{App, Error, Result};

/// Most promises shown to one person at once.
const OWED: u64 = 50;

impl App {
    /// Logs a contact. `keep`: who was met stands in the beat's profile from then on. `token`: the form's.
    pub async fn log_contact(
        &self,
        who: &Actor,
        new: NewContact,
        keep: Option<ProfileKind>,
        token: &str,
    ) -> Result<Contact> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::LogContact, "contact")?;
        let by = logger(who)?;
        if let Some(id) = once::done(&write, token).await? {
            return Ok(contacts::get(&write, id.parse().map_err(|_| Error::Missing("contact"))?).await?);
        }
        if !is_beat(&write, new.beat).await? {
            return Err(Refusal::malformed("beat").into());
        }
        let now = self.now();
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let contact = new.of(self.id(), by, now, today)?;
        if let Some(kind) = keep {
            if contact.whom.is_empty() {
                return Err(Refusal::required("whom").into());
            }
            let mut profile = contacts::profile(&write, contact.beat).await?;
            profile.add((kind, &contact.whom, ""), Some(contact.id), by, (now, today))?;
            contacts::save_profile(&mut write, profile).await?;
        }
        contacts::insert(&mut write, &contact).await?;
        once::claim(&mut write, token, &contact.id.to_string()).await?;
        let what = json!({ "beat": contact.beat, "met_as": contact.met_as.name(), "promise": contact.promise.is_some() });
        write.record(Entry::new("contact.log", contact.id).with(what));
        write.commit().await?;
        Ok(contact)
    }

    /// Notes that a promise was kept, or cannot be: by who answers for it, or by those who post people.
    pub async fn settle_promise(
        &self,
        who: &Actor,
        id: ContactId,
        read: i64,
        kept: bool,
        words: &str,
    ) -> Result<Contact> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::LogContact, "contact")?;
        let mut contact = contacts::get(&write, id).await?;
        let own = contact.promise.as_ref().is_some_and(|p| who.person() == Some(p.owner));
        if !own && !who.may(Action::AssignPosts) {
            return Err(Error::Missing("contact"));
        }
        if contact.version != read {
            return Err(Error::Stale("contact"));
        }
        contact.settle(kept, words, self.now())?;
        let saved = contacts::save(&mut write, contact).await?;
        let act = if kept { "promise.keep" } else { "promise.release" };
        write.record(Entry::new(act, id).with(json!({ "version": saved.version })));
        write.commit().await?;
        Ok(saved)
    }

    /// Open promises that the person answers for, the one due first in front.
    pub async fn promises_owed(&self, who: &Actor) -> Result<Vec<Contact>> {
        let Some(person) = who.person().filter(|_| who.may(Action::LogContact)) else {
            return Ok(Vec::new());
        };
        let filter = Filter { owes: Some(person), ..Filter::default() };
        Ok(contacts::list(&self.store.read(who).await?, &filter, OWED).await?)
    }

    /// Adds something to a beat's profile by hand.
    pub async fn add_known(
        &self,
        who: &Actor,
        beat: AreaId,
        kind: ProfileKind,
        name: &str,
        note: &str,
    ) -> Result<Profile> {
        let mut write = self.store.write(who, self.now()).await?;
        knows(who, beat)?;
        if !is_beat(&write, beat).await? {
            return Err(Error::Missing("beat"));
        }
        let saved = self.know_in(&mut write, beat, &[(kind, name, note)], logger(who)?).await?;
        write.record(
            Entry::new("beat.known", beat).with(json!({ "kind": kind.name(), "version": saved.version })),
        );
        write.commit().await?;
        Ok(saved)
    }

    /// The same for several at once inside a larger write, whose actor writes the beat's profile. `by`: who found it.
    pub(crate) async fn know_in(
        &self,
        write: &mut Write,
        beat: AreaId,
        found: &[(ProfileKind, &str, &str)],
        by: PersonId,
    ) -> Result<Profile> {
        let today = self.today(&agencies::own(write).await?.time_zone());
        let mut profile = contacts::profile(write, beat).await?;
        for known in found {
            profile.add(*known, None, by, (self.now(), today))?;
        }
        Ok(contacts::save_profile(write, profile).await?)
    }

    /// Takes something out of a beat's profile.
    pub async fn remove_known(&self, who: &Actor, beat: AreaId, number: u32) -> Result<Profile> {
        let mut write = self.store.write(who, self.now()).await?;
        knows(who, beat)?;
        let mut profile = contacts::profile(&write, beat).await?;
        let known = profile.remove(number)?;
        let saved = contacts::save_profile(&mut write, profile).await?;
        let what = json!({ "kind": known.kind.name(), "number": number, "version": saved.version });
        write.record(Entry::new("beat.forget", beat).with(what));
        write.commit().await?;
        Ok(saved)
    }
}

/// A beat's profile is written by its own officers and by those who post people.
fn knows(who: &Actor, beat: AreaId) -> Result<()> {
    let own = who.may(Action::LogContact) && who.beats().contains(&beat);
    if own || who.may(Action::AssignPosts) { Ok(()) } else { Err(Error::Missing("beat")) }
}

pub(crate) fn logger(who: &Actor) -> Result<PersonId> {
    who.person().ok_or(Error::Missing("contact"))
}
