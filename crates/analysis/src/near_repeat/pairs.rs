//! Pairs of points that are close, by band of distance.
//!
//! The points are put into strips as high as a part of the largest distance, and by their x within a strip. The points
//! close to one are then a run of neighbours in a few strips, and those close to the next one nearly the same run: what
//! is looked up for them stays in the nearest memory.

use std::ops::Range;

use super::Metric;
use crate::Point;

/// Strips per largest distance: more of them fit the circle better, fewer have longer runs.
const STRIPS: f64 = 4.0;
/// Strips that may hold a point within reach: one more for what rounding does at an edge.
const AHEAD: u64 = STRIPS as u64 + 1;

/// Points by strip and x. *Position* below is the place in this order.
pub(super) struct Strips {
    /// The number of the point at each position.
    pub(super) order: Vec<u32>,
    x: Vec<f64>,
    y: Vec<f64>,
    strips: Vec<Strip>,
    height: f64,
    reach: f64,
    metric: Metric,
    /// Where each band begins and the last one ends, as the metric measures without its root.
    limits: Vec<f64>,
}

struct Strip {
    number: u64,
    from: usize,
    until: usize,
}

/// A strip above, and where in it the points that may be within reach begin.
struct Above {
    window: f64,
    from: usize,
    until: usize,
}

/// The close pairs of one band whose first point is one of some positions.
#[derive(Debug, Default, Clone)]
pub(super) struct Close {
    first: usize,
    ends: Vec<usize>,
    members: Vec<u32>,
}

impl Close {
    /// Each position with those close to it, at later positions.
    #[inline(always)]
    pub(super) fn runs(&self) -> impl Iterator<Item = (usize, &[u32])> {
        (0..self.ends.len()).map(|at| {
            let from = if at == 0 { 0 } else { self.ends[at - 1] };
            (self.first + at, &self.members[from..self.ends[at]])
        })
    }
}

impl Strips {
    /// Puts points in order for bands with these finite edges. The points are finite and fewer than 2^32.
    pub(super) fn new(points: &[Point], edges: &[f64], metric: Metric) -> Self {
        let reach = edges.last().copied().unwrap_or(0.0);
        let height = reach / STRIPS;
        let south = points.iter().map(|point| point[1]).fold(f64::INFINITY, f64::min);
        // The cast stops at the ends of the numbers: absurd coordinates share a strip, which is slow but right.
        let number = |point: Point| if height > 0.0 { ((point[1] - south) / height) as u64 } else { 0 };
        let mut keyed: Vec<(u64, f64, u32)> =
            points.iter().enumerate().map(|(at, &point)| (number(point), point[0], at as u32)).collect();
        keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let order: Vec<u32> = keyed.iter().map(|key| key.2).collect();
        let mut strips: Vec<Strip> = Vec::new();
        for (at, key) in keyed.iter().enumerate() {
            match strips.last_mut() {
                Some(last) if last.number == key.0 => last.until = at + 1,
                _ => strips.push(Strip { number: key.0, from: at, until: at + 1 }),
            }
        }
        let along = |axis: usize| order.iter().map(|&at| points[at as usize][axis]).collect();
        let limits = edges.iter().map(|&edge| metric.limit(edge)).collect();
        Self { x: along(0), y: along(1), order, strips, height, reach, metric, limits }
    }

    /// How many bands there are.
    pub(super) fn bands(&self) -> usize {
        self.limits.len().saturating_sub(1)
    }

    /// How many pairs of each band begin at some positions.
    pub(super) fn count(&self, positions: Range<usize>) -> Vec<usize> {
        let mut counts = vec![0; self.limits.len() + 1];
        self.visit(positions, |_, slot, _| counts[slot] += 1);
        self.inner(counts)
    }

