//! Circles around places, and the best cylinder on each.

use std::ops::Range;

use rand::Rng;
use rand::seq::SliceRandom;
use rayon::prelude::*;

use super::{Buckets, MOST_PAIRS, ScanOptions};
use crate::{AnalysisError, Point, Result};

/// Places with the places around them in order of distance.
pub(super) struct Places {
    points: Vec<Point>,
    /// The place of each incident.
    place_of: Vec<u32>,
    /// Incidents at each place.
    counts: Vec<u32>,
    starts: Vec<usize>,
    around: Vec<u32>,
    /// Whether the next place around lies farther away: only there a circle ends.
    ends: Vec<bool>,
    /// `ln` of 0, 1, 2, ... incidents.
    logs: Vec<f64>,
}

/// The strongest cylinder on the circles around a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Best {
    pub(super) centre: usize,
    /// How many places around are in it.
    pub(super) within: usize,
    pub(super) days: usize,
    pub(super) observed: u64,
    pub(super) expected: f64,
    pub(super) llr: f64,
}

impl Places {
    pub(super) fn new(incidents: &[Point], options: ScanOptions) -> Result<Self> {
        let mut order: Vec<u32> = (0..incidents.len() as u32).collect();
        // The sign of nothing makes no other place.
        let key = |at: u32| incidents[at as usize].map(|value| value + 0.0);
        order.sort_unstable_by(|&a, &b| {
            let (a, b) = (key(a), key(b));
            a[1].total_cmp(&b[1]).then(a[0].total_cmp(&b[0]))
        });
        let (mut points, mut counts) = (Vec::new(), Vec::new());
        let mut place_of = vec![0; incidents.len()];
        for at in order {
            if points.last() != Some(&key(at)) {
                points.push(key(at));
                counts.push(0);
            }
            let place = points.len() - 1;
            counts[place] += 1;
            place_of[at as usize] = place as u32;
        }
        let (starts, around, ends) = circles(&points, options.largest_radius)?;
        let logs = (0..=incidents.len()).map(|count| (count as f64).ln()).collect();
        Ok(Self { points, place_of, counts, starts, around, ends, logs })
    }

    pub(super) fn len(&self) -> usize {
        self.points.len()
    }

    pub(super) fn at(&self, place: usize) -> Point {
        self.points[place]
    }

    fn span(&self, centre: usize) -> Range<usize> {
        self.starts[centre]..self.starts[centre + 1]
    }

    /// The nearest places, the centre first.
    pub(super) fn around(&self, centre: usize, within: usize) -> &[u32] {
        &self.around[self.span(centre)][..within]
    }

    /// Metres to the farthest of them.
    pub(super) fn radius(&self, centre: usize, within: usize) -> f64 {
        let far = self.around(centre, within).last().map_or(centre, |&place| place as usize);
        squared(self.points[centre], self.points[far]).sqrt()
    }
}

fn squared(a: Point, b: Point) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

type Circles = (Vec<usize>, Vec<u32>, Vec<bool>);

fn circles(points: &[Point], radius: f64) -> Result<Circles> {
    let buckets = Buckets::new(points, radius);
    let counts: Vec<usize> = points.par_iter().map(|point| buckets.around(*point).count()).collect();
    let pairs: usize = counts.iter().sum();
    if pairs > MOST_PAIRS {
        let what = "pairs of places within the largest radius";
        return Err(AnalysisError::TooMany { what, most: MOST_PAIRS, given: pairs });
    }
    let lists: Vec<Vec<(u32, bool)>> = points
        .par_iter()
        .map(|&centre| {
            let mut near: Vec<(f64, u32)> =
                buckets.around(centre).map(|other| (squared(centre, points[other]), other as u32)).collect();
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let end = |at: usize| near.get(at + 1).is_none_or(|next| next.0 > near[at].0);
            near.iter().enumerate().map(|(at, one)| (one.1, end(at))).collect()
        })
        .collect();
    let mut starts = vec![0];
    let (mut around, mut ends) = (Vec::with_capacity(pairs), Vec::with_capacity(pairs));
    for list in lists {
        for (place, end) in list {
            around.push(place);
            ends.push(end);
        }
        starts.push(around.len());
    }
    Ok((starts, around, ends))
}

