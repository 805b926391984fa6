//! The methods of the analysis engine on plain CSV files, with no installation around them: what
//! `commonbeat analyze METHOD` does.
//!
//! A method is one file and one entry of the list below: a struct with its options (`clap::Args`, and `Serialize`, so
//! that the answer can repeat them) that is a [`Method`]. [`Files`] reads its tables, [`Answer`] is what comes out.

mod answer;
mod cells;
mod error;
mod files;
mod method;
mod options;
mod plain;
mod times;

pub use answer::Answer;
pub use error::{Error, Result};
pub use files::{Files, Input, Table};
pub use method::{Asked, Method};
pub use options::{Bounds, Correction, Edges, PointFile, Seed};
pub use plain::plain;
pub use times::{Clock, Moment};

/// Lists the methods: a line of help, the module, and the struct of its options.
macro_rules! methods {
    ($($(#[$help:meta])+ $module:ident: $name:ident),+ $(,)?) => {
        $(pub mod $module;)+

        /// The methods that can be asked for on the command line.
        #[derive(Debug, clap::Subcommand)]
        pub enum Methods {
            $($(#[$help])+ $name(Asked<$module::$name>)),+
        }

        impl Methods {
            /// Reads the files, carries the method out and gives its answer.
            ///
            /// # Errors
            /// Files or options that are unfit, in one line that names the file, line and column.
            pub fn run(&self) -> Result<Answer> {
                match self {
                    $(Self::$name(asked) => Answer::of(&asked.method)),+
                }
            }

            /// Whether the answer is asked for as JSON.
            #[must_use]
            pub fn json(&self) -> bool {
                match self {
                    $(Self::$name(asked) => asked.json),+
                }
            }
        }
    };
}

methods! {
    /// Incidents by hour of the week, each by its range of times (aoristic)
    aoristic: Aoristic,
    /// How unevenly incidents fall on places: Gini, Lorenz, the worst fifth
    concentration: Concentration,
    /// Whether a series changed when the response began (interrupted time series)
    itsa: Itsa,
    /// The smallest reduction a design can see
    power: Power,
    /// Weighted displacement difference: how many incidents fewer than the controls lead one to expect
    wdd: Wdd,
    /// Clusters of points by density (DBSCAN)
    dbscan: Dbscan,
    /// Hot and cold cells (Getis-Ord Gi*)
    gi_star: GiStar,
    /// Kernel density per square metre
    kde: Kde,
    /// Are high values near high values? (Moran's I, global and local)
    moran: Moran,
    /// Near repeats: pairs close in space and in time (Knox)
    near_repeat: NearRepeat,
    /// Clusters that are there on the last day (prospective space-time permutation scan)
    scan: Scan,
}
