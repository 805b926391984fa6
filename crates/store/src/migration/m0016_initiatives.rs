//! Joint initiatives: meetings, watch groups, campaigns, preparing for emergencies.

use sea_orm_migration::prelude::*;

use super::table::{big, id, id_or_none, index, key, make, of_agency, text, yes_no};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let initiatives = of_agency("initiatives")
            .col(id("id"))
            .col(text("kind"))
            .col(id_or_none("neighborhood"))
            .col(id_or_none("problem"))
            .col(big("begins"))
            .col(big("ends"))
            .col(yes_no("shown"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned();
        let indexes = vec![
            index("initiatives", &["agency_id", "ends"]),
            index("initiatives", &["agency_id", "shown", "ends"]),
            index("initiatives", &["agency_id", "problem"]),
        ];
        make(manager, vec![initiatives], indexes).await
    }
}
