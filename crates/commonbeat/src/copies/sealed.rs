//! Copies of the database under the installation's sealing key, piece by piece.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use commonbeat_app::keys;
use commonbeat_auth::vault::{CHUNK, CopyOpener, CopySealer, HEADER, SEALED_CHUNK, Unopened, Vault};

use crate::config::Config;
use crate::exit::{Failure, Result};

/// The keys of the installation's key file; none where there is no such file.
pub fn vault(config: &Config) -> Option<Vault> {
    let file = config.key_file();
    let load = move || keys::sealing_keys(&file).map_err(|error| error.to_string());
    config.key_file().is_file().then(|| Vault::new(load))
}

/// Whether a file is a sealed copy.
pub fn is_sealed(file: &Path) -> Result<bool> {
    let mut head = Vec::new();
    File::open(file)
        .and_then(|open| open.take(HEADER as u64).read_to_end(&mut head))
        .map_err(|e| Failure::unfit(format!("cannot read {}: {e}", file.display())))?;
    Ok(CopyOpener::is_sealed(&head))
}

/// Writes a sealed copy of a file, for this user alone.
pub fn seal(vault: &Vault, from: &Path, to: &Path) -> Result<()> {
    let broken = |e: std::io::Error| Failure::broken(format!("sealing {}", to.display()), e);
    let mut sealer = CopySealer::new(vault).map_err(|e| Failure::unfit(e.to_string()))?;
    let mut from = BufReader::with_capacity(CHUNK, File::open(from).map_err(broken)?);
    let mut to = BufWriter::new(create(to)?);
    to.write_all(sealer.header()).map_err(broken)?;
    pieces(&mut from, CHUNK, broken, |piece, last| {
        sealer.seal(piece, last).map_err(|e| Failure::Broken(e.into()))?;
        to.write_all(piece).map_err(broken)
    })?;
    to.flush().and_then(|()| to.get_ref().sync_all()).map_err(broken)
}

/// Writes what is in a sealed copy, for this user alone.
///
/// # Errors
/// Says whether the key is missing or the copy damaged.
pub fn open(vault: Option<&Vault>, sealed: &Path, to: &Path) -> Result<()> {
    let broken = |e: std::io::Error| Failure::broken(format!("opening {}", sealed.display()), e);
    let unfit = |e: Unopened| Failure::unfit(format!("{} cannot be opened: {e}", sealed.display()));
    let mut from = BufReader::with_capacity(SEALED_CHUNK, File::open(sealed).map_err(broken)?);
    let mut header = [0; HEADER];
    from.read_exact(&mut header).map_err(|_| unfit(Unopened::Damaged))?;
    let mut opener = CopyOpener::new(vault.ok_or(Unopened::NoKey).map_err(unfit)?, &header).map_err(unfit)?;
    let mut to = BufWriter::new(create(to)?);
    pieces(&mut from, SEALED_CHUNK, broken, |piece, last| {
        opener.open(piece, last).map_err(unfit)?;
        to.write_all(piece).map_err(broken)
    })?;
    to.flush().and_then(|()| to.get_ref().sync_all()).map_err(broken)
}

fn create(file: &Path) -> Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map_err(|e| Failure::unfit(format!("cannot make {}: {e}", file.display())))
}

/// Hands over a file in pieces of one size, and whether each is the last; an empty file is one empty piece.
fn pieces(
    from: &mut BufReader<File>,
    size: usize,
    broken: impl Fn(std::io::Error) -> Failure,
    mut work: impl FnMut(&mut Vec<u8>, bool) -> Result<()>,
) -> Result<()> {
    loop {
        let mut piece = Vec::with_capacity(SEALED_CHUNK);
        from.by_ref().take(size as u64).read_to_end(&mut piece).map_err(&broken)?;
        let last = from.fill_buf().map_err(&broken)?.is_empty();
        work(&mut piece, last)?;
        if last {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use commonbeat_auth::vault::SealingKey;

    fn vault(key: u8) -> Vault {
        Vault::new(move || Ok(vec![SealingKey::new([key; 32])]))
    }

    #[test]
    fn a_file_of_any_length_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let bytes: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            std::fs::write(path("plain"), &bytes).unwrap();
            seal(&vault(1), &path("plain"), &path("sealed")).unwrap();
            assert!(is_sealed(&path("sealed")).unwrap() && !is_sealed(&path("plain")).unwrap());
            open(Some(&vault(1)), &path("sealed"), &path("opened")).unwrap();
            assert!(std::fs::read(path("opened")).unwrap() == bytes, "{length} bytes");
            for file in ["sealed", "opened"] {
                std::fs::remove_file(path(file)).unwrap();
            }
        }
    }

    #[test]
    fn a_copy_that_was_cut_off_or_has_another_key_is_refused_in_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("plain"), vec![7; 2 * CHUNK]).unwrap();
        seal(&vault(1), &path("plain"), &path("sealed")).unwrap();
        let told = |vault: Option<&Vault>, name: &str| {
            let _ = std::fs::remove_file(path("opened"));
            open(vault, &path(name), &path("opened")).unwrap_err().to_string()
        };
        assert!(told(Some(&vault(2)), "sealed").contains("put back the key file"));
        assert!(told(None, "sealed").contains("put back the key file"));
        let bytes = std::fs::read(path("sealed")).unwrap();
        for cut in [bytes.len() - 1, HEADER + SEALED_CHUNK, HEADER, 3] {
            std::fs::write(path("cut"), &bytes[..cut]).unwrap();
            assert!(told(Some(&vault(1)), "cut").contains("damaged"), "cut at {cut}");
        }
    }
}
