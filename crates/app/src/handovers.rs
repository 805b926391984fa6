//! Handing over a beat: every open promise, problem, task and contact one by one.

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AreaId, HandoverId, PersonId};
use commonbeat_domain::organization::handovers::{Handover, Matter, Settled};
use commonbeat_domain::organization::postings::{Post, Where};
use commonbeat_domain::problems::Status;
use commonbeat_domain::problems::tasks::TaskState;
use commonbeat_store::audit::Entry;
use commonbeat_store::contacts::{self, Filter};
use commonbeat_store::problems::{self, ProblemFilter};
use commonbeat_store::tasks::{self, TaskFilter};
use commonbeat_store::{Session, Write, agencies, handovers, postings};
use serde_json::json;

use crate::contacts::logger;
use crate::postings::NewPosting;
use crate::problems::known_worker;
use crate::{App, Error, Result};

/// Most matters of one kind that one handover takes; nobody answers for more on one beat.
const MOST: u64 = 1_000;

impl App {
    /// Begins handing a beat over from its primary to somebody else.
    pub async fn begin_handover(&self, who: &Actor, beat: AreaId, to: PersonId) -> Result<Handover> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::AssignPosts, "handover")?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let there = postings::at(&write, Where::Beat(beat)).await?;
        let primary = there.iter().find(|p| p.post == Post::Primary && p.holds(today));
        let from = primary.ok_or(Refusal::not_now("no-primary"))?.person;
        if !handovers::list(&write, Some(beat), true, 1).await?.is_empty() {
            return Err(Refusal::not_now("handover-runs").into());
        }
        known_worker(&write, "next_officer", to, Action::WorkProblem).await?;
        let open = open_matters(&write, beat, from).await?;
        let handover = Handover::begin(self.id(), beat, (from, to), logger(who)?, self.now(), open)?;
        handovers::insert(&mut write, &handover).await?;
        let what = json!({ "beat": beat, "from": from, "to": to, "matters": handover.items.len() });
        write.record(Entry::new("handover.begin", handover.id).with(what));
        write.commit().await?;
        Ok(handover)
    }

    /// A handover as it stands, with what has come up since; and whether the actor works through it, and ends it.
    pub async fn handover(&self, who: &Actor, id: HandoverId) -> Result<(Handover, bool, bool)> {
        let read = self.store.read(who).await?;
        let mut handover = handovers::get(&read, id).await?;
        if handover.done_at.is_none() {
            handover.catch_up(open_matters(&read, handover.beat, handover.from).await?);
        }
        let (settles, ends) = (may_settle(who, &handover), who.may(Action::AssignPosts));
        Ok((handover, settles, ends))
    }

    /// Decides one matter.
    pub async fn settle_matter(
        &self,
        who: &Actor,
        id: HandoverId,
        read: i64,
        (matter, settled, note): (Matter, Settled, &str),
    ) -> Result<Handover> {
        let mut write = self.store.write(who, self.now()).await?;
        let mut handover = self.running(&write, who, id, read).await?;
        let place = handover.items.iter().position(|item| item.matter == matter);
        handover.settle(place.ok_or(Refusal::malformed("settled"))?, settled, note)?;
        let saved = handovers::save(&mut write, handover).await?;
        let what = json!({ "matter": matter, "settled": settled.name() });
        write.record(Entry::new("handover.settle", id).with(what));
        write.commit().await?;
        Ok(saved)
    }

    /// Ends it: what is taken on goes over, the one officer leaves the beat, the other is its primary from today on.
    pub async fn finish_handover(&self, who: &Actor, id: HandoverId, read: i64) -> Result<Handover> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::AssignPosts, "handover")?;
        let mut handover = self.running(&write, who, id, read).await?;
        handover.finish(self.now())?;
        for item in handover.items.iter().filter(|item| item.settled == Some(Settled::TakenOn)) {
            self.take_on(&mut write, item.matter, &handover).await?;
        }
        self.change_primary(&mut write, &handover).await?;
        let saved = handovers::save(&mut write, handover).await?;
        write.record(Entry::new("handover.finish", id).with(json!({ "matters": saved.items.len() })));
        write.commit().await?;
        Ok(saved)
    }

    async fn running(&self, write: &Write, who: &Actor, id: HandoverId, read: i64) -> Result<Handover> {
        let mut handover = handovers::get(write, id).await?;
        if !may_settle(who, &handover) {
            return Err(Error::Missing("handover"));
        }
        if handover.version != read {
            return Err(Error::Stale("handover"));
        }
        if handover.done_at.is_none() {
            handover.catch_up(open_matters(write, handover.beat, handover.from).await?);
        }
        Ok(handover)
    }

    async fn take_on(&self, write: &mut Write, matter: Matter, handover: &Handover) -> Result<()> {
        match matter {
            Matter::Promise(id) => {
                let mut contact = contacts::get(write, id).await?;
                contact.pass_on(handover.to)?;
                contacts::save(write, contact).await?;
            }
            Matter::Problem(id) => {
                let mut problem = problems::by_id(write, id).await?;
                problem.lead = handover.to;
                let saved = problems::save(write, problem, "problem.handover", "").await?;
                write.record(
                    Entry::new("problem.handover", saved.reference).with(json!({ "lead": handover.to })),
                );
            }
            Matter::Task(id) => {
                let mut task = tasks::get(write, id).await?;
                task.owner = Some(handover.to);
                tasks::save(write, task).await?;
            }
            Matter::Contact(number) => {
                let mut profile = contacts::profile(write, handover.beat).await?;
                let today = self.today(&agencies::own(write).await?.time_zone());
                if let Some(known) = profile.entries.iter_mut().find(|known| known.number == number) {
                    known.seen_on = today;
                    contacts::save_profile(write, profile).await?;
                }
            }
        }
        Ok(())
    }

    async fn change_primary(&self, write: &mut Write, handover: &Handover) -> Result<()> {
        let today = self.today(&agencies::own(write).await?.time_zone());
        let yesterday = today.yesterday().map_err(Error::broken)?;
        let at = Where::Beat(handover.beat);
        for posting in postings::at(write, at).await?.into_iter().filter(|p| p.until.is_none()) {
            if posting.person == handover.to || posting.post == Post::Primary {
                if posting.since == today {
                    return Err(Refusal::not_now("posted-today").into());
                }
                self.end_in(write, posting, yesterday).await?;
            }
        }
        let new = NewPosting { person: handover.to, at, post: Post::Primary, since: today, until: None };
        self.post_in(write, new).await?;
        Ok(())
    }
}

