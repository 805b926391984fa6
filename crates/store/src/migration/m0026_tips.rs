//! Anonymous tips: found by the selector of their code, opened by the slow hash of its secret, their words apart and sealed.

use sea_orm_migration::prelude::*;

use super::table::{big, id, id_or_none, index, int, key, make, of_agency, text, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tips = of_agency("tips")
            .col(id("id"))
            .col(int("selector"))
            .col(text("secret"))
            .col(text("state"))
            .col(big("last_at"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned();
        let messages = of_agency("tip_messages")
            .col(id("id"))
            .col(id("tip"))
            .col(text("speaker"))
            .col(id_or_none("author"))
            .col(big("at"))
            .col(text("words"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned();
        let ties = of_agency("tip_ties")
            .col(id("tip"))
            .col(text("reference"))
            .primary_key(&mut key(&["agency_id", "tip", "reference"]))
            .to_owned();
        let indexes = vec![
            unique("tips", &["agency_id", "selector"]),
            index("tips", &["agency_id", "state", "last_at"]),
            index("tips", &["agency_id", "last_at"]),
            index("tip_messages", &["agency_id", "tip", "id"]),
            index("tip_ties", &["agency_id", "reference"]),
        ];
        make(manager, vec![tips, messages, ties], indexes).await
    }
}
