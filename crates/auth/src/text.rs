//! Bytes as text that survives mail programs, dictation and typing: Crockford's base 32, in lower case.
//!
//! Base 64 would be shorter, but its `-` and `_` are cut off by programs that guess where a link ends, and its
//! letter case is lost on the telephone. Source of the alphabet: <https://www.crockford.com/base32.html>.

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Writes bytes whose count is a multiple of five, so that no bits are left over.
pub(crate) fn encode(bytes: &[u8]) -> String {
    debug_assert!(bytes.len().is_multiple_of(5), "only whole groups have one spelling");
    bytes
        .chunks(5)
        .flat_map(|group| {
            let bits = group.iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
            (0..8).rev().map(move |at| char::from(ALPHABET[(bits >> (at * 5)) as usize & 31]))
        })
        .collect()
}

/// Reads exactly `N` bytes (a multiple of five); letter case does not matter and look-alikes are taken for what
/// they look like. `None` for anything else.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let symbols = text.as_bytes();
    if !N.is_multiple_of(5) || symbols.len() != N / 5 * 8 {
        return None;
    }
    let mut bytes = [0_u8; N];
    for (group, into) in symbols.chunks(8).zip(bytes.chunks_mut(5)) {
        let mut bits = 0_u64;
        for symbol in group {
            bits = (bits << 5) | value(*symbol)?;
        }
        into.copy_from_slice(&bits.to_be_bytes()[3..]);
    }
    Some(bytes)
}

/// The symbol of five bits; what is more is left out.
pub(crate) fn symbol(bits: u8) -> char {
    char::from(ALPHABET[usize::from(bits) & 31])
}

/// The five bits a symbol stands for.
pub(crate) fn value(symbol: u8) -> Option<u64> {
    let symbol = match symbol.to_ascii_lowercase() {
        b'o' => b'0',
        b'i' | b'l' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|known| *known == symbol).map(|at| at as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bytes: [u8; 20]) {
            prop_assert_eq!(decode::<20>(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = decode::<20>(&text);
            let _ = decode::<10>(&text);
        }
    }

    #[test]
    fn look_alikes_and_capitals_are_understood() {
        assert_eq!(decode::<5>("OIL00000"), decode::<5>("01100000"));
        assert_eq!(decode::<5>("ABCDEFGH"), decode::<5>("abcdefgh"));
    }

    #[test]
    fn wrong_lengths_and_strange_symbols_are_refused() {
        for text in ["", "0000000", "000000000", "0000000u", "000000é"] {
            assert_eq!(decode::<5>(text), None, "{text}");
        }
    }

    #[test]
    fn five_bytes_are_eight_symbols_most_significant_first() {
        assert_eq!(encode(&[0xff; 5]), "zzzzzzzz");
        assert_eq!(encode(&[0, 0, 0, 0, 1]), "00000001");
        assert_eq!(encode(&[0x08, 0, 0, 0, 0]), "10000000");
    }
}
