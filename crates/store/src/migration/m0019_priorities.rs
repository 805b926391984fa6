//! What counts how much in the order of problems.

use sea_orm_migration::prelude::*;

use super::table::{big, key, make, of_agency, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let weights = of_agency("priority_weights")
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id"]))
            .to_owned();
        make(manager, vec![weights], vec![]).await
    }
}
