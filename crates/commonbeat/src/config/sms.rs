//! How text messages leave and come in.

use std::path::PathBuf;
use std::time::Duration;

use commonbeat_app::SmsSettings;
use commonbeat_carriers::sms::Texter;
use serde::{Deserialize, Serialize};

use super::mail::read;
use crate::exit::{Failure, Result};

/// A gateway for text messages. Without an address there is none, and texts are neither sent nor taken.
#[derive(Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sms {
    /// Where texts are handed over.
    pub url: Option<String>,
    /// What proves to the gateway that it is us.
    pub token: Option<String>,
    /// File with the token.
    pub token_file: Option<PathBuf>,
    /// The number that texts come from.
    pub from: String,
    /// The key with which the gateway signs what it sends to us.
    pub secret: Option<String>,
    /// File with the key.
    pub secret_file: Option<PathBuf>,
    /// Seconds that the gateway may take to answer.
    pub timeout_seconds: u64,
}

impl Default for Sms {
    fn default() -> Sms {
        Sms {
            url: None,
            token: None,
            token_file: None,
            from: String::new(),
            secret: None,
            secret_file: None,
            timeout_seconds: 30,
        }
    }
}

impl Sms {
    /// Refuses settings with which no text could be sent.
    pub fn check(&self) -> Result<()> {
        let Some(settings) = self.settings()? else { return Ok(()) };
        Texter::new(&settings).map(drop).map_err(|e| Failure::unfit(format!("the settings of sms: {e}")))
    }

    /// The settings as the use cases want them; none without an address.
    ///
    /// # Errors
    /// Names the key that is missing, or the file that cannot be read.
    pub fn settings(&self) -> Result<Option<SmsSettings>> {
        let Some(url) = self.url.clone().filter(|url| !url.is_empty()) else { return Ok(None) };
        Ok(Some(SmsSettings {
            url,
            token: one("sms.token", &self.token, self.token_file.as_ref())?.into(),
            from: self.from.clone(),
            secret: one("sms.secret", &self.secret, self.secret_file.as_ref())?.into(),
            timeout: Duration::from_secs(self.timeout_seconds.max(1)),
        }))
    }
}

/// A secret from the settings or from its file.
fn one(key: &str, value: &Option<String>, file: Option<&PathBuf>) -> Result<String> {
    match (value, file) {
        (Some(value), None) => Ok(value.clone()),
        (None, Some(file)) => Ok(read(file)?.trim_end().to_owned()),
        (None, None) => Err(Failure::unfit(format!("{key} is missing"))),
        (Some(_), Some(_)) => Err(Failure::unfit(format!("set {key} or {key}_file, not both of them"))),
    }
}
