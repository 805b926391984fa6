//! A made-up town with planted, known problems: its map, five years of incidents and calls, its people, what residents
//! say, and the story that the demo plays.
//!
//! Everything comes from one [`Spec`]: the same spec gives the same bytes on every machine. Nothing reads a clock; the
//! town stands at [`Spec::today`].
//!
//! ```
//! use commonbeat_simulate::{Size, Spec, Town};
//! let town = Town::build(Spec { incidents: Some(2_000), ..Spec::demo(Size::Town, 7) })?;
//! assert_eq!(town.incidents().len(), 2_000);
//! # Ok::<(), commonbeat_simulate::SimulateError>(())
//! ```

mod crime;
mod dice;
mod geometry;
mod people;
mod plan;
pub mod script;
mod spec;
mod town;
mod write;

pub use crime::plants::{Plant, TrueResponse, Truth, Window};
pub use crime::usual::Usual;
pub use crime::{Call, Incident, harm_weight};
pub use geometry::{Geometry, LonLat};
pub use people::{Channel, Concern, ConcernKind, Member, Organization, OrganizationKind, Role, StaffMember};
pub use plan::{Address, Area, Class, Place, PlaceKind, Plan, Segment, Street};
pub use spec::{Plants, SimulateError, Size, Spec};
pub use town::Town;
pub use write::{FILES, Layer};
