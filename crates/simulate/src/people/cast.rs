//! The people the story is about, the same in every town.

use crate::people::staff::Role;

/// A named person of the agency.
pub(crate) struct Cast {
    pub name: &'static str,
    pub title: &'static str,
    pub role: Role,
    /// Index of the home neighborhood.
    pub neighborhood: Option<usize>,
    /// Months on the beat.
    pub months: i32,
    pub speaks: &'static [&'static str],
}

const fn cast(name: &'static str, title: &'static str, role: Role) -> Cast {
    Cast { name, title, role, neighborhood: None, months: 0, speaks: &["en"] }
}

const fn officer(
    name: &'static str,
    neighborhood: usize,
    months: i32,
    speaks: &'static [&'static str],
) -> Cast {
    Cast { name, title: "Ofc.", role: Role::Officer, neighborhood: Some(neighborhood), months, speaks }
}

pub(crate) const CHIEF: &str = "Ellen Marsh";
pub(crate) const COMMANDER: &str = "David Okafor";
pub(crate) const SERGEANT: &str = "Rosa Delgado";
pub(crate) const SECOND_SERGEANT: &str = "Neil Ashworth";
pub(crate) const DOWNTOWN: &str = "Maya Brennan";
pub(crate) const RIVERSIDE: &str = "Owen Strand";
pub(crate) const HEIGHTS: &str = "Lena Fischer";
pub(crate) const MILL_FLATS: &str = "Tomás Herrera";
pub(crate) const DEPOT: &str = "Priya Nair";
pub(crate) const LARKSPUR: &str = "Jonah Whitcomb";
pub(crate) const ORCHARD: &str = "Grace Lindqvist";
pub(crate) const FAIRGROUNDS: &str = "Andre Coleman";
pub(crate) const ANALYST: &str = "Wen Zhao";
pub(crate) const INFORMATION: &str = "Clara Voss";

/// One first officer for each of the eight neighborhoods every size has, and one person of each other role.
pub(crate) const CAST: [Cast; 18] = [
    cast(CHIEF, "Chief", Role::Commander),
    cast(COMMANDER, "Lt.", Role::Commander),
    cast(SERGEANT, "Sgt.", Role::Supervisor),
    cast(SECOND_SERGEANT, "Sgt.", Role::Supervisor),
    officer(DOWNTOWN, 0, 31, &["en"]),
    officer(RIVERSIDE, 1, 19, &["en"]),
    officer(HEIGHTS, 2, 44, &["en"]),
    officer(MILL_FLATS, 3, 38, &["en", "es"]),
    officer(DEPOT, 4, 22, &["en"]),
    officer(LARKSPUR, 5, 27, &["en"]),
    officer(ORCHARD, 6, 52, &["en", "es"]),
    officer(FAIRGROUNDS, 7, 14, &["en"]),
    cast(ANALYST, "", Role::Analyst),
    cast(INFORMATION, "", Role::Information),
    cast("Bernard Achebe", "", Role::Personnel),
    cast("Iris Feldman", "", Role::Administrator),
    cast("Samuel Pruitt", "", Role::Auditor),
    cast("Marta Jelinek", "Sgt.", Role::Supervisor),
];
