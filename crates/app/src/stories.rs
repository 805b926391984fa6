//! Success stories: written from a closed problem, cleared by somebody else, taken back when the problem comes back.

use commonbeat_domain::authority::{Action, Actor, Reach};
use commonbeat_domain::ids::{AgencyId, PersonId, ProblemId, StoryId};
use commonbeat_domain::information::publishing::{self, Cleared, PublicStory};
use commonbeat_domain::information::stories::{Claim, Story, StoryPartner, StoryWords, Telling};
use commonbeat_domain::partnerships::organizations::OrganizationKind;
use commonbeat_domain::problems::about::Behavior;
use commonbeat_domain::problems::{Problem, Status};
use commonbeat_domain::text::Language;
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::problems::{self, Brief, ProblemFilter};
use commonbeat_store::{Session, StoreError, Write, agencies, areas, once, organizations, stories, tasks};
use serde_json::json;

use crate::{App, Error, Result};

/// Most public stories that one search looks through.
pub const MOST_STORIES: u64 = 500;
/// Closed problems offered on the desk.
const OFFERED: u64 = 40;

/// Which public stories to show; absent means any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StorySearch {
    /// Of problems of this behavior.
    pub behavior: Option<Behavior>,
    /// In which this technique was used.
    pub technique: Option<u8>,
    /// With a partner of this kind.
    pub partner: Option<OrganizationKind>,
    /// After this one in the list, by its name in the address bar; for the next page.
    pub after: Option<String>,
}

impl StorySearch {
    fn takes(&self, story: &PublicStory) -> bool {
        self.behavior.is_none_or(|b| story.behavior == Some(b))
            && self.technique.is_none_or(|t| story.techniques.contains(&t))
            && self.partner.is_none_or(|kind| story.partners.iter().any(|p| p.kind == kind))
    }
}

/// A page of public stories.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryPage {
    /// The stories.
    pub rows: Vec<Cleared<PublicStory>>,
    /// The last one's name where more follow.
    pub next: Option<String>,
    /// How many match, over all pages.
    pub total: usize,
}

/// A story as those who write and clear it see it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryView {
    /// The story.
    pub story: Story,
    /// What its problem's assessment lets be said now.
    pub claim: Claim,
    /// How everybody would read it now.
    pub preview: Option<PublicStory>,
    /// Whether the actor may write it.
    pub write: bool,
    /// Whether the actor may clear it, or take it back.
    pub clear: bool,
}

/// What lies on the desk.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryDesk {
    /// Stories in any state, the one begun last in front.
    pub stories: Vec<Story>,
    /// The next page.
    pub next: Option<StoryId>,
    /// Closed problems without a story, which the actor may write.
    pub untold: Vec<Brief>,
}

impl App {
    /// What a story may begin with: the words for the public that stand on the problem, its partners and techniques.
    pub async fn story_seed(&self, who: &Actor, at: &Reference) -> Result<(Problem, StoryWords)> {
        let read = self.store.read(who).await?;
        let problem = tellable(who, problems::get(&read, at).await?)?;
        let place = match problem.neighborhood {
            Some(id) => areas::list(&read, None).await?.into_iter().find(|a| a.id == id).map(|a| a.name),
            None => None,
        };
        let shared: Vec<_> =
            tasks::of_problem(&read, problem.id).await?.into_iter().filter_map(|t| t.organization).collect();
        let with = organizations::list(&read).await?.into_iter().filter(|o| shared.contains(&o.id));
        let telling = Telling {
            language: Language::En,
            title: problem.title.clone(),
            place: place.unwrap_or_default(),
            problem: problem.public.said.clone(),
            done: problem.public.did.clone(),
            lesson: String::new(),
        };
        let words = StoryWords {
            tellings: vec![telling],
            partners: with.map(|o| StoryPartner { name: o.name, kind: o.kind }).collect(),
            techniques: problem.response.chosen().flat_map(|o| o.techniques.clone()).collect(),
            behavior: problem.about.behavior,
            environment: problem.about.environment,
            ..StoryWords::default()
        };
        Ok((problem, words))
    }

