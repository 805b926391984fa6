//! What may be made public, and how.
//!
//! Only this module can make a [`Cleared`] value, and pages for the public take nothing else. Figures are area
//! counts of whole months. A count from 1 up to the agency's limit is hidden; where one hidden count could be won
//! back from a total, another is hidden with it. A release is frozen once, for the whole agency, so that reading it
//! again, in slices, tells nothing more.

mod area;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::AreaId;
use crate::information::offenses::Offense;

pub use area::{
    Answers, Priority, PublicArea, PublicOfficer, PublicOutcome, Surroundings, Usual, clear_answers,
    clear_area, clear_officer, clear_priority, lines_of,
};

/// A value that passed the publishing rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cleared<T>(T);

impl<T> Cleared<T> {
    /// The value, to be shown.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// The value, to be shown.
    pub fn into_inner(self) -> T {
        self.0
    }
}

/// A public count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Count {
    /// The number itself.
    Exact(u32),
    /// Fewer than the limit, and more than none.
    Under(u32),
    /// Hidden because it would give another hidden count away.
    Hidden,
}

/// One line of a release: an area's count of one class in the month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The neighborhood.
    pub area: AreaId,
    /// The class, or `sensitive` for all sensitive classes together.
    pub offense: String,
    /// The count.
    pub count: Count,
    /// Range of the same month in earlier years, lowest and highest, when there are at least two of them and
    /// neither end is a hidden count.
    pub usual: Option<(u32, u32)>,
}

/// A frozen month of public figures of a whole agency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// First day of the month.
    pub month: Date,
    /// The limit under which counts are hidden.
    pub small_count: u32,
    /// One line for each area and class.
    pub lines: Vec<Line>,
}

/// Counts of one month before the rules: per area and class, with the same month of earlier years.
#[derive(Clone, Debug, Default)]
pub struct RawCounts {
    /// The neighborhoods that get a line each, even with no incident.
    pub areas: Vec<AreaId>,
    /// This month.
    pub counts: BTreeMap<(AreaId, Offense), u32>,
    /// The same month of earlier years; all entries in the same order of years.
    pub earlier: BTreeMap<(AreaId, Offense), Vec<u32>>,
}

/// Name under which sensitive classes are counted together.
pub const SENSITIVE: &str = "sensitive";

/// Clears a month of counts for the public.
///
/// Sensitive classes are added up into one line for each area. Every class that occurs anywhere gets a line in every
/// area, so that a missing line tells nothing. A hidden count that stands alone in its row (area) or column (class)
/// gets the smallest exact positive count of that row or column hidden with it, until none stands alone.
pub fn clear_release(month: Date, small_count: u32, raw: &RawCounts) -> Cleared<Release> {
    let table = Table::of(raw);
    let mut cells = table.primary(small_count);
    while complement(&mut cells, &table) {}
    let lines = raw
        .areas
        .iter()
        .enumerate()
        .flat_map(|(r, area)| table.classes.iter().enumerate().map(move |(c, class)| (r, c, *area, class)))
        .map(|(r, c, area, class)| Line {
            area,
            offense: class.clone(),
            count: cells[r][c],
            usual: usual(&table.earlier[r][c], small_count),
        })
        .collect();
    Cleared(Release { month, small_count, lines })
}

/// Counts as a rectangle: areas down, classes across.
struct Table {
    classes: Vec<String>,
    counts: Vec<Vec<u32>>,
    earlier: Vec<Vec<Vec<u32>>>,
}

impl Table {
    fn of(raw: &RawCounts) -> Table {
        let class = |o: &Offense| if o.sensitive() { SENSITIVE.to_owned() } else { o.to_string() };
        let mut classes: Vec<String> =
            raw.counts.keys().chain(raw.earlier.keys()).map(|(_, o)| class(o)).collect();
        classes.sort();
        classes.dedup();
        let mut counts = vec![vec![0; classes.len()]; raw.areas.len()];
        let mut earlier: Vec<Vec<Vec<u32>>> = vec![vec![Vec::new(); classes.len()]; raw.areas.len()];
        let place = |area: &AreaId, offense: &Offense| {
            let row = raw.areas.iter().position(|a| a == area)?;
            let column = classes.binary_search(&class(offense)).ok()?;
            Some((row, column))
        };
        for ((area, offense), n) in &raw.counts {
            if let Some((r, c)) = place(area, offense) {
                counts[r][c] += n;
            }
        }
        for ((area, offense), years) in &raw.earlier {
            if let Some((r, c)) = place(area, offense) {
                add_years(&mut earlier[r][c], years);
            }
        }
        Table { classes, counts, earlier }
    }

    fn primary(&self, small: u32) -> Vec<Vec<Count>> {
        let hide = |&n: &u32| if n > 0 && n < small { Count::Under(small) } else { Count::Exact(n) };
        self.counts.iter().map(|row| row.iter().map(hide).collect()).collect()
    }
}

fn add_years(sum: &mut Vec<u32>, years: &[u32]) {
    sum.resize(sum.len().max(years.len()), 0);
    for (total, n) in sum.iter_mut().zip(years) {
        *total += n;
    }
}

