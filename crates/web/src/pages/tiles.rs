//! What happened, as vector tiles: the public points of a frozen month, for maps of other people.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use commonbeat_domain::information::publishing::Spot;
use commonbeat_formats::tiles::{self, Square, Tag, TilePoint};

use super::area_map::month_of;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};

/// `GET /tiles/{month}/{z}/{x}/{y}`; the last part may end in `.mvt` or `.pbf`.
pub async fn show(cx: Cx, Path((month, zoom, x, y)): Path<(String, u8, u32, String)>) -> Result<Response> {
    let y = y.trim_end_matches(".mvt").trim_end_matches(".pbf").parse().map_err(|_| Error::NotFound)?;
    let square = Square::new(zoom, x, y).ok_or(Error::NotFound)?;
    let release = cx.app.spots(cx.agency.id, month_of(&month)?).await?;
    let points: Vec<TilePoint> = release.get().spots.iter().map(point).collect();
    let bytes = tiles::points(square, "spots", &points).map_err(Error::broken)?;
    Ok(([(header::CONTENT_TYPE, "application/vnd.mapbox-vector-tile")], bytes).into_response())
}

fn point(spot: &Spot) -> TilePoint {
    let counts = spot.counts.iter().map(|(class, n)| (class.clone(), Tag::Count((*n).into())));
    let addresses = ("addresses".to_owned(), Tag::Count(spot.addresses.into()));
    let street = spot.street.iter().map(|name| ("street".to_owned(), Tag::Words(name.clone())));
    TilePoint { id: spot.point.into(), at: spot.at, tags: counts.chain([addresses]).chain(street).collect() }
}
