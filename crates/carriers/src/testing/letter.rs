//! A received message, and just enough reading of it for tests and the demonstration's outbox.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A received message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Headers and body as they came, lines ending in CRLF.
    pub raw: String,
}

impl Letter {
    /// A header's value, unfolded and with encoded words (RFC 2047) read; the first one of that name.
    pub fn header(&self, name: &str) -> Option<String> {
        field(&self.raw, name).map(|value| words(&value))
    }

    /// The plain text, decoded, with lines ending in `\n`; empty when there is none.
    pub fn text(&self) -> String {
        part(&self.raw, "text/plain").unwrap_or_default()
    }

    /// The HTML, decoded, if there is any.
    pub fn html(&self) -> Option<String> {
        part(&self.raw, "text/html")
    }
}

/// Splits an entity into head and body.
fn split(entity: &str) -> (&str, &str) {
    entity.split_once("\r\n\r\n").unwrap_or((entity, ""))
}

/// A header's value, unfolded.
fn field(entity: &str, name: &str) -> Option<String> {
    let (head, _) = split(entity);
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    unfolded.split("\r\n").find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// The first part of the wanted kind, looking into multiparts.
fn part(entity: &str, kind: &str) -> Option<String> {
    let content_type = field(entity, "Content-Type").unwrap_or_else(|| "text/plain".to_owned());
    let (_, body) = split(entity);
    if let Some(boundary) = boundary(&content_type) {
        let border = format!("--{boundary}");
        let parts = body.split(border.as_str()).skip(1).take_while(|part| !part.starts_with("--"));
        return parts.filter_map(|inner| part(inner.trim_start_matches("\r\n"), kind)).next();
    }
    if !content_type.to_ascii_lowercase().starts_with(kind) {
        return None;
    }
    let encoding = field(entity, "Content-Transfer-Encoding").unwrap_or_default().to_ascii_lowercase();
    let bytes = match encoding.as_str() {
        "base64" => STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap_or_default(),
        "quoted-printable" => quoted_printable(body, false),
        _ => body.as_bytes().to_vec(),
    };
    Some(String::from_utf8_lossy(&bytes).replace("\r\n", "\n").trim_end_matches('\n').to_owned())
}

fn boundary(content_type: &str) -> Option<&str> {
    let after = &content_type[content_type.find("boundary=")? + "boundary=".len()..];
    match after.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => after.split([';', ' ']).next(),
    }
}

/// RFC 2045 section 6.7; in headers (RFC 2047, `Q`) an underscore is a space.
fn quoted_printable(text: &str, in_header: bool) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1..at + 3)) {
            (b'=', Some(b"\r\n")) => at += 2,
            (b'=', Some(pair)) if pair.iter().all(u8::is_ascii_hexdigit) => {
                let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0) as u8;
                out.push(digit(pair[0]) << 4 | digit(pair[1]));
                at += 2;
            }
            (b'_', _) if in_header => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    out
}

/// Reads encoded words; the white space between two of them belongs to neither.
fn words(value: &str) -> String {
    let mut out: Vec<u8> = Vec::new();
    let mut rest = value;
    let mut after_encoded = false;
    while let Some(start) = rest.find("=?") {
        let Some((bytes, length)) = encoded_word(&rest[start..]) else { break };
        if !(after_encoded && rest[..start].trim().is_empty()) {
            out.extend_from_slice(&rest.as_bytes()[..start]);
        }
        out.extend(bytes);
        rest = &rest[start + length..];
        after_encoded = true;
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// The bytes of `=?utf-8?b?...?=` and its length.
fn encoded_word(text: &str) -> Option<(Vec<u8>, usize)> {
    let mut parts = text[2..].splitn(4, '?');
    let (charset, encoding, content) = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().filter(|rest| rest.starts_with('='))?;
    let bytes = match encoding {
        "b" | "B" => STANDARD.decode(content).ok()?,
        "q" | "Q" => quoted_printable(content, true),
        _ => return None,
    };
    Some((bytes, 2 + charset.len() + 1 + encoding.len() + 1 + content.len() + 2))
}
