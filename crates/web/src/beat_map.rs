//! Maps of pages: what `<beat-map>` gets. The list beside it says the same.

use commonbeat_domain::place::{LonLat, Shape};
use serde_json::{Value, json};

use crate::charts::Drawing;

/// A map of a page.
#[derive(Clone, Debug, Default)]
pub struct BeatMap {
    /// Its id; the key of its view in the address.
    pub id: &'static str,
    /// What it shows.
    pub label: String,
    /// West, south, east, north that it opens on; empty for all that it shows.
    pub bounds: String,
    /// The feature that is marked from the start.
    pub selected: String,
    /// Whether the beats are drawn under it.
    pub beats: bool,
    /// Layers with their features as GeoJSON.
    pub layers: Vec<(&'static str, String)>,
    /// The same without script.
    pub still: Option<Drawing>,
}

impl BeatMap {
    /// An empty map.
    pub fn new(id: &'static str, label: String) -> BeatMap {
        BeatMap { id, label, beats: true, ..BeatMap::default() }
    }

    /// With a layer, if it holds anything.
    pub fn with(mut self, layer: &'static str, features: Vec<Value>) -> BeatMap {
        if !features.is_empty() {
            self.layers.push((layer, collection(features)));
        }
        self
    }

    /// Opening on a shape with some of what is around.
    pub fn on(mut self, shape: &Shape) -> BeatMap {
        if let Some([west, south, east, north]) = shape.bounds() {
            let (x, y) = ((east - west).max(0.004) * 0.6, (north - south).max(0.003) * 0.6);
            self.bounds = [west - x, south - y, east + x, north + y].map(|d| format!("{d:.5}")).join(",");
        }
        self
    }
}

/// Features as a GeoJSON text.
pub fn collection(features: Vec<Value>) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

/// A shape on the map.
pub fn area(shape: &Shape, properties: Value) -> Value {
    let coordinates: Vec<Vec<Vec<[f64; 2]>>> = shape.clone().into();
    let round = |at: &[f64; 2]| at.map(|d| (d * 1e6).round() / 1e6);
    let rounded: Vec<Vec<Vec<[f64; 2]>>> = coordinates
        .iter()
        .map(|polygon| polygon.iter().map(|ring| ring.iter().map(round).collect()).collect())
        .collect();
    json!({ "type": "Feature", "properties": properties,
            "geometry": { "type": "MultiPolygon", "coordinates": rounded } })
}

/// A point on the map.
pub fn point(at: LonLat, properties: Value) -> Value {
    let at = [at.lon(), at.lat()].map(|d| (d * 1e6).round() / 1e6);
    json!({ "type": "Feature", "properties": properties, "geometry": { "type": "Point", "coordinates": at } })
}
