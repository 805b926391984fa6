//! The problem itself: its header, its four stages, and how it moves through them.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::authority::{Action, Actor, Reach};
use crate::ids::{AreaId, PersonId, ProblemId};
use crate::information::offenses::Offense;
use crate::organization::ranks::Rank;
use crate::place::Shape;
use crate::problems::about::{About, Classification, Level, Retention};
use crate::problems::analysis::Analysis;
use crate::problems::assessment::Assessment;
use crate::problems::candidates::Window;
use crate::problems::gates::Override;
use crate::problems::response::Response;
use crate::problems::scanning::{Route, Scanning};
use crate::problems::signs::{Asked, Sign};
use crate::{Reference, Refusal, text};

mod moves;
mod states;

pub use moves::{Pass, Signer};
pub use states::{Stage, Standing, Status, Tier};

/// What the public page says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PublicNote {
    /// Whether it stands on the area page.
    pub shown: bool,
    /// What people said.
    pub said: String,
    /// What is being done.
    pub did: String,
    /// When there will be more to say.
    pub next_word_by: Option<Date>,
    /// When the words were last changed.
    pub updated_at: Option<Timestamp>,
}

/// A problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Its id.
    pub id: ProblemId,
    /// What people call it.
    pub reference: Reference,
    /// Its title.
    pub title: String,
    /// How much is asked of it.
    pub tier: Tier,
    /// The stage it is in.
    pub stage: Stage,
    /// Whether it is worked on.
    pub status: Status,
    /// The officer who owns it.
    pub lead: PersonId,
    /// The beat it lies in.
    pub beat: Option<AreaId>,
    /// The neighborhood on whose page it stands.
    pub neighborhood: Option<AreaId>,
    /// Classes of incidents it is about; none for what only concerns tell of.
    pub offenses: Vec<Offense>,
    /// Where.
    pub shape: Option<Shape>,
    /// The days in which scanning found it; never its baseline.
    pub chosen_in: Option<Window>,
    /// Who works on it, what kind it is, where it came from, how it is kept.
    #[serde(default)]
    pub about: About,
    /// First stage.
    pub scanning: Scanning,
    /// Second stage.
    pub analysis: Analysis,
    /// Third stage.
    pub response: Response,
    /// Fourth stage; its plan is made before.
    pub assessment: Assessment,
    /// Gates passed with a reason.
    pub overrides: Vec<Override>,
    /// Signatures, in the order of time.
    #[serde(default)]
    pub signs: Vec<Sign>,
    /// The signature that is asked for.
    #[serde(default)]
    pub asked: Option<Asked>,
    /// Why it is not taken on, or where it went on.
    #[serde(default)]
    pub ending: Option<Ending>,
    /// Why it was opened again, in the order of time.
    #[serde(default)]
    pub reopened: Vec<Reopening>,
    /// To which level it went because its review is late.
    #[serde(default)]
    pub escalated: Option<Rank>,
    /// What the public page says.
    pub public: PublicNote,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it entered its present stage.
    pub stage_at: Timestamp,
    /// Day of the next review.
    pub review_on: Date,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Counts edits.
    pub version: i64,
}

/// Why a problem is not taken on, or where it goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Where the six questions led; none for one that was merged.
    pub route: Option<Route>,
    /// Why; the person who raised it reads this.
    pub reason: String,
    /// The body that takes it over, where one does.
    pub body: String,
    /// The problem it was merged into.
    pub into: Option<Reference>,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// Why a problem was opened again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    /// Why.
    pub reason: String,
    /// By whom; none where its own trigger did it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// What it takes to open a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct NewProblem {
    /// Its title.
    pub title: String,
    /// How much is asked of it.
    pub tier: Tier,
    /// The officer who will own it.
    pub lead: PersonId,
    /// The beat.
    pub beat: Option<AreaId>,
    /// The neighborhood.
    pub neighborhood: Option<AreaId>,
    /// Classes of incidents.
    pub offenses: Vec<Offense>,
    /// Where.
    pub shape: Option<Shape>,
    /// The days in which scanning found it.
    pub chosen_in: Option<Window>,
    /// First words on what it is.
    pub statement: String,
}

