//! One message to one person, and its form on the wire.

use jiff::Timestamp;
use lettre::Address;
use lettre::message::header::{Date, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use std::time::SystemTime;

/// A message to one person. Whatever stands in its fields, it cannot add a header or a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The recipient's bare address.
    pub to: String,
    /// The subject; line breaks become spaces.
    pub subject: String,
    /// The text; every message has one.
    pub text: String,
    /// The same as HTML, if there is one.
    pub html: Option<String>,
    /// Its own id, `<...@...>` or without the brackets; the same at every attempt to send it.
    pub message_id: String,
    /// When it was written.
    pub date: Timestamp,
    /// A name shown in place of the sender's own, such as the agency's.
    pub from_name: Option<String>,
    /// Where an answer goes, if not to the sender.
    pub reply_to: Option<String>,
    /// Where a mail server reports that it could not deliver, if not to the sender.
    pub return_path: Option<String>,
    /// The id of the message it answers.
    pub in_reply_to: Option<String>,
    /// The ids of the thread so far, oldest first.
    pub references: Vec<String>,
    /// Where one click ends the subscription (RFC 8058 when it is an `https` address).
    pub list_unsubscribe: Option<String>,
    /// Whether a machine wrote it (RFC 3834), so that other machines do not answer.
    pub auto_submitted: Option<AutoSubmitted>,
}

/// Why a machine wrote a message (RFC 3834, section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutoSubmitted {
    /// By itself: a notice, a newsletter.
    Generated,
    /// Because a message came in: a receipt.
    Replied,
}

/// A message that no server could take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Not an address.
    #[error("\"{0}\" is no mail address")]
    Address(String),
    /// Not an id of a message.
    #[error("\"{0}\" is no message id")]
    MessageId(String),
    /// Not an address that a mail program can call.
    #[error("\"{0}\" is no address to unsubscribe at")]
    Unsubscribe(String),
    /// The library refused it.
    #[error("the message cannot be written: {0}")]
    Unwritable(String),
}

/// A message ready for the wire.
pub(super) struct Prepared {
    pub to: Address,
    pub return_path: Option<Address>,
    pub bytes: Vec<u8>,
}

/// RFC 5322 limits a line to 998 characters; the first id and the last ones are what mail programs thread by.
const MOST_REFERENCES: usize = 20;

impl Message {
    /// A plain message without any of the optional parts.
    pub fn new(
        to: impl Into<String>,
        subject: impl Into<String>,
        text: impl Into<String>,
        message_id: impl Into<String>,
        date: Timestamp,
    ) -> Message {
        Message {
            to: to.into(),
            subject: subject.into(),
            text: text.into(),
            html: None,
            message_id: message_id.into(),
            date,
            from_name: None,
            reply_to: None,
            return_path: None,
            in_reply_to: None,
            references: Vec::new(),
            list_unsubscribe: None,
            auto_submitted: None,
        }
    }

    pub(super) fn prepare(&self, from: &Mailbox) -> Result<Prepared, Unfit> {
        let to = address(&self.to)?;
        let from = match &self.from_name {
            Some(name) => Mailbox::new(Some(line(name)), from.email.clone()),
            None => from.clone(),
        };
        let mut builder = lettre::Message::builder()
            .from(from)
            .to(Mailbox::new(None, to.clone()))
            .subject(line(&self.subject))
            .header(Date::new(mail_time(self.date)));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(Mailbox::new(None, address(reply_to)?));
        }
        for (name, value) in self.plain_headers()? {
            let name = HeaderName::new_from_ascii_str(name);
            builder = builder.raw_header(HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value));
        }
        let text = SinglePart::plain(self.text.clone());
        let built = match &self.html {
            None => builder.singlepart(text),
            Some(html) => builder.multipart(
                MultiPart::alternative().singlepart(text).singlepart(SinglePart::html(html.clone())),
            ),
        };
        let built = built.map_err(|error| Unfit::Unwritable(error.to_string()))?;
        let return_path = self.return_path.as_deref().map(address).transpose()?;
        Ok(Prepared { to, return_path, bytes: built.formatted() })
    }

    /// Headers of checked ASCII, which must not be encoded or folded inside a word.
    fn plain_headers(&self) -> Result<Vec<(&'static str, String)>, Unfit> {
        let mut headers = vec![("Message-ID", id(&self.message_id)?)];
        if let Some(answered) = &self.in_reply_to {
            headers.push(("In-Reply-To", id(answered)?));
        }
        if !self.references.is_empty() {
            headers.push(("References", thread(&self.references)?));
        }
        if let Some(url) = &self.list_unsubscribe {
            headers.push(("List-Unsubscribe", format!("<{}>", callable(url)?)));
            if url.starts_with("https://") {
                headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
            }
        }
        match self.auto_submitted {
            Some(AutoSubmitted::Generated) => headers.push(("Auto-Submitted", "auto-generated".to_owned())),
            Some(AutoSubmitted::Replied) => headers.push(("Auto-Submitted", "auto-replied".to_owned())),
            None => {}
        }
        Ok(headers)
    }
}

fn address(text: &str) -> Result<Address, Unfit> {
    let unfit = || Unfit::Address(text.to_owned());
    match text.chars().any(char::is_control) {
        true => Err(unfit()),
        false => text.trim().parse().map_err(|_| unfit()),
    }
}

/// Text as one line: what could end a header line becomes a space.
fn line(text: &str) -> String {
    let one: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    one.trim().to_owned()
}

