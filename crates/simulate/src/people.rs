//! Who is there: the agency's staff, partner organizations, and residents who speak up.

pub(crate) mod cast;
pub(crate) mod concerns;
pub(crate) mod crossing;
pub(crate) mod everyday;
pub(crate) mod partners;
pub(crate) mod staff;

pub use concerns::{Channel, Concern, ConcernKind};
pub use partners::{Member, Organization, OrganizationKind};
pub use staff::{Role, StaffMember};
