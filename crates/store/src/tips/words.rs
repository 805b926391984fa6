//! The words of tips, sealed apart from everything else that is known of them.

use commonbeat_auth::vault::{self, Unopened, Vault};
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, MessageId, PersonId, TipId};
use commonbeat_domain::partnerships::concerns::Speaker;
use commonbeat_domain::partnerships::tips::TipMessage;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, QueryOrder};
use secrecy::ExposeSecret;

use super::{Opened, get};
use crate::columns::{At, Col};
use crate::session::{agency, conn};
use crate::{Result, Session, Write};

mod entity {
    use super::*;

    #[derive(Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tip_messages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<MessageId>,
        pub tip: Col<TipId>,
        pub speaker: String,
        pub author: Option<Col<PersonId>>,
        pub at: At,
        pub words: String,
    }

    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("TipMessage").field("id", &self.id).finish_non_exhaustive()
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The words of a tip for staff, oldest first.
pub async fn read(session: &impl Session, vault: Option<&Vault>, id: TipId) -> Result<Vec<TipMessage>> {
    get(session, id).await?;
    all_words(session, vault, id).await
}

/// The words of a tip for whoever proved to hold its code, oldest first.
pub async fn read_own(
    session: &impl Session,
    vault: Option<&Vault>,
    opened: &Opened,
) -> Result<Vec<TipMessage>> {
    session.reach(Action::GiveTip, "tip")?;
    all_words(session, vault, opened.tip().id).await
}

async fn all_words(session: &impl Session, vault: Option<&Vault>, id: TipId) -> Result<Vec<TipMessage>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Tip.eq(Col(id)))
        .order_by_asc(entity::Column::Id)
        .all(conn(session))
        .await?;
    rows.into_iter().map(|row| message(vault, row)).collect()
}

fn message(vault: Option<&Vault>, row: entity::Model) -> Result<TipMessage> {
    let resident = row.speaker == Speaker::Resident.name();
    Ok(TipMessage {
        id: row.id.0,
        tip: row.tip.0,
        speaker: if resident { Speaker::Resident } else { Speaker::Agency },
        author: row.author.map(|author| author.0),
        words: opened(vault, row.agency_id.0, row.id.0, &row.words)?,
        at: row.at.0,
    })
}

/// Adds words to a tip, sealed.
pub async fn say(write: &mut Write, said: &TipMessage) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(said.id)),
        tip: Set(Col(said.tip)),
        speaker: Set(said.speaker.name().to_owned()),
        author: Set(said.author.map(Col)),
        at: Set(At(said.at)),
        words: Set(sealed(write, said.id, &said.words)?),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Erases the words of tips.
pub(super) async fn erase(write: &mut Write, tips: &[Col<TipId>]) -> Result<()> {
    entity::Entity::delete_many()
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Tip.is_in(tips.to_vec()))
        .exec(conn(write))
        .await?;
    Ok(())
}

/// Seals anew, with the newest key, words that are plain or sealed with an older one; gives how many.
pub async fn seal_anew(write: &mut Write) -> Result<u64> {
    let rows =
        entity::Entity::find().filter(entity::Column::AgencyId.eq(agency(write))).all(conn(write)).await?;
    let mut done = 0;
    for row in rows {
        let Some(vault) = write.vault() else { continue };
        if vault.is_current(&row.words)? {
            continue;
        }
        let plain = opened(Some(vault), row.agency_id.0, row.id.0, &row.words)?;
        let sealed = sealed(write, row.id.0, &plain)?;
        entity::Entity::update_many()
            .col_expr(entity::Column::Words, Expr::value(sealed))
            .filter(entity::Column::AgencyId.eq(agency(write)))
            .filter(entity::Column::Id.eq(row.id))
            .exec(conn(write))
            .await?;
        done += 1;
    }
    Ok(done)
}

/// What sealed words are bound to.
fn place(agency: AgencyId, id: MessageId) -> String {
    format!("tip_messages/{agency}/{id}/words")
}

fn sealed(write: &Write, id: MessageId, plain: &str) -> Result<String> {
    match write.vault() {
        Some(vault) => Ok(vault.seal(&place(write.agency(), id), plain)?),
        None => Ok(plain.to_owned()),
    }
}

fn opened(vault: Option<&Vault>, agency: AgencyId, id: MessageId, stored: &str) -> Result<String> {
    if !vault::is_sealed(stored) {
        return Ok(stored.to_owned());
    }
    let vault = vault.ok_or(Unopened::NoKey)?;
    Ok(vault.open(&place(agency, id), stored)?.expose_secret().to_owned())
}
