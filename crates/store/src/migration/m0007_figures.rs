//! Figures of a class or of some months without reading the rows themselves: what such a question asks for stands in
//! the index.

use sea_orm_migration::prelude::*;

use super::table::{index, make};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_class = &["agency_id", "kind", "offense", "day", "batch_id", "replaced_by"];
        let by_day = &["agency_id", "day", "offense", "batch_id", "replaced_by", "lon", "lat"];
        make(manager, Vec::new(), vec![index("incidents", by_class), index("incidents", by_day)]).await?;
        let narrow =
            Index::drop().name("ix_incidents_agency_id_day").table(Alias::new("incidents")).to_owned();
        manager.drop_index(narrow).await
    }
}
