//! Fetching a file over SFTP, by OpenSSH's own client.
//!
//! The client is told everything on its command line and reads no settings, agents or known hosts of the account it runs
//! as: the address that was checked, one key, and the one host key that it may meet.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::{Instant, interval};
use url::Url;

use super::credentials::{Credentials, Key, SFTP_PORT};
use super::{FetchError, Fetched, Rules, dial, host_of, unreachable};

/// The name under which the host's key is looked up, whatever the host is called.
const ALIAS: &str = "feed";
/// How often the growing file is looked at.
const LOOK: Duration = Duration::from_millis(250);
/// Bytes that are kept of what the client says.
const SAID: u64 = 4_096;

/// The file on the server; `/~/` leads to the user's own folder.
///
/// # Errors
/// [`FetchError::Address`] for a path with characters that the client would not take for a name.
pub(super) fn path_of(url: &Url) -> Result<String, FetchError> {
    let path = url.path().replace("%20", " ");
    let strange = |c: char| c.is_control() || "%\"'\\*?[]".contains(c);
    if url.query().is_some() || url.fragment().is_some() || path.ends_with('/') || path.chars().any(strange) {
        return Err(FetchError::Address("its path is not that of one file"));
    }
    match path.strip_prefix("/~/") {
        Some(own) => Ok(own.to_owned()),
        None if path.len() > 1 => Ok(path),
        None => Err(FetchError::Address("its path is not that of one file")),
    }
}

/// Fetches the file into `out`.
pub(super) async fn fetch(
    url: &Url,
    rules: &Rules,
    credentials: Option<&Credentials>,
    out: &mut (impl AsyncWrite + Unpin),
) -> Result<Fetched, FetchError> {
    const KEYLESS: &str = "an SFTP server is asked with a user and a key: choose credentials that hold them";
    let (user, key) = credentials.and_then(Credentials::key).ok_or(FetchError::Address(KEYLESS))?;
    let path = path_of(url)?;
    let port = url.port().unwrap_or(SFTP_PORT);
    let address = dial::checked(url, port, rules).await?.into_iter().next();
    let address = address.ok_or_else(|| unreachable(url, &"there is no such host"))?;
    let folder = match &rules.scratch {
        Some(scratch) => TempDir::new_in(scratch),
        None => TempDir::new(),
    };
    let folder = folder.map_err(here)?;
    let known = folder.path().join("known_hosts");
    tokio::fs::write(&known, format!("{ALIAS} {}\n", key.host_key)).await.map_err(here)?;
    let file = folder.path().join("file");
    let mut child = client(rules, key, &known, folder.path())
        .arg(format!("-P{port}"))
        .arg(format!("{user}@{}", bracketed(&address.ip())))
        .spawn()
        .map_err(|e| FetchError::Here(format!("sftp cannot be started (Debian: openssh-client): {e}")))?;
    if let Some(mut words) = child.stdin.take() {
        // A client that is gone already says why in its own words.
        let _ = words.write_all(format!("get \"{path}\" file\n").as_bytes()).await;
    }
    watched(url, rules, &mut child, &file).await?;
    let mut file = tokio::fs::File::open(&file).await.map_err(here)?;
    let bytes = tokio::io::copy(&mut file, out).await.map_err(here)?;
    out.flush().await.map_err(here)?;
    Ok(Fetched::File { bytes, etag: None, last_modified: None })
}

/// The client with all it is told but the address.
fn client(rules: &Rules, key: &Key, known: &Path, folder: &Path) -> Command {
    let seconds = rules.patience.as_secs().max(1);
    let options = [
        "BatchMode=yes".to_owned(),
        "LogLevel=ERROR".to_owned(),
        "StrictHostKeyChecking=yes".to_owned(),
        format!("UserKnownHostsFile={}", known.display()),
        "GlobalKnownHostsFile=/dev/null".to_owned(),
        format!("HostKeyAlias={ALIAS}"),
        "CheckHostIP=no".to_owned(),
        "UpdateHostKeys=no".to_owned(),
        "IdentitiesOnly=yes".to_owned(),
        "IdentityAgent=none".to_owned(),
        "PreferredAuthentications=publickey".to_owned(),
        format!("ConnectTimeout={seconds}"),
        "ConnectionAttempts=1".to_owned(),
        format!("ServerAliveInterval={}", (seconds / 4).max(1)),
        "ServerAliveCountMax=3".to_owned(),
    ];
    let mut client = Command::new("sftp");
    client.args(["-b", "-", "-F", "none"]);
    for option in options {
        client.arg("-o").arg(option);
    }
    client
        .arg("-i")
        // The client stands in another folder.
        .arg(std::path::absolute(&key.file).unwrap_or_else(|_| key.file.clone()))
        .current_dir(folder)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    client
}

