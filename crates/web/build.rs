//! Makes sure that the folder of built styles and scripts exists, so that the crate compiles before they are built.

use std::fs;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::create_dir_all(root.join("ui/dist"))?;
    for watched in ["locales", "ui/dist", "crates/web/templates"] {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }
    Ok(())
}