/// Hides one more count where a hidden one stands alone; tells whether it did.
fn complement(cells: &mut [Vec<Count>], table: &Table) -> bool {
    let rows = cells.len();
    let columns = table.classes.len();
    let lines = (0..rows)
        .map(|r| (0..columns).map(|c| (r, c)).collect::<Vec<_>>())
        .chain((0..columns).map(|c| (0..rows).map(|r| (r, c)).collect()));
    for line in lines {
        let hidden = line.iter().filter(|&&(r, c)| !matches!(cells[r][c], Count::Exact(_))).count();
        if hidden != 1 {
            continue;
        }
        let next = line
            .iter()
            .filter(|&&(r, c)| matches!(cells[r][c], Count::Exact(n) if n > 0))
            .min_by_key(|&&(r, c)| table.counts[r][c]);
        if let Some(&(r, c)) = next {
            cells[r][c] = Count::Hidden;
            return true;
        }
    }
    false
}

fn usual(years: &[u32], small: u32) -> Option<(u32, u32)> {
    if years.len() < 2 {
        return None;
    }
    let low = years.iter().min().copied()?;
    let high = years.iter().max().copied()?;
    // Rounded down to none and up to the limit: no year's small count can be read off either end.
    let low = if low < small { 0 } else { low };
    Some((low, high.max(small)))
}

/// What a public page may say of a problem: only words that somebody of the agency wrote for the public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicWords {
    /// What people said.
    pub said: String,
    /// What is being done, or was done.
    pub did: String,
}

/// Clears words that a person with the right to publish released for the public.
pub fn clear_words(said: &str, did: &str) -> Cleared<PublicWords> {
    Cleared(PublicWords { said: said.trim().to_owned(), did: did.trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;
    use proptest::prelude::*;

    fn area(n: u128) -> AreaId {
        AreaId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn release(rows: &[&[u32]], small: u32) -> Vec<Vec<Count>> {
        let classes: Vec<Offense> =
            ["arson", "burglary", "robbery", "theft"].iter().map(|t| t.parse().unwrap()).collect();
        let mut raw =
            RawCounts { areas: (0..rows.len()).map(|n| area(n as u128)).collect(), ..RawCounts::default() };
        for (r, row) in rows.iter().enumerate() {
            for (c, n) in row.iter().enumerate() {
                raw.counts.insert((raw.areas[r], classes[c].clone()), *n);
            }
        }
        let cleared = clear_release(Date::constant(2026, 1, 1), small, &raw).into_inner();
        cleared.lines.chunks(rows[0].len()).map(|l| l.iter().map(|l| l.count).collect()).collect()
    }

    #[test]
    fn a_small_count_is_hidden_and_no_total_gives_it_back() {
        let cells = release(&[&[3, 20, 30], &[10, 12, 14], &[8, 9, 40]], 5);
        assert_eq!(cells[0][0], Count::Under(5));
        for line in 0..3 {
            let row = cells[line].iter().filter(|c| !matches!(c, Count::Exact(_))).count();
            let column = cells.iter().filter(|r| !matches!(r[line], Count::Exact(_))).count();
            assert!(row != 1 && column != 1, "{cells:?}");
        }
    }

    #[test]
    fn none_is_said_as_none() {
        assert_eq!(release(&[&[0, 9]], 5)[0], [Count::Exact(0), Count::Exact(9)]);
    }

    #[test]
    fn sensitive_classes_are_counted_together() {
        let mut raw = RawCounts { areas: vec![area(1)], ..RawCounts::default() };
        raw.counts.insert((area(1), "sexual-offense".parse().unwrap()), 6);
        raw.counts.insert((area(1), "stalking".parse().unwrap()), 3);
        let release = clear_release(Date::constant(2026, 1, 1), 5, &raw).into_inner();
        assert_eq!(release.lines.len(), 1);
        assert_eq!(release.lines[0].offense, SENSITIVE);
        assert_eq!(release.lines[0].count, Count::Exact(9));
    }

    #[test]
    fn the_usual_range_shows_no_small_count_of_an_earlier_year() {
        assert_eq!(usual(&[3, 12, 9], 5), Some((0, 12)));
        assert_eq!(usual(&[1, 2], 5), Some((0, 5)));
        assert_eq!(usual(&[7], 5), None);
    }

    proptest! {
        #[test]
        fn no_count_under_the_limit_is_ever_exact_and_no_hidden_one_stands_alone(
            rows in proptest::collection::vec(proptest::collection::vec(0u32..30, 4), 1..6)
        ) {
            let cells = release(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>(), 5);
            for (r, row) in cells.iter().enumerate() {
                for (c, cell) in row.iter().enumerate() {
                    if let Count::Exact(n) = cell {
                        prop_assert!(*n == 0 || *n >= 5);
                        prop_assert_eq!(*n, rows[r][c]);
                    }
                }
                let hidden = row.iter().filter(|c| !matches!(c, Count::Exact(_))).count();
                let positive = rows[r].iter().filter(|n| **n > 0).count();
                prop_assert!(hidden != 1 || positive == 1, "{:?}", row);
            }
        }
    }
}
