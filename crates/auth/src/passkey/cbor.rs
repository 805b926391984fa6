//! The little of CBOR (RFC 8949) that devices write: whole numbers, bytes, texts, lists and maps of definite length.
//! Anything else is not read, and nothing is read deeper than four levels.

/// One item; bytes and texts are those of the source.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item<'a> {
    Number(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    List(Vec<Item<'a>>),
    Map(Vec<(Item<'a>, Item<'a>)>),
    /// True, false, nothing.
    Simple,
}

const DEEPEST: u8 = 4;

impl<'a> Item<'a> {
    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Item::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Item::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The value under a number.
    pub(super) fn get(&self, key: i64) -> Option<&Item<'a>> {
        self.find(&Item::Number(key))
    }

    /// The value under a text.
    pub(super) fn get_text(&self, key: &str) -> Option<&Item<'a>> {
        match self {
            Item::Map(pairs) => pairs.iter().find(|(k, _)| *k == Item::Text(key)).map(|(_, v)| v),
            _ => None,
        }
    }

    fn find(&self, key: &Item<'_>) -> Option<&Item<'a>> {
        match self {
            Item::Map(pairs) => pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }
}

/// The one item that the bytes are.
pub(super) fn whole(bytes: &[u8]) -> Option<Item<'_>> {
    first(bytes).filter(|(_, rest)| rest.is_empty()).map(|(item, _)| item)
}

/// The first item, and what follows it.
pub(super) fn first(bytes: &[u8]) -> Option<(Item<'_>, &[u8])> {
    item(bytes, 0)
}

fn item(bytes: &[u8], depth: u8) -> Option<(Item<'_>, &[u8])> {
    let (head, rest) = bytes.split_first()?;
    let (size, rest) = argument(head & 0x1f, rest)?;
    let number = i64::try_from(size).ok()?;
    let length = usize::try_from(size).ok()?;
    Some(match head >> 5 {
        0 => (Item::Number(number), rest),
        1 => (Item::Number(-1 - number), rest),
        2 => rest.split_at_checked(length).map(|(bytes, rest)| (Item::Bytes(bytes), rest))?,
        3 => {
            let (bytes, rest) = rest.split_at_checked(length)?;
            (Item::Text(std::str::from_utf8(bytes).ok()?), rest)
        }
        4 | 5 if depth >= DEEPEST => return None,
        4 => {
            let (mut list, mut rest) = (Vec::new(), rest);
            for _ in 0..length {
                let (one, behind) = item(rest, depth + 1)?;
                list.push(one);
                rest = behind;
            }
            (Item::List(list), rest)
        }
        5 => {
            let (mut map, mut rest) = (Vec::new(), rest);
            for _ in 0..length {
                let (key, behind) = item(rest, depth + 1)?;
                let (value, behind) = item(behind, depth + 1)?;
                // A key that stands twice could be read in two ways.
                if map.iter().any(|(known, _)| *known == key) {
                    return None;
                }
                map.push((key, value));
                rest = behind;
            }
            (Item::Map(map), rest)
        }
        7 if (20..=23).contains(&size) => (Item::Simple, rest),
        _ => return None,
    })
}

/// The number that follows a head.
fn argument(low: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    let bytes = match low {
        0..=23 => return Some((u64::from(low), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (number, rest) = rest.split_at_checked(bytes)?;
    Some((number.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    #[test]
    fn the_examples_of_rfc_8949_are_read() {
        // Appendix A.
        let cases = [
            ("00", Item::Number(0)),
            ("1818", Item::Number(24)),
            ("1903e8", Item::Number(1000)),
            ("1a000f4240", Item::Number(1_000_000)),
            ("20", Item::Number(-1)),
            ("3903e7", Item::Number(-1000)),
            ("f5", Item::Simple),
            ("4401020304", Item::Bytes(&[1, 2, 3, 4])),
            ("62c3bc", Item::Text("ü")),
            ("83010203", Item::List(vec![Item::Number(1), Item::Number(2), Item::Number(3)])),
            (
                "a201020304",
                Item::Map(vec![(Item::Number(1), Item::Number(2)), (Item::Number(3), Item::Number(4))]),
            ),
        ];
        for (text, item) in cases {
            assert_eq!(whole(&hex(text)), Some(item), "{text}");
        }
    }

    #[test]
    fn what_is_cut_short_doubled_endless_or_too_deep_is_not_read() {
        for text in
            ["", "18", "44010203", "a101", "a201020103", "5f42010243030405ff", "8181818181810a", "0000"]
        {
            assert_eq!(whole(&hex(text)), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = first(&bytes);
        }
    }
}
