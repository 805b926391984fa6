//! People with an account. What proves who they are lies apart, in [`crate::secrets`].

use std::collections::{BTreeMap, BTreeSet};

use commonbeat_domain::authority::Role;
use commonbeat_domain::ids::{AgencyId, AreaId, OrganizationId, PersonId};
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::text::Email;
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect, QueryTrait};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

mod children;

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "people")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<PersonId>,
        pub email: String,
        pub name: String,
        pub standing: String,
        pub organization_id: Option<Col<OrganizationId>>,
        pub signed_in_at: Option<At>,
        pub version: i64,
        pub doc: Doc<Person>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which people to list, by name.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only people with this role.
    pub role: Option<Role>,
    /// Only people assigned to this beat.
    pub beat: Option<AreaId>,
    /// Only people of this organization.
    pub organization: Option<OrganizationId>,
    /// Only accounts in one of these standings; empty means any.
    pub standings: Vec<Standing>,
    /// Only people whose name or address holds this text.
    pub text: Option<String>,
    /// Only people after this name and id; for paging.
    pub after: Option<(String, PersonId)>,
}

/// A person in a list, with what is known of the account's use.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The person.
    pub person: Person,
    /// When the person last signed in.
    pub signed_in_at: Option<Timestamp>,
}

/// People of the agency, by name.
pub async fn list(session: &impl Session, filter: &Filter, limit: u64) -> Result<Vec<Listed>> {
    let rows = chosen(session, filter)
        .order_by_asc(entity::Column::Name)
        .order_by_asc(entity::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    let listed =
        |row: entity::Model| Listed { signed_in_at: row.signed_in_at.map(|at| at.0), person: row.doc.0 };
    Ok(rows.into_iter().map(listed).collect())
}

/// How many people the filter lets through.
pub async fn count(session: &impl Session, filter: &Filter) -> Result<u64> {
    Ok(chosen(session, filter).count(conn(session)).await?)
}

fn chosen(session: &impl Session, filter: &Filter) -> Select<entity::Entity> {
    use entity::Column as C;
    let own = agency(session);
    entity::Entity::find()
        .filter(C::AgencyId.eq(own))
        .apply_if(filter.role, |q, role| q.filter(C::Id.in_subquery(children::with_role(own, role))))
        .apply_if(filter.beat, |q, beat| q.filter(C::Id.in_subquery(children::on_beat(own, beat))))
        .apply_if(filter.organization, |q, organization| q.filter(C::OrganizationId.eq(Col(organization))))
        .apply_if((!filter.standings.is_empty()).then_some(&filter.standings), |q, standings| {
            q.filter(C::Standing.is_in(standings.iter().map(|s| s.name())))
        })
        .apply_if(filter.text.as_deref().filter(|t| !t.trim().is_empty()), |q, text| {
            let pattern = like(text);
            let either = Condition::any()
                .add(ExprTrait::like(lower(C::Name), pattern.clone()))
                .add(ExprTrait::like(lower(C::Email), pattern));
            q.filter(either)
        })
        .apply_if(filter.after.as_ref(), |q, (name, id)| {
            let later = Condition::all().add(C::Name.eq(name)).add(C::Id.gt(Col(*id)));
            q.filter(Condition::any().add(C::Name.gt(name)).add(later))
        })
}

fn lower(column: entity::Column) -> Expr {
    sea_orm::sea_query::Func::lower(Expr::col((entity::Entity, column))).into()
}

fn like(text: &str) -> sea_orm::sea_query::LikeExpr {
    let text = text.trim().to_lowercase();
    // Not a backslash: the databases disagree on how one is written in a statement.
    let plain = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    sea_orm::sea_query::LikeExpr::new(format!("%{plain}%")).escape('!')
}

/// One person of the agency.
pub async fn by_id(session: &impl Session, id: PersonId) -> Result<Person> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("person"))
}

/// The person of the agency with this address.
pub async fn by_email(session: &impl Session, email: &Email) -> Result<Person> {
    let row = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Email.eq(email.as_str()))
        .one(conn(session))
        .await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("person"))
}

/// Titles and names of people as shown, for lists of what they do.
pub async fn names(
    session: &impl Session,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, String>> {
    let ids: BTreeSet<PersonId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Id.is_in(ids.into_iter().map(Col)))
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| (row.id.0, row.doc.0.display_name())).collect())
}

/// Officers whom the area page may name for a beat: assigned to it, shown in public, not left.
pub async fn public_on_beat(session: &impl Session, beat: AreaId) -> Result<Vec<Person>> {
    let standings = vec![Standing::Invited, Standing::Active, Standing::Locked];
    let listed = list(session, &Filter { beat: Some(beat), standings, ..Filter::default() }, 100).await?;
    Ok(listed.into_iter().map(|l| l.person).filter(|p| p.public).collect())
}

/// Adds a person; a conflict where the agency has one of that address.
pub async fn insert(write: &mut Write, person: &Person) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(person.id)),
        email: Set(person.email.as_str().to_owned()),
        name: Set(person.name.clone()),
        standing: Set(person.standing.name().to_owned()),
        organization_id: Set(person.organization.map(Col)),
        signed_in_at: Set(None),
        version: Set(person.version),
        doc: Set(Doc(person.clone())),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    children::replace(write, person).await
}

/// Saves a changed person whose version is the one read, and gives it back with the next; *stale* where somebody
/// else was faster.
pub async fn update(write: &mut Write, person: Person) -> Result<Person> {
    let read = person.version;
    let person = Person { version: read + 1, ..person };
    let done = entity::Entity::update_many()
        .col_expr(entity::Column::Name, Expr::value(person.name.clone()))
        .col_expr(entity::Column::Standing, Expr::value(person.standing.name()))
        .col_expr(entity::Column::OrganizationId, Expr::value(person.organization.map(Col)))
        .col_expr(entity::Column::Version, Expr::value(person.version))
        .col_expr(entity::Column::Doc, Expr::value(Doc(person.clone())))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(person.id)))
        .filter(entity::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 0 {
        return Err(StoreError::Stale("person"));
    }
    children::replace(write, &person).await?;
    Ok(person)
}

/// Notes that a person signed in now; no edit, so the version stays.
pub async fn signed_in(write: &mut Write, id: PersonId) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::SignedInAt, Expr::value(At(write.now())))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(id)))
        .exec(conn(write))
        .await?;
    Ok(())
}

/// Active administrators other than this person. The agency's administrators stay locked to the end of the write,
/// so two who take the role from each other at once do not both succeed.
pub async fn other_active_administrators(write: &mut Write, than: PersonId) -> Result<u64> {
    children::lock_role(write, Role::Administrator).await?;
    let filter =
        Filter { role: Some(Role::Administrator), standings: vec![Standing::Active], ..Filter::default() };
    let query = chosen(write, &filter).filter(entity::Column::Id.ne(Col(than)));
    Ok(query.count(conn(write)).await?)
}
