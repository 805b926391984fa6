//! The ledger of the loop: who answers for a concern, by when something is owed on its thread, what went to the
//! supervisors, what sounds like danger; promises; by which way a resident's words came.

use sea_orm_migration::prelude::*;

use super::table::{big, big_or_none, id, id_or_none, index, int, key, make, of_agency, text, text_or_none};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            id_or_none("owner_id"),
            big_or_none("act_by"),
            big_or_none("escalated_at"),
            big_or_none("danger_at"),
        ];
        for column in columns {
            add(manager, "concerns", column).await?;
        }
        add(manager, "messages", text_or_none("channel")).await?;
        // What was owed before is owed now.
        let owed = Query::update()
            .table(Alias::new("concerns"))
            .value(Alias::new("act_by"), Expr::col(Alias::new("next_due")))
            .to_owned();
        manager.execute(owed).await?;
        make(manager, vec![promises()], indexes()).await
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(Alias::new(table)).add_column(column).to_owned()).await
}

fn promises() -> TableCreateStatement {
    of_agency("promises")
        .col(id("id"))
        .col(id("concern_id"))
        .col(text("state"))
        .col(int("due_on"))
        .col(big("due_at"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("concerns", &["agency_id", "act_by", "id"]),
        index("concerns", &["agency_id", "owner_id", "act_by", "id"]),
        index("concerns", &["agency_id", "escalated_at"]),
        index("concerns", &["agency_id", "danger_at"]),
        index("promises", &["agency_id", "concern_id"]),
        index("promises", &["agency_id", "state", "due_at"]),
    ]
}
