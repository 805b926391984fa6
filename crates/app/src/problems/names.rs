//! Names of the people, areas and organizations that stand on a problem's pages.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AreaId, OrganizationId, PersonId, ProblemId};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::{Session, StoreError, areas, organizations, people, problems};

use crate::{App, Result};

/// Names by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// People, with title.
    pub people: BTreeMap<PersonId, String>,
    /// Beats and neighborhoods.
    pub areas: BTreeMap<AreaId, String>,
    /// The last part of the address of each neighborhood's public page.
    pub pages: BTreeMap<AreaId, String>,
    /// Partner organizations.
    pub organizations: BTreeMap<OrganizationId, String>,
}

/// What can be chosen in the forms of a problem, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// People who may own a problem or a task.
    pub people: Vec<(PersonId, String)>,
    /// Beats.
    pub beats: Vec<(AreaId, String)>,
    /// Neighborhoods.
    pub neighborhoods: Vec<(AreaId, String)>,
    /// Partner organizations.
    pub organizations: Vec<(OrganizationId, String)>,
}

/// The person of a form's field; refused where nobody of that id is here any more, or may not do what it takes.
pub(crate) async fn known_worker(
    session: &impl Session,
    field: &'static str,
    id: PersonId,
    takes: Action,
) -> Result<Person> {
    match people::by_id(session, id).await {
        Ok(person) if person.actor().may(takes) && person.standing != Standing::Left => Ok(person),
        Ok(_) | Err(StoreError::Missing(_)) => Err(Refusal::malformed(field).into()),
        Err(other) => Err(other.into()),
    }
}

/// Most people offered in a form.
const MOST_PEOPLE: u64 = 1_000;

impl App {
    /// Names of these people, of every area and of every partner organization of the agency.
    pub async fn problem_names(&self, who: &Actor, ids: impl IntoIterator<Item = PersonId>) -> Result<Names> {
        let read = self.store.read(who).await?;
        read.reach(Action::ReadProblems, "problem")?;
        let areas = areas::list(&read, None).await?;
        let public = areas.iter().filter(|area| area.kind == AreaKind::Neighborhood);
        Ok(Names {
            people: people::names(&read, ids).await?,
            pages: public.map(|area| (area.id, area.slug.clone())).collect(),
            areas: areas.into_iter().map(|area| (area.id, area.name)).collect(),
            organizations: organizations::list(&read).await?.into_iter().map(|o| (o.id, o.name)).collect(),
        })
    }

    /// The reference of a problem that the actor may see.
    pub async fn reference_of(&self, who: &Actor, id: ProblemId) -> Result<Option<Reference>> {
        match problems::by_id(&self.store.read(who).await?, id).await {
            Ok(problem) => Ok(Some(problem.reference)),
            Err(StoreError::Missing(_)) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// The agency's beats by name, for filters.
    pub async fn beats(&self, who: &Actor) -> Result<Vec<(AreaId, String)>> {
        let read = self.store.read(who).await?;
        let beats = areas::list(&read, Some(AreaKind::Beat)).await?;
        Ok(beats.into_iter().map(|area| (area.id, area.name)).collect())
    }

    /// What can be chosen in the forms of a problem, for those who work on problems.
    pub async fn problem_choices(&self, who: &Actor) -> Result<Choices> {
        let read = self.store.read(who).await?;
        read.reach(Action::WorkProblem, "problem")?;
        let filter = people::Filter {
            standings: vec![Standing::Invited, Standing::Active, Standing::Locked],
            ..people::Filter::default()
        };
        let listed = people::list(&read, &filter, MOST_PEOPLE).await?;
        let of = async |kind| -> Result<Vec<(AreaId, String)>> {
            let all = areas::list(&read, Some(kind)).await?;
            Ok(all.into_iter().map(|area| (area.id, area.name)).collect())
        };
        Ok(Choices {
            people: listed
                .into_iter()
                .map(|listed| listed.person)
                .filter(|person| person.actor().may(Action::WorkProblem))
                .map(|person| (person.id, person.display_name()))
                .collect(),
            beats: of(AreaKind::Beat).await?,
            neighborhoods: of(AreaKind::Neighborhood).await?,
            organizations: organizations::list(&read).await?.into_iter().map(|o| (o.id, o.name)).collect(),
        })
    }
}
