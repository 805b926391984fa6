//! The story that the demo plays through the use cases: what happened, when, and by whom.
//!
//! People are named by e-mail, concerns, problems, tasks and organizations by key. Texts are as the people wrote them.

pub(crate) mod assessments;
pub(crate) mod clock;
mod daily;
mod depot_square;
mod events;
mod fields;
mod gatherings;
mod helping;
mod mill_flats;
mod neighbors;
mod night_strip;
mod parking_lots;
mod partnerships;
mod school_street;
pub(crate) mod telling;
mod tips;
pub(crate) mod told;

pub use assessments::{
    AssessmentPlan, Conclusion, CountedArea, Days, DecisionNeeded, Displacement, Findings,
};
pub use events::{Event, NewProblem, Promise, Source, Task, Tier, What};
pub use fields::{
    Analysis, BroadGoal, Cheers, DataSource, Hypothesis, HypothesisStatus, Node, Objective, Presence,
    PublicNote, Response, ResponseOption, Scanning, Stage, TriangleNode, YesNo,
};
pub use gatherings::{Gathering, WatchRecord};
pub use helping::{Referred, Service, Surveyed, Written};
pub use neighbors::{Contact, Known, NewStory, Posting, Telling};
pub use partnerships::{Notice, Paper};
