//! Agencies' files, which are not part of this repository.

use std::fs::File;
use std::path::{Path, PathBuf};

/// A file of the shelf; nothing, and a line that says so, without it.
pub fn file(path: &str) -> Option<File> {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shelf = std::env::var_os("COMMONBEAT_SHELF").map_or_else(default, PathBuf::from);
    let found = File::open(shelf.join("data").join(path)).ok();
    if found.is_none() {
        eprintln!("shelf absent: 1 not run ({path})");
    }
    found
}

/// A file that is part of this repository.
pub fn fixture(path: &str) -> File {
    File::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)).unwrap()
}
