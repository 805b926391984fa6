//! A nudge before a report of a "suspicious person" is sent: describe what people do, not how they look.
//!
//! It asks once and never refuses. Nothing of it is kept.

use crate::partnerships::danger::sentences;

/// Words for somebody who is found suspicious, as written in forms; the first word of each may stand anywhere.
const SUSPECTING: [&str; 21] = [
    "suspicious person",
    "suspicious man",
    "suspicious woman",
    "suspicious people",
    "suspicious guy",
    "suspicious looking",
    "sketchy",
    "shady",
    "looks suspicious",
    "looked suspicious",
    "acting suspicious",
    "does not belong",
    "doesnt belong",
    "dont belong",
    "not from here",
    "no es de aqui",
    "no son de aqui",
    "sospechoso",
    "sospechosa",
    "sospechosos",
    "mala pinta",
];

/// Whether a text speaks of somebody as suspicious, so that its writer is asked to describe behavior.
pub fn wants_a_nudge(words: &str) -> bool {
    sentences(words).iter().any(|sentence| {
        let said = format!(" {} ", sentence.join(" "));
        SUSPECTING.iter().any(|phrase| said.contains(&format!(" {phrase} ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suspicious_person_is_asked_about_and_a_suspicious_package_is_not() {
        for words in [
            "There is a suspicious man in a hoodie on our block.",
            "Two sketchy guys by the garages",
            "They don’t belong here.",
            "Hay un hombre sospechoso en la esquina",
            "Esa gente no es de aquí.",
        ] {
            assert!(wants_a_nudge(words), "{words}");
        }
        for words in [
            "A man tries the door handles of parked cars.",
            "There is a suspicious package at the bus stop.",
            "The shade tree fell.",
            "I suspect that the lamp is broken.",
            "Un hombre prueba las puertas de los carros.",
        ] {
            assert!(!wants_a_nudge(words), "{words}");
        }
    }
}
