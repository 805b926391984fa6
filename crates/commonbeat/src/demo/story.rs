//! Plays the town's story through the use cases, event by event, each by whoever did it and at its own moment.

mod concerns;
mod daily;
mod fields;
mod gatherings;
mod helping;
mod newsroom;
mod partners;
mod problems;
mod tips;

use std::collections::BTreeMap;

use commonbeat_app::App;
use commonbeat_auth::tip_code::TipCode;
use commonbeat_domain::Reference;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{
    AgencyId, AreaId, BoardEntryId, ContactId, InitiativeId, InquiryId, PersonId, PressId, PromiseId,
    ReferralId, StoryId, SurveyId, TaskId, TipId,
};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::partnerships::initiatives::Held;
use commonbeat_simulate::script::{Event, What};
use commonbeat_simulate::{Concern, Town};

use super::people::Cast;
use crate::exit::{Failure, Result};

/// Where the story stands: what became of what it names.
pub struct Story<'a> {
    app: &'a App,
    agency: AgencyId,
    cast: &'a Cast,
    /// Areas by kind and the code that the town uses.
    areas: BTreeMap<(AreaKind, String), AreaId>,
    /// Residents' concerns by key.
    told: BTreeMap<&'a str, &'a Concern>,
    concerns: BTreeMap<String, Reference>,
    problems: BTreeMap<String, Reference>,
    /// Which problem a concern became part of.
    part_of: BTreeMap<String, String>,
    tasks: BTreeMap<String, TaskId>,
    notices: BTreeMap<String, BoardEntryId>,
    promises: BTreeMap<String, PromiseId>,
    contacts: BTreeMap<String, ContactId>,
    stories: BTreeMap<String, StoryId>,
    gatherings: BTreeMap<String, InitiativeId>,
    referrals: BTreeMap<String, ReferralId>,
    press: BTreeMap<String, PressId>,
    questions: BTreeMap<String, InquiryId>,
    surveys: BTreeMap<String, SurveyId>,
    /// Tips by key, each with the code that its writer keeps.
    tips: BTreeMap<String, (TipId, TipCode)>,
    /// Problems whose result is known: what is said to residents from then on tells the outcome.
    concluded: Vec<String>,
    /// Events that could not be played, with the reason.
    pub unplayed: Vec<String>,
}

