//! Idempotency: a form or request that is sent twice is done once.

use std::str::FromStr;

use commonbeat_domain::ids::AgencyId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::columns::{At, Col};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "once")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub token: String,
        pub result: String,
        pub at: At,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the request with this token gave when it was done; nothing if it was not, or has no token.
pub async fn done(session: &impl Session, token: &str) -> Result<Option<String>> {
    if token.is_empty() {
        return Ok(None);
    }
    let row = entity::Entity::find_by_id((agency(session), token.to_owned())).one(conn(session)).await?;
    Ok(row.map(|row| row.result))
}

/// The id of what the request with this token made, if it was done before.
pub async fn before<T: FromStr>(session: &impl Session, token: &str) -> Result<Option<T>> {
    let id = done(session, token).await?.map(|id| id.parse());
    id.transpose().map_err(|_| StoreError::Unreadable("result of a form"))
}

/// Notes that the request with this token gives this result; `DoneAlready` if another write was faster. A request
/// without a token is not kept.
pub async fn claim(write: &mut Write, token: &str, result: &str) -> Result<()> {
    if token.is_empty() {
        return Ok(());
    }
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        token: Set(token.to_owned()),
        result: Set(result.to_owned()),
        at: Set(At(write.now())),
    };
    match entity::Entity::insert(row).exec_without_returning(conn(write)).await {
        Ok(_) => Ok(()),
        Err(error) => match StoreError::from(error) {
            conflict if conflict.is_conflict() => Err(StoreError::DoneAlready),
            other => Err(other),
        },
    }
}
