//! What every request can reach.

use std::path::PathBuf;
use std::sync::Arc;

use commonbeat_app::App;

use crate::kept::Kept;
use crate::limits::Limits;
use crate::table::Route;

/// How the pages are served.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether people reach the pages over TLS: cookies are `Secure` and HSTS is sent.
    pub https: bool,
    /// Origins besides the own host from which forms may come, such as `https://police.example.org`.
    pub trusted_origins: Vec<String>,
    /// Folder in which a file waits between being looked at and being imported.
    pub uploads: PathBuf,
}

impl Default for Settings {
    fn default() -> Settings {
        let uploads = std::env::temp_dir().join("commonbeat-uploads");
        Settings { https: false, trusted_origins: Vec::new(), uploads }
    }
}

/// The app, the settings and the rows of the route table.
#[derive(Clone)]
pub struct AppState {
    /// Everything pages ask and do.
    pub app: App,
    /// How the pages are served.
    pub settings: Arc<Settings>,
    /// Rows of the route table; the layout links only to what is in it.
    pub routes: Arc<[Route]>,
    /// How often public forms may be sent.
    pub limits: Arc<Limits>,
    /// Rendered public pages.
    pub kept: Arc<Kept>,
}
