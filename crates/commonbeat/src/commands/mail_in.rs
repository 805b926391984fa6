//! `commonbeat mail-in`.

use std::io::Read;

use clap::Args;
use commonbeat_app::inbound::{LARGEST_MAIL, Taken};

use crate::config::Config;
use crate::exit::{Failure, Outcome, Result};
use crate::{house, out};

/// Take in one letter from standard input, as a mail server hands it over.
#[derive(Args)]
#[command(
    after_help = "For a pipe of the mail server (Postfix: `pipe(8)`) or of a program that fetches mail. Ends with 0 when the \
    letter is kept; after anything else the mail server should keep it and try again. The same letter is taken once, \
    however often it is handed over."
)]
pub struct MailIn {
    /// Code of the agency; needed when the installation has several
    #[arg(long, value_name = "CODE")]
    agency: Option<String>,
    /// The recipient of the envelope, as the mail server knows it
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
}

impl MailIn {
    /// Takes it in.
    pub async fn run(self, config: Config) -> Result {
        if config.mail.answers.is_none() {
            return Err(Failure::unfit("mail.answers says at which address mail comes in; it is not set"));
        }
        let mut raw = Vec::new();
        let most = u64::try_from(LARGEST_MAIL).unwrap_or(u64::MAX);
        std::io::stdin()
            .lock()
            .take(most)
            .read_to_end(&mut raw)
            .map_err(|e| Failure::broken("reading the letter", e))?;
        let app = house::open_with_key(&config).await?;
        let agency = app.agency_named(self.agency.as_deref()).await?;
        let taken = app.take_mail(agency.id, raw, self.to).await?;
        app.store().close().await;
        out::note(match taken {
            Taken::As(class, _) => format!("taken: {}", class.name()),
            Taken::Again => "known already".to_owned(),
            Taken::Refused => "refused".to_owned(),
        });
        Ok(Outcome::Done)
    }
}
