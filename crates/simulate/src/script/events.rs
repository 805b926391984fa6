//! One thing that happened.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::geometry::Geometry;
use crate::script::assessments::{AssessmentPlan, Days, Findings};
use crate::script::fields::{Analysis, PublicNote, Response, Scanning, Stage};
use crate::script::gatherings::{Gathering, WatchRecord};
use crate::script::helping::{Referred, Service, Surveyed, Written};
use crate::script::neighbors::{Contact, Known, NewStory, Posting};
use crate::script::partnerships::{Notice, Paper};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// E-mail of who did it; empty for a resident without account.
    pub by: String,
    /// What it was.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// A resident's concern came in.
    ConcernReceived {
        /// Key of the concern.
        concern: String,
    },
    /// An officer wrote to the resident.
    ConcernAnswered {
        /// Key of the concern.
        concern: String,
        /// The answer.
        text: String,
        /// What the officer promised with it.
        promise: Option<Promise>,
    },
    /// A promise was kept.
    PromiseKept {
        /// Key of the promise.
        promise: String,
        /// Key of the concern it was given on.
        concern: String,
        /// What was done.
        text: String,
    },
    /// A problem was opened.
    ProblemOpened {
        /// The problem.
        problem: Box<NewProblem>,
    },
    /// A concern became part of a problem.
    ConcernJoined {
        /// Key of the concern.
        concern: String,
        /// Key of the problem.
        problem: String,
    },
    /// The fields of scanning were written.
    ScanningFilled {
        /// Key of the problem.
        problem: String,
        /// The fields.
        scanning: Scanning,
    },
    /// The fields of analysis were written.
    AnalysisFilled {
        /// Key of the problem.
        problem: String,
        /// The fields.
        analysis: Analysis,
    },
    /// The fields of response were written.
    ResponseFilled {
        /// Key of the problem.
        problem: String,
        /// The fields.
        response: Response,
    },
    /// The assessment was planned.
    AssessmentPlanned {
        /// Key of the problem.
        problem: String,
        /// The plan.
        plan: Box<AssessmentPlan>,
    },
    /// Somebody took a task on.
    TaskAssigned {
        /// Key of the problem.
        problem: String,
        /// The task.
        task: Task,
    },
    /// A task was done.
    TaskDone {
        /// Key of the problem.
        problem: String,
        /// Key of the task.
        task: String,
        /// How much was done, and what was seen.
        done: String,
    },
    /// The problem entered a stage.
    StageMoved {
        /// Key of the problem.
        problem: String,
        /// The stage it entered.
        to: Stage,
        /// Why, in a sentence.
        note: String,
    },
    /// The response began to act; from here its plan of assessment is fixed.
    ResponseStarted {
        /// Key of the problem.
        problem: String,
        /// First day.
        on: Date,
    },
    /// The result was measured and read.
    ResultRecorded {
        /// Key of the problem.
        problem: String,
        /// What was found.
        findings: Findings,
    },
    /// Words for the public page of the neighborhood.
    PriorityPublished {
        /// Key of the problem.
        problem: String,
        /// The words.
        note: PublicNote,
    },
    /// An agreement with a partner was signed by both sides.
    AgreementSigned {
        /// Key of the partner organization.
        organization: String,
        /// What was agreed.
        paper: Box<Paper>,
    },
    /// Something was put on the board of offers and needs.
    OnBoard {
        /// What.
        notice: Notice,
    },
    /// Somebody answered what stands on the board.
    BoardAnswered {
        /// Its key.
        notice: String,
        /// The answer.
        words: String,
    },
    /// What stood on the board was taken down.
    BoardSettled {
        /// Its key.
        notice: String,
        /// What came of it.
        outcome: String,
    },
    /// A service came into the public directory.
    ServiceListed {
        /// Key of the partner organization.
        organization: String,
        /// What it says of itself.
        service: Service,
    },
    /// Somebody was referred to a service.
    Referred {
        /// Who, to whom, and the consent.
        referral: Box<Referred>,
    },
    /// A referral went on: `accept`, `met`, `decline/REASON`, `close/OUTCOME`, or `withdrawn` by the person.
    ReferralWent {
        /// Its key.
        referral: String,
        /// Where it went.
        to: String,
    },
    /// Somebody without a name gave a tip.
    TipGiven {
        /// Short name that events use.
        tip: String,
        /// What they know.
        words: String,
        /// Whether the page was in Spanish.
        spanish: bool,
    },
    /// A tip was answered.
    TipAnswered {
        /// Its key.
        tip: String,
        /// The answer.
        words: String,
    },
    /// Whoever gave it came back with the code and wrote again.
    TipWrittenTo {
        /// Its key.
        tip: String,
        /// What they added.
        words: String,
    },
    /// Something came onto the block list of the newsroom.
    Blocked {
        /// Why: `juvenile`, `victim`, `address`, `investigation`.
        sort: String,
        /// What to call the entry.
        label: String,
        /// Words that may not be said.
        words: String,
    },
    /// A release was written.
    PressWritten {
        /// The release.
        press: Box<Written>,
    },
    /// A release was `checked` or `cleared`.
    PressWent {
        /// Its key.
        press: String,
        /// Where it went.
        to: String,
    },
    /// What was out was corrected.
    PressCorrected {
        /// Its key.
        press: String,
        /// The right words in English.
        english: String,
        /// The right words in Spanish.
        spanish: String,
        /// What was wrong, in English and in Spanish.
        note: (String, String),
    },
    /// Media asked something.
    MediaAsked {
        /// Short name that events use.
        question: String,
        /// Who asks.
        asker: String,
        /// What.
        topic: String,
        /// When the answer is needed.
        deadline: Timestamp,
    },
    /// Media were answered.
    MediaAnswered {
        /// Key of the question.
        question: String,
        /// The answer.
        words: String,
    },
    /// Premises were looked at, and what was found was given to the owner.
    Surveyed {
        /// The place and what was found.
        survey: Box<Surveyed>,
    },
    /// The owner answered a recommendation.
    SurveyAnswered {
        /// Key of the survey.
        survey: String,
        /// The item.
        item: String,
        /// `will`, `done` or `will-not`.
        says: String,
        /// By when, or why not.
        words: String,
    },
    /// An item was looked at again.
    SurveyedAgain {
        /// Key of the survey.
        survey: String,
        /// The item.
        item: String,
        /// `good`, `weak` or `not-here`.
        found: String,
    },
    /// Something that people do together was planned.
    GatheringPlanned {
        /// What.
        gathering: Gathering,
    },
    /// It was held.
    GatheringHeld {
        /// Its key.
        gathering: String,
        /// How many came, or were reached.
        people: u32,
        /// Minutes, or the result.
        minutes: String,
        /// Dollars.
        cost: u32,
    },
    /// People raised something there.
    GatheringRaised {
        /// Its key.
        gathering: String,
        /// What.
        words: String,
        /// E-mail of who answers for it.
        owner: String,
        /// By when.
        due: Date,
    },
    /// Everybody was answered.
    GatheringAnswered {
        /// Its key.
        gathering: String,
        /// Which of the things raised, from 0.
        nth: usize,
        /// The answer.
        words: String,
    },
    /// A watch group's record was kept.
    WatchKept {
        /// Its key.
        gathering: String,
        /// The record.
        record: WatchRecord,
    },
    /// A note for colleagues and partners.
    NoteAdded {
        /// Key of the problem.
        problem: String,
        /// The note.
        text: String,
    },
    /// The problem was closed; everybody who raised it has been answered before.
    ProblemClosed {
        /// Key of the problem.
        problem: String,
        /// Why now, in a sentence.
        note: String,
    },
    /// An officer was posted on a beat.
    Posted {
        /// Who, where, since when.
        posting: Posting,
    },
    /// Something was added to the profile of a beat.
    KnownAdded {
        /// What.
        known: Known,
    },
    /// An officer logged a contact.
    ContactLogged {
        /// The contact.
        contact: Box<Contact>,
    },
    /// A promise given on the beat was kept, or cannot be.
    PromiseSettled {
        /// Key of the contact.
        contact: String,
        /// Whether it was kept.
        kept: bool,
        /// What was done, or why not.
        words: String,
    },
    /// A success story was written.
    StoryWritten {
        /// The story.
        story: Box<NewStory>,
    },
    /// A success story was cleared for everybody.
    StoryCleared {
        /// Key of the story.
        story: String,
    },
}

