//! Field training: the record, the trainee's journal, observed days, the agency's own items.

use sea_orm_migration::prelude::*;

use super::table::{big, id, id_or_none, index, int, key, make, of_agency, text, unique, yes_no};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![trainings(), journal(), days(), items()], indexes()).await
    }
}

fn trainings() -> TableCreateStatement {
    of_agency("field_trainings")
        .col(id("id"))
        .col(id("trainee"))
        .col(id("trainer"))
        .col(id("evaluator"))
        .col(id("coordinator"))
        // The trainee while it runs: one at a time.
        .col(id_or_none("running"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn journal() -> TableCreateStatement {
    of_agency("field_journal")
        .col(id("id"))
        .col(id("training"))
        .col(int("day"))
        .col(yes_no("shared"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn days() -> TableCreateStatement {
    of_agency("field_days")
        .col(id("training"))
        .col(int("day"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "training", "day"]))
        .to_owned()
}

fn items() -> TableCreateStatement {
    of_agency("field_items")
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("field_trainings", &["agency_id", "trainee"]),
        index("field_trainings", &["agency_id", "trainer"]),
        index("field_trainings", &["agency_id", "evaluator"]),
        index("field_trainings", &["agency_id", "coordinator"]),
        unique("field_trainings", &["agency_id", "running"]),
        index("field_journal", &["agency_id", "training", "day"]),
    ]
}