    /// The pairs of each band that begin at some positions; `counts` is what [`Strips::count`] said.
    pub(super) fn close(&self, positions: Range<usize>, counts: &[usize]) -> Vec<Close> {
        let mut found: Vec<Close> = (0..=self.limits.len())
            .map(|slot| {
                let expected = slot.checked_sub(1).and_then(|band| counts.get(band)).copied().unwrap_or(0);
                Close {
                    first: positions.start,
                    ends: Vec::with_capacity(positions.len()),
                    members: Vec::with_capacity(expected),
                }
            })
            .collect();
        let mut at = positions.start;
        let mut finish = |found: &mut [Close], until: usize| {
            for _ in at..until {
                for band in found.iter_mut() {
                    band.ends.push(band.members.len());
                }
            }
            at = until;
            // Too near and too far: kept only so that no branch is needed.
            for band in [0, found.len() - 1] {
                found[band].members.clear();
            }
        };
        let mut last = positions.start;
        self.visit(positions.clone(), |own, slot, other| {
            if own != last {
                finish(&mut found, own);
                last = own;
            }
            found[slot].members.push(other);
        });
        finish(&mut found, positions.end);
        self.inner(found)
    }

    /// Without what is too near for the first band and too far for the last.
    fn inner<T>(&self, mut slots: Vec<T>) -> Vec<T> {
        slots.truncate(self.bands() + 1);
        slots.drain(..1.min(slots.len()));
        slots
    }

    /// Tells each pair of which the first is at one of the positions and the second at a later one, within reach or a
    /// little farther: `each(position, band + 1, later position)`; 0 is too near for any band, `bands + 1` too far.
    #[inline(always)]
    fn visit(&self, positions: Range<usize>, mut each: impl FnMut(usize, usize, u32)) {
        if self.limits.len() < 2 {
            return;
        }
        let begin = self.strips.partition_point(|strip| strip.until <= positions.start);
        for (at, strip) in self.strips.iter().enumerate().skip(begin) {
            if strip.from >= positions.end {
                break;
            }
            let own = strip.from.max(positions.start)..strip.until.min(positions.end);
            let mut above: Vec<Above> = self.strips[at + 1..]
                .iter()
                .take_while(|other| other.number - strip.number <= AHEAD)
                .map(|other| {
                    let window = self.window(other.number - strip.number);
                    let left = self.x[own.start] - window;
                    let from = other.from + self.x[other.from..other.until].partition_point(|x| *x < left);
                    Above { window, from, until: other.until }
                })
                .collect();
            for position in own {
                self.along(position, position + 1..strip.until, self.reach, &mut each);
                for other in &mut above {
                    let left = self.x[position] - other.window;
                    while other.from < other.until && self.x[other.from] < left {
                        other.from += 1;
                    }
                    self.along(position, other.from..other.until, other.window, &mut each);
                }
            }
        }
    }

    /// How far east or west a point within reach may lie, that many strips away.
    fn window(&self, strips: u64) -> f64 {
        // A little less than the true gap, because rounding may have put a point into the next strip.
        let gap = (strips.saturating_sub(1) as f64 * self.height * 0.999).min(self.reach);
        match self.metric {
            Metric::Euclidean => (self.reach * self.reach - gap * gap).sqrt(),
            Metric::Manhattan => self.reach - gap,
        }
    }

    /// Tells the pairs of a position with later ones of a strip, up to `window` to the east.
    #[inline(always)]
    fn along(
        &self,
        position: usize,
        later: Range<usize>,
        window: f64,
        each: &mut impl FnMut(usize, usize, u32),
    ) {
        let (x, y) = (self.x[position], self.y[position]);
        for (other, (x2, y2)) in later.clone().zip(self.x[later.clone()].iter().zip(&self.y[later])) {
            let east = x2 - x;
            if east > window {
                break;
            }
            let apart = self.metric.measure(east, y2 - y);
            let slot = self.limits.iter().map(|limit| usize::from(apart >= *limit)).sum();
            each(position, slot, other as u32);
        }
    }
}

impl Metric {
    /// A distance, or for the Euclidean its square.
    #[inline(always)]
    pub(super) fn measure(self, east: f64, north: f64) -> f64 {
        match self {
            Metric::Euclidean => east * east + north * north,
            Metric::Manhattan => east.abs() + north.abs(),
        }
    }

    /// The smallest measure whose distance reaches the edge, so that no root needs to be taken for comparing.
    fn limit(self, edge: f64) -> f64 {
        if self == Metric::Manhattan || edge == 0.0 {
            return edge;
        }
        let mut limit = edge * edge;
        while limit.sqrt() >= edge {
            limit = limit.next_down();
        }
        while limit.sqrt() < edge {
            limit = limit.next_up();
        }
        limit
    }
}
