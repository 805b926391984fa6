//! A server that is killed while many write: what was acknowledged is there, once.
//!
//! `bench/kill9.sh` does the same ten times with the release build.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::house::House;

/// How often the server is killed; `COMMONBEAT_KILLS` asks for more.
fn kills() -> usize {
    std::env::var("COMMONBEAT_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(2)
}

const WRITERS: usize = 20;

struct Server<'a> {
    house: &'a House,
    address: String,
    child: Child,
}

impl<'a> Server<'a> {
    fn start(house: &'a House, address: String) -> Server<'a> {
        let child = Server::spawn(house, &address);
        let server = Server { house, address, child };
        server.wait();
        server
    }

    fn spawn(house: &House, address: &str) -> Child {
        house
            .command(&["serve", "--listen", address])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn wait(&self) {
        let until = Instant::now() + Duration::from_secs(60);
        while ask(&self.address, "GET", "/healthz", "").is_none_or(|a| !a.starts_with("HTTP/1.1 200")) {
            assert!(Instant::now() < until, "the server does not come up");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// SIGKILL, as a power cut would, and up again.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.child = Server::spawn(self.house, &self.address);
        self.wait();
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Each request comes from a network of its own, as residents do; one network may send only a few forms.
static NETWORKS: AtomicU32 = AtomicU32::new(0);

/// One request on a connection of its own; nothing when the answer did not come whole.
fn ask(address: &str, method: &str, path: &str, body: &str) -> Option<String> {
    let network = Ipv4Addr::from(0x0a00_0000 + NETWORKS.fetch_add(1, Ordering::Relaxed));
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let kind = "application/x-www-form-urlencoded";
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nX-Forwarded-For: {network}\r\nConnection: close\r\n\
         Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    text.contains("\r\n\r\n").then_some(text)
}

/// Posts a concern; the address of its thread, when it was acknowledged.
fn post(address: &str, once: &str) -> Option<String> {
    let body = format!("kind=traffic&words=Cars+race+here&where=Mill+Street&once={once}");
    let answer = ask(address, "POST", "/concerns/new", &body)?;
    let head = answer.split("\r\n\r\n").next()?;
    let to = head.lines().find_map(|l| l.strip_prefix("location: "))?;
    head.starts_with("HTTP/1.1 303").then(|| to.to_owned())
}

#[test]
fn what_was_acknowledged_before_a_kill_is_there_once() {
    let house = House::with_agency();
    // With TLS in front, the proxy on this machine is believed when it names whom it serves.
    house.file("commonbeat.toml", "public_url = \"https://beat.example\"\n");
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = Server::start(&house, format!("127.0.0.1:{port}"));
    let acknowledged: Mutex<BTreeMap<String, String>> = Mutex::default();
    let (stop, sent) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        let address = server.address.clone();
        for writer in 0..WRITERS {
            let (address, acknowledged, stop, sent) = (address.clone(), &acknowledged, &stop, &sent);
            scope.spawn(move || {
                for n in 0.. {
                    let once = format!("{writer:08x}-0000-7000-8000-{n:012x}");
                    // A time-out means unknown: the same form is sent again until it is acknowledged.
                    let to = loop {
                        if stop.load(Ordering::Relaxed) {
                            return;
                        }
                        sent.fetch_add(1, Ordering::Relaxed);
                        match post(&address, &once) {
                            Some(to) => break to,
                            None => std::thread::sleep(Duration::from_millis(20)),
                        }
                    };
                    acknowledged.lock().unwrap().insert(once, to);
                }
            });
        }
        for _ in 0..kills() {
            std::thread::sleep(Duration::from_millis(1_500));
            server.kill();
        }
        std::thread::sleep(Duration::from_millis(500));
        stop.store(true, Ordering::Relaxed);
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() > WRITERS, "{} of {} sent", acknowledged.len(), sent.into_inner());

    // Sent once more, each gives the thread that was acknowledged, and takes nothing in.
    let before = concerns(&house);
    for (once, to) in acknowledged.iter().take(200) {
        assert_eq!(post(&server.address, once).as_ref(), Some(to));
    }
    assert_eq!(concerns(&house), before);
    drop(server);
    // A form that was sent and never acknowledged may have come in, one for each writer at most.
    let extra = before - acknowledged.len();
    assert!(extra <= WRITERS, "{before} concerns, {} acknowledged", acknowledged.len());
    house.run(&["audit", "verify"]).ends(0);
    house.run(&["doctor", "--deep"]);
    eprintln!("{} acknowledged, {extra} more came in unacknowledged, {} kills", acknowledged.len(), kills());
}

/// How many concerns came in: each left one row in the trail.
fn concerns(house: &House) -> usize {
    let rows =
        house.run(&["audit", "list", "--act", "concern.raise", "--limit", "1000000", "--json"]).ends(0).out;
    let objects: Vec<serde_json::Value> = rows.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let mut references: Vec<&str> = objects.iter().map(|row| row["object"].as_str().unwrap()).collect();
    references.sort_unstable();
    let all = references.len();
    references.dedup();
    assert_eq!(references.len(), all, "a reference was given twice");
    all
}
