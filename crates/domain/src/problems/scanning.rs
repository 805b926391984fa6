//! Scanning: is there a problem, and whose is it?

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::problems::named::named;

/// The six questions of CHEERS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CheersQuestion {
    /// Members of the community are affected.
    Community,
    /// There is harm.
    Harm,
    /// People expect the police to do something.
    Expectation,
    /// Events that can be told apart.
    Events,
    /// They come back.
    Recurrence,
    /// They have something in common.
    Similarity,
}

impl CheersQuestion {
    /// The six, in order.
    pub const ALL: [CheersQuestion; 6] = [
        CheersQuestion::Community,
        CheersQuestion::Harm,
        CheersQuestion::Expectation,
        CheersQuestion::Events,
        CheersQuestion::Recurrence,
        CheersQuestion::Similarity,
    ];

    /// Its name in data, forms and, with `cheers-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            CheersQuestion::Community => "community",
            CheersQuestion::Harm => "harm",
            CheersQuestion::Expectation => "expectation",
            CheersQuestion::Events => "events",
            CheersQuestion::Recurrence => "recurrence",
            CheersQuestion::Similarity => "similarity",
        }
    }
}

/// An answer to one of them; nothing is preset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheersAnswer {
    /// Yes, no, or not answered yet.
    pub holds: Option<bool>,
    /// Why one thinks so.
    pub words: String,
}

/// What shall be reached, in the order of ambition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BroadGoal {
    /// It no longer happens.
    Eliminate,
    /// It happens less often.
    Reduce,
    /// It does less harm.
    LessSerious,
    /// People are less afraid.
    LessFear,
    /// It is handled better.
    HandleBetter,
    /// A body better placed takes it over.
    HandOver,
}

impl BroadGoal {
    /// Every goal.
    pub const ALL: [BroadGoal; 6] = [
        BroadGoal::Eliminate,
        BroadGoal::Reduce,
        BroadGoal::LessSerious,
        BroadGoal::LessFear,
        BroadGoal::HandleBetter,
        BroadGoal::HandOver,
    ];

    /// Its name in data and, with `goal-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            BroadGoal::Eliminate => "eliminate",
            BroadGoal::Reduce => "reduce",
            BroadGoal::LessSerious => "less-serious",
            BroadGoal::LessFear => "less-fear",
            BroadGoal::HandleBetter => "handle-better",
            BroadGoal::HandOver => "hand-over",
        }
    }
}

impl std::str::FromStr for BroadGoal {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        BroadGoal::ALL.into_iter().find(|g| g.name() == text).ok_or(Refusal::malformed("goal"))
    }
}

named! {
    /// What kind of harm.
    HarmType, "harms" {
        /// People are hurt.
        Injury = "injury",
        /// Things or money are lost.
        Loss = "loss",
        /// People are afraid.
        Fear = "fear",
        /// Life there is disturbed.
        Disorder = "disorder",
        /// Calls and hours of the police.
        Demand = "demand",
        /// Business suffers.
        Business = "business",
        /// Trust suffers.
        Trust = "trust",
    }
}

named! {
    /// Whether those who live with it see it as their problem.
    Agreement, "agree" {
        /// Most do.
        Yes = "yes",
        /// Some do.
        Partly = "partly",
        /// Most do not.
        No = "no",
    }
}

named! {
    /// How people were asked.
    Asking, "asked_how" {
        /// At a meeting.
        Meeting = "meeting",
        /// By a survey.
        Survey = "survey",
        /// In talks.
        Interviews = "interviews",
    }
}

/// A harm with how bad it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Harm {
    /// What kind.
    pub kind: Option<HarmType>,
    /// 1 (slight) to 5 (grave).
    pub severity: Option<u32>,
    /// In words.
    pub words: String,
}

/// Who is affected: a group by what it does there, never by a protected trait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Affected {
    /// The group.
    pub group: String,
    /// Census area or place.
    pub place: String,
}

/// The scanning stage of a problem.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scanning {
    /// Who is harmed by what behavior, where, when, since when.
    pub statement: String,
    /// The six answers, in the order of [`CheersQuestion::ALL`].
    pub cheers: [CheersAnswer; 6],
    /// What shall be reached.
    pub goal: Option<BroadGoal>,
    /// Which source gives the baseline count.
    pub baseline_source: String,
    /// How the community confirmed that it is their problem too.
    pub community_check: String,
    /// How people were asked.
    pub asked_how: Vec<Asking>,
    /// When.
    pub asked_on: Option<Date>,
    /// How many.
    pub asked_people: Option<u32>,
    /// Whether they see it as theirs.
    pub agree: Option<Agreement>,
    /// Harms.
    pub harms: Vec<Harm>,
    /// How many events.
    pub events: Option<u32>,
    /// In how many months.
    pub events_months: Option<u32>,
    /// First seen.
    pub first_seen: Option<Date>,
    /// The system that counts it.
    pub source_system: String,
    /// Years of history at hand.
    pub history_years: Option<u32>,
    /// Who is affected.
    pub affected: Vec<Affected>,
    /// Who is not, though one would expect it.
    pub not_affected: String,
}

impl Scanning {
    /// The answer to a question.
    pub fn answer(&self, question: CheersQuestion) -> &CheersAnswer {
        &self.cheers[question as usize]
    }

    /// Where the six answers lead.
    pub fn route(&self) -> Route {
        let says = |q: CheersQuestion| self.answer(q).holds;
        if CheersQuestion::ALL.into_iter().any(|q| says(q).is_none()) {
            return Route::Unanswered;
        }
        let no = |q| says(q) == Some(false);
        if no(CheersQuestion::Community) || no(CheersQuestion::Harm) {
            Route::Decline
        } else if no(CheersQuestion::Recurrence)
            || no(CheersQuestion::Events)
            || no(CheersQuestion::Similarity)
        {
            Route::SingleIncident
        } else if no(CheersQuestion::Expectation) {
            Route::OtherBody
        } else {
            Route::Problem
        }
    }
}

named! {
    /// Where the six questions of CHEERS lead.
    Route, "route" {
        /// Not all six are answered yet.
        Unanswered = "unanswered",
        /// All six yes: a problem.
        Problem = "problem",
        /// Not recurring, or nothing alike: handled as a single incident.
        SingleIncident = "single-incident",
        /// Nobody expects the police to act: another body's matter.
        OtherBody = "other-body",
        /// Nobody is harmed: declined with a reason.
        Decline = "decline",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(no: &[CheersQuestion]) -> Scanning {
        let mut scanning = Scanning::default();
        for q in CheersQuestion::ALL {
            scanning.cheers[q as usize].holds = Some(!no.contains(&q));
        }
        scanning
    }

    #[test]
    fn six_yes_make_a_problem_and_each_no_leads_somewhere() {
        assert_eq!(Scanning::default().route(), Route::Unanswered);
        assert_eq!(answered(&[]).route(), Route::Problem);
        for (no, route) in [
            (CheersQuestion::Community, Route::Decline),
            (CheersQuestion::Harm, Route::Decline),
            (CheersQuestion::Events, Route::SingleIncident),
            (CheersQuestion::Recurrence, Route::SingleIncident),
            (CheersQuestion::Similarity, Route::SingleIncident),
            (CheersQuestion::Expectation, Route::OtherBody),
        ] {
            assert_eq!(answered(&[no]).route(), route, "{no:?}");
        }
    }
}
