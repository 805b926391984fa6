//! A year of the town's people at work on themselves: requirements, rosters, classes, and evaluations from what they did.

use std::fmt::Write as _;

use commonbeat_app::App;
use commonbeat_app::evaluations::{Act, NewEvaluation};
use commonbeat_app::postings::NewPosting;
use commonbeat_domain::authority::{Actor, Party, Role};
use commonbeat_domain::ids::{EvaluationId, PersonId};
use commonbeat_domain::organization::postings::{Post, Where};
use commonbeat_domain::personnel::classes::{Came, Class, Course, Method, Seat};
use commonbeat_domain::personnel::competencies::Competency;
use commonbeat_domain::personnel::evaluations::{Evidence, EvidenceKind, Growth, Rated};
use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::people::Cast;
use crate::exit::Result;

/// Courses of the year, one a month: name, hours, topics.
const COURSES: [(&str, f64, &str); 12] = [
    ("De-escalation and communication", 4.0, "strategic-communications de-escalation"),
    ("First aid and CPR", 8.0, "first-aid"),
    ("Problem solving with SARA", 8.0, "problem-solving community-policing"),
    ("Driver awareness", 4.0, "psychomotor"),
    ("Use of force: law and scenarios", 4.0, "use-of-force"),
    ("Procedural justice", 6.0, "procedural-justice community-policing"),
    ("Arrest and control", 4.0, "psychomotor"),
    ("Domestic violence update", 2.0, "domestic-violence"),
    ("Range qualification", 4.0, "psychomotor"),
    ("Working with partners", 4.0, "partnership community-policing"),
    ("Spanish for the beat", 12.0, "language"),
    ("Crime prevention through design", 8.0, "cpted problem-solving"),
];

/// Classes of the house.
const HOUSE: [&str; 3] = [
    "Meetings that people come back to",
    "Listening to people in distress",
    "Writing so that a neighbor understands it",
];

/// Somebody of the town.
pub(super) struct Member {
    pub(super) email: String,
    pub(super) id: PersonId,
    pub(super) actor: Actor,
}

/// Whoever keeps personnel records in the town, and those whose records they are.
pub struct Personnel<'a> {
    app: &'a App,
    keeper: Actor,
    sergeants: Vec<Member>,
    chief: Member,
    officers: Vec<Member>,
    months: usize,
    /// The class that is planned.
    planned: Option<Class>,
}

/// People with a role, who can be played in front.
pub(super) fn with(cast: &Cast, role: Role) -> Vec<Member> {
    let member = |(email, actor): (&String, &Actor)| {
        let id = actor.person()?;
        let plays = actor.parties().contains(&Party::Role(role));
        plays.then(|| Member { email: email.clone(), id, actor: actor.clone() })
    };
    let mut all: Vec<Member> = cast.actors.iter().filter_map(member).collect();
    let front = cast.ready.iter().find(|r| r.role == role.name()).map(|r| r.email.clone());
    all.sort_by_key(|m| (Some(&m.email) != front.as_ref(), m.email.clone()));
    all
}

