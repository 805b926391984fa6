//! What residents told, and what they were answered.

use commonbeat_app::concerns::{NewPromise, PromiseEnd};
use commonbeat_domain::authority::Actor;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::partnerships::concerns::{Channel, ConcernKind, NewConcern};
use commonbeat_domain::place::LonLat;
use commonbeat_domain::text::{Email, Language};
use commonbeat_simulate::Concern;
use commonbeat_simulate::script::Promise;

use super::{Story, fields};
use crate::exit::{Failure, Result};

impl Story<'_> {
    /// A concern comes in: by the public form, or written down by the officer who was told.
    pub(super) async fn receive(&mut self, key: &str) -> Result<()> {
        let told = *self.told.get(key).ok_or_else(|| Failure::unfit(format!("no concern {key}")))?;
        let new = self.concern(told)?;
        let who = match new.channel {
            Channel::Web => Actor::nobody(self.agency),
            _ => self.officer_of(&told.beat)?,
        };
        let raised = self.app.raise_concern(&who, new, key).await?;
        self.concerns.insert(key.to_owned(), raised.reference);
        Ok(())
    }

    fn concern(&self, told: &Concern) -> Result<NewConcern> {
        let kind: ConcernKind = fields::same(&told.kind)?;
        Ok(NewConcern {
            kind,
            words: told.words.clone(),
            place_text: told.place_text.clone(),
            at: Some(LonLat::new(told.at[0], told.at[1])?),
            area: self.area(AreaKind::Neighborhood, &told.neighborhood),
            channel: fields::same(&told.channel)?,
            email: told.email.as_deref().map(str::parse::<Email>).transpose()?,
            called: told.called.clone(),
            language: told.language.parse::<Language>()?,
        })
    }

    /// The first officer of a beat.
    fn officer_of(&self, beat: &str) -> Result<Actor> {
        let found = self.cast.officers.get(beat).and_then(|email| self.cast.actors.get(email));
        found.cloned().ok_or_else(|| Failure::unfit(format!("beat {beat} has no officer")))
    }

    /// An officer writes to the resident; once the result of its problem is known, that is the outcome.
    pub(super) async fn answer(&mut self, by: &str, key: &str, text: &str) -> Result<()> {
        let reference = self.reference(key)?;
        let who = self.actor(by)?;
        let outcome_of = match self.part_of.get(key).filter(|p| self.concluded.contains(p)) {
            Some(problem) => {
                let at = self.problem(problem)?;
                Some(self.app.problem(who, &at).await?.problem.id)
            }
            None => None,
        };
        let version = self.app.concern(who, reference).await?.concern.version;
        self.app.answer_concern(who, reference, text, outcome_of, version, "").await?;
        Ok(())
    }

    /// An officer promises something on a thread.
    pub(super) async fn promise(&mut self, by: &str, key: &str, promise: &Promise) -> Result<()> {
        let reference = self.reference(key)?;
        let who = self.actor(by)?;
        let version = self.app.concern(who, reference).await?.concern.version;
        let new = NewPromise { words: promise.what.clone(), due_on: promise.due };
        self.app.promise(who, reference, &new, version, "").await?;
        let made = self.app.concern(who, reference).await?.promises;
        if let Some(made) = made.into_iter().find(|p| p.words == promise.what) {
            self.promises.insert(promise.key.clone(), made.id);
        }
        Ok(())
    }

    /// A promise was kept.
    pub(super) async fn keep(&mut self, by: &str, key: &str, promise: &str, text: &str) -> Result<()> {
        let reference = self.reference(key)?;
        let id = self.promises.get(promise).copied();
        let id = id.ok_or_else(|| Failure::unfit(format!("nobody made the promise {promise}")))?;
        let end = PromiseEnd { kept: true, words: text.to_owned() };
        self.app.end_promise(self.actor(by)?, reference, id, &end, "").await?;
        Ok(())
    }

    /// A concern becomes part of a problem.
    pub(super) async fn attach(&mut self, by: &str, key: &str, problem: &str) -> Result<()> {
        let (reference, at) = (self.reference(key)?, self.problem(problem)?);
        let who = self.actor(by)?;
        let version = self.app.concern(who, reference).await?.concern.version;
        self.app.attach_concern(who, reference, at, version).await?;
        self.part_of.insert(key.to_owned(), problem.to_owned());
        Ok(())
    }

    fn reference(&self, key: &str) -> Result<commonbeat_domain::Reference> {
        let found = self.concerns.get(key).copied();
        found.ok_or_else(|| Failure::unfit(format!("the concern {key} did not come in")))
    }
}
