//! Where mail goes, and the refusal of settings that would show it to strangers.

use super::{Mailer, Security};
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;
use std::time::Duration;

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// Not at all: over loopback only.
    None,
    /// After a plain greeting (port 587); a server that does not offer it is not used.
    StartTls,
    /// From the first byte (port 465).
    Tls,
}

/// An SMTP server and how to use it. `Debug` does not show the password.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// The server's name or address; with encryption, the name its certificate must carry.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: Encryption,
    /// Whom to sign in as, if the server asks for it.
    pub user: Option<String>,
    /// With which password.
    pub password: Option<SecretString>,
    /// Where mail comes from: `Riverton Police <no-reply@riverton.example>` or a bare address.
    pub from: String,
    /// How long reaching the server and announcing a message may take, and again how long it may take to answer
    /// for the content.
    pub timeout: Duration,
    /// A certificate authority of the agency's own, as PEM, beside those the machine trusts.
    pub extra_root: Option<String>,
}

impl SmtpSettings {
    /// Settings without sign-in and a timeout of one minute.
    pub fn new(host: impl Into<String>, port: u16, tls: Encryption, from: impl Into<String>) -> SmtpSettings {
        SmtpSettings {
            host: host.into(),
            port,
            tls,
            user: None,
            password: None,
            from: from.into(),
            timeout: Duration::from_secs(60),
            extra_root: None,
        }
    }
}

/// Settings with which no mail may be sent.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// Unencrypted mail to another machine.
    #[error("mail to {0} must be encrypted: set tls to \"starttls\" or \"tls\"")]
    Unencrypted(String),
    /// The sender is no address.
    #[error("\"{0}\" is no address that mail can come from")]
    From(String),
    /// A user without a password, or a password without a user.
    #[error("user and password belong together")]
    Credentials,
    /// Nothing fits into no time.
    #[error("the timeout must be longer than nothing")]
    Timeout,
    /// Encryption cannot be prepared.
    #[error("encryption cannot be prepared")]
    Tls(#[source] lettre::transport::smtp::Error),
}

impl SmtpSettings {
    pub(super) fn into_mailer(self) -> Result<Mailer, BadSettings> {
        let from: Mailbox = self.from.parse().map_err(|_| BadSettings::From(self.from.clone()))?;
        if self.timeout.is_zero() {
            return Err(BadSettings::Timeout);
        }
        let security = match self.tls {
            Encryption::None if is_this_machine(&self.host) => Security::Loopback,
            Encryption::None => return Err(BadSettings::Unencrypted(self.host)),
            Encryption::StartTls => Security::StartTls(self.tls_parameters()?),
            Encryption::Tls => Security::Tls(self.tls_parameters()?),
        };
        let credentials = match (self.user, self.password) {
            (None, None) => None,
            (Some(user), Some(password)) => Some(Credentials::new(user, password.expose_secret().to_owned())),
            _ => return Err(BadSettings::Credentials),
        };
        let hello = ClientId::Domain(from.email.domain().to_owned());
        let (host, port, timeout) = (self.host, self.port, self.timeout);
        Ok(Mailer { host, port, security, credentials, from, hello, timeout })
    }

    fn tls_parameters(&self) -> Result<TlsParameters, BadSettings> {
        let mut builder = TlsParameters::builder(self.host.clone());
        if let Some(pem) = &self.extra_root {
            builder = builder
                .add_root_certificate(Certificate::from_pem(pem.as_bytes()).map_err(BadSettings::Tls)?);
        }
        builder.build().map_err(BadSettings::Tls)
    }
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(host: &str, tls: Encryption) -> SmtpSettings {
        SmtpSettings::new(host, 25, tls, "Riverton Police <no-reply@riverton.example>")
    }

    #[test]
    fn unencrypted_mail_never_leaves_the_machine() {
        for host in
            ["mail.example.org", "192.0.2.7", "10.0.0.1", "0.0.0.0", "127.0.0.1.example.org", "::", ""]
        {
            let refused = Mailer::new(settings(host, Encryption::None));
            assert!(matches!(refused, Err(BadSettings::Unencrypted(_))), "{host}");
        }
        for host in ["127.0.0.1", "::1", "localhost", "127.9.9.9"] {
            assert!(Mailer::new(settings(host, Encryption::None)).is_ok(), "{host}");
        }
    }

    #[test]
    fn encryption_can_be_prepared_without_openssl() {
        assert!(Mailer::new(settings("mail.example.org", Encryption::StartTls)).is_ok());
        assert!(Mailer::new(settings("mail.example.org", Encryption::Tls)).is_ok());
    }

    #[test]
    fn half_a_sign_in_is_refused() {
        let half = SmtpSettings { user: Some("riverton".into()), ..settings("localhost", Encryption::None) };
        assert!(matches!(Mailer::new(half), Err(BadSettings::Credentials)));
    }

    #[test]
    fn a_sender_that_is_no_address_is_refused() {
        for from in ["", "Riverton", "a@b\r\nBcc: c@d", "<>"] {
            let odd = SmtpSettings { from: from.into(), ..settings("localhost", Encryption::None) };
            assert!(matches!(Mailer::new(odd), Err(BadSettings::From(_))), "{from:?}");
        }
    }

    #[test]
    fn debug_does_not_show_the_password() {
        let secret = SmtpSettings {
            user: Some("riverton".into()),
            password: Some("tractor 9 lamps".into()),
            ..settings("localhost", Encryption::None)
        };
        assert!(!format!("{secret:?}").contains("tractor"));
        assert!(!format!("{:?}", Mailer::new(secret).unwrap()).contains("tractor"));
    }
}
