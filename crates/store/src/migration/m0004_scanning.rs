//! Scans and what they found.

use sea_orm_migration::prelude::*;

use super::table::{big, big_or_none, id, id_or_none, index, key, make, of_agency, real, text, text_or_none};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![scans(), candidates()], indexes()).await
    }
}

fn scans() -> TableCreateStatement {
    of_agency("scans")
        .col(id("id"))
        .col(text("state"))
        .col(text("doc"))
        .col(text_or_none("error"))
        .col(big("started_at"))
        .col(big_or_none("ended_at"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn candidates() -> TableCreateStatement {
    of_agency("candidates")
        .col(id("id"))
        .col(text("fingerprint"))
        .col(text("kind"))
        .col(text_or_none("offense"))
        .col(id_or_none("beat_id"))
        .col(text("decision"))
        .col(real("harm"))
        .col(big("found_at"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("scans", &["agency_id", "started_at"]),
        index("candidates", &["agency_id", "fingerprint"]),
        index("candidates", &["agency_id", "decision", "harm"]),
    ]
}
