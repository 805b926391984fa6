//! New officers of the town: one who went through field training, one who is in the middle of it, one who is observed day by day.

use std::collections::BTreeMap;

use commonbeat_app::App;
use commonbeat_app::field_training::{Act, NewFieldTraining};
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::{AreaId, FieldTrainingId};
use commonbeat_domain::organization::beats::ProfileKind;
use commonbeat_domain::personnel::field_training::{
    Day, End, FieldTraining, Form, Mark, Outcome, Phase, Report, Score, Skill, Words,
};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::people::Cast;
use super::personnel::{Member, with};
use crate::exit::Result;

/// What a trainee found, in order.
const FOUND: [(ProfileKind, &str, &str); 8] = [
    (ProfileKind::Asset, "Reading room with late hours", "Open until nine; students wait there for the bus."),
    (ProfileKind::Group, "Block club of the north side", "Meets on first Mondays in the parish hall."),
    (ProfileKind::Language, "Portuguese", "Two families and a bakery."),
    (ProfileKind::Service, "Walk-in counseling", "Tuesdays and Fridays, no appointment."),
    (ProfileKind::Leader, "The coach of the boxing club", "Agreed to be named; parents ask him first."),
    (ProfileKind::Trouble, "Dark path behind the depot", "People take the long way round after work."),
    (ProfileKind::Group, "Night-shift workers of the depot", "Reached at the change of shift, ten o'clock."),
    (ProfileKind::Asset, "Mural wall", "Looked after by the school; nobody writes over it."),
];

/// Exercises, one for each phase.
const EXERCISES: [(Phase, &str, &str); 4] = [
    (
        Phase::A,
        "The same noise every weekend",
        "Three neighbors call about one house each weekend. Each says something else.",
    ),
    (
        Phase::B,
        "A man on the bridge",
        "He talks, he does not want an ambulance, and the morning traffic stands.",
    ),
    (
        Phase::C,
        "Bikes that disappear",
        "Eleven bikes in five weeks from racks at the station, all in daylight.",
    ),
    (
        Phase::D,
        "Nobody saw anything",
        "A shop was robbed at noon. Six people were there and none wants to talk.",
    ),
];

struct Played {
    id: FieldTrainingId,
    four: [Actor; 4],
}

/// The field trainings of the town.
pub struct Trainings<'a> {
    app: &'a App,
    keeper: Actor,
    officers: Vec<Member>,
    sergeants: Vec<Member>,
    chief: Member,
    trainee: Option<String>,
    today: Date,
    /// Those that began: completed, running, day by day.
    begun: Vec<Option<Played>>,
}

