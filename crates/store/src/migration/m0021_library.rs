//! Cases of other agencies.

use sea_orm_migration::prelude::*;

use super::table::{id, key, make, of_agency, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let cases = of_agency("library_cases")
            .col(id("id"))
            .col(text("source"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned();
        make(manager, vec![cases], vec![]).await
    }
}
