//! Files over SFTP, from OpenSSH's own server on loopback.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use commonbeat_carriers::fetch::{Credentials, FetchError, Fetched, Fetcher, Rules, Wanted};
use tempfile::TempDir;
use tokio::net::TcpStream;

/// A server with its own keys that lets one key in.
struct Server {
    folder: TempDir,
    port: u16,
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn key(path: &Path) {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(path)
        .status()
        .expect("ssh-keygen");
    assert!(made.success());
}

impl Server {
    async fn start() -> Server {
        let folder = TempDir::new().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["host", "own", "stranger"] {
            key(&at(name));
        }
        fs::copy(at("own.pub"), at("authorized")).expect("a copy");
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let settings = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nPidFile none\nUsePAM no\nStrictModes no\n\
             AuthorizedKeysFile {authorized}\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
             PermitRootLogin yes\nSubsystem sftp internal-sftp\n",
            host = at("host").display(),
            authorized = at("authorized").display(),
        );
        fs::write(at("sshd_config"), settings).expect("settings");
        // Debian's server wants this folder when it runs as root; who is not root does not need it.
        let _ = fs::create_dir_all("/run/sshd");
        let child = Command::new("/usr/sbin/sshd")
            .args(["-D", "-e", "-f"])
            .arg(at("sshd_config"))
            .stderr(Stdio::null())
            .spawn()
            .expect("sshd (Debian: openssh-server)");
        let server = Server { folder, port, child };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("sshd does not answer");
    }

    fn host_key(&self, of: &str) -> String {
        let line = fs::read_to_string(self.folder.path().join(of)).expect("a public key");
        line.split(' ').take(2).collect::<Vec<_>>().join(" ").trim().to_owned()
    }

    fn credentials(&self, own: &str, host: &str) -> Credentials {
        let me = String::from_utf8(Command::new("id").arg("-un").output().expect("id").stdout).expect("text");
        let text = format!(
            "host = 127.0.0.1:{}\nuser = {}\nkey = {own}\nhost_key = {}\n",
            self.port,
            me.trim(),
            self.host_key(host)
        );
        Credentials::parse(&text, self.folder.path()).expect("credentials")
    }

    fn wanted(&self, file: &Path) -> Wanted {
        let path = file.display().to_string().replace(' ', "%20");
        Wanted::at(&format!("sftp://127.0.0.1:{}{path}", self.port)).expect("an address")
    }
}

fn fetcher(port: u16, most: u64) -> Fetcher {
    let allowed_hosts = [format!("127.0.0.1:{port}")].into();
    let patience = Duration::from_secs(10);
    Fetcher::new(Rules { allowed_hosts, most, patience, ..Rules::default() }).expect("a fetcher")
}

#[tokio::test]
async fn a_file_comes_whole_over_sftp_with_the_key_and_from_the_host_that_the_credentials_name() {
    let server = Server::start().await;
    let file = server.folder.path().join("calls of today.csv");
    let content: Vec<u8> = (0..3_000_000_u32).flat_map(|n| n.to_le_bytes()).collect();
    fs::write(&file, &content).unwrap();
    let fetcher = fetcher(server.port, 1 << 30);
    let mut out = Vec::new();
    let own = server.credentials("own", "host.pub");
    let fetched = fetcher.get(&server.wanted(&file), Some(&own), &mut out).await.unwrap();
    assert_eq!(fetched, Fetched::File { bytes: content.len() as u64, etag: None, last_modified: None });
    assert!(out == content);

    let stranger = server.credentials("stranger", "host.pub");
    let error = fetcher.get(&server.wanted(&file), Some(&stranger), &mut out).await.unwrap_err();
    assert!(matches!(&error, FetchError::Refused { why, .. } if why.contains("user and key")), "{error:?}");

    let wrong_host = server.credentials("own", "stranger.pub");
    let error = fetcher.get(&server.wanted(&file), Some(&wrong_host), &mut out).await.unwrap_err();
    assert!(matches!(&error, FetchError::Refused { why, .. } if why.contains("own key is not")), "{error:?}");

    let missing = server.folder.path().join("missing.csv");
    let error = fetcher.get(&server.wanted(&missing), Some(&own), &mut out).await.unwrap_err();
    assert!(matches!(&error, FetchError::Refused { why, .. } if why.contains("no such file")), "{error:?}");
    assert!(!error.may_pass() && !error.to_string().contains("missing.csv"), "{error}");

    let error = fetcher.get(&server.wanted(server.folder.path()), Some(&own), &mut out).await.unwrap_err();
    assert!(matches!(error, FetchError::Refused { .. }), "a folder is no file: {error:?}");
}

#[tokio::test]
async fn a_file_that_is_too_large_a_host_inside_and_one_that_is_away_are_given_up() {
    let server = Server::start().await;
    let file = server.folder.path().join("large.csv");
    fs::write(&file, vec![b'x'; 2_000_000]).unwrap();
    let own = server.credentials("own", "host.pub");
    let mut out = Vec::new();
    let error = fetcher(server.port, 1_000_000).get(&server.wanted(&file), Some(&own), &mut out).await;
    assert!(matches!(error, Err(FetchError::TooLarge { most: 1_000_000 })), "{error:?}");

    let outside = Fetcher::new(Rules::default()).unwrap();
    let error = outside.get(&server.wanted(&file), Some(&own), &mut out).await;
    assert!(matches!(error, Err(FetchError::Inside { .. })), "{error:?}");

    let error = fetcher(server.port, 1 << 30).get(&server.wanted(&file), None, &mut out).await;
    assert!(matches!(error, Err(FetchError::Address(_))), "{error:?}");

    let wanted = server.wanted(&file);
    let mut server = server;
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let error = fetcher(server.port, 1 << 30).get(&wanted, Some(&own), &mut out).await.unwrap_err();
    assert!(matches!(error, FetchError::Unreachable { .. }) && error.may_pass(), "{error:?}");
    assert_eq!(out, b"");
}
