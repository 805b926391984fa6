//! The first page: which neighborhood, what to tell, what became of it.

use askama::Template;
use commonbeat_domain::information::publishing::PublicArea;

use crate::backend;
use crate::chrome::{Area, Chrome};
use crate::cx::Bare;
use crate::error::Result;
use crate::page::Page;

/// The first page: where to go.
#[derive(Template)]
#[template(path = "front/show.html")]
pub struct Front {
    chrome: Chrome,
    /// Names of the agencies, where there are several.
    agencies: Vec<String>,
    /// The neighborhoods of the only one.
    areas: Vec<PublicArea>,
}

/// `GET /`: where to go from here.
pub async fn show(visit: Bare) -> Result<Page<Front>> {
    let app = &visit.state.app;
    let (agencies, areas) = match &visit.agency {
        Some(agency) => (Vec::new(), app.neighborhoods(agency.id).await?),
        None => (backend::agencies(app).await?.into_iter().map(|a| a.name).collect(), Vec::new()),
    };
    let areas = areas.into_iter().map(|a| a.into_inner()).collect();
    Ok(Page::new(Front { chrome: visit.chrome(Area::None), agencies, areas }))
}
