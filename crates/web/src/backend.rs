//! What the pages ask before any page: which agencies there are, whether the database answers.

use commonbeat_app::{App, Error};
use commonbeat_domain::organization::agencies::Agency;

use crate::error::Result;

/// All agencies of the installation.
pub async fn agencies(app: &App) -> Result<Vec<Agency>> {
    Ok(app.agencies().await?)
}

/// Whether the database answers.
pub async fn ready(app: &App) -> Result<()> {
    Ok(app.store().ping().await.map_err(Error::from)?)
}
