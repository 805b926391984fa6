//! Credentials as the operator keeps them: a small file, for one host alone.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// Credentials for one host. Their words are never shown.
#[derive(Clone)]
pub struct Credentials {
    host: String,
    user: Option<String>,
    password: Option<SecretString>,
    token: Option<SecretString>,
}

/// A file that holds no credentials that can be used. The message holds none of its values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the credentials cannot be used: {0}")]
pub struct BadCredentials(&'static str);

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("host", &self.host).finish_non_exhaustive()
    }
}

impl Credentials {
    /// Reads the text of a credentials file: lines of `host = NAME`, and `user = NAME` with `password = WORD`, or
    /// `token = WORD`. Values may stand in double quotes; lines that begin with `#` are passed over. The host, with its
    /// port where that is not the usual one, is the only one that is ever told the rest.
    ///
    /// # Errors
    /// [`BadCredentials`] says what is missing, and none of what is there.
    pub fn parse(text: &str) -> Result<Credentials, BadCredentials> {
        let (mut host, mut user, mut password, mut token) = (None, None, None, None);
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let (key, value) = line.split_once('=').ok_or(BadCredentials("a line has no ="))?;
            let value = value.trim();
            let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value).to_owned();
            match key.trim() {
                "host" => host = Some(value.to_ascii_lowercase()),
                "user" => user = Some(value),
                "password" => password = Some(SecretString::from(value)),
                "token" => token = Some(SecretString::from(value)),
                _ => return Err(BadCredentials("a line is neither host, user, password nor token")),
            }
        }
        let host = host.filter(|h| !h.is_empty()).ok_or(BadCredentials("they name no host"))?;
        if token.is_none() && (user.is_none() || password.is_none()) {
            return Err(BadCredentials("they have neither a token nor a user with a password"));
        }
        Ok(Credentials { host, user, password, token })
    }

    /// Whether these are for the host of an address.
    pub fn are_for(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default();
        let named = port.map(|port| format!("{host}:{port}"));
        let usual = url.port().is_none() && self.host == host;
        usual || named.is_some_and(|named| named == self.host)
    }

    /// Value of the header that carries them.
    pub(super) fn authorization(&self) -> Option<String> {
        if let Some(token) = &self.token {
            return Some(format!("Bearer {}", token.expose_secret()));
        }
        let (user, password) = (self.user.as_ref()?, self.password.as_ref()?);
        Some(format!("Basic {}", STANDARD.encode(format!("{user}:{}", password.expose_secret()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_for_the_host_they_name_and_are_never_shown() {
        let own = Credentials::parse("# ours\nhost = Data.City.Gov\nuser = a\npassword = \"p w\"\n").unwrap();
        let url = |text: &str| Url::parse(text).unwrap();
        assert!(own.are_for(&url("https://data.city.gov/x.csv")));
        assert!(!own.are_for(&url("https://data.city.gov:8443/x.csv")));
        assert!(!own.are_for(&url("https://evil.example/data.city.gov")));
        assert_eq!(own.authorization().unwrap(), "Basic YTpwIHc=");
        assert!(!format!("{own:?}").contains("p w"));
        let token = Credentials::parse("host=127.0.0.1:81\ntoken=t").unwrap();
        assert!(token.are_for(&url("http://127.0.0.1:81/x")));
        assert_eq!(token.authorization().unwrap(), "Bearer t");
        for bad in [
            "",
            "host = a",
            "user = a\npassword = b",
            "host = a\nuser = b",
            "host = a\nsecret",
            "host = a\nkey = x",
        ] {
            assert!(Credentials::parse(bad).is_err(), "{bad}");
        }
    }
}
