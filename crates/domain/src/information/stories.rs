//! Success stories: what a closed problem may tell others. What a story says of the effect is never typed: it is taken
//! from the problem's assessment, and no words beside it may claim more.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, ProblemId, StoryId};
use crate::information::publishing::{PublicEvidence, clear_evidence};
use crate::partnerships::organizations::OrganizationKind;
use crate::problems::about::{Behavior, Environment};
use crate::problems::assessment::{Conclusion, Reading};
use crate::problems::named::named;
use crate::problems::techniques::is_technique;
use crate::problems::{Problem, Status};
use crate::text::{self, Language};
use crate::{Reference, Refusal};

mod claims;

pub use claims::claims_an_effect;

/// Most partners, and most voices, of one story.
pub const MOST_ROWS: usize = 12;

named! {
    /// Where a story stands.
    StoryState, "state" {
        /// Being written.
        Draft = "draft",
        /// Everybody may read it.
        Public = "public",
        /// Taken back, with a reason.
        Retired = "retired",
    }
}

named! {
    /// What a story may say of the effect.
    Claim, "claim" {
        /// The assessment says that it worked.
        Worked = "worked",
        /// It says that it worked in part.
        Partly = "partly",
        /// It says that it did not work; worth telling too.
        DidNotWork = "did-not-work",
        /// It could not tell.
        Unclear = "unclear",
        /// There was no assessment: the story tells what was done, not what it changed.
        NotAssessed = "not-assessed",
    }
}

impl Claim {
    /// What a problem's assessment lets be said. "Worked" takes a conclusion *and* a figure that fell by more than
    /// chance; without a measured outcome nothing was assessed.
    pub fn of(problem: &Problem) -> Claim {
        let outcome = problem.assessment.outcome.as_ref().filter(|o| o.complete);
        let reading = outcome.and_then(|o| o.areas.first()).map(|area| area.reading);
        match (problem.assessment.conclusion, reading) {
            (None, _) | (_, None) => Claim::NotAssessed,
            (Some(Conclusion::Worked), Some(Reading::Fell)) => Claim::Worked,
            (Some(Conclusion::Partly), Some(Reading::Fell)) => Claim::Partly,
            (Some(Conclusion::No), _) => Claim::DidNotWork,
            _ => Claim::Unclear,
        }
    }

    /// Whether words of an effect may stand in the story.
    pub fn allows_effect(self) -> bool {
        matches!(self, Claim::Worked | Claim::Partly)
    }
}

/// The story in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// The language.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// Where, as people call it; no address of a home.
    pub place: String,
    /// What the problem was.
    pub problem: String,
    /// What was done.
    pub done: String,
    /// What others may learn.
    pub lesson: String,
}

impl Telling {
    /// Tidied; every part must be there.
    fn tidy(self) -> Result<Telling, Refusal> {
        let es = self.language == Language::Es;
        let name = |en: &'static str, other: &'static str| if es { other } else { en };
        let parts = [
            text::line(name("title", "title_es"), &self.title),
            text::line(name("story_place", "story_place_es"), &self.place),
            text::prose(name("problem_words", "problem_words_es"), &self.problem),
            text::prose(name("done_words", "done_words_es"), &self.done),
            text::prose(name("lesson", "lesson_es"), &self.lesson),
        ];
        let wrong: Vec<Refusal> = parts.iter().filter_map(|p| p.as_ref().err().cloned()).collect();
        let [Ok(title), Ok(place), Ok(problem), Ok(done), Ok(lesson)] = parts else {
            return Err(Refusal::several(wrong));
        };
        Ok(Telling { language: self.language, title, place, problem, done, lesson })
    }

    /// Whether nothing was typed for this language.
    pub fn is_blank(&self) -> bool {
        [&self.title, &self.place, &self.problem, &self.done, &self.lesson]
            .iter()
            .all(|t| t.trim().is_empty())
    }

    /// The first field whose words claim an effect.
    fn claiming(&self) -> Option<&'static str> {
        let es = self.language == Language::Es;
        let fields = [
            (&self.title, if es { "title_es" } else { "title" }),
            (&self.done, if es { "done_words_es" } else { "done_words" }),
            (&self.lesson, if es { "lesson_es" } else { "lesson" }),
        ];
        fields.into_iter().find(|(words, _)| claims_an_effect(words)).map(|(_, field)| field)
    }
}

