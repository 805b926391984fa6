//! The delegation matrix and the decision log.

use sea_orm_migration::prelude::*;

use super::table::{big, big_or_none, id, id_or_none, index, key, make, of_agency, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![delegations(), decisions()], indexes()).await
    }
}

fn delegations() -> TableCreateStatement {
    of_agency("delegations")
        .col(id("id"))
        .col(text("kind"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn decisions() -> TableCreateStatement {
    of_agency("decisions")
        .col(id("id"))
        .col(id_or_none("problem"))
        .col(text("subject"))
        .col(text("state"))
        .col(text("rank"))
        .col(id("asked_by"))
        .col(big("asked_at"))
        .col(big_or_none("due_at"))
        .col(id_or_none("decided_by"))
        .col(big_or_none("decided_at"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("decisions", &["agency_id", "state", "rank", "due_at"]),
        index("decisions", &["agency_id", "problem", "asked_at"]),
        index("decisions", &["agency_id", "decided_by", "decided_at"]),
    ]
}
