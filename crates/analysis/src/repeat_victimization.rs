//! Repeat victimization: how much of it there is, and how soon after an incident the next one comes to the same target (a
//! person, an address, a vehicle).
//!
//! Counting the days between incidents finds short ones too often, because long ones do not fit between the first day of
//! the data and the last (Anderson, Chenery and Pease 1995, Home Office CDP 58, correct for it). Here each incident is
//! followed until the next one to its target or the end of the data, and a band of days has a **rate**: the next
//! incidents that came in it, per day that targets were followed in it. It is compared with the rate at which incidents
//! come to a target at all, `incidents / (targets x days)`: 1 means that an incident says nothing about the next one.

use crate::chance::normal_quantile_upper;
use crate::error::{all_finite, at_least, positive, proper_fraction, same_length};
use crate::near_repeat::Bands;
use crate::{AnalysisError, Result};

/// How much repeat victimization there is.
#[derive(Debug, Clone, PartialEq)]
pub struct RepeatVictimization {
    /// Targets with an incident.
    pub victims: usize,
    /// All incidents.
    pub incidents: usize,
    /// The share of incidents that were not the first to their target in the data.
    pub repeat_share: f64,
    /// The same if each incident came to any target with equal chance.
    pub repeat_share_by_chance: f64,
    /// Targets by their number of incidents: 1, 2, 3, ...
    pub by_number: Vec<ByNumber>,
    /// The risk in each band of days after an incident.
    pub course: Vec<Course>,
}

/// Targets that had as many incidents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ByNumber {
    /// Incidents of each.
    pub incidents: u32,
    /// How many such targets there are.
    pub targets: usize,
    /// How many there would be if incidents came as a Poisson process, equal for all targets.
    pub by_chance: f64,
    /// The share of all incidents that they had.
    pub share_of_incidents: f64,
}

/// The risk in one band of days after an incident.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// From this many days (included).
    pub from: f64,
    /// Up to this many (excluded).
    pub until: f64,
    /// Next incidents that came in it.
    pub next: u64,
    /// Days that targets were followed in it.
    pub followed: f64,
    /// Times the usual rate; `None` when no target was followed so long.
    pub ratio: Option<f64>,
    /// Its interval, on the log scale with Poisson counts; `None` without next incidents.
    pub interval: Option<(f64, f64)>,
}

/// The days that the data cover, and how many targets could have had an incident.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// The first day.
    pub from: f64,
    /// The end of the last day.
    pub until: f64,
    /// Targets, those without an incident included.
    pub targets: usize,
}

/// Describes repeats; `targets` holds the key of the target of each incident and `days` its time. `alpha` is that of the
/// intervals (0.1 for 90 %).
///
/// # Errors
/// `TooFew` without incidents or with fewer targets than had one, `UnequalLengths`, `NotANumber`, `OutOfRange` for a time
/// outside the days covered, days that are none, or a bad `alpha`.
pub fn repeat_victimization(
    targets: &[u64],
    days: &[f64],
    covered: Coverage,
    bands: &Bands,
    alpha: f64,
) -> Result<RepeatVictimization> {
    same_length("targets and times", targets.len(), days.len())?;
    at_least("incidents", 1, targets.len())?;
    all_finite("times", days)?;
    proper_fraction("alpha", alpha)?;
    positive("the days covered", covered.until - covered.from)?;
    if let Some(&value) = days.iter().find(|day| !(covered.from..=covered.until).contains(day)) {
        return Err(AnalysisError::OutOfRange { what: "a time", rule: "within the days covered", value });
    }
    let mut rows: Vec<(u64, f64)> = targets.iter().copied().zip(days.iter().copied()).collect();
    rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let groups: Vec<&[(u64, f64)]> = rows.chunk_by(|a, b| a.0 == b.0).collect();
    at_least("targets", groups.len(), covered.targets)?;
    let (incidents, all) = (rows.len() as f64, covered.targets as f64);
    // The chance that a target has any, when each incident falls on any with equal chance.
    let hit = -(incidents * (-1.0 / all).ln_1p()).exp_m1();
    let usual = incidents / (all * (covered.until - covered.from));
    Ok(RepeatVictimization {
        victims: groups.len(),
        incidents: rows.len(),
        repeat_share: 1.0 - groups.len() as f64 / incidents,
        repeat_share_by_chance: if covered.targets == 1 {
            1.0 - 1.0 / incidents
        } else {
            1.0 - all * hit / incidents
        },
        by_number: by_number(&groups, incidents, all),
        course: course(&groups, covered.until, bands, usual, normal_quantile_upper(0.5 * alpha)),
    })
}

fn by_number(groups: &[&[(u64, f64)]], incidents: f64, all: f64) -> Vec<ByNumber> {
    let most = groups.iter().map(|group| group.len()).max().unwrap_or(0);
    let mut counts = vec![0; most];
    for group in groups {
        counts[group.len() - 1] += 1;
    }
    let mean = incidents / all;
    let mut chance = (-mean).exp();
    let row = |(at, &targets): (usize, &usize)| {
        let number = at as f64 + 1.0;
        chance *= mean / number;
        ByNumber {
            incidents: at as u32 + 1,
            targets,
            by_chance: all * chance,
            share_of_incidents: number * targets as f64 / incidents,
        }
    };
    counts.iter().enumerate().map(row).collect()
}

