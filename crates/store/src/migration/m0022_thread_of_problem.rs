//! Concerns of a problem in the order of their raising, from one index.

use sea_orm_migration::prelude::*;

use super::table::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = ["agency_id", "problem_id", "raised_at", "id"];
        manager.create_index(index("concerns", &columns)).await?;
        let former =
            Index::drop().name("ix_concerns_agency_id_problem_id").table(Alias::new("concerns")).to_owned();
        manager.drop_index(former).await
    }
}
