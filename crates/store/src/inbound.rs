//! What came in by mail and text message, who said stop, and which threads an address has.

use commonbeat_domain::ids::{AgencyId, ConcernId, InboundId};
use commonbeat_domain::partnerships::concerns::{Channel, Concern};
use commonbeat_domain::partnerships::inbound::{Class, Inbound};
use commonbeat_domain::partnerships::reach::Correspondent;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "inbound")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<InboundId>,
        pub channel: String,
        pub source: String,
        pub sender: String,
        pub class: String,
        pub concern_id: Option<Col<ConcernId>>,
        pub at: At,
        pub doc: Doc<Inbound>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod correspondent {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "correspondents")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub channel: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub address: String,
        pub stopped_at: Option<At>,
        pub version: i64,
        pub doc: Doc<Correspondent>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod thread_of {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "correspondence")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub channel: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub address: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub concern_id: Col<ConcernId>,
        pub at: At,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A message that came in, with its moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Came {
    /// The message.
    pub inbound: Inbound,
    /// When it came.
    pub at: Timestamp,
}

impl From<entity::Model> for Came {
    fn from(row: entity::Model) -> Came {
        Came { inbound: row.doc.0, at: row.at.0 }
    }
}

/// Whether a message with this mark of its source came before.
pub async fn came(session: &impl Session, channel: Channel, source: &str) -> Result<bool> {
    let query = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Channel.eq(channel.name()))
        .filter(entity::Column::Source.eq(source));
    Ok(query.count(conn(session)).await? > 0)
}

/// Keeps a message that came in; `DoneAlready` when it came before. `source` is its mark: the gateway's id, a digest.
pub async fn insert(write: &mut Write, inbound: &Inbound, source: &str) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(inbound.id)),
        channel: Set(inbound.channel.name().to_owned()),
        source: Set(source.to_owned()),
        sender: Set(inbound.sender.clone()),
        class: Set(inbound.class.name().to_owned()),
        concern_id: Set(inbound.concern.map(Col)),
        at: Set(At(write.now())),
        doc: Set(Doc(inbound.clone())),
    };
    match entity::Entity::insert(row).exec_without_returning(conn(write)).await {
        Ok(_) => Ok(()),
        Err(error) => match StoreError::from(error) {
            conflict if conflict.is_conflict() => Err(StoreError::DoneAlready),
            other => Err(other),
        },
    }
}

/// One message that came in.
pub async fn by_id(session: &impl Session, id: InboundId) -> Result<Came> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(Came::from).ok_or(StoreError::Missing("message"))
}

/// Messages of a kind that came before one, the newest first.
pub async fn list(
    session: &impl Session,
    class: Class,
    before: Option<InboundId>,
    limit: u64,
) -> Result<Vec<Came>> {
    let mut query = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Class.eq(class.name()));
    if let Some(before) = before {
        query = query.filter(entity::Column::Id.lt(Col(before)));
    }
    let rows = query.order_by_desc(entity::Column::Id).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(Came::from).collect())
}

/// Notes that a person looked at what was set aside; `Stale` where somebody did before.
pub async fn see_to(write: &mut Write, seen: &Inbound) -> Result<()> {
    let changed = entity::Entity::update_many()
        .col_expr(entity::Column::Class, Expr::value(Class::SeenTo.name()))
        .col_expr(entity::Column::ConcernId, Expr::value(seen.concern.map(Col)))
        .col_expr(entity::Column::Doc, Expr::value(Doc(Inbound { class: Class::SeenTo, ..seen.clone() })))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(seen.id)))
        .filter(entity::Column::Class.eq(Class::SetAside.name()))
        .exec(conn(write))
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("message")) }
}

/// How many messages of a kind a sender sent since a moment.
pub async fn count_since(
    session: &impl Session,
    sender: &str,
    class: Class,
    since: Timestamp,
) -> Result<u64> {
    let query = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Sender.eq(sender))
        .filter(entity::Column::Class.eq(class.name()))
        .filter(entity::Column::At.gte(At(since)));
    Ok(query.count(conn(session)).await?)
}

/// Somebody at an address, if anything is known.
pub async fn correspondent(
    session: &impl Session,
    channel: Channel,
    address: &str,
) -> Result<Option<Correspondent>> {
    let key = (agency(session), channel.name().to_owned(), address.to_owned());
    let row = correspondent::Entity::find_by_id(key).one(conn(session)).await?;
    Ok(row.map(|row| Correspondent { version: row.version, ..row.doc.0 }))
}

/// Keeps somebody at an address; `Stale` when another write was faster.
pub async fn keep_correspondent(write: &mut Write, known: &Correspondent) -> Result<()> {
    use correspondent::Column as C;
    let row = correspondent::ActiveModel {
        agency_id: Set(agency(write)),
        channel: Set(known.channel.name().to_owned()),
        address: Set(known.address.clone()),
        stopped_at: Set(known.stopped_at.map(At)),
        version: Set(known.version + 1),
        doc: Set(Doc(known.clone())),
    };
    if known.version == 0 {
        return match correspondent::Entity::insert(row).exec_without_returning(conn(write)).await {
            Ok(_) => Ok(()),
            Err(error) => match StoreError::from(error) {
                conflict if conflict.is_conflict() => Err(StoreError::Stale("correspondent")),
                other => Err(other),
            },
        };
    }
    let changed = correspondent::Entity::update_many()
        .set(row)
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Channel.eq(known.channel.name()))
        .filter(C::Address.eq(known.address.as_str()))
        .filter(C::Version.eq(known.version))
        .exec(conn(write))
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("correspondent")) }
}

/// Notes that a thread is somebody's at this address, and when it was last heard of there.
pub async fn touch(write: &mut Write, channel: Channel, address: &str, concern: ConcernId) -> Result<()> {
    let row = thread_of::ActiveModel {
        agency_id: Set(agency(write)),
        channel: Set(channel.name().to_owned()),
        address: Set(address.to_owned()),
        concern_id: Set(Col(concern)),
        at: Set(At(write.now())),
    };
    let known = [
        thread_of::Column::AgencyId,
        thread_of::Column::Channel,
        thread_of::Column::Address,
        thread_of::Column::ConcernId,
    ];
    let conflict =
        sea_orm::sea_query::OnConflict::columns(known).update_column(thread_of::Column::At).to_owned();
    thread_of::Entity::insert(row).on_conflict(conflict).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Threads of an address, that of which was heard last in front.
pub async fn threads_of(
    session: &impl Session,
    channel: Channel,
    address: &str,
    limit: u64,
) -> Result<Vec<(ConcernId, Timestamp)>> {
    let rows = thread_of::Entity::find()
        .filter(thread_of::Column::AgencyId.eq(agency(session)))
        .filter(thread_of::Column::Channel.eq(channel.name()))
        .filter(thread_of::Column::Address.eq(address))
        .order_by_desc(thread_of::Column::At)
        .order_by_desc(thread_of::Column::ConcernId)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| (row.concern_id.0, row.at.0)).collect())
}

/// The addresses by which the residents of a thread are reached.
pub fn addresses(concern: &Concern) -> Vec<(Channel, String)> {
    let email = concern.email.as_ref().map(|email| (Channel::Email, email.to_string()));
    let phone = concern.phone.as_ref().map(|phone| (Channel::Sms, phone.to_string()));
    email.into_iter().chain(phone).collect()
}
