//! What lies under every map: streets, beats, neighborhoods, as GeoJSON.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use commonbeat_domain::organization::areas::AreaKind;
use serde_json::json;

use crate::beat_map::{area, collection};
use crate::cx::Cx;
use crate::error::Result;

/// `GET /map/streets.geojson`
pub async fn streets(cx: Cx) -> Result<Response> {
    let streets = cx.app.streets(&cx.actor).await?;
    Ok(geojson(streets.unwrap_or_else(|| collection(Vec::new()))))
}

/// `GET /map/beats.geojson`
pub async fn beats(cx: Cx) -> Result<Response> {
    areas(&cx, AreaKind::Beat).await
}

/// `GET /map/neighborhoods.geojson`
pub async fn neighborhoods(cx: Cx) -> Result<Response> {
    areas(&cx, AreaKind::Neighborhood).await
}

async fn areas(cx: &Cx, kind: AreaKind) -> Result<Response> {
    let all = cx.app.areas(&cx.actor, Some(kind)).await?;
    let feature = |a: &commonbeat_domain::organization::areas::Area| {
        area(&a.shape, json!({ "id": format!("area-{}", a.id), "name": a.name, "label": a.name }))
    };
    Ok(geojson(collection(all.iter().map(feature).collect())))
}

fn geojson(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/geo+json")], text).into_response()
}
