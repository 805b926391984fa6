//! The actor: the first argument of everything that reads or writes.

use std::collections::BTreeSet;

use crate::authority::{Action, Party, Reach, Role, permissions};
use crate::ids::{AgencyId, AreaId, ConcernId, OrganizationId, PersonId};

/// Who acts, within which agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The agency whose rows are touched. Nobody reaches another's.
    pub agency: AgencyId,
    /// Who it is.
    pub who: Who,
}

/// The kinds of actors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A signed-in person.
    Person {
        /// The account.
        person: PersonId,
        /// What the person does; several roles add up.
        roles: BTreeSet<Role>,
        /// Beats the person is assigned to.
        beats: BTreeSet<AreaId>,
        /// The partner organization, for partners.
        organization: Option<OrganizationId>,
    },
    /// A resident who holds the secret link of a concern.
    SecretLink {
        /// The concern whose thread the link opens.
        concern: ConcernId,
    },
    /// A visitor of the public pages.
    Nobody,
    /// Commonbeat's own work.
    System {
        /// The job's name, for the trail.
        job: &'static str,
    },
    /// The command line.
    Operator,
}

impl Actor {
    /// A visitor of an agency's public pages.
    pub fn nobody(agency: AgencyId) -> Actor {
        Actor { agency, who: Who::Nobody }
    }

    /// The command line.
    pub fn operator(agency: AgencyId) -> Actor {
        Actor { agency, who: Who::Operator }
    }

    /// A background job.
    pub fn system(agency: AgencyId, job: &'static str) -> Actor {
        Actor { agency, who: Who::System { job } }
    }

    /// The holder of a concern's secret link.
    pub fn secret_link(agency: AgencyId, concern: ConcernId) -> Actor {
        Actor { agency, who: Who::SecretLink { concern } }
    }

    /// The account, if a person acts.
    pub fn person(&self) -> Option<PersonId> {
        match &self.who {
            Who::Person { person, .. } => Some(*person),
            _ => None,
        }
    }

    /// Beats of a person; empty for everybody else.
    pub fn beats(&self) -> &BTreeSet<AreaId> {
        static NONE: BTreeSet<AreaId> = BTreeSet::new();
        match &self.who {
            Who::Person { beats, .. } => beats,
            _ => &NONE,
        }
    }

    /// The parties this actor counts as in the permission table.
    pub fn parties(&self) -> Vec<Party> {
        match &self.who {
            Who::Person { roles, .. } => roles.iter().copied().map(Party::Role).collect(),
            Who::SecretLink { .. } => vec![Party::SecretLink],
            Who::Nobody => vec![Party::Nobody],
            Who::System { .. } => vec![Party::System],
            Who::Operator => vec![Party::Operator],
        }
    }

    /// How far this actor may go with an action; the widest of all roles.
    pub fn reach(&self, action: Action) -> Option<Reach> {
        self.parties().into_iter().filter_map(|party| permissions::reach(party, action)).max()
    }

    /// Whether the action is open to this actor at all.
    pub fn may(&self, action: Action) -> bool {
        self.reach(action).is_some()
    }
}
