//! Agreements with partners: draft, sign on both sides, end at an instant.

use commonbeat_domain::authority::{Action, Actor, Reach, Who};
use commonbeat_domain::ids::{AgreementId, OrganizationId, PersonId};
use commonbeat_domain::partnerships::agreements::{Agreement, AgreementState, Side, Signature, Terms};
use commonbeat_domain::partnerships::organizations::Organization;
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, Write, agencies, agreements, once, organizations};
use jiff::civil::Date;
use serde_json::json;

use crate::{App, Error, Result};

/// An agreement with how it stands, and what the actor may do with it.
#[derive(Clone, Debug, PartialEq)]
pub struct AgreementView {
    /// The agreement.
    pub agreement: Agreement,
    /// The partner.
    pub organization: Organization,
    /// How it stands now.
    pub state: AgreementState,
    /// Whether its terms may be changed by the actor.
    pub may_change: bool,
    /// For which side the actor may sign now; for the partner by the agency only what stands on paper.
    pub may_sign: Option<Side>,
    /// Whether the agency may note a signature of the partner that stands on paper.
    pub may_note_paper: bool,
    /// Whether the actor may end it.
    pub may_end: bool,
}

/// An agreement that somebody should look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// The agreement.
    pub agreement: Agreement,
    /// The partner's name.
    pub partner: String,
    /// The day: of its next look, or its last.
    pub day: Date,
}

/// Days ahead of its end or review on which an agreement is brought up.
pub const NOTICE_DAYS: i32 = 90;
/// Most agreements of one list.
pub(crate) const MOST: u64 = 500;