    /// Begins a story. `token`: the form's.
    pub async fn draft_story(
        &self,
        who: &Actor,
        about: Option<&Reference>,
        words: StoryWords,
        token: &str,
    ) -> Result<Story> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::WriteStory, "story")?;
        let by = writer(who)?;
        if let Some(id) = once::done(&write, token).await? {
            let id = id.parse().map_err(|_| Error::Missing("story"))?;
            return Ok(stories::get(&write, id).await?);
        }
        let problem = match about {
            Some(at) => Some(tellable(who, problems::get(&write, at).await?)?),
            None => None,
        };
        let story = Story::draft(self.id(), problem.as_ref(), words, by, self.now())?;
        stories::insert(&mut write, &story).await?;
        once::claim(&mut write, token, &story.id.to_string()).await?;
        write.record(Entry::new("story.draft", story.id).with(json!({ "problem": about })));
        write.commit().await?;
        Ok(story)
    }

    /// Writes a story anew; what was public has to be cleared again.
    pub async fn save_story(&self, who: &Actor, id: StoryId, read: i64, words: StoryWords) -> Result<Story> {
        let write = self.store.write(who, self.now()).await?;
        let (mut story, problem) = self.fetched(&write, id, read).await?;
        if !may_write(who, &story, problem.as_ref()) {
            return Err(Error::Missing("story"));
        }
        story.write(words, problem.as_ref(), writer(who)?, self.now())?;
        self.keep_story(write, story, "story.write").await
    }

    /// Clears a story for everybody.
    pub async fn clear_story(&self, who: &Actor, id: StoryId, read: i64) -> Result<Story> {
        let write = self.store.write(who, self.now()).await?;
        write.reach(Action::ClearStory, "story")?;
        let (mut story, problem) = self.fetched(&write, id, read).await?;
        let agency = agencies::own(&write).await?;
        let now = (self.now(), self.today(&agency.time_zone()));
        story.clear(problem.as_ref(), agency.small_count, writer(who)?, now)?;
        self.keep_story(write, story, "story.clear").await
    }

    /// Takes a story back, with a reason.
    pub async fn retire_story(&self, who: &Actor, id: StoryId, read: i64, reason: &str) -> Result<Story> {
        let write = self.store.write(who, self.now()).await?;
        write.reach(Action::ClearStory, "story")?;
        let (mut story, _) = self.fetched(&write, id, read).await?;
        story.retire(reason, Some(writer(who)?), self.now())?;
        self.keep_story(write, story, "story.retire").await
    }

    /// Takes back what is told of a problem that is opened again, in the same write.
    pub(crate) async fn retire_stories_of(&self, write: &mut Write, problem: ProblemId) -> Result<()> {
        for mut story in stories::public_of_problem(write, problem).await? {
            story.retire("", None, self.now())?;
            let saved = stories::save(write, story).await?;
            write.record(Entry::new("story.retire", saved.id).with(json!({ "version": saved.version })));
        }
        Ok(())
    }

    async fn keep_story(&self, mut write: Write, story: Story, act: &'static str) -> Result<Story> {
        let saved = stories::save(&mut write, story).await?;
        write.record(Entry::new(act, saved.id).with(json!({ "version": saved.version })));
        write.commit().await?;
        Ok(saved)
    }

    async fn fetched(&self, write: &Write, id: StoryId, read: i64) -> Result<(Story, Option<Problem>)> {
        let story = stories::get(write, id).await?;
        if story.version != read {
            return Err(Error::Stale("story"));
        }
        let problem = about(write, &story).await?;
        Ok((story, problem))
    }

    /// One story with what the actor may do with it.
    pub async fn story(&self, who: &Actor, id: StoryId) -> Result<StoryView> {
        let read = self.store.read(who).await?;
        let story = stories::get(&read, id).await?;
        let problem = about(&read, &story).await?;
        let agency = agencies::own(&read).await?;
        let now = (self.now(), self.today(&agency.time_zone()));
        Ok(StoryView {
            claim: problem.as_ref().map_or(Claim::NotAssessed, Claim::of),
            preview: publishing::preview_story(&story, problem.as_ref(), agency.small_count, now),
            write: may_write(who, &story, problem.as_ref()),
            clear: who.may(Action::ClearStory),
            story,
        })
    }

    /// Stories in any state, and closed problems that have none yet.
    pub async fn story_desk(&self, who: &Actor, before: Option<StoryId>, size: usize) -> Result<StoryDesk> {
        let read = self.store.read(who).await?;
        let mut rows = stories::list(&read, before, size as u64 + 1).await?;
        let more = rows.len() > size;
        rows.truncate(size);
        let filter = ProblemFilter { status: Some(Status::Closed), ..ProblemFilter::default() };
        let mut untold = problems::list(&read, &filter, OFFERED).await?;
        let ids: Vec<_> = untold.iter().map(|p| p.id).collect();
        let told = stories::told(&read, &ids).await?;
        let wide = who.reach(Action::WriteStory) == Some(Reach::Agency);
        let own = |p: &Brief| {
            wide || who.person() == Some(p.lead) || p.beat.is_some_and(|beat| who.beats().contains(&beat))
        };
        untold.retain(|p| !told.contains(&p.id) && own(p));
        Ok(StoryDesk { next: rows.last().filter(|_| more).map(|s| s.id), stories: rows, untold })
    }

    /// Stories for everybody, the newest first; `size` on one page.
    pub async fn public_stories(
        &self,
        agency: AgencyId,
        search: &StorySearch,
        size: usize,
    ) -> Result<StoryPage> {
        let read = self.store.read(&Actor::nobody(agency)).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let all = stories::public(&read, MOST_STORIES).await?;
        let cleared = all.iter().filter_map(|story| publishing::clear_story(story, true, today));
        let mut rows: Vec<_> = cleared.filter(|story| search.takes(story.get())).collect();
        let total = rows.len();
        if let Some(at) =
            search.after.as_ref().and_then(|after| rows.iter().position(|s| s.get().slug == *after))
        {
            rows.drain(..=at);
        }
        let more = rows.len() > size;
        rows.truncate(size);
        Ok(StoryPage { next: rows.last().filter(|_| more).map(|s| s.get().slug.clone()), rows, total })
    }

    /// One story for everybody, by its name in the address bar.
    pub async fn public_story(&self, agency: AgencyId, slug: &str) -> Result<Cleared<PublicStory>> {
        let read = self.store.read(&Actor::nobody(agency)).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let story = stories::public_by_slug(&read, slug).await?;
        publishing::clear_story(&story, true, today).ok_or(Error::Missing("story"))
    }
}

