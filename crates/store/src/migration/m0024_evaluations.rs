//! Evaluations.

use sea_orm_migration::prelude::*;

use super::table::{big, id, index, int, key, make, of_agency, text, yes_no};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![evaluations()], indexes()).await
    }
}

fn evaluations() -> TableCreateStatement {
    of_agency("evaluations")
        .col(id("id"))
        .col(id("person"))
        .col(id("rater"))
        .col(id("reviewer"))
        .col(int("until"))
        .col(yes_no("rated"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("evaluations", &["agency_id", "person"]),
        index("evaluations", &["agency_id", "rater"]),
        index("evaluations", &["agency_id", "reviewer"]),
        index("evaluations", &["agency_id", "until", "id"]),
    ]
}
