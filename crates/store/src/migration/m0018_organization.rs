//! Who is posted where, units, the log of contacts, profiles of beats, handovers; development plans.

use sea_orm_migration::prelude::*;

use super::table::{
    big, big_or_none, id, id_or_none, index, int, int_or_none, key, make, of_agency, text, text_or_none,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, vec![postings(), units(), contacts(), profiles(), handovers(), plans()], indexes())
            .await?;
        // One primary on a beat and one lead of a unit, also when two are posted at the same moment.
        for place in ["beat", "unit"] {
            let sql = format!(
                "CREATE UNIQUE INDEX ux_postings_alone_{place} ON postings (agency_id, {place}) \
                 WHERE until IS NULL AND post IN ('primary', 'lead')"
            );
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

fn postings() -> TableCreateStatement {
    of_agency("postings")
        .col(id("id"))
        .col(id("person"))
        .col(id_or_none("beat"))
        .col(id_or_none("unit"))
        .col(text("post"))
        .col(int("since"))
        .col(int_or_none("until"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn units() -> TableCreateStatement {
    of_agency("units")
        .col(id("id"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn contacts() -> TableCreateStatement {
    of_agency("contacts")
        .col(id("id"))
        .col(id("beat"))
        .col(id("logged_by"))
        .col(big("at"))
        .col(id_or_none("promise_owner"))
        .col(int_or_none("promise_due"))
        .col(text_or_none("promise_state"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn profiles() -> TableCreateStatement {
    of_agency("beat_profiles")
        .col(id("beat"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "beat"]))
        .to_owned()
}

fn handovers() -> TableCreateStatement {
    of_agency("handovers")
        .col(id("id"))
        .col(id("beat"))
        .col(id("from_person"))
        .col(id("to_person"))
        .col(big_or_none("done_at"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "id"]))
        .to_owned()
}

fn plans() -> TableCreateStatement {
    of_agency("development_plans")
        .col(id("person"))
        .col(big("version"))
        .col(text("doc"))
        .primary_key(&mut key(&["agency_id", "person"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("postings", &["agency_id", "beat", "since"]),
        index("postings", &["agency_id", "unit", "since"]),
        index("postings", &["agency_id", "person"]),
        index("contacts", &["agency_id", "beat", "at"]),
        index("contacts", &["agency_id", "promise_owner", "promise_state", "promise_due"]),
        index("contacts", &["agency_id", "beat", "promise_state"]),
        index("handovers", &["agency_id", "beat", "done_at"]),
    ]
}
