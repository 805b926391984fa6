//! Agreements and what they cover and when, problems opened to partners, the dissemination log, the board.

use sea_orm_migration::prelude::*;

use super::table::{
    big, big_or_none, id, id_or_none, index, int, key, make, of_agency, text, unique, yes_no,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let version = big("version").default(0).to_owned();
        let add = Table::alter().table(Alias::new("organizations")).add_column(version).to_owned();
        manager.alter_table(add).await?;
        make(manager, [agreements(), shared()].concat(), indexes()).await
    }
}

fn agreements() -> Vec<TableCreateStatement> {
    vec![
        of_agency("agreements")
            .col(id("id"))
            .col(id("organization"))
            .col(int("review_on"))
            .col(big_or_none("holds_from"))
            .col(big_or_none("holds_until"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
        // One row for each category that is, was or will be open: the row filters ask nothing else.
        of_agency("agreement_covers")
            .col(id("organization"))
            .col(text("category"))
            .col(id("agreement"))
            .col(big("holds_from"))
            .col(big("holds_until"))
            .primary_key(&mut key(&["agency_id", "organization", "category", "agreement"]))
            .to_owned(),
    ]
}

fn shared() -> Vec<TableCreateStatement> {
    vec![
        of_agency("problem_shares")
            .col(id("organization"))
            .col(id("problem"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "organization", "problem"]))
            .to_owned(),
        of_agency("disseminations")
            .col(id("id"))
            .col(id("organization"))
            .col(text("once"))
            .col(big("at"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
        of_agency("board_entries")
            .col(id("id"))
            .col(id_or_none("organization"))
            .col(int("until"))
            .col(yes_no("taken_down"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("agreements", &["agency_id", "organization", "id"]),
        index("agreements", &["agency_id", "holds_until"]),
        index("problem_shares", &["agency_id", "problem"]),
        unique("disseminations", &["agency_id", "organization", "once"]),
        index("disseminations", &["agency_id", "organization", "at"]),
        index("board_entries", &["agency_id", "taken_down", "until"]),
    ]
}
