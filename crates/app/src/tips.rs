//! Anonymous tips: given without a name, gone on with by a code, read by few and never without a row in the trail.
//!
//! Nothing of who gave one is asked for here, so nothing of it can be kept: no use case of this module takes an address, a
//! cookie or the name of a browser. Looking at one's own tip, and wrong codes, leave nothing at all.

mod desk;
mod forget;
mod own;
mod turns;

use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::partnerships::danger;
use commonbeat_domain::partnerships::tips::Tip;
use commonbeat_store::Write;
use commonbeat_store::audit::Entry;
use commonbeat_store::tips::words;
use serde_json::json;

pub use desk::{TipDesk, TipView};
pub(crate) use forget::ForgetTips;
pub use own::{OwnTip, TipGiven};
pub(crate) use turns::Turns;
pub use turns::{AT_ONCE, IN_LINE};

use crate::notices::Notice;
use crate::{App, Result};

impl App {
    /// Raises a human where the words of a tip sound like present danger: the flag, a row in the trail, and a letter to every
    /// supervisor, which holds no word of it. The caller saves the tip.
    async fn heed_tip(&self, write: &mut Write, tip: &mut Tip, words: &str) -> Result<()> {
        let Some(rule) = danger::sounds_like(words) else { return Ok(()) };
        tip.alarm(rule, write.now());
        write.record(Entry::new("tip.danger", tip.id).with(json!({ "rule": rule })));
        let what = format!("{} {}/tips/desk/{}", tip.token(), self.settings.public_url, tip.id);
        self.notify_role(write, Role::Supervisor, Notice::Danger, &what).await
    }

    /// Seals the words of tips with the newest key.
    pub(crate) async fn seal_tips(&self, operator: &Actor) -> Result<()> {
        let mut write = self.store.write(operator, self.now()).await?;
        let sealed = words::seal_anew(&mut write).await?;
        if sealed > 0 {
            write.record(Entry::new("keys.seal", "tip_messages").with(json!({ "messages": sealed })));
            write.commit().await?;
        }
        Ok(())
    }
}
