//! Agencies and areas, the trail, references, idempotency keys, the queue.

use sea_orm_migration::prelude::*;

use super::table::{
    big, big_or_none, bytes, id, id_or_none, index, int, key, make, named, of_agency, real, text,
    text_or_none, unique,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, [organization(), trail(), work()].concat(), indexes()).await
    }
}

fn organization() -> Vec<TableCreateStatement> {
    vec![
        named("agencies")
            .col(id("id").primary_key())
            .col(text("code"))
            .col(text("name"))
            .col(text("doc"))
            .to_owned(),
        of_agency("areas")
            .col(id("id"))
            .col(text("kind"))
            .col(text("name"))
            .col(text("slug"))
            .col(text("shape"))
            .col(real("west"))
            .col(real("south"))
            .col(real("east"))
            .col(real("north"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
        of_agency("counters")
            .col(text("series"))
            .col(int("year"))
            .col(int("last"))
            .primary_key(&mut key(&["agency_id", "series", "year"]))
            .to_owned(),
    ]
}

fn trail() -> Vec<TableCreateStatement> {
    vec![
        of_agency("audit")
            .col(big("seq"))
            .col(big("at"))
            .col(text("actor"))
            .col(text("act"))
            .col(text("object"))
            .col(bytes("salt"))
            .col(text_or_none("payload"))
            .col(bytes("digest"))
            .col(bytes("link"))
            .primary_key(&mut key(&["agency_id", "seq"]))
            .to_owned(),
        of_agency("audit_heads")
            .col(big("seq"))
            .col(bytes("link"))
            .primary_key(&mut key(&["agency_id"]))
            .to_owned(),
        of_agency("once")
            .col(text("token"))
            .col(text("result"))
            .col(big("at"))
            .primary_key(&mut key(&["agency_id", "token"]))
            .to_owned(),
    ]
}

fn work() -> Vec<TableCreateStatement> {
    vec![
        named("jobs")
            .col(id("id").primary_key())
            .col(id_or_none("agency_id"))
            .col(text("name"))
            .col(text("payload"))
            .col(text_or_none("key"))
            .col(text("state"))
            .col(int("attempt"))
            .col(int("max_attempts"))
            .col(big("run_at"))
            .col(big_or_none("lease_until"))
            .col(text_or_none("worker"))
            .col(text_or_none("error"))
            .col(big("created_at"))
            .col(big_or_none("ended_at"))
            .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("agencies", &["code"]),
        unique("areas", &["agency_id", "kind", "slug"]),
        index("audit", &["agency_id", "object"]),
        index("jobs", &["state", "run_at"]),
        unique("jobs", &["key"]),
    ]
}
