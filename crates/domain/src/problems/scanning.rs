//! Scanning: is there a problem, and whose is it?

use serde::{Deserialize, Serialize};

use crate::{Refusal, text};

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
}

impl Scanning {
    /// Trims a draft; refuses what is too long. Empty fields are fine: the gate asks for them later.
    pub fn tidy(self) -> Result<Scanning, Refusal> {
        let mut cheers = self.cheers;
        for answer in &mut cheers {
            answer.words = text::draft("cheers", &answer.words)?;
        }
        Ok(Scanning {
            statement: text::draft("statement", &self.statement)?,
            cheers,
            goal: self.goal,
            baseline_source: text::draft("baseline_source", &self.baseline_source)?,
            community_check: text::draft("community_check", &self.community_check)?,
        })
    }

    /// The answer to a question.
    pub fn answer(&self, question: CheersQuestion) -> &CheersAnswer {
        &self.cheers[question as usize]
    }
}
