//! The fixed points at which the public sees what happened. They are cut from the agency's address points when the map
//! is loaded, and only ever grow together afterwards.

use commonbeat_domain::information::publishing::{Catchments, Ground, LEAST};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::place::LonLat;
use commonbeat_store::audit::Entry;
use commonbeat_store::map_layers::{self, Layer};
use commonbeat_store::{Session, Write, areas};
use serde::Deserialize;
use serde_json::json;

use crate::{Error, Result};

/// Cuts the points, or keeps them over the changed map; part of the write that changes it. Without address points
/// there are none.
pub(crate) async fn renew(write: &mut Write) -> Result<()> {
    let Some(addresses) = map_layers::get(write, Layer::Addresses).await? else { return Ok(()) };
    let addresses: Vec<(String, LonLat)> = serde_json::from_str(&addresses).map_err(Error::broken)?;
    let addresses: Vec<LonLat> = addresses.into_iter().map(|(_, at)| at).collect();
    let neighborhoods = areas::list(write, Some(AreaKind::Neighborhood)).await?;
    let streets = match map_layers::get(write, Layer::Streets).await? {
        Some(text) => on_streets(&text)?,
        None => Vec::new(),
    };
    let known = catchments(write).await?;
    let renewed = tokio::task::spawn_blocking(move || {
        let ground = Ground { areas: &neighborhoods, addresses: &addresses, streets: &streets };
        known.map_or_else(|| Catchments::cut(LEAST, ground), |known| known.renewed(ground))
    });
    let renewed = renewed.await.map_err(Error::broken)?;
    let points = renewed.points().len();
    map_layers::put(write, Layer::Catchments, serde_json::to_string(&renewed).map_err(Error::broken)?)
        .await?;
    write.record(
        Entry::new("points.cut", "catchments").with(json!({ "points": points, "least": renewed.least() })),
    );
    Ok(())
}

/// The agency's public points, if its map has addresses.
pub(crate) async fn catchments(session: &impl Session) -> Result<Option<Catchments>> {
    let text = map_layers::get(session, Layer::Catchments).await?;
    text.map(|text| serde_json::from_str(&text).map_err(Error::broken)).transpose()
}

#[derive(Deserialize)]
struct Lines {
    features: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    properties: Named,
    geometry: Corners,
}

#[derive(Deserialize)]
struct Named {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Corners {
    coordinates: Vec<LonLat>,
}

/// Corners of the streets, and the middles between them, with the street's name.
fn on_streets(geojson: &str) -> Result<Vec<(LonLat, Option<String>)>> {
    let lines: Lines = serde_json::from_str(geojson).map_err(Error::broken)?;
    let mut points = Vec::new();
    for feature in &lines.features {
        let (line, name) = (&feature.geometry.coordinates, &feature.properties.name);
        points.extend(line.iter().map(|at| (*at, name.clone())));
        for pair in line.windows(2) {
            let middle = |a: f64, b: f64| f64::midpoint(a, b);
            let (lon, lat) = (middle(pair[0].lon(), pair[1].lon()), middle(pair[0].lat(), pair[1].lat()));
            points.extend(LonLat::new(lon, lat).ok().map(|at| (at, name.clone())));
        }
    }
    Ok(points)
}
