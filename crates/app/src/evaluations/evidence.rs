//! What somebody really did in a period, from the records of the work: what evidence is picked from. What the actor may not
//! read is left out, so nobody learns of a record by rating.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{PersonId, ProblemId};
use commonbeat_domain::organization::contacts::Outcome;
use commonbeat_domain::personnel::evaluations::{Evaluation, Evidence, EvidenceKind};
use commonbeat_store::problems::ProblemFilter;
use commonbeat_store::{
    Session, agencies, concerns, conduct, contacts, decisions, problems, stories, training,
};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Result;

/// Most records of a kind that are looked through.
const MOST: u64 = 400;

struct Period {
    person: PersonId,
    from: Date,
    until: Date,
    zone: TimeZone,
}

impl Period {
    fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// A piece of evidence, where its day lies in the period.
    fn piece(&self, kind: EvidenceKind, record: impl ToString, on: Date, title: String) -> Option<Evidence> {
        let within = self.from <= on && on <= self.until;
        within.then(|| Evidence { kind, record: record.to_string(), on, title, href: String::new() })
    }
}

/// Everything of the period that can be evidence, the newest first.
pub(super) async fn gather(session: &impl Session, evaluation: &Evaluation) -> Result<Vec<Evidence>> {
    let zone = agencies::own(session).await?.time_zone();
    let period = Period { person: evaluation.person, from: evaluation.from, until: evaluation.until, zone };
    let may = |action| session.actor().may(action);
    let mut all = Vec::new();
    if may(Action::ReadProblems) {
        of_problems(session, &period, &mut all).await?;
    }
    if may(Action::ReadDecisions) {
        of_decisions(session, &period, &mut all).await?;
    }
    if may(Action::ReadBeats) {
        of_contacts(session, &period, &mut all).await?;
    }
    if may(Action::ReadConcerns) {
        of_residents(session, &period, &mut all).await?;
    }
    if may(Action::ReadTraining) && training::seen(session).await?.holds(period.person) {
        for a in training::of_person(session, period.person).await? {
            all.extend(period.piece(EvidenceKind::Training, a.id, a.day, a.course));
        }
    }
    of_commendations(session, &period, &mut all).await?;
    all.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.key().cmp(&b.key())));
    Ok(all)
}

/// Problems that the person owns, on the day of the last step in the period; and words of people in their stories.
async fn of_problems(session: &impl Session, period: &Period, all: &mut Vec<Evidence>) -> Result<()> {
    let filter = ProblemFilter { lead: Some(period.person), ..ProblemFilter::default() };
    let owned = problems::list(session, &filter, MOST).await?;
    for brief in &owned {
        let steps = [brief.closed_at, Some(brief.stage_at), Some(brief.opened_at)];
        let piece = |at: Timestamp| {
            let (record, title) = (brief.reference, brief.title.clone());
            let found = period.piece(EvidenceKind::Problem, record, period.day(at), title)?;
            Some(Evidence { href: format!("/problems/{}", brief.reference), ..found })
        };
        all.extend(steps.into_iter().flatten().find_map(piece));
    }
    if !session.actor().may(Action::WriteStory) {
        return Ok(());
    }
    let own: Vec<ProblemId> = owned.iter().map(|b| b.id).collect();
    for story in stories::list(session, None, MOST).await? {
        if !story.problem.is_some_and(|id| own.contains(&id)) {
            continue;
        }
        for (n, voice) in story.voices.iter().enumerate() {
            let Some(on) = voice.agreed_on else { continue };
            let title = format!("{}: {}", voice.who, voice.words);
            all.extend(period.piece(EvidenceKind::Story, format!("{}/{n}", story.id), on, title));
        }
    }
    Ok(())
}

async fn of_decisions(session: &impl Session, period: &Period, all: &mut Vec<Evidence>) -> Result<()> {
    let by = |asked, decided| decisions::Filter {
        asked_by: asked,
        decided_by: decided,
        ..decisions::Filter::default()
    };
    let person = Some(period.person);
    let mut found = decisions::list(session, &by(person, None), MOST).await?;
    found.extend(decisions::list(session, &by(None, person), MOST).await?);
    found.sort_by_key(|d| d.id);
    found.dedup_by_key(|d| d.id);
    for d in found {
        let at = if d.decided_by == person { d.decided_at.unwrap_or(d.asked_at) } else { d.asked_at };
        let piece = period.piece(EvidenceKind::Decision, d.id, period.day(at), d.title);
        all.extend(piece.map(|e| Evidence { href: format!("/decisions/{}", e.record), ..e }));
    }
    Ok(())
}

/// Contacts that the person logged, and promises that the person kept.
async fn of_contacts(session: &impl Session, period: &Period, all: &mut Vec<Evidence>) -> Result<()> {
    let filter = contacts::Filter { by: Some(period.person), ..contacts::Filter::default() };
    for c in contacts::list(session, &filter, MOST).await? {
        let href = format!("/beats/{}", c.beat);
        if let Some(promise) = c.promise.as_ref().filter(|p| p.owner == period.person)
            && let Outcome::Kept { at, .. } = promise.outcome
        {
            let kept = period.piece(EvidenceKind::Promise, c.id, period.day(at), promise.what.clone());
            all.extend(kept.map(|e| Evidence { href: href.clone(), ..e }));
        }
        let met = period.piece(EvidenceKind::Contact, c.id, period.day(c.at), c.place);
        all.extend(met.map(|e| Evidence { href, ..e }));
    }
    Ok(())
}

/// Thanks that were passed on to the person, on the day on which they were. Complaints are none of it.
async fn of_commendations(session: &impl Session, period: &Period, all: &mut Vec<Evidence>) -> Result<()> {
    for c in conduct::commendations_of(session, period.person, MOST).await? {
        let Some(decided) = &c.decided else { continue };
        let title: String = c.words.chars().take(160).collect();
        all.extend(period.piece(EvidenceKind::Commendation, c.id, decided.on, title));
    }
    Ok(())
}

/// What residents said of answers on threads that the person answers for.
async fn of_residents(session: &impl Session, period: &Period, all: &mut Vec<Evidence>) -> Result<()> {
    let filter = concerns::Filter { owner: Some(period.person), ..concerns::Filter::default() };
    for c in concerns::list(session, &filter, MOST).await? {
        let Some(rating) = &c.rating else { continue };
        let title = c.reference.to_string();
        let said = period.piece(EvidenceKind::Resident, c.reference, period.day(rating.at), title);
        all.extend(said.map(|e| Evidence { href: format!("/concerns/{}", c.reference), ..e }));
    }
    Ok(())
}
