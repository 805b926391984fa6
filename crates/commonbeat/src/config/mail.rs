//! How mail leaves.

use std::path::PathBuf;
use std::time::Duration;

use commonbeat_carriers::smtp::{self, Mailer, SmtpSettings};
use commonbeat_domain::text::Email;
use serde::{Deserialize, Serialize};

use crate::exit::{Failure, Result};

/// How mail leaves. Without a host none does, and what would have been sent is shown as not delivered.
#[derive(Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// The SMTP server.
    pub host: Option<String>,
    /// Its port; 465 for `tls` and 587 else, unless set.
    pub port: Option<u16>,
    /// How the connection is kept private.
    pub encryption: Encryption,
    /// Whom to sign in as.
    pub user: Option<String>,
    /// With which password.
    pub password: Option<String>,
    /// File with the password, for those who keep secrets out of the environment.
    pub password_file: Option<PathBuf>,
    /// Where mail comes from.
    pub from: String,
    /// Seconds that each half of the dialogue may take.
    pub timeout_seconds: u64,
    /// PEM file of a certificate authority of the agency's own.
    pub extra_root_file: Option<PathBuf>,
    /// The address at which mail comes in; `{agency}` in it stands for the agency's code.
    pub answers: Option<String>,
}

/// How the connection is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encryption {
    /// Not at all: over loopback only.
    None,
    /// After a plain greeting, port 587.
    Starttls,
    /// From the first byte, port 465.
    Tls,
}

impl Default for Mail {
    fn default() -> Mail {
        Mail {
            host: None,
            port: None,
            encryption: Encryption::Starttls,
            user: None,
            password: None,
            password_file: None,
            from: "Commonbeat <no-reply@localhost>".to_owned(),
            timeout_seconds: 60,
            extra_root_file: None,
            answers: None,
        }
    }
}

impl Mail {
    /// Refuses settings with which no mail could be sent.
    pub fn check(&self) -> Result<()> {
        self.mailer()?;
        let Some(answers) = &self.answers else { return Ok(()) };
        let whole = answers.replace("{agency}", "x");
        // Our sign adds 44 characters to what stands before the @, of which there may be 64.
        let short =
            whole.rsplit_once('@').is_some_and(|(local, _)| local.len() <= 20 && !local.contains('+'));
        match whole.parse::<Email>() {
            Ok(_) if short => Ok(()),
            _ => Err(Failure::unfit(
                "mail.answers must be an address with at most 20 characters and no + before its @",
            )),
        }
    }

    /// The mailer of these settings; none without a host.
    ///
    /// # Errors
    /// Names the key that is wrong.
    pub fn mailer(&self) -> Result<Option<Mailer>> {
        let Some(settings) = self.smtp()? else { return Ok(None) };
        Mailer::new(settings).map(Some).map_err(|e| Failure::unfit(format!("the mail settings: {e}")))
    }

    /// The same as the use cases want them; none without a host.
    ///
    /// # Errors
    /// Names the file that cannot be read.
    pub fn smtp(&self) -> Result<Option<SmtpSettings>> {
        let Some(host) = self.host.clone().filter(|host| !host.is_empty()) else { return Ok(None) };
        let (tls, usual) = match self.encryption {
            Encryption::None => (smtp::Encryption::None, 25),
            Encryption::Starttls => (smtp::Encryption::StartTls, 587),
            Encryption::Tls => (smtp::Encryption::Tls, 465),
        };
        let settings = SmtpSettings::new(host, self.port.unwrap_or(usual), tls, &self.from);
        Ok(Some(SmtpSettings {
            user: self.user.clone(),
            password: self.password()?.map(Into::into),
            timeout: Duration::from_secs(self.timeout_seconds),
            extra_root: self.extra_root_file.as_ref().map(read).transpose()?,
            ..settings
        }))
    }

    fn password(&self) -> Result<Option<String>> {
        match (&self.password, &self.password_file) {
            (Some(_), Some(_)) => {
                Err(Failure::unfit("set mail.password or mail.password_file, not both of them"))
            }
            (Some(password), None) => Ok(Some(password.clone())),
            (None, Some(file)) => Ok(Some(read(file)?.trim_end().to_owned())),
            (None, None) => Ok(None),
        }
    }
}

pub(super) fn read(file: &PathBuf) -> Result<String> {
    std::fs::read_to_string(file).map_err(|e| Failure::unfit(format!("cannot read {}: {e}", file.display())))
}
