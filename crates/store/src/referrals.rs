//! Referrals, and apart from each, sealed, who the person is.

use commonbeat_auth::vault::{self, Unopened, Vault};
use commonbeat_domain::authority::{Action, Reach, Who};
use commonbeat_domain::ids::{AgencyId, OrganizationId, PersonId, ReferralId};
use commonbeat_domain::partnerships::agreements::DataCategory;
use commonbeat_domain::partnerships::referrals::{Referral, ReferralState, ToReach};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};
use secrecy::ExposeSecret;

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write, agreements};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "referrals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<ReferralId>,
        pub organization: Col<OrganizationId>,
        pub made_by: Col<PersonId>,
        pub state: String,
        pub open_until: At,
        pub person: Option<String>,
        pub version: i64,
        pub doc: Doc<Referral>,
    }

    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Referral").field("id", &self.id).finish_non_exhaustive()
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// A partner's own rows while an agreement in force covers referrals.
fn given_to(session: &impl Session, organization: OrganizationId) -> Condition {
    Condition::all()
        .add(C::AgencyId.eq(agency(session)))
        .add(C::Organization.eq(Col(organization)))
        .add(agreements::in_force(session, organization, DataCategory::Referrals))
}

/// The rows the actor may see: an officer those that the officer made, a supervisor all, a partner's people their own while
/// both the agreement and the person's consent hold at the session's moment.
fn visible(session: &impl Session) -> Result<Condition> {
    let now = At(session.moment().unwrap_or(Timestamp::MAX));
    let own = Condition::all().add(C::AgencyId.eq(agency(session)));
    match (session.reach(Action::ReadReferrals, "referral")?, &session.actor().who) {
        (Reach::Agency, _) => Ok(own),
        (Reach::Own, Who::Person { person, .. }) => Ok(own.add(C::MadeBy.eq(Col(*person)))),
        (Reach::Shared, Who::Person { organization: Some(organization), .. }) => {
            Ok(given_to(session, *organization).add(C::OpenUntil.gt(now)))
        }
        _ => Err(StoreError::Missing("referral")),
    }
}

/// Referrals the actor may see, the newest in front.
pub async fn list(session: &impl Session, limit: u64) -> Result<Vec<Referral>> {
    let query = entity::Entity::find().filter(visible(session)?).order_by_desc(C::Id).limit(limit);
    Ok(query.all(conn(session)).await?.into_iter().map(|row| row.doc.0).collect())
}

/// One referral.
pub async fn get(session: &impl Session, id: ReferralId) -> Result<Referral> {
    let query = entity::Entity::find().filter(visible(session)?).filter(C::Id.eq(Col(id)));
    query.one(conn(session)).await?.map(|row| row.doc.0).ok_or(StoreError::Missing("referral"))
}

/// Referrals of the actor's own organization whose consent was taken back after a moment: what to call each and since when.
/// The service has to learn that it may not go on; it learns nothing else of them.
pub async fn taken_back(session: &impl Session, since: Timestamp) -> Result<Vec<(String, Timestamp)>> {
    let Who::Person { organization: Some(organization), .. } = &session.actor().who else {
        return Ok(Vec::new());
    };
    session.reach(Action::AnswerReferral, "referral")?;
    let rows = entity::Entity::find()
        .filter(given_to(session, *organization))
        .filter(C::State.eq(ReferralState::Withdrawn.name()))
        .filter(C::OpenUntil.gt(At(since)))
        .order_by_desc(C::OpenUntil)
        .limit(100)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| (row.doc.0.token(), row.open_until.0)).collect())
}

