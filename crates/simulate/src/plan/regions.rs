//! Neighborhoods and beats: groups of blocks that cover the town without gap or overlap, and their outlines.

use std::collections::BTreeMap;

use crate::dice::{Dice, Stream};
use crate::geometry::{Geometry, Metres};
use crate::plan::lattice::Lattice;
use crate::spec::Spec;

/// No region: outside of the town.
pub(crate) const NOWHERE: u16 = u16::MAX;

/// For each block its neighborhood and its beat.
pub(crate) struct Regions {
    pub neighborhood: Vec<u16>,
    pub beat: Vec<u16>,
    pub neighborhoods: usize,
    pub beats: usize,
}

impl Regions {
    /// Neighborhood 0 is downtown; the others are cut from the two banks of the river.
    pub fn new(spec: &Spec, lattice: &Lattice) -> Self {
        let mut dice = Dice::new(spec.seed, Stream::Regions);
        let (wanted, beats_each) = spec.size.regions();
        let mut groups = vec![downtown(lattice)];
        let rest = |south: bool| -> Vec<usize> {
            let bank = |cell: usize| lattice.column_row(cell).1 < lattice.bank[lattice.column_row(cell).0];
            (0..lattice.uses.len())
                .filter(|c| lattice.inside(*c) && bank(*c) == south && !groups[0].contains(c))
                .collect()
        };
        let (south, north) = (rest(true), rest(false));
        let share =
            (south.len() * (wanted - 1) + (south.len() + north.len()) / 2) / (south.len() + north.len());
        let share = share.clamp(1, wanted - 2);
        let parts =
            [split(lattice, south, share, &mut dice), split(lattice, north, wanted - 1 - share, &mut dice)];
        groups.extend(parts.into_iter().flatten());
        let neighborhood = mend(lattice, &groups);
        let groups = grouped(&neighborhood, wanted);
        let halves: Vec<Vec<usize>> =
            groups.into_iter().flat_map(|g| split(lattice, g, beats_each, &mut dice)).collect();
        let beat = mend(lattice, &halves);
        Self { neighborhood, beat, neighborhoods: wanted, beats: halves.len() }
    }
}

/// A rectangle south of the river around the middle.
fn downtown(lattice: &Lattice) -> Vec<usize> {
    let (mid, row) = lattice.middle();
    let wide = 3 + lattice.columns / 40;
    let mut cells = Vec::new();
    for column in mid - wide..mid + wide {
        for row in row - wide..lattice.bank[column] {
            cells.push(lattice.cell(column, row));
        }
    }
    cells
}

fn grouped(of: &[u16], n: usize) -> Vec<Vec<usize>> {
    let mut groups = vec![Vec::new(); n];
    for (cell, group) in of.iter().enumerate().filter(|(_, group)| **group != NOWHERE) {
        groups[usize::from(*group)].push(cell);
    }
    groups
}

/// Cuts a group into `n` of about equal size, across its longer side.
fn split(lattice: &Lattice, mut cells: Vec<usize>, n: usize, dice: &mut Dice) -> Vec<Vec<usize>> {
    if n <= 1 || cells.len() < 2 {
        return vec![cells];
    }
    let extent = |of: &dyn Fn(usize) -> usize| {
        let range = cells.iter().map(|c| of(*c));
        range.clone().max().unwrap_or(0) - range.min().unwrap_or(0)
    };
    let column = |cell: usize| lattice.column_row(cell).0;
    let row = |cell: usize| lattice.column_row(cell).1;
    let (wide, high) = (extent(&column) * 4 / 3, extent(&row));
    let jog: Vec<usize> = (0..64).map(|_| dice.below(2)).collect();
    // A cut along a line that steps aside by a block now and then, as real limits do.
    if wide >= high {
        cells.sort_by_key(|c| (column(*c) + jog[row(*c) / 5 % 64], row(*c)));
    } else {
        cells.sort_by_key(|c| (row(*c) + jog[column(*c) / 5 % 64], column(*c)));
    }
    let left = n / 2;
    let tail = cells.split_off(cells.len() * left / n);
    let mut parts = split(lattice, cells, left, dice);
    parts.extend(split(lattice, tail, n - left, dice));
    parts
}

/// Gives blocks cut off from the rest of their group to a neighbouring group, so that every outline is one ring.
fn mend(lattice: &Lattice, groups: &[Vec<usize>]) -> Vec<u16> {
    let mut of = vec![NOWHERE; lattice.uses.len()];
    for (number, cells) in groups.iter().enumerate() {
        cells.iter().for_each(|cell| of[*cell] = number as u16);
    }
    loop {
        let strays = strays(lattice, &of);
        if strays.is_empty() {
            return of;
        }
        let mut moved = false;
        for cell in strays {
            if let Some(to) = lattice.neighbours(cell).map(|n| of[n]).find(|to| *to != of[cell]) {
                of[cell] = to;
                moved = true;
            }
        }
        if !moved {
            return of;
        }
    }
}

