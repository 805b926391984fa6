//! What somebody wants who answers a message: to hear nothing more, to hear again, or to be told how.
//!
//! A keyword stands alone. A stop is heard in free words too, in both languages (`wishes/words.txt`): whoever does not
//! want messages need not know a code for it. Free words stop and still stay where a person reads them.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::danger::{Rule, read, sentences};
use super::ledger::Helped;
use crate::text::Language;

static STOPS: LazyLock<Vec<Rule>> = LazyLock::new(|| read(include_str!("wishes/words.txt")));

/// The words that networks and the law know (FCC 24-24), and their like in Spanish.
const STOP: [&str; 18] = [
    "stop",
    "stopall",
    "stop all",
    "quit",
    "end",
    "revoke",
    "opt out",
    "optout",
    "cancel",
    "unsubscribe",
    "alto",
    "parar",
    "pare",
    "basta",
    "fin",
    "cancelar",
    "baja",
    "no mas",
];
const START: [&str; 7] = ["start", "unstop", "resume", "empezar", "iniciar", "comenzar", "alta"];
const HELP: [&str; 4] = ["help", "info", "ayuda", "informacion"];

/// What somebody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wish {
    /// To get nothing more by this channel.
    Stop,
    /// To get messages again.
    Start,
    /// To be told what this is.
    Help,
}

impl Wish {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Wish::Stop => "stop",
            Wish::Start => "start",
            Wish::Help => "help",
        }
    }
}

/// The keyword that a message is, with the language of the word where only one language has it.
pub fn keyword(message: &str) -> Option<(Wish, Option<Language>)> {
    let words = flat(message)?;
    // "STOP please", "Stop." and "stop!!" are the keyword; "stop the cars" is not.
    let bare = words.strip_suffix(" please").or(words.strip_suffix(" por favor")).unwrap_or(&words);
    let bare = bare.strip_prefix("please ").unwrap_or(bare);
    let at = |list: &[&str]| list.iter().position(|word| *word == bare);
    let tell = |wish, at: usize, english: usize, all: usize| {
        let language = if at < english { Language::En } else { Language::Es };
        (at < all).then_some((wish, Some(language)))
    };
    at(&STOP)
        .and_then(|n| tell(Wish::Stop, n, 10, STOP.len()))
        .or_else(|| at(&START).and_then(|n| tell(Wish::Start, n, 3, START.len())))
        .or_else(|| at(&HELP).and_then(|n| tell(Wish::Help, n, 2, HELP.len())))
}

/// Whether a message asks in free words to hear nothing more.
pub fn wants_no_more(message: &str) -> bool {
    sentences(message).iter().any(|sentence| {
        let said: Vec<&str> = sentence.iter().map(String::as_str).collect();
        STOPS.iter().any(|rule| rule.holds(&said))
    })
}

/// Whether the answer helped, where a message says nothing else.
pub fn helped(message: &str) -> Option<Helped> {
    Some(match flat(message)?.as_str() {
        "yes" | "y" | "1" | "si" | "it did" | "it helped" | "si ayudo" => Helped::Yes,
        "partly" | "partially" | "2" | "en parte" | "mas o menos" => Helped::Partly,
        "no" | "n" | "3" | "it did not" | "not really" => Helped::No,
        _ => return None,
    })
}

/// The language of a message, as far as its words show it.
pub fn language_of(message: &str) -> Option<Language> {
    const SPANISH: [&str; 26] = [
        "el", "la", "los", "las", "un", "una", "que", "de", "en", "por", "para", "con", "hay", "muy", "mi",
        "su", "calle", "hola", "gracias", "favor", "esta", "estan", "cuando", "donde", "policia", "noche",
    ];
    const ENGLISH: [&str; 22] = [
        "the", "and", "is", "are", "on", "of", "to", "there", "my", "your", "please", "thanks", "hello",
        "street", "with", "at", "night", "when", "where", "police", "have", "it",
    ];
    let words: Vec<String> = sentences(message).into_iter().flatten().collect();
    let hits = |list: &[&str]| words.iter().filter(|word| list.contains(&word.as_str())).count();
    let spanish = hits(&SPANISH) + 2 * usize::from(message.contains(['¿', '¡', 'ñ', 'Ñ']));
    match spanish.cmp(&hits(&ENGLISH)) {
        std::cmp::Ordering::Greater => Some(Language::Es),
        std::cmp::Ordering::Less => Some(Language::En),
        std::cmp::Ordering::Equal => None,
    }
}

/// A short message as plain words with a space between; nothing for a longer one.
fn flat(message: &str) -> Option<String> {
    let words: Vec<String> = sentences(message).into_iter().flatten().collect();
    (1..=4).contains(&words.len()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn us_law_tcpa_a_stop_is_heard_as_keyword_and_in_free_words_in_both_languages() {
        for word in [
            "STOP",
            "Stop.",
            " stop!! ",
            "QUIT",
            "End",
            "revoke",
            "OPT OUT",
            "opt-out",
            "Cancel",
            "unsubscribe",
            "stop please",
            "please stop",
            "ALTO",
            "Parar",
            "¡Basta!",
            "no más",
            "baja por favor",
        ] {
            assert_eq!(keyword(word).map(|(wish, _)| wish), Some(Wish::Stop), "{word}");
        }
        for words in [
            "Please stop texting me, I moved away.",
            "do not contact me again",
            "I don't want these messages any more",
            "take me off this list",
            "leave me alone",
            "Stop sending me those alerts",
            "No more texts",
            "Por favor dejen de mandarme mensajes",
            "no me escriban más",
            "Ya no quiero recibir mensajes",
            "quítenme de la lista",
        ] {
            assert!(wants_no_more(words), "{words}");
        }
    }

    #[test]
    fn what_only_sounds_like_a_stop_is_none() {
        for words in [
            "Please stop the cars racing on Mill Road",
            "They don't stop at the stop sign",
            "The bus stop is broken",
            "When does it end?",
            "I want to cancel my parking permit complaint",
            "He would not leave me his number",
            "Nobody wrote to me again after the first message",
            "Los carros no paran en el alto",
            "No me mandaron a nadie",
            "Paren los carros en la calle Molino",
        ] {
            assert_eq!(keyword(words), None, "{words}");
            assert!(!wants_no_more(words), "{words}");
        }
    }

    #[test]
    fn other_keywords_are_known_by_their_language() {
        assert_eq!(keyword("Ayuda"), Some((Wish::Help, Some(Language::Es))));
        assert_eq!(keyword("INFO"), Some((Wish::Help, Some(Language::En))));
        assert_eq!(keyword("unstop"), Some((Wish::Start, Some(Language::En))));
        assert_eq!(keyword("help me now he has a gun and stands here"), None);
    }

    #[test]
    fn whether_it_helped_is_read_from_a_word_and_from_nothing_longer() {
        assert_eq!(helped("YES"), Some(Helped::Yes));
        assert_eq!(helped("Sí"), Some(Helped::Yes));
        assert_eq!(helped("2"), Some(Helped::Partly));
        assert_eq!(helped("No."), Some(Helped::No));
        assert_eq!(helped("No, they are still racing every night"), None);
    }

    #[test]
    fn languages_the_words_show_theirs() {
        assert_eq!(language_of("Los carros corren muy rápido en la calle Molino"), Some(Language::Es));
        assert_eq!(language_of("Cars are racing on Mill Road at night"), Some(Language::En));
        assert_eq!(language_of("¿Policía?"), Some(Language::Es));
        assert_eq!(language_of("ok"), None);
    }
}
