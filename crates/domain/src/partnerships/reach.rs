//! Whether somebody may be written to at an address or number: the one place that says so for letters and texts of a
//! thread. Alerts have a permit of their own ([`super::subscriptions`]), which needs a confirmed subscription.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::concerns::{Channel, Concern};
use super::wishes::Wish;
use crate::text::Language;

/// Most proofs that are kept of one address; the first always stays.
const PROOFS: usize = 100;

/// Somebody at an address or number, as far as consent goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correspondent {
    /// Mail or text message.
    pub channel: Channel,
    /// The address or number.
    pub address: String,
    /// In which language the last message came.
    pub language: Language,
    /// Since when nothing may be sent there.
    pub stopped_at: Option<Timestamp>,
    /// What was said about it, the earliest first.
    pub proofs: Vec<Said>,
    /// Counts edits; 0 before it is kept.
    #[serde(skip)]
    pub version: i64,
}

/// Proof of a stop or of its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What was asked for.
    pub wish: Wish,
    /// In which words, at most the first 200 signs.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

impl Correspondent {
    /// Somebody of whom nothing is known yet.
    pub fn new(channel: Channel, address: &str, language: Language) -> Correspondent {
        Correspondent {
            channel,
            address: address.to_owned(),
            language,
            stopped_at: None,
            proofs: Vec::new(),
            version: 0,
        }
    }

    /// Ends everything to this address at once. Tells whether that changed anything.
    pub fn stop(&mut self, words: &str, now: Timestamp) -> bool {
        self.note(Wish::Stop, words, now);
        let changed = self.stopped_at.is_none();
        self.stopped_at.get_or_insert(now);
        changed
    }

    /// Takes a stop back. Tells whether there was one.
    pub fn start(&mut self, words: &str, now: Timestamp) -> bool {
        self.note(Wish::Start, words, now);
        self.stopped_at.take().is_some()
    }

    fn note(&mut self, wish: Wish, words: &str, at: Timestamp) {
        if self.proofs.len() >= PROOFS {
            self.proofs.remove(1);
        }
        self.proofs.push(Said { wish, words: words.chars().take(200).collect(), at });
    }

    /// Leave to confirm, once, what was just asked for: the only message that a stopped number still gets.
    pub fn confirmation(&self, changed: bool) -> Option<Permit> {
        changed.then(|| self.leave())
    }

    /// Leave to answer a message that just came from there.
    pub fn answer(&self) -> Option<Permit> {
        self.stopped_at.is_none().then(|| self.leave())
    }

    fn leave(&self) -> Permit {
        Permit { channel: self.channel, address: self.address.clone(), language: self.language }
    }
}

/// Leave to send one message to one address, now. Only a thread whose resident gave the address, or a message that
/// came from there, makes one.
#[derive(Debug, PartialEq, Eq)]
pub struct Permit {
    channel: Channel,
    address: String,
    language: Language,
}

impl Permit {
    /// Leave to send something of a thread to where its resident wants answers; none for another address, and none
    /// once that address said stop.
    pub fn of_thread(concern: &Concern, address: &str, known: Option<&Correspondent>) -> Option<Permit> {
        if known.is_some_and(|known| known.stopped_at.is_some()) {
            return None;
        }
        let channel = match () {
            () if concern.email.as_ref().is_some_and(|email| email.as_str() == address) => Channel::Email,
            () if concern.phone.as_ref().is_some_and(|phone| phone.as_str() == address) => Channel::Sms,
            () => return None,
        };
        Some(Permit { channel, address: address.to_owned(), language: concern.language })
    }

    /// By which way.
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// Where to.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// In which language.
    pub fn language(&self) -> Language {
        self.language
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partnerships::concerns::tests::concern;

    const NOW: Timestamp = Timestamp::constant(1_771_243_200, 0);

    #[test]
    fn preferences_a_stop_holds_at_once_for_every_thread_and_only_a_start_ends_it() {
        let concern = Concern { phone: Some("+15550100199".parse().unwrap()), ..concern() };
        let mut robin = Correspondent::new(Channel::Sms, "+15550100199", Language::Es);
        let may = |robin: &Correspondent| Permit::of_thread(&concern, "+15550100199", Some(robin)).is_some();
        assert!(may(&robin));
        assert!(robin.stop("STOP", NOW));
        assert!(!robin.stop("stop!!", NOW), "two stops at once are one");
        assert!(!may(&robin) && robin.answer().is_none());
        assert!(robin.confirmation(true).is_some() && robin.confirmation(false).is_none());
        assert!(robin.start("START", NOW) && may(&robin));
        assert_eq!(robin.proofs.len(), 3);
    }

    #[test]
    fn no_thread_gives_leave_to_write_to_another_address() {
        let concern = Concern { email: Some("robin@example.org".parse().unwrap()), ..concern() };
        assert!(Permit::of_thread(&concern, "robin@example.org", None).is_some());
        assert_eq!(Permit::of_thread(&concern, "kim@example.org", None), None);
        assert_eq!(Permit::of_thread(&concern, "+15550100199", None), None);
    }

    #[test]
    fn proofs_do_not_grow_without_end() {
        let mut robin = Correspondent::new(Channel::Sms, "+15550100199", Language::En);
        for n in 0..300 {
            robin.stop(&n.to_string(), NOW);
        }
        assert_eq!((robin.proofs.len(), robin.proofs[0].words.as_str()), (PROOFS, "0"));
    }
}
