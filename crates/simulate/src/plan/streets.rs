//! Streets, their segments between two corners, and the address points along them.

use crate::dice::{Dice, Stream};
use crate::geometry::{LonLat, Metres};
use crate::plan::lattice::{Lattice, Use};
use crate::plan::names;
use crate::spec::Spec;

/// A named street.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Street {
    /// As on the sign: `Alder Street`.
    pub name: String,
    /// As an agency's files write it: `ALDER ST`.
    pub short: String,
}

/// How busy a street is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Homes, little traffic.
    Local,
    /// Shops and through traffic.
    Arterial,
    /// Over the river, without addresses.
    Bridge,
}

/// One street between two corners.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Index into [`crate::Plan::streets`].
    pub street: u32,
    /// N, S, E or W of the town's middle.
    pub direction: char,
    /// First number of the block, such as 300.
    pub hundred: u32,
    /// How busy.
    pub class: Class,
    /// Both ends.
    pub ends: [LonLat; 2],
    pub(crate) from: Metres,
    pub(crate) to: Metres,
    /// Blocks to the left and to the right.
    pub(crate) cells: [Option<usize>; 2],
    /// Index of its first address, and one past its last.
    pub(crate) addresses: (u32, u32),
}

/// A house number with its point.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// Index into [`crate::Plan::segments`].
    pub segment: u32,
    /// House number.
    pub number: u32,
    /// The point.
    pub at: LonLat,
    pub(crate) flat: Metres,
    pub(crate) cell: u32,
}

pub(crate) struct Streets {
    pub streets: Vec<Street>,
    pub segments: Vec<Segment>,
    pub addresses: Vec<Address>,
}

struct Way {
    street: usize,
    direction: char,
    hundred: u32,
    class: Class,
    from: (usize, usize),
    to: (usize, usize),
    cells: [Option<usize>; 2],
}

/// How far a house stands from the middle of its street, in metres.
const SETBACK: f64 = 14.0;

impl Streets {
    pub fn new(spec: &Spec, lattice: &Lattice) -> Self {
        let (mid_column, mid_row) = lattice.middle();
        let mut streets = Vec::new();
        for j in 0..=lattice.rows {
            streets.push(names::east_west(j as i64 - mid_row as i64));
        }
        for i in 0..=lattice.columns {
            streets.push(names::north_south(i, mid_column));
        }
        streets.push(names::street("Old Mill", "Road"));
        let mut built = Self { streets, segments: Vec::new(), addresses: Vec::new() };
        let mut dice = Dice::new(spec.seed, Stream::Streets);
        for way in ways(lattice) {
            built.lay(lattice, way, &mut dice);
        }
        built
    }

    /// Adds a segment with its addresses: odd numbers to the left of its way, even ones to the right.
    fn lay(&mut self, lattice: &Lattice, way: Way, dice: &mut Dice) {
        let (from, to) = (lattice.corner(way.from.0, way.from.1), lattice.corner(way.to.0, way.to.1));
        let first = self.addresses.len() as u32;
        let lots = match (way.class, way.direction) {
            (Class::Bridge, _) => 0,
            (_, 'E' | 'W') => 5,
            _ => 3,
        };
        for slot in 0..lots {
            for (side, cell) in way.cells.iter().enumerate() {
                let Some(cell) = cell.filter(|c| lattice.uses[*c] == Use::Built) else { continue };
                let share = (slot as f64 + 0.5 + dice.between(-0.2, 0.2)) / lots as f64 * 0.76 + 0.12;
                let offset = if side == 0 { SETBACK } else { -SETBACK };
                let flat = from.towards(to, share).beside(from, to, offset);
                let step = 100 / lots as u32;
                let within = slot as u32 * step + dice.below(step as usize / 2 - 1) as u32 * 2;
                // West and south of the middle the numbers grow against the way of the segment.
                let within = if matches!(way.direction, 'W' | 'S') { 98 - within - step % 2 } else { within };
                let number = way.hundred + within / 2 * 2 + 1 - side as u32;
                let segment = self.segments.len() as u32;
                self.addresses.push(Address { segment, number, at: flat.lon_lat(), flat, cell: cell as u32 });
            }
        }
        self.segments.push(Segment {
            street: way.street as u32,
            direction: way.direction,
            hundred: way.hundred,
            class: way.class,
            ends: [from.lon_lat(), to.lon_lat()],
            from,
            to,
            cells: way.cells,
            addresses: (first, self.addresses.len() as u32),
        });
    }
}

/// Number and direction of the `at`-th block, counted from the middle line.
fn numbered(at: usize, middle: usize, names: [char; 2]) -> (char, u32) {
    if at >= middle {
        (names[0], (at - middle) as u32 * 100 + 100)
    } else {
        (names[1], (middle - 1 - at) as u32 * 100 + 100)
    }
}

fn ways(lattice: &Lattice) -> Vec<Way> {
    let (mid_column, mid_row) = lattice.middle();
    let mut ways = Vec::new();
    for j in 0..=lattice.rows {
        for i in 0..lattice.columns {
            let cells = [lattice.inner(Some(i), Some(j)), lattice.inner(Some(i), j.checked_sub(1))];
            let arterial = j % 6 == mid_row % 6;
            let Some(class) = class(lattice, cells, arterial, false) else { continue };
            let (direction, hundred) = numbered(i, mid_column, ['E', 'W']);
            ways.push(Way { street: j, direction, hundred, class, from: (i, j), to: (i + 1, j), cells });
        }
    }
    for i in 0..=lattice.columns {
        for j in 0..lattice.rows {
            let cells = [lattice.inner(i.checked_sub(1), Some(j)), lattice.inner(Some(i), Some(j))];
            let arterial = i % 5 == mid_column % 5;
            let Some(class) = class(lattice, cells, arterial, arterial) else { continue };
            let (direction, hundred) = numbered(j, mid_row, ['N', 'S']);
            let street = lattice.rows + 1 + i;
            ways.push(Way { street, direction, hundred, class, from: (i, j), to: (i, j + 1), cells });
        }
    }
    ways.extend(diagonal(lattice));
    ways
}

/// The old road from the middle to the south-west, across the blocks.
fn diagonal(lattice: &Lattice) -> Vec<Way> {
    let (mut i, mut j) = lattice.middle();
    let street = lattice.rows + lattice.columns + 2;
    let mut ways = Vec::new();
    let mut hundred = 100;
    while i > 0 && j > 0 {
        let cell = lattice.inner(Some(i - 1), Some(j - 1));
        if !cell.is_some_and(|c| lattice.uses[c] == Use::Built) {
            break;
        }
        let (from, to) = ((i - 1, j - 1), (i, j));
        ways.push(Way {
            street,
            direction: 'S',
            hundred,
            class: Class::Arterial,
            from,
            to,
            cells: [cell; 2],
        });
        (i, j, hundred) = (i - 1, j - 1, hundred + 100);
    }
    ways
}

/// Whether there is a street between two blocks, and which.
fn class(lattice: &Lattice, cells: [Option<usize>; 2], arterial: bool, bridge: bool) -> Option<Class> {
    let of = |cell: Option<usize>| cell.map_or(Use::Outside, |c| lattice.uses[c]);
    match (of(cells[0]), of(cells[1])) {
        (Use::Outside, Use::Outside) => None,
        (Use::River, Use::River) => bridge.then_some(Class::Bridge),
        (Use::Open(a), Use::Open(b)) if a == b => None,
        _ if arterial => Some(Class::Arterial),
        _ => Some(Class::Local),
    }
}
