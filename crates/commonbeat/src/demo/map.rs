//! The town's map, loaded as an agency would load its own.

use commonbeat_app::App;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_simulate::{Layer, Town};

use crate::exit::{Failure, Result};

/// Loads boundary, beats, neighborhoods, streets and address points.
pub async fn load(app: &App, who: &Actor, town: &Town) -> Result<()> {
    for (kind, layer) in [
        (AreaKind::Boundary, Layer::Boundary),
        (AreaKind::Beat, Layer::Beats),
        (AreaKind::Neighborhood, Layer::Neighborhoods),
    ] {
        app.load_areas(who, kind, &bytes(town, layer)?, Some("name")).await?;
    }
    app.load_streets(who, &bytes(town, Layer::Streets)?).await?;
    app.load_addresses(who, &bytes(town, Layer::Addresses)?).await?;
    Ok(())
}

fn bytes(town: &Town, layer: Layer) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    town.write_layer(layer, &mut bytes).map_err(|e| Failure::broken("drawing the town", e))?;
    Ok(bytes)
}
