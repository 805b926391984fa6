//! A key that is the same for equal places, however they were typed.

/// Street types as agencies write them, each with the form that the key has.
const TYPES: &[(&str, &[&str])] = &[
    ("ALY", &["ALLEY", "ALLY"]),
    ("AVE", &["AV", "AVENUE", "AVEN", "AVN"]),
    ("BLVD", &["BL", "BOULEVARD", "BOUL", "BLV", "BVD"]),
    ("CIR", &["CI", "CIRCLE", "CRCL"]),
    ("CT", &["COURT", "CRT"]),
    ("DR", &["DRIVE", "DRV"]),
    ("EXPY", &["EXPRESSWAY", "EXPWY"]),
    ("FWY", &["FREEWAY"]),
    ("HWY", &["HIGHWAY", "HY"]),
    ("LN", &["LANE", "LA"]),
    ("PKWY", &["PARKWAY", "PKY", "PKW", "PK"]),
    ("PL", &["PLACE", "PLC"]),
    ("PLZ", &["PLAZA", "PZ"]),
    ("RD", &["ROAD"]),
    ("SQ", &["SQUARE"]),
    ("ST", &["STREET", "STR"]),
    ("TER", &["TERRACE", "TERR", "TE"]),
    ("TRL", &["TRAIL", "TR"]),
    ("WAY", &["WY"]),
];

/// Directions as they are spelled out, and in the key.
const DIRECTIONS: [(&str, &str); 8] = [
    ("NORTH", "N"),
    ("SOUTH", "S"),
    ("EAST", "E"),
    ("WEST", "W"),
    ("NORTHEAST", "NE"),
    ("NORTHWEST", "NW"),
    ("SOUTHEAST", "SE"),
    ("SOUTHWEST", "SW"),
];

/// Numbered streets that are spelled out.
const ORDINALS: [(&str, &str); 10] = [
    ("FIRST", "1ST"),
    ("SECOND", "2ND"),
    ("THIRD", "3RD"),
    ("FOURTH", "4TH"),
    ("FIFTH", "5TH"),
    ("SIXTH", "6TH"),
    ("SEVENTH", "7TH"),
    ("EIGHTH", "8TH"),
    ("NINTH", "9TH"),
    ("TENTH", "10TH"),
];

/// Words before the part of a building that is meant: it and what follows does not make another place.
const UNITS: [&str; 10] = ["APT", "APARTMENT", "UNIT", "STE", "SUITE", "RM", "ROOM", "FL", "FLOOR", "LOT"];

/// The key of an address: upper case, blanks collapsed, types and directions in one form, units and the given endings
/// (such as `,MKE`) gone, the two streets of a corner in one order. Nothing if no letter or digit is left.
pub fn key(text: &str, endings: &[String]) -> Option<String> {
    let mut key = tidy(text);
    for ending in endings {
        let ending = tidy(ending);
        if let Some(rest) = key.strip_suffix(&ending).filter(|_| !ending.is_empty()) {
            key.truncate(rest.trim_end_matches([',', ' ']).len());
            break;
        }
    }
    if !key.chars().any(char::is_alphanumeric) {
        return None;
    }
    let mut sides: Vec<String> =
        corner(&key).into_iter().map(|side| street(&side)).filter(|s| !s.is_empty()).collect();
    // A house number stands for a place of its own; corners are the same from both sides.
    if !sides.first().is_some_and(|s| s.starts_with(|c: char| c.is_ascii_digit()) && numbered(s)) {
        sides.sort();
    }
    Some(sides.join("/")).filter(|key| !key.is_empty())
}

/// Only case and blanks in one form: what was typed, and no more.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        let mark = matches!(c, ',' | '/');
        let after_mark = tidy.ends_with([',', '/']) || tidy.is_empty();
        if gap && !mark && !after_mark {
            tidy.push(' ');
        }
        gap = false;
        if c.is_ascii() {
            tidy.push(c.to_ascii_uppercase());
        } else {
            tidy.extend(c.to_uppercase());
        }
    }
    tidy
}

/// Whether a side begins with a house number and not with a numbered street.
fn numbered(side: &str) -> bool {
    side.split(' ').next().is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit() || b == b'X'))
}

/// The streets of a corner, however they are joined; one for an address.
fn corner(key: &str) -> Vec<String> {
    let joined = key.replace(" & ", "/").replace(['&', '\\', '@'], "/").replace(" AND ", "/");
    joined.split('/').map(|side| side.trim().to_owned()).collect()
}

