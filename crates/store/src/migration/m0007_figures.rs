//! Figures of a class over some months, without reading the rows themselves.

use sea_orm_migration::prelude::*;

use super::table::{index, make};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_class = &["agency_id", "kind", "offense", "day", "batch_id", "replaced_by"];
        make(manager, Vec::new(), vec![index("incidents", by_class)]).await
    }
}
