//! What residents say of officers: a panel and an office that take it, thanks that are passed on, complaints that are decided.

use std::collections::BTreeSet;

use commonbeat_app::App;
use commonbeat_app::conduct::{Act, NewBody};
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::personnel::conduct::{Conduct, Finding, NewConduct, Topic};
use commonbeat_domain::text::Language;

use super::people::Cast;
use super::personnel::{Member, with};
use crate::exit::Result;

/// What is told, month by month: topic, words, when and where.
const TOLD: [(Topic, &str, &str); 6] = [
    (
        Topic::Thanks,
        "She came back two days later to ask how my mother was. Nobody had to tell her to.",
        "After the break-in on Mill Road",
    ),
    (
        Topic::Manner,
        "He talked over me the whole time and wrote down something I had not said.",
        "At the counter, a Thursday",
    ),
    (
        Topic::Thanks,
        "He got down on the floor to talk with my son until he could breathe again.",
        "Bus station, in the evening",
    ),
    (Topic::Duty, "I called three times about the same thing and nobody came.", "Second week of the month"),
    (Topic::Rights, "They searched my bag and would not say why.", "Outside the arcade"),
    (
        Topic::Thanks,
        "The officer explained in Spanish what would happen next. That helped more than anything.",
        "After the accident at the bridge",
    ),
];

/// What comes of a complaint, in turn.
const FOUND: [(Finding, &str); 3] = [
    (Finding::Mediated, "You both talked with our mediator and settled it. Thank you for coming."),
    (
        Finding::Sustained,
        "You were right: nobody came, and somebody should have. The calls are handed over at every change of shift now.",
    ),
    (
        Finding::NotSustained,
        "Three people remember it in three ways, and no recording shows it. It stays on file here, not with the officer.",
    ),
];

/// Commendations and complaints of the town.
pub struct Voices<'a> {
    app: &'a App,
    chief: Member,
    sergeants: Vec<Member>,
    officers: Vec<Member>,
    months: usize,
    decided: usize,
}

impl<'a> Voices<'a> {
    /// The town's; nothing where nobody leads or supervises.
    pub fn of(app: &'a App, cast: &Cast) -> Option<Voices<'a>> {
        let chief = with(cast, Role::Commander).into_iter().next()?;
        let (sergeants, officers) = (with(cast, Role::Supervisor), with(cast, Role::Officer));
        sergeants.first()?;
        Some(Voices { app, chief, sergeants, officers, months: 0, decided: 0 })
    }

    /// The bodies.
    pub async fn begin(&self) -> Result<()> {
        let emails = |all: &[Member]| all.iter().map(|m| m.email.clone()).collect::<Vec<_>>().join("\n");
        let complaints: BTreeSet<Topic> = Topic::ALL.iter().copied().filter(|t| !t.commends()).collect();
        let body = |name: &str, takes: BTreeSet<Topic>, members: String| NewBody {
            name: name.to_owned(),
            takes,
            members,
            first_days: 3,
            decide_days: 60,
            keep_years: 5,
        };
        let panel = body(
            "Panel for thanks and service",
            [Topic::Thanks, Topic::Manner, Topic::Duty].into(),
            emails(&self.sergeants),
        );
        self.app.set_body(&self.chief.actor, None, panel, "").await?;
        let office = body("Office of professional standards", complaints, self.chief.email.clone());
        Ok(self.app.set_body(&self.chief.actor, None, office, "").await?)
    }

    /// A month: somebody tells something; what came in before is answered and decided.
    pub async fn month(&mut self) -> Result<()> {
        for n in 0..=self.sergeants.len() {
            let who = self.sergeants.get(n).unwrap_or(&self.chief).actor.clone();
            for told in self.app.conducts(&who).await?.0 {
                self.handle(&who, &told).await?;
            }
        }
        let (topic, words, when_where) = TOLD[self.months % TOLD.len()];
        let new = NewConduct {
            topic,
            words: words.to_owned(),
            when_where: when_where.to_owned(),
            about: String::new(),
            contact: String::new(),
            language: Language::En,
        };
        self.app.tell_conduct(&Actor::nobody(self.chief.actor.agency), new, "").await?;
        self.months += 1;
        Ok(())
    }

    async fn handle(&mut self, who: &Actor, told: &Conduct) -> Result<()> {
        let hello = "We have read this and will look into it. You can add to it here.".to_owned();
        self.app.act_on_conduct(who, told.id, told.version, Act::Answer(hello)).await?;
        let about = &self.officers[self.decided % self.officers.len().max(1)];
        let (about, read) = (about.email.clone(), told.version + 1);
        self.app.act_on_conduct(who, told.id, read, Act::Name(about)).await?;
        let (finding, words) = match told.topic.commends() {
            true => (Finding::PassedOn, "Your words reached the officer. Thank you for taking the time."),
            false => FOUND[self.decided % FOUND.len()],
        };
        self.decided += 1;
        self.app.act_on_conduct(who, told.id, read + 1, Act::Decide(finding, words.to_owned())).await?;
        Ok(())
    }
}