/// Recent incidents by place and age, for one assignment of days to incidents.
#[derive(Clone)]
pub(super) struct Scratch {
    longest: usize,
    /// Incidents of the last 1, 2, ... days.
    within: Vec<u64>,
    /// By place, then by age.
    recent: Vec<u32>,
    /// Whether a place has any.
    any: Vec<bool>,
    ages: Vec<u32>,
}

impl Scratch {
    pub(super) fn new(places: &Places, within: &[u64]) -> Self {
        let longest = within.len();
        Self {
            longest,
            within: within.to_vec(),
            recent: vec![0; places.len() * longest],
            any: vec![false; places.len()],
            ages: Vec::new(),
        }
    }

    /// Takes the days as given.
    pub(super) fn fill(&mut self, places: &Places, ages: &[u32]) {
        self.recent.fill(0);
        self.any.fill(false);
        for (&age, &place) in ages.iter().zip(&places.place_of) {
            if (age as usize) < self.longest {
                self.recent[place as usize * self.longest + age as usize] += 1;
                self.any[place as usize] = true;
            }
        }
    }

    /// The largest LLR anywhere, with the days permuted over the incidents.
    pub(super) fn permuted(&mut self, places: &Places, ages: &[u32], mut generator: impl Rng) -> f64 {
        let mut permuted = std::mem::take(&mut self.ages);
        permuted.clear();
        permuted.extend_from_slice(ages);
        permuted.shuffle(&mut generator);
        self.fill(places, &permuted);
        self.ages = permuted;
        let mut largest = 0.0;
        let mut counts = vec![0; self.longest];
        for centre in 0..places.len() {
            self.visit(places, centre, &mut counts, &mut largest, |_, _, _| {});
        }
        largest
    }

    /// The strongest cylinder around a centre; none when there is nowhere more than expected.
    pub(super) fn best(&self, places: &Places, centre: usize) -> Option<Best> {
        let mut largest = 0.0;
        let mut found = None;
        let mut counts = vec![0; self.longest];
        self.visit(places, centre, &mut counts, &mut largest, |within, days, one| {
            found = Some(Best {
                centre,
                within,
                days,
                observed: one.observed,
                expected: one.expected,
                llr: one.llr,
            });
        });
        found
    }

    /// Tells each cylinder around a centre that is stronger than `largest`, which it then is.
    fn visit(
        &self,
        places: &Places,
        centre: usize,
        counts: &mut [u64],
        largest: &mut f64,
        mut stronger: impl FnMut(usize, usize, Strength),
    ) {
        counts.fill(0);
        let (mut inside, mut changed) = (0, false);
        for (at, slot) in places.span(centre).enumerate() {
            let place = places.around[slot] as usize;
            inside += u64::from(places.counts[place]);
            if self.any[place] {
                let recent = &self.recent[place * self.longest..(place + 1) * self.longest];
                counts.iter_mut().zip(recent).for_each(|(count, recent)| *count += u64::from(*recent));
                changed = true;
            }
            // A wider circle without another recent incident is weaker.
            if !changed || !places.ends[slot] {
                continue;
            }
            changed = false;
            let mut observed = 0;
            for (age, &count) in counts.iter().enumerate() {
                observed += count;
                // Without an incident on its first day a shorter stretch is stronger.
                if count == 0 {
                    continue;
                }
                if let Some(one) = Strength::above(places, inside, self.within[age], observed, *largest) {
                    *largest = one.llr;
                    stronger(at + 1, age + 1, one);
                }
            }
        }
    }
}

struct Strength {
    observed: u64,
    expected: f64,
    llr: f64,
}

impl Strength {
    /// The strength of a cylinder, if it is above the one given.
    fn above(places: &Places, inside: u64, recent: u64, observed: u64, largest: f64) -> Option<Self> {
        let all = (places.logs.len() - 1) as f64;
        let count = observed as f64;
        let expected = (inside * recent) as f64 / all;
        if count <= expected {
            return None;
        }
        // The first term alone, by logarithms that are ready, bounds the whole: the second is never above 0.
        let log = |count: u64| places.logs[count as usize];
        let logs = log(observed) + places.logs[places.logs.len() - 1] - log(inside) - log(recent);
        if count * logs < largest * (1.0 - 1e-9) {
            return None;
        }
        let rest = if count < all { (all - count) * ((all - count) / (all - expected)).ln() } else { 0.0 };
        let llr = count * (count / expected).ln() + rest;
        (llr > largest).then_some(Self { observed, expected, llr })
    }
}