/// Waits for the client while the file grows: not beyond what is allowed, and not in long silence.
async fn watched(url: &Url, rules: &Rules, child: &mut Child, file: &Path) -> Result<(), FetchError> {
    let said = child.stderr.take();
    let said = tokio::spawn(async move {
        let mut text = String::new();
        if let Some(said) = said {
            // What is no text says nothing.
            let _ = said.take(SAID).read_to_string(&mut text).await;
        }
        text
    });
    let (mut bytes, mut grew) = (0, Instant::now());
    let mut look = interval(LOOK);
    let ended = loop {
        tokio::select! {
            ended = child.wait() => break ended.map_err(here)?,
            _ = look.tick() => {
                let now = tokio::fs::metadata(file).await.map_or(0, |about| about.len());
                if now > rules.most {
                    return Err(FetchError::TooLarge { most: rules.most });
                }
                if now > bytes {
                    (bytes, grew) = (now, Instant::now());
                } else if grew.elapsed() > rules.patience {
                    return Err(unreachable(url, &"it fell silent"));
                }
            }
        }
    };
    if ended.success() {
        let bytes = tokio::fs::metadata(file).await.map_err(here)?.len();
        return if bytes > rules.most { Err(FetchError::TooLarge { most: rules.most }) } else { Ok(()) };
    }
    Err(why(url, ended.code(), &said.await.unwrap_or_default()))
}

/// What the client's words mean. They are not shown: they may hold paths of this machine.
fn why(url: &Url, code: Option<i32>, said: &str) -> FetchError {
    const LOST: i32 = 255;
    let refused = |why: &str| FetchError::Refused { host: host_of(url).to_owned(), why: why.to_owned() };
    let says = |words: &str| said.contains(words);
    if says("Host key verification failed") || says("host key is known") {
        refused("its own key is not the one in the credentials")
    } else if says("UNPROTECTED PRIVATE KEY") || says("invalid format") || says("error in libcrypto") {
        FetchError::Here(
            "the key of the credentials cannot be used: is it readable to the service alone?".into(),
        )
    } else if says("Permission denied (") {
        refused("it does not take this user and key")
    } else if says("not found") || says("No such file") {
        refused("there is no such file")
    } else if says("Permission denied") {
        refused("this user may not read the file")
    } else if code == Some(LOST) {
        unreachable(url, &"it does not answer, or not as an SFTP server")
    } else {
        refused("it is no file, or it broke off")
    }
}

fn bracketed(address: &std::net::IpAddr) -> String {
    if address.is_ipv6() { format!("[{address}]") } else { address.to_string() }
}

fn here(error: std::io::Error) -> FetchError {
    FetchError::Here(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_the_name_of_one_file_and_nothing_that_a_client_reads_otherwise() {
        let path = |text: &str| path_of(&Url::parse(text).unwrap());
        assert_eq!(path("sftp://a.gov/out/calls%202026.csv").unwrap(), "/out/calls 2026.csv");
        assert_eq!(path("sftp://a.gov/~/calls.csv").unwrap(), "calls.csv");
        for bad in [
            "sftp://a.gov",
            "sftp://a.gov/",
            "sftp://a.gov/out/",
            "sftp://a.gov/*.csv",
            "sftp://a.gov/a%0Aput%20x",
            "sftp://a.gov/a%22%20b",
            "sftp://a.gov/a'b",
            "sftp://a.gov/x?y",
            "sftp://a.gov/x#y",
        ] {
            assert!(path(bad).is_err(), "{bad}");
        }
    }
}
