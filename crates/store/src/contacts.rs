//! The log of contacts, with its promises; and the profile of each beat.

use std::collections::BTreeMap;

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, AreaId, ContactId, PersonId};
use commonbeat_domain::organization::beats::Profile;
use commonbeat_domain::organization::contacts::{Contact, Outcome};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, QueryTrait};

use crate::columns::{At, Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "contacts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<ContactId>,
        pub beat: Col<AreaId>,
        pub logged_by: Col<PersonId>,
        pub at: At,
        pub promise_owner: Option<Col<PersonId>>,
        pub promise_due: Option<Day>,
        pub promise_state: Option<String>,
        pub version: i64,
        pub doc: Doc<Contact>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod profiles {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "beat_profiles")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub beat: Col<AreaId>,
        pub version: i64,
        pub doc: Doc<Profile>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// Which entries of the log to list; absent means any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// On this beat.
    pub beat: Option<AreaId>,
    /// Logged by this person.
    pub by: Option<PersonId>,
    /// With an open promise that this person answers for.
    pub owes: Option<PersonId>,
    /// With an open promise.
    pub open_promise: bool,
    /// Logged before this one; for the next page.
    pub before: Option<ContactId>,
}

/// How lively the log of a beat is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Entries since a moment.
    pub lately: u64,
    /// Promises by their state, and open ones past their day apart.
    pub kept: u64,
    /// Open, within their time.
    pub open: u64,
    /// Open past their day.
    pub late: u64,
}

/// Entries that match; with an open promise asked for, the one due first in front, else the one logged last.
pub async fn list(session: &impl Session, filter: &Filter, limit: u64) -> Result<Vec<Contact>> {
    session.reach(Action::ReadBeats, "contact")?;
    let promised = filter.open_promise || filter.owes.is_some();
    let query = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .apply_if(filter.beat, |q, beat| q.filter(C::Beat.eq(Col(beat))))
        .apply_if(filter.by, |q, by| q.filter(C::LoggedBy.eq(Col(by))))
        .apply_if(filter.owes, |q, person| q.filter(C::PromiseOwner.eq(Col(person))))
        .apply_if(promised.then_some(()), |q, ()| q.filter(C::PromiseState.eq("open")))
        .apply_if(filter.before, |q, before| q.filter(C::Id.lt(Col(before))));
    let query = if promised { query.order_by_asc(C::PromiseDue) } else { query };
    let rows = query.order_by_desc(C::Id).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One entry.
pub async fn get(session: &impl Session, id: ContactId) -> Result<Contact> {
    session.reach(Action::ReadBeats, "contact")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("contact"))
}

/// How lively the log of each beat is: entries since a moment, promises as they stand on a day. Beats without an entry
/// are left out.
pub async fn tallies(
    session: &impl Session,
    since: Timestamp,
    today: Date,
) -> Result<BTreeMap<AreaId, Tally>> {
    session.reach(Action::ReadBeats, "contact")?;
    let mut tallies: BTreeMap<AreaId, Tally> = BTreeMap::new();
    let of_agency =
        || entity::Entity::find().select_only().column(C::Beat).filter(C::AgencyId.eq(agency(session)));
    let lately: Vec<(Col<AreaId>, i64)> = of_agency()
        .column_as(C::Id.count(), "n")
        .filter(C::At.gte(At(since)))
        .group_by(C::Beat)
        .into_tuple()
        .all(conn(session))
        .await?;
    for (beat, n) in lately {
        tallies.entry(beat.0).or_default().lately = u64::try_from(n).unwrap_or(0);
    }
    let promised: Vec<(Col<AreaId>, Option<String>, i64)> = of_agency()
        .column(C::PromiseState)
        .column_as(C::Id.count(), "n")
        .filter(C::PromiseState.is_not_null())
        .group_by(C::Beat)
        .group_by(C::PromiseState)
        .into_tuple()
        .all(conn(session))
        .await?;
    for (beat, state, n) in promised {
        let (tally, n) = (tallies.entry(beat.0).or_default(), u64::try_from(n).unwrap_or(0));
        match state.as_deref() {
            Some("kept") => tally.kept = n,
            Some("open") => tally.open = n,
            _ => {}
        }
    }
    let late: Vec<(Col<AreaId>, i64)> = of_agency()
        .column_as(C::Id.count(), "n")
        .filter(C::PromiseState.eq("open"))
        .filter(C::PromiseDue.lt(Day(today)))
        .group_by(C::Beat)
        .into_tuple()
        .all(conn(session))
        .await?;
    for (beat, n) in late {
        let (tally, n) = (tallies.entry(beat.0).or_default(), u64::try_from(n).unwrap_or(0));
        (tally.late, tally.open) = (n, tally.open.saturating_sub(n));
    }
    Ok(tallies)
}

/// Adds an entry.
pub async fn insert(write: &mut Write, contact: &Contact) -> Result<()> {
    entity::Entity::insert(row(write, contact)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves what became of a promise; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut contact: Contact) -> Result<Contact> {
    let read = contact.version;
    contact.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &contact))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(contact.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(contact) } else { Err(StoreError::Stale("contact")) }
}

fn row(write: &Write, c: &Contact) -> entity::ActiveModel {
    let state = c.promise.as_ref().map(|p| match p.outcome {
        Outcome::Open => "open",
        Outcome::Kept { .. } => "kept",
        Outcome::Released { .. } => "released",
    });
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(c.id)),
        beat: Set(Col(c.beat)),
        logged_by: Set(Col(c.by)),
        at: Set(At(c.at)),
        promise_owner: Set(c.promise.as_ref().map(|p| Col(p.owner))),
        promise_due: Set(c.promise.as_ref().map(|p| Day(p.due))),
        promise_state: Set(state.map(str::to_owned)),
        version: Set(c.version),
        doc: Set(Doc(c.clone())),
    }
}

/// The profile of a beat; empty where nothing was written yet.
pub async fn profile(session: &impl Session, beat: AreaId) -> Result<Profile> {
    session.reach(Action::ReadBeats, "beat")?;
    let row = profiles::Entity::find_by_id((agency(session), Col(beat))).one(conn(session)).await?;
    Ok(row.map_or_else(|| Profile::empty(beat), |row| row.doc.0))
}

/// How many groups, leaders and services are known on each beat.
pub async fn known(session: &impl Session) -> Result<BTreeMap<AreaId, usize>> {
    session.reach(Action::ReadBeats, "beat")?;
    let rows = profiles::Entity::find()
        .filter(profiles::Column::AgencyId.eq(agency(session)))
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| (row.beat.0, row.doc.0.contacts())).collect())
}

/// Saves a profile; stale if it is no longer the version that was read.
pub async fn save_profile(write: &mut Write, mut profile: Profile) -> Result<Profile> {
    let read = profile.version;
    profile.version += 1;
    let row = profiles::ActiveModel {
        agency_id: Set(agency(write)),
        beat: Set(Col(profile.beat)),
        version: Set(profile.version),
        doc: Set(Doc(profile.clone())),
    };
    if read == 0 {
        return match profiles::Entity::insert(row)
            .exec_without_returning(conn(write))
            .await
            .map_err(StoreError::from)
        {
            Ok(_) => Ok(profile),
            Err(error) if error.is_conflict() => Err(StoreError::Stale("beat")),
            Err(other) => Err(other),
        };
    }
    let done = profiles::Entity::update_many()
        .set(row)
        .filter(profiles::Column::AgencyId.eq(agency(write)))
        .filter(profiles::Column::Beat.eq(Col(profile.beat)))
        .filter(profiles::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(profile) } else { Err(StoreError::Stale("beat")) }
}
