//! Secret links of residents: made from the installation's key, so that every letter can carry the link while the
//! database holds only its digest.

use std::sync::OnceLock;

use commonbeat_auth::token::Token;
use commonbeat_domain::ids::{AgencyId, ConcernId};

use crate::{App, Result};

impl App {
    /// The secret token of a concern's thread. The same concern gives the same token as long as the key is the same;
    /// without a key file, as long as the process runs. Compare its digest with the stored one before showing it.
    pub(crate) fn concern_token(&self, agency: AgencyId, concern: ConcernId) -> Result<Token> {
        self.secret_for(&format!("concern-link/{agency}/{concern}"))
    }

    /// The secret that the installation's key gives to a purpose.
    pub(crate) fn secret_for(&self, purpose: &str) -> Result<Token> {
        Ok(match self.settings.key_file.as_deref() {
            Some(file) => crate::keys::Key::read(file)?.token(purpose),
            None => Token::derived(passing_key(), purpose),
        })
    }

    /// The address at which a token's thread is read and written.
    pub fn link_address(&self, token: &Token) -> String {
        format!("{}/c/{}", self.settings.public_url, token.reveal())
    }
}

/// A key that lives as long as the process, for tests and for installations without a key file.
fn passing_key() -> &'static [u8] {
    static KEY: OnceLock<String> = OnceLock::new();
    KEY.get_or_init(|| Token::generate().reveal()).as_bytes()
}
