//! What came in by mail and text message, whether an address said stop, and which threads an address has.

use sea_orm_migration::prelude::*;

use super::table::{big, big_or_none, id, id_or_none, index, key, make, of_agency, text, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, tables(), indexes()).await
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        of_agency("inbound")
            .col(id("id"))
            .col(text("channel"))
            .col(text("source"))
            .col(text("sender"))
            .col(text("class"))
            .col(id_or_none("concern_id"))
            .col(big("at"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
        of_agency("correspondents")
            .col(text("channel"))
            .col(text("address"))
            .col(big_or_none("stopped_at"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "channel", "address"]))
            .to_owned(),
        of_agency("correspondence")
            .col(text("channel"))
            .col(text("address"))
            .col(id("concern_id"))
            .col(big("at"))
            .primary_key(&mut key(&["agency_id", "channel", "address", "concern_id"]))
            .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("inbound", &["agency_id", "channel", "source"]),
        index("inbound", &["agency_id", "class", "at"]),
        index("inbound", &["agency_id", "sender", "at"]),
        index("correspondence", &["agency_id", "channel", "address", "at"]),
    ]
}
