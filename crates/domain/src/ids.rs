//! One registry of typed ids. Each is a UUID version 7: unique anywhere, roughly in order of making.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A value that stands for a row: it goes into a column as a UUID and comes back as itself.
pub trait Key: Copy + Eq + Ord + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// The id of a row that is known.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The bare UUID.
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl Key for $name {
            fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            fn uuid(self) -> Uuid { self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }
    )+};
}

ids! {
    /// An agency: the owner of nearly every row.
    AgencyId,
    /// An agreement with a partner.
    AgreementId,
    /// An alert to residents who asked for such.
    AlertId,
    /// A beat, neighborhood or boundary.
    AreaId,
    /// One row of the audit trail.
    AuditId,
    /// One import of a file.
    BatchId,
    /// An entry of the block list of the newsroom.
    BlockId,
    /// An entry of the board of offers and needs.
    BoardEntryId,
    /// Something scanning found, before anybody decided on it.
    CandidateId,
    /// One decision about what a category means.
    ChangeId,
    /// What a resident told the agency.
    ConcernId,
    /// An entry of the decision log.
    DecisionId,
    /// One attempt to carry a message to somebody.
    DeliveryId,
    /// One time something was shown or given to a partner.
    DisseminationId,
    /// A feed: a file that is fetched by itself.
    FeedId,
    /// One run of a feed.
    FeedRunId,
    /// A row of the delegation matrix.
    GrantId,
    /// A joint initiative.
    InitiativeId,
    /// A message that came in by mail or text message.
    InboundId,
    /// One incident or call.
    IncidentId,
    /// A question of media.
    InquiryId,
    /// A piece of work that waits or runs in the background.
    JobId,
    /// One message on a concern's thread.
    MessageId,
    /// A known flaw of the data.
    NoteId,
    /// A partner organization.
    OrganizationId,
    /// A passkey of a person.
    PasskeyId,
    /// A person with an account.
    PersonId,
    /// A release or fact sheet of the newsroom.
    PressId,
    /// A problem.
    ProblemId,
    /// Something that was promised to a resident.
    PromiseId,
    /// A person handed on to a service.
    ReferralId,
    /// A frozen publication of figures.
    ReleaseId,
    /// One run of the scanning methods.
    ScanId,
    /// A signed-in browser.
    SessionId,
    /// Somebody who asked for alerts.
    SubscriberId,
    /// A survey of premises.
    SurveyId,
    /// A task of a problem.
    TaskId,
    /// An anonymous tip.
    TipId,
    /// A success story.
    StoryId,
    /// A person's place on a beat or in a unit, from a day on.
    PostingId,
    /// An entry of the contact and foot-patrol log.
    ContactId,
    /// The handing over of a beat.
    HandoverId,
    /// A unit of the agency.
    UnitId,
    /// A course that somebody attended.
    TrainingId,
    /// A class: a course that is held on a day.
    ClassId,
    /// An evaluation of somebody's work.
    EvaluationId,
    /// The field training of a new officer.
    FieldTrainingId,
    /// An entry of a trainee's journal.
    JournalId,
    /// A commendation or complaint.
    ConductId,
    /// A body that takes commendations and complaints.
    BodyId,
}
