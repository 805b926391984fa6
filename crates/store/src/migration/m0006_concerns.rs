//! Concerns with their threads and deliveries; frozen public figures.

use sea_orm_migration::prelude::*;

use super::table::{
    big, big_or_none, bytes, id, id_or_none, index, int, key, make, of_agency, text, text_or_none, unique,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![concerns(), messages(), deliveries(), releases()], indexes()).await
    }
}

fn concerns() -> TableCreateStatement {
    of_agency("concerns")
        .col(id("id"))
        .col(text("reference"))
        .col(text("kind"))
        .col(id_or_none("area_id"))
        .col(id_or_none("beat_id"))
        .col(id_or_none("problem_id"))
        .col(bytes("link_digest"))
        .col(big("raised_at"))
        .col(big("due_at"))
        .col(big_or_none("answered_at"))
        .col(big_or_none("next_due"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn messages() -> TableCreateStatement {
    of_agency("messages")
        .col(id("id"))
        .col(id("concern_id"))
        .col(text("speaker"))
        .col(id_or_none("author_id"))
        .col(text("words"))
        .col(id_or_none("outcome_of"))
        .col(big("at"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn deliveries() -> TableCreateStatement {
    of_agency("deliveries")
        .col(id("id"))
        .col(id("message_id"))
        .col(id("concern_id"))
        .col(text("channel"))
        .col(text("recipient"))
        .col(text("state"))
        .col(text_or_none("problem"))
        .col(big("created_at"))
        .col(big_or_none("ended_at"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn releases() -> TableCreateStatement {
    of_agency("releases")
        .col(id("id"))
        .col(int("month"))
        .col(big("frozen_at"))
        .col(text("digest"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("concerns", &["agency_id", "reference"]),
        unique("concerns", &["link_digest"]),
        index("concerns", &["agency_id", "raised_at"]),
        index("concerns", &["agency_id", "area_id", "raised_at"]),
        index("concerns", &["agency_id", "next_due"]),
        index("concerns", &["agency_id", "beat_id", "next_due"]),
        index("concerns", &["agency_id", "problem_id"]),
        index("messages", &["agency_id", "concern_id", "at"]),
        index("messages", &["agency_id", "outcome_of"]),
        index("deliveries", &["agency_id", "concern_id"]),
        index("deliveries", &["agency_id", "message_id"]),
        unique("releases", &["agency_id", "month"]),
    ]
}