/// What stands above the four stages and can be changed at any time.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Title.
    pub title: String,
    /// How much is asked of it.
    pub tier: Tier,
    /// The officer who owns it.
    pub lead: PersonId,
    /// The beat it lies in.
    pub beat: Option<AreaId>,
    /// The neighborhood on whose page it stands.
    pub neighborhood: Option<AreaId>,
    /// Day of the next review.
    pub review_on: Date,
}

impl Problem {
    /// Opens a problem.
    pub fn open(
        new: NewProblem,
        id: ProblemId,
        reference: Reference,
        now: Timestamp,
        today: Date,
    ) -> Result<Problem, Refusal> {
        Ok(Problem {
            id,
            reference,
            title: text::line("title", &new.title)?,
            tier: new.tier,
            stage: Stage::Scanning,
            status: Status::Open,
            lead: new.lead,
            beat: new.beat,
            neighborhood: new.neighborhood,
            offenses: new.offenses,
            shape: new.shape,
            chosen_in: new.chosen_in,
            about: About {
                classification: Some(Classification::Internal),
                retention: Some(Retention::Standard),
                ..About::default()
            },
            scanning: Scanning {
                statement: text::prose("statement", &new.statement)?,
                ..Scanning::default()
            },
            analysis: Analysis::default(),
            response: Response::default(),
            assessment: Assessment::default(),
            overrides: Vec::new(),
            signs: Vec::new(),
            asked: None,
            ending: None,
            reopened: Vec::new(),
            escalated: None,
            public: PublicNote::default(),
            opened_at: now,
            stage_at: now,
            review_on: review_day(today, new.tier, None),
            closed_at: None,
            version: 1,
        })
    }

    /// Refuses any edit of what is closed.
    pub fn editable(&self) -> Result<(), Refusal> {
        match self.status {
            Status::Open => Ok(()),
            Status::Closed => Err(Refusal::not_now("problem-closed")),
            Status::Declined | Status::Merged => Err(Refusal::not_now("problem-ended")),
        }
    }

    /// Whether an actor's right to an action covers this problem: the whole agency, or the actor's beats and what
    /// the actor leads. What is shared with a partner is known only where the tasks are.
    pub fn within(&self, who: &Actor, action: Action) -> bool {
        match who.reach(action) {
            Some(Reach::Agency) => true,
            Some(Reach::Beat) => {
                who.person() == Some(self.lead) || self.beat.is_some_and(|beat| who.beats().contains(&beat))
            }
            _ => false,
        }
    }

    /// Changes title, tier, owner, place and day of review. A review may be put off by as much as the longest time between
    /// two reviews, not beyond: who looks at the problem then must not depend on its lead alone.
    pub fn set_header(&mut self, header: Header, today: Date) -> Result<(), Refusal> {
        self.title = text::line("title", &header.title)?;
        if header.review_on != self.review_on {
            if header.review_on > today.saturating_add(Level::Long.review_days().days()) {
                return Err(Refusal::unfit("review_on", "review-far"));
            }
            self.escalated = None;
        }
        self.tier = header.tier;
        self.lead = header.lead;
        self.beat = header.beat;
        self.neighborhood = header.neighborhood;
        self.review_on = header.review_on;
        Ok(())
    }

    /// Changes what the public page says. What is shown needs words.
    pub fn set_public(&mut self, note: PublicNote, now: Timestamp) -> Result<(), Refusal> {
        let said = text::draft("said", &note.said)?;
        let did = text::draft("did", &note.did)?;
        let missing = [(&said, "said"), (&did, "did")]
            .into_iter()
            .filter(|(words, _)| note.shown && words.is_empty())
            .map(|(_, field)| Refusal::required(field))
            .collect::<Vec<_>>();
        if !missing.is_empty() {
            return Err(Refusal::several(missing));
        }
        self.public = PublicNote {
            shown: note.shown,
            said,
            did,
            next_word_by: note.next_word_by,
            updated_at: Some(now),
        };
        Ok(())
    }
}

/// The day of the next review: a quick problem after 30 days, a formal one after 45, or 90 where it is a long one.
pub(crate) fn review_day(today: Date, tier: Tier, level: Option<Level>) -> Date {
    let days = match (tier, level) {
        (Tier::Formal, Some(Level::Long)) => Level::Long.review_days(),
        _ => tier.review_days(),
    };
    today.saturating_add(days.days())
}

#[cfg(test)]
pub(crate) mod tests;