impl<'a> Personnel<'a> {
    /// The town's; nothing where nobody keeps personnel records there, or nobody leads.
    pub fn of(app: &'a App, cast: &Cast) -> Option<Personnel<'a>> {
        let keeper = with(cast, Role::Personnel).into_iter().next()?.actor;
        let chief = with(cast, Role::Commander).into_iter().next()?;
        let (sergeants, officers) = (with(cast, Role::Supervisor), with(cast, Role::Officer));
        Some(Personnel { app, keeper, sergeants, chief, officers, months: 0, planned: None })
    }

    /// Requirements, units with their sergeants, first days of work.
    pub async fn begin(&self, today: Date) -> Result<()> {
        let (app, chief) = (self.app, &self.chief.actor);
        app.take_pack(&self.keeper, "california").await?;
        let patrol = app.set_unit(chief, None, "Patrol", None).await?;
        let post = |person, unit, post| NewPosting {
            person,
            at: Where::Unit(unit),
            post,
            since: today,
            until: None,
        };
        app.post_person(chief, post(self.chief.id, patrol.id, Post::Lead)).await?;
        for (n, sergeant) in self.sergeants.iter().enumerate() {
            let team = app.set_unit(chief, None, &format!("Team {}", n + 1), Some(patrol.id)).await?;
            app.post_person(chief, post(sergeant.id, team.id, Post::Lead)).await?;
            for officer in self.officers.iter().skip(n).step_by(self.sergeants.len()) {
                app.post_person(chief, post(officer.id, team.id, Post::Member)).await?;
            }
        }
        for (n, officer) in self.officers.iter().enumerate() {
            let years = 2 + i64::try_from(n).unwrap_or(0) % 9;
            let began = today.checked_sub(Span::new().years(years)).unwrap_or(today);
            app.set_began(&self.keeper, officer.id, 0, began).await?;
        }
        Ok(())
    }

    /// A month: a provider's roster comes in; a class of the house is planned, and held by the next month.
    pub async fn month(&mut self, today: Date) -> Result<()> {
        let (course, hours, topics) = COURSES[self.months % COURSES.len()];
        let day = today.checked_sub(5.days()).unwrap_or(today);
        let mut roster = String::from("email,course,date,hours,topics,result,provider\n");
        let mut line = |email: &str| {
            let _ = writeln!(roster, "{email},{course},{day},{hours},{topics},pass,County academy");
        };
        // A few miss a month, each another one; and once a provider names somebody who is nobody here.
        let there = self.officers.iter().enumerate().filter(|(n, _)| !(n + self.months).is_multiple_of(5));
        there.for_each(|(_, officer)| line(&officer.email));
        if self.months == 3 {
            line("former.colleague@elsewhere.example");
        }
        self.app.import_roster(&self.keeper, &roster).await?;
        self.class(today).await?;
        self.months += 1;
        Ok(())
    }

    async fn class(&mut self, today: Date) -> Result<()> {
        if let Some(class) = self.planned.take_if(|class| class.plan.ends <= today) {
            let hours = |n: usize| if n == 4 { 0 } else { class.plan.minutes };
            let came = |(n, seat): (usize, &Seat)| {
                let came = Came { minutes: hours(n), result: "pass".to_owned(), certificate: String::new() };
                (seat.person, came)
            };
            let came = class.seats.iter().enumerate().map(came).collect();
            self.app.hold_class(&self.keeper, class.id, class.version, came).await?;
        }
        if self.planned.is_some() {
            return Ok(());
        }
        let begins = today.checked_add(20.days()).unwrap_or(today);
        let plan = Course {
            course: HOUSE[self.months % HOUSE.len()].to_owned(),
            provider: "Millbrook Police".to_owned(),
            number: String::new(),
            topics: vec!["community-policing".to_owned()],
            minutes: 240,
            method: Method::Scenario,
            begins,
            ends: begins,
            place: "Community room, 9 am".to_owned(),
            seats: 8,
        };
        let mut class = self.app.plan_class(&self.keeper, plan, "").await?;
        for officer in self.officers.iter().skip(self.months % 3).take(5) {
            class = self.app.seat(&officer.actor, class.id, true).await?;
        }
        self.planned = Some(class);
        Ok(())
    }

    /// The year's evaluations, from what each officer really did; some signed, some on their way.
    pub async fn evaluate(&self, today: Date) -> Result<()> {
        let from = today.checked_sub(1.year()).unwrap_or(today);
        for (n, officer) in self.officers.iter().enumerate() {
            let Some(sergeant) = self.sergeants.get(n % self.sergeants.len().max(1)) else { continue };
            let rater = &sergeant.actor;
            let new = NewEvaluation {
                person: officer.email.clone(),
                rater: sergeant.email.clone(),
                reviewer: self.chief.email.clone(),
                period: (from, today),
            };
            let id = self.app.open_evaluation(&self.keeper, new, "").await?;
            // The first one is left to whoever plays the officer and the sergeant.
            if n == 0 {
                continue;
            }
            let found = self.app.evaluation_evidence(rater, id).await?;
            if found.len() < 2 || !self.rate(rater, id, &found, n).await? {
                continue;
            }
            if n % 4 != 3 {
                self.step(&self.chief.actor, id, Act::Review { back: false, words: String::new() }).await?;
                self.step(&officer.actor, id, Act::Read { comment: String::new() }).await?;
            }
        }
        Ok(())
    }

    async fn rate(&self, rater: &Actor, id: EvaluationId, found: &[Evidence], n: usize) -> Result<bool> {
        let mut read = self.version(rater, id).await?;
        for (at, competency) in Competency::ALL.iter().enumerate() {
            let fits: Vec<&Evidence> = found.iter().filter(|e| fits(e.kind, *competency)).collect();
            let picked: Vec<String> = fits.iter().take(2).map(|e| e.key()).collect();
            let said = match picked.len() {
                2 => (
                    Rated::At(3 + u8::from((n + at).is_multiple_of(3))),
                    "Shown by what is named here; talked through together.",
                ),
                _ => (Rated::NotObserved, ""),
            };
            let picked = if picked.len() == 2 { picked } else { Vec::new() };
            self.app.mark(rater, (id, read), *competency, said, &picked).await?;
            read += 1;
        }
        let growth = Growth {
            context: "One change of shift; two weeks of leave.".to_owned(),
            strengths: "People on the beat know the name and call back.".to_owned(),
            goals: "Write down what was tried before, so that the next officer can use it.".to_owned(),
            training: "Problem solving with SARA".to_owned(),
            next_on: None,
        };
        self.app.set_growth(rater, id, read, &growth).await?;
        match self.app.step_evaluation(rater, id, read + 1, Act::Sign).await {
            Ok(()) => Ok(true),
            // Nothing was on record to rate by: it stays with the rater.
            Err(commonbeat_app::Error::Refused(_)) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }

    async fn step(&self, who: &Actor, id: EvaluationId, act: Act) -> Result<()> {
        let read = self.version(who, id).await?;
        Ok(self.app.step_evaluation(who, id, read, act).await?)
    }

    async fn version(&self, who: &Actor, id: EvaluationId) -> Result<i64> {
        Ok(self.app.evaluation(who, id).await?.evaluation.version)
    }
}

/// What a piece of evidence can speak for.
fn fits(kind: EvidenceKind, competency: Competency) -> bool {
    use Competency::{Courage, Empathy, Integrity, Judgment, Resourcefulness, Tasks, Teamwork};
    match kind {
        EvidenceKind::Problem => matches!(competency, Judgment | Resourcefulness | Teamwork),
        EvidenceKind::Decision => matches!(competency, Judgment | Courage),
        EvidenceKind::Contact => matches!(competency, Empathy | Teamwork),
        EvidenceKind::Promise => matches!(competency, Tasks | Integrity),
        EvidenceKind::Training => matches!(competency, Resourcefulness | Judgment),
        EvidenceKind::Resident | EvidenceKind::Story | EvidenceKind::Commendation => {
            matches!(competency, Empathy | Integrity)
        }
    }
}
