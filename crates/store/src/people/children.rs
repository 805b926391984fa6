//! Roles and beats of people as rows, so that they can be asked for.

use commonbeat_domain::authority::Role;
use commonbeat_domain::ids::{AgencyId, AreaId, PersonId};
use commonbeat_domain::organization::people::Person;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ActiveValue::Set, QuerySelect, QueryTrait};

use crate::columns::Col;
use crate::session::{agency, conn};
use crate::{Backend, Result, Write};

mod roles {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person_roles")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Col<PersonId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub role: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod beats {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person_beats")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Col<PersonId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub area_id: Col<AreaId>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Ids of people with a role.
pub(super) fn with_role(agency: Col<AgencyId>, role: Role) -> SelectStatement {
    roles::Entity::find()
        .select_only()
        .column(roles::Column::PersonId)
        .filter(roles::Column::AgencyId.eq(agency))
        .filter(roles::Column::Role.eq(role.name()))
        .into_query()
}

/// Ids of people assigned to a beat.
pub(super) fn on_beat(agency: Col<AgencyId>, beat: AreaId) -> SelectStatement {
    beats::Entity::find()
        .select_only()
        .column(beats::Column::PersonId)
        .filter(beats::Column::AgencyId.eq(agency))
        .filter(beats::Column::AreaId.eq(Col(beat)))
        .into_query()
}

/// Locks the rows of a role to the end of the write. SQLite has one writer anyway.
pub(super) async fn lock_role(write: &mut Write, role: Role) -> Result<()> {
    if write.backend() == Backend::Postgres {
        roles::Entity::find()
            .filter(roles::Column::AgencyId.eq(agency(write)))
            .filter(roles::Column::Role.eq(role.name()))
            .lock_exclusive()
            .all(conn(write))
            .await?;
    }
    Ok(())
}

/// Makes the rows say what the person's document says.
pub(super) async fn replace(write: &mut Write, person: &Person) -> Result<()> {
    let (own, id) = (agency(write), Col(person.id));
    roles::Entity::delete_many()
        .filter(roles::Column::AgencyId.eq(own))
        .filter(roles::Column::PersonId.eq(id))
        .exec(conn(write))
        .await?;
    beats::Entity::delete_many()
        .filter(beats::Column::AgencyId.eq(own))
        .filter(beats::Column::PersonId.eq(id))
        .exec(conn(write))
        .await?;
    let played = person.roles.iter().map(|role| roles::ActiveModel {
        agency_id: Set(own),
        person_id: Set(id),
        role: Set(role.name().to_owned()),
    });
    let walked = person.beats.iter().map(|beat| beats::ActiveModel {
        agency_id: Set(own),
        person_id: Set(id),
        area_id: Set(Col(*beat)),
    });
    if !person.roles.is_empty() {
        roles::Entity::insert_many(played).exec_without_returning(conn(write)).await?;
    }
    if !person.beats.is_empty() {
        beats::Entity::insert_many(walked).exec_without_returning(conn(write)).await?;
    }
    Ok(())
}
