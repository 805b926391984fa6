//! The pages: everything that answers HTTP.
//!
//! - [`routes`] is the table of all addresses; [`table`] and [`guard`] make sure that nothing answers past it
//! - [`cx::Cx`] is what a handler gets; [`page::Page`] and [`error::Error`] are what it returns
//! - [`chrome`] is the layout, [`words`] the texts, [`form`] a form's state, [`charts`] drawings
//! - [`edge`] is the outermost layer: error pages, headers, the log
//! - `pages` holds the handlers, one module per noun, with their templates in `templates/`

pub mod api;
pub mod assets;
pub mod backend;
pub mod beat_map;
pub mod browser;
pub mod cache;
pub mod charts;
pub mod chrome;
pub mod cx;
pub mod edge;
pub mod error;
pub mod flash;
pub mod fmt;
pub mod form;
pub mod guard;
pub mod kept;
pub mod limits;
pub mod page;
pub mod pages;
pub mod parts;
pub mod prove;
pub mod qr;
pub mod routes;
pub mod session;
pub mod state;
pub mod table;
pub mod words;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use commonbeat_app::App;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

pub use routes::routes_json;
pub use state::{AppState, Settings};

/// The whole site over the use cases.
///
/// # Errors
/// When a trusted origin of the settings is not an origin.
pub fn router(app: App, settings: Settings) -> error::Result<Router> {
    site(app, settings, routes::table())
}

/// A site of these rows; tests bring rows of their own.
///
/// # Errors
/// When a trusted origin of the settings is not an origin.
pub fn site(app: App, settings: Settings, table: table::Table) -> error::Result<Router> {
    let mut csrf = CsrfLayer::new();
    for origin in &settings.trusted_origins {
        csrf = csrf.add_trusted_origin(origin).map_err(|e| error::Error::broken(format!("{origin}: {e}")))?;
    }
    let limits = Arc::new(limits::Limits::new(app.clone()));
    let kept = Arc::default();
    let state = AppState { app, settings: Arc::new(settings), routes: table.rows.into(), limits, kept };
    Ok(table
        .router
        .fallback(edge::nowhere)
        .layer(csrf.with_rejection_response(edge::other_site))
        .layer(CatchPanicLayer::custom(edge::panicked))
        .layer(from_fn_with_state(state, edge::edge))
        .layer(CompressionLayer::new()))
}
