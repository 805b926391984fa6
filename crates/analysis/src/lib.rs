//! Statistics for problem-oriented policing: slices in, values out.
//!
//! The library knows no domain, reads no clock and draws no random number that it was not given a [`Seed`] for.
//! Places are metres on a flat local grid (`[east, north]`), incidents are whole counts, and every result is the
//! same on any number of threads. Nothing here panics on bad input: it answers with an [`AnalysisError`].
//!
//! | stage | module | question |
//! |---|---|---|
//! | Scanning | [`grid`], [`hot_places`] | which parts of the area hold more than chance would give? |
//! | Scanning | [`kde`] | how dense are incidents, without the edges of cells? |
//! | Scanning | [`emerging`] | which hot spots are new, lasting, growing? |
//! | Scanning | [`moran`] | are high values near high values, over all and place by place? |
//! | Scanning | [`repeat_places`] | which addresses come up again and again, and how concentrated is it all? |
//! | Scanning | [`rises`] | what has risen against the same weeks of earlier years? |
//! | Scanning | [`clusters`] | which points lie together (in space, or in space and time)? |
//! | Scanning | [`scan`] | is something beginning right now, and where? |
//! | Analysis | [`near_repeat`] | does one incident bring others close by in space and time? |
//! | Analysis | [`repeat_victimization`] | how much comes back to the same target, and how soon? |
//! | Analysis | [`rhythm`] | at which hours and on which days? |
//! | Analysis | [`moving_window`] | did so many ever come together in so short a time? |
//! | Analysis | [`pattern`], [`choice`] | did the map change, and which map is worth following? |
//! | Response | [`power`], [`controls`], [`guard`] | what could be seen, against what, and is the baseline fair? |
//! | Response | [`cusum`], [`weekly_alarm`] | is it getting worse while we work? |
//! | Assessment | [`effect`], [`displacement`], [`wdd`], [`small_counts`] | did it fall, and could that be chance? |
//! | Assessment | [`synthetic`] | against a mix of many areas, could it be chance? |
//! | Assessment | [`interrupted`] | did the level of a long series change when the response began? |
//! | Assessment | [`looks`] | may we look before the end? |
//! | Assessment | [`pooled`] | what do several assessments say together? |
//!
//! Results about many places or series carry q-values of [`many`] (Benjamini-Hochberg unless asked otherwise).

pub mod choice;
pub mod clusters;
pub mod controls;
pub mod cusum;
pub mod displacement;
pub mod effect;
pub mod emerging;
mod error;
pub mod grid;
pub mod guard;
pub mod hot_places;
pub mod interrupted;
pub mod kde;
pub mod looks;
pub mod many;
pub mod moran;
pub mod moving_window;
pub mod near_repeat;
pub mod neighbours;
pub mod pattern;
pub mod pooled;
pub mod power;
pub mod repeat_places;
pub mod repeat_victimization;
pub mod rhythm;
pub mod rises;
pub mod scan;
mod seed;
pub mod small_counts;
pub mod synthetic;
pub mod wdd;
pub mod weekly_alarm;

mod buckets;
mod chance;
mod conditional;
mod count_model;
mod draw;
mod least_squares;

pub use error::AnalysisError;
pub use grid::Point;
pub use seed::Seed;

/// The result of every function of this library.
pub type Result<T> = std::result::Result<T, AnalysisError>;