/// A partner that is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryPartner {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: OrganizationKind,
}

/// Words of a person who agreed that they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryVoice {
    /// The words.
    pub words: String,
    /// Who says it, as that person wants to be called: "a shop owner", or a name.
    pub who: String,
    /// The day on which the person agreed; none while that is open.
    pub agreed_on: Option<Date>,
}

/// Why and when a story was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retirement {
    /// Why; empty where the problem came back.
    pub reason: String,
    /// By whom; none where the problem's own look after closing did it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// Who cleared it, and what it may say of the effect: read from the problem at that moment. A closed problem does not
/// change, and one that is opened again takes its story back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clearing {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// What may be said of the effect.
    pub claim: Claim,
    /// What was measured; none where nothing was.
    pub evidence: Option<PublicEvidence>,
}

/// What somebody writes of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryWords {
    /// In one language or in both.
    pub tellings: Vec<Telling>,
    /// Partners.
    pub partners: Vec<StoryPartner>,
    /// Words of people.
    pub voices: Vec<StoryVoice>,
    /// Techniques that were used, 1 to 25.
    pub techniques: Vec<u8>,
    /// Behavior of the problem's type.
    pub behavior: Option<Behavior>,
    /// Environment of the problem's type.
    pub environment: Option<Environment>,
    /// Last day on which it is shown; none for as long as it is true.
    pub until: Option<Date>,
}

/// A success story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Its id.
    pub id: StoryId,
    /// Its name in the address bar; stays once given.
    pub slug: String,
    /// The problem it tells of; none for an initiative that was no problem here.
    pub problem: Option<ProblemId>,
    /// What people call that problem.
    pub reference: Option<Reference>,
    /// Where it stands.
    pub state: StoryState,
    /// In one language or in both.
    pub tellings: Vec<Telling>,
    /// Partners.
    pub partners: Vec<StoryPartner>,
    /// Words of people.
    pub voices: Vec<StoryVoice>,
    /// Techniques that were used.
    pub techniques: Vec<u8>,
    /// Behavior of the problem's type.
    pub behavior: Option<Behavior>,
    /// Environment of the problem's type.
    pub environment: Option<Environment>,
    /// Last day on which it is shown.
    pub until: Option<Date>,
    /// Who wrote it last.
    pub written_by: PersonId,
    /// When.
    pub written_at: Timestamp,
    /// Who cleared it.
    pub cleared: Option<Clearing>,
    /// Why it was taken back.
    pub retired: Option<Retirement>,
    /// Counts edits.
    pub version: i64,
}

