//! When what somebody may do was last looked over, and by whom.

use std::collections::BTreeMap;

use commonbeat_domain::ids::{AgencyId, PersonId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::columns::{At, Col};
use crate::session::{agency, conn};
use crate::{Result, Session, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "access_reviews")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Col<PersonId>,
        pub by_id: Option<Col<PersonId>>,
        pub at: At,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// When each person of the agency was last looked over; who never was is not in it.
pub async fn all(session: &impl Session) -> Result<BTreeMap<PersonId, Timestamp>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| (row.person_id.0, row.at.0)).collect())
}

/// Notes that a person was looked over now; by nobody where the operator did it.
pub async fn confirm(write: &mut Write, person: PersonId, by: Option<PersonId>) -> Result<()> {
    use entity::Column as C;
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        person_id: Set(Col(person)),
        by_id: Set(by.map(Col)),
        at: Set(At(write.now())),
    };
    entity::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([C::AgencyId, C::PersonId]).update_columns([C::ById, C::At]).to_owned(),
        )
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}