/// Something an officer said would be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Short name that events use.
    pub key: String,
    /// What.
    pub what: String,
    /// By when.
    pub due: Date,
}

/// How much is asked of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Small, or ongoing.
    Quick,
    /// Much time or a joint commitment.
    Formal,
}

/// What a problem was opened from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "lowercase")]
pub enum Source {
    /// Residents' concerns.
    Concerns {
        /// Their keys; each joins the problem as it is opened.
        concerns: Vec<String>,
    },
    /// A candidate that scanning found where this was planted.
    Candidate {
        /// Id of the plant in the truth.
        plant: String,
    },
}

/// A problem as it is opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewProblem {
    /// Short name that events use.
    pub key: String,
    /// Its title.
    pub title: String,
    /// How much is asked of it.
    pub tier: Tier,
    /// E-mail of the officer who owns it.
    pub lead: String,
    /// E-mail of the sergeant who signs its gates.
    pub supervisor: String,
    /// Code of the beat.
    pub beat: String,
    /// Code of the neighborhood.
    pub neighborhood: String,
    /// Primary types of the incidents it is about, as in the incidents' file; none where only concerns tell of it.
    pub offenses: Vec<String>,
    /// Where.
    pub area: Geometry,
    /// The days in which it was noticed; never its baseline.
    pub chosen_in: Option<Days>,
    /// First words on what it is.
    pub statement: String,
    /// What should be reached, as an outcome.
    pub objective: String,
    /// Day of the next review.
    pub next_review: Date,
    /// What it came from.
    pub source: Source,
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Short name that events use.
    pub key: String,
    /// What is to be done.
    pub what: String,
    /// Where and when.
    pub where_when: String,
    /// How much is planned.
    pub planned: String,
    /// E-mail of the one person who answers for it.
    pub owner: String,
    /// Key of the partner organization, when the owner is one of its members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// By when.
    pub due: Date,
}
