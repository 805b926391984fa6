//! Assessment: planned before the response starts, locked when it does, measured after.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ids::PersonId;
use crate::information::offenses::Offense;
use crate::place::Shape;
use crate::problems::candidates::Window;
use crate::problems::examined::Examined;
use crate::{Refusal, text};

/// Which decision the assessment serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecisionNeeded {
    /// Go on with it here, or stop.
    Stop,
    /// Use it elsewhere too; needs comparison areas.
    Reuse,
}

impl DecisionNeeded {
    /// Every value.
    pub const ALL: [DecisionNeeded; 2] = [DecisionNeeded::Stop, DecisionNeeded::Reuse];

    /// Its name in data and, with `decision-needed-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            DecisionNeeded::Stop => "stop",
            DecisionNeeded::Reuse => "reuse",
        }
    }
}

impl FromStr for DecisionNeeded {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        DecisionNeeded::ALL
            .into_iter()
            .find(|d| d.name() == text)
            .ok_or(Refusal::malformed("decision_needed"))
    }
}

/// An area that is counted, with its name and why it was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountedArea {
    /// Name, such as "Comparison 1: Mill Road lots".
    pub name: String,
    /// Where.
    pub shape: Shape,
    /// Why it was taken, in figures: count before, likeness.
    pub why: String,
}

/// What will be measured, where and when; fixed before the response starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Classes that are counted.
    pub offenses: Vec<Offense>,
    /// Where the response acts.
    pub treated: Shape,
    /// Comparison areas.
    pub controls: Vec<CountedArea>,
    /// Rings or buffers in which displacement or diffusion of benefits is looked for.
    pub rings: Vec<CountedArea>,
    /// Months before; never those in which the problem was chosen.
    pub baseline: Window,
    /// Months after the start.
    pub follow_up: Window,
    /// The days in which scanning found the problem.
    pub chosen_in: Option<Window>,
    /// Smallest fall, as a share (0.4 for 40 %), that this design could be expected to see; none where it can see none.
    pub detectable: Option<f64>,
}

impl Plan {
    /// What kind of design it is: with comparison areas, with a series of at least two years before, or pre-post alone.
    pub fn design(&self) -> Design {
        let days = self.baseline.from.until(self.baseline.until).map_or(0, |span| span.get_days());
        match (self.controls.is_empty(), days >= 2 * 365) {
            (false, true) => Design::Both,
            (false, false) => Design::Comparison,
            (true, true) => Design::Series,
            (true, false) => Design::PrePost,
        }
    }

    /// Refuses a plan whose months overlap those that chose the problem, or that has nothing to count.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.offenses.is_empty() {
            return Err(Refusal::required("offenses"));
        }
        if self.baseline.from >= self.baseline.until || self.follow_up.from >= self.follow_up.until {
            return Err(Refusal::malformed("baseline"));
        }
        if self.baseline.until > self.follow_up.from {
            return Err(Refusal::not_now("baseline-after-start"));
        }
        match self.chosen_in {
            Some(chosen) if chosen.overlaps(self.baseline) => Err(Refusal::not_now("baseline-chose-problem")),
            _ => Ok(()),
        }
    }

    /// SHA-256 over its canonical JSON, hex: the lock.
    pub fn hash(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(json).iter().map(|b| format!("{b:02x}")).collect()
    }
}

/// A plan fixed at the start of the response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lock {
    /// The plan as it was.
    pub plan: Plan,
    /// Its hash.
    pub hash: String,
    /// When.
    pub at: Timestamp,
}

/// A change of the plan after it was locked. The locked plan stays; this says why it was left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deviation {
    /// Why.
    pub reason: String,
    /// Who changed it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

crate::problems::named::named! {
    /// How the effect is told from what would have happened anyway.
    Design, "design" {
        /// Before against after.
        PrePost = "pre-post",
        /// A long series before and after.
        Series = "series",
        /// Comparison areas.
        Comparison = "comparison",
        /// Comparison areas and a long series.
        Both = "both",
    }
}

