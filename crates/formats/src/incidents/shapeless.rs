//! Lines that are no rows at all.

use super::outcome::{Reason, Refused};

/// A line that is longer than a record may be.
pub(super) fn too_long(line: u64, head: String) -> Refused {
    Refused {
        line,
        column: None,
        value: String::new(),
        reason: Reason::TooLong,
        detail: "longer than a record may be; only its beginning is kept here".into(),
        raw: vec![head],
    }
}

/// A line with a quote that closes nowhere near.
pub(super) fn unclosed(line: u64, whole: String) -> Refused {
    Refused {
        line,
        column: None,
        value: String::new(),
        reason: Reason::Columns,
        detail: format!(
            "a quote opens here and never closes; what follows was read on its own from line {}",
            line + 1
        ),
        raw: vec![whole],
    }
}
