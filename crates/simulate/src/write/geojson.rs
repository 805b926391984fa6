//! The map as GeoJSON (RFC 7946), feature by feature.

use std::io::Write;

use serde_json::{Value, json};

use crate::SimulateError;
use crate::geometry::Geometry;
use crate::plan::{Area, Class, Plan};
use crate::town::Town;

/// A file of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The town's limit.
    Boundary,
    /// Beats: `code`, `name`, `neighborhood`, `district`.
    Beats,
    /// Neighborhoods: `code`, `name`.
    Neighborhoods,
    /// Streets between two corners: `name`, `direction`, `from`, `to` (house numbers), `class`, `block`.
    Streets,
    /// House numbers: `number`, `street`, `address`.
    Addresses,
    /// Places: `kind`, `name`, `address`, `neighborhood`.
    Places,
    /// The river.
    River,
}

impl Layer {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Boundary,
        Self::Beats,
        Self::Neighborhoods,
        Self::Streets,
        Self::Addresses,
        Self::Places,
        Self::River,
    ];

    /// The file's name without its ending.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boundary => "boundary",
            Self::Beats => "beats",
            Self::Neighborhoods => "neighborhoods",
            Self::Streets => "streets",
            Self::Addresses => "addresses",
            Self::Places => "places",
            Self::River => "river",
        }
    }
}

impl Town {
    /// Writes one layer of the map.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write_layer(&self, layer: Layer, to: impl Write) -> Result<(), SimulateError> {
        let plan = self.plan();
        let mut out = Features::start(to)?;
        match layer {
            Layer::Boundary => out.add(&plan.boundary, json!({"name": "Millbrook"}))?,
            Layer::River => out.add(&plan.river, json!({"name": "Mill River"}))?,
            Layer::Neighborhoods => {
                for area in &plan.neighborhoods {
                    out.add(&area.geometry, json!({"code": area.code, "name": area.name}))?;
                }
            }
            Layer::Beats => {
                for (n, area) in plan.beats.iter().enumerate() {
                    out.add(&area.geometry, beat(plan, n, area))?;
                }
            }
            Layer::Streets => {
                for n in 0..plan.segments.len() {
                    let ends = plan.segments[n].ends.to_vec();
                    out.add(&Geometry::LineString(ends), street(plan, n))?;
                }
            }
            Layer::Addresses => {
                for (n, address) in plan.addresses.iter().enumerate() {
                    let street = &plan.streets[plan.segment_of(n).street as usize].name;
                    let about =
                        json!({"number": address.number, "street": street, "address": plan.address_line(n)});
                    out.add(&Geometry::Point(address.at), about)?;
                }
            }
            Layer::Places => {
                for place in &plan.places {
                    let area = &plan.neighborhoods[plan.neighborhood_of(place.address)].name;
                    let about = json!({"kind": place.kind, "name": place.name,
                        "address": plan.address_line(place.address), "neighborhood": area});
                    out.add(&Geometry::Point(plan.addresses[place.address].at), about)?;
                }
            }
        }
        out.end()
    }
}

fn beat(plan: &Plan, n: usize, area: &Area) -> Value {
    let neighborhood = &plan.neighborhoods[area.neighborhood];
    json!({"code": area.code, "name": area.name, "neighborhood": neighborhood.name,
        "district": format!("{:03}", n / 8 + 1)})
}

fn street(plan: &Plan, n: usize) -> Value {
    let segment = &plan.segments[n];
    let class = match segment.class {
        Class::Local => "local",
        Class::Arterial => "arterial",
        Class::Bridge => "bridge",
    };
    let name = &plan.streets[segment.street as usize].name;
    json!({"name": name, "direction": segment.direction.to_string(), "from": segment.hundred,
        "to": segment.hundred + 99, "class": class, "block": plan.block_line(n)})
}

/// A feature collection, one feature a line.
struct Features<W> {
    to: W,
    count: usize,
}

impl<W: Write> Features<W> {
    fn start(mut to: W) -> Result<Self, SimulateError> {
        to.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(Self { to, count: 0 })
    }

    fn add(&mut self, geometry: &Geometry, properties: Value) -> Result<(), SimulateError> {
        self.to.write_all(if self.count == 0 { b"\n" } else { b",\n" })?;
        self.count += 1;
        let feature = json!({"type": "Feature", "properties": properties, "geometry": geometry});
        serde_json::to_writer(&mut self.to, &feature)?;
        Ok(())
    }

    fn end(mut self) -> Result<(), SimulateError> {
        self.to.write_all(b"\n]}\n")?;
        self.to.flush()?;
        Ok(())
    }
}
