//! Walking the trail from its first row and telling where it was tampered with.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use super::chain::{self, Head};
use super::{entity, head};
use crate::Result;
use crate::session::{Session, agency, conn};

/// In which way a trail is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A row is missing between two others.
    Gap,
    /// A row's fields do not give its link.
    Link,
    /// A payload does not give its digest.
    Payload,
    /// The trail ends before its own head, or before a head that was kept elsewhere.
    CutOff,
    /// A head that was kept elsewhere has another link than the row of that number.
    OtherHistory,
}

impl Broken {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Broken::Gap => "gap",
            Broken::Link => "link",
            Broken::Payload => "payload",
            Broken::CutOff => "cut_off",
            Broken::OtherHistory => "other_history",
        }
    }
}

/// The result of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Rows that were walked.
    pub rows: i64,
    /// The first row that is wrong, and how.
    pub broken: Option<(i64, Broken)>,
    /// The last good link.
    pub head: Head,
}

/// Walks the agency's whole trail, 1,000 rows at a time; `kept` is a head that was written down earlier.
pub async fn verify(session: &impl Session, kept: Option<&Head>) -> Result<Verified> {
    let stored = head(session).await?;
    let mut walk = Verified { rows: 0, broken: None, head: Head::default() };
    loop {
        let rows = entity::Entity::find()
            .filter(entity::Column::AgencyId.eq(agency(session)))
            .filter(entity::Column::Seq.gt(walk.head.seq))
            .order_by_asc(entity::Column::Seq)
            .limit(1_000)
            .all(conn(session))
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if let Some(broken) = check(&walk.head, &row, kept) {
                walk.broken = Some((row.seq, broken));
                return Ok(walk);
            }
            walk.rows += 1;
            walk.head = Head { seq: row.seq, link: row.link };
        }
    }
    // Rows committed during the walk move the head on; it may only ever be ahead of what was read first.
    let longest = stored.seq.max(kept.map_or(0, |k| k.seq));
    if walk.head.seq < longest {
        walk.broken = Some((walk.head.seq + 1, Broken::CutOff));
    }
    Ok(walk)
}

fn check(before: &Head, row: &entity::Model, kept: Option<&Head>) -> Option<Broken> {
    if row.seq != before.seq + 1 {
        return Some(Broken::Gap);
    }
    if row.payload.as_ref().is_some_and(|p| chain::digest(&row.salt, p) != row.digest) {
        return Some(Broken::Payload);
    }
    if chain::link(&before.link, row) != row.link {
        return Some(Broken::Link);
    }
    kept.filter(|k| k.seq == row.seq && k.link != row.link).map(|_| Broken::OtherHistory)
}
