//! How many parts a text message is sent in, which is what an agency pays for and what a telephone may tear apart.
//!
//! One part holds 160 signs of the GSM 7-bit alphabet (3GPP TS 23.038), or 70 units of UCS-2 as soon as one sign is not
//! in it; a message of several parts loses seven, or three, of each to their numbering (TS 23.040, 9.2.3.24.1).

/// Signs of the GSM 7-bit default alphabet beyond digits and plain letters.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// Signs of its extension table: each takes two places.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How a text travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// The GSM 7-bit alphabet.
    Gsm7,
    /// UCS-2, which every other sign needs.
    Ucs2,
}

/// What a text takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Its alphabet.
    pub alphabet: Alphabet,
    /// Places: septets, or units of two bytes.
    pub units: usize,
    /// Messages over the air.
    pub parts: usize,
}

/// Counts a text. An escape pair and the two halves of an emoji never stand in different parts.
pub fn parts(text: &str) -> Parts {
    let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
    match septets {
        Some(places) => count(Alphabet::Gsm7, &places, 160, 153),
        None => count(Alphabet::Ucs2, &text.chars().map(char::len_utf16).collect::<Vec<_>>(), 70, 67),
    }
}

fn septets(sign: char) -> Option<usize> {
    if sign.is_ascii_alphanumeric() || BASIC.contains(sign) {
        Some(1)
    } else {
        EXTENDED.contains(sign).then_some(2)
    }
}

fn count(alphabet: Alphabet, places: &[usize], alone: usize, several: usize) -> Parts {
    let units = places.iter().sum();
    if units <= alone {
        return Parts { alphabet, units, parts: usize::from(units > 0) };
    }
    let mut parts = 1;
    let mut room = several;
    for place in places {
        if *place > room {
            parts += 1;
            room = several;
        }
        room -= place;
    }
    Parts { alphabet, units, parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &str) -> (Alphabet, usize, usize) {
        let found = parts(text);
        (found.alphabet, found.units, found.parts)
    }

    #[test]
    fn sms_segments_are_counted_as_networks_do() {
        use Alphabet::{Gsm7, Ucs2};
        assert_eq!(counted(""), (Gsm7, 0, 0));
        assert_eq!(counted(&"a".repeat(160)), (Gsm7, 160, 1));
        assert_eq!(counted(&"a".repeat(161)), (Gsm7, 161, 2));
        assert_eq!(counted(&"a".repeat(306)), (Gsm7, 306, 2));
        assert_eq!(counted(&"a".repeat(307)), (Gsm7, 307, 3));
        assert_eq!(counted("¿Señora Peña, àèìòù?"), (Gsm7, 20, 1), "Spanish ñ and ¿ are in the alphabet");
        assert_eq!(counted("fútbol"), (Ucs2, 6, 1), "ú is not");
        assert_eq!(counted(&"€".repeat(80)), (Gsm7, 160, 1));
        assert_eq!(counted(&"ñ".repeat(70)), (Gsm7, 70, 1));
        assert_eq!(counted(&"í".repeat(71)), (Ucs2, 71, 2));
    }

    #[test]
    fn an_emoji_over_sms_parts_is_never_torn_apart() {
        assert_eq!(counted(&"🦉".repeat(35)), (Alphabet::Ucs2, 70, 1));
        // 67 units hold 33 owls and a place that stays empty.
        assert_eq!(counted(&"🦉".repeat(36)), (Alphabet::Ucs2, 72, 2));
        assert_eq!(counted(&"🦉".repeat(67)), (Alphabet::Ucs2, 134, 3));
        let escaped = format!("{}€{}", "a".repeat(152), "a".repeat(152));
        assert_eq!(counted(&escaped), (Alphabet::Gsm7, 306, 3), "152 and an empty place, 153, and one more");
    }
}
