//! Files fetched from servers on loopback, plain and encrypted.

use std::path::Path;
use std::sync::{Arc, Mutex};

use commonbeat_carriers::fetch::{Credentials, FetchError, Fetched, Fetcher, Rules, Wanted};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::encrypted::acceptor;

/// A server that gives each request the next of its answers, and keeps the requests.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn with(answers: Vec<String>, encrypted: bool) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = asked.clone();
        tokio::spawn(async move {
            for answer in answers {
                let Ok((stream, _)) = listener.accept().await else { return };
                if encrypted {
                    if let Ok(stream) = acceptor().accept(stream).await {
                        serve(stream, &answer, &kept).await;
                    }
                } else {
                    serve(stream, &answer, &kept).await;
                }
            }
        });
        Server { port, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve<S>(mut stream: S, answer: &str, kept: &Mutex<Vec<String>>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        text.push(byte);
    }
    kept.lock().unwrap().push(String::from_utf8_lossy(&text).into_owned());
    drop(stream.write_all(answer.as_bytes()).await);
    drop(stream.shutdown().await);
}

fn file(body: &str) -> String {
    let head = "HTTP/1.1 200 OK\r\nETag: \"a1\"\r\nLast-Modified: Mon, 02 Feb 2026 08:00:00 GMT\r\nConnection: close";
    format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn rules(hosts: &[&str]) -> Rules {
    let roots = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/ca.pem");
    Rules {
        allowed_hosts: hosts.iter().map(|h| (*h).to_owned()).collect(),
        extra_roots: Some(roots.into()),
        ..Rules::default()
    }
}

async fn get(
    rules: Rules,
    wanted: &Wanted,
    credentials: Option<&Credentials>,
) -> (Result<Fetched, FetchError>, String) {
    let mut out = Vec::new();
    let got = Fetcher::new(rules).unwrap().get(wanted, credentials, &mut out).await;
    (got, String::from_utf8(out).unwrap())
}

#[tokio::test]
async fn a_file_comes_over_https_with_its_mark_and_is_not_sent_again_while_it_is_the_same() {
    let same = "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_owned();
    let server = Server::with(vec![file("a,b\n1,2\n"), same], true).await;
    let mut wanted = Wanted::at(&format!("https://localhost:{}/calls.csv?day=1", server.port)).unwrap();
    let (got, text) = get(rules(&["localhost"]), &wanted, None).await;
    let Fetched::File { bytes, etag, last_modified } = got.unwrap() else { panic!("no file") };
    assert_eq!((bytes, text.as_str()), (8, "a,b\n1,2\n"));
    (wanted.etag, wanted.last_modified) = (etag, last_modified);
    assert_eq!(get(rules(&["localhost"]), &wanted, None).await.0.unwrap(), Fetched::Unchanged);
    let asked = server.asked();
    assert!(asked[0].starts_with("GET /calls.csv?day=1 HTTP/1.1\r\n"), "{asked:?}");
    assert!(
        asked[1].contains("if-none-match: \"a1\"") && asked[1].contains("if-modified-since: Mon, 02 Feb")
    );
}

#[tokio::test]
async fn a_host_inside_is_not_dialled_unless_the_operator_allows_it() {
    let server = Server::with(vec![file("x")], true).await;
    for host in ["localhost", "127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.7", "[::ffff:127.0.0.1]"] {
        let wanted = Wanted::at(&format!("https://{host}:{}/x", server.port)).unwrap();
        let (got, _) = get(rules(&["elsewhere"]), &wanted, None).await;
        assert!(matches!(got, Err(FetchError::Inside { .. })), "{host}: {got:?}");
    }
    assert!(server.asked().is_empty());
    let plain = Wanted::at("http://1.1.1.1/x").unwrap();
    assert!(matches!(get(rules(&[]), &plain, None).await.0, Err(FetchError::Address(_))));
}

#[tokio::test]
async fn a_server_with_a_certificate_of_nobody_we_trust_gets_no_request() {
    let server = Server::with(vec![file("x")], true).await;
    let wanted = Wanted::at(&format!("https://localhost:{}/x", server.port)).unwrap();
    let strict = Rules { extra_roots: None, ..rules(&["localhost"]) };
    let (got, _) = get(strict, &wanted, None).await;
    assert!(matches!(got, Err(FetchError::Unreachable { .. })), "{got:?}");
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn credentials_go_to_their_host_alone_and_into_no_message() {
    let elsewhere = Server::with(vec![file("moved")], false).await;
    let moved = format!(
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{}/y\r\nConnection: close\r\n\r\n",
        elsewhere.port
    );
    let server = Server::with(vec![moved], false).await;
    let own = Credentials::parse(&format!("host = 127.0.0.1:{}\ntoken = s3cret", server.port), Path::new(""))
        .unwrap();
    let wanted = Wanted::at(&format!("http://127.0.0.1:{}/x", server.port)).unwrap();
    let (got, text) = get(rules(&["127.0.0.1"]), &wanted, Some(&own)).await;
    assert!(matches!(got, Ok(Fetched::File { .. })), "{got:?}");
    assert_eq!(text, "moved");
    assert!(server.asked()[0].contains("authorization: Bearer s3cret"));
    assert!(!elsewhere.asked()[0].contains("authorization"), "{:?}", elsewhere.asked());
    let other = Wanted::at("https://example.org/x").unwrap();
    let refused = get(rules(&[]), &other, Some(&own)).await.0.unwrap_err();
    assert!(matches!(refused, FetchError::OtherHost { .. }));
    assert!(!format!("{refused} {refused:?} {own:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_redirect_inside_and_a_circle_are_refused() {
    let inside =
        "HTTP/1.1 301 Moved\r\nLocation: http://[::1]:9/latest/meta-data\r\nConnection: close\r\n\r\n";
    let server = Server::with(vec![inside.to_owned()], false).await;
    let wanted = Wanted::at(&format!("http://127.0.0.1:{}/x", server.port)).unwrap();
    let (got, _) = get(rules(&["127.0.0.1"]), &wanted, None).await;
    assert!(matches!(got, Err(FetchError::Inside { .. })), "{got:?}");
    let circle = "HTTP/1.1 302 Found\r\nLocation: /x\r\nConnection: close\r\n\r\n".to_owned();
    let server = Server::with(vec![circle; 9], false).await;
    let wanted = Wanted::at(&format!("http://127.0.0.1:{}/x", server.port)).unwrap();
    assert!(matches!(get(rules(&["127.0.0.1"]), &wanted, None).await.0, Err(FetchError::Address(_))));
    assert_eq!(server.asked().len(), 6);
}

#[tokio::test]
async fn what_is_too_large_cut_off_or_no_file_is_told() {
    let cut = file("0123456789").replace("Content-Length: 10", "Content-Length: 99");
    let answers = vec![file("0123456789"), cut, "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n".into()];
    let server = Server::with(answers, false).await;
    let wanted = Wanted::at(&format!("http://127.0.0.1:{}/x", server.port)).unwrap();
    let small = Rules { most: 5, ..rules(&["127.0.0.1"]) };
    assert!(matches!(get(small, &wanted, None).await.0, Err(FetchError::TooLarge { most: 5 })));
    let cut = get(rules(&["127.0.0.1"]), &wanted, None).await.0.unwrap_err();
    assert!(cut.may_pass(), "{cut}");
    let missing = get(rules(&["127.0.0.1"]), &wanted, None).await.0.unwrap_err();
    assert!(matches!(missing, FetchError::Status { status: 404, .. }) && !missing.may_pass());
    for address in ["ftp://a.b/x", "nonsense", "https://user:pw@a.b/x", "https:///x"] {
        assert!(Wanted::at(address).is_err() || address == "https:///x", "{address}");
    }
}
