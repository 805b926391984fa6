//! What categories mean, how much harm they do, known flaws of the data, and feeds that are fetched by themselves.

use sea_orm_migration::prelude::*;

use super::table::{big, big_or_none, id, index, key, make, of_agency, text, yes_no};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![meanings(), changes(), weights(), notes(), feeds(), runs()], indexes()).await
    }
}

fn meanings() -> TableCreateStatement {
    of_agency("category_meanings")
        .col(text("label"))
        .col(big("decided_at"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "label"]))
        .to_owned()
}

fn changes() -> TableCreateStatement {
    of_agency("category_changes")
        .col(id("id"))
        .col(text("label"))
        .col(big("decided_at"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn weights() -> TableCreateStatement {
    of_agency("harm_weights")
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id"]))
        .to_owned()
}

fn notes() -> TableCreateStatement {
    of_agency("data_notes")
        .col(id("id"))
        .col(big("written_at"))
        .col(big_or_none("withdrawn_at"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn feeds() -> TableCreateStatement {
    of_agency("feeds")
        .col(id("id"))
        .col(text("name"))
        .col(yes_no("paused"))
        .col(big_or_none("running_since"))
        .col(big("version"))
        .col(text("doc"))
        .col(text("state"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn runs() -> TableCreateStatement {
    of_agency("feed_runs")
        .col(id("id"))
        .col(id("feed_id"))
        .col(big("started_at"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("category_changes", &["agency_id", "label", "decided_at"]),
        index("feed_runs", &["agency_id", "feed_id", "started_at"]),
    ]
}
