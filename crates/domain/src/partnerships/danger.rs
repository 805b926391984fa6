//! Words that sound like present danger, in what residents write to the agency: they raise a human at once.
//!
//! Not a watch on what people say anywhere: only on messages that somebody addressed to the agency. A hit decides
//! nothing; it puts the message on top and tells the supervisors, who read it. So the rules lean to calling somebody
//! for nothing. They are data (`danger/words.txt`), in both languages, whatever language the form was in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A row of words: each part is one of several phrases, and lets so many other words stand before it.
type Pattern = Vec<(usize, Vec<Vec<&'static str>>)>;

pub(super) struct Rule {
    pub(super) name: &'static str,
    pattern: Pattern,
    unless: Vec<&'static str>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| read(include_str!("danger/words.txt")));

/// The first rule that the words meet, by name; nothing where they sound like no present danger.
pub fn sounds_like(words: &str) -> Option<&'static str> {
    sentences(words).iter().find_map(|sentence| {
        let said: Vec<&str> = sentence.iter().map(String::as_str).collect();
        RULES.iter().find(|rule| rule.holds(&said)).map(|rule| rule.name)
    })
}

impl Rule {
    pub(super) fn holds(&self, said: &[&str]) -> bool {
        let taken_back = || said.iter().any(|word| self.unless.contains(word));
        (0..said.len()).any(|at| follows(&self.pattern, said, at, true)) && !taken_back()
    }
}

/// Whether the pattern stands at this word; its first part exactly there.
fn follows(pattern: &[(usize, Vec<Vec<&str>>)], said: &[&str], at: usize, first: bool) -> bool {
    let Some(((gap, phrases), rest)) = pattern.split_first() else { return true };
    let last = if first { at } else { at + gap };
    (at..=last).any(|start| {
        phrases.iter().any(|phrase| {
            said.get(start..start + phrase.len()).is_some_and(|there| there == phrase.as_slice())
                && follows(rest, said, start + phrase.len(), false)
        })
    })
}

/// The sentences of a text as plain words: lower case, without accents and apostrophes.
pub(super) fn sentences(text: &str) -> Vec<Vec<String>> {
    let plain: String = text.to_lowercase().chars().filter_map(plain).collect();
    plain
        .split(['.', '!', '?', '\n', ';'])
        .map(|s| {
            s.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
        })
        .filter(|sentence: &Vec<String>| !sentence.is_empty())
        .collect()
}

/// A letter without its accent; nothing for apostrophes and for accents that stand alone.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        '\'' | '’' | '‘' | '`' | '\u{301}' | '\u{303}' | '\u{308}' => return None,
        other => other,
    })
}

pub(super) fn read(text: &'static str) -> Vec<Rule> {
    let lines = || text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    let lists: BTreeMap<&str, Vec<&str>> = lines()
        .filter_map(|line| line.split_once(" = "))
        .filter(|(name, _)| name.starts_with('@'))
        .map(|(name, words)| (name, words.split_whitespace().collect()))
        .collect();
    let rule = |line: &'static str| {
        let mut parts = line.split(" | ").map(str::trim);
        let (_, name, pattern) = (parts.next()?, parts.next()?, parts.next()?);
        let unless = parts.next().and_then(|u| u.strip_prefix("unless: ")).unwrap_or_default();
        let unless = unless.split_whitespace().flat_map(|w| lists.get(w).cloned().unwrap_or(vec![w]));
        Some(Rule { name, pattern: pattern_of(pattern), unless: unless.collect() })
    };
    lines().filter(|line| !line.starts_with('@')).filter_map(rule).collect()
}

fn pattern_of(text: &'static str) -> Pattern {
    let mut parts = Vec::new();
    let mut gap = 0;
    for part in text.split_whitespace() {
        match part.strip_prefix('~') {
            Some(n) => gap = n.parse().unwrap_or(0),
            None => {
                parts.push((gap, part.split('/').map(|p| p.split('_').collect()).collect()));
                gap = 0;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests;
