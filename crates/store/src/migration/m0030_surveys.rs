//! Surveys of premises.

use sea_orm_migration::prelude::*;

use super::table::{big, id, id_or_none, index, key, make, of_agency, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let surveys = of_agency("surveys")
            .col(id("id"))
            .col(id_or_none("organization"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned();
        make(manager, vec![surveys], vec![index("surveys", &["agency_id", "organization", "id"])]).await
    }
}
