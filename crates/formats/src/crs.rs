//! Coordinate systems: from whatever a file is in to WGS 84 longitude and latitude.

use std::fmt;

use proj4rs::Proj;
use proj4rs::transform::transform;

/// Definitions that the EPSG tables of the library give without the shift to WGS 84; without it points lie about
/// a hundred metres off. OSGB36: the seven parameters published by Ordnance Survey, good to about 5 m.
const SHIFTED: &[(u16, &str)] = &[(
    27700,
    "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy \
     +towgs84=446.448,-125.157,542.06,0.1502,0.247,0.8421,-20.4894 +units=m +no_defs",
)];

/// A coordinate system, named as `EPSG:27700`, `urn:ogc:def:crs:EPSG::27700`, `CRS84` or a proj string (`+proj=...`).
pub struct Crs {
    name: String,
    /// Nothing where the coordinates are longitude and latitude already.
    from: Option<(Proj, Proj)>,
}

/// A name that is no coordinate system known here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\u{201c}{0}\u{201d} is no coordinate system known here: give an EPSG code such as EPSG:27700, or a proj string"
)]
pub struct UnknownCrs(pub String);

impl Crs {
    /// Longitude and latitude, WGS 84.
    pub fn wgs84() -> Crs {
        Crs { name: "EPSG:4326".into(), from: None }
    }

    /// The system of that name.
    pub fn named(name: &str) -> Result<Crs, UnknownCrs> {
        let unknown = || UnknownCrs(name.to_owned());
        let text = name.trim();
        let last = text.rsplit(':').next().unwrap_or_default();
        if text.starts_with('+') {
            return Crs::from(name, Proj::from_proj_string(text).map_err(|_| unknown())?).ok_or_else(unknown);
        }
        if last.eq_ignore_ascii_case("CRS84") || last.eq_ignore_ascii_case("WGS84") {
            return Ok(Crs::wgs84());
        }
        if !text.to_ascii_uppercase().contains("EPSG") {
            return Err(unknown());
        }
        match last.parse::<u16>().map_err(|_| unknown())? {
            4326 => Ok(Crs::wgs84()),
            code => {
                let shifted = SHIFTED.iter().find(|(c, _)| *c == code);
                let proj = match shifted {
                    Some((_, definition)) => Proj::from_proj_string(definition),
                    None => Proj::from_epsg_code(code),
                };
                Crs::from(name, proj.map_err(|_| unknown())?).ok_or_else(unknown)
            }
        }
    }

    fn from(name: &str, source: Proj) -> Option<Crs> {
        let target = Proj::from_proj_string("+proj=longlat +ellps=WGS84 +datum=WGS84 +no_defs").ok()?;
        source.has_inverse().then(|| Crs { name: name.to_owned(), from: Some((source, target)) })
    }

    /// Its name as given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether coordinates are longitude and latitude, WGS 84, as they stand.
    pub fn is_wgs84(&self) -> bool {
        self.from.is_none()
    }

    /// Longitude and latitude of a point; nothing if it has none (not finite, or outside the projection).
    pub fn to_lon_lat(&self, x: f64, y: f64) -> Option<[f64; 2]> {
        let Some((source, target)) = &self.from else {
            return (x.is_finite() && y.is_finite()).then_some([x, y]);
        };
        let mut point = if source.is_latlong() { (x.to_radians(), y.to_radians(), 0.0) } else { (x, y, 0.0) };
        transform(source, target, &mut point).ok()?;
        let at = [point.0.to_degrees(), point.1.to_degrees()];
        at.iter().all(|v| v.is_finite()).then_some(at)
    }
}

impl fmt::Debug for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Crs").field(&self.name).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ordnance Survey's worked example of the datum shift: Caister Water Tower at 651409.903 E, 313177.270 N
    /// is 52°39'28.8282"N 1°42'57.8663"E in WGS 84 by the seven parameters (within their 5 m).
    #[test]
    fn the_british_grid_agrees_with_the_published_point_within_5_metres() {
        let at =
            Crs::named("urn:ogc:def:crs:EPSG::27700").unwrap().to_lon_lat(651_409.903, 313_177.270).unwrap();
        let (lon, lat) = (1.0 + 42.0 / 60.0 + 57.8663 / 3600.0, 52.0 + 39.0 / 60.0 + 28.8282 / 3600.0);
        let metres = ((at[0] - lon) * 67_600.0).hypot((at[1] - lat) * 111_300.0);
        assert!(metres < 5.0, "{metres} m off: {at:?}");
    }

    /// A row of Chicago's own export gives both state-plane feet (EPSG:3435) and longitude, latitude.
    #[test]
    fn state_plane_feet_agree_with_the_longitude_that_chicago_publishes_beside_them() {
        let at = Crs::named("EPSG:3435").unwrap().to_lon_lat(1_165_764.0, 1_946_586.0).unwrap();
        assert!((at[0] + 87.665_449_65).abs() < 1e-5 && (at[1] - 42.009_022_91).abs() < 1e-5, "{at:?}");
    }

    #[test]
    fn names_are_taken_in_their_usual_forms_and_others_refused() {
        assert!(Crs::named("urn:ogc:def:crs:OGC:1.3:CRS84").unwrap().is_wgs84());
        assert!(Crs::named("EPSG:4326").unwrap().is_wgs84());
        for name in ["EPSG:99999", "EPSG:1", "Mars", "", "EPSG:", "+proj=nothing", "27700"] {
            assert!(Crs::named(name).is_err(), "{name}");
        }
        assert_eq!(Crs::wgs84().to_lon_lat(f64::NAN, 0.0), None);
    }
}