impl Story {
    /// A new draft. A story of a problem begins when the problem is closed.
    pub fn draft(
        id: StoryId,
        about: Option<&Problem>,
        words: StoryWords,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Story, Refusal> {
        if about.is_some_and(|p| p.status != Status::Closed) {
            return Err(Refusal::not_now("story-problem-open"));
        }
        let mut story = Story {
            id,
            slug: String::new(),
            problem: about.map(|p| p.id),
            reference: about.map(|p| p.reference),
            state: StoryState::Draft,
            tellings: Vec::new(),
            partners: Vec::new(),
            voices: Vec::new(),
            techniques: Vec::new(),
            behavior: None,
            environment: None,
            until: None,
            written_by: by,
            written_at: at,
            cleared: None,
            retired: None,
            version: 1,
        };
        story.write(words, about, by, at)?;
        let title = text::slug(&story.tellings[0].title);
        let end = &id.to_string()[24..30];
        story.slug = if title.is_empty() { end.to_owned() } else { format!("{}-{end}", cut(&title, 60)) };
        Ok(story)
    }

    /// Writes it anew. What was public is a draft again: it is cleared as it stands, or not at all.
    pub fn write(
        &mut self,
        words: StoryWords,
        about: Option<&Problem>,
        by: PersonId,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let mut tellings = Vec::new();
        for telling in words.tellings.into_iter().filter(|t| !t.is_blank()) {
            tellings.push(telling.tidy()?);
        }
        if tellings.is_empty() {
            return Err(Refusal::required("title"));
        }
        let claim = about.map_or(Claim::NotAssessed, Claim::of);
        if let Some(field) = tellings.iter().find_map(Telling::claiming).filter(|_| !claim.allows_effect()) {
            return Err(Refusal::unfit(field, "story-claims-more"));
        }
        if words.techniques.iter().any(|t| !is_technique(*t)) {
            return Err(Refusal::malformed("techniques"));
        }
        self.partners = partners(words.partners)?;
        self.voices = voices(words.voices)?;
        self.tellings = tellings;
        self.techniques = words.techniques;
        self.techniques.sort_unstable();
        self.techniques.dedup();
        (self.behavior, self.environment, self.until) = (words.behavior, words.environment, words.until);
        (self.state, self.cleared, self.retired) = (StoryState::Draft, None, None);
        (self.written_by, self.written_at) = (by, at);
        Ok(())
    }

    /// Clears it for everybody: by somebody else than who wrote it, with everybody's consent, and with the problem
    /// closed still. `small`: the agency's limit under which counts are hidden.
    pub fn clear(
        &mut self,
        about: Option<&Problem>,
        small: u32,
        by: PersonId,
        (at, today): (Timestamp, Date),
    ) -> Result<(), Refusal> {
        if self.state != StoryState::Draft {
            return Err(Refusal::not_now("story-not-draft"));
        }
        if self.written_by == by {
            return Err(Refusal::not_now("story-own"));
        }
        if self.problem.is_some()
            && about.is_none_or(|p| Some(p.id) != self.problem || p.status != Status::Closed)
        {
            return Err(Refusal::not_now("story-problem-open"));
        }
        if self.voices.iter().any(|v| v.agreed_on.is_none_or(|day| day > today)) {
            return Err(Refusal::not_now("story-consent"));
        }
        if self.until.is_some_and(|until| until < today) {
            return Err(Refusal::unfit("shown_until", "story-until-past"));
        }
        let claim = about.map_or(Claim::NotAssessed, Claim::of);
        if !claim.allows_effect() && self.tellings.iter().any(|t| t.claiming().is_some()) {
            return Err(Refusal::not_now("story-claims-more"));
        }
        self.state = StoryState::Public;
        let evidence = about.filter(|_| claim != Claim::NotAssessed).and_then(|p| clear_evidence(p, small));
        self.cleared = Some(Clearing { by, at, claim, evidence });
        Ok(())
    }

    /// Takes it back. Done by hand, with a reason.
    pub fn retire(&mut self, reason: &str, by: Option<PersonId>, at: Timestamp) -> Result<(), Refusal> {
        if self.state == StoryState::Retired {
            return Err(Refusal::not_now("story-retired"));
        }
        let reason = if by.is_some() { text::prose("reason", reason)? } else { reason.to_owned() };
        self.state = StoryState::Retired;
        self.retired = Some(Retirement { reason, by, at });
        Ok(())
    }

    /// The telling in a language, else the first.
    pub fn telling(&self, language: Language) -> Option<&Telling> {
        self.tellings.iter().find(|t| t.language == language).or(self.tellings.first())
    }
}

fn partners(rows: Vec<StoryPartner>) -> Result<Vec<StoryPartner>, Refusal> {
    let tidy = |row: StoryPartner| Ok(StoryPartner { name: text::line("partners", &row.name)?, ..row });
    few("partners", rows)?.into_iter().filter(|p| !p.name.trim().is_empty()).map(tidy).collect()
}

fn voices(rows: Vec<StoryVoice>) -> Result<Vec<StoryVoice>, Refusal> {
    let tidy = |row: StoryVoice| {
        Ok(StoryVoice {
            words: text::prose("voices", &row.words)?,
            who: text::line("voices", &row.who)?,
            ..row
        })
    };
    let said = |v: &StoryVoice| !v.words.trim().is_empty() || !v.who.trim().is_empty();
    few("voices", rows)?.into_iter().filter(said).map(tidy).collect()
}

fn few<T>(field: &'static str, rows: Vec<T>) -> Result<Vec<T>, Refusal> {
    if rows.len() > MOST_ROWS { Err(Refusal::TooLong { field, limit: MOST_ROWS }) } else { Ok(rows) }
}

/// A slug cut at a hyphen; slugs are ASCII.
fn cut(slug: &str, most: usize) -> &str {
    if slug.len() <= most {
        return slug;
    }
    let head = &slug[..most];
    head.rfind('-').map_or(head, |at| &head[..at])
}

#[cfg(test)]
mod tests;