fn course(groups: &[&[(u64, f64)]], end: f64, bands: &Bands, usual: f64, z: f64) -> Vec<Course> {
    let mut next = vec![0_u64; bands.len()];
    let mut followed = vec![0.0; bands.len()];
    for group in groups {
        for (at, (_, day)) in group.iter().enumerate() {
            let later = group.get(at + 1).map(|row| row.1 - day);
            if let Some(band) = later.and_then(|later| bands.of(later)) {
                next[band] += 1;
            }
            let until = later.unwrap_or(end - day);
            for (followed, edges) in followed.iter_mut().zip(bands.edges().windows(2)) {
                *followed += (until.min(edges[1]) - edges[0]).max(0.0);
            }
        }
    }
    let one = |band: usize| {
        let ratio = (followed[band] > 0.0).then(|| next[band] as f64 / followed[band] / usual);
        let reach = (z / (next[band] as f64).sqrt()).exp();
        Course {
            from: bands.edges()[band],
            until: bands.edges()[band + 1],
            next: next[band],
            followed: followed[band],
            ratio,
            interval: ratio.filter(|_| next[band] > 0).map(|ratio| (ratio / reach, ratio * reach)),
        }
    };
    (0..bands.len()).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use rand::RngExt;

    const YEAR: Coverage = Coverage { from: 0.0, until: 365.0, targets: 4 };

    fn bands(edges: &[f64]) -> Bands {
        Bands::new(edges).expect("edges")
    }

    #[test]
    fn four_targets_are_counted_and_followed_as_by_hand() {
        // Target 7 on days 10, 20 and 300; target 8 on day 360.
        let found = repeat_victimization(
            &[7, 8, 7, 7],
            &[20.0, 360.0, 300.0, 10.0],
            YEAR,
            &bands(&[0.0, 30.0, 400.0]),
            0.1,
        )
        .unwrap();
        assert_eq!((found.victims, found.incidents, found.repeat_share), (2, 4, 0.5));
        // 4 (1 - (3/4)^4) targets hit of 4 incidents.
        assert!((found.repeat_share_by_chance - (3.0_f64 / 4.0).powi(4)).abs() < 1e-12);
        let numbers: Vec<(u32, usize)> =
            found.by_number.iter().map(|row| (row.incidents, row.targets)).collect();
        assert_eq!(numbers, [(1, 1), (2, 0), (3, 1)]);
        assert!((found.by_number[0].by_chance - 4.0 * (-1.0_f64).exp()).abs() < 1e-12);
        assert_eq!(found.by_number[2].share_of_incidents, 0.75);
        // Followed 10 days to the next, 280 to the next, 65 and 5 to the end.
        let [soon, late] = [found.course[0], found.course[1]];
        assert_eq!((soon.next, soon.followed), (1, 10.0 + 30.0 + 30.0 + 5.0));
        assert_eq!((late.next, late.followed), (1, 250.0 + 35.0));
        assert!((soon.ratio.unwrap() - 1.0 / 75.0 * 365.0).abs() < 1e-12);
    }

    #[test]
    fn without_repeats_of_its_own_no_band_is_above_another_although_short_ones_are_seen_more_often() {
        let mut draw = Seed(12).stream(0);
        let covered = Coverage { targets: 3_000, ..YEAR };
        let targets: Vec<u64> = (0..6_000).map(|_| draw.random_range(0..3_000)).collect();
        let days: Vec<f64> = (0..6_000).map(|_| draw.random::<f64>() * 365.0).collect();
        let found =
            repeat_victimization(&targets, &days, covered, &bands(&[0.0, 60.0, 120.0, 180.0, 240.0]), 0.01)
                .unwrap();
        assert!(found.course[0].next > 3 * found.course[3].next, "{:?}", found.course);
        for band in &found.course {
            let (low, high) = band.interval.unwrap();
            assert!(low < 1.0 && 1.0 < high, "{band:?}");
        }
        assert!((found.repeat_share / found.repeat_share_by_chance - 1.0).abs() < 0.03);
    }

    #[test]
    fn soon_repeats_are_found_and_bad_input_is_named() {
        let mut draw = Seed(13).stream(0);
        let covered = Coverage { targets: 1_000, ..YEAR };
        let (mut targets, mut days) = (Vec::new(), Vec::new());
        for _ in 0..300 {
            let (target, day) = (draw.random_range(0..1_000), draw.random::<f64>() * 350.0);
            targets.extend([target; 2]);
            days.extend([day, day + draw.random::<f64>() * 14.0]);
        }
        let found = repeat_victimization(&targets, &days, covered, &bands(&[0.0, 14.0, 90.0]), 0.1).unwrap();
        assert!(found.course[0].interval.unwrap().0 > 10.0 && found.course[1].ratio.unwrap() < 3.0);
        let tell = |targets: &[u64], days: &[f64], covered| {
            repeat_victimization(targets, days, covered, &bands(&[0.0, 14.0]), 0.1).unwrap_err()
        };
        assert!(matches!(tell(&[], &[], covered), AnalysisError::TooFew { .. }));
        assert!(matches!(tell(&[1], &[], covered), AnalysisError::UnequalLengths { .. }));
        assert!(matches!(tell(&[1], &[f64::NAN], covered), AnalysisError::NotANumber { .. }));
        assert!(matches!(tell(&[1], &[400.0], covered), AnalysisError::OutOfRange { .. }));
        assert!(matches!(
            tell(&[1, 2], &[1.0, 2.0], Coverage { targets: 1, ..YEAR }),
            AnalysisError::TooFew { .. }
        ));
    }
}
