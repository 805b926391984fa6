//! What everybody may read of a success story.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Cleared, PublicOutcome, area};
use crate::information::stories::{Claim, Clearing, Story, StoryPartner, StoryState, Telling};
use crate::problems::Problem;
use crate::problems::about::{Behavior, Environment};
use crate::problems::assessment::{Design, Displacement};
use crate::problems::candidates::Window;

/// What was measured, with how far it carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicEvidence {
    /// The outcome; its ratio is told only where no count is small.
    pub outcome: PublicOutcome,
    /// How the effect was told from what would have happened anyway.
    pub design: Option<Design>,
    /// The days after the start that were counted.
    pub follow_up: Window,
    /// Whether the problem moved, or the benefit spread.
    pub displacement: Option<Displacement>,
    /// Whether the plan was changed after the response had begun.
    pub deviates: bool,
}

/// A success story for everybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicStory {
    /// Its name in the address bar.
    pub slug: String,
    /// In one language or in both.
    pub tellings: Vec<Telling>,
    /// Partners.
    pub partners: Vec<StoryPartner>,
    /// Words of people who agreed, and how each wants to be called.
    pub voices: Vec<(String, String)>,
    /// Techniques, 1 to 25.
    pub techniques: Vec<u8>,
    /// Behavior of the problem's type.
    pub behavior: Option<Behavior>,
    /// Environment of the problem's type.
    pub environment: Option<Environment>,
    /// What may be said of the effect.
    pub claim: Claim,
    /// What was measured; none where nothing was.
    pub evidence: Option<PublicEvidence>,
    /// When it was cleared.
    pub since: Timestamp,
}

/// Clears a story: only one that somebody cleared, within its days, with its problem closed still (`closed`; a story
/// without a problem has none to watch), and without words that nobody agreed to.
pub fn clear_story(story: &Story, closed: bool, today: Date) -> Option<Cleared<PublicStory>> {
    let clearing = story.cleared.as_ref().filter(|_| story.state == StoryState::Public)?;
    if (story.problem.is_some() && !closed) || story.until.is_some_and(|until| until < today) {
        return None;
    }
    let agreed = story.voices.iter().filter(|v| v.agreed_on.is_some_and(|day| day <= today));
    Some(Cleared(PublicStory {
        slug: story.slug.clone(),
        tellings: story.tellings.clone(),
        partners: story.partners.clone(),
        voices: agreed.map(|v| (v.words.clone(), v.who.clone())).collect(),
        techniques: story.techniques.clone(),
        behavior: story.behavior,
        environment: story.environment,
        claim: clearing.claim,
        evidence: clearing.evidence.clone(),
        since: clearing.at,
    }))
}

/// The story as everybody would read it if it were cleared now: for those who write and clear it, so it is not
/// [`Cleared`].
pub fn preview_story(
    story: &Story,
    about: Option<&Problem>,
    small: u32,
    (now, today): (Timestamp, Date),
) -> Option<PublicStory> {
    let mut draft = story.clone();
    let claim = about.map_or(Claim::NotAssessed, Claim::of);
    let evidence = about.filter(|_| claim != Claim::NotAssessed).and_then(|p| clear_evidence(p, small));
    draft.cleared = Some(Clearing { by: story.written_by, at: now, claim, evidence });
    (draft.state, draft.until) = (StoryState::Public, None);
    clear_story(&draft, true, today).map(Cleared::into_inner)
}

/// What was measured of a problem; its ratio only where neither count is under the limit.
pub(crate) fn clear_evidence(problem: &Problem, small: u32) -> Option<PublicEvidence> {
    let assessment = &problem.assessment;
    Some(PublicEvidence {
        outcome: area::outcome(problem, small)?,
        design: assessment.plan.as_ref().map(|plan| plan.design()),
        follow_up: assessment.outcome.as_ref()?.follow_up,
        displacement: assessment.displacement,
        deviates: assessment.deviates(),
    })
}
