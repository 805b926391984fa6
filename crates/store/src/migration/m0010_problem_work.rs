//! What lists of problems ask for besides: time-scale, supervisor, whose signature is asked for, to whom a late review
//! went, the day of the next look after closing.

use sea_orm_migration::prelude::*;

use super::table::{id_or_none, index, int_or_none, text_or_none};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            text_or_none("level"),
            id_or_none("supervisor"),
            text_or_none("asks"),
            text_or_none("escalated"),
            int_or_none("watch_on"),
        ];
        for column in columns {
            let add = Table::alter().table(Alias::new("problems")).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        for columns in [
            ["agency_id", "asks", "id"],
            ["agency_id", "status", "review_on"],
            ["agency_id", "status", "watch_on"],
            ["agency_id", "supervisor", "id"],
        ] {
            manager.create_index(index("problems", &columns)).await?;
        }
        Ok(())
    }
}
