//! Anonymous tips. Whoever reads them has the right to, or proved to hold the code.

pub mod ties;
pub mod words;

use commonbeat_domain::authority::{Action, Reach};
use commonbeat_domain::ids::{AgencyId, TipId};
use commonbeat_domain::partnerships::tips::{Tip, TipState};
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write, counters};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tips")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<TipId>,
        pub selector: i32,
        pub secret: String,
        pub state: String,
        pub last_at: At,
        pub version: i64,
        pub doc: Doc<Tip>,
    }

    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Tip").field("id", &self.id).finish_non_exhaustive()
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// Name of the count of erased tips, by year.
const ERASED: &str = "tips-erased";
/// Most tips that one write erases.
const AT_ONCE: u64 = 200;

/// A tip that was found by the selector of a code. It opens with the hash of the code's secret alone.
pub struct Locked {
    tip: Tip,
    secret: String,
}

impl Locked {
    /// The stored hash, for the check.
    pub fn hash(&self) -> &str {
        &self.secret
    }

    /// The tip, if the secret was the right one.
    pub fn open(self, right: bool) -> Option<Opened> {
        right.then_some(Opened(self.tip))
    }
}

impl std::fmt::Debug for Locked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Locked(hidden)")
    }
}

/// A tip whose code somebody proved to hold.
#[derive(Clone, Debug)]
pub struct Opened(Tip);

impl Opened {
    /// The tip.
    pub fn tip(&self) -> &Tip {
        &self.0
    }
}

fn own(session: &impl Session) -> Condition {
    Condition::all().add(C::AgencyId.eq(agency(session)))
}

/// The rows the actor may see: all of the agency, or none.
fn visible(session: &impl Session) -> Result<Condition> {
    match session.reach(Action::ReadTips, "tip")? {
        Reach::Agency => Ok(own(session)),
        _ => Err(StoreError::Missing("tip")),
    }
}

/// Tips of a state the actor may see: those that wait in the order in which they were written to, others the last in front.
pub async fn list(session: &impl Session, state: TipState, limit: u64) -> Result<Vec<Tip>> {
    let query =
        entity::Entity::find().filter(visible(session)?).filter(C::State.eq(state.name())).limit(limit);
    let query = match state {
        TipState::Waiting => query.order_by_asc(C::LastAt),
        _ => query.order_by_desc(C::LastAt),
    };
    Ok(query.all(conn(session)).await?.into_iter().map(|row| row.doc.0).collect())
}

/// One tip, without its words.
pub async fn get(session: &impl Session, id: TipId) -> Result<Tip> {
    let query = entity::Entity::find().filter(visible(session)?).filter(C::Id.eq(Col(id)));
    query.one(conn(session)).await?.map(|row| row.doc.0).ok_or(StoreError::Missing("tip"))
}

/// Whether no tip has this selector.
pub async fn is_free(session: &impl Session, selector: u32) -> Result<bool> {
    session.reach(Action::GiveTip, "tip")?;
    let query = entity::Entity::find().filter(own(session)).filter(C::Selector.eq(number(selector)));
    Ok(query.count(conn(session)).await? == 0)
}

/// The tip with this selector, for whoever types a code.
pub async fn by_selector(session: &impl Session, selector: u32) -> Result<Option<Locked>> {
    session.reach(Action::GiveTip, "tip")?;
    let query = entity::Entity::find().filter(own(session)).filter(C::Selector.eq(number(selector)));
    let row = query.one(conn(session)).await?;
    Ok(row.map(|row| Locked { tip: row.doc.0, secret: row.secret }))
}

/// Adds a tip with the selector of its code and the slow hash of the code's secret.
pub async fn insert(write: &mut Write, tip: &Tip, selector: u32, secret: String) -> Result<()> {
    let row =
        entity::ActiveModel { selector: Set(number(selector)), secret: Set(secret), ..changed(write, tip) };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed tip; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut tip: Tip) -> Result<Tip> {
    let read = tip.version;
    tip.version += 1;
    let done = entity::Entity::update_many()
        .set(changed(write, &tip))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(tip.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(tip) } else { Err(StoreError::Stale("tip")) }
}

/// Erases tips on which nobody wrote since a moment, with their words and ties, and counts them; gives how many. No more
/// than a few hundred at once: call it until it gives 0.
pub async fn erase_idle(write: &mut Write, since: Timestamp, year: i16) -> Result<u64> {
    let idle = entity::Entity::find()
        .filter(own(write))
        .filter(C::LastAt.lte(At(since)))
        .limit(AT_ONCE)
        .all(conn(write))
        .await?;
    let ids: Vec<Col<TipId>> = idle.into_iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(0);
    }
    words::erase(write, &ids).await?;
    ties::erase(write, &ids).await?;
    let done =
        entity::Entity::delete_many().filter(own(write)).filter(C::Id.is_in(ids)).exec(conn(write)).await?;
    for _ in 0..done.rows_affected {
        counters::advance(write, ERASED, i32::from(year)).await?;
    }
    Ok(done.rows_affected)
}

/// How many tips were erased in a local year: all that is left of them.
pub async fn erased(session: &impl Session, year: i16) -> Result<u32> {
    visible(session)?;
    let count = counters::last(session, ERASED, i32::from(year)).await?;
    Ok(count.and_then(|count| u32::try_from(count).ok()).unwrap_or(0))
}

/// Twenty bits as the column takes them.
fn number(selector: u32) -> i32 {
    i32::try_from(selector).unwrap_or(i32::MAX)
}

fn changed(write: &Write, tip: &Tip) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(tip.id)),
        state: Set(tip.state.name().to_owned()),
        last_at: Set(At(tip.last_at)),
        version: Set(tip.version),
        doc: Set(Doc(tip.clone())),
        ..Default::default()
    }
}
