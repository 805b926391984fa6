//! What becomes of every row of agencies' files under the shipped profiles; `known.toml` says how many and why.

use std::collections::BTreeSet;

use commonbeat_formats::incidents::shipped_names;

use crate::known;

#[test]
fn every_shipped_profile_has_a_file_that_shows_it_and_a_reason_for_what_becomes_of_its_rows() {
    let list = known::list();
    let shown: BTreeSet<&str> = list.iter().map(|k| k.profile.as_str()).collect();
    assert_eq!(shown, shipped_names().collect());
    assert!(list.iter().all(|k| !k.why.is_empty()));
}

#[test]
fn agencies_files_are_accepted_flagged_and_refused_row_by_row_as_known() {
    let mut wrong = Vec::new();
    for known in known::list() {
        if known.paths().is_empty() {
            eprintln!("shelf absent: {} not run", known::list().len());
            return;
        }
        let tally = known.tally();
        assert!(tally.adds_up());
        let found = (tally.rows, tally.accepted, tally.updated, tally.unchanged);
        let told = (known.rows, known.accepted, known.updated, known.unchanged);
        if (found, &tally.flagged, &tally.refused) != (told, &known.flagged, &known.refused) {
            wrong.push(format!(
                "{} {}\nrows = {}\naccepted = {}\nupdated = {}\nunchanged = {}\nflagged = {:?}\nrefused = {:?}",
                known.profile, known.what, found.0, found.1, found.2, found.3, tally.flagged, tally.refused
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
