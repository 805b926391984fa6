//! What worked, across closed problems: each as a case without persons and without a place, fit to be pooled with others
//! and to travel to another agency.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::ProblemId;
use crate::information::offenses::Offense;
use crate::problems::about::{Behavior, Environment};
use crate::problems::assessment::{Conclusion, Design, Displacement, Reading};
use crate::problems::problem::{Problem, Status, Tier};
use crate::problems::techniques::is_technique;
use crate::{Key, Refusal, text};

/// What was measured in the treated area against its comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Count before.
    pub before: u64,
    /// Count after.
    pub after: u64,
    /// Ratio against the comparison: 0.62 is 38 % less.
    pub ratio: Option<f64>,
    /// 95 % interval of it.
    pub interval: Option<(f64, f64)>,
    /// What it says.
    pub reading: Reading,
    /// Whether the whole follow-up was counted.
    pub complete: bool,
}

/// A closed problem with what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The same in every file.
    pub id: Uuid,
    /// Month in which it was closed: its first day.
    pub closed: Date,
    /// How much was asked of it.
    pub tier: Tier,
    /// Classes of incidents.
    pub offenses: Vec<Offense>,
    /// Behavior.
    pub behavior: Option<Behavior>,
    /// Environment.
    pub environment: Option<Environment>,
    /// Techniques of what was chosen, 1 to 25.
    pub techniques: BTreeSet<u8>,
    /// Whether arrests and patrol were all that was chosen.
    pub enforcement_only: bool,
    /// What was concluded.
    pub conclusion: Conclusion,
    /// How it was measured.
    pub design: Option<Design>,
    /// What was measured.
    pub measured: Option<Measured>,
    /// Whether it moved, or its benefit spread.
    pub moved: Option<Displacement>,
    /// Whether the plan was changed after the response began.
    pub deviates: bool,
    /// What people said, where the public page tells it.
    pub said: String,
    /// What was done, where the public page tells it.
    pub did: String,
}

/// An interval of 95 % is so many standard errors wide.
const WIDTH: f64 = 3.919_928;

impl Case {
    /// The case of a closed problem; none where nothing was concluded. Words come along only as they stand on the public
    /// page, and never for classes whose places are not shown.
    pub fn of(problem: &Problem) -> Option<Case> {
        let assessment = &problem.assessment;
        let conclusion = assessment.conclusion.filter(|_| problem.status == Status::Closed)?;
        let closed = problem.closed_at?.to_zoned(jiff::tz::TimeZone::UTC).date().first_of_month();
        let chosen: Vec<_> = problem.response.chosen().collect();
        let open = problem.public.shown && !problem.offenses.iter().any(Offense::sensitive);
        let words = |text: &str| if open { text.to_owned() } else { String::new() };
        let measured = assessment.outcome.as_ref().and_then(|outcome| {
            let own = outcome.areas.first()?;
            Some(Measured {
                before: own.before,
                after: own.after,
                ratio: own.ratio,
                interval: own.interval,
                reading: own.reading,
                complete: outcome.complete,
            })
        });
        Some(Case {
            id: problem.id.uuid(),
            closed,
            tier: problem.tier,
            offenses: problem.offenses.clone(),
            behavior: problem.about.behavior,
            environment: problem.about.environment,
            techniques: chosen.iter().flat_map(|option| option.techniques.iter().copied()).collect(),
            enforcement_only: problem.response.enforcement_only(),
            conclusion,
            design: assessment.plan.as_ref().map(|plan| plan.design()),
            measured,
            moved: assessment.displacement,
            deviates: assessment.deviates(),
            said: words(&problem.public.said),
            did: words(&problem.public.did),
        })
    }

    /// Whether it is the case of this problem.
    pub fn is_of(&self, problem: ProblemId) -> bool {
        self.id == problem.uuid()
    }

    /// Logarithm of the ratio with its standard error, where the case may be pooled with others: measured to the end, against
    /// comparison areas, by the plan that was locked, with an interval that has two ends.
    pub fn effect(&self) -> Option<(f64, f64)> {
        let measured = self.measured.as_ref().filter(|m| m.complete && !self.deviates)?;
        let compared = matches!(self.design, Some(Design::Comparison | Design::Both));
        let (low, high) =
            measured.interval.filter(|(low, high)| *low > 0.0 && high > low && high.is_finite())?;
        let ratio = measured.ratio.filter(|ratio| compared && *ratio > 0.0 && ratio.is_finite())?;
        Some((ratio.ln(), (high.ln() - low.ln()) / WIDTH))
    }
}

