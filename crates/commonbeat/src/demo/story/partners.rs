//! Agreements with partners, and the board of offers and needs.

use commonbeat_domain::partnerships::agreements::{Side, Terms};
use commonbeat_domain::partnerships::board::{BoardKind, NewBoardEntry};
use commonbeat_simulate::script::{Notice, Paper};

use super::Story;
use crate::exit::{Failure, Result};

impl Story<'_> {
    /// An agreement is drawn up, and signed by both sides.
    pub(super) async fn agree(&mut self, by: &str, partner: &str, told: &Paper) -> Result<()> {
        let organization = self.cast.organizations.get(partner).copied();
        let organization = organization.ok_or_else(|| Failure::unfit(format!("no partner {partner}")))?;
        let categories =
            told.categories.iter().map(|c| c.parse()).collect::<Result<_, commonbeat_domain::Refusal>>();
        let terms = Terms {
            kind: told.kind.parse()?,
            title: told.title.clone(),
            purpose: told.purpose.clone(),
            authority: told.authority.clone(),
            categories: categories?,
            minimum: told.minimum.clone(),
            contact_here: told.contact_here.clone(),
            contact_there: told.contact_there.clone(),
            security: told.security.clone(),
            retention: told.retention.clone(),
            onward: told.onward.clone(),
            review_on: told.review_on,
            from: told.from,
            until: told.until,
        };
        let draft = self.app.draft_agreement(self.actor(by)?, organization, terms, "").await?;
        let there = self.actor(&told.signed_there)?;
        let signed = self
            .app
            .sign_agreement(there, draft.id, draft.version, Side::Partner, &told.contact_there)
            .await?;
        let here = self.actor(&told.signed_here)?;
        let name = self.name(&told.signed_here);
        self.app.sign_agreement(here, draft.id, signed.version, Side::Agency, &name).await?;
        Ok(())
    }

    /// The name in an address, as people say it.
    fn name(&self, email: &str) -> String {
        let local = email.split('@').next().unwrap_or_default();
        let word = |part: &str| {
            let mut letters = part.chars();
            letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        };
        local.split('.').filter_map(word).collect::<Vec<_>>().join(" ")
    }

    /// Something is put on the board.
    pub(super) async fn put_on_board(&mut self, by: &str, told: &Notice) -> Result<()> {
        let new = NewBoardEntry {
            kind: if told.offer { BoardKind::Offer } else { BoardKind::Need },
            sort: told.sort.parse()?,
            title: told.title.clone(),
            words: told.words.clone(),
            until: told.until,
        };
        let entry = self.app.add_to_board(self.actor(by)?, new, "").await?;
        self.notices.insert(told.key.clone(), entry.id);
        Ok(())
    }

    /// Somebody answers; or whose it is takes it down with what came of it.
    pub(super) async fn on_board(&mut self, by: &str, key: &str, words: &str, settled: bool) -> Result<()> {
        let id = self.notices.get(key).copied();
        let id = id.ok_or_else(|| Failure::unfit(format!("nothing on the board is called {key}")))?;
        let who = self.actor(by)?;
        let version = self.app.board_entry(who, id).await?.entry.version;
        match settled {
            true => self.app.take_down(who, id, version, words).await?,
            false => self.app.answer_board(who, id, version, words).await?,
        };
        Ok(())
    }
}