impl Design {
    /// Whether it is strong enough for the decision: to use it elsewhere takes a series or comparison areas.
    pub fn fits(self, decision: DecisionNeeded) -> bool {
        decision == DecisionNeeded::Stop || self != Design::PrePost
    }
}

/// What a figure says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// It fell, more than chance allows.
    Fell,
    /// It rose, more than chance allows.
    Rose,
    /// It could be chance.
    CouldBeChance,
    /// Too few to tell.
    TooFew,
}

impl Reading {
    /// Its name in data and, with `reading-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Reading::Fell => "fell",
            Reading::Rose => "rose",
            Reading::CouldBeChance => "could-be-chance",
            Reading::TooFew => "too-few",
        }
    }
}

/// The change of one area against the comparison areas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaResult {
    /// The area's name.
    pub name: String,
    /// Count before.
    pub before: u64,
    /// Count after.
    pub after: u64,
    /// Ratio against the comparison: 0.62 is 38 % less.
    pub ratio: Option<f64>,
    /// 95 % interval of it.
    pub interval: Option<(f64, f64)>,
    /// What it says.
    pub reading: Reading,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The treated area first, then the rings.
    pub areas: Vec<AreaResult>,
    /// Counts of all comparison areas together, before and after.
    pub controls: (u64, u64),
    /// Dispersion that was used; 1 is Poisson.
    pub dispersion: f64,
    /// Which interval was used, such as `t, 84 df` or `exact`.
    pub method: String,
    /// Weighted displacement difference of the treated area: estimate and 95 % interval.
    pub wdd: Option<(f64, f64, f64)>,
    /// Counts by calendar month: first day, treated, comparison scaled to the treated baseline.
    pub series: Vec<(Date, u32, f64)>,
    /// Days that were counted after the start.
    pub follow_up: Window,
    /// Whether the whole follow-up had passed.
    pub complete: bool,
    /// When it was measured.
    pub at: Timestamp,
}

/// What was concluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Conclusion {
    /// It worked.
    Worked,
    /// It worked in part.
    Partly,
    /// It did not work.
    No,
    /// It cannot be told; an honest value.
    Unclear,
}

impl Conclusion {
    /// Every value.
    pub const ALL: [Conclusion; 4] =
        [Conclusion::Worked, Conclusion::Partly, Conclusion::No, Conclusion::Unclear];

    /// Its name in data and, with `conclusion-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Conclusion::Worked => "worked",
            Conclusion::Partly => "partly",
            Conclusion::No => "no",
            Conclusion::Unclear => "unclear",
        }
    }
}

impl FromStr for Conclusion {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Conclusion::ALL.into_iter().find(|c| c.name() == text).ok_or(Refusal::malformed("conclusion"))
    }
}

/// Whether the problem moved, or the benefit spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Displacement {
    /// Looked for, none seen.
    NoneSeen,
    /// Part of it moved.
    Seen,
    /// Places nearby got better too.
    Diffusion,
    /// Not looked for.
    NotExamined,
}

impl Displacement {
    /// Every value.
    pub const ALL: [Displacement; 4] =
        [Displacement::NoneSeen, Displacement::Seen, Displacement::Diffusion, Displacement::NotExamined];

    /// Its name in data and, with `displacement-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Displacement::NoneSeen => "none-seen",
            Displacement::Seen => "seen",
            Displacement::Diffusion => "diffusion",
            Displacement::NotExamined => "not-examined",
        }
    }
}

impl FromStr for Displacement {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Displacement::ALL.into_iter().find(|d| d.name() == text).ok_or(Refusal::malformed("displacement"))
    }
}

