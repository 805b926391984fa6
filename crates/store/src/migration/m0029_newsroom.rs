//! The newsroom: releases, the block list with its words sealed, questions of media.

use sea_orm_migration::prelude::*;

use super::table::{big, big_or_none, id, index, key, make, of_agency, text, unique, yes_no};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let press = of_agency("press")
            .col(id("id"))
            .col(text("slug"))
            .col(text("state"))
            .col(id("case_owner"))
            .col(big_or_none("issued_at"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned();
        let blocks = of_agency("press_blocks")
            .col(id("id"))
            .col(yes_no("lifted"))
            .col(text("words"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned();
        let inquiries = of_agency("press_inquiries")
            .col(id("id"))
            .col(yes_no("answered"))
            .col(big("deadline"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned();
        let indexes = vec![
            unique("press", &["agency_id", "slug"]),
            index("press", &["agency_id", "issued_at"]),
            index("press", &["agency_id", "case_owner", "id"]),
            index("press_inquiries", &["agency_id", "answered", "deadline"]),
        ];
        make(manager, vec![press, blocks, inquiries], indexes).await
    }
}
