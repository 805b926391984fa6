//! What the operator set for this installation.

/// What the operator set for this installation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address under which people reach it, without a slash at the end; links in mail begin with it.
    pub public_url: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { public_url: "http://127.0.0.1:8080".to_owned() }
    }
}
