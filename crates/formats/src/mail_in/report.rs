//! What a mail server says about a letter that it could not deliver (RFC 3464).

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

/// A report about another letter. Whether to believe it is decided by the address it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The status (RFC 3463), such as `5.1.1`; empty when none was given.
    pub status: String,
    /// What the server said, at most 200 signs.
    pub said: String,
    /// Whether the server will not try again.
    pub failed: bool,
}

impl Report {
    /// Whether the address is dead: a failure for good that is not a full mailbox.
    pub fn is_permanent(&self) -> bool {
        self.failed && self.status.starts_with("5.") && self.status != "5.2.2"
    }
}

/// The report that a letter is, if it is one.
pub(super) fn read(message: &Message<'_>) -> Option<Report> {
    let kind = message.root_part().content_type()?;
    let delivery = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind.subtype().is_some_and(|s| s.eq_ignore_ascii_case("report"))
        && kind.attribute("report-type").is_none_or(|t| t.eq_ignore_ascii_case("delivery-status"));
    if !delivery {
        return None;
    }
    let part = message.parts.iter().find(|part| part.is_content_type("message", "delivery-status"))?;
    let text = String::from_utf8_lossy(&message.raw_message()[range(message, part)]).into_owned();
    let field = |name: &str| {
        text.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
    };
    let said = field("Diagnostic-Code").unwrap_or_default();
    Some(Report {
        status: field("Status").unwrap_or_default().chars().take_while(|c| !c.is_whitespace()).collect(),
        said: said.chars().filter(|c| !c.is_control()).take(200).collect(),
        failed: field("Action").is_some_and(|action| action.eq_ignore_ascii_case("failed")),
    })
}

fn range(message: &Message<'_>, part: &MessagePart<'_>) -> std::ops::Range<usize> {
    let all = message.raw_message().len();
    let (from, to) = (part.raw_body_offset() as usize, part.raw_end_offset() as usize);
    from.min(all)..to.clamp(from.min(all), all)
}

/// Whether a part belongs to a report, and is nothing that somebody attached.
pub(super) fn is_report_part(part: &MessagePart<'_>) -> bool {
    part.is_content_type("message", "delivery-status")
        || part.is_content_type("text", "rfc822-headers")
        || (matches!(part.body, PartType::Multipart(_)))
}