/// `<left@right>` of visible ASCII.
fn id(text: &str) -> Result<String, Unfit> {
    let bare = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
    let visible = bare.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>');
    let parts = bare.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
    match visible && parts && bare.len() <= 250 {
        true => Ok(format!("<{bare}>")),
        false => Err(Unfit::MessageId(text.to_owned())),
    }
}

/// The first id and the last ones, each on a line of its own.
fn thread(ids: &[String]) -> Result<String, Unfit> {
    let skipped = ids.len().saturating_sub(MOST_REFERENCES);
    let kept = ids.iter().enumerate().filter(|(at, _)| *at == 0 || *at > skipped).map(|(_, one)| id(one));
    Ok(kept.collect::<Result<Vec<_>, _>>()?.join("\r\n "))
}

fn callable(url: &str) -> Result<&str, Unfit> {
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme));
    let visible = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>,".contains(&byte));
    match known && visible && url.len() <= 900 {
        true => Ok(url),
        false => Err(Unfit::Unsubscribe(url.to_owned())),
    }
}

/// The instant as the mail library takes it, which panics outside the years 1970 to 9999.
fn mail_time(at: Timestamp) -> SystemTime {
    let earliest = Timestamp::UNIX_EPOCH;
    // 9999-12-30T22:00:00Z, the last hour that the calendar library itself can show.
    let latest = Timestamp::from_second(253_402_207_200).unwrap_or(Timestamp::MAX);
    SystemTime::from(at.clamp(earliest, latest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from() -> Mailbox {
        "Riverton Police <no-reply@riverton.example>".parse().unwrap()
    }

    fn message() -> Message {
        let date = "2026-03-01T12:00:00Z".parse().unwrap();
        Message::new("asha@example.org", "Your concern", "We read it.", "<m-1@riverton.example>", date)
    }

    fn wire(message: &Message) -> String {
        String::from_utf8(message.prepare(&from()).unwrap().bytes).unwrap()
    }

    #[test]
    fn every_field_finds_its_header() {
        let full = Message {
            in_reply_to: Some("m-0@riverton.example".into()),
            references: vec!["<a@x>".into(), "<b@x>".into()],
            list_unsubscribe: Some("https://riverton.example/s/abc".into()),
            auto_submitted: Some(AutoSubmitted::Generated),
            reply_to: Some("desk@riverton.example".into()),
            from_name: Some("Riverton Desk".into()),
            ..message()
        };
        let wire = wire(&full);
        for line in [
            "From: \"Riverton Desk\" <no-reply@riverton.example>\r\n",
            "To: asha@example.org\r\n",
            "Subject: Your concern\r\n",
            "Date: Sun, 01 Mar 2026 12:00:00 +0000\r\n",
            "Message-ID: <m-1@riverton.example>\r\n",
            "In-Reply-To: <m-0@riverton.example>\r\n",
            "References: <a@x>\r\n <b@x>\r\n",
            "Reply-To: desk@riverton.example\r\n",
            "List-Unsubscribe: <https://riverton.example/s/abc>\r\n",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "MIME-Version: 1.0\r\n",
            "\r\n\r\nWe read it.",
        ] {
            assert!(wire.contains(line), "{line:?} is missing in\n{wire}");
        }
    }

    #[test]
    fn no_field_can_add_a_header_or_a_recipient() {
        let break_in = "x\r\nBcc: spy@example.org\r\n\r\nbody";
        let sly = Message { subject: break_in.into(), from_name: Some(break_in.into()), ..message() };
        let head = wire(&sly);
        let head = head.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        for unfit in [
            Message { to: "asha@example.org\r\nBcc: spy@example.org".into(), ..message() },
            Message { to: "asha@example.org, spy@example.org".into(), ..message() },
            Message { to: "asha@example.org> RCPT TO:<spy@example.org".into(), ..message() },
            Message { message_id: "<a@b>\r\nBcc: spy@example.org".into(), ..message() },
            Message { in_reply_to: Some("a@b\nBcc: c@d".into()), ..message() },
            Message { references: vec!["<a@b>".into(), "<c d@e>".into()], ..message() },
            Message { list_unsubscribe: Some("https://x/\r\nBcc: c@d".into()), ..message() },
            Message { list_unsubscribe: Some("javascript:alert(1)".into()), ..message() },
            Message { reply_to: Some("a@b\r\nBcc: c@d".into()), ..message() },
            Message { return_path: Some("a@b>\r\nRCPT TO:<c@d".into()), ..message() },
        ] {
            assert!(unfit.prepare(&from()).is_err(), "{unfit:?}");
        }
    }

    #[test]
    fn every_script_survives_as_plain_ascii_on_the_wire() {
        let spanish = Message {
            subject: "Su petición: ¿qué pasó?".into(),
            text: "Señora Peña, 道路 🦉\n".into(),
            ..message()
        };
        let wire = wire(&spanish);
        assert!(wire.is_ascii(), "{wire}");
        assert!(wire.contains("charset=utf-8"), "{wire}");
    }

    #[test]
    fn no_line_is_longer_than_the_standard_allows() {
        let long = Message {
            subject: "word ".repeat(400),
            text: "x".repeat(5000),
            html: Some("y".repeat(5000)),
            references: (0..500).map(|n| format!("<{n}.{}@example.org>", "r".repeat(150))).collect(),
            ..message()
        };
        let wire = wire(&long);
        assert!(wire.split("\r\n").all(|line| line.len() <= 998), "a line is too long");
        assert!(wire.contains("References: <0.") && wire.contains("<499."), "first and last ids are kept");
    }

    #[test]
    fn any_instant_can_be_written() {
        for date in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            assert!(wire(&Message { date, ..message() }).contains("Date: "));
        }
    }
}