/// Cases on their way to another agency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// [`FORMAT`].
    pub format: String,
    /// Name of the agency whose cases they are.
    pub agency: String,
    /// Day on which the file was made.
    pub made_on: Date,
    /// The cases.
    pub cases: Vec<Case>,
}

/// What the files are.
pub const FORMAT: &str = "commonbeat-library/1";
/// Most cases of one file.
pub const MOST: usize = 5_000;
/// Largest file, in bytes.
pub const LARGEST: usize = 8 << 20;

impl Exchange {
    /// Reads a file of another agency on a day; refuses what is none, is too large, or holds what cannot be. Why is told
    /// by a key: `large`, `form`, `figures` or `days`.
    pub fn read(bytes: &[u8], today: Date) -> Result<Exchange, Refusal> {
        let unfit = |why| Err(Refusal::unfit("file", why));
        if bytes.is_empty() {
            return Err(Refusal::required("file"));
        }
        if bytes.len() > LARGEST {
            return unfit("large");
        }
        let Ok(file) = serde_json::from_slice::<Exchange>(bytes) else { return unfit("form") };
        let Ok(agency) = text::line("file", &file.agency) else { return unfit("form") };
        if file.cases.len() > MOST {
            return unfit("large");
        }
        if file.format != FORMAT || !file.cases.iter().all(readable) {
            return unfit("form");
        }
        if !file.cases.iter().all(|case| case.measured.as_ref().is_none_or(credible)) {
            return unfit("figures");
        }
        // A day more, for agencies on the other side of the date line.
        let day = |day: Date| day >= EARLIEST && day <= today.tomorrow().unwrap_or(today);
        if !day(file.made_on) || !file.cases.iter().all(|c| day(c.closed) && c.closed.day() == 1) {
            return unfit("days");
        }
        Ok(Exchange { agency, ..file })
    }
}

/// Most characters of a text that comes along.
const WORDS: usize = 4_000;

/// Problem-oriented policing is not older.
const EARLIEST: Date = Date::constant(1970, 1, 1);
/// Ratios beyond this, either way, are no result of a response.
const FURTHEST: f64 = 1_000.0;
/// More incidents than any area has.
const COUNT: u64 = 100_000_000;

fn readable(case: &Case) -> bool {
    let short = |text: &str| text.chars().count() <= WORDS;
    case.techniques.iter().all(|n| is_technique(*n))
        && case.offenses.len() <= 50
        && short(&case.said)
        && short(&case.did)
}

