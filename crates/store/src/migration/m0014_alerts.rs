//! Who asked for alerts, the proof of each consent, the alerts, and what became of each copy of one.

use sea_orm_migration::prelude::*;

use super::table::{
    big, big_or_none, bytes, id, id_or_none, index, key, make, of_agency, text, text_or_none, unique,
};

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
        of_agency("subscribers")
            .col(id("id"))
            .col(text("email"))
            .col(text("consent"))
            .col(bytes("link_digest"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
        of_agency("consent_proofs")
            .col(id("id"))
            .col(id("subscriber_id"))
            .col(text("act"))
            .col(text("way"))
            .col(text("wording"))
            .col(text("wishes"))
            .col(big("at"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
        of_agency("alerts")
            .col(id("id"))
            .col(id_or_none("corrects"))
            .col(big("written_at"))
            .col(big_or_none("released_at"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
        of_agency("alert_sends")
            .col(id("alert_id"))
            .col(id("subscriber_id"))
            .col(text("state"))
            .col(big("not_before"))
            .col(text_or_none("problem"))
            .col(big_or_none("ended_at"))
            .primary_key(&mut key(&["agency_id", "alert_id", "subscriber_id"]))
            .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("subscribers", &["agency_id", "email"]),
        unique("subscribers", &["link_digest"]),
        index("subscribers", &["agency_id", "consent", "id"]),
        index("consent_proofs", &["agency_id", "subscriber_id", "at"]),
        index("alerts", &["agency_id", "written_at"]),
        index("alert_sends", &["agency_id", "alert_id", "state", "not_before"]),
        index("alert_sends", &["agency_id", "subscriber_id", "ended_at"]),
    ]
}
