//! How good the data are: shares of what is known, weeks that lack rows, and flaws that somebody wrote down.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::ids::{NoteId, PersonId};
use crate::information::offenses::Offense;
use crate::problems::candidates::Window;
use crate::{Refusal, text};

/// How many rows there are, and of how many something is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Rows.
    pub rows: u64,
    /// With a place on the map.
    pub place: u64,
    /// With an hour.
    pub hour: u64,
    /// With a class other than *other*.
    pub class: u64,
}

impl Known {
    /// Of all rows, the share of these; nothing where there are none.
    pub fn share(&self, part: u64) -> Option<f64> {
        (self.rows > 0).then(|| part as f64 / self.rows as f64)
    }

    /// Both together.
    pub fn plus(self, other: Known) -> Known {
        Known {
            rows: self.rows + other.rows,
            place: self.place + other.place,
            hour: self.hour + other.hour,
            class: self.class + other.class,
        }
    }
}

/// A week with far fewer rows than the weeks around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Its Monday.
    pub week: Date,
    /// Rows in it.
    pub rows: u64,
    /// What is usual around it: the median.
    pub usual: f64,
}

/// Weeks looked at on either side of one.
const AROUND: usize = 13;
/// Below this share of the usual a week is a gap.
const SHARE: f64 = 0.5;
/// So many rows fewer than usual, in square roots of the usual, cannot be chance.
const BEYOND_CHANCE: f64 = 4.0;
/// With fewer usual rows only weeks without any are told, and those only from here on.
const FEWEST_USUAL: f64 = 5.0;

/// Rows by week, from the first day to the last, weeks without rows too. The first and the last week are left out, since
/// the data may begin or end in their middle.
pub fn weeks(days: impl IntoIterator<Item = (Date, u64)>) -> Vec<(Date, u64)> {
    let mut counts: std::collections::BTreeMap<Date, u64> = std::collections::BTreeMap::new();
    for (day, rows) in days {
        *counts.entry(monday(day)).or_default() += rows;
    }
    let (Some(first), Some(last)) = (counts.keys().next().copied(), counts.keys().next_back().copied())
    else {
        return Vec::new();
    };
    let next = |week: &Date| week.checked_add(7.days()).ok();
    std::iter::successors(next(&first), next)
        .take_while(|week| *week < last)
        .map(|week| (week, counts.get(&week).copied().unwrap_or_default()))
        .collect()
}

fn monday(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}

/// Weeks with far fewer rows than usual: less than half of the median of the 13 weeks before and after, and fewer than
/// chance allows.
pub fn gaps(weeks: &[(Date, u64)]) -> Vec<Gap> {
    let mut found = Vec::new();
    for (at, (week, rows)) in weeks.iter().enumerate() {
        let from = at.saturating_sub(AROUND);
        let until = (at + AROUND + 1).min(weeks.len());
        let mut around: Vec<u64> = (from..until).filter(|i| *i != at).map(|i| weeks[i].1).collect();
        if around.len() < 4 {
            continue;
        }
        around.sort_unstable();
        let middle = around.len() / 2;
        let usual = if around.len() % 2 == 1 {
            around[middle] as f64
        } else {
            (around[middle - 1] + around[middle]) as f64 / 2.0
        };
        let missing = usual - *rows as f64;
        let far = (*rows as f64) < SHARE * usual && missing > BEYOND_CHANCE * usual.sqrt();
        if usual >= FEWEST_USUAL && (far || *rows == 0) {
            found.push(Gap { week: *week, rows: *rows, usual });
        }
    }
    found
}

/// A known flaw of the data, as the analyst wrote it down; it stands beside every figure made from such data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataNote {
    /// Its id.
    pub id: NoteId,
    /// What is wrong with the data, and what follows for figures.
    pub words: String,
    /// Class it is about; all where none is named.
    pub offense: Option<Offense>,
    /// First day it is about; from the beginning where none is named.
    pub from: Option<Date>,
    /// Last day it is about; up to now where none is named.
    pub until: Option<Date>,
    /// Who wrote it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// When it was taken back, since the flaw was mended.
    pub withdrawn: Option<Timestamp>,
}

