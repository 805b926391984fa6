//! What stands above the four stages: who works on it, what kind of problem it is, where it came from, how it is kept.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::problems::named::named;
use crate::problems::priority::Overruled;
use crate::problems::steps::Steps;

named! {
    /// The time-scale of a problem; it sets who reviews it and how often (stratified policing).
    Level, "level" {
        /// One significant incident that must not repeat.
        Immediate = "immediate",
        /// Repeat incidents, patterns: weeks.
        Short = "short",
        /// Problem places, people, areas: months.
        Long = "long",
    }
}

impl Level {
    /// Days between two reviews.
    pub fn review_days(self) -> i64 {
        match self {
            Level::Immediate => 30,
            Level::Short => 45,
            Level::Long => 90,
        }
    }
}

named! {
    /// Who may read it.
    Classification, "classification" {
        /// Fit for everybody.
        Public = "public",
        /// Fit for partners with an agreement.
        Partner = "partner",
        /// For the agency.
        Internal = "internal",
        /// For those who work on it.
        Restricted = "restricted",
    }
}

named! {
    /// How long the record is kept after closing; the agency's schedule sets the years.
    Retention, "retention" {
        /// One year.
        Routine = "routine",
        /// Two years.
        Standard = "standard",
        /// Five years.
        Significant = "significant",
        /// For good.
        Historic = "historic",
    }
}

named! {
    /// Behavior: the first half of the problem's type.
    Behavior, "behavior" {
        /// One side takes or hurts, the other does not want it.
        Predatory = "predatory",
        /// Both sides take part knowingly.
        Consensual = "consensual",
        /// People who know each other hurt each other.
        Conflicts = "conflicts",
        /// It annoys; little harm from each event.
        Incivilities = "incivilities",
        /// Somebody is put at risk without intent.
        Endangerment = "endangerment",
        /// Calls on the police without need.
        Misuse = "misuse",
    }
}

named! {
    /// Environment: the second half of the problem's type.
    Environment, "environment" {
        /// Homes.
        Residential = "residential",
        /// Bars, restaurants, parks with a fence.
        Recreational = "recreational",
        /// Offices.
        Offices = "offices",
        /// Stores.
        Retail = "retail",
        /// Plants, warehouses.
        Industrial = "industrial",
        /// Farms.
        Agricultural = "agricultural",
        /// Schools.
        Education = "education",
        /// Hospitals, courts, shelters.
        HumanService = "human-service",
        /// Streets, lots.
        PublicWays = "public-ways",
        /// Buses, stations, trains.
        Transport = "transport",
        /// Land between uses.
        Open = "open",
    }
}

named! {
    /// Where it came from.
    OriginKind, "kind" {
        /// An officer saw it.
        Officer = "officer",
        /// A resident asked.
        Resident = "resident",
        /// A meeting.
        Meeting = "meeting",
        /// Analysis.
        Analyst = "analyst",
        /// A partner.
        Partner = "partner",
        /// The council.
        Council = "council",
        /// A survey of businesses.
        Survey = "survey",
        /// A complaint.
        Complaint = "complaint",
    }
}

/// Where it came from, with the record that shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// What kind of source.
    pub kind: Option<OriginKind>,
    /// In words.
    pub words: String,
    /// A reference or address of the record.
    pub link: String,
    /// When.
    pub day: Option<Date>,
}

/// Somebody of the community who works on it too; a role or organization, and a name only with consent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CoCreator {
    /// Organization, group, or a person who agreed to be named.
    pub name: String,
    /// What they do in it.
    pub role: String,
    /// The agreement in force, or none.
    pub agreement: String,
    /// Whether they agreed to stand here.
    pub consent: bool,
}

/// What stands above the four stages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Time-scale.
    pub level: Option<Level>,
    /// What shall be different for people: an outcome, not an activity.
    pub objective: String,
    /// Who stands in for the lead.
    pub backup: Option<PersonId>,
    /// Who supervises it.
    pub supervisor: Option<PersonId>,
    /// Who analyses.
    pub analyst: Option<PersonId>,
    /// Division or unit.
    pub division: String,
    /// Why somebody leads it who is not assigned to the beat.
    pub lead_reason: String,
    /// People of the community.
    pub cocreators: Vec<CoCreator>,
    /// Who may read it; internal unless said.
    pub classification: Option<Classification>,
    /// When it shall be reached.
    pub target_on: Option<Date>,
    /// How long it is kept.
    pub retention: Option<Retention>,
    /// Not to be disposed of, whatever the schedule says.
    pub legal_hold: bool,
    /// Why it is held.
    pub hold_reason: String,
    /// Where it came from.
    pub origins: Vec<Origin>,
    /// Behavior.
    pub behavior: Option<Behavior>,
    /// Environment.
    pub environment: Option<Environment>,
    /// Problem-specific guides, by their short names ([`crate::problems::guides`]).
    pub guides: Vec<String>,
    /// The place in the order of priorities that somebody gave it.
    pub overruled: Option<Overruled>,
    /// Which of the sixty steps somebody looked at.
    #[serde(flatten)]
    pub steps: Steps,
}

/// Whether an objective names an activity instead of what shall change for people.
pub fn names_an_activity(objective: &str) -> bool {
    const ACTIVITIES: [&str; 22] = [
        "patrol",
        "arrest",
        "citation",
        "ticket",
        "stops",
        "checkpoint",
        "saturat",
        "enforce",
        "visibility",
        "meetings held",
        "presence",
        "crackdown",
        "sweep",
        "patrulla",
        "arrest",
        "deten",
        "multa",
        "infracci",
        "operativo",
        "presencia",
        "redada",
        "vigilar",
    ];
    const MORE: [&str; 20] = [
        "increase",
        "more ",
        "step up",
        "conduct",
        "carry out",
        "make ",
        "do ",
        "raise",
        "provide",
        "write",
        "aument",
        "más ",
        "mas ",
        "realizar",
        "hacer",
        "llevar",
        "intensific",
        "poner",
        "dar ",
        "efectuar",
    ];
    let text = format!("{} ", objective.to_lowercase());
    let activity = ACTIVITIES.iter().any(|word| text.contains(word));
    activity && (MORE.iter().any(|word| text.starts_with(word) || text.contains(&format!(" {word}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objective_that_names_an_activity_is_told_from_one_that_names_an_outcome() {
        for activity in [
            "Increase patrols on Canal Street",
            "Make more arrests at night",
            "Conduct a crackdown",
            "Aumentar las patrullas",
            "Realizar operativos cada semana",
        ] {
            assert!(names_an_activity(activity), "{activity}");
        }
        for outcome in [
            "Half as many break-ins in the lots by fall",
            "People wait at the stop without fear",
            "Fewer repeat calls, so that patrols are free for others",
            "Menos robos de autos en el barrio",
        ] {
            assert!(!names_an_activity(outcome), "{outcome}");
        }
    }
}
