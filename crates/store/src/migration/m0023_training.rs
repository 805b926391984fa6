//! Training: what was attended, what is required, what is due.

use sea_orm_migration::prelude::*;

use super::table::{big, id, index, int, int_or_none, key, make, of_agency, text, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![attended(), rules(), files(), due(), classes(), uses()], indexes()).await
    }
}

fn attended() -> TableCreateStatement {
    of_agency("training")
        .col(id("id"))
        .col(id("person"))
        .col(int("day"))
        .col(text("course"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn rules() -> TableCreateStatement {
    of_agency("training_rules")
        .col(text("name"))
        .col(int("valid_from"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "name", "valid_from"]))
        .to_owned()
}

fn files() -> TableCreateStatement {
    of_agency("training_files")
        .col(id("person"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "person"]))
        .to_owned()
}

fn due() -> TableCreateStatement {
    of_agency("training_due")
        .col(id("person"))
        .col(text("name"))
        .col(int_or_none("due_on"))
        .col(int_or_none("grace_on"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "person", "name"]))
        .to_owned()
}

fn classes() -> TableCreateStatement {
    of_agency("classes")
        .col(id("id"))
        .col(int("begins"))
        .col(int("ends"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn uses() -> TableCreateStatement {
    of_agency("training_uses")
        .col(id("person"))
        .col(id("training"))
        .col(text("problem"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "person", "training", "problem"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("training", &["agency_id", "person", "day", "course"]),
        index("training_due", &["agency_id", "due_on", "person"]),
        index("classes", &["agency_id", "ends", "begins"]),
    ]
}
