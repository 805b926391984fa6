//! Whether a finding is one that is known already, and what becomes of it then.

use commonbeat_domain::problems::candidates::{Candidate, Decision};

use super::find::Finding;

/// What becomes of a finding.
#[derive(Debug, PartialEq)]
pub enum Fate<'a> {
    /// Nobody has seen it before, or it has grown much since it was set aside.
    New,
    /// It is open, or was gone and came back: it gets the figures of today.
    Refresh(&'a Candidate),
    /// Somebody decided on it; that stands.
    Decided(&'a Candidate),
}

/// Compares a finding with the newest form of everything known.
pub fn fate<'a>(finding: &Finding, known: &'a [Candidate]) -> Fate<'a> {
    let Some(old) = known.iter().filter(|c| same(finding, c)).max_by_key(|c| c.found_at) else {
        return Fate::New;
    };
    match &old.decision {
        Decision::Open | Decision::Gone => Fate::Refresh(old),
        Decision::Dismissed { .. } if old.outgrown_by(finding.evidence.observed) => Fate::New,
        _ => Fate::Decided(old),
    }
}

/// The same kind and class, and each lies where the other does: outlines shift a little from run to run.
fn same(finding: &Finding, known: &Candidate) -> bool {
    let close = || match (finding.shape.center(), known.shape.center()) {
        (Some(new), Some(old)) => known.shape.contains(new) || finding.shape.contains(old),
        _ => false,
    };
    finding.kind == known.kind
        && finding.offense == known.offense
        && (known.offense.is_some() || finding.evidence.statistic == known.evidence.statistic)
        && close()
}
