//! What a candidate truly is: a plant, part of one, an elevated place, or nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;
use commonbeat_app::scanning::Finding;
use commonbeat_domain::ids::IncidentId;
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_domain::problems::candidates::CandidateKind;
use commonbeat_simulate::Town;
use commonbeat_store::incidents::Point;
use serde::{Deserialize, Serialize};

use crate::ground::{Records, id_of, shape_of};

/// A candidate holds at least this share of a plant's incidents in its days.
const OF_PLANT: f64 = 0.5;
/// And at least this share of its own incidents are the plant's.
const OF_OWN: f64 = 0.3;
/// A place is elevated when its rate is at least this many times the median of its kind.
const ELEVATED: f64 = 2.0;

/// What a candidate truly is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// A planted problem.
    Plant(String),
    /// Many of its incidents are a plant's, but fewer than half of the plant's in its days.
    PartOf(String),
    /// A place where the generator's rate is at least twice the median of its kind.
    Elevated,
    /// Nothing.
    Nothing,
}

struct Planted {
    id: String,
    incidents: BTreeSet<IncidentId>,
    concerns: usize,
}

/// The truth of one town beside its records.
pub struct Labels<'a> {
    records: &'a Records,
    plants: Vec<Planted>,
    days: HashMap<IncidentId, jiff::civil::Date>,
    /// Areas and classes of past responses.
    responses: Vec<(Shape, String)>,
    rates: Rates,
}