/// The assessment stage of a problem.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assessment {
    /// Which decision it serves; named at scanning.
    pub decision_needed: Option<DecisionNeeded>,
    /// The plan as it stands.
    pub plan: Option<Plan>,
    /// The plan as it was when the response started.
    pub lock: Option<Lock>,
    /// Changes of the plan after the lock, in the order of time.
    pub deviations: Vec<Deviation>,
    /// What was measured.
    pub outcome: Option<Outcome>,
    /// Displacement or diffusion of benefits.
    pub displacement: Option<Displacement>,
    /// What speaks for that.
    pub displacement_words: String,
    /// Views of residents, businesses, victims, officers.
    pub views: String,
    /// Other things that could explain the change.
    pub rivals: String,
    /// What was concluded.
    pub conclusion: Option<Conclusion>,
    /// What follows: monitor, revise, close, spread.
    pub next_step: String,
    /// What was looked at beside the counts.
    pub examined: Examined,
}

impl Assessment {
    /// Changes the plan. After the lock a change needs a reason, which stays on record; a result that was measured by
    /// another plan goes.
    pub fn set_plan(&mut self, plan: Plan, reason: &str, by: PersonId, at: Timestamp) -> Result<(), Refusal> {
        plan.check()?;
        if self.plan.as_ref() == Some(&plan) {
            return Ok(());
        }
        if self.lock.is_some() {
            self.deviations.push(Deviation { reason: text::prose("reason", reason)?, by, at });
        }
        (self.plan, self.outcome) = (Some(plan), None);
        Ok(())
    }

    /// Fixes the plan at the start of the response; the first lock stays.
    pub fn lock_plan(&mut self, at: Timestamp) -> Result<(), Refusal> {
        let plan = self.plan.clone().ok_or(Refusal::required("plan"))?;
        plan.check()?;
        if self.lock.is_none() {
            self.lock = Some(Lock { hash: plan.hash(), plan, at });
        }
        Ok(())
    }

    /// Whether the plan was changed after the lock.
    pub fn deviates(&self) -> bool {
        match (&self.lock, &self.plan) {
            (Some(lock), Some(plan)) => plan.hash() != lock.hash,
            _ => false,
        }
    }

    /// The plan by which the result is measured: the plan as it stands; a deviation is shown beside it.
    pub fn measured_by(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;
    use crate::place::LonLat;

    const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);

    fn plan() -> Plan {
        let days = |from, until| Window { from, until };
        Plan {
            offenses: vec!["burglary".parse().unwrap()],
            treated: Shape::around(LonLat::new(-93.6, 41.6).unwrap(), 300.0),
            controls: vec![],
            rings: vec![],
            baseline: days(Date::constant(2024, 3, 1), Date::constant(2025, 3, 1)),
            follow_up: days(Date::constant(2026, 3, 1), Date::constant(2026, 9, 1)),
            chosen_in: None,
            detectable: None,
        }
    }

    #[test]
    fn a_plan_changed_after_the_lock_needs_a_reason_and_shows_as_a_deviation() {
        let by = PersonId::from_uuid(uuid::Uuid::from_u128(1));
        let mut assessment = Assessment::default();
        assessment.set_plan(plan(), "", by, NOW).unwrap();
        assessment.lock_plan(NOW).unwrap();
        assert!(!assessment.deviates());
        let until = Date::constant(2026, 12, 1);
        let longer = Plan { follow_up: Window { until, ..plan().follow_up }, ..plan() };
        assert_eq!(assessment.set_plan(longer.clone(), " ", by, NOW), Err(Refusal::required("reason")));
        assert!(!assessment.deviates());
        assessment.set_plan(longer, "Lamps came late.", by, NOW).unwrap();
        assert!(assessment.deviates());
        assert_eq!(assessment.deviations[0].reason, "Lamps came late.");
        assert_eq!(assessment.lock.unwrap().plan, plan());
    }

    #[test]
    fn months_that_chose_the_problem_are_no_baseline() {
        let chosen = Window { from: Date::constant(2025, 2, 15), until: Date::constant(2025, 8, 1) };
        let bad = Plan { chosen_in: Some(chosen), ..plan() };
        assert_eq!(bad.check(), Err(Refusal::not_now("baseline-chose-problem")));
    }
}