async fn about(session: &impl Session, story: &Story) -> Result<Option<Problem>> {
    match story.problem {
        None => Ok(None),
        Some(id) => match problems::by_id(session, id).await {
            Ok(problem) => Ok(Some(problem)),
            Err(StoreError::Missing(_)) => Ok(None),
            Err(other) => Err(other.into()),
        },
    }
}

/// A problem whose story the actor may tell.
fn tellable(who: &Actor, problem: Problem) -> Result<Problem> {
    if !problem.within(who, Action::WriteStory) {
        return Err(Error::Missing("problem"));
    }
    if problem.status != Status::Closed {
        return Err(Refusal::not_now("story-problem-open").into());
    }
    Ok(problem)
}

/// A story of a problem is written by whoever the problem lies within reach of; another by who began it, or by those
/// who write for the agency.
fn may_write(who: &Actor, story: &Story, problem: Option<&Problem>) -> bool {
    match problem {
        Some(problem) => problem.within(who, Action::WriteStory),
        None => {
            who.reach(Action::WriteStory) == Some(Reach::Agency)
                || (who.may(Action::WriteStory) && who.person() == Some(story.written_by))
        }
    }
}

fn writer(who: &Actor) -> Result<PersonId> {
    who.person().ok_or(Error::Missing("story"))
}