/// One street, with or without a house number, in one form.
fn street(side: &str) -> String {
    // Marks that say nothing, such as the points of "N. 14th St.".
    let plain: String = side.chars().map(|c| if matches!(c, '.' | '\'') { ' ' } else { c }).collect();
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    if let Some(unit) = words.iter().skip(1).position(|w| UNITS.contains(w) || w.starts_with('#')) {
        words.truncate(unit + 1);
    }
    words.retain(|w| *w != "OF");
    let last = words.len();
    let number = usize::from(words.first().is_some_and(|w| numbered(w)));
    let block = words.get(number).is_some_and(|w| matches!(*w, "BLOCK" | "BLK"));
    // Where the street's own name begins, behind the number and "block".
    let lead = number + usize::from(block);
    let mut out: Vec<&str> = Vec::with_capacity(last);
    for (i, word) in words.iter().enumerate() {
        let word = word.trim_end_matches(',');
        let before_type = i + 2 == last && kind(words[i + 1]).is_some();
        let first = i == lead;
        let form = if first && i + 1 < last && !before_type || i > 1 && i + 1 == last {
            DIRECTIONS.iter().find(|(long, _)| *long == word).map(|(_, short)| *short)
        } else {
            None
        };
        let direction_last = last > 1
            && DIRECTIONS.iter().any(|(long, short)| words[last - 1] == *long || words[last - 1] == *short);
        let at_end = i > 0 && (i + 1 == last || direction_last && i + 2 == last);
        let form = form.or_else(|| if at_end { kind(word) } else { None });
        let form = form.or_else(|| match word {
            "BLK" => Some("BLOCK"),
            "SAINT" => Some("ST"),
            _ => ORDINALS.iter().find(|(long, _)| *long == word && i + 1 < last).map(|(_, short)| *short),
        });
        out.push(form.unwrap_or(word));
    }
    out.join(" ")
}

/// The form of a street type that the key has; nothing for another word.
fn kind(word: &str) -> Option<&'static str> {
    TYPES.iter().find(|(form, others)| *form == word || others.contains(&word)).map(|(form, _)| *form)
}

/// The key without the words that are left out most often: type and directions.
pub(crate) fn bare(key: &str) -> String {
    let short = |w: &&str| kind(w).is_none() && !DIRECTIONS.iter().any(|(_, short)| short == w);
    let sides: Vec<String> =
        key.split('/').map(|side| side.split(' ').filter(short).collect::<Vec<_>>().join(" ")).collect();
    sides.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_places_have_equal_keys() {
        let endings = [",MKE".to_owned(), ", west allis".to_owned()];
        for text in [
            "749 W STATE ST,MKE",
            " 749  w State St ",
            "749 W STATE ST , mke",
            "749 W\tSTATE ST",
            "749 West State Street",
            "749 W. State St. Apt 3",
            "749 W STATE ST #12",
        ] {
            assert_eq!(key(text, &endings).as_deref(), Some("749 W STATE ST"), "{text}");
        }
        for text in [
            "S 84TH ST / W GREENFIELD AV, WEST ALLIS",
            "W Greenfield Ave & S 84th St",
            "W GREENFIELD AVENUE AND SOUTH 84TH STREET",
            "S 84TH ST \\ W GREENFIELD AVE",
        ] {
            assert_eq!(key(text, &endings).as_deref(), Some("S 84TH ST/W GREENFIELD AVE"), "{text}");
        }
        assert_eq!(key("300 Block of West 14TH ST", &[]), key("300 BLK W 14TH STREET", &[]));
        assert_eq!(key("1200 FIRST AVE", &[]).as_deref(), Some("1200 1ST AVE"));
        assert_eq!(key("1055 N 16th St Northwest", &[]).as_deref(), Some("1055 N 16TH ST NW"));
    }

    #[test]
    fn different_places_keep_different_keys() {
        // North Avenue is a name, St Charles is no street type, and a lettered avenue is none of the directions.
        assert_eq!(key("2500 NORTH AVE", &[]).as_deref(), Some("2500 NORTH AVE"));
        assert_eq!(key("2500 W NORTH AV", &[]).as_deref(), Some("2500 W NORTH AVE"));
        assert_eq!(key("10 ST CHARLES AVE", &[]).as_deref(), Some("10 ST CHARLES AVE"));
        assert_eq!(key("10 SAINT CHARLES AVENUE", &[]), key("10 ST CHARLES AVE", &[]));
        assert_ne!(key("749 W STATE ST", &[]), key("749 E STATE ST", &[]));
        assert_ne!(key("10XX ALBERNI ST", &[]), key("11XX ALBERNI ST", &[]));
        assert_eq!(key("1 ST,GFD", &[]).as_deref(), Some("1 ST,GFD"));
        assert_eq!(key("COURT ST", &[]).as_deref(), Some("COURT ST"));
    }

    #[test]
    fn nothing_written_is_no_place() {
        assert_eq!(key("  ,MKE", &[",MKE".to_owned()]), None);
        assert_eq!(key(" - / ", &[]), None);
        assert_eq!(key("", &[]), None);
    }

    #[test]
    fn a_key_of_a_key_is_the_same() {
        for text in [
            "749 West State Street",
            "S 84TH ST / W GREENFIELD AV",
            "2500 NORTH AVE",
            "THE PLAZA",
            "1 ST,GFD",
        ] {
            let once = key(text, &[]).unwrap();
            assert_eq!(key(&once, &[]).as_deref(), Some(once.as_str()), "{text}");
        }
    }
}
