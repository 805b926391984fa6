//! Loading a million rows: an index that holds only what is looked up in it, and none that is not used. How a place was
//! found among the agency's addresses stays with the row.

use sea_orm_migration::prelude::*;

use super::table::{real_or_none, text_or_none};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut column in [text_or_none("address_how"), real_or_none("address_score")] {
            let add = Table::alter().table(Alias::new("incidents")).add_column(&mut column).to_owned();
            manager.alter_table(add).await?;
        }
        // Which batch a row belongs to is always asked together with its key or its day.
        for name in ["ix_incidents_agency_id_batch_id", "ix_incidents_agency_id_replaced_by"] {
            manager.drop_index(Index::drop().name(name).table(Alias::new("incidents")).to_owned()).await?;
        }
        // Few rows are ever replaced.
        let replaced = "CREATE INDEX ix_incidents_replaced ON incidents (agency_id, replaced_by) \
            WHERE replaced_by IS NOT NULL";
        manager.get_connection().execute_unprepared(replaced).await?;
        Ok(())
    }
}
