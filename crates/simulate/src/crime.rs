//! What happened in the town: incidents, the problems planted among them, and calls.

pub(crate) mod background;
pub(crate) mod calls;
pub(crate) mod offenses;
pub(crate) mod plants;
pub(crate) mod rhythm;
pub(crate) mod sites;
pub(crate) mod targets;
pub(crate) mod usual;

use jiff::civil::{Date, DateTime};

use crate::geometry::{LonLat, Metres};
use crate::plan::Plan;
use offenses::{OFFENSES, Offense, Venue};

pub use calls::Call;
pub use offenses::harm_weight;

/// Minutes of a day.
pub(crate) const DAY: i64 = 1_440;

/// One incident; read its parts with the methods.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// Number in the agency's records, growing with the time of report.
    pub id: u32,
    pub(crate) offense: u8,
    pub(crate) venue: Venue,
    pub(crate) address: u32,
    /// Minutes since midnight of the first day, on the town's own clock.
    pub(crate) at: i32,
    /// Length of the span in which it may have happened, in minutes.
    pub(crate) span: u16,
    pub(crate) reported: i32,
    pub(crate) located: bool,
    pub(crate) planted: bool,
    /// Whether somebody was arrested.
    pub arrest: bool,
    /// Whether it was among family or partners.
    pub domestic: bool,
}

impl Incident {
    pub(crate) fn kind(&self) -> &'static Offense {
        &OFFENSES[usize::from(self.offense)]
    }

    /// Which row of the table of offenses it is, as in [`usual::Usual`].
    pub fn row(&self) -> usize {
        usize::from(self.offense)
    }

    /// Chicago's primary type, such as `BURGLARY`.
    pub fn primary(&self) -> &'static str {
        self.kind().primary
    }

    /// Chicago's description, such as `FORCIBLE ENTRY`.
    pub fn description(&self) -> &'static str {
        self.kind().description
    }

    /// Harm of such an incident in days; see [`harm_weight`].
    pub fn harm(&self) -> u32 {
        self.kind().harm()
    }

    /// Index of the address it is recorded at.
    pub fn address(&self) -> usize {
        self.address as usize
    }

    /// When it happened or began, on the town's clocks; exactly midnight often means that nobody knows.
    pub fn occurred(&self, first: Date) -> DateTime {
        clock(first, i64::from(self.at))
    }

    /// The latest moment it may have happened, when it was found only later.
    pub fn occurred_until(&self, first: Date) -> Option<DateTime> {
        (self.span > 0).then(|| clock(first, i64::from(self.at) + i64::from(self.span)))
    }

    /// When the police were told.
    pub fn reported(&self, first: Date) -> DateTime {
        clock(first, i64::from(self.reported))
    }

    /// The point, when it is on record.
    pub fn position(&self, plan: &Plan) -> Option<LonLat> {
        self.located.then(|| point(plan, self.address as usize, self.venue.in_the_street()))
    }

    /// The day, counted from the first.
    pub(crate) fn day(&self) -> i64 {
        i64::from(self.at) / DAY
    }
}

/// The address point, or a point in the street before it.
pub(crate) fn point(plan: &Plan, address: usize, in_the_street: bool) -> LonLat {
    let of = &plan.addresses[address];
    if !in_the_street {
        return of.at;
    }
    let segment = plan.segment_of(address);
    let middle: Metres = segment.from.towards(segment.to, 0.5);
    // A few metres on the house's side, so that a street on the town's limit stays within.
    let along = of.flat.towards(middle, 0.0);
    let nearest = nearest_on(segment.from, segment.to, along);
    along.towards(nearest, 0.6).lon_lat()
}

fn nearest_on(from: Metres, to: Metres, at: Metres) -> Metres {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let share = ((at.x - from.x) * dx + (at.y - from.y) * dy) / (dx * dx + dy * dy);
    from.towards(to, share.clamp(0.0, 1.0))
}

/// A moment counted in minutes from the first day, as wall-clock time.
pub(crate) fn clock(first: Date, minutes: i64) -> DateTime {
    let day = first.saturating_add(jiff::Span::new().days(minutes.div_euclid(DAY)));
    let minute = minutes.rem_euclid(DAY);
    day.at((minute / 60) as i8, (minute % 60) as i8, 0, 0)
}
