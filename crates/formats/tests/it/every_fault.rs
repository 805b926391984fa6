//! Every fault that agencies' files are known for, among good rows: each is told with its line and reason.

use std::collections::BTreeMap;
use std::sync::Arc;

use commonbeat_domain::information::imports::Tally;
use commonbeat_formats::incidents::{Boundary, Profile, Reader, RowOutcome, Settings};
use jiff::tz::TimeZone;

use crate::faults::{self, Fate};

fn fate(outcome: &RowOutcome) -> (u64, String) {
    let told = match outcome {
        RowOutcome::Accepted(_, flags) => format!("kept {}", flags.names().join(" ")),
        RowOutcome::Repeated { .. } => "repeated".into(),
        RowOutcome::Refused(refused) => format!("refused {}", refused.reason.name()),
    };
    (outcome.line(), told)
}

fn meant(fate: Fate) -> String {
    match fate {
        Fate::Kept(flag) => format!("kept {}", flag.unwrap_or_default()),
        Fate::Repeated => "repeated".into(),
        Fate::Refused(reason) => format!("refused {reason}"),
    }
}

/// The first row over the limit stands after 400,000, which is for the example `faults`; here it is left out.
#[test]
fn every_fault_is_told_with_line_and_reason_and_good_and_bad_are_all() {
    const ROWS: u64 = 40_000;
    let (mut file, mut wanted) = (Vec::new(), Vec::new());
    faults::write(ROWS, &mut file, |line, fate| wanted.push((line, meant(fate)))).unwrap();
    let boundary = Boundary::of_box(faults::TOWN, 5_000.0).map(Arc::new);
    let settings = Settings { boundary, ..Settings::new(TimeZone::get("America/Chicago").unwrap()) };
    let mut tally = Tally::default();
    let mut found = Vec::new();
    for outcome in Reader::new(&file[..], Profile::parse(faults::PROFILE).unwrap(), &settings).unwrap() {
        let outcome = outcome.unwrap();
        outcome.count(&mut tally);
        found.push(fate(&outcome));
    }
    let first = found.iter().zip(&wanted).find(|(a, b)| a != b);
    assert_eq!(first, None, "the first row that is told otherwise");
    assert_eq!((found.len() as u64, tally.rows), (ROWS, ROWS));
    assert!(tally.adds_up());
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    wanted
        .iter()
        .filter_map(|(_, f)| f.strip_prefix("refused "))
        .for_each(|r| *reasons.entry(r).or_default() += 1);
    assert_eq!(reasons.len(), 6, "all reasons but too_long");
    assert!(reasons.iter().all(|(reason, n)| tally.refused[*reason] == *n));
    assert_eq!(tally.flagged.len(), 8, "all flags but address_unmatched");
}
