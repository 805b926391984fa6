//! No quotas: a rating or a goal does not count arrests, stops or citations.

/// Beginnings of words for what must not be counted, in English and Spanish.
const COUNTED: &[&str] = &[
    "arrest",
    "citation",
    "ticket",
    "stop",
    "summons",
    "detention",
    "impound",
    "multa",
    "infracci",
    "citaci",
    "detenci",
    "arresto",
    "parada",
    "boleta",
];
/// Words for a number that are none.
const NUMBERS: &[&str] = &[
    "more",
    "fewer",
    "quota",
    "minimum",
    "least",
    "dozen",
    "ten",
    "twenty",
    "fifty",
    "hundred",
    "most",
    "number",
    "más",
    "menos",
    "cuota",
    "mínimo",
    "docena",
    "diez",
    "veinte",
    "cincuenta",
    "cien",
    "número",
];
/// How many words may stand between the number and what is counted.
const NEAR: usize = 4;

/// Whether words count arrests, stops or citations, or ask for a number of them. It looks for a number near such a
/// word; what it cannot see, people still must.
pub fn names_a_quota(text: &str) -> bool {
    let lower = text.to_lowercase();
    let sentences = lower.split(['.', ';', '!', '?', '\n']);
    sentences.into_iter().any(|sentence| {
        let words: Vec<&str> =
            sentence.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let counted =
            |w: &&str| COUNTED.iter().any(|c| w.starts_with(c)) && !["stopped", "stopping"].contains(w);
        let number = |w: &&str| w.parse::<u32>().is_ok() || NUMBERS.contains(w);
        let at = |test: &dyn Fn(&&str) -> bool| -> Vec<usize> {
            words.iter().enumerate().filter(|(_, w)| test(w)).map(|(n, _)| n).collect()
        };
        let (things, numbers) = (at(&counted), at(&number));
        things.iter().any(|t| numbers.iter().any(|n| t.abs_diff(*n) <= NEAR))
    })
}
