//! The result in a sentence.

use commonbeat_domain::problems::assessment::{Outcome, Reading};

/// A sentence of `locales/`: its key and the whole numbers in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its key.
    pub key: &'static str,
    /// Names and values of its numbers; shares are in per cent.
    pub numbers: Vec<(&'static str, i64)>,
}

/// What the outcome says of the treated area.
///
/// | key | numbers |
/// |---|---|
/// | `result-fell` | `change`, between `low` and `high`: falls in per cent |
/// | `result-rose` | `change`, between `low` and `high`: rises in per cent |
/// | `result-chance` | anything from a `fall` to a `rise` fits |
/// | `result-chance-wide` | a `fall` of this size or any rise fits |
/// | `result-too-few` | `before`, `after` |
pub fn plain_sentence(outcome: &Outcome) -> Sentence {
    let too_few = |before: u64, after: u64| {
        let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        Sentence { key: "result-too-few", numbers: vec![("before", whole(before)), ("after", whole(after))] }
    };
    let Some(own) = outcome.areas.first() else { return too_few(0, 0) };
    let fall = |ratio: f64| percent(1.0 - ratio);
    let rise = |ratio: f64| percent(ratio - 1.0);
    match (own.reading, own.ratio, own.interval) {
        (Reading::Fell, Some(ratio), Some((low, high))) => Sentence {
            key: "result-fell",
            numbers: vec![("change", fall(ratio)), ("low", fall(high)), ("high", fall(low))],
        },
        (Reading::Rose, Some(ratio), Some((low, high))) => Sentence {
            key: "result-rose",
            numbers: vec![("change", rise(ratio)), ("low", rise(low)), ("high", rise(high))],
        },
        (Reading::CouldBeChance, Some(_), Some((low, high))) => Sentence {
            key: "result-chance",
            numbers: vec![("fall", fall(low).max(0)), ("rise", rise(high).max(0))],
        },
        (Reading::CouldBeChance, _, _) => Sentence { key: "result-chance-wide", numbers: vec![] },
        _ => too_few(own.before, own.after),
    }
}

fn percent(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use commonbeat_domain::problems::assessment::AreaResult;
    use commonbeat_domain::problems::candidates::Window;
    use jiff::civil::date;

    fn outcome(reading: Reading, ratio: Option<f64>, interval: Option<(f64, f64)>) -> Outcome {
        let own = AreaResult { name: "Lots".into(), before: 96, after: 61, ratio, interval, reading };
        Outcome {
            areas: vec![own],
            controls: (402, 411),
            dispersion: 1.0,
            method: "exact".into(),
            wdd: None,
            series: vec![],
            follow_up: Window { from: date(2025, 9, 1), until: date(2026, 3, 1) },
            complete: true,
            at: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_fall_is_said_with_its_limits_the_smaller_first() {
        let said = plain_sentence(&outcome(Reading::Fell, Some(0.62), Some((0.44, 0.88))));
        assert_eq!(said.key, "result-fell");
        assert_eq!(said.numbers, [("change", 38), ("low", 12), ("high", 56)]);
    }

    #[test]
    fn what_could_be_chance_or_is_too_little_is_called_that() {
        let said = plain_sentence(&outcome(Reading::CouldBeChance, Some(0.89), Some((0.59, 1.34))));
        assert_eq!((said.key, said.numbers), ("result-chance", vec![("fall", 41), ("rise", 34)]));
        let said = plain_sentence(&outcome(Reading::TooFew, None, None));
        assert_eq!((said.key, said.numbers), ("result-too-few", vec![("before", 96), ("after", 61)]));
    }
}
