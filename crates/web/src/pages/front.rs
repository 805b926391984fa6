//! The first page.

use askama::Template;

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
}

/// `GET /`: where to go from here.
pub async fn show(visit: Bare) -> Result<Page<Front>> {
    let agencies = match &visit.agency {
        Some(_) => Vec::new(),
        None => backend::agencies(&visit.state.app).await?.into_iter().map(|a| a.name).collect(),
    };
    Ok(Page::new(Front { chrome: visit.chrome(Area::None), agencies }))
}