impl App {
    /// Drafts an agreement with a partner. `token`: the form's.
    pub async fn draft_agreement(
        &self,
        who: &Actor,
        organization: OrganizationId,
        terms: Terms,
        token: &str,
    ) -> Result<Agreement> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::ManagePartners, "agreement")?;
        organizations::by_id(&write, organization).await?;
        if let Some(id) = once::done(&write, token).await? {
            let id = id.parse().map_err(|_| Error::Missing("agreement"))?;
            return Ok(agreements::get(&write, id).await?);
        }
        let agreement = Agreement::draft(self.id(), organization, terms)?;
        let zone = agencies::own(&write).await?.time_zone();
        agreements::insert(&mut write, &agreement, &zone).await?;
        once::claim(&mut write, token, &agreement.id.to_string()).await?;
        write.record(Entry::new("agreement.draft", agreement.id).with(&agreement));
        write.commit().await?;
        Ok(agreement)
    }

    /// Changes the terms of a draft.
    pub async fn change_agreement(
        &self,
        who: &Actor,
        id: AgreementId,
        read: i64,
        terms: Terms,
    ) -> Result<Agreement> {
        let write = self.store.write(who, self.now()).await?;
        write.reach(Action::ManagePartners, "agreement")?;
        let agreement = fetch(&write, id, read).await?.change(terms)?;
        self.keep_agreement(write, agreement, "agreement.change").await
    }

    /// Signs for a side: a partner's people for the partner, those who may for the agency. What the partner signed on
    /// paper is noted by those who keep the records.
    pub async fn sign_agreement(
        &self,
        who: &Actor,
        id: AgreementId,
        read: i64,
        side: Side,
        name: &str,
    ) -> Result<Agreement> {
        let mut write = self.store.write(who, self.now()).await?;
        let by = person(who)?;
        let on_paper = match (side, who.reach(Action::SignAgreement), who.reach(Action::ManagePartners)) {
            (Side::Partner, Some(Reach::Own), _) | (Side::Agency, Some(Reach::Agency), _) => false,
            (Side::Partner, _, Some(Reach::Agency)) => true,
            _ => return Err(Error::Missing("agreement")),
        };
        let agreement = fetch(&write, id, read).await?;
        let signature = Signature { side, name: name.to_owned(), noted_by: by, on_paper, at: write.now() };
        let agreement = agreement.sign(signature)?;
        write.record(Entry::new("agreement.sign", id).with(json!({ "side": side, "on_paper": on_paper })));
        self.keep_agreement(write, agreement, "").await
    }

    /// Ends an agreement for one's side, from this instant on.
    pub async fn end_agreement(
        &self,
        who: &Actor,
        id: AgreementId,
        read: i64,
        reason: &str,
    ) -> Result<Agreement> {
        let write = self.store.write(who, self.now()).await?;
        let side = own_side(who).ok_or(Error::Missing("agreement"))?;
        let now = write.now();
        let agreement = fetch(&write, id, read).await?.end(side, person(who)?, reason, now)?;
        self.keep_agreement(write, agreement, "agreement.end").await
    }

    async fn keep_agreement(
        &self,
        mut write: Write,
        agreement: Agreement,
        act: &'static str,
    ) -> Result<Agreement> {
        let zone = agencies::own(&write).await?.time_zone();
        let agreement = agreements::save(&mut write, agreement, &zone).await?;
        if !act.is_empty() {
            write.record(Entry::new(act, agreement.id).with(&agreement));
        }
        write.commit().await?;
        Ok(agreement)
    }

    /// One agreement.
    pub async fn agreement(&self, who: &Actor, id: AgreementId) -> Result<AgreementView> {
        let read = self.store.read(who).await?;
        let agreement = agreements::get(&read, id).await?;
        let zone = agencies::own(&read).await?.time_zone();
        let state = agreement.state(self.now(), &zone);
        let open = agreement.ended.is_none() && state != AgreementState::Ended;
        let manages = who.may(Action::ManagePartners);
        let own = own_side(who).filter(|side| open && agreement.signed(*side).is_none());
        Ok(AgreementView {
            organization: organizations::by_id(&read, agreement.organization).await?,
            may_change: manages && open && agreement.signatures.is_empty(),
            may_sign: own,
            may_note_paper: manages && open && agreement.signed(Side::Partner).is_none(),
            may_end: open && own_side(who).is_some(),
            state,
            agreement,
        })
    }

    /// Agreements that hold now and end, or are to be looked at again, within [`NOTICE_DAYS`] days; the next in front.
    pub async fn agreements_ending(&self, who: &Actor) -> Result<Vec<Ending>> {
        let read = self.store.read(who).await?;
        let zone = agencies::own(&read).await?.time_zone();
        let today = self.today(&zone);
        let names = organizations::list(&read).await?;
        let name = |id| names.iter().find(|o| o.id == id).map(|o| o.name.clone()).unwrap_or_default();
        let mut due: Vec<Ending> = agreements::holding(&read, MOST)
            .await?
            .into_iter()
            .filter(|a| a.due_within(NOTICE_DAYS, today, self.now(), &zone))
            .map(|a| Ending {
                partner: name(a.organization),
                day: if a.terms.review_on >= today {
                    a.terms.review_on.min(a.terms.until)
                } else {
                    a.terms.until
                },
                agreement: a,
            })
            .collect();
        due.sort_by_key(|e| e.day);
        Ok(due)
    }
}

/// The side for which somebody signs or ends.
fn own_side(who: &Actor) -> Option<Side> {
    match (who.reach(Action::SignAgreement)?, &who.who) {
        (Reach::Agency, _) => Some(Side::Agency),
        (Reach::Own, Who::Person { organization: Some(_), .. }) => Some(Side::Partner),
        _ => None,
    }
}

fn person(who: &Actor) -> Result<PersonId> {
    who.person().ok_or(Error::Missing("agreement"))
}

async fn fetch(write: &Write, id: AgreementId, read: i64) -> Result<Agreement> {
    let agreement = agreements::get(write, id).await?;
    if agreement.version == read { Ok(agreement) } else { Err(Error::Stale("agreement")) }
}
