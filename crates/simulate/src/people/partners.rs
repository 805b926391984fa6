//! Organizations that Millbrook Police works with.

use serde::{Deserialize, Serialize};

/// The five kinds of partners of community policing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrganizationKind {
    /// Another part of government.
    Government,
    /// Residents and their groups.
    Community,
    /// Nonprofits and service providers.
    Nonprofit,
    /// Local businesses.
    Business,
    /// Media.
    Media,
}

/// A partner organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Short name that events use.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Which of the five kinds.
    pub kind: OrganizationKind,
    /// What it can bring.
    pub offers: String,
    /// People with an account, role `partner`.
    pub members: Vec<Member>,
}

/// A member of a partner organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Signs in with it.
    pub email: String,
    /// First and last name.
    pub name: String,
    /// What the person does there.
    pub title: String,
}

type Row =
    (&'static str, &'static str, OrganizationKind, &'static str, &'static [(&'static str, &'static str)]);

const ROWS: [Row; 10] = [
    (
        "public-works",
        "Millbrook Public Works",
        OrganizationKind::Government,
        "Street and lot lighting, signs, pruning, crossings, traffic counts",
        &[("Dolores Quint", "Street lighting supervisor"), ("Kevin Aldous", "Traffic engineer")],
    ),
    (
        "housing",
        "Millbrook Housing Authority",
        OrganizationKind::Government,
        "Manages the courts in Mill Flats: caretakers, locks, leases, repairs",
        &[("Annette Baptiste", "Property manager, Mill Flats")],
    ),
    (
        "transit",
        "Millbrook Transit",
        OrganizationKind::Government,
        "Runs the depot: staffing, shelters, announcements, lost property",
        &[("Gordon Pell", "Depot manager")],
    ),
    (
        "schools",
        "Millbrook School District",
        OrganizationKind::Government,
        "Crossing guards, school routes, letters home",
        &[("Yolanda Pierce", "Director of student safety")],
    ),
    (
        "merchants",
        "Downtown Merchants' Association",
        OrganizationKind::Business,
        "Speaks for 64 shops, bars and garages downtown",
        &[("Marcus Bell", "Chair"), ("Shu-fen Liao", "Garage operator")],
    ),
    (
        "youth",
        "Mill Flats Youth Center",
        OrganizationKind::Nonprofit,
        "Evening programs for ages 11 to 19",
        &[("Terrence Oyelaran", "Program director")],
    ),
    (
        "clinic",
        "Riverbend Community Clinic",
        OrganizationKind::Nonprofit,
        "Walk-in care, counseling, help with alcohol and drugs",
        &[("Nora Whitfield", "Outreach nurse")],
    ),
    (
        "lantern-house",
        "Lantern House",
        OrganizationKind::Nonprofit,
        "Shelter and advice for people who fled from home",
        &[("Ines Calloway", "Director")],
    ),
    (
        "larkspur-neighbors",
        "Larkspur Park Neighbors",
        OrganizationKind::Community,
        "Monthly meetings, street contacts, welcome visits",
        &[("Helen Mbeki", "Secretary")],
    ),
    (
        "courier",
        "Millbrook Courier",
        OrganizationKind::Media,
        "Weekly paper and evening newsletter",
        &[("Jake Sorensen", "Reporter")],
    ),
];

/// All of them.
pub(crate) fn partners() -> Vec<Organization> {
    ROWS.iter()
        .map(|(key, name, kind, offers, members)| Organization {
            key: (*key).to_owned(),
            name: (*name).to_owned(),
            kind: *kind,
            offers: (*offers).to_owned(),
            members: members.iter().map(|(person, title)| member(key, person, title)).collect(),
        })
        .collect()
}

fn member(key: &str, name: &str, title: &str) -> Member {
    let email = crate::people::staff::email(name).replace("millbrook.test", &format!("{key}.test"));
    Member { email, name: name.to_owned(), title: title.to_owned() }
}
