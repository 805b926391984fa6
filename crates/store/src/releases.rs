//! Frozen public figures. A month is frozen once; what is frozen is never changed.

use commonbeat_domain::ids::{AgencyId, ReleaseId};
use commonbeat_domain::information::publishing::{Cleared, Release};
use jiff::civil::Date;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::columns::{At, Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "releases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<ReleaseId>,
        pub month: Day,
        pub frozen_at: At,
        pub digest: String,
        pub doc: Doc<Cleared<Release>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The newest frozen month. It is public.
pub async fn latest(session: &impl Session) -> Result<Option<Cleared<Release>>> {
    let row = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .order_by_desc(entity::Column::Month)
        .one(conn(session))
        .await?;
    Ok(row.map(|row| row.doc.0))
}

/// A frozen month. It is public.
pub async fn of_month(session: &impl Session, month: Date) -> Result<Option<Cleared<Release>>> {
    let row = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Month.eq(Day(month)))
        .one(conn(session))
        .await?;
    Ok(row.map(|row| row.doc.0))
}

/// The frozen months, the newest first.
pub async fn months(session: &impl Session) -> Result<Vec<Date>> {
    let days = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .select_only()
        .column(entity::Column::Month)
        .order_by_desc(entity::Column::Month)
        .into_tuple::<Day>()
        .all(conn(session))
        .await?;
    Ok(days.into_iter().map(|day| day.0).collect())
}

/// Whether a month is frozen already.
pub async fn is_frozen(session: &impl Session, month: Date) -> Result<bool> {
    let found = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Month.eq(Day(month)))
        .count(conn(session))
        .await?;
    Ok(found > 0)
}

/// Freezes a month; `Stale` if somebody froze it before.
pub async fn insert(
    write: &mut Write,
    id: ReleaseId,
    release: &Cleared<Release>,
    digest: &str,
) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(id)),
        month: Set(Day(release.get().month)),
        frozen_at: Set(At(write.now())),
        digest: Set(digest.to_owned()),
        doc: Set(Doc(release.clone())),
    };
    match entity::Entity::insert(row).exec_without_returning(conn(write)).await {
        Ok(_) => Ok(()),
        Err(error) => match StoreError::from(error) {
            conflict if conflict.is_conflict() => Err(StoreError::Stale("release")),
            other => Err(other),
        },
    }
}