/// Who the person is, for whoever made the referral and for the service, while the consent holds; nothing once it was erased.
pub async fn person(
    session: &impl Session,
    vault: Option<&Vault>,
    id: ReferralId,
) -> Result<Option<ToReach>> {
    let now = At(session.moment().unwrap_or(Timestamp::MAX));
    let mut rows = visible(session)?.add(C::Id.eq(Col(id))).add(C::OpenUntil.gt(now));
    if session.reach(Action::ReadReferrals, "referral")? != Reach::Shared {
        let by = session.actor().person().ok_or(StoreError::Missing("referral"))?;
        rows = rows.add(C::MadeBy.eq(Col(by)));
    }
    let row = entity::Entity::find().filter(rows).one(conn(session)).await?;
    let row = row.ok_or(StoreError::Missing("referral"))?;
    row.person.map(|stored| opened(vault, row.agency_id.0, id, &stored)).transpose()
}

/// Adds a referral with who the person is.
pub async fn insert(write: &mut Write, referral: &Referral, person: &ToReach, zone: &TimeZone) -> Result<()> {
    let sealed = sealed(write, referral.id, person)?;
    let row = entity::ActiveModel { person: Set(Some(sealed)), ..row(write, referral, zone) };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed referral; stale if it is no longer the version that was read. Who the person is, is erased in the same
/// write unless it is still needed.
pub async fn save(write: &mut Write, mut referral: Referral, zone: &TimeZone) -> Result<Referral> {
    let read = referral.version;
    referral.version += 1;
    let mut row = row(write, &referral, zone);
    if !referral.needs_person(write.now(), zone) {
        row.person = Set(None);
    }
    let done = entity::Entity::update_many()
        .set(row)
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(referral.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(referral) } else { Err(StoreError::Stale("referral")) }
}

/// Erases who the person is wherever the consent is over; gives in how many.
pub async fn forget(write: &mut Write) -> Result<u64> {
    let done = entity::Entity::update_many()
        .col_expr(C::Person, Expr::value(Option::<String>::None))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::OpenUntil.lte(At(write.now())))
        .filter(C::Person.is_not_null())
        .exec(conn(write))
        .await?;
    Ok(done.rows_affected)
}

/// Seals anew, with the newest key, what is plain or sealed with an older one; gives how many.
pub async fn seal_anew(write: &mut Write) -> Result<u64> {
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Person.is_not_null())
        .all(conn(write))
        .await?;
    let mut done = 0;
    for row in rows {
        let (Some(vault), Some(stored)) = (write.vault(), &row.person) else { continue };
        if vault.is_current(stored)? {
            continue;
        }
        let person = opened(Some(vault), row.agency_id.0, row.id.0, stored)?;
        let sealed = sealed(write, row.id.0, &person)?;
        entity::Entity::update_many()
            .col_expr(C::Person, Expr::value(Some(sealed)))
            .filter(C::AgencyId.eq(agency(write)))
            .filter(C::Id.eq(row.id))
            .exec(conn(write))
            .await?;
        done += 1;
    }
    Ok(done)
}

/// What a sealed value is bound to.
fn place(agency: AgencyId, id: ReferralId) -> String {
    format!("referrals/{agency}/{id}/person")
}

fn sealed(write: &Write, id: ReferralId, person: &ToReach) -> Result<String> {
    let plain = serde_json::to_string(person).map_err(|_| StoreError::Unreadable("referral"))?;
    match write.vault() {
        Some(vault) => Ok(vault.seal(&place(write.agency(), id), &plain)?),
        None => Ok(plain),
    }
}

fn opened(vault: Option<&Vault>, agency: AgencyId, id: ReferralId, stored: &str) -> Result<ToReach> {
    let read = |plain: &str| serde_json::from_str(plain).map_err(|_| StoreError::Unreadable("referral"));
    if !vault::is_sealed(stored) {
        return read(stored);
    }
    read(vault.ok_or(Unopened::NoKey)?.open(&place(agency, id), stored)?.expose_secret())
}

fn row(write: &Write, referral: &Referral, zone: &TimeZone) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(referral.id)),
        organization: Set(Col(referral.organization)),
        made_by: Set(Col(referral.made_by)),
        state: Set(referral.state.name().to_owned()),
        open_until: Set(At(referral.open_until(zone))),
        version: Set(referral.version),
        doc: Set(Doc(referral.clone())),
        ..Default::default()
    }
}
