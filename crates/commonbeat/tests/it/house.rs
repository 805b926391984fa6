//! A folder with an installation of its own, and the executable run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

/// A file as the police of the City of London published it.
pub const STREET_FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../formats/tests/fixtures/police-uk/2014-09-city-of-london-street.csv"
);

/// The executable, with no settings but those given.
pub fn commonbeat(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_commonbeat"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COMMONBEAT_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).env("COMMONBEAT_LOG", "warn");
    command
}

/// What a run gave.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The run must have ended with this code.
    #[track_caller]
    pub fn ends(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }

    /// It says all of these, and did not fall over.
    #[track_caller]
    pub fn says(&self, words: &[&str]) {
        assert!(!self.err.contains("panicked"), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "{word} is not in: {}", self.err);
        }
    }
}

/// An installation in a temporary folder.
pub struct House {
    folder: tempfile::TempDir,
}

impl House {
    /// An empty folder.
    pub fn empty() -> House {
        House { folder: tempfile::tempdir().unwrap() }
    }

    /// One agency in London without a map.
    pub fn with_agency() -> House {
        let house = House::empty();
        house.run(&["init", "--agency", "CLP", "--name", "City Police", "--zone", "Europe/London"]).ends(0);
        house
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder; gives its name.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        name.to_owned()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = commonbeat(self.folder.path());
        command.args(args);
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }
}