/// Whether figures of another agency can be what they say: one case with an interval far narrower than its own counts
/// allow would outweigh all others when they are pooled.
fn credible(measured: &Measured) -> bool {
    let Measured { before, after, ratio, interval, .. } = *measured;
    let may_be = |ratio: f64| ratio.is_finite() && (0.0..=FURTHEST).contains(&ratio);
    let width = |(low, high): (f64, f64)| {
        let narrowest = (1.0 / (before as f64 + 0.5) + 1.0 / (after as f64 + 0.5)).sqrt();
        // Half of what chance alone makes, so that no honest way of counting is refused.
        low <= 0.0 || !high.is_finite() || (high / low).ln() / WIDTH >= 0.5 * narrowest
    };
    let ends = |(low, high): (f64, f64)| {
        low >= 0.0 && high >= low && low <= FURTHEST && ratio.is_none_or(|r| (low..=high).contains(&r))
    };
    before <= COUNT
        && after <= COUNT
        && ratio.is_none_or(may_be)
        && interval.is_none_or(|both| ends(both) && width(both))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> Case {
        Case {
            id: Uuid::from_u128(7),
            closed: Date::constant(2026, 5, 1),
            tier: Tier::Formal,
            offenses: vec!["burglary".parse().unwrap()],
            behavior: Some(Behavior::Predatory),
            environment: None,
            techniques: [7, 9].into(),
            enforcement_only: false,
            conclusion: Conclusion::Worked,
            design: Some(Design::Both),
            measured: Some(Measured {
                before: 96,
                after: 61,
                ratio: Some(0.62),
                interval: Some((0.45, 0.85)),
                reading: Reading::Fell,
                complete: true,
            }),
            moved: None,
            deviates: false,
            said: String::new(),
            did: String::new(),
        }
    }

    fn file(change: impl FnOnce(&mut Case)) -> Vec<u8> {
        let mut one = case();
        change(&mut one);
        let file = Exchange {
            format: FORMAT.into(),
            agency: "Millbrook Police".into(),
            made_on: Date::constant(2026, 6, 1),
            cases: vec![one],
        };
        serde_json::to_vec(&file).unwrap()
    }

    #[test]
    fn a_case_is_pooled_only_where_it_was_measured_to_the_end_against_a_comparison_by_the_locked_plan() {
        let (effect, error) = case().effect().unwrap();
        assert!((effect - 0.62_f64.ln()).abs() < 1e-12 && (error - 0.1622).abs() < 1e-3, "{effect} {error}");
        let without = |change: fn(&mut Case)| {
            let mut one = case();
            change(&mut one);
            one.effect()
        };
        assert_eq!(without(|c| c.design = Some(Design::PrePost)), None);
        assert_eq!(without(|c| c.deviates = true), None);
        assert_eq!(without(|c| c.measured.as_mut().unwrap().complete = false), None);
        assert_eq!(without(|c| c.measured.as_mut().unwrap().interval = Some((0.0, 0.9))), None);
        assert_eq!(without(|c| c.measured = None), None);
    }

    #[test]
    fn a_file_comes_back_as_it_went_and_what_cannot_be_is_refused() {
        let read = |bytes: &[u8]| Exchange::read(bytes, Date::constant(2026, 6, 1));
        assert_eq!(read(&file(|_| ())).unwrap().cases, [case()]);
        assert_eq!(read(b""), Err(Refusal::required("file")));
        assert_eq!(read(&vec![b' '; LARGEST + 1]), Err(Refusal::unfit("file", "large")));
        for bad in [
            b"{}".to_vec(),
            b"\x00\xff".to_vec(),
            file(|c| c.techniques = [26].into()),
            file(|c| c.said = "x".repeat(4_001)),
            String::from_utf8(file(|_| ()))
                .unwrap()
                .replace("\"moved\"", "\"name_of_a_person\"")
                .into_bytes(),
            String::from_utf8(file(|_| ())).unwrap().replace("library/1", "library/2").into_bytes(),
        ] {
            assert_eq!(read(&bad), Err(Refusal::unfit("file", "form")));
        }
    }

    #[test]
    fn figures_that_no_response_can_have_are_refused() {
        let changed = |change: fn(&mut Measured)| {
            let bytes = file(|c| change(c.measured.as_mut().unwrap()));
            Exchange::read(&bytes, Date::constant(2026, 6, 1)).map(|_| ())
        };
        for change in [
            (|m| m.interval = Some((0.9, 0.2))) as fn(&mut Measured),
            |m| m.interval = Some((0.7, 0.9)),
            |m| (m.ratio, m.interval) = (Some(5e-324), Some((5e-324, 1e-323))),
            |m| (m.ratio, m.interval) = (Some(1e308), Some((1.0, 1e308))),
            // Narrower than 96 and 61 incidents can ever tell.
            |m| m.interval = Some((0.619, 0.621)),
            |m| m.before = u64::MAX,
        ] {
            assert_eq!(changed(change), Err(Refusal::unfit("file", "figures")));
        }
        assert_eq!(changed(|m| m.interval = Some((0.0, 0.9))), Ok(()));
        assert_eq!(changed(|m| (m.ratio, m.interval) = (None, None)), Ok(()));
    }

    #[test]
    fn a_case_closed_in_the_future_or_on_a_day_of_its_own_is_refused() {
        let closed =
            |day: Date| Exchange::read(&file(|c| c.closed = day), Date::constant(2026, 6, 1)).map(|_| ());
        assert_eq!(closed(Date::constant(2026, 6, 1)), Ok(()));
        for day in [Date::constant(2026, 7, 1), Date::constant(2026, 5, 13), Date::constant(-9999, 1, 1)] {
            assert_eq!(closed(day), Err(Refusal::unfit("file", "days")));
        }
    }
}
