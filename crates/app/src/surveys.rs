//! Surveys of premises: looked at item by item, given to the owner, answered, looked at again.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{OrganizationId, PersonId, SurveyId};
use commonbeat_domain::partnerships::agreements::DataCategory;
use commonbeat_domain::partnerships::organizations::Organization;
use commonbeat_domain::partnerships::surveys::{Found, Item, OwnerSays, Site, Survey, Weight};
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::{
    Session, StoreError, Write, agencies, once, organizations, people, problems, surveys,
};
use jiff::civil::Date;
use serde_json::json;

use crate::{App, Error, Result};

/// Most rows of a list.
const ROWS: u64 = 200;

/// A survey with the names that stand on it.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyView {
    /// The survey.
    pub survey: Survey,
    /// Who looked, answered, looked again.
    pub people: BTreeMap<PersonId, String>,
    /// Whether the actor looks at premises.
    pub may_look: bool,
    /// Whether the actor says what the owner does, as the owner or for the owner.
    pub may_answer: bool,
}

impl App {
    /// Surveys the actor may see, the newest in front.
    pub async fn surveys(&self, who: &Actor) -> Result<Vec<Survey>> {
        Ok(surveys::list(&self.store.read(who).await?, ROWS).await?)
    }

    /// One survey.
    pub async fn survey(&self, who: &Actor, id: SurveyId) -> Result<SurveyView> {
        let read = self.store.read(who).await?;
        let survey = surveys::get(&read, id).await?;
        let noted = survey
            .findings
            .iter()
            .flat_map(|f| f.answer.iter().map(|a| a.by).chain(f.again.iter().map(|a| a.by)));
        let known: Vec<PersonId> = noted.chain([survey.inspector]).collect();
        let view = SurveyView {
            people: people::names(&read, known).await?,
            may_look: who.may(Action::SurveyPremises),
            may_answer: who.may(Action::AnswerSurvey),
            survey,
        };
        self.seen(who, DataCategory::Surveys, view.survey.site.name.clone()).await?;
        Ok(view)
    }

    /// Partners whose place it may be, by name.
    pub async fn survey_owners(&self, who: &Actor) -> Result<Vec<Organization>> {
        let read = self.store.read(who).await?;
        read.reach(Action::SurveyPremises, "survey")?;
        let all = organizations::list(&read).await?.into_iter();
        Ok(all.filter(|o| o.merged_into.is_none()).collect())
    }

    /// Begins a survey. `problem`: a reference as typed; `token`: the form's.
    pub async fn begin_survey(
        &self,
        who: &Actor,
        mut site: Site,
        problem: Option<&Reference>,
        token: &str,
    ) -> Result<Survey> {
        let mut write = self.survey_write(who).await?;
        if let Some(id) = once::done(&write, token).await? {
            let id = id.parse().map_err(|_| Error::Missing("survey"))?;
            return Ok(surveys::get(&write, id).await?);
        }
        if let Some(owner) = site.organization {
            known_owner(&write, owner).await?;
        }
        site.problem = match problem {
            None => None,
            Some(at) => match problems::get(&write, at).await {
                Ok(problem) => Some(problem.id),
                Err(StoreError::Missing(_)) => return Err(Refusal::malformed("survey_problem").into()),
                Err(other) => return Err(other.into()),
            },
        };
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let survey = Survey::begin(self.id(), site, person(who)?, today)?;
        surveys::insert(&mut write, &survey).await?;
        once::claim(&mut write, token, &survey.id.to_string()).await?;
        write.record(Entry::new("survey.begin", survey.id));
        write.commit().await?;
        Ok(survey)
    }

    /// Notes what was found at an item.
    pub async fn survey_item(
        &self,
        who: &Actor,
        id: SurveyId,
        read: i64,
        item: Item,
        (found, advice, weight): (Found, &str, Option<Weight>),
    ) -> Result<Survey> {
        let write = self.survey_write(who).await?;
        let survey = fetch(&write, id, read).await?.look(item, found, advice, weight)?;
        keep(write, survey, "survey.look").await
    }

    /// Gives it to the owner, with the day of the second look.
    pub async fn give_survey(&self, who: &Actor, id: SurveyId, read: i64, again_on: Date) -> Result<Survey> {
        let write = self.survey_write(who).await?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let at = write.now();
        let survey = fetch(&write, id, read).await?.give(again_on, at, today)?;
        keep(write, survey, "survey.give").await
    }

    /// The owner's word, from the owner's own account, or noted by whoever spoke with the owner.
    pub async fn answer_survey(
        &self,
        who: &Actor,
        id: SurveyId,
        read: i64,
        item: Item,
        (says, words): (OwnerSays, &str),
    ) -> Result<Survey> {
        let write = self.store.write(who, self.now()).await?;
        write.reach(Action::AnswerSurvey, "survey")?;
        let (by, at) = (person(who)?, write.now());
        let survey = fetch(&write, id, read).await?.answer(item, says, words, by, at)?;
        keep(write, survey, "survey.answer").await
    }

    /// Notes what was found at the second look.
    pub async fn look_again_at(
        &self,
        who: &Actor,
        id: SurveyId,
        read: i64,
        item: Item,
        found: Found,
    ) -> Result<Survey> {
        let write = self.survey_write(who).await?;
        let (by, at) = (person(who)?, write.now());
        let survey = fetch(&write, id, read).await?.look_again(item, found, by, at)?;
        keep(write, survey, "survey.look-again").await
    }

    async fn survey_write(&self, who: &Actor) -> Result<Write> {
        let write = self.store.write(who, self.now()).await?;
        write.reach(Action::SurveyPremises, "survey")?;
        Ok(write)
    }
}

fn person(who: &Actor) -> Result<PersonId> {
    who.person().ok_or(Error::Missing("survey"))
}

async fn known_owner(write: &Write, id: OrganizationId) -> Result<()> {
    match organizations::by_id(write, id).await {
        Ok(owner) if owner.merged_into.is_none() => Ok(()),
        Ok(_) | Err(StoreError::Missing(_)) => Err(Refusal::malformed("site_owner").into()),
        Err(other) => Err(other.into()),
    }
}

async fn fetch(write: &Write, id: SurveyId, read: i64) -> Result<Survey> {
    let survey = surveys::get(write, id).await?;
    if survey.version == read { Ok(survey) } else { Err(Error::Stale("survey")) }
}

async fn keep(mut write: Write, survey: Survey, act: &'static str) -> Result<Survey> {
    let survey = surveys::save(&mut write, survey).await?;
    write.record(Entry::new(act, survey.id).with(json!({ "version": survey.version })));
    write.commit().await?;
    Ok(survey)
}
