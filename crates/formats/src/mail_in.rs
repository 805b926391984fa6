//! A letter that came in, as its bytes: who wrote it, the words of its own, and what it is.
//!
//! Nothing here fails: what is broken is read as far as it goes, and a person sees the rest. Headers are what the
//! sender wrote and prove nothing; who may do what is decided by tokens elsewhere.

mod quotes;
mod report;

use std::borrow::Cow;

use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use sha2::{Digest, Sha256};

pub use quotes::own_words;
pub use report::Report;

/// Most characters of a letter that are looked at.
const MOST: usize = 200_000;
/// Most parts that are named as left out.
const NAMED: usize = 20;
/// Most addresses of recipients that are looked at. Each may cost a look into the database.
const RECIPIENTS: usize = 50;
/// Letters that may lie in letters. Who nests deeper means to break the reader, which goes down into each.
const NESTED: usize = 50;

/// A machine that wrote a letter, or passed it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// A program answered by itself, and says so.
    Answer,
    /// A mail server.
    Server,
    /// Its subject is a note of absence.
    Absence,
    /// A list passed it on; a person may have written it.
    List,
}

impl Machine {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Machine::Answer => "machine-answer",
            Machine::Server => "machine-server",
            Machine::Absence => "machine-absence",
            Machine::List => "machine-list",
        }
    }
}

/// A letter as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailIn {
    /// The sender's bare address, lower case; empty when there is none.
    pub from: String,
    /// The sender's name, if one was given.
    pub from_name: String,
    /// Every address it was sent to, lower case, as far as its headers say.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The writer's own words: quotes, signatures and what mail programs add are gone.
    pub words: String,
    /// The machine that wrote it; none for a person.
    pub automatic: Option<Machine>,
    /// Whether its parts could not be read: only what its head says is known.
    pub unreadable: bool,
    /// What a mail server reports about another letter.
    pub report: Option<Report>,
    /// What came with it and is not words.
    pub left_out: Vec<LeftOut>,
    /// The same for the same letter, however often and by whatever way it comes.
    pub digest: String,
}

/// A part that is not words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its name; empty when it has none.
    pub name: String,
    /// Its size in bytes, unpacked.
    pub bytes: usize,
    /// What its first bytes say it is, whatever its name says.
    pub kind: &'static str,
}

/// Reads a letter. `recipient` is the address of the envelope, where it is known.
pub fn read(raw: &[u8], recipient: Option<&str>) -> MailIn {
    let unreadable = nests_deep(raw);
    let parser = MessageParser::default();
    let read = if unreadable { parser.parse_headers(raw) } else { parser.parse(raw) };
    let Some(message) = read else {
        let to = recipient.map(str::to_lowercase).into_iter().collect();
        return MailIn { to, digest: raw_digest(raw), unreadable: true, ..MailIn::default() };
    };
    let (from, from_name) = sender(&message);
    let words = own_words(&text_of(&message));
    let report = report::read(&message);
    let whole = if unreadable { raw_digest(raw) } else { String::new() };
    let digest = digest(&[
        &whole,
        message.message_id().unwrap_or_default(),
        &from,
        &message.date().map(|d| d.to_rfc3339()).unwrap_or_default(),
        message.subject().unwrap_or_default(),
        &words,
    ]);
    MailIn {
        to: recipients(&message, recipient),
        subject: line(message.subject().unwrap_or_default()),
        automatic: automatic(&message, &from),
        left_out: left_out(&message),
        unreadable,
        words,
        report,
        from,
        from_name,
        digest,
    }
}

fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

fn sender(message: &Message<'_>) -> (String, String) {
    let first = message.from().and_then(Address::first);
    let address = first.and_then(|one| one.address()).unwrap_or_default();
    (address.trim().to_lowercase(), line(first.and_then(|one| one.name()).unwrap_or_default()))
}

/// Where it went: what the mail server says first, then what the sender wrote, each once, so many of them.
fn recipients(message: &Message<'_>, envelope: Option<&str>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut add = |address: &str| {
        let address = address.trim_matches(['<', '>', '\r', '\n', ' ']).to_lowercase();
        if all.len() < RECIPIENTS && address.contains('@') && !all.contains(&address) {
            all.push(address);
        }
    };
    envelope.into_iter().for_each(&mut add);
    for name in ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"] {
        message.header_raw(name).unwrap_or_default().split([',', ' ']).take(RECIPIENTS).for_each(&mut add);
    }
    for list in [message.to(), message.cc()].into_iter().flatten() {
        list.iter().filter_map(|one| one.address()).take(RECIPIENTS).for_each(&mut add);
    }
    all
}

