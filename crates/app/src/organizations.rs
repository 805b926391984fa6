//! Partner organizations.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::OrganizationId;
use commonbeat_domain::partnerships::organizations::{Organization, OrganizationKind};
use commonbeat_domain::{Refusal, text};
use commonbeat_store::audit::Entry;
use commonbeat_store::organizations;

use crate::{App, Error, Result};

impl App {
    /// Adds a partner organization.
    pub async fn add_organization(
        &self,
        who: &Actor,
        name: &str,
        kind: OrganizationKind,
    ) -> Result<Organization> {
        who.reach(Action::ManagePeople).ok_or(Error::Missing("organization"))?;
        let organization = Organization::new(self.id::<OrganizationId>(), &text::line("name", name)?, kind);
        let mut write = self.store.write(who, self.now()).await?;
        match organizations::insert(&mut write, &organization).await {
            Err(error) if error.is_conflict() => Err(Refusal::unfit("name", "organization-exists"))?,
            done => done?,
        }
        write.record(Entry::new("organization.add", organization.id).with(&organization));
        write.commit().await?;
        Ok(organization)
    }

    /// The agency's partner organizations, by name; for whoever manages accounts or gives tasks.
    pub async fn organizations(&self, who: &Actor) -> Result<Vec<Organization>> {
        if !who.may(Action::ReadPeople) && !who.may(Action::WorkProblem) {
            return Err(Error::Missing("organization"));
        }
        Ok(organizations::list(&self.store.read(who).await?).await?)
    }
}
