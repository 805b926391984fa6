//! An agency's own table of incidents or calls, read under a profile.
//!
//! ```text
//! bytes -> unpack -> records -> fields -> Row with flags | refused with line, column, value, reason
//! ```
//!
//! [`Profile`] says how a file is laid out; [`Settings`] says whose file it is; [`Reader`] yields what became of each
//! row. What the agency already has (updated, unchanged) is for the store to say: it is given an identity and a digest.

mod aside;
mod boundary;
mod category;
mod clock;
mod column;
mod columns;
mod extract;
mod head;
mod identity;
mod outcome;
mod places;
mod plan;
mod preview;
mod profile;
mod profile_error;
mod propose;
mod reader;
mod refused_csv;
mod settings;
mod shapeless;
mod shipped;
mod specs;
mod spell;
mod text;
mod times;
mod when;

pub use boundary::Boundary;
pub use category::Category;
pub use column::Column;
pub use identity::Identity;
pub use outcome::{Flag, Flags, Reason, Refused, Row, RowOutcome};
pub use preview::{Preview, PreviewRow, preview};
pub use profile::Profile;
pub use profile_error::ProfileError;
pub use propose::{NoProposal, Proposal, Why, propose, propose_anew};
pub use reader::Reader;
pub use refused_csv::{REPORT_COLUMNS, RefusedCsv};
pub use settings::Settings;
pub use shipped::{shipped, shipped_names, shipped_text};
pub use specs::{
    BlankId, BlankTime, CategorySpec, Encoding, ExtractSpec, IdentitySpec, Midnight, PlaceSpec, PointOrder,
    RepeatedId, Rule, SetAside, TableSpec, TimeSpec, TimesSpec,
};
pub use spell::{CrsName, DateFormat, Pattern, Precision, ZoneName};
pub use when::When;
