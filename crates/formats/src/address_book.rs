//! Finds where an address is: as it stands, in another form, or nearly.

use std::collections::HashMap;

use commonbeat_domain::place::LonLat;

use crate::address;

/// How an address was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Letter by letter, but for case and blanks.
    Exact,
    /// In another form: types, directions, units, order of a corner.
    Normalized,
    /// Nearly: without its type or direction, or with a letter or two typed wrong, and no other address is as near.
    Close,
}

impl How {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            How::Exact => "exact",
            How::Normalized => "normalized",
            How::Close => "close",
        }
    }
}

/// Where an address is, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matched {
    /// Where.
    pub at: LonLat,
    /// How it was found.
    pub how: How,
    /// From 0 to 1: 1 exact, 0.95 normalized; close ones from 0.9 down to 0.7 by how much is missing or wrong.
    pub score: f64,
}

/// The agency's addresses. Of equal ones the first counts.
#[derive(Clone, Debug, Default)]
pub struct AddressBook {
    /// By what was typed; only where it differs from the key.
    exact: HashMap<String, LonLat>,
    by_key: HashMap<String, LonLat>,
    /// By the key without types and directions; nothing where several addresses share it.
    by_bare: HashMap<String, Option<LonLat>>,
    /// Streets without types and directions by house number, for typing errors.
    by_number: HashMap<String, Vec<(Box<str>, LonLat)>>,
}

impl AddressBook {
    /// A book of these points.
    pub fn new<'a>(points: impl IntoIterator<Item = (&'a str, LonLat)>) -> AddressBook {
        let mut book = AddressBook::default();
        for (text, at) in points {
            book.add(text, at);
        }
        book
    }

    fn add(&mut self, text: &str, at: LonLat) {
        let Some(key) = address::key(text, &[]) else { return };
        let tidy = address::tidy(text);
        if tidy != key {
            self.exact.entry(tidy).or_insert(at);
        }
        if self.by_key.contains_key(&key) {
            return;
        }
        let bare = address::bare(&key);
        if let Some((number, street)) = split(&bare) {
            self.by_number.entry(number.to_owned()).or_default().push((street.into(), at));
        }
        self.by_bare.entry(bare).and_modify(|at| *at = None).or_insert(Some(at));
        self.by_key.insert(key, at);
    }

    /// Where an address is: `text` as it was typed, `key` by [`address::key`].
    pub fn find(&self, text: &str, key: &str) -> Option<Matched> {
        let sure = |at: &LonLat, how, score| Matched { at: *at, how, score };
        let tidy = address::tidy(text);
        if let Some(at) = self.exact.get(&tidy) {
            return Some(sure(at, How::Exact, 1.0));
        }
        if let Some(at) = self.by_key.get(key) {
            let how = if tidy == key { (How::Exact, 1.0) } else { (How::Normalized, 0.95) };
            return Some(sure(at, how.0, how.1));
        }
        let bare = address::bare(key);
        if let Some(found) = self.by_bare.get(&bare) {
            return found.as_ref().map(|at| sure(at, How::Close, 0.9));
        }
        self.nearly(&bare)
    }

    /// The one address of the same house number whose street is typed nearly the same.
    fn nearly(&self, bare: &str) -> Option<Matched> {
        let (number, street) = split(bare)?;
        let most = if street.chars().count() >= 8 { 2 } else { 1 };
        let mut best: Option<(usize, LonLat)> = None;
        let mut alone = true;
        for (other, at) in self.by_number.get(number)? {
            let apart = distance(street, other, most);
            match (apart, best) {
                (None, _) => {}
                (Some(n), Some((least, _))) if n > least => {}
                (Some(n), Some((least, _))) if n == least => alone = false,
                (Some(n), _) => (best, alone) = (Some((n, *at)), true),
            }
        }
        let (apart, at) = best.filter(|_| alone)?;
        Some(Matched { at, how: How::Close, score: if apart <= 1 { 0.8 } else { 0.7 } })
    }

    /// How many different addresses it has.
    pub fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }
}

/// House number and street; nothing for a corner or a numbered street, where a letter makes another street.
fn split(bare: &str) -> Option<(&str, &str)> {
    let (number, street) = bare.split_once(' ')?;
    let digits = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    let plain = number.bytes().all(|b| b.is_ascii_digit()) && !digits(street) && !street.contains('/');
    (plain && street.len() >= 4).then_some((number, street))
}

/// How many letters are added, left out, changed or swapped with the next, if at most `most` (Damerau's distance of
/// adjacent swaps).
fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    Some(rows[a.len()][b.len()]).filter(|n| *n <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(f64, How, f64)> {
        let at = |n: f64| LonLat::new(n, 43.0).unwrap();
        let book = AddressBook::new([
            ("749 W State St", at(1.0)),
            ("100 N Greenfield Ave", at(2.0)),
            ("100 S Oakland Ave", at(3.0)),
            ("100 N Oakland Ave", at(4.0)),
            ("100 N Oakwood Ave", at(5.0)),
            ("S 84th St / W Greenfield Ave", at(6.0)),
            ("5 N 14th St", at(7.0)),
        ]);
        let key = address::key(text, &[])?;
        book.find(text, &key).map(|m| (m.at.lon(), m.how, m.score))
    }

    #[test]
    fn an_address_is_found_exactly_then_in_another_form_then_nearly() {
        assert_eq!(found("749 w state st"), Some((1.0, How::Exact, 1.0)));
        assert_eq!(found("749 West State Street, "), Some((1.0, How::Normalized, 0.95)));
        assert_eq!(found("749 West State Street Apt 2"), Some((1.0, How::Normalized, 0.95)));
        assert_eq!(found("W GREENFIELD AV/S 84TH ST"), Some((6.0, How::Normalized, 0.95)));
        assert_eq!(found("749 STATE"), Some((1.0, How::Close, 0.9)));
        assert_eq!(found("100 N Grenfield Av"), Some((2.0, How::Close, 0.8)));
        assert_eq!(found("100 N Gerenfeild Av"), Some((2.0, How::Close, 0.7)));
    }

    #[test]
    fn what_could_be_several_addresses_is_none() {
        assert_eq!(found("100 Oakland Ave"), None, "north or south");
        assert_eq!(found("101 N Greenfield Ave"), None, "another house");
        assert_eq!(found("5 N 15th St"), None, "a digit makes another street");
        assert_eq!(found("100 N Elm St"), None);
    }
}
