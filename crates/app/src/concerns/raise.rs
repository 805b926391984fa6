//! A concern comes in: from the public form, or told to somebody of the agency.

use commonbeat_auth::token::Token;
use commonbeat_domain::authority::{Action, Actor, Reach};
use commonbeat_domain::ids::{AreaId, ConcernId};
use commonbeat_domain::organization::areas::{self as regions, Area, AreaKind};
use commonbeat_domain::partnerships::concerns::{Channel, Concern, NewConcern, Speaker};
use commonbeat_domain::phone::Phone;
use commonbeat_domain::{Reference, Refusal, Series};
use commonbeat_store::audit::Entry;
use commonbeat_store::{StoreError, Write, agencies, areas, concerns, counters, once};

use super::{Words, for_trail, made, read_made};
use crate::{App, Error, Result};

/// A concern that was taken in.
#[derive(Debug)]
pub struct Raised {
    /// What people call it.
    pub reference: Reference,
    /// Opens its thread; to be shown to whoever sent the form, and never logged.
    pub link: Token,
    /// Whether the same form had been sent before; nothing was taken in twice.
    pub again: bool,
}

impl App {
    /// Takes a concern in. Visitors come by the web; staff write down what they were told. `once` is the form's
    /// token: the same token gives the same reference and the same link.
    pub async fn raise_concern(&self, who: &Actor, new: NewConcern, once: &str) -> Result<Raised> {
        let reach = who.reach(Action::RaiseConcern).ok_or(Error::Missing("concern"))?;
        if let Some(raised) = self.raised_before(who, once).await? {
            return Ok(raised);
        }
        let channel = if reach == Reach::Agency { new.channel } else { Channel::Web };
        let new = NewConcern { channel, ..new }.checked()?;
        let mut write = self.store.write(who, self.now()).await?;
        let (concern, link) = self.take_in(&mut write, new, None).await?;
        match claim(&mut write, once, &concern).await {
            Err(StoreError::DoneAlready) => {
                drop(write);
                return self.raised_before(who, once).await?.ok_or(Error::Missing("concern"));
            }
            done => done?,
        }
        write.record(Entry::new("concern.raise", concern.reference).with(for_trail(&concern)));
        write.commit().await?;
        Ok(Raised { reference: concern.reference, link, again: false })
    }

    async fn raised_before(&self, who: &Actor, token: &str) -> Result<Option<Raised>> {
        let done = once::done(&self.store.read(who).await?, token).await?;
        let Some((reference, id)) = done.as_deref().and_then(read_made) else { return Ok(None) };
        let link = self.concern_token(who.agency, id)?;
        Ok(Some(Raised { reference, link, again: true }))
    }

    /// Keeps a concern inside somebody's write, with its first words and its receipt. `phone` is the number that it came
    /// from as a text message.
    pub(crate) async fn take_in(
        &self,
        write: &mut Write,
        new: NewConcern,
        phone: Option<Phone>,
    ) -> Result<(Concern, Token)> {
        let agency = agencies::own(write).await?;
        let (area, beat) = locate(&areas::list(write, None).await?, &new)?;
        let year = self.today(&agency.time_zone()).year();
        let reference = counters::next(write, Series::Concern, year).await?;
        let (id, now) = (self.id::<ConcernId>(), write.now());
        let mut concern = NewConcern { area, ..new }.received(id, reference, beat, now, agency.answer_days);
        concern.phone = phone;
        if let Some(owner) = self.first_owner(write, beat).await? {
            concern.owned_by(owner, now);
        }
        if concern.channel.is_own_words() {
            let words = format!("{}\n{}", concern.words, concern.place_text);
            self.heed(write, &mut concern, &words).await?;
        }
        let link = self.concern_token(agency.id, id)?;
        concerns::insert(write, &concern, link.digest()).await?;
        let said = Words {
            speaker: Speaker::Resident,
            author: write_actor(write),
            words: &concern.words,
            outcome_of: None,
            channel: Some(concern.channel).filter(|c| *c != Channel::Web),
        };
        self.say_in(write, &concern, said, true).await?;
        Ok((concern, link))
    }
}

fn write_actor(write: &Write) -> Option<commonbeat_domain::ids::PersonId> {
    use commonbeat_store::Session;
    write.actor().person()
}

async fn claim(write: &mut Write, token: &str, concern: &Concern) -> Result<(), StoreError> {
    once::claim(write, token, &made(concern)).await
}

/// Neighborhood and beat of a concern: those that hold its point; without a point the chosen neighborhood, and the
/// beat that covers most of it.
fn locate(all: &[Area], new: &NewConcern) -> Result<(Option<AreaId>, Option<AreaId>)> {
    let chosen = match new.area {
        Some(id) => {
            let named = all.iter().find(|a| a.id == id && a.kind == AreaKind::Neighborhood);
            Some(named.ok_or(Refusal::malformed("area"))?)
        }
        None => None,
    };
    let holding = |kind| new.at.and_then(|at| regions::holding(all, kind, at));
    let area = chosen.or_else(|| holding(AreaKind::Neighborhood));
    let covering = || {
        let area = area?;
        all.iter()
            .filter(|a| a.kind == AreaKind::Beat)
            .map(|beat| (area.shape.share_within(&beat.shape), beat))
            .filter(|(share, _)| *share > 0.0)
            .max_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, beat)| beat)
    };
    let beat = holding(AreaKind::Beat).or_else(covering);
    Ok((area.map(|a| a.id), beat.map(|b| b.id)))
}
