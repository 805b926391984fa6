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
    "deten",
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
/// Words for numbers, and for more or less of something, as they are spoken.
const SPOKEN: &[&str] = &[
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "thirty",
    "forty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "double",
    "twice",
    "triple",
    "half",
    "increase",
    "raise",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "treinta",
    "cuarenta",
    "sesenta",
    "setenta",
    "ochenta",
    "noventa",
    "doble",
    "duplicar",
    "duplique",
    "triple",
    "mitad",
    "aumentar",
    "aumente",
];
/// "Stop" before one of these is something one does oneself: stop by the shops.
const STOP_BY: &[&str] = &["by", "at", "in", "for", "and", "to"];
/// "Stop" after one of these is a place.
const STOPS_OF: &[&str] = &["bus", "tram", "trolley", "train"];
/// How many words may stand between the number and what is counted.
const NEAR: usize = 4;

/// The lines of a text; one that only goes on in the next, in small letters, belongs to it.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let goes_on = line.trim_start().starts_with(char::is_lowercase);
        match lines.last_mut() {
            Some(last) if goes_on => {
                last.push(' ');
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Whether words count arrests, stops or citations, or ask for a number of them. It looks for a number near such a
/// word; what it cannot see, people still must.
pub fn names_a_quota(text: &str) -> bool {
    let mut sentences = text.split(['.', ';', '!', '?']).flat_map(lines).map(|line| line.to_lowercase());
    sentences.any(|sentence| {
        let words: Vec<&str> =
            sentence.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let beside = |n: usize, all: &[&str]| words.get(n).is_some_and(|w| all.contains(w));
        let counted = |n: usize, w: &str| {
            let by = w == "stop" && beside(n + 1, STOP_BY);
            let else_meant = by || (n > 0 && beside(n - 1, STOPS_OF));
            COUNTED.iter().any(|c| w.starts_with(c)) && !["stopped", "stopping"].contains(&w) && !else_meant
        };
        let number =
            |_: usize, w: &str| w.parse::<u32>().is_ok() || NUMBERS.contains(&w) || SPOKEN.contains(&w);
        let at = |test: &dyn Fn(usize, &str) -> bool| -> Vec<usize> {
            words.iter().enumerate().filter(|(n, w)| test(*n, w)).map(|(n, _)| n).collect()
        };
        let (things, numbers) = (at(&counted), at(&number));
        things.iter().any(|t| numbers.iter().any(|n| t.abs_diff(*n) <= NEAR))
    })
}