impl<'a> Trainings<'a> {
    /// The town's; nothing where nobody keeps personnel records there, or nobody leads.
    pub fn of(app: &'a App, cast: &Cast, today: Date) -> Option<Trainings<'a>> {
        Some(Trainings {
            app,
            keeper: with(cast, Role::Personnel).into_iter().next()?.actor,
            officers: with(cast, Role::Officer),
            sergeants: with(cast, Role::Supervisor),
            chief: with(cast, Role::Commander).into_iter().next()?,
            trainee: cast.trainee.clone(),
            today,
            begun: Vec::new(),
        })
    }

    /// What was done since the last time.
    pub async fn month(&mut self, day: Date) -> Result<()> {
        let plans = [(300, Form::Reno), (77, Form::Reno), (24, Form::SanJose)];
        while let Some((ago, form)) = plans.get(self.begun.len()).copied() {
            let from = monday(self.today.saturating_sub(ago.days()));
            if from > day.saturating_add(14.days()) {
                break;
            }
            let begun = self.begin(self.begun.len(), form, from).await?;
            self.begun.push(begun);
        }
        for (n, played) in self.begun.iter().enumerate() {
            if let Some(played) = played {
                self.play(n, played, day).await?;
            }
        }
        Ok(())
    }

    /// The `n`th training; nothing where the town is too small for it.
    async fn begin(&self, n: usize, form: Form, from: Date) -> Result<Option<Played>> {
        let new = |m: &&Member| Some(&m.email) == self.trainee.as_ref();
        let others: Vec<&Member> = self.officers.iter().filter(|m| !new(m)).collect();
        let trainee = match n {
            1 => self.officers.iter().find(new),
            n => others.iter().rev().nth(n).copied(),
        };
        let trainer = others.get(if n == 1 { 0 } else { n + 1 }).copied();
        let coordinator = self.sergeants.first();
        let (Some(trainee), Some(trainer), Some(coordinator)) = (trainee, trainer, coordinator) else {
            return Ok(None);
        };
        let four = [trainee, trainer, &self.chief, coordinator];
        let beat: Option<AreaId> = trainee.actor.beats().first().copied();
        let (Some(beat), true) = (beat, trainee.id != trainer.id) else { return Ok(None) };
        let new = NewFieldTraining { four: four.map(|m| m.email.clone()), beat, form, from };
        let id = self.app.open_field_training(&self.keeper, new, "").await?;
        Ok(Some(Played { id, four: four.map(|m| m.actor.clone()) }))
    }

    async fn play(&self, n: usize, played: &Played, day: Date) -> Result<()> {
        let [trainee, trainer, ..] = &played.four;
        let view = self.app.field_training(trainer, played.id).await?;
        // The town's last day may lie ahead of what has happened in it.
        let (t, day) = (view.training, day.min(view.today));
        if t.ended.is_some() {
            return Ok(());
        }
        if t.form == Form::SanJose {
            return self.observe(played, &t, day).await;
        }
        // The trainee of the second one was ill for a week.
        if n == 1 && t.chart.weeks.len() == 15 && t.chart.begun(day) > 5 {
            self.act(trainer, played, Act::Miss(5, "Ill".to_owned())).await?;
        }
        self.report(played, day).await?;
        self.exercise(played, day).await?;
        self.explore(played, day).await?;
        self.judge(played, day).await?;
        let t = self.app.field_training(trainee, played.id).await?;
        if t.lacks.is_empty() || t.training.judged(Phase::Final).is_some() {
            self.finish(played, day).await?;
        }
        Ok(())
    }

    async fn act(&self, who: &Actor, played: &Played, act: Act) -> Result<()> {
        let read = self.app.field_training(who, played.id).await?.training.version;
        Ok(self.app.act_in_field(who, played.id, read, act).await?)
    }

    async fn now(&self, played: &Played) -> Result<FieldTraining> {
        Ok(self.app.field_training(&played.four[1], played.id).await?.training)
    }

    /// A report for each week that is over, read by the trainee but for the last one.
    async fn report(&self, played: &Played, day: Date) -> Result<()> {
        let t = self.now(played).await?;
        let over = |w: &commonbeat_domain::personnel::field_training::Week| {
            w.phase.learns() && w.missed.is_empty() && w.until() < day
        };
        let weeks: Vec<usize> = (0..t.chart.weeks.len()).filter(|n| over(&t.chart.weeks[*n])).collect();
        for week in weeks {
            if t.reports.iter().all(|r| r.week != week) {
                let practiced = Skill::ALL.iter().copied().skip(week % 12).take(3).collect();
                let report = Report {
                    done: "Calls of the week, two foot patrols, one meeting of residents.".to_owned(),
                    learned: "Asks before deciding, and says what will happen next.".to_owned(),
                    next: "Write the first report alone, then go through it together.".to_owned(),
                    practiced,
                    more: vec![Skill::Writing],
                    ..Report::default()
                };
                self.act(&played.four[1], played, Act::Report(week, report)).await?;
            }
        }
        let unread: Vec<usize> =
            self.now(played).await?.reports.iter().filter(|r| r.answer.is_none()).map(|r| r.week).collect();
        for week in unread.iter().rev().skip(1) {
            self.act(&played.four[0], played, Act::AnswerReport(*week, "Read, thank you.".to_owned()))
                .await?;
        }
        Ok(())
    }

    /// The exercise of each phase that has begun; with feedback once the phase is over.
    async fn exercise(&self, played: &Played, day: Date) -> Result<()> {
        let [trainee, trainer, ..] = &played.four;
        for (phase, title, situation) in EXERCISES {
            let t = self.now(played).await?;
            let of = |w: &&commonbeat_domain::personnel::field_training::Week| w.phase == phase;
            let begun = t.chart.weeks.iter().find(of).is_some_and(|w| w.from < day);
            let over = t.chart.weeks.iter().rfind(of).is_some_and(|w| w.until() < day);
            if begun && t.exercises.iter().all(|e| e.phase != phase) {
                let set = Act::SetExercise(phase, title.to_owned(), situation.to_owned());
                self.act(trainer, played, set).await?;
            }
            let t = self.now(played).await?;
            if let Some(at) = t.exercises.iter().position(|e| e.phase == phase && e.work.is_none())
                && over
            {
                let work = "Known: what three people say. To find out: when exactly, who else lives there, what was tried. First step: ring each bell alone and listen.";
                self.act(trainee, played, Act::WorkExercise(at, work.to_owned())).await?;
                let said =
                    "Good that you ask before you plan. Try next: whom could you bring in who is no officer?";
                self.act(trainer, played, Act::FeedBack(at, said.to_owned())).await?;
            }
        }
        Ok(())
    }

    /// What is found by and by; and the journal.
    async fn explore(&self, played: &Played, day: Date) -> Result<()> {
        let trainee = &played.four[0];
        let t = self.now(played).await?;
        let begun = t.chart.begun(day);
        if begun > 0 && t.portfolio.words == Words::default() {
            let words = Words {
                boundaries: "People say it ends at the tracks, whatever the map says.".to_owned(),
                history: "Depot town for eighty years; the school came after the depot shrank.".to_owned(),
                people: "Families in the side streets, night-shift workers, students since the school."
                    .to_owned(),
                sources: "Forty talks on foot, the town's library, the census, two meetings.".to_owned(),
            };
            self.act(trainee, played, Act::WritePortfolio(words)).await?;
            let note = "First week: I said \"calm down\" and it did not help. Ask what happened first.";
            let app = self.app;
            app.write_journal(trainee, played.id, (t.chart.weeks[0].from, note, true), "").await?;
        }
        let there = usize::try_from(t.portfolio.given).unwrap_or(0);
        for (kind, name, note) in FOUND.iter().skip(there).take(begun.saturating_sub(there)) {
            let found = Act::Find(*kind, (*name).to_owned(), (*note).to_owned(), true);
            self.act(trainee, played, found).await?;
        }
        Ok(())
    }

    async fn judge(&self, played: &Played, day: Date) -> Result<()> {
        for phase in [Phase::Midterm, Phase::Final] {
            let t = self.now(played).await?;
            let due = t.chart.weeks.iter().find(|w| w.phase == phase).is_some_and(|w| w.from < day);
            if due && t.judged(phase).is_none() {
                let skills = [Skill::ALL.to_vec(), Vec::new()];
                let words = "Three shifts together. Listens, explains, comes back with an answer.".to_owned();
                let judged = Act::Judge(phase, skills, words, Outcome::GoOn);
                self.act(&played.four[2], played, judged).await?;
            }
        }
        Ok(())
    }

    async fn finish(&self, played: &Played, day: Date) -> Result<()> {
        let coordinator = &played.four[3];
        let panel = "The block club: nobody asked us this before. Come back in spring.".to_owned();
        self.act(coordinator, played, Act::Present(day, panel)).await?;
        self.act(coordinator, played, Act::SignPortfolio).await?;
        self.act(coordinator, played, Act::End(End::Completed, String::new())).await
    }

    /// Each working day of the weeks that have begun.
    async fn observe(&self, played: &Played, t: &FieldTraining, day: Date) -> Result<()> {
        let trainer = &played.four[1];
        let seen = self.app.field_training(trainer, played.id).await?.days;
        let first = t.chart.weeks.first().map_or(day, |w| w.from);
        let days = first.series(1.day()).take_while(|d| *d < day);
        let open: Vec<Date> = days
            .filter(|d| !matches!(d.weekday(), Weekday::Saturday | Weekday::Sunday))
            .filter(|d| seen.iter().all(|s| s.day != *d))
            .collect();
        for (n, on) in open.into_iter().enumerate() {
            let mut marks = BTreeMap::new();
            for (at, item) in t.items.iter().enumerate().filter(|(at, _)| (at + n) % 3 != 0) {
                let low = n < 3 && at % 9 == 4;
                let words = if low { "Lost the way twice; the map lay in the car." } else { "" };
                let score = if low { Score::At(2) } else { Score::At(4) };
                let minutes = if low { 20 } else { 0 };
                marks.insert(item.name.clone(), Mark { score, words: words.to_owned(), minutes });
            }
            let most = "Stayed calm with two people who shouted at each other.".to_owned();
            let least = "Finding the way without asking.".to_owned();
            let (by, at) = (trainer.person().unwrap_or(t.trainer()), self.app.now());
            let day = Day { day: on, by, at, marks, most, least, answer: None };
            self.app.observe_day(trainer, played.id, day).await?;
        }
        Ok(())
    }
}

/// The Monday of a day's week.
fn monday(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.saturating_sub(back.days())
}
