//! Beginning evaluations and giving them to somebody else, without reading them; how raters differ.

use std::collections::BTreeSet;

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor, Party, Role, reach};
use commonbeat_domain::ids::{EvaluationId, PersonId};
use commonbeat_domain::organization::people::Standing;
use commonbeat_domain::personnel::evaluations::{Drift, Evaluation, Part, Step};
use commonbeat_store::audit::Entry;
use commonbeat_store::evaluations::{self, Status};
use commonbeat_store::{Session, StoreError, agencies, once, people};
use jiff::civil::Date;
use serde_json::json;

use super::MOST;
use crate::training::classes::somebody;
use crate::{App, Error, Result};

/// Who evaluates whom, with whether somebody has to be put in place of one who left.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusLine {
    /// Who, for when, how far.
    pub status: Status,
    /// Rater or reviewer who does not work here any more.
    pub left: Vec<Part>,
}

/// An evaluation to begin, as typed: people by e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvaluation {
    /// About whom.
    pub person: String,
    /// Who rates.
    pub rater: String,
    /// Who reviews.
    pub reviewer: String,
    /// The period.
    pub period: (Date, Date),
}

impl App {
    /// Who evaluates whom; for whoever opens evaluations.
    pub async fn evaluation_statuses(&self, who: &Actor) -> Result<Vec<StatusLine>> {
        let read = self.store.read(who).await?;
        let all = evaluations::statuses(&read, MOST).await?;
        let gone = gone(&read, all.iter().flat_map(|s| [s.rater, s.reviewer])).await?;
        let line = |status: Status| {
            let open = status.step != Step::Closed;
            let left = [(Part::Rater, status.rater), (Part::Reviewer, status.reviewer)];
            let left = left.into_iter().filter(|(_, id)| open && gone.contains(id)).map(|(part, _)| part);
            StatusLine { left: left.collect(), status }
        };
        Ok(all.into_iter().map(line).collect())
    }

    /// Who evaluates whom in one; for whoever opens evaluations.
    pub async fn evaluation_status(&self, who: &Actor, id: EvaluationId) -> Result<Status> {
        Ok(evaluations::status_of(&self.store.read(who).await?, id).await?)
    }

    /// How raters differ, in aggregate.
    pub async fn rater_drift(&self, who: &Actor) -> Result<Drift> {
        Ok(evaluations::rater_drift(&self.store.read(who).await?).await?)
    }

    /// Begins an evaluation; with the same token once.
    pub async fn open_evaluation(
        &self,
        who: &Actor,
        new: NewEvaluation,
        token: &str,
    ) -> Result<EvaluationId> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::OpenEvaluations, "evaluation")?;
        if let Some(id) = once::done(&write, token).await? {
            return id.parse().map_err(|_| Error::Missing("evaluation"));
        }
        let mut three: Vec<PersonId> = Vec::new();
        three.push(somebody(&write, "evaluated", &new.person).await?.id);
        for (field, email) in [("rater", &new.rater), ("reviewer", &new.reviewer)] {
            three.push(one_who_evaluates(&write, field, email).await?);
        }
        let [person, rater, reviewer] = three[..] else { return Err(Error::Missing("evaluation")) };
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let evaluation = Evaluation::begin(self.id(), [person, rater, reviewer], new.period, today)?;
        evaluations::insert(&mut write, &evaluation).await?;
        once::claim(&mut write, token, &evaluation.id.to_string()).await?;
        let what = json!({ "person": person, "rater": rater, "reviewer": reviewer, "until": new.period.1 });
        write.record(Entry::new("evaluation.open", evaluation.id).with(what));
        write.commit().await?;
        Ok(evaluation.id)
    }

    /// Gives an evaluation to another rater or reviewer, who is named by e-mail.
    pub async fn hand_over_evaluation(
        &self,
        who: &Actor,
        id: EvaluationId,
        read: i64,
        (part, email): (Part, &str),
    ) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::OpenEvaluations, "evaluation")?;
        let field = if part == Part::Rater { "rater" } else { "reviewer" };
        let to = one_who_evaluates(&write, field, email).await?;
        let status = evaluations::hand_over(&mut write, id, read, (part, to)).await??;
        let what = json!({ "part": part.name(), "to": to, "version": status.version });
        write.record(Entry::new("evaluation.hand-over", id).with(what));
        Ok(write.commit().await?)
    }
}

/// Somebody who may rate or review. Not one who opens evaluations and hands them over: who holds that right could else
/// read any of them by giving it to themselves.
async fn one_who_evaluates(session: &impl Session, field: &'static str, email: &str) -> Result<PersonId> {
    let person = somebody(session, field, email).await?;
    let opens = |role: &Role| reach(Party::Role(*role), Action::OpenEvaluations).is_some();
    match person.roles.iter().any(opens) {
        true => Err(Refusal::unfit(field, "opens-evaluations").into()),
        false => Ok(person.id),
    }
}

/// Who of these does not work here any more.
pub(crate) async fn gone(
    session: &impl Session,
    ids: impl Iterator<Item = PersonId>,
) -> Result<BTreeSet<PersonId>> {
    let mut gone = BTreeSet::new();
    for id in ids.collect::<BTreeSet<_>>() {
        match people::by_id(session, id).await {
            Ok(person) if person.standing != Standing::Left => {}
            Ok(_) | Err(StoreError::Missing(_)) => {
                gone.insert(id);
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(gone)
}
