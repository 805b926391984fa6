//! Problems with every version of them, their tasks, and the thread that links records.

use sea_orm_migration::prelude::*;

use super::table::{
    big, big_or_none, id, id_or_none, index, int, key, make, of_agency, text, unique, yes_no,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![problems(), versions(), tasks(), links()], indexes()).await
    }
}

fn problems() -> TableCreateStatement {
    of_agency("problems")
        .col(id("id"))
        .col(text("reference"))
        .col(text("title"))
        .col(text("words"))
        .col(text("tier"))
        .col(text("stage"))
        .col(text("status"))
        .col(id("lead"))
        .col(id_or_none("beat"))
        .col(id_or_none("neighborhood"))
        .col(int("review_on"))
        .col(big("opened_at"))
        .col(big("stage_at"))
        .col(big_or_none("closed_at"))
        .col(yes_no("shown"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn versions() -> TableCreateStatement {
    of_agency("problem_versions")
        .col(id("problem"))
        .col(big("version"))
        .col(big("at"))
        .col(text("by"))
        .col(id_or_none("person"))
        .col(text("act"))
        .col(text("note"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "problem", "version"]))
        .to_owned()
}

fn tasks() -> TableCreateStatement {
    of_agency("tasks")
        .col(id("id"))
        .col(id("problem"))
        .col(id_or_none("owner"))
        .col(id_or_none("organization"))
        .col(int("due"))
        .col(text("state"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn links() -> TableCreateStatement {
    of_agency("thread_links")
        .col(text("from_kind"))
        .col(id("from_id"))
        .col(text("to_kind"))
        .col(id("to_id"))
        .col(big("made_at"))
        .col(text("by"))
        .primary_key(&mut key(&["agency_id", "from_kind", "from_id", "to_kind", "to_id"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("problems", &["agency_id", "reference"]),
        index("problems", &["agency_id", "status", "id"]),
        index("problems", &["agency_id", "lead", "id"]),
        index("problems", &["agency_id", "beat", "id"]),
        index("problems", &["agency_id", "neighborhood", "shown"]),
        index("tasks", &["agency_id", "problem"]),
        index("tasks", &["agency_id", "owner", "state", "due"]),
        index("tasks", &["agency_id", "organization", "state", "due"]),
        index("tasks", &["agency_id", "state", "due"]),
        index("thread_links", &["agency_id", "to_kind", "to_id"]),
    ]
}
