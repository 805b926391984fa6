//! The demo: made once, refused where it could do harm.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::house::House;

struct Running {
    child: Child,
    ready: Json,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(house: &House) -> Running {
    let args = ["demo", "--dir", "town", "--listen", "127.0.0.1:0", "--json"];
    let errors = std::fs::File::create(house.path("errors")).unwrap();
    let mut child = house.command(&args).stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let ready = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line:?}"));
    Running { child, ready }
}

fn get(url: &str, path: &str) -> String {
    let host = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_demo_shows_every_role_a_way_in_and_is_the_same_at_its_second_start() {
    let house = House::empty();
    let first = start(&house);
    let said = std::fs::read_to_string(house.path("errors")).unwrap();
    assert!(!said.contains("Not played"), "the story and the rules disagree: {said}");
    let url = first.ready["url"].as_str().unwrap().to_owned();
    let roles: Vec<&str> =
        first.ready["people"].as_array().unwrap().iter().map(|p| p["role"].as_str().unwrap()).collect();
    let all = [
        "partner",
        "partner",
        "officer",
        "officer",
        "analyst",
        "supervisor",
        "commander",
        "information",
        "personnel",
        "administrator",
        "auditor",
    ];
    assert_eq!(roles, all);
    assert!(get(&url, "/healthz").starts_with("HTTP/1.1 200"));
    let codes = get(&url, "/demo");
    let email = first.ready["people"][1]["email"].as_str().unwrap();
    assert!(codes.contains(email) && codes.contains("no-store"), "{codes}");
    assert!(get(&url, "/demo/mail").starts_with("HTTP/1.1 200"));
    let people = first.ready["people"].clone();
    drop(first);

    let started = Instant::now();
    let second = start(&house);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(second.ready["people"], people);
    let verify = ["--database", "sqlite://town/commonbeat.db", "audit", "verify"];
    house.run(&verify).ends(0);
    drop(second);
    let other = ["demo", "--dir", "town", "--listen", "127.0.0.1:0", "--seed", "2"];
    house.run(&other).ends(2).says(&["seed 1"]);
}

#[test]
fn the_demo_refuses_to_be_reached_by_others_and_a_database_it_did_not_make() {
    let house = House::with_agency();
    house.run(&["demo", "--dir", "d", "--listen", "0.0.0.0:0"]).ends(2).says(&["--exposed-demo"]);
    assert!(!house.path("d").exists());
    house.run(&["demo", "--dir", ".", "--listen", "127.0.0.1:0"]).ends(2).says(&["not made by the demo"]);
}
