//! Messages on a concern's thread, and attempts to carry them to the resident.

use std::collections::BTreeSet;

use commonbeat_domain::ids::{AgencyId, ConcernId, DeliveryId, MessageId, PersonId, ProblemId};
use commonbeat_domain::partnerships::concerns::{DeliveryState, Message, Speaker};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect};

use crate::columns::{At, Col};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod message {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "messages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<MessageId>,
        pub concern_id: Col<ConcernId>,
        pub speaker: String,
        pub author_id: Option<Col<PersonId>>,
        pub words: String,
        pub outcome_of: Option<Col<ProblemId>>,
        pub channel: Option<String>,
        pub at: At,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod attempt {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "deliveries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<DeliveryId>,
        pub message_id: Col<MessageId>,
        pub concern_id: Col<ConcernId>,
        pub channel: String,
        pub recipient: String,
        pub state: String,
        pub problem: Option<String>,
        pub created_at: At,
        pub ended_at: Option<At>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One attempt to carry a message to a resident.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// What is carried.
    pub message: MessageId,
    /// On which thread.
    pub concern: ConcernId,
    /// By which channel, such as `email`.
    pub channel: String,
    /// To which address.
    pub recipient: String,
    /// What became of it.
    pub state: DeliveryState,
    /// Why it failed, in words for people.
    pub problem: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was sent or failed.
    pub ended_at: Option<Timestamp>,
}

impl From<message::Model> for Message {
    fn from(row: message::Model) -> Message {
        Message {
            id: row.id.0,
            concern: row.concern_id.0,
            speaker: if row.speaker == Speaker::Agency.name() { Speaker::Agency } else { Speaker::Resident },
            author: row.author_id.map(|id| id.0),
            words: row.words,
            outcome_of: row.outcome_of.map(|id| id.0),
            channel: row.channel.and_then(|name| name.parse().ok()),
            at: row.at.0,
        }
    }
}

impl From<attempt::Model> for Delivery {
    fn from(row: attempt::Model) -> Delivery {
        let state = match row.state.as_str() {
            "sent" => DeliveryState::Sent,
            "delivered" => DeliveryState::Delivered,
            "failed" => DeliveryState::Failed,
            _ => DeliveryState::Waiting,
        };
        Delivery {
            id: row.id.0,
            message: row.message_id.0,
            concern: row.concern_id.0,
            channel: row.channel,
            recipient: row.recipient,
            state,
            problem: row.problem,
            created_at: row.created_at.0,
            ended_at: row.ended_at.map(|at| at.0),
        }
    }
}

/// Messages of a thread, oldest first. The caller has fetched the concern, and so proved its reach.
pub async fn messages(session: &impl Session, concern: ConcernId) -> Result<Vec<Message>> {
    let rows = message::Entity::find()
        .filter(message::Column::AgencyId.eq(agency(session)))
        .filter(message::Column::ConcernId.eq(Col(concern)))
        .order_by_asc(message::Column::At)
        .order_by_asc(message::Column::Id)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(Message::from).collect())
}

/// Adds a message.
pub async fn insert_message(write: &mut Write, message: &Message) -> Result<()> {
    let row = message::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(message.id)),
        concern_id: Set(Col(message.concern)),
        speaker: Set(message.speaker.name().to_owned()),
        author_id: Set(message.author.map(Col)),
        words: Set(message.words.clone()),
        outcome_of: Set(message.outcome_of.map(Col)),
        channel: Set(message.channel.map(|c| c.name().to_owned())),
        at: Set(At(message.at)),
    };
    message::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Concerns on whose thread the outcome of a problem stands.
pub async fn outcome_told(session: &impl Session, problem: ProblemId) -> Result<BTreeSet<ConcernId>> {
    let rows = message::Entity::find()
        .select_only()
        .column(message::Column::ConcernId)
        .filter(message::Column::AgencyId.eq(agency(session)))
        .filter(message::Column::OutcomeOf.eq(Col(problem)))
        .into_tuple::<Col<ConcernId>>()
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|id| id.0).collect())
}

/// Attempts to carry messages of a thread, oldest first.
pub async fn deliveries(session: &impl Session, concern: ConcernId) -> Result<Vec<Delivery>> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::AgencyId.eq(agency(session)))
        .filter(attempt::Column::ConcernId.eq(Col(concern)))
        .order_by_asc(attempt::Column::CreatedAt)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(Delivery::from).collect())
}

/// The attempts of a thread by one channel that still wait, the earliest first: they go out in this order.
pub async fn waiting(session: &impl Session, concern: ConcernId, channel: &str) -> Result<Vec<DeliveryId>> {
    let rows = attempt::Entity::find()
        .select_only()
        .column(attempt::Column::Id)
        .filter(attempt::Column::AgencyId.eq(agency(session)))
        .filter(attempt::Column::ConcernId.eq(Col(concern)))
        .filter(attempt::Column::Channel.eq(channel))
        .filter(attempt::Column::State.eq(DeliveryState::Waiting.name()))
        .order_by_asc(attempt::Column::CreatedAt)
        .order_by_asc(attempt::Column::Id)
        .into_tuple::<Col<DeliveryId>>()
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|id| id.0).collect())
}

/// One attempt with the message it carries.
pub async fn delivery(session: &impl Session, id: DeliveryId) -> Result<(Delivery, Message)> {
    let missing = StoreError::Missing("delivery");
    let row = attempt::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    let delivery = Delivery::from(row.ok_or(missing)?);
    let row =
        message::Entity::find_by_id((agency(session), Col(delivery.message))).one(conn(session)).await?;
    Ok((delivery, row.ok_or(StoreError::Missing("message"))?.into()))
}

/// Asks for a message to be carried.
pub async fn insert_delivery(write: &mut Write, delivery: &Delivery) -> Result<()> {
    let row = attempt::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(delivery.id)),
        message_id: Set(Col(delivery.message)),
        concern_id: Set(Col(delivery.concern)),
        channel: Set(delivery.channel.clone()),
        recipient: Set(delivery.recipient.clone()),
        state: Set(delivery.state.name().to_owned()),
        problem: Set(delivery.problem.clone()),
        created_at: Set(At(delivery.created_at)),
        ended_at: Set(delivery.ended_at.map(At)),
    };
    attempt::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Notes what became of an attempt.
pub async fn settle_delivery(
    write: &mut Write,
    id: DeliveryId,
    state: DeliveryState,
    problem: Option<&str>,
) -> Result<()> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::State, Expr::value(state.name()))
        .col_expr(attempt::Column::Problem, Expr::value(problem.map(str::to_owned)))
        .col_expr(attempt::Column::EndedAt, Expr::value(At(write.now())))
        .filter(attempt::Column::AgencyId.eq(agency(write)))
        .filter(attempt::Column::Id.eq(Col(id)))
        .exec(conn(write))
        .await?;
    Ok(())
}