/// Whether letters lie in letters deeper than anybody forwards. Counted by the names of the types that hold letters,
/// wherever they stand; a report's `rfc822;` before an address is none.
fn nests_deep(raw: &[u8]) -> bool {
    const TYPES: [(&[u8], bool); 3] = [(b"rfc822", true), (b"global", true), (b"multipart/digest", false)];
    let stands = |at: usize, name: &[u8]| {
        raw.get(at..at + name.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(name))
    };
    let after_slash = |at: usize| raw[..at].trim_ascii_end().ends_with(b"/");
    let holds =
        |at: &usize| TYPES.iter().any(|(name, second)| stands(*at, name) && (!second || after_slash(*at)));
    let first = |byte: &u8| matches!(byte | 0x20, b'r' | b'g' | b'm');
    raw.iter()
        .enumerate()
        .filter(|(_, byte)| first(byte))
        .map(|(at, _)| at)
        .filter(holds)
        .nth(NESTED)
        .is_some()
}

fn raw_digest(raw: &[u8]) -> String {
    hex::encode(Sha256::digest(raw))
}

/// The text of all parts that are the letter itself; HTML alone is read as text.
fn text_of(message: &Message<'_>) -> String {
    let mut text = String::new();
    for at in 0..message.text_body_count() {
        let part = message.body_text(at).unwrap_or(Cow::Borrowed(""));
        if !text.is_empty() {
            text.push('\n');
        }
        text.extend(part.chars().take(MOST.saturating_sub(text.len())));
    }
    text.replace("\r\n", "\n").replace('\u{fffd}', "?")
}

/// The machine that wrote the letter (RFC 3834 and what came before it).
fn automatic(message: &Message<'_>, from: &str) -> Option<Machine> {
    let header = |name: &'static str| message.header_raw(name).map(|v| v.trim().to_lowercase());
    let has = |names: &[&'static str]| names.iter().any(|name| message.header_raw(*name).is_some());
    let precedence = header("Precedence").unwrap_or_default();
    let says = header("Auto-Submitted").is_some_and(|value| !value.starts_with("no"));
    let answers = ["auto_reply", "bulk", "junk"].iter().any(|word| precedence.starts_with(word));
    if says || answers || has(&["X-Autoreply", "X-Autorespond", "X-Auto-Reply"]) {
        return Some(Machine::Answer);
    }
    let name = from.split('@').next().unwrap_or_default();
    let server = ["mailer-daemon", "postmaster", "no-reply", "noreply"].contains(&name);
    if server || header("Return-Path").is_some_and(|value| value == "<>") {
        return Some(Machine::Server);
    }
    let subject = message.subject().unwrap_or_default().trim().to_lowercase();
    // With its colon, or alone: a subject may begin with the same words and be a person's.
    let absence =
        ["automatic reply", "auto-reply", "out of office", "respuesta automática", "fuera de la oficina"];
    if absence
        .iter()
        .any(|s| subject.strip_prefix(s).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')))
    {
        return Some(Machine::Absence);
    }
    let listed = precedence.starts_with("list") || has(&["List-Id", "List-Unsubscribe"]);
    listed.then_some(Machine::List)
}

fn left_out(message: &Message<'_>) -> Vec<LeftOut> {
    let of = |part: &MessagePart<'_>| {
        let bytes = part.contents();
        let name = line(part.attachment_name().unwrap_or_default());
        LeftOut { name, bytes: bytes.len(), kind: kind(part, bytes) }
    };
    message.attachments().filter(|part| !report::is_report_part(part)).take(NAMED).map(of).collect()
}

/// What a part is by its first bytes.
fn kind(part: &MessagePart<'_>, bytes: &[u8]) -> &'static str {
    let known: [(&[u8], &str); 10] = [
        (b"\xff\xd8\xff", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF8", "gif"),
        (b"%PDF-", "pdf"),
        (b"PK\x03\x04", "zip"),
        (b"\x78\x9f\x3e\x22", "winmail"),
        (b"MZ", "program"),
        (b"\x7fELF", "program"),
        (b"#!", "program"),
        (b"\xd0\xcf\x11\xe0", "office"),
    ];
    if matches!(part.body, PartType::Message(_)) {
        return "letter";
    }
    known.iter().find(|(start, _)| bytes.starts_with(start)).map_or("file", |(_, kind)| kind)
}

fn line(text: &str) -> String {
    let one: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    one.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
