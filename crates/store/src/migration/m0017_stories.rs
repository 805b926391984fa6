//! Success stories.

use sea_orm_migration::prelude::*;

use super::table::{big, id, id_or_none, index, key, make, of_agency, text, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![stories()], indexes()).await
    }
}

fn stories() -> TableCreateStatement {
    of_agency("stories")
        .col(id("id"))
        .col(text("slug"))
        .col(text("state"))
        .col(id_or_none("problem"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("stories", &["agency_id", "slug"]),
        index("stories", &["agency_id", "state", "id"]),
        index("stories", &["agency_id", "problem"]),
    ]
}
