//! The map of the town: blocks, streets, addresses, places, neighborhoods and beats.

pub(crate) mod lattice;
pub(crate) mod names;
pub(crate) mod places;
pub(crate) mod regions;
pub(crate) mod streets;

use crate::geometry::{Geometry, LonLat, Metres};
use crate::spec::Spec;
use lattice::{Lattice, Use};
use regions::{NOWHERE, Regions};

pub use places::{Place, PlaceKind};
pub use streets::{Address, Class, Segment, Street};

/// A named area with its outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Short name for files and links: `mill-flats`, `0103`.
    pub code: String,
    /// As people say it.
    pub name: String,
    /// The outline.
    pub geometry: Geometry,
    /// For a beat, the index of its neighborhood; for a neighborhood its own index.
    pub neighborhood: usize,
}

/// Everything on the map.
pub struct Plan {
    /// The town's limit.
    pub boundary: Geometry,
    /// The river as a line.
    pub river: Geometry,
    /// Every street name.
    pub streets: Vec<Street>,
    /// Streets between two corners.
    pub segments: Vec<Segment>,
    /// House numbers.
    pub addresses: Vec<Address>,
    /// Stores, schools, bars, parks and so on.
    pub places: Vec<Place>,
    /// Neighborhoods; together they cover the town.
    pub neighborhoods: Vec<Area>,
    /// Beats; each lies within one neighborhood.
    pub beats: Vec<Area>,
    pub(crate) lattice: Lattice,
    pub(crate) cell_neighborhood: Vec<u16>,
    pub(crate) cell_beat: Vec<u16>,
}

impl Plan {
    pub(crate) fn new(spec: &Spec) -> Self {
        let lattice = Lattice::new(spec);
        let regions = Regions::new(spec, &lattice);
        let order = naming_order(&lattice, &regions);
        let rename = |of: u16| if of == NOWHERE { NOWHERE } else { order[usize::from(of)] };
        let cell_neighborhood: Vec<u16> = regions.neighborhood.iter().map(|n| rename(*n)).collect();
        let (cell_beat, beats) = beats(&lattice, &regions, &cell_neighborhood);
        let neighborhoods = (0..regions.neighborhoods)
            .map(|n| {
                let name = names::neighborhood(n);
                let geometry = regions::area(&lattice, &|c| usize::from(cell_neighborhood[c]) == n);
                Area { code: names::slug(&name), name, geometry, neighborhood: n }
            })
            .collect();
        let streets::Streets { streets, segments, addresses } = streets::Streets::new(spec, &lattice);
        let boundary = regions::area(&lattice, &|_| true);
        let river = Geometry::LineString(lattice.river_line().into_iter().map(Metres::lon_lat).collect());
        let mut plan = Self {
            boundary,
            river,
            streets,
            segments,
            addresses,
            places: Vec::new(),
            neighborhoods,
            beats,
            lattice,
            cell_neighborhood,
            cell_beat,
        };
        plan.places = places::places(spec, &plan);
        plan
    }

    /// The segment an address lies on.
    pub fn segment_of(&self, address: usize) -> &Segment {
        &self.segments[self.addresses[address].segment as usize]
    }

    /// As on an envelope: `312 E Alder Street`.
    pub fn address_line(&self, address: usize) -> String {
        let segment = self.segment_of(address);
        let street = &self.streets[segment.street as usize];
        format!("{} {} {}", self.addresses[address].number, segment.direction, street.name)
    }

    /// The block as police files publish it: `003XX E ALDER ST`.
    pub fn block_line(&self, segment: usize) -> String {
        let segment = &self.segments[segment];
        let street = &self.streets[segment.street as usize];
        format!("{:03}XX {} {}", segment.hundred / 100, segment.direction, street.short)
    }

    /// Index of the neighborhood an address lies in.
    pub fn neighborhood_of(&self, address: usize) -> usize {
        usize::from(self.cell_neighborhood[self.addresses[address].cell as usize])
    }

    /// Index of the beat an address lies in.
    pub fn beat_of(&self, address: usize) -> usize {
        usize::from(self.cell_beat[self.addresses[address].cell as usize])
    }

    /// The neighborhood a point lies in.
    pub fn neighborhood_at(&self, at: LonLat) -> Option<usize> {
        self.neighborhoods.iter().position(|area| area.geometry.contains(at))
    }

    /// Every address of a group of blocks.
    pub(crate) fn addresses_in(&self, within: &dyn Fn(usize) -> bool) -> Vec<usize> {
        (0..self.addresses.len()).filter(|a| within(self.addresses[*a].cell as usize)).collect()
    }
}

/// Beats in order of neighborhoods, numbered `0101` by district of eight and place in it.
fn beats(lattice: &Lattice, regions: &Regions, neighborhood: &[u16]) -> (Vec<u16>, Vec<Area>) {
    let mut home = vec![NOWHERE; regions.beats];
    for (cell, beat) in regions.beat.iter().enumerate().filter(|(_, beat)| **beat != NOWHERE) {
        home[usize::from(*beat)] = neighborhood[cell];
    }
    let mut order: Vec<usize> = (0..regions.beats).collect();
    order.sort_by_key(|beat| (home[*beat], *beat));
    let mut new = vec![NOWHERE; regions.beats];
    order.iter().enumerate().for_each(|(number, old)| new[*old] = number as u16);
    let cells: Vec<u16> =
        regions.beat.iter().map(|b| if *b == NOWHERE { NOWHERE } else { new[usize::from(*b)] }).collect();
    let areas = order.iter().enumerate().map(|(number, old)| {
        let code = format!("{:02}{:02}", number / 8 + 1, number % 8 + 1);
        let geometry = regions::area(lattice, &|c| usize::from(cells[c]) == number);
        Area { name: format!("Beat {code}"), code, geometry, neighborhood: usize::from(home[*old]) }
    });
    let areas = areas.collect();
    (cells, areas)
}

/// New numbers by distance from downtown; number 1, Riverside, goes to the one with most of the river.
fn naming_order(lattice: &Lattice, regions: &Regions) -> Vec<u16> {
    let n = regions.neighborhoods;
    let mut sums = vec![(Metres::default(), 0usize, 0usize); n];
    for (cell, group) in regions.neighborhood.iter().enumerate().filter(|(_, g)| **g != NOWHERE) {
        let (column, row) = lattice.column_row(cell);
        let corner = lattice.corner(column, row);
        let sum = &mut sums[usize::from(*group)];
        sum.0 = Metres { x: sum.0.x + corner.x, y: sum.0.y + corner.y };
        sum.1 += 1;
        sum.2 += usize::from(lattice.uses[cell] == Use::River);
    }
    let center = |n: usize| {
        let (sum, count, _) = sums[n];
        Metres { x: sum.x / count.max(1) as f64, y: sum.y / count.max(1) as f64 }
    };
    let riverside = (1..n).max_by_key(|n| sums[*n].2).unwrap_or(1);
    let mut others: Vec<usize> = (1..n).filter(|n| *n != riverside).collect();
    others.sort_by(|a, b| center(*a).distance(center(0)).total_cmp(&center(*b).distance(center(0))));
    let mut order = vec![0u16; n];
    for (number, old) in [0, riverside].into_iter().chain(others).enumerate() {
        order[old] = number as u16;
    }
    order
}
