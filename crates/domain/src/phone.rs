//! A telephone number as networks route it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// A telephone number in international form (ITU-T E.164): `+`, a country, and 7 to 15 digits in all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// The number as text, such as `+15550100199`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with all but its last two digits hidden, for lists and logs.
    pub fn masked(&self) -> String {
        format!("+…{}", &self.0[self.0.len() - 2..])
    }
}

impl FromStr for Phone {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Phone, Refusal> {
        let bad = || Refusal::malformed("phone");
        let bare: String =
            text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{a0}')).collect();
        if bare.is_empty() {
            return Err(Refusal::required("phone"));
        }
        let digits = bare.strip_prefix('+').ok_or_else(bad)?;
        let fits = (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if fits { Ok(Phone(bare)) } else { Err(bad()) }
    }
}

impl TryFrom<String> for Phone {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Phone, Refusal> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_as_networks_route_it() {
        let phone: Phone = "+1 (555) 010-0199".parse().unwrap();
        assert_eq!((phone.as_str(), phone.masked().as_str()), ("+15550100199", "+…99"));
        for bad in ["555-0100", "+0155501001", "+12345", "+1234567890123456", "+1555010O199", "12345"] {
            assert_eq!(bad.parse::<Phone>(), Err(Refusal::malformed("phone")), "{bad}");
        }
        assert_eq!(" ".parse::<Phone>(), Err(Refusal::required("phone")));
    }
}
