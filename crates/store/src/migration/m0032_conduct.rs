//! Commendations and complaints: the bodies that take them, what was told, from whom each is kept.

use sea_orm_migration::prelude::*;

use super::table::{
    big, bytes, id, id_or_none, index, int_or_none, key, make, of_agency, text, unique, yes_no,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![bodies(), told(), barred()], indexes()).await
    }
}

fn bodies() -> TableCreateStatement {
    of_agency("conduct_bodies")
        .col(id("id"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn told() -> TableCreateStatement {
    of_agency("conduct")
        .col(id("id"))
        .col(bytes("link_digest"))
        .col(id_or_none("body"))
        .col(yes_no("decided"))
        .col(yes_no("commends"))
        .col(int_or_none("keep_until"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn barred() -> TableCreateStatement {
    of_agency("conduct_barred")
        .col(id("conduct"))
        .col(id("person"))
        .col(yes_no("named"))
        .primary_key(&mut key(&["agency_id", "conduct", "person"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("conduct", &["link_digest"]),
        index("conduct", &["agency_id", "body", "decided", "id"]),
        index("conduct", &["agency_id", "keep_until"]),
        index("conduct_barred", &["agency_id", "person"]),
    ]
}
