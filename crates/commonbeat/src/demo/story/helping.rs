//! Services in the directory, referrals, surveys of premises.

use commonbeat_app::referrals::Reply;
use commonbeat_domain::partnerships::organizations::PartnerRecord;
use commonbeat_domain::partnerships::referrals::{
    ConsentWay, HandOver, NewConsent, NewReferral, Signer, ToReach,
};
use commonbeat_domain::partnerships::surveys::{Found, Item, Site, Survey};
use commonbeat_simulate::script::{Referred, Service, Surveyed};

use super::Story;
use crate::exit::{Failure, Result};

impl Story<'_> {
    fn partner(&self, key: &str) -> Result<commonbeat_domain::ids::OrganizationId> {
        let found = self.cast.organizations.get(key).copied();
        found.ok_or_else(|| Failure::unfit(format!("no partner {key}")))
    }

    /// A service is put into the public directory.
    pub(super) async fn list_service(&mut self, by: &str, partner: &str, told: &Service) -> Result<()> {
        let who = self.actor(by)?;
        let now = self.app.partner(who, self.partner(partner)?).await?.organization;
        let record = PartnerRecord {
            services: told.services.clone(),
            eligibility: told.eligibility.clone(),
            capacity: told.capacity.clone(),
            opening: told.opening.clone(),
            languages: told.languages.clone(),
            phone: told.phone.clone(),
            address: told.address.clone(),
            address_protected: told.protected,
            listed: true,
            ..now.record
        };
        self.app.change_partner(who, now.id, now.version, &now.name, record).await?;
        Ok(())
    }

    /// Somebody is referred, with consent.
    pub(super) async fn refer(&mut self, by: &str, told: &Referred) -> Result<()> {
        let consent = NewConsent {
            scope: told.scope.clone(),
            purpose: told.purpose.clone(),
            way: ConsentWay::Paper,
            signer: Signer::Person,
            language: told.language.clone(),
            witness: String::new(),
            signed_on: told.signed_on,
            until: told.until,
            told: true,
        };
        let person = ToReach { name: told.name.clone(), reach: told.reach.clone(), meet: told.meet.clone() };
        let new = NewReferral {
            organization: self.partner(&told.organization)?,
            need: told.need.parse()?,
            hand_over: if told.warm { HandOver::Warm } else { HandOver::Cold },
            consent,
            person,
        };
        let made = self.app.make_referral(self.actor(by)?, new, "").await?;
        self.referrals.insert(told.key.clone(), made.id);
        Ok(())
    }

    /// A referral goes on, or its consent is taken back.
    pub(super) async fn referral_went(&mut self, by: &str, key: &str, to: &str) -> Result<()> {
        let id = self.referrals.get(key).copied();
        let id = id.ok_or_else(|| Failure::unfit(format!("no referral is called {key}")))?;
        let who = self.actor(by)?;
        let reply = match to.split_once('/') {
            None if to == "withdrawn" => {
                self.app.withdraw_consent(who, id).await?;
                return Ok(());
            }
            None if to == "accept" => Reply::Accept,
            None if to == "met" => Reply::Met,
            Some(("decline", why)) => Reply::Decline(why.parse()?),
            Some(("close", outcome)) => Reply::Close(outcome.parse()?),
            _ => return Err(Failure::unfit(format!("a referral does not go to {to}"))),
        };
        let version = self.app.referral(who, id).await?.referral.version;
        self.app.answer_referral(who, id, version, reply).await?;
        Ok(())
    }

    /// A place is looked at, item by item, and what was found is given to the owner.
    pub(super) async fn survey(&mut self, by: &str, told: &Surveyed) -> Result<()> {
        let site = Site {
            organization: Some(self.partner(&told.organization)?),
            name: told.name.clone(),
            address: told.address.clone(),
            contact: told.contact.clone(),
            on: told.day,
            problem: None,
        };
        let who = self.actor(by)?;
        let mut survey = self.app.begin_survey(who, site, None, "").await?;
        while let Some(item) = survey.next() {
            let weak = told.weak.iter().find(|(name, ..)| name == item.name());
            let noted = match weak {
                Some((_, advice, weight)) => (Found::Weak, advice.as_str(), Some(weight.parse()?)),
                None => (Found::Good, "", None),
            };
            survey = self.app.survey_item(who, survey.id, survey.version, item, noted).await?;
        }
        self.app.give_survey(who, survey.id, survey.version, told.again).await?;
        self.surveys.insert(told.key.clone(), survey.id);
        Ok(())
    }

    async fn surveyed(&self, by: &str, key: &str) -> Result<Survey> {
        let id = self.surveys.get(key).copied();
        let id = id.ok_or_else(|| Failure::unfit(format!("no survey is called {key}")))?;
        Ok(self.app.survey(self.actor(by)?, id).await?.survey)
    }

    /// The owner answers a recommendation.
    pub(super) async fn owner_answered(
        &self,
        by: &str,
        key: &str,
        item: &str,
        (says, words): (&str, &str),
    ) -> Result<()> {
        let now = self.surveyed(by, key).await?;
        let (item, says) = (item.parse::<Item>()?, says.parse()?);
        self.app.answer_survey(self.actor(by)?, now.id, now.version, item, (says, words)).await?;
        Ok(())
    }

    /// An item is looked at again.
    pub(super) async fn seen_again(&self, by: &str, key: &str, item: &str, found: &str) -> Result<()> {
        let now = self.surveyed(by, key).await?;
        let (item, found) = (item.parse::<Item>()?, found.parse()?);
        self.app.look_again_at(self.actor(by)?, now.id, now.version, item, found).await?;
        Ok(())
    }
}
