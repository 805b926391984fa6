//! Reads a password as a guesser would: which stretches of it are cheap to guess.

use super::WeakPassword;
use std::sync::LazyLock;

/// What a guessable stretch of any length is worth: about as much as two unguessable characters, since it costs a
/// guesser about that many tries.
const STRETCH_WORTH: usize = 2;

/// Common passwords and the words they are made of, one a line.
pub(super) const COMMON: &str = include_str!("common.txt");

/// Rows and columns of keyboards, as fingers run over them.
const KEYBOARD: &[&str] = &[
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "!@#$%^&*()_+",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "147258369",
    "159357",
    "789456123",
];

/// The letters that a sign is commonly written for; the sign itself when none.
pub(super) fn stands_for(c: char) -> [char; 2] {
    match c {
        '0' => ['o', 'o'],
        '1' | '!' | '|' => ['i', 'l'],
        '3' | '€' => ['e', 'e'],
        '4' | '@' => ['a', 'a'],
        '5' | '$' => ['s', 's'],
        '7' => ['t', 't'],
        '8' => ['b', 'b'],
        other => [other, other],
    }
}

static COMMON_WORDS: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| COMMON.lines().map(lower).collect());

/// [`KEYBOARD`] in both directions.
static KEYBOARD_RUNS: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    KEYBOARD.iter().flat_map(|row| [row.chars().collect(), row.chars().rev().collect()]).collect()
});

/// What a guesser knows about one person.
pub(super) struct Known {
    personal: Vec<Vec<char>>,
}

/// How a guesser reads a password: what it is worth, and how many characters each kind of stretch covers.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) worth: usize,
    covered: [(usize, Option<WeakPassword>); 4],
}

impl Reading {
    fn add(&mut self, kind: WeakPassword, length: usize) {
        self.worth += STRETCH_WORTH.min(length);
        let at = match kind {
            WeakPassword::AboutYou => 0,
            WeakPassword::Sequence => 1,
            WeakPassword::Repeated => 2,
            _ => 3,
        };
        self.covered[at] = (self.covered[at].0 + length, Some(kind));
    }

    /// The kind that covers most of it.
    pub(super) fn weakness(&self) -> WeakPassword {
        let most = self.covered.iter().max_by_key(|(length, _)| *length);
        most.and_then(|(_, kind)| *kind).unwrap_or(WeakPassword::Common)
    }
}

impl Known {
    pub(super) fn new(email: &str, names: &[&str]) -> Known {
        let mut personal: Vec<Vec<char>> = names
            .iter()
            .copied()
            .chain([email])
            .flat_map(|name| name.split(|c: char| !c.is_alphanumeric()))
            .map(lower)
            .filter(|word| word.len() >= 3)
            .collect();
        // "Ashok Rao" may be written "ashokrao" or as initials with the name; the joined form is what is missing.
        personal.extend(
            names.iter().map(|name| lower(name).into_iter().filter(|c| c.is_alphanumeric()).collect()),
        );
        personal.retain(|word: &Vec<char>| word.len() >= 3);
        Known { personal }
    }

    /// Reads from left to right, always taking the longest stretch that is known.
    pub(super) fn read(&self, text: &[char], bonus: usize) -> Reading {
        let mut reading = Reading { worth: bonus, ..Reading::default() };
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let stretches = [
                (longest_word(&self.personal, rest), WeakPassword::AboutYou),
                (longest_word(&COMMON_WORDS, rest), WeakPassword::Common),
                (year(rest), WeakPassword::Sequence),
                (repeat(rest).max(seen_before(text, at)), WeakPassword::Repeated),
                (alphabet_run(rest).max(keyboard_run(rest)), WeakPassword::Sequence),
            ];
            match stretches.into_iter().max_by_key(|(length, _)| *length) {
                Some((length, kind)) if length > 0 => {
                    reading.add(kind, length);
                    at += length;
                }
                _ => {
                    reading.worth += 1;
                    at += 1;
                }
            }
        }
        reading
    }
}

fn lower(text: &str) -> Vec<char> {
    text.trim().chars().flat_map(char::to_lowercase).collect()
}

/// Length of the longest word that `text` begins with, signs for letters understood; 0 when none.
fn longest_word(words: &[Vec<char>], text: &[char]) -> usize {
    let begins = |word: &&Vec<char>| {
        word.len() <= text.len()
            && word.iter().zip(text).all(|(letter, c)| letter == c || stands_for(*c).contains(letter))
    };
    words.iter().filter(begins).map(Vec::len).max().unwrap_or(0)
}

/// 4 when `text` begins with a year of our time.
fn year(text: &[char]) -> usize {
    match text {
        ['1', '9', a, b, ..] | ['2', '0', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit() => 4,
        _ => 0,
    }
}

/// Length of a run of one character, from three on.
fn repeat(text: &[char]) -> usize {
    let length = text.iter().take_while(|c| Some(*c) == text.first()).count();
    if length >= 3 { length } else { 0 }
}

/// Length of a run along the alphabet or the numbers, up or down, from three on.
fn alphabet_run(text: &[char]) -> usize {
    let longest = [1_i64, -1].into_iter().map(|step| {
        let follows = |pair: &&[char]| {
            pair.iter().all(|c| c.is_alphanumeric())
                && i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == step
        };
        1 + text.windows(2).take_while(follows).count()
    });
    longest.max().filter(|length| *length >= 3).unwrap_or(0)
}

/// Length of what stood earlier in the text already, from four on.
fn seen_before(text: &[char], at: usize) -> usize {
    let (before, rest) = text.split_at(at);
    let common =
        |from: usize| before[from..].iter().zip(rest).take_while(|(earlier, c)| earlier == c).count();
    (0..at).map(common).max().filter(|length| *length >= 4).unwrap_or(0)
}

/// Length of a run along a keyboard, in either direction, from four on.
fn keyboard_run(text: &[char]) -> usize {
    let along = |row: &Vec<char>| {
        let common = |from: usize| row[from..].iter().zip(text).take_while(|(key, c)| key == c).count();
        (0..row.len()).map(common).max().unwrap_or(0)
    };
    KEYBOARD_RUNS.iter().map(along).max().filter(|length| *length >= 4).unwrap_or(0)
}
