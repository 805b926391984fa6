//! Files of the installation: database, key, disk.

use std::fs::Metadata;
use std::io::Read;
use std::path::Path;

use super::{Finding, advice, fine, wrong};
use crate::clock;
use crate::config::Config;

/// Less free room than this is too little, in bytes.
const LITTLE: u64 = 1 << 30;

/// Looks at the database's file, its disk, the key and the clock.
pub fn look(config: &Config) -> Vec<Finding> {
    let mut found = vec![key(config)];
    let Some(file) = config.sqlite_file() else { return found };
    let Ok(about) = std::fs::metadata(&file) else { return found };
    found.push(journal(&file));
    found.push(readers(&file, &about));
    found.push(room(&file, about.len()));
    if let Ok(stamped) = about.modified() {
        let ahead = clock::seconds_ahead(stamped, clock::now());
        if ahead > 120.0 {
            let text =
                format!("the database was written {ahead:.0} s in the future: this machine's clock is wrong");
            found.push(wrong("clock", text));
        }
    }
    found
}

/// SQLite notes the log mode in bytes 18 and 19 of the file.
fn journal(file: &Path) -> Finding {
    let mut head = [0; 20];
    match std::fs::File::open(file).and_then(|mut f| f.read_exact(&mut head)) {
        Ok(()) if head[18..] == [2, 2] => fine("write-ahead log", "on: readers never wait for the writer"),
        Ok(()) => advice("write-ahead log", "off; it is switched on when the database is opened for writing"),
        Err(error) => wrong("write-ahead log", format!("{} cannot be read: {error}", file.display())),
    }
}

#[cfg(unix)]
fn open_to_others(about: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = about.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn open_to_others(_: &Metadata) -> Option<u32> {
    None
}

fn readers(file: &Path, about: &Metadata) -> Finding {
    match open_to_others(about) {
        Some(mode) if mode & 0o007 != 0 => {
            let file = file.display();
            advice("readers", format!("every user of this machine can read {file}: chmod o-rwx {file}"))
        }
        _ => fine("readers", "other users of this machine cannot read the database"),
    }
}

fn key(config: &Config) -> Finding {
    let file = config.key_file();
    let shown = file.display();
    match std::fs::metadata(&file) {
        Err(_) => wrong("key", format!("there is no key file {shown}: put back its copy; `init` makes one")),
        Ok(about) => match open_to_others(&about) {
            Some(mode) => wrong("key", format!("others can use {shown} (mode {mode:o}): chmod 600 {shown}")),
            None => fine("key", format!("{shown} is for its owner alone")),
        },
    }
}

/// Free room on the database's disk, as `df` tells it.
fn room(file: &Path, size: u64) -> Finding {
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let told = std::process::Command::new("df").arg("-Pk").arg(folder).output();
    let free = told.ok().and_then(|told| free_bytes(&String::from_utf8_lossy(&told.stdout)));
    let gib = |bytes: u64| format!("{:.1} GiB", bytes as f64 / (1_u64 << 30) as f64);
    match free {
        None => advice("disk", "it cannot be told how much room is left"),
        Some(free) if free < LITTLE => wrong("disk", format!("only {} are left", gib(free))),
        Some(free) if free < 2 * size => advice(
            "disk",
            format!(
                "{} are left, less than twice the database ({}); a backup needs room",
                gib(free),
                gib(size)
            ),
        ),
        Some(free) => fine("disk", format!("{} are left; the database has {}", gib(free), gib(size))),
    }
}

/// The fourth column of the last line, in KiB.
fn free_bytes(table: &str) -> Option<u64> {
    let last = table.lines().last()?;
    let kib: u64 = last.split_whitespace().nth(3)?.parse().ok()?;
    kib.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_room_is_read_from_the_portable_table() {
        let table = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 100 60 40 60% /\n";
        assert_eq!(free_bytes(table), Some(40 * 1024));
        assert_eq!(free_bytes(""), None);
    }
}
