//! Joint initiatives of the town's year.

use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::partnerships::initiatives::{Held, Initiative, Plan, Watch};
use commonbeat_simulate::script::{Gathering, WatchRecord};
use jiff::civil::Date;

use super::Story;
use crate::exit::{Failure, Result};

impl Story<'_> {
    /// Something is planned, and put on the public page.
    pub(super) async fn plan_gathering(&mut self, by: &str, told: &Gathering) -> Result<()> {
        let neighborhood =
            told.neighborhood.as_ref().and_then(|code| self.area(AreaKind::Neighborhood, code));
        let plan = Plan {
            kind: told.kind.parse()?,
            title: told.title.clone(),
            goal: told.goal.clone(),
            neighborhood,
            problem: None,
            begins: told.day.at(told.hours.0, 0, 0, 0),
            ends: told.last.at(told.hours.1, 0, 0, 0),
            place: told.place.clone(),
            access: String::new(),
            spoken: "English, Español".to_owned(),
            agenda: String::new(),
            roles: told.roles.clone(),
            shown: true,
        };
        let planned = self.app.plan_initiative(self.actor(by)?, plan, None, "").await?;
        self.gatherings.insert(told.key.clone(), planned.id);
        Ok(())
    }

    async fn gathering(&self, by: &str, key: &str) -> Result<Initiative> {
        let id = self.gatherings.get(key).copied();
        let id = id.ok_or_else(|| Failure::unfit(format!("nothing planned is called {key}")))?;
        Ok(self.app.initiative(self.actor(by)?, id).await?.initiative)
    }

    /// How it went.
    pub(super) async fn hold_gathering(&self, by: &str, key: &str, held: Held) -> Result<()> {
        let now = self.gathering(by, key).await?;
        self.app.hold_initiative(self.actor(by)?, now.id, now.version, held).await?;
        Ok(())
    }

    /// What people raised there.
    pub(super) async fn raise_there(
        &self,
        by: &str,
        key: &str,
        (words, owner, due): (&str, &str, Date),
    ) -> Result<()> {
        let now = self.gathering(by, key).await?;
        let owner = self.person(owner)?;
        self.app.raise_at(self.actor(by)?, now.id, now.version, (words, owner, due)).await?;
        Ok(())
    }

    /// What everybody was answered.
    pub(super) async fn answer_there(&self, by: &str, key: &str, nth: usize, words: &str) -> Result<()> {
        let now = self.gathering(by, key).await?;
        self.app.answer_raised(self.actor(by)?, now.id, now.version, nth, words).await?;
        Ok(())
    }

    /// A watch group's own record.
    pub(super) async fn keep_watch_of(&self, by: &str, key: &str, told: &WatchRecord) -> Result<()> {
        let now = self.gathering(by, key).await?;
        let watch = Watch {
            captain: told.captain.clone(),
            alternate: told.alternate.clone(),
            households: told.households,
            met_on: Some(told.met_on),
            roster_on: Some(told.roster_on),
        };
        self.app.keep_watch(self.actor(by)?, now.id, now.version, watch).await?;
        Ok(())
    }
}
