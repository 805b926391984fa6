//! Passkeys, challenges that were answered, when a session's person last proved who they are, who looked over whose
//! rights.

use sea_orm_migration::prelude::*;

use super::table::{
    big, big_or_none, bytes, id, id_or_none, index, key, make, named, of_agency, text, unique, yes_no,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, tables(), indexes()).await?;
        let proved =
            Table::alter().table(Alias::new("sessions")).add_column(big_or_none("proved_at")).to_owned();
        manager.alter_table(proved).await
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        of_agency("passkeys")
            .col(id("id"))
            .col(id("person_id"))
            .col(bytes("credential"))
            .col(bytes("public_key"))
            .col(big("counter"))
            .col(yes_no("backed_up"))
            .col(text("name"))
            .col(big("created_at"))
            .col(big_or_none("used_at"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
        // Of no agency: a challenge is answered before it is known by whom.
        named("answered_challenges").col(bytes("digest").primary_key()).col(big("at")).to_owned(),
        of_agency("access_reviews")
            .col(id("person_id"))
            .col(id_or_none("by_id"))
            .col(big("at"))
            .primary_key(&mut key(&["agency_id", "person_id"]))
            .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        // One passkey belongs to one account of the whole installation.
        unique("passkeys", &["credential"]),
        index("passkeys", &["agency_id", "person_id"]),
        index("answered_challenges", &["at"]),
    ]
}