/// A note as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewNote {
    /// What is wrong.
    pub words: String,
    /// Class it is about.
    pub offense: Option<Offense>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl NewNote {
    /// The note, if it is sound.
    pub fn write(self, id: NoteId, by: Option<PersonId>, at: Timestamp) -> Result<DataNote, Refusal> {
        if self.from.zip(self.until).is_some_and(|(from, until)| from > until) {
            return Err(Refusal::unfit("through", "until-before-from"));
        }
        let words = text::prose("flaw", &self.words)?;
        let NewNote { offense, from, until, .. } = self;
        Ok(DataNote { id, words, offense, from, until, by, at, withdrawn: None })
    }
}

impl DataNote {
    /// Whether it is about rows of these classes (all where none is named) and days (all where none).
    pub fn touches(&self, offenses: &[Offense], window: Option<Window>) -> bool {
        let class = offenses.is_empty() || self.offense.as_ref().is_none_or(|own| offenses.contains(own));
        let days = window.is_none_or(|w| {
            self.from.is_none_or(|from| from < w.until) && self.until.is_none_or(|until| until >= w.from)
        });
        self.withdrawn.is_none() && class && days
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Key;

    fn steady(counts: &[u64]) -> Vec<(Date, u64)> {
        let day = |n: usize| date(2026, 1, 5).checked_add((7 * i64::try_from(n).unwrap()).days()).unwrap();
        counts.iter().enumerate().map(|(n, c)| (day(n), *c)).collect()
    }

    #[test]
    fn weeks_without_rows_are_there_and_the_broken_ones_at_the_ends_are_not() {
        let days =
            [(date(2026, 1, 1), 3), (date(2026, 1, 7), 2), (date(2026, 1, 9), 2), (date(2026, 1, 26), 1)];
        let found = weeks(days);
        assert_eq!(found, [(date(2026, 1, 5), 4), (date(2026, 1, 12), 0), (date(2026, 1, 19), 0)]);
        assert!(weeks([]).is_empty());
    }

    #[test]
    fn a_week_that_lacks_rows_is_a_gap_and_chance_is_not() {
        let mut counts = vec![100; 20];
        counts[7] = 0;
        counts[12] = 30;
        counts[15] = 70;
        let found: Vec<u64> = gaps(&steady(&counts)).into_iter().map(|g| g.rows).collect();
        assert_eq!(found, [0, 30]);
        // Two in a week where five are usual are no wonder; none is told.
        let mut few = vec![5; 20];
        few[3] = 2;
        few[9] = 0;
        assert_eq!(gaps(&steady(&few)).len(), 1);
        assert!(gaps(&steady(&[1, 0, 2, 0, 1, 0, 0, 1])).is_empty());
        // A summer with half the rows is no gap: the weeks around it are alike.
        let mut summer = vec![100; 20];
        summer.extend(vec![45; 20]);
        assert!(gaps(&steady(&summer)).len() <= 13);
    }

    #[test]
    fn a_note_stands_beside_figures_of_its_classes_and_days() {
        let note = NewNote {
            words: "The March export lacks the night shift.".into(),
            offense: Some("burglary".parse().unwrap()),
            from: Some(date(2026, 3, 1)),
            until: Some(date(2026, 3, 31)),
        };
        let id = NoteId::from_uuid("01970000-0000-7000-8000-000000000001".parse().unwrap());
        let note = note.write(id, None, Timestamp::UNIX_EPOCH).unwrap();
        let window = |from, until| Some(Window { from, until });
        let burglary: Offense = "burglary".parse().unwrap();
        let noise: Offense = "noise".parse().unwrap();
        assert!(note.touches(&[], None));
        assert!(note.touches(&[noise.clone(), burglary.clone()], None));
        assert!(!note.touches(&[noise], None));
        assert!(note.touches(std::slice::from_ref(&burglary), window(date(2026, 3, 31), date(2026, 6, 1))));
        assert!(!note.touches(std::slice::from_ref(&burglary), window(date(2026, 4, 1), date(2026, 6, 1))));
        assert!(!note.touches(std::slice::from_ref(&burglary), window(date(2026, 1, 1), date(2026, 3, 1))));
        let gone = DataNote { withdrawn: Some(Timestamp::UNIX_EPOCH), ..note };
        assert!(!gone.touches(&[burglary], None));
        let wrong = NewNote {
            words: "x".into(),
            from: Some(date(2026, 2, 1)),
            until: Some(date(2026, 1, 1)),
            ..NewNote::default()
        };
        assert!(wrong.write(id, None, Timestamp::UNIX_EPOCH).is_err());
    }
}
