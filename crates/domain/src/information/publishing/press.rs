//! What everybody may read of a release: once it is out, as it stands, with what was corrected.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Cleared;
use crate::information::newsroom::blocks::Block;
use crate::information::newsroom::{Earlier, Press, PressKind, PressState, PressWords};
use crate::text::Language;

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicTelling {
    /// Its language.
    pub language: Language,
    /// The headline.
    pub title: String,
    /// The text.
    pub body: String,
}

/// A correction, with what was said before unless that may not be read any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicCorrection {
    /// When.
    pub at: Timestamp,
    /// What was wrong; empty where it names what came onto the block list since.
    pub note: String,
    /// The same in Spanish; empty where there is none.
    pub note_es: String,
    /// The words before, one for each language; none where they are withheld.
    pub before: Vec<PublicTelling>,
}

/// A release for everybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicPress {
    /// The last part of its page's address.
    pub slug: String,
    /// What kind.
    pub kind: PressKind,
    /// Its text, one for each language; none once it was taken back.
    pub tellings: Vec<PublicTelling>,
    /// Whom to call; nobody once it was taken back.
    pub contact: String,
    /// Since when it is out.
    pub issued_at: Timestamp,
    /// When its words last changed.
    pub changed_at: Timestamp,
    /// Corrections, the last first.
    pub corrections: Vec<PublicCorrection>,
    /// Why it was taken back; empty where that names what came onto the block list since.
    pub retracted: Option<String>,
}

/// Clears a release that is out, by the block list as it is now. Of one that was taken back only the reason is left.
pub fn clear_press(press: &Press, blocks: &[Block]) -> Option<Cleared<PublicPress>> {
    let issued_at = press.issued_at?;
    if !matches!(press.state, PressState::Issued | PressState::Retracted) {
        return None;
    }
    let back = press.retracted.is_some();
    Some(Cleared(PublicPress {
        slug: press.address(blocks),
        kind: press.words.kind,
        tellings: if back { Vec::new() } else { tellings(&press.words) },
        contact: if back { String::new() } else { press.words.contact.clone() },
        issued_at,
        changed_at: press.changed_at.unwrap_or(issued_at),
        corrections: press
            .earlier
            .iter()
            .rev()
            .filter(|_| !back)
            .map(|e| correction(press, e, blocks))
            .collect(),
        retracted: press.retracted.as_ref().map(|why| fit(press, why, blocks)),
    }))
}

fn tellings(words: &PressWords) -> Vec<PublicTelling> {
    let of = |language, title: &String, body: &String| PublicTelling {
        language,
        title: title.clone(),
        body: body.clone(),
    };
    let both =
        [of(Language::En, &words.title, &words.body), of(Language::Es, &words.title_es, &words.body_es)];
    both.into_iter().filter(|telling| !telling.body.is_empty()).collect()
}

fn correction(press: &Press, earlier: &Earlier, blocks: &[Block]) -> PublicCorrection {
    PublicCorrection {
        at: earlier.until,
        note: fit(press, &earlier.note, blocks),
        note_es: fit(press, &earlier.note_es, blocks),
        before: if press.shows(earlier, blocks) { tellings(&earlier.words) } else { Vec::new() },
    }
}

/// A text, or nothing where the list forbids it.
fn fit(press: &Press, text: &str, blocks: &[Block]) -> String {
    if press.hits_beside(&[text], &press.words, blocks).is_empty() { text.to_owned() } else { String::new() }
}
