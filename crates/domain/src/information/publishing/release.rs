//! A month of public figures, cleared and frozen for the whole agency at once.

mod hiding;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Catchments, Cleared, Count};
use crate::ids::AreaId;
use crate::information::offenses::Offense;
use crate::place::LonLat;
use hiding::hide;

/// One line of a release: an area's count of one class in the month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The neighborhood.
    pub area: AreaId,
    /// The class, or `sensitive` for all sensitive classes together.
    pub offense: String,
    /// The count.
    pub count: Count,
    /// Range of the same month in earlier years, lowest and highest, when there are at least two of them that were not
    /// hidden for the sake of another count.
    pub usual: Option<(u32, u32)>,
}

/// What happened in the month around one public point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// The neighborhood.
    pub area: AreaId,
    /// The point's number.
    pub point: u32,
    /// Where the point is.
    pub at: LonLat,
    /// Name of the street it is on, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// How many addresses share it.
    pub addresses: u32,
    /// Records by class, in the order of the classes' names. Only classes whose count in the neighborhood is told.
    pub counts: Vec<(String, u32)>,
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
    /// Public points with something to show, by neighborhood and number; none where there are no catchments.
    #[serde(default)]
    pub spots: Vec<Spot>,
}

/// A record that may be shown at a public point.
#[derive(Clone, Debug, PartialEq)]
pub struct Happened {
    /// The neighborhood.
    pub area: AreaId,
    /// Its class.
    pub offense: Offense,
    /// Where it really was.
    pub at: LonLat,
}

/// Counts of one month before the rules: per area and class, with the same month of earlier years.
#[derive(Clone, Debug, Default)]
pub struct RawCounts {
    /// The neighborhoods that get a line each, even with no incident.
    pub areas: Vec<AreaId>,
    /// This month. A record that the agency marked as sensitive counts under the class [`SENSITIVE`].
    pub counts: BTreeMap<(AreaId, Offense), u32>,
    /// The same month of earlier years; all entries in the same order of years.
    pub earlier: BTreeMap<(AreaId, Offense), Vec<u32>>,
    /// This month's records with a place, without those that the agency marked as sensitive.
    pub happened: Vec<Happened>,
}

/// Name under which sensitive classes are counted together.
pub const SENSITIVE: &str = "sensitive";

/// Clears a month of counts for the public.
///
/// Sensitive classes are added up into one line for each area and never shown at a point. Every class that occurs
/// anywhere gets a line in every area, so that a missing line tells nothing. Counts under the limit are hidden, and
/// others with them, until nobody who knows the total of an area or of a class can tell a hidden count from any
/// other under the limit. A class is shown at points only in areas where its count is told, so that adding up points
/// tells nothing that the table does not.
pub fn clear_release(
    month: Date,
    small_count: u32,
    raw: &RawCounts,
    catchments: Option<&Catchments>,
) -> Cleared<Release> {
    let table = Table::of(raw);
    let cells = hide(&table.counts, small_count);
    let years: Vec<Vec<Vec<Count>>> = (0..table.years).map(|y| hide(&table.year(y), small_count)).collect();
    let mut lines = Vec::new();
    for (r, area) in raw.areas.iter().enumerate() {
        for (c, class) in table.classes.iter().enumerate() {
            let earlier: Vec<Count> = years.iter().map(|year| year[r][c]).collect();
            let (count, usual) = (cells[r][c], usual(&earlier, small_count));
            lines.push(Line { area: *area, offense: class.clone(), count, usual });
        }
    }
    let spots = catchments.map(|catchments| spots(raw, &lines, catchments)).unwrap_or_default();
    Cleared(Release { month, small_count, lines, spots })
}

/// The spots of one area in a release.
pub fn spots_of(release: &Cleared<Release>, area: AreaId) -> Vec<Cleared<Spot>> {
    release.get().spots.iter().filter(|spot| spot.area == area).cloned().map(Cleared).collect()
}

/// What may be shown at points: where the class's count in the area is told.
fn spots(raw: &RawCounts, lines: &[Line], catchments: &Catchments) -> Vec<Spot> {
    let told: BTreeMap<(AreaId, &str), bool> = lines
        .iter()
        .map(|line| ((line.area, line.offense.as_str()), matches!(line.count, Count::Exact(_))))
        .collect();
    let mut found: BTreeMap<(AreaId, u32), Spot> = BTreeMap::new();
    let mut counts: BTreeMap<(AreaId, u32), BTreeMap<&str, u32>> = BTreeMap::new();
    for one in raw.happened.iter().filter(|one| !one.offense.sensitive() && one.offense.as_str() != SENSITIVE)
    {
        let class = one.offense.as_str();
        if !told.get(&(one.area, class)).copied().unwrap_or(false) {
            continue;
        }
        let Some(point) = catchments.find(one.area, one.at) else { continue };
        let key = (one.area, point.number);
        found.entry(key).or_insert_with(|| Spot {
            area: one.area,
            point: point.number,
            at: point.at,
            street: point.street.clone(),
            addresses: point.addresses,
            counts: Vec::new(),
        });
        *counts.entry(key).or_default().entry(class).or_default() += 1;
    }
    let counted = |(key, spot): ((AreaId, u32), Spot)| {
        let of = counts.remove(&key).unwrap_or_default();
        Spot { counts: of.into_iter().map(|(class, n)| (class.to_owned(), n)).collect(), ..spot }
    };
    found.into_iter().map(counted).collect()
}

/// Counts as a rectangle: areas down, classes across.
struct Table {
    classes: Vec<String>,
    counts: Vec<Vec<u32>>,
    earlier: Vec<Vec<Vec<u32>>>,
    years: usize,
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
        let rows: BTreeMap<AreaId, usize> =
            raw.areas.iter().enumerate().map(|(r, area)| (*area, r)).collect();
        let place = |area: &AreaId, offense: &Offense| {
            Some((*rows.get(area)?, classes.binary_search(&class(offense)).ok()?))
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
        let years = raw.earlier.values().map(Vec::len).max().unwrap_or_default();
        Table { classes, counts, earlier, years }
    }

    /// The counts of one earlier year.
    fn year(&self, year: usize) -> Vec<Vec<u32>> {
        let cell = |years: &Vec<u32>| years.get(year).copied().unwrap_or_default();
        self.earlier.iter().map(|row| row.iter().map(cell).collect()).collect()
    }
}

fn add_years(sum: &mut Vec<u32>, years: &[u32]) {
    sum.resize(sum.len().max(years.len()), 0);
    for (total, n) in sum.iter_mut().zip(years) {
        *total += n;
    }
}

/// The range of earlier years, from what may be told of each: a small count is taken as none, and a count that was
/// hidden for the sake of another is left out, since either end could be that count.
fn usual(years: &[Count], small: u32) -> Option<(u32, u32)> {
    let told = years.iter().filter_map(|year| match year {
        Count::Exact(n) => Some(*n),
        Count::Under(_) => Some(0),
        Count::Hidden => None,
    });
    if told.clone().count() < 2 {
        return None;
    }
    // Rounded up to the limit: no year's small count can be read off the upper end.
    Some((told.clone().min()?, told.max()?.max(small)))
}

#[cfg(test)]
mod tests;
