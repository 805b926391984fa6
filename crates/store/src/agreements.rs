//! Agreements with partners, and the condition that lets a partner's rows through while one is in force.

use commonbeat_domain::authority::{Action, Reach, Who};
use commonbeat_domain::ids::{AgencyId, AgreementId, OrganizationId};
use commonbeat_domain::partnerships::agreements::{Agreement, DataCategory};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect, QueryTrait};

use crate::columns::{At, Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreements")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<AgreementId>,
        pub organization: Col<OrganizationId>,
        pub review_on: Day,
        pub holds_from: Option<At>,
        pub holds_until: Option<At>,
        pub version: i64,
        pub doc: Doc<Agreement>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod covers {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreement_covers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization: Col<OrganizationId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub category: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub agreement: Col<AgreementId>,
        pub holds_from: At,
        pub holds_until: At,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// True for every row while an agreement with the organization covers the category at the session's moment, and for none
/// otherwise: from its first instant, up to but not including its last.
pub(crate) fn in_force(
    session: &impl Session,
    organization: OrganizationId,
    category: DataCategory,
) -> Condition {
    // Without a clock nothing is shared: a moment before every agreement.
    let now = At(session.moment().unwrap_or(Timestamp::MIN));
    let open = covers::Entity::find()
        .select_only()
        .column(covers::Column::Agreement)
        .filter(covers::Column::AgencyId.eq(agency(session)))
        .filter(covers::Column::Organization.eq(Col(organization)))
        .filter(covers::Column::Category.eq(category.name()))
        .filter(covers::Column::HoldsFrom.lte(now))
        .filter(covers::Column::HoldsUntil.gt(now))
        .into_query();
    Condition::all().add(Expr::exists(open))
}

/// The categories that are open to an organization at the session's moment.
pub async fn open_to(session: &impl Session, organization: OrganizationId) -> Result<Vec<DataCategory>> {
    let now = At(session.moment().unwrap_or(Timestamp::MIN));
    let rows = covers::Entity::find()
        .filter(covers::Column::AgencyId.eq(agency(session)))
        .filter(covers::Column::Organization.eq(Col(organization)))
        .filter(covers::Column::HoldsFrom.lte(now))
        .filter(covers::Column::HoldsUntil.gt(now))
        .all(conn(session))
        .await?;
    let mut open: Vec<DataCategory> = rows.iter().filter_map(|row| row.category.parse().ok()).collect();
    open.sort_unstable();
    open.dedup();
    Ok(open)
}

/// The rows the actor may see: people of the agency all, a partner's people those of their own organization. A paper is
/// never hidden from a side that is named in it.
fn visible(session: &impl Session) -> Result<Condition> {
    let own = Condition::all().add(entity::Column::AgencyId.eq(agency(session)));
    match (session.reach(Action::ReadAgreements, "agreement")?, &session.actor().who) {
        (Reach::Agency, _) => Ok(own),
        (Reach::Own, Who::Person { organization: Some(organization), .. }) => {
            Ok(own.add(entity::Column::Organization.eq(Col(*organization))))
        }
        _ => Err(StoreError::Missing("agreement")),
    }
}

/// Agreements with a partner, or with all, the newest in front.
pub async fn list(
    session: &impl Session,
    organization: Option<OrganizationId>,
    limit: u64,
) -> Result<Vec<Agreement>> {
    let mut query = entity::Entity::find().filter(visible(session)?);
    if let Some(organization) = organization {
        query = query.filter(entity::Column::Organization.eq(Col(organization)));
    }
    let rows = query.order_by_desc(entity::Column::Id).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Agreements that hold at the session's moment, the one that ends first in front.
pub async fn holding(session: &impl Session, limit: u64) -> Result<Vec<Agreement>> {
    let now = At(session.moment().unwrap_or(Timestamp::MIN));
    let rows = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::HoldsFrom.lte(now))
        .filter(entity::Column::HoldsUntil.gt(now))
        .order_by_asc(entity::Column::HoldsUntil)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One agreement.
pub async fn get(session: &impl Session, id: AgreementId) -> Result<Agreement> {
    let row = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::Id.eq(Col(id)))
        .one(conn(session))
        .await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("agreement"))
}

/// Adds an agreement.
pub async fn insert(write: &mut Write, agreement: &Agreement, zone: &TimeZone) -> Result<()> {
    entity::Entity::insert(row(write, agreement, zone)).exec_without_returning(conn(write)).await?;
    cover(write, agreement, zone).await
}

/// Saves a changed agreement; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut agreement: Agreement, zone: &TimeZone) -> Result<Agreement> {
    let read = agreement.version;
    agreement.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &agreement, zone))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(agreement.id)))
        .filter(entity::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected != 1 {
        return Err(StoreError::Stale("agreement"));
    }
    cover(write, &agreement, zone).await?;
    Ok(agreement)
}

/// Writes anew what the agreement opens, and when.
async fn cover(write: &mut Write, agreement: &Agreement, zone: &TimeZone) -> Result<()> {
    covers::Entity::delete_many()
        .filter(covers::Column::AgencyId.eq(agency(write)))
        .filter(covers::Column::Organization.eq(Col(agreement.organization)))
        .filter(covers::Column::Agreement.eq(Col(agreement.id)))
        .exec(conn(write))
        .await?;
    let Some((from, until)) = agreement.holds(zone) else { return Ok(()) };
    for category in &agreement.terms.categories {
        let row = covers::ActiveModel {
            agency_id: Set(agency(write)),
            organization: Set(Col(agreement.organization)),
            category: Set(category.name().to_owned()),
            agreement: Set(Col(agreement.id)),
            holds_from: Set(At(from)),
            holds_until: Set(At(until)),
        };
        covers::Entity::insert(row).exec_without_returning(conn(write)).await?;
    }
    Ok(())
}

fn row(write: &Write, agreement: &Agreement, zone: &TimeZone) -> entity::ActiveModel {
    let holds = agreement.holds(zone);
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(agreement.id)),
        organization: Set(Col(agreement.organization)),
        review_on: Set(Day(agreement.terms.review_on)),
        holds_from: Set(holds.map(|(from, _)| At(from))),
        holds_until: Set(holds.map(|(_, until)| At(until))),
        version: Set(agreement.version),
        doc: Set(Doc(agreement.clone())),
    }
}
