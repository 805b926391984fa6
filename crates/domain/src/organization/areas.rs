//! Areas: the agency's boundary, its beats, its neighborhoods.

mod finder;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::ids::AreaId;
use crate::place::{LonLat, Shape};

pub use finder::AreaFinder;

/// What an area is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AreaKind {
    /// All the agency serves.
    Boundary,
    /// Assigned to officers.
    Beat,
    /// Known to residents; has a public page.
    Neighborhood,
}

impl AreaKind {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            AreaKind::Boundary => "boundary",
            AreaKind::Beat => "beat",
            AreaKind::Neighborhood => "neighborhood",
        }
    }
}

impl FromStr for AreaKind {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text {
            "boundary" => Ok(AreaKind::Boundary),
            "beat" => Ok(AreaKind::Beat),
            "neighborhood" => Ok(AreaKind::Neighborhood),
            _ => Err(Refusal::malformed("area")),
        }
    }
}

/// A named polygon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Its id.
    pub id: AreaId,
    /// What it is for.
    pub kind: AreaKind,
    /// Its name, such as "Riverside" or "Beat 4".
    pub name: String,
    /// Name in the address bar, unique within agency and kind.
    pub slug: String,
    /// Where it lies.
    pub shape: Shape,
}

/// The first area of a kind that holds a point.
pub fn holding(areas: &[Area], kind: AreaKind, at: LonLat) -> Option<&Area> {
    areas.iter().find(|a| a.kind == kind && a.shape.contains(at))
}
