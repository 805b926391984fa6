//! Vector tiles (Mapbox Vector Tile 2.1) of points, in the web's usual square grid (EPSG:3857).

use commonbeat_domain::place::LonLat;
use mvt::{GeomEncoder, GeomType, Tile};

/// Side of a tile in its own units.
const EXTENT: u32 = 4096;
/// The closest zoom that is answered: a unit of a tile is then under a centimeter.
pub const DEEPEST: u8 = 22;

/// Which square of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Square {
    zoom: u8,
    x: u32,
    y: u32,
}

/// A value beside a point.
#[derive(Clone, Debug, PartialEq)]
pub enum Tag {
    /// Words.
    Words(String),
    /// A count.
    Count(u64),
}

/// A point with its number and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct TilePoint {
    /// Number of the feature.
    pub id: u64,
    /// Where.
    pub at: LonLat,
    /// Names and values.
    pub tags: Vec<(String, Tag)>,
}

impl Square {
    /// A square of the grid; nothing where the grid has none such.
    pub fn new(zoom: u8, x: u32, y: u32) -> Option<Square> {
        let side = 1_u32.checked_shl(zoom.into())?;
        (zoom <= DEEPEST && x < side && y < side).then_some(Square { zoom, x, y })
    }

    /// Where a point lies in this square, in its units from the north-west corner; nothing outside it.
    fn place(self, at: LonLat) -> Option<(u32, u32)> {
        // Beyond this latitude the square grid ends.
        const NORTHMOST: f64 = 85.051_128_779_806_6;
        if at.lat().abs() > NORTHMOST {
            return None;
        }
        let side = f64::from(1_u32 << self.zoom) * f64::from(EXTENT);
        let x = (at.lon() + 180.0) / 360.0 * side;
        let y = (1.0 - at.lat().to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side;
        let within = |v: f64, square: u32| {
            let units = v.clamp(0.0, side - 1.0).floor() - f64::from(square) * f64::from(EXTENT);
            (0.0..f64::from(EXTENT)).contains(&units).then_some(units as u32)
        };
        Some((within(x, self.x)?, within(y, self.y)?))
    }
}

/// The tile of one layer with the points that lie in the square; empty bytes where there are none.
///
/// # Errors
/// Where the encoder refuses, which it does for no point that lies in the square.
pub fn points(square: Square, layer: &str, all: &[TilePoint]) -> Result<Vec<u8>, mvt::Error> {
    let mut tile = Tile::new(EXTENT);
    let mut made = tile.create_layer(layer);
    let mut any = false;
    for point in all {
        let Some((x, y)) = square.place(point.at) else { continue };
        let geometry = GeomEncoder::new(GeomType::Point).point(f64::from(x), f64::from(y))?.encode()?;
        let mut feature = made.into_feature(geometry);
        feature.set_id(point.id);
        for (name, tag) in &point.tags {
            match tag {
                Tag::Words(words) => feature.add_tag_string(name, words),
                Tag::Count(n) => feature.add_tag_uint(name, *n),
            }
        }
        made = feature.into_layer();
        any = true;
    }
    if !any {
        return Ok(Vec::new());
    }
    tile.add_layer(made)?;
    tile.to_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(lon: f64, lat: f64) -> TilePoint {
        TilePoint { id: 7, at: LonLat::new(lon, lat).unwrap(), tags: vec![("n".into(), Tag::Count(3))] }
    }

    #[test]
    fn a_point_is_in_exactly_one_square_of_each_zoom() {
        let at = point(-93.6091, 41.5868);
        for zoom in [0, 1, 5, 9] {
            let side = 1 << zoom;
            let all = (0..side).flat_map(|x| (0..side).map(move |y| Square::new(zoom, x, y).unwrap()));
            let held = all.filter(|s| !points(*s, "spots", std::slice::from_ref(&at)).unwrap().is_empty());
            assert_eq!(held.count(), 1, "zoom {zoom}");
        }
    }

    #[test]
    fn the_square_of_a_known_place_is_the_one_that_every_map_asks_for() {
        // Des Moines at zoom 10: the usual formula gives column 245, row 381.
        let square = Square::new(10, 245, 381).unwrap();
        assert!(!points(square, "spots", &[point(-93.6091, 41.5868)]).unwrap().is_empty());
    }

    #[test]
    fn squares_off_the_grid_are_none() {
        assert_eq!(Square::new(0, 1, 0), None);
        assert_eq!(Square::new(5, 32, 0), None);
        assert_eq!(Square::new(23, 0, 0), None);
        assert_eq!(Square::new(255, 0, 0), None);
    }

    #[test]
    fn the_poles_are_on_no_square() {
        let square = Square::new(0, 0, 0).unwrap();
        assert!(points(square, "spots", &[point(0.0, 90.0)]).unwrap().is_empty());
        assert!(!points(square, "spots", &[point(180.0, -85.0)]).unwrap().is_empty());
    }
}
