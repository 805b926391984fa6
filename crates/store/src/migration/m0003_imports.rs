//! Batches, incidents, refused rows.

use sea_orm_migration::prelude::*;

use super::table::{
    big, big_or_none, bytes, id, id_or_none, index, int, int_or_none, key, make, of_agency, real_or_none,
    text, text_or_none,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![batches(), refusals(), incidents(), layers()], indexes()).await
    }
}

fn batches() -> TableCreateStatement {
    of_agency("batches")
        .col(id("id"))
        .col(text("kind"))
        .col(text("profile"))
        .col(text("file_name"))
        .col(text("digest"))
        .col(text("state"))
        .col(text("tally"))
        .col(text("header"))
        .col(text_or_none("error"))
        .col(big("started_at"))
        .col(big("touched_at"))
        .col(big_or_none("ended_at"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn refusals() -> TableCreateStatement {
    of_agency("batch_refusals")
        .col(id("batch_id"))
        .col(big("line"))
        .col(text("column_name"))
        .col(text("value"))
        .col(text("reason"))
        .col(text("raw"))
        .primary_key(&mut key(&["agency_id", "batch_id", "line"]))
        .to_owned()
}

fn incidents() -> TableCreateStatement {
    of_agency("incidents")
        .col(id("id"))
        .col(id("batch_id"))
        .col(id_or_none("replaced_by"))
        .col(text("kind"))
        .col(text("source_key"))
        .col(text_or_none("source_id"))
        .col(bytes("digest"))
        .col(text("offense"))
        .col(text("label"))
        .col(int("day"))
        .col(int_or_none("hour"))
        .col(big("from_at"))
        .col(big_or_none("until_at"))
        .col(real_or_none("lon"))
        .col(real_or_none("lat"))
        .col(big_or_none("cell7"))
        .col(big_or_none("cell10"))
        .col(text("place_text"))
        .col(text_or_none("place_key"))
        .col(id_or_none("beat_id"))
        .col(id_or_none("neighborhood_id"))
        .col(text("flags"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn layers() -> TableCreateStatement {
    of_agency("map_layers")
        .col(text("kind"))
        .col(big("loaded_at"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "kind"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("batches", &["agency_id", "started_at"]),
        index("incidents", &["agency_id", "source_key"]),
        index("incidents", &["agency_id", "day"]),
        index("incidents", &["agency_id", "neighborhood_id", "day"]),
        index("incidents", &["agency_id", "batch_id"]),
        index("incidents", &["agency_id", "replaced_by"]),
    ]
}
