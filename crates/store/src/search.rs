//! Search over words: one row for each thing that can be found, kept in the write that changes the thing.
//!
//! A row holds lower-case text; a question is a list of words that must all stand in it, parts of words included, which
//! reads the same on both databases and in every language. What is found is then read by its own module, which shows
//! only what the actor may see.

pub(crate) mod words;

use commonbeat_domain::Key;
use commonbeat_domain::ids::AgencyId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LikeExpr, OnConflict};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::columns::Col;
use crate::session::{agency, conn};
use crate::{Result, Session, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub words: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A problem.
    Problem,
    /// A concern.
    Concern,
    /// A task of a problem.
    Task,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Problem => "problem",
            Kind::Concern => "concern",
            Kind::Task => "task",
        }
    }
}

/// A question: each of its words must stand in what is found, or one of the marks that mean the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question(Vec<Vec<String>>);

/// Most words of a question; more would only narrow what is narrow already.
const MOST_WORDS: usize = 8;

impl Question {
    /// The words of a text. `same` gives the marks that mean the same as a word, such as `[technique-7]`.
    pub fn of(text: &str, same: impl Fn(&str) -> Vec<String>) -> Question {
        let lower = text.to_lowercase();
        let word = |word: &str| {
            let mut all = same(word);
            all.push(word.to_owned());
            all
        };
        Question(lower.split_whitespace().take(MOST_WORDS).map(word).collect())
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Ids of one kind that hold every word, the newest first.
pub(crate) async fn find<K: Key>(
    session: &impl Session,
    kind: Kind,
    question: &Question,
    limit: u64,
) -> Result<Vec<K>> {
    if question.is_empty() {
        return Ok(Vec::new());
    }
    let mut every = Condition::all();
    for word in &question.0 {
        let any =
            word.iter().fold(Condition::any(), |any, one| any.add(entity::Column::Words.like(anywhere(one))));
        every = every.add(any);
    }
    let ids = entity::Entity::find()
        .select_only()
        .column(entity::Column::Id)
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Kind.eq(kind.name()))
        .filter(every)
        .order_by_desc(entity::Column::Id)
        .limit(limit)
        .into_tuple::<Uuid>()
        .all(conn(session))
        .await?;
    Ok(ids.into_iter().map(K::from_uuid).collect())
}

/// Anywhere in a text; `%` and `_` mean themselves.
pub(crate) fn anywhere(words: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for c in words.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}

/// Keeps the words of a thing.
pub(crate) async fn put(write: &mut Write, kind: Kind, id: impl Key, words: String) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        kind: Set(kind.name().to_owned()),
        id: Set(id.uuid()),
        words: Set(words),
    };
    let keys = [entity::Column::AgencyId, entity::Column::Kind, entity::Column::Id];
    entity::Entity::insert(row)
        .on_conflict(OnConflict::columns(keys).update_column(entity::Column::Words).to_owned())
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}