fn may_settle(who: &Actor, handover: &Handover) -> bool {
    who.may(Action::AssignPosts)
        || (who.may(Action::LogContact) && [handover.from, handover.to].map(Some).contains(&who.person()))
}

/// Everything that hangs on the officer who goes: promises, problems and tasks of this beat, and everybody known on it.
async fn open_matters(session: &impl Session, beat: AreaId, from: PersonId) -> Result<Vec<(Matter, String)>> {
    let mut open = Vec::new();
    let owed = Filter { beat: Some(beat), owes: Some(from), ..Filter::default() };
    for contact in contacts::list(session, &owed, MOST).await? {
        let what = contact.promise.as_ref().map(|p| p.what.clone()).unwrap_or_default();
        let whom = if contact.whom.is_empty() { contact.place.clone() } else { contact.whom.clone() };
        open.push((Matter::Promise(contact.id), format!("{what} ({whom})")));
    }
    let status = Some(Status::Open);
    let here = ProblemFilter { beat: Some(beat), status, ..ProblemFilter::default() };
    let here = problems::list(session, &here, MOST).await?;
    for problem in here.iter().filter(|p| p.lead == from) {
        open.push((Matter::Problem(problem.id), format!("{} {}", problem.reference, problem.title)));
    }
    let owned = TaskFilter { owner: Some(from), ..TaskFilter::default() };
    for task in tasks::list(session, &owned, MOST).await? {
        let waits = !matches!(task.state, TaskState::Done | TaskState::Dropped);
        if waits && here.iter().any(|p| p.id == task.problem) {
            open.push((Matter::Task(task.id), task.what.clone()));
        }
    }
    let profile = contacts::profile(session, beat).await?;
    let known = profile.entries.iter().filter(|known| known.kind.is_contact());
    open.extend(known.map(|known| (Matter::Contact(known.number), known.name.clone())));
    Ok(open)
}