impl<'a> Story<'a> {
    /// A story that has not begun.
    pub async fn new(app: &'a App, agency: AgencyId, cast: &'a Cast, town: &'a Town) -> Result<Story<'a>> {
        Ok(Story {
            app,
            agency,
            cast,
            areas: areas(app, agency, town).await?,
            told: town.concerns().iter().map(|c| (c.key.as_str(), c)).collect(),
            concerns: BTreeMap::new(),
            problems: BTreeMap::new(),
            part_of: BTreeMap::new(),
            tasks: BTreeMap::new(),
            notices: BTreeMap::new(),
            promises: BTreeMap::new(),
            contacts: BTreeMap::new(),
            stories: BTreeMap::new(),
            gatherings: BTreeMap::new(),
            referrals: BTreeMap::new(),
            press: BTreeMap::new(),
            questions: BTreeMap::new(),
            surveys: BTreeMap::new(),
            tips: BTreeMap::new(),
            concluded: Vec::new(),
            unplayed: Vec::new(),
        })
    }

    /// Plays one event. One that a rule refuses is noted, and the story goes on.
    pub async fn play(&mut self, event: &Event) -> Result<()> {
        match self.perform(event).await {
            Ok(()) => Ok(()),
            Err(Failure::Use(why)) => {
                let what = serde_json::to_value(&event.what).unwrap_or_default();
                let name = what.get("what").and_then(|w| w.as_str()).unwrap_or_default().to_owned();
                let about = ["problem", "concern"].iter().find_map(|key| {
                    let value = what.get(key)?;
                    value.as_str().or_else(|| value.get("key")?.as_str()).map(str::to_owned)
                });
                self.unplayed.push(format!("{} {name} {}: {why}", event.at, about.unwrap_or_default()));
                Ok(())
            }
            Err(broken) => Err(broken),
        }
    }

    async fn perform(&mut self, event: &Event) -> Result<()> {
        let by = &event.by;
        match &event.what {
            What::ConcernReceived { concern } => self.receive(concern).await,
            What::ConcernAnswered { concern, text, promise } => {
                self.answer(by, concern, text).await?;
                match promise {
                    Some(promise) => self.promise(by, concern, promise).await,
                    None => Ok(()),
                }
            }
            What::PromiseKept { concern, promise, text } => self.keep(by, concern, promise, text).await,
            What::ConcernJoined { concern, problem } => self.attach(by, concern, problem).await,
            What::ProblemOpened { problem } => self.open(by, problem).await,
            What::ScanningFilled { problem, scanning } => self.fill_scanning(by, problem, scanning).await,
            What::AnalysisFilled { problem, analysis } => self.fill_analysis(by, problem, analysis).await,
            What::ResponseFilled { problem, response } => self.fill_response(by, problem, response).await,
            What::AssessmentPlanned { problem, plan } => self.plan(by, problem, plan).await,
            What::TaskAssigned { problem, task } => self.give_task(by, problem, task).await,
            What::TaskDone { task, done, .. } => self.task_done(by, task, done).await,
            What::StageMoved { problem, to, note } => self.advance(by, problem, *to, note).await,
            What::ResponseStarted { problem, .. } => self.start(by, problem).await,
            What::ResultRecorded { problem, findings } => self.record(by, problem, findings).await,
            What::PriorityPublished { problem, note } => self.publish(by, problem, note).await,
            What::ProblemClosed { problem, note } => self.close(by, problem, note).await,
            What::AgreementSigned { organization, paper } => self.agree(by, organization, paper).await,
            What::OnBoard { notice } => self.put_on_board(by, notice).await,
            What::BoardAnswered { notice, words } => self.on_board(by, notice, words, false).await,
            What::BoardSettled { notice, outcome } => self.on_board(by, notice, outcome, true).await,
            What::ServiceListed { organization, service } => {
                self.list_service(by, organization, service).await
            }
            What::Referred { referral } => self.refer(by, referral).await,
            What::ReferralWent { referral, to } => self.referral_went(by, referral, to).await,
            What::Surveyed { survey } => self.survey(by, survey).await,
            What::SurveyAnswered { survey, item, says, words } => {
                self.owner_answered(by, survey, item, (says, words)).await
            }
            What::SurveyedAgain { survey, item, found } => self.seen_again(by, survey, item, found).await,
            What::TipGiven { tip, words, spanish } => self.give_tip(tip, words, *spanish).await,
            What::TipAnswered { tip, words } => self.answer_tip(by, tip, words).await,
            What::TipWrittenTo { tip, words } => self.write_on_tip(tip, words).await,
            What::Blocked { sort, label, words } => self.block(by, sort, label, words).await,
            What::PressWritten { press } => self.write_press(by, press).await,
            What::PressWent { press, to } => self.press_went(by, press, to).await,
            What::PressCorrected { press, english, spanish, note } => {
                self.correct_press(by, press, (english, spanish), note).await
            }
            What::MediaAsked { question, asker, topic, deadline } => {
                self.media_asked(by, question, (asker, topic), *deadline).await
            }
            What::MediaAnswered { question, words } => self.media_answered(by, question, words).await,
            What::Posted { posting } => self.post(by, posting).await,
            What::KnownAdded { known } => self.know(by, known).await,
            What::ContactLogged { contact } => self.log(by, contact).await,
            What::PromiseSettled { contact, kept, words } => self.settle(by, contact, *kept, words).await,
            What::StoryWritten { story } => self.write_story(by, story).await,
            What::StoryCleared { story } => self.clear_story(by, story).await,
            What::GatheringPlanned { gathering } => self.plan_gathering(by, gathering).await,
            What::GatheringHeld { gathering, people, minutes, cost } => {
                let held = Held { people: *people, minutes: minutes.clone(), cost: *cost };
                self.hold_gathering(by, gathering, held).await
            }
            What::GatheringRaised { gathering, words, owner, due } => {
                self.raise_there(by, gathering, (words, owner, *due)).await
            }
            What::GatheringAnswered { gathering, nth, words } => {
                self.answer_there(by, gathering, *nth, words).await
            }
            What::WatchKept { gathering, record } => self.keep_watch_of(by, gathering, record).await,
            // Notes among colleagues have no place of their own yet.
            What::NoteAdded { .. } => Ok(()),
        }
    }

    /// The person who did it.
    fn actor(&self, email: &str) -> Result<&Actor> {
        self.cast.actors.get(email).ok_or_else(|| Failure::unfit(format!("nobody has the address {email}")))
    }

    fn person(&self, email: &str) -> Result<PersonId> {
        let id = self.cast.ids.get(email).copied();
        id.ok_or_else(|| Failure::unfit(format!("nobody has the address {email}")))
    }

    fn problem(&self, key: &str) -> Result<Reference> {
        let found = self.problems.get(key).copied();
        found.ok_or_else(|| Failure::unfit(format!("the problem {key} was not opened")))
    }

    fn area(&self, kind: AreaKind, code: &str) -> Option<AreaId> {
        self.areas.get(&(kind, code.to_owned())).copied()
    }
}

/// The agency's areas by the codes of the town.
async fn areas(app: &App, agency: AgencyId, town: &Town) -> Result<BTreeMap<(AreaKind, String), AreaId>> {
    let all = app.areas(&Actor::operator(agency), None).await?;
    let plan = town.plan();
    let lists = [(AreaKind::Beat, &plan.beats), (AreaKind::Neighborhood, &plan.neighborhoods)];
    let mut found = BTreeMap::new();
    for (kind, list) in lists {
        for area in list {
            if let Some(known) = all.iter().find(|a| a.kind == kind && a.name == area.name) {
                found.insert((kind, area.code.clone()), known.id);
            }
        }
    }
    Ok(found)
}
