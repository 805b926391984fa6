//! Mail over SMTP: one connection a message, so that a failed one says exactly how far it came.
//!
//! The password and the message travel encrypted, or over loopback; there is no third way. When the connection
//! breaks after the message was handed over but before the server's answer, the outcome is *unknown*: see
//! [`SendError`].

mod error;
mod message;
mod settings;

pub use error::{Receipt, SendError};
pub use message::{AutoSubmitted, Message, Unfit};
pub use settings::{BadSettings, Encryption, SmtpSettings};

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

/// Sends mail through one server. Cheap to share, safe to use from many tasks at once.
pub struct Mailer {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
    from: Mailbox,
    hello: ClientId,
    timeout: Duration,
}

/// How a connection is kept private.
enum Security {
    /// It never leaves this machine.
    Loopback,
    /// Encrypted after a plain greeting; a server that does not offer it gets nothing.
    StartTls(TlsParameters),
    /// Encrypted from the first byte.
    Tls(TlsParameters),
}

/// An error of the SMTP dialogue, or its time running out.
pub(crate) enum Trouble {
    Smtp(lettre::transport::smtp::Error),
    Io(std::io::Error),
    TimedOut,
}

impl From<lettre::transport::smtp::Error> for Trouble {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        Trouble::Smtp(error)
    }
}

impl Mailer {
    /// A mailer for these settings; dials nothing yet.
    ///
    /// # Errors
    /// [`BadSettings`] when they are unfit, above all when mail would leave this machine unencrypted.
    pub fn new(settings: SmtpSettings) -> Result<Mailer, BadSettings> {
        settings.into_mailer()
    }

    /// The address mail comes from.
    pub fn from(&self) -> String {
        self.from.email.to_string()
    }

    /// Hands one message to the server.
    ///
    /// # Errors
    /// [`SendError`] tells whether to try again, to give up, or that nobody knows whether it was taken.
    pub async fn send(&self, message: &Message) -> Result<Receipt, SendError> {
        let prepared = message.prepare(&self.from).map_err(SendError::unfit)?;
        let handed = self.within(self.envelope(&prepared)).await;
        let mut connection = handed.map_err(|(stage, trouble)| SendError::before_content(stage, trouble))?;
        let answer = self.within(async { Ok(connection.message(&prepared.bytes).await?) }).await;
        let receipt = match answer {
            Ok(response) => Receipt { reply: response.message().collect::<Vec<_>>().join(" ") },
            Err(trouble) => return Err(SendError::after_content(trouble)),
        };
        // The message is taken; whether the server hears the farewell changes nothing.
        let _ = tokio::time::timeout(Duration::from_secs(2), connection.abort()).await;
        Ok(receipt)
    }

    /// Connects and announces the message, up to where its content may follow.
    async fn envelope(&self, prepared: &message::Prepared) -> Result<AsyncSmtpConnection, (Stage, Trouble)> {
        let mut connection = self.connect().await.map_err(at(Stage::Connect))?;
        if let Some(credentials) = &self.credentials {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            connection.auth(&mechanisms, credentials).await.map_err(at(Stage::Connect))?;
        }
        let mut options = Vec::new();
        if !AsRef::<str>::as_ref(&prepared.to).is_ascii() {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err((Stage::NoUnicode, Trouble::TimedOut));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        if !prepared.bytes.is_ascii() && connection.server_info().supports_feature(Extension::EightBitMime) {
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let from = prepared.return_path.clone().unwrap_or_else(|| self.from.email.clone());
        connection.command(Mail::new(Some(from), options)).await.map_err(at(Stage::Sender))?;
        connection.command(Rcpt::new(prepared.to.clone(), Vec::new())).await.map_err(at(Stage::Recipient))?;
        connection.command(Data).await.map_err(at(Stage::Recipient))?;
        Ok(connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let timeout = Some(self.timeout);
        match &self.security {
            Security::Loopback => {
                let addresses = self.loopback_addresses().await?;
                Ok(AsyncSmtpConnection::connect_tokio1(&*addresses, timeout, &self.hello, None, None).await?)
            }
            Security::Tls(parameters) => {
                let (server, tls) = ((self.host.as_str(), self.port), Some(parameters.clone()));
                Ok(AsyncSmtpConnection::connect_tokio1(server, timeout, &self.hello, tls, None).await?)
            }
            Security::StartTls(parameters) => {
                let server = (self.host.as_str(), self.port);
                let mut connection =
                    AsyncSmtpConnection::connect_tokio1(server, timeout, &self.hello, None, None).await?;
                connection.starttls(parameters.clone(), &self.hello).await?;
                Ok(connection)
            }
        }
    }

    /// What the host's name means, as long as it is this machine: a hosts file may say otherwise.
    async fn loopback_addresses(&self) -> Result<Vec<SocketAddr>, Trouble> {
        let found = tokio::net::lookup_host((self.host.as_str(), self.port)).await.map_err(Trouble::Io)?;
        let local: Vec<SocketAddr> = found.filter(|address| address.ip().is_loopback()).collect();
        match local.is_empty() {
            true => Err(Trouble::Io(std::io::Error::other("the host is not on this machine"))),
            false => Ok(local),
        }
    }

    async fn within<T, E: TimeRanOut>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        tokio::time::timeout(self.timeout, work).await.unwrap_or_else(|_| Err(E::timed_out()))
    }
}

/// How far a message came before its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Reaching and greeting the server, encryption, signing in.
    Connect,
    /// The server was told who sends: a refusal concerns our settings, not the recipient.
    Sender,
    /// The server was told the recipient.
    Recipient,
    /// The address has letters beyond ASCII and the server cannot carry them.
    NoUnicode,
}

fn at<E: Into<Trouble>>(stage: Stage) -> impl FnOnce(E) -> (Stage, Trouble) {
    move |error| (stage, error.into())
}

/// An error type that can say that the time ran out.
trait TimeRanOut {
    fn timed_out() -> Self;
}

impl TimeRanOut for Trouble {
    fn timed_out() -> Self {
        Trouble::TimedOut
    }
}

impl TimeRanOut for (Stage, Trouble) {
    fn timed_out() -> Self {
        (Stage::Connect, Trouble::TimedOut)
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}