/// Blocks outside of the largest connected part of their group.
fn strays(lattice: &Lattice, of: &[u16]) -> Vec<usize> {
    let mut part = vec![usize::MAX; of.len()];
    let mut parts: Vec<(u16, Vec<usize>)> = Vec::new();
    for start in (0..of.len()).filter(|c| of[*c] != NOWHERE) {
        if part[start] != usize::MAX {
            continue;
        }
        part[start] = parts.len();
        let mut cells = vec![start];
        let mut next = 0;
        while next < cells.len() {
            let cell = cells[next];
            next += 1;
            for n in lattice.neighbours(cell) {
                if of[n] == of[start] && part[n] == usize::MAX {
                    part[n] = parts.len();
                    cells.push(n);
                }
            }
        }
        parts.push((of[start], cells));
    }
    let mut largest = BTreeMap::new();
    for (number, (group, cells)) in parts.iter().enumerate() {
        let best = largest.entry(*group).or_insert(number);
        if parts[*best].1.len() < cells.len() {
            *best = number;
        }
    }
    let stray = parts.into_iter().enumerate().filter(|(n, (group, _))| largest[group] != *n);
    stray.flat_map(|(_, (_, cells))| cells).collect()
}

/// The outline of the blocks for which `within` holds, as closed rings; the longest ring first.
pub(crate) fn rings(lattice: &Lattice, within: &dyn Fn(usize) -> bool) -> Vec<Vec<Metres>> {
    let mut ways: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
    let is = |c: Option<usize>, r: Option<usize>| lattice.inner(c, r).is_some_and(within);
    for cell in (0..lattice.uses.len()).filter(|c| lattice.inside(*c) && within(*c)) {
        let (c, r) = lattice.column_row(cell);
        let sides = [
            (is(Some(c), r.checked_sub(1)), (c, r), (c + 1, r)),
            (is(Some(c + 1), Some(r)), (c + 1, r), (c + 1, r + 1)),
            (is(Some(c), Some(r + 1)), (c + 1, r + 1), (c, r + 1)),
            (is(c.checked_sub(1), Some(r)), (c, r + 1), (c, r)),
        ];
        for (_, from, to) in sides.into_iter().filter(|(shared, ..)| !shared) {
            ways.entry(from).or_default().push(to);
        }
    }
    let mut rings = Vec::new();
    while let Some((&start, _)) = ways.first_key_value() {
        let ring = follow(&mut ways, start);
        rings.push(ring.into_iter().map(|(i, j)| lattice.corner(i, j)).collect::<Vec<_>>());
    }
    rings.sort_by_key(|ring: &Vec<Metres>| std::cmp::Reverse(ring.len()));
    rings
}

/// Walks along open ways from `start` back to it; where two blocks meet at a corner only, turns left first.
fn follow(
    ways: &mut BTreeMap<(usize, usize), Vec<(usize, usize)>>,
    start: (usize, usize),
) -> Vec<(usize, usize)> {
    let mut ring = vec![start];
    let mut at = start;
    let mut came = (0i64, 0i64);
    while let Some(options) = ways.get_mut(&at) {
        let step = |to: (usize, usize)| (to.0 as i64 - at.0 as i64, to.1 as i64 - at.1 as i64);
        let left = options.iter().position(|to| {
            let (dx, dy) = step(*to);
            came.0 * dy - came.1 * dx > 0
        });
        let to = options.swap_remove(left.unwrap_or(0));
        came = step(to);
        if options.is_empty() {
            ways.remove(&at);
        }
        ring.push(to);
        at = to;
        if at == start {
            break;
        }
    }
    ring
}

/// The area of the blocks for which `within` holds.
pub(crate) fn area(lattice: &Lattice, within: &dyn Fn(usize) -> bool) -> Geometry {
    let mut outer = Vec::new();
    let mut holes = Vec::new();
    for ring in rings(lattice, within) {
        let twice: f64 = ring.windows(2).map(|p| p[0].x * p[1].y - p[1].x * p[0].y).sum();
        let ring: Vec<_> = ring.into_iter().map(Metres::lon_lat).collect();
        if twice > 0.0 { outer.push(vec![ring]) } else { holes.push(ring) }
    }
    if outer.len() == 1 {
        outer[0].extend(holes);
        return Geometry::Polygon(outer.remove(0));
    }
    for hole in holes {
        if let Some(part) = outer.iter_mut().find(|part| Geometry::Polygon((*part).clone()).contains(hole[0]))
        {
            part.push(hole);
        }
    }
    Geometry::MultiPolygon(outer)
}
