//! The block list. Its words are sealed; they are opened to be compared with a text, and never shown again.

use commonbeat_auth::vault::{self, Unopened, Vault};
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, BlockId};
use commonbeat_domain::information::newsroom::blocks::{Block, BlockAbout};
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, QueryOrder};
use secrecy::ExposeSecret;

use crate::columns::{Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "press_blocks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<BlockId>,
        pub lifted: bool,
        pub words: String,
        pub doc: Doc<BlockAbout>,
    }

    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Block").field("id", &self.id).finish_non_exhaustive()
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// Entries that hold on a day, with their words, for the guard.
pub async fn holding(session: &impl Session, vault: Option<&Vault>, today: Date) -> Result<Vec<Block>> {
    session.reach(Action::ReadNewsroom, "press")?;
    on(session, vault, today).await
}

/// The same, to clear for everybody what is out. What is opened here is only compared, never shown.
pub async fn for_public(session: &impl Session, vault: Option<&Vault>, today: Date) -> Result<Vec<Block>> {
    session.reach(Action::ReadPublic, "press")?;
    on(session, vault, today).await
}

async fn on(session: &impl Session, vault: Option<&Vault>, today: Date) -> Result<Vec<Block>> {
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .filter(C::Lifted.eq(false))
        .all(conn(session))
        .await?;
    let mut all = Vec::new();
    for row in rows {
        let about = row.doc.0;
        if about.until.is_none_or(|until| until >= today) {
            let words = opened(vault, row.agency_id.0, about.id, &row.words)?;
            all.push(Block { id: about.id, kind: about.kind, label: about.label, words });
        }
    }
    Ok(all)
}

/// The list without its words, the newest entry in front.
pub async fn list(session: &impl Session) -> Result<Vec<BlockAbout>> {
    session.reach(Action::KeepBlockList, "block")?;
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .order_by_desc(C::Id)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One entry without its words.
pub async fn get(session: &impl Session, id: BlockId) -> Result<BlockAbout> {
    session.reach(Action::KeepBlockList, "block")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("block"))
}

/// Adds an entry.
pub async fn insert(write: &mut Write, about: &BlockAbout, words: &str) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(about.id)),
        lifted: Set(false),
        words: Set(sealed(write, about.id, words)?),
        doc: Set(Doc(about.clone())),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Takes an entry off the list; its words are erased.
pub async fn lift(write: &mut Write, about: &BlockAbout) -> Result<()> {
    let row = entity::ActiveModel {
        lifted: Set(true),
        words: Set(String::new()),
        doc: Set(Doc(about.clone())),
        ..Default::default()
    };
    entity::Entity::update_many()
        .set(row)
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(about.id)))
        .exec(conn(write))
        .await?;
    Ok(())
}

/// Seals anew, with the newest key, what is plain or sealed with an older one; gives how many.
pub async fn seal_anew(write: &mut Write) -> Result<u64> {
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Lifted.eq(false))
        .all(conn(write))
        .await?;
    let mut done = 0;
    for row in rows {
        let Some(vault) = write.vault() else { continue };
        if vault.is_current(&row.words)? {
            continue;
        }
        let words = opened(Some(vault), row.agency_id.0, row.id.0, &row.words)?;
        let sealed = sealed(write, row.id.0, &words)?;
        entity::Entity::update_many()
            .col_expr(C::Words, Expr::value(sealed))
            .filter(C::AgencyId.eq(agency(write)))
            .filter(C::Id.eq(row.id))
            .exec(conn(write))
            .await?;
        done += 1;
    }
    Ok(done)
}

fn place(agency: AgencyId, id: BlockId) -> String {
    format!("press_blocks/{agency}/{id}/words")
}

fn sealed(write: &Write, id: BlockId, words: &str) -> Result<String> {
    match write.vault() {
        Some(vault) => Ok(vault.seal(&place(write.agency(), id), words)?),
        None => Ok(words.to_owned()),
    }
}

fn opened(vault: Option<&Vault>, agency: AgencyId, id: BlockId, stored: &str) -> Result<String> {
    if !vault::is_sealed(stored) {
        return Ok(stored.to_owned());
    }
    Ok(vault.ok_or(Unopened::NoKey)?.open(&place(agency, id), stored)?.expose_secret().to_owned())
}
