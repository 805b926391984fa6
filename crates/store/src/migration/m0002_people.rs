//! People, what proves who they are, invitations, sessions, tries to sign in, organizations; ways into the trail.

use sea_orm_migration::prelude::*;

use super::table::{
    big, big_or_none, bytes, id, id_or_none, index, key, make, named, of_agency, text, text_or_none, unique,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make(manager, [accounts(), signing_in()].concat(), indexes()).await
    }
}

fn accounts() -> Vec<TableCreateStatement> {
    vec![
        of_agency("organizations")
            .col(id("id"))
            .col(text("name"))
            .col(text("kind"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
        of_agency("people")
            .col(id("id"))
            .col(text("email"))
            .col(text("name"))
            .col(text("standing"))
            .col(id_or_none("organization_id"))
            .col(big_or_none("signed_in_at"))
            .col(big("version"))
            .col(text("doc"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
        of_agency("person_roles")
            .col(id("person_id"))
            .col(text("role"))
            .primary_key(&mut key(&["agency_id", "person_id", "role"]))
            .to_owned(),
        of_agency("person_beats")
            .col(id("person_id"))
            .col(id("area_id"))
            .primary_key(&mut key(&["agency_id", "person_id", "area_id"]))
            .to_owned(),
        of_agency("person_secrets")
            .col(id("person_id"))
            .col(text_or_none("password"))
            .col(text_or_none("totp"))
            .col(big_or_none("totp_step"))
            .col(text("recovery"))
            .col(big("changed_at"))
            .primary_key(&mut key(&["agency_id", "person_id"]))
            .to_owned(),
    ]
}

fn signing_in() -> Vec<TableCreateStatement> {
    vec![
        of_agency("invitations")
            .col(bytes("digest"))
            .col(id("person_id"))
            .col(big("created_at"))
            .col(big("expires_at"))
            .col(big_or_none("ended_at"))
            .primary_key(&mut key(&["agency_id", "digest"]))
            .to_owned(),
        of_agency("sessions")
            .col(id("id"))
            .col(bytes("digest"))
            .col(id("person_id"))
            .col(big("created_at"))
            .col(big("seen_at"))
            .col(text("factor"))
            .col(text("network"))
            .col(text("agent"))
            .col(big_or_none("locked_at"))
            .col(big_or_none("ended_at"))
            .primary_key(&mut key(&["agency_id", "id"]))
            .to_owned(),
        // Of no agency: whoever types an address has not said yet who they are.
        named("sign_in_attempts")
            .col(id("id").primary_key())
            .col(bytes("account"))
            .col(text("network"))
            .col(big("at"))
            .to_owned(),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("organizations", &["agency_id", "name"]),
        unique("people", &["agency_id", "email"]),
        index("people", &["email"]),
        index("people", &["agency_id", "name", "id"]),
        index("person_roles", &["agency_id", "role"]),
        index("person_beats", &["agency_id", "area_id"]),
        index("invitations", &["digest"]),
        index("invitations", &["agency_id", "person_id"]),
        index("sessions", &["digest"]),
        index("sessions", &["agency_id", "person_id"]),
        index("sign_in_attempts", &["account", "at"]),
        index("sign_in_attempts", &["network", "at"]),
        index("audit", &["agency_id", "act", "at"]),
        index("audit", &["agency_id", "actor", "seq"]),
    ]
}
