//! Words that claim an effect, in both languages.

/// Beginnings of words and short phrases that say that something changed for the better because of what was done.
/// "Worked with the school" is not one; "it worked" is.
const CLAIMS: &[&str] = &[
    "it worked",
    "this worked",
    "that worked",
    "succeeded",
    "success",
    "solved",
    "reduc",
    "decreas",
    "dropped by",
    "dropped to",
    "dropped from",
    "fell by",
    "fell to",
    "fell from",
    "went down",
    "down by",
    "cut in half",
    "halved",
    "put an end to",
    "% fewer",
    "% less",
    "percent fewer",
    "percent less",
    "funcionó",
    "funciono ",
    "éxito",
    "exito",
    "se resolvió",
    "resuelto",
    "redujo",
    "redujeron",
    "reducci",
    "reducid",
    "disminuy",
    "disminuci",
    "bajó",
    "bajaron",
    "acabó con",
    "a la mitad",
    "% menos",
    "por ciento menos",
];

/// Whether words say that what was done had an effect. Meant to be seen by who writes: a word too many is answered
/// by saying what was done instead.
pub fn claims_an_effect(words: &str) -> bool {
    let lower = words.to_lowercase();
    let text: String = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = format!(" {text} ").replace(" %", "%");
    CLAIMS.iter().any(|claim| match claim.chars().next() {
        Some('%') => text.contains(claim),
        _ => text
            .match_indices(claim)
            .any(|(at, _)| text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_an_effect_are_told_from_words_of_what_was_done() {
        for claim in [
            "Break-ins fell by a third",
            "A success for everybody",
            "38 % fewer calls",
            "The lamps REDUCED theft",
            "Los robos bajaron",
            "Un 20% menos de llamadas",
            "We tried it, and it worked.",
        ] {
            assert!(claims_an_effect(claim), "{claim}");
        }
        for done in [
            "We worked with the school and its parents.",
            "34 lamps were mended, and the lots are locked at night.",
            "Trabajamos con la escuela. Los vecinos pintaron el muro.",
            "Nobody asked the night staff before.",
            "An unsolved question",
        ] {
            assert!(!claims_an_effect(done), "{done}");
        }
    }
}