impl<'a> Labels<'a> {
    /// The truth of a town.
    pub fn of(town: &Town, records: &'a Records) -> Result<Labels<'a>> {
        let plant = |p: &commonbeat_simulate::Plant| Planted {
            id: p.id.clone(),
            incidents: p.incident_ids.iter().filter_map(|id| id.parse().ok()).map(id_of).collect(),
            concerns: records.about.values().filter(|about| **about == p.id).count(),
        };
        let class = |primary: &str| class_of(town, records, primary);
        let responses = town.truth().responses.iter();
        Ok(Labels {
            plants: town.truth().plants.iter().map(plant).collect(),
            days: records.points.iter().map(|p| (p.id, p.day)).collect(),
            responses: responses
                .map(|r| Ok((shape_of(&r.area)?, class(&r.offense))))
                .collect::<Result<_>>()?,
            rates: Rates::of(town, records),
            records,
        })
    }

    /// Whether it lies where a past response to the same class was: a problem that is known.
    pub fn known_problem(&self, finding: &Finding) -> bool {
        let Some(offense) = &finding.offense else { return false };
        let of_it = |(area, class): &(Shape, String)| {
            class == offense.as_str() && finding.shape.share_within(area) >= 0.5
        };
        self.responses.iter().any(of_it)
    }

    /// What it truly is.
    pub fn label(&self, finding: &Finding) -> Label {
        if finding.kind == CandidateKind::ConcernCluster {
            return self.of_concerns(finding);
        }
        let own: BTreeSet<IncidentId> = self.members(finding).map(|p| p.id).collect();
        let mut part = None;
        for plant in &self.plants {
            let in_days = |id: &&IncidentId| {
                self.days.get(*id).is_some_and(|d| (finding.window.from..finding.window.until).contains(d))
            };
            let there = plant.incidents.iter().filter(in_days).count() as f64;
            let both = plant.incidents.intersection(&own).count() as f64;
            if both > 0.0 && both >= OF_OWN * own.len() as f64 {
                if both >= OF_PLANT * there {
                    return Label::Plant(plant.id.clone());
                }
                part = Some(Label::PartOf(plant.id.clone()));
            }
        }
        let elevated = finding.kind != CandidateKind::Rise && self.rates.elevated(finding);
        part.unwrap_or(if elevated { Label::Elevated } else { Label::Nothing })
    }

    /// Index of the candidate with which all that are parts of a plant so far hold half of its incidents in their days.
    pub fn covered(&self, id: &str, findings: &[Finding]) -> Option<usize> {
        let plant = self.plants.iter().find(|p| p.id == id)?;
        let mut covered = BTreeSet::new();
        let mut first: Option<jiff::civil::Date> = None;
        findings.iter().position(|finding| {
            if self.label(finding) != Label::PartOf(id.to_owned()) {
                return false;
            }
            let own: BTreeSet<IncidentId> = self.members(finding).map(|p| p.id).collect();
            covered.extend(plant.incidents.intersection(&own).copied());
            first = Some(first.map_or(finding.window.from, |day| day.min(finding.window.from)));
            let there = plant.incidents.iter().filter(|i| self.days.get(*i).copied() >= first).count();
            covered.len() as f64 >= OF_PLANT * there as f64
        })
    }

    fn of_concerns(&self, finding: &Finding) -> Label {
        let about = |kind: &str| finding.evidence.statistic == format!("concerns_{kind}");
        let inside = self
            .records
            .concerns
            .iter()
            .filter(|c| about(c.kind.name()) && c.at.is_some_and(|at| finding.shape.contains(at)));
        let of: Vec<Option<&String>> = inside.map(|c| self.records.about.get(&c.id)).collect();
        for plant in self.plants.iter().filter(|p| p.concerns > 0) {
            let both = of.iter().filter(|about| **about == Some(&plant.id)).count() as f64;
            if both >= OF_PLANT * plant.concerns as f64 && both >= OF_OWN * of.len() as f64 {
                return Label::Plant(plant.id.clone());
            }
        }
        Label::Nothing
    }

    /// The incidents that a candidate is made of.
    fn members<'f>(&'f self, finding: &'f Finding) -> impl Iterator<Item = &'f Point> {
        let key = finding.place.to_lowercase();
        self.records.points.iter().filter(move |p| {
            let right = (finding.window.from..finding.window.until).contains(&p.day)
                && finding.offense.as_ref().is_some_and(|o| o.as_str() == p.offense);
            let there = || match finding.kind {
                CandidateKind::RepeatPlace => {
                    p.place_key.as_deref().is_some_and(|of| of.to_lowercase() == key)
                }
                _ => {
                    p.at.and_then(|at| LonLat::try_from(at).ok()).is_some_and(|at| finding.shape.contains(at))
                }
            };
            right && there()
        })
    }
}

/// The class that most incidents of a primary type have.
pub fn class_of(town: &Town, records: &Records, primary: &str) -> String {
    let primary = primary.split(':').next().unwrap_or(primary);
    let by_id: HashMap<IncidentId, &str> =
        records.points.iter().map(|p| (p.id, p.offense.as_str())).collect();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for incident in town.incidents().iter().filter(|i| i.primary() == primary) {
        if let Some(class) = by_id.get(&id_of(incident.id)) {
            *counts.entry(class).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, n)| *n).map(|(class, _)| class.to_owned()).unwrap_or_default()
}

/// Usual rates by class and block.
struct Rates {
    /// For each class: incidents a year of each block.
    blocks: BTreeMap<String, Vec<f64>>,
    /// Middle and name of each block.
    places: Vec<(Option<LonLat>, String)>,
}

impl Rates {
    fn of(town: &Town, records: &Records) -> Rates {
        let plan = town.plan();
        let usual = town.usual();
        let mut blocks: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for (row, classes) in &records.classes {
            let all: u32 = classes.values().sum();
            for (class, n) in classes {
                let share = f64::from(*n) / f64::from(all.max(1));
                let rates = blocks.entry(class.clone()).or_insert_with(|| vec![0.0; plan.segments.len()]);
                for (address, rate) in usual.of_row(*row) {
                    rates[plan.addresses[*address as usize].segment as usize] += rate * share;
                }
            }
        }
        let place = |n: usize| {
            let [a, b] = plan.segments[n].ends;
            let middle = LonLat::new((a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0).ok();
            (middle, plan.block_line(n).to_lowercase())
        };
        Rates { blocks, places: (0..plan.segments.len()).map(place).collect() }
    }

    /// A block of that name, or the mean block inside, against the median block where the class happens at all.
    fn elevated(&self, finding: &Finding) -> bool {
        let Some(rates) = finding.offense.as_ref().and_then(|o| self.blocks.get(o.as_str())) else {
            return false;
        };
        let key = finding.place.to_lowercase();
        let there: Vec<f64> = self
            .places
            .iter()
            .zip(rates)
            .filter(|((middle, name), _)| match finding.kind {
                CandidateKind::RepeatPlace => *name == key,
                _ => middle.is_some_and(|at| finding.shape.contains(at)),
            })
            .map(|(_, rate)| *rate)
            .collect();
        let mut all: Vec<f64> = rates.iter().copied().filter(|r| *r > 0.0).collect();
        all.sort_by(f64::total_cmp);
        let median = all.get(all.len() / 2).copied().unwrap_or(0.0);
        let mean = there.iter().sum::<f64>() / there.len().max(1) as f64;
        !there.is_empty() && mean >= ELEVATED * median
    }
}
