//! Offenses weighed by their harm.

use commonbeat_analysis::wdd::{BeforeAfter, WddOptions, wdd, wdd_harm};

use super::answer::{Figures, Found, Offense};
use super::series::Spread;
use crate::{Error, Result, Table};

/// The sum over the offenses of a file, each a treated area against a control.
pub(super) fn weigh(table: &Table, options: WddOptions, spread: Spread) -> Result<Found> {
    let column = |names: [&str; 2]| table.counts(names.into_iter().find(|name| table.has(name)).unwrap_or(names[0]));
    let t0 = column(["treated_pre", "treated_before"])?;
    let t1 = column(["treated_post", "treated_after"])?;
    let c0 = column(["control_pre", "control_before"])?;
    let c1 = column(["control_post", "control_after"])?;
    let weights = table.numbers("weight")?;
    if weights.is_empty() {
        return Err(Error::option("harm", "the file has no row"));
    }
    let area = |before: u32, after: u32| BeforeAfter::new(u64::from(before), u64::from(after));
    let one = |row: usize| {
        let found = wdd(area(t0[row], t1[row]), &[area(c0[row], c1[row])], None, options)?;
        Ok((found.local, weights[row]))
    };
    let parts = (0..weights.len()).map(one).collect::<Result<Vec<_>>>()?;
    let total = Figures::from(wdd_harm(&parts, options.alpha)?);
    let offense = |&(found, weight)| Offense { weight, figures: Figures::from(found) };
    Ok(Found {
        total,
        local: total,
        displacement: None,
        ratio: None,
        dispersion: spread,
        offenses: Some(parts.iter().map(offense).collect()),
    })
}
