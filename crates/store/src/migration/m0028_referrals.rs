//! Referrals of people who consented. Who the person is stands apart in `person`, sealed, and is erased when it is not needed.

use sea_orm_migration::prelude::*;

use super::table::{big, id, index, key, make, of_agency, text, text_or_none};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let referrals = of_agency("referrals")
            .col(id("id"))
            .col(id("organization"))
            .col(id("made_by"))
            .col(text("state"))
            .col(big("open_until"))
            .col(text_or_none("person"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned();
        let indexes = vec![
            index("referrals", &["agency_id", "organization", "id"]),
            index("referrals", &["agency_id", "made_by", "id"]),
            index("referrals", &["agency_id", "open_until"]),
        ];
        make(manager, vec![referrals], indexes).await
    }
}
