//! Words that search finds, for what is there already too.

use commonbeat_domain::partnerships::concerns::Concern;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::tasks::Task;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, QueryResult};
use sea_orm_migration::prelude::*;
use uuid::Uuid;

use super::table::{id, key, make, of_agency, text};
use crate::columns::Doc;
use crate::search::{Kind, words};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let entries = of_agency("search_entries")
            .col(text("kind"))
            .col(id("id"))
            .col(text("words"))
            .primary_key(&mut key(&["agency_id", "kind", "id"]))
            .to_owned();
        make(manager, vec![entries], vec![]).await?;
        fill(manager, "problems", Kind::Problem, |row| Ok(words::of_problem(&doc::<Problem>(row)?))).await?;
        fill(manager, "concerns", Kind::Concern, |row| Ok(words::of_concern(&doc::<Concern>(row)?))).await?;
        fill(manager, "tasks", Kind::Task, |row| Ok(words::of_task(&doc::<Task>(row)?))).await
    }
}

fn doc<T: serde::Serialize + serde::de::DeserializeOwned>(row: &QueryResult) -> Result<T, DbErr> {
    Ok(row.try_get::<Doc<T>>("", "doc")?.0)
}

/// Rows that are read together.
const CHUNK: u64 = 1_000;

/// Takes up every row of a table, a few at a time. By column names of its own: the tables change later.
async fn fill(
    manager: &SchemaManager<'_>,
    table: &'static str,
    kind: Kind,
    words: fn(&QueryResult) -> Result<String, DbErr>,
) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let column = |name: &'static str| Expr::col(Alias::new(name));
    let mut after: Option<(Uuid, Uuid)> = None;
    loop {
        let mut query = Query::select();
        query
            .columns(["agency_id", "id", "doc"].map(Alias::new))
            .from(Alias::new(table))
            .order_by(Alias::new("agency_id"), Order::Asc)
            .order_by(Alias::new("id"), Order::Asc)
            .limit(CHUNK);
        if let Some((agency, id)) = after {
            let same = column("agency_id").eq(agency).and(column("id").gt(id));
            query.cond_where(Cond::any().add(column("agency_id").gt(agency)).add(same));
        }
        let rows = db.query_all(&query).await?;
        let mut insert = Query::insert();
        insert
            .into_table(Alias::new("search_entries"))
            .columns(["agency_id", "kind", "id", "words"].map(Alias::new));
        for row in &rows {
            let (agency, id): (Uuid, Uuid) = (row.try_get("", "agency_id")?, row.try_get("", "id")?);
            let values = [agency.into(), kind.name().into(), id.into(), words(row)?.into()];
            insert.values(values).map_err(|error| DbErr::Custom(error.to_string()))?;
            after = Some((agency, id));
        }
        if rows.is_empty() {
            return Ok(());
        }
        db.execute(&insert).await?;
    }
}
