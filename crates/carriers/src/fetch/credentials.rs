//! Credentials as the operator keeps them: a small file, for one host alone.

use std::fmt;
use std::path::{Path, PathBuf};

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
    key: Option<Key>,
}

/// What an SFTP server is asked with.
#[derive(Clone)]
pub(super) struct Key {
    /// The file with the private key.
    pub file: PathBuf,
    /// The server's public key, as `ssh-keyscan` tells it: its kind and its words.
    pub host_key: String,
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
    /// `token = WORD`, or, for SFTP, `user = NAME` with `key = FILE` (a private key in the same folder) and
    /// `host_key = KIND WORDS`. Values may stand in double quotes; lines that begin with `#` are passed over. The host,
    /// with its port where that is not the usual one, is the only one that is ever told the rest.
    ///
    /// # Errors
    /// [`BadCredentials`] says what is missing, and none of what is there.
    pub fn parse(text: &str, folder: &Path) -> Result<Credentials, BadCredentials> {
        let (mut host, mut user, mut password, mut token) = (None, None, None, None);
        let (mut key_file, mut host_key) = (None, None);
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let (key, value) = line.split_once('=').ok_or(BadCredentials("a line has no ="))?;
            let value = value.trim();
            let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value).to_owned();
            match key.trim() {
                "host" => host = Some(value.to_ascii_lowercase()),
                "user" => user = Some(value),
                "password" => password = Some(SecretString::from(value)),
                "token" => token = Some(SecretString::from(value)),
                "key" => key_file = Some(value),
                "host_key" => host_key = Some(value),
                _ => return Err(BadCredentials("a line begins with no word that is known")),
            }
        }
        let host = host.filter(|h| !h.is_empty()).ok_or(BadCredentials("they name no host"))?;
        let key = match (key_file, host_key) {
            (None, None) => None,
            (Some(name), Some(host_key)) if plain(&name) && is_host_key(&host_key) => {
                Some(Key { file: folder.join(name), host_key })
            }
            (Some(_), Some(_)) => {
                return Err(BadCredentials("the name of the key or the host's key cannot be read"));
            }
            _ => return Err(BadCredentials("a key and a host_key go together")),
        };
        if token.is_none() && (user.is_none() || (password.is_none() && key.is_none())) {
            return Err(BadCredentials("they have neither a token nor a user with a password or key"));
        }
        Ok(Credentials { host, user, password, token, key })
    }

    /// Whether they hold what a server of this address is asked with.
    pub fn fit(&self, url: &Url) -> bool {
        if url.scheme() == "sftp" { self.key().is_some() } else { self.authorization().is_some() }
    }

    /// User and key for an SFTP server.
    pub(super) fn key(&self) -> Option<(&str, &Key)> {
        self.user.as_deref().filter(|user| plain(user)).zip(self.key.as_ref())
    }

    /// Whether these are for the host of an address.
    pub fn are_for(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().or((url.scheme() == "sftp").then_some(SFTP_PORT));
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

/// Where SFTP servers listen unless the address says otherwise.
pub(super) const SFTP_PORT: u16 = 22;

/// A word that no program takes for an option, and no shell or path for anything but a name.
fn plain(word: &str) -> bool {
    let within = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !word.is_empty() && word.len() <= 100 && !word.starts_with(['-', '.']) && word.chars().all(within)
}

/// The kind of a public key and its words, as one line of `known_hosts` has them.
fn is_host_key(text: &str) -> bool {
    let mut parts = text.split(' ');
    let kind = parts.next().is_some_and(|kind| plain(kind) || kind.ends_with("@openssh.com"));
    let words = parts.next().is_some_and(|words| words.len() > 40 && STANDARD.decode(words).is_ok());
    kind && words && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_for_the_host_they_name_and_are_never_shown() {
        let parse = |text: &str| Credentials::parse(text, Path::new("/keys/A1"));
        let own = parse("# ours\nhost = Data.City.Gov\nuser = a\npassword = \"p w\"\n").unwrap();
        let url = |text: &str| Url::parse(text).unwrap();
        assert!(own.are_for(&url("https://data.city.gov/x.csv")));
        assert!(!own.are_for(&url("https://data.city.gov:8443/x.csv")));
        assert!(!own.are_for(&url("https://evil.example/data.city.gov")));
        assert_eq!(own.authorization().unwrap(), "Basic YTpwIHc=");
        assert!(!format!("{own:?}").contains("p w"));
        let token = parse("host=127.0.0.1:81\ntoken=t").unwrap();
        assert!(token.are_for(&url("http://127.0.0.1:81/x")));
        assert_eq!(token.authorization().unwrap(), "Bearer t");
        for bad in [
            "",
            "host = a",
            "user = a\npassword = b",
            "host = a\nuser = b",
            "host = a\nsecret",
            "host = a\nkey = x",
            "host = a\nuser = b\nkey = x",
            "host = a\nuser = b\nkey = ../x\nhost_key = ssh-ed25519 AAAA",
            "host = a\nuser = b\nword = x",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_for_sftp_stands_beside_its_credentials_with_the_key_of_the_host() {
        let words = STANDARD.encode([7; 51]);
        let text = |user: &str, key: &str, host: &str| {
            format!("host = files.city.gov\nuser = {user}\nkey = {key}\nhost_key = {host}\n")
        };
        let parse = |text: &str| Credentials::parse(text, Path::new("/keys/A1"));
        let host_key = format!("ssh-ed25519 {words}");
        let own = parse(&text("beat", "id_feed", &host_key)).unwrap();
        let url = |text: &str| Url::parse(text).unwrap();
        assert!(own.are_for(&url("sftp://files.city.gov/x.csv")));
        assert!(!own.are_for(&url("sftp://files.city.gov:2222/x.csv")));
        let (user, key) = own.key().unwrap();
        assert_eq!((user, key.file.to_str().unwrap()), ("beat", "/keys/A1/id_feed"));
        assert_eq!(key.host_key, host_key);
        assert!(own.authorization().is_none());
        assert!(parse(&text("-oProxyCommand=x", "id_feed", &host_key)).unwrap().key().is_none());
        for (key, host) in [("../id", &*host_key), ("-i", &host_key), ("id", "ssh-ed25519"), ("id", "a b c")]
        {
            assert!(parse(&text("beat", key, host)).is_err(), "{key} {host}");
        }
    }
}
