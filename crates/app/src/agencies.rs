//! Agencies of this installation, and who acts for one from the command line.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::organization::people::Standing;
use commonbeat_domain::{Refusal, text::Email};
use commonbeat_store::audit::Entry;
use commonbeat_store::{agencies, people};

use crate::{App, Error, Result};

impl App {
    /// Adds an agency; only whoever may run the executable on the machine does.
    pub async fn add_agency(&self, code: &str, name: &str, zone: &str) -> Result<Agency> {
        let agency = Agency::new(self.id::<AgencyId>(), code, name, zone)?;
        let who = Actor::operator(agency.id);
        let mut write = self.store.write(&who, self.now()).await?;
        match agencies::insert(&mut write, &agency).await {
            Err(error) if error.is_conflict() => Err(Refusal::unfit("agency", "agency-exists"))?,
            done => done?,
        }
        write.record(Entry::new("agency.add", &agency.code).with(&agency));
        write.commit().await?;
        Ok(agency)
    }

    /// Every agency of this installation, by code. Which there are is public.
    pub async fn agencies(&self) -> Result<Vec<Agency>> {
        Ok(self.store.agencies().await?)
    }

    /// The actor's own agency.
    pub async fn agency(&self, who: &Actor) -> Result<Agency> {
        Ok(agencies::own(&self.store.read(who).await?).await?)
    }

    /// The agency with a code, or the only one where none is named.
    pub async fn agency_named(&self, code: Option<&str>) -> Result<Agency> {
        let mut all = self.agencies().await?;
        let codes = || all.iter().map(|a| a.code.as_str()).collect::<Vec<_>>().join(", ");
        match code {
            _ if all.is_empty() => Err(Error::Unfit(
                "this installation has no agency yet; add one with `commonbeat init`".into(),
            )),
            Some(code) => match all.iter().position(|a| a.code.eq_ignore_ascii_case(code.trim())) {
                Some(at) => Ok(all.swap_remove(at)),
                None => Err(Error::Unfit(format!("there is no agency {code}; there are: {}", codes()))),
            },
            None if all.len() == 1 => Ok(all.swap_remove(0)),
            None => Err(Error::Unfit(format!("name an agency, one of: {}", codes()))),
        }
    }

    /// Who acts from the command line: the operator, or a person of the agency named by address.
    pub async fn acting(&self, agency: AgencyId, email: Option<&str>) -> Result<Actor> {
        let operator = Actor::operator(agency);
        let Some(email) = email else { return Ok(operator) };
        let email: Email = email.parse()?;
        let person = people::by_email(&self.store.read(&operator).await?, &email).await?;
        match person.standing {
            Standing::Invited | Standing::Active => Ok(person.actor()),
            Standing::Locked | Standing::Left => Err(Refusal::unfit("email", "account-closed"))?,
        }
    }

    /// Saves changed settings of the actor's own agency: name, zone, numbers, days. Its code and id stay.
    pub async fn change_agency(&self, who: &Actor, changed: Agency) -> Result<Agency> {
        who.reach(Action::ManageAgency).ok_or(Error::Missing("agency"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let before = agencies::own(&write).await?;
        let sound = Agency::new(before.id, &before.code, &changed.name, &changed.zone)?;
        let agency = Agency { id: before.id, code: before.code, name: sound.name, ..changed };
        agencies::update(&mut write, &agency).await?;
        write.record(Entry::new("agency.change", &agency.code).with(&agency));
        write.commit().await?;
        Ok(agency)
    }
}
