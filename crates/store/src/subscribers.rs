//! Who asked for alerts, and the proof of every yes and every stop.

use commonbeat_domain::ids::{AgencyId, MessageId, SubscriberId};
use commonbeat_domain::partnerships::subscriptions::{Consent, Subscriber, Wishes};
use commonbeat_domain::text::Email;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, Store, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "subscribers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<SubscriberId>,
        pub email: String,
        pub consent: String,
        pub link_digest: Vec<u8>,
        pub version: i64,
        pub doc: Doc<Subscriber>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod proofs {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "consent_proofs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<MessageId>,
        pub subscriber_id: Col<SubscriberId>,
        pub act: String,
        pub way: String,
        pub wording: String,
        pub wishes: Doc<Wishes>,
        pub at: At,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Proof of one act of consent: who, when, which words, by which way.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// Its id.
    pub id: MessageId,
    /// Whose.
    pub subscriber: SubscriberId,
    /// What was done: `asked`, `given`, `stopped`.
    pub act: String,
    /// By which way: `form`, `link`, `one-click`.
    pub way: String,
    /// Version and language of the words that were shown, such as `2026-11/en`.
    pub wording: String,
    /// What it was given for.
    pub wishes: Wishes,
    /// When.
    pub at: Timestamp,
}

impl From<entity::Model> for Subscriber {
    fn from(row: entity::Model) -> Subscriber {
        Subscriber { version: row.version, ..row.doc.0 }
    }
}

/// The subscriber with an address, if there is one. Only the system and the subscriber's own form ask.
pub async fn by_email(session: &impl Session, email: &Email) -> Result<Option<Subscriber>> {
    let row = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Email.eq(email.as_str()))
        .one(conn(session))
        .await?;
    Ok(row.map(Subscriber::from))
}

/// One subscriber.
pub async fn by_id(session: &impl Session, id: SubscriberId) -> Result<Subscriber> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(Subscriber::from).ok_or(StoreError::Missing("subscriber"))
}

/// Subscribers who gave their consent, by id, past one.
pub async fn given(
    session: &impl Session,
    past: Option<SubscriberId>,
    limit: u64,
) -> Result<Vec<Subscriber>> {
    let mut query = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Consent.eq(Consent::Given.name()));
    if let Some(past) = past {
        query = query.filter(entity::Column::Id.gt(Col(past)));
    }
    let rows = query.order_by_asc(entity::Column::Id).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(Subscriber::from).collect())
}

/// How many subscribers gave their consent.
pub async fn count_given(session: &impl Session) -> Result<u64> {
    let query = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Consent.eq(Consent::Given.name()));
    Ok(query.count(conn(session)).await?)
}

/// Adds a subscriber; `link_digest` is the digest of the link with which it is confirmed and stopped.
pub async fn insert(write: &mut Write, subscriber: &Subscriber, link_digest: [u8; 32]) -> Result<()> {
    let mut row = row(write, subscriber, subscriber.version);
    row.link_digest = Set(link_digest.to_vec());
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed subscriber; `Stale` if it changed since it was read.
pub async fn update(write: &mut Write, subscriber: &Subscriber) -> Result<()> {
    let changed = entity::Entity::update_many()
        .set(row(write, subscriber, subscriber.version + 1))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(subscriber.id)))
        .filter(entity::Column::Version.eq(subscriber.version))
        .exec(conn(write))
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("subscriber")) }
}

/// Keeps the proof of an act of consent.
pub async fn prove(write: &mut Write, proof: &Proof) -> Result<()> {
    let row = proofs::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(proof.id)),
        subscriber_id: Set(Col(proof.subscriber)),
        act: Set(proof.act.clone()),
        way: Set(proof.way.clone()),
        wording: Set(proof.wording.clone()),
        wishes: Set(Doc(proof.wishes.clone())),
        at: Set(At(proof.at)),
    };
    proofs::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Proofs of a subscriber, the earliest first.
pub async fn proofs_of(session: &impl Session, subscriber: SubscriberId) -> Result<Vec<Proof>> {
    let rows = proofs::Entity::find()
        .filter(proofs::Column::AgencyId.eq(agency(session)))
        .filter(proofs::Column::SubscriberId.eq(Col(subscriber)))
        .order_by_asc(proofs::Column::At)
        .order_by_asc(proofs::Column::Id)
        .all(conn(session))
        .await?;
    let proof = |row: proofs::Model| Proof {
        id: row.id.0,
        subscriber: row.subscriber_id.0,
        act: row.act,
        way: row.way,
        wording: row.wording,
        wishes: row.wishes.0,
        at: row.at.0,
    };
    Ok(rows.into_iter().map(proof).collect())
}

fn row(write: &Write, subscriber: &Subscriber, version: i64) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(subscriber.id)),
        email: Set(subscriber.email.as_str().to_owned()),
        consent: Set(subscriber.consent.name().to_owned()),
        link_digest: sea_orm::ActiveValue::NotSet,
        version: Set(version),
        doc: Set(Doc(subscriber.clone())),
    }
}

impl Store {
    /// The agency and subscriber that a link belongs to, by the link's digest. Asked before there is an actor.
    pub async fn subscriber_of_link(&self, digest: [u8; 32]) -> Result<Option<(AgencyId, SubscriberId)>> {
        let row = entity::Entity::find()
            .filter(entity::Column::LinkDigest.eq(digest.to_vec()))
            .one(self.bare_read())
            .await?;
        Ok(row.map(|row| (row.agency_id.0, row.id.0)))
    }
}
