//! The code of an anonymous tip: all that its writer has, shown once and typed back.
//!
//! Twenty symbols in five groups, such as `7K2M-9X0Q-4HFA-W1ZE-3PQ8`. The first four are the selector (20 bits) by which the
//! tip is found, the next fifteen the secret (75 bits), of which only a slow hash is stored. The last is a check symbol:
//! a sum over GF(32) with another weight at each place, so that any one mistyped symbol and any two that changed
//! places are told from a wrong code before anything is looked up.

use std::fmt;

use secrecy::{ExposeSecret, SecretBox};
use subtle::ConstantTimeEq;

use crate::text;
use crate::token::Token;

/// Symbols of a code.
pub const SYMBOLS: usize = 20;
/// Symbols of the selector.
const SELECTOR: usize = 4;
/// Symbols of a group.
const GROUP: usize = 4;

/// What was typed is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACode {
    /// Not twenty symbols, or other symbols.
    #[error("not a code")]
    Shape,
    /// Twenty symbols, at least one of them mistyped or out of its place.
    #[error("a code with a slip in it")]
    Slip,
}

/// The code of a tip. `Debug` shows nothing, memory is wiped on drop.
pub struct TipCode(SecretBox<[u8; SYMBOLS]>);

impl TipCode {
    /// The code that a token's randomness gives: its first 95 bits and their check symbol.
    pub fn of(token: &Token) -> TipCode {
        let bytes = token.bytes();
        let mut symbols = [0_u8; SYMBOLS];
        for (at, symbol) in symbols.iter_mut().take(SYMBOLS - 1).enumerate() {
            let bits = (0..5).map(|i| at * 5 + i).map(|bit| (bytes[bit / 8] >> (7 - bit % 8)) & 1);
            *symbol = bits.fold(0, |so_far, bit| (so_far << 1) | bit);
        }
        symbols[SYMBOLS - 1] = check(&symbols[..SYMBOLS - 1]);
        TipCode(SecretBox::init_with(|| symbols))
    }

    /// Reads what somebody typed: spaces, dashes and letter case do not matter, `O` counts as `0`, `I` and `L` as `1`.
    ///
    /// # Errors
    /// [`NotACode`] says whether it cannot be a code, or is one with a slip.
    pub fn parse(typed: &str) -> Result<TipCode, NotACode> {
        // What is longer than a code with a separator after each symbol is not looked at.
        if typed.len() > 80 {
            return Err(NotACode::Shape);
        }
        let plain = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.' | '_');
        let typed: Vec<char> = typed.chars().filter(plain).collect();
        let mut symbols = [0_u8; SYMBOLS];
        if typed.len() != SYMBOLS {
            return Err(NotACode::Shape);
        }
        for (symbol, c) in symbols.iter_mut().zip(typed) {
            let byte = u8::try_from(c).map_err(|_| NotACode::Shape)?;
            let value = text::value(byte).ok_or(NotACode::Shape)?;
            *symbol = u8::try_from(value).map_err(|_| NotACode::Shape)?;
        }
        if check(&symbols[..SYMBOLS - 1]) != symbols[SYMBOLS - 1] {
            return Err(NotACode::Slip);
        }
        Ok(TipCode(SecretBox::init_with(|| symbols)))
    }

    /// What is shown once: five groups of four capitals and digits. Goes onto that page and nowhere else.
    pub fn reveal(&self) -> String {
        let symbols = self.0.expose_secret().map(text::symbol);
        let group = |part: &[char]| part.iter().map(char::to_ascii_uppercase).collect::<String>();
        symbols.chunks(GROUP).map(group).collect::<Vec<_>>().join("-")
    }

    /// By which the tip is found: 0 to 1,048,575. Says nothing about the secret.
    pub fn selector(&self) -> u32 {
        let first = &self.0.expose_secret()[..SELECTOR];
        first.iter().fold(0, |so_far, symbol| (so_far << 5) | u32::from(*symbol))
    }

    /// The secret as text, to be hashed with a pepper and never stored.
    pub fn secret(&self) -> String {
        self.0.expose_secret()[SELECTOR..SYMBOLS - 1].iter().map(|s| text::symbol(*s)).collect()
    }

    /// Whether two codes are the same, in time that does not depend on where they differ.
    pub fn same(&self, other: &TipCode) -> bool {
        self.0.expose_secret().ct_eq(other.0.expose_secret()).into()
    }
}

impl fmt::Debug for TipCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TipCode(hidden)")
    }
}

/// The sum of the symbols, each times its own power of a generator of GF(32) (x⁵ + x² + 1). All weights up to the 31st
/// differ and the check symbol's own is 1, so one wrong symbol, or two exchanged, always change it.
fn check(symbols: &[u8]) -> u8 {
    symbols.iter().rev().fold(0, |sum, symbol| double(sum ^ symbol))
}

/// Times the generator.
fn double(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 0b10_0000 == 0 { shifted } else { (shifted ^ 0b10_0101) & 0b1_1111 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn code() -> TipCode {
        TipCode::of(&Token::derived(b"key", "a tip"))
    }

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let shown = code().reveal();
        assert_eq!(shown.len(), 24);
        assert_eq!(shown.matches('-').count(), 4);
        for typed in [
            shown.to_lowercase(),
            shown.replace('-', ""),
            shown.replace('-', " \u{2013} "),
            format!(" {shown}\n"),
            shown.replace('0', "o").replace('1', "L"),
        ] {
            assert!(TipCode::parse(&typed).unwrap().same(&code()), "{typed}");
        }
    }

    #[test]
    fn every_single_slip_and_every_exchange_of_two_symbols_is_told() {
        let right = *code().0.expose_secret();
        let text = |symbols: &[u8]| symbols.iter().map(|s| text::symbol(*s)).collect::<String>();
        for at in 0..SYMBOLS {
            for other in (0..32).filter(|other| *other != right[at]) {
                let mut wrong = right;
                wrong[at] = other;
                assert_eq!(TipCode::parse(&text(&wrong)).err(), Some(NotACode::Slip), "{at} {other}");
            }
            for to in (at + 1..SYMBOLS).filter(|to| right[*to] != right[at]) {
                let mut wrong = right;
                wrong.swap(at, to);
                assert_eq!(TipCode::parse(&text(&wrong)).err(), Some(NotACode::Slip), "{at} {to}");
            }
        }
    }

    #[test]
    fn the_selector_has_twenty_bits_and_the_secret_more_than_sixty_four() {
        let codes: Vec<TipCode> = (0..2_000).map(|_| TipCode::of(&Token::generate())).collect();
        let selectors: HashSet<u32> = codes.iter().map(TipCode::selector).collect();
        let secrets: HashSet<String> = codes.iter().map(TipCode::secret).collect();
        assert!(selectors.iter().all(|s| *s < 1 << 20) && selectors.iter().any(|s| *s >= 1 << 19));
        assert_eq!(secrets.len(), codes.len());
        assert_eq!(codes[0].secret().len() * 5, 75);
        let whole = codes[0].reveal().replace('-', "").to_lowercase();
        assert_eq!(whole[4..19], codes[0].secret());
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", code()), "TipCode(hidden)");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = TipCode::parse(&text);
        }
    }
}
