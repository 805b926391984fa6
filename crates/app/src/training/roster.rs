//! A provider's roster: every good line is taken, every other is told with its number and what is wrong with it.

use std::collections::BTreeMap;

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor, Role};
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::personnel::training::Attended;
use commonbeat_domain::text::Email;
use commonbeat_formats::rosters::{self, Line};
use commonbeat_store::audit::Entry;
use commonbeat_store::people::{self, Filter};
use commonbeat_store::{Write, agencies, training};
use jiff::civil::Date;
use serde_json::json;

use super::by_key;
use crate::{App, Error, Result};

/// Most people that a roster is compared with.
const MOST_PEOPLE: u64 = 50_000;

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Its number in the file.
    pub line: u64,
    /// The address on it.
    pub email: String,
    /// Why it was not taken, as a key: `roster-nobody`, `roster-left`, `roster-partner`, `roster-date`, `roster-hours`, `roster-course`.
    pub why: &'static str,
}

/// What became of a roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// Lines taken.
    pub taken: usize,
    /// Lines that were on record already.
    pub known: usize,
    /// Lines that were not taken.
    pub wrong: Vec<Wrong>,
}

impl App {
    /// Takes a roster over. Sent twice, or mended and sent again, nothing stands there twice.
    pub async fn import_roster(&self, who: &Actor, text: &str) -> Result<Roster> {
        who.reach(Action::KeepTraining).ok_or(Error::Missing("training"))?;
        let lines = rosters::lines(text).map_err(|error| match error {
            rosters::NoRoster::Column(_) => Refusal::unfit("roster", "roster-columns"),
            _ => Refusal::malformed("roster"),
        })?;
        let mut write = self.store.write(who, self.now()).await?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let everybody = everybody(&write).await?;
        let (mut roster, mut touched) = (Roster::default(), BTreeMap::new());
        for line in &lines {
            match self.read_line(line, &everybody, today) {
                Err(why) => roster.wrong.push(Wrong { line: line.number, email: line.email.clone(), why }),
                Ok((attended, person)) => match training::add(&mut write, &attended).await? {
                    true => {
                        roster.taken += 1;
                        touched.insert(person.id, person);
                    }
                    false => roster.known += 1,
                },
            }
        }
        let rules = by_key(training::rules(&write).await?);
        for person in touched.values() {
            self.refresh_person(&mut write, person, &rules).await?;
        }
        let account = json!({ "taken": roster.taken, "known": roster.known, "wrong": roster.wrong.len() });
        write.record(Entry::new("training.roster", lines.len()).with(account));
        write.commit().await?;
        Ok(roster)
    }

    fn read_line<'a>(
        &self,
        line: &Line,
        everybody: &'a BTreeMap<String, Person>,
        today: Date,
    ) -> Result<(Attended, &'a Person), &'static str> {
        let email: Email = line.email.parse().map_err(|_| "roster-nobody")?;
        let person = everybody.get(email.as_str()).ok_or("roster-nobody")?;
        if person.standing == Standing::Left {
            return Err("roster-left");
        }
        if person.roles.contains(&Role::Partner) {
            return Err("roster-partner");
        }
        let day: Date = line.date.parse().map_err(|_| "roster-date")?;
        let hours: f64 = line.hours.replace(',', ".").parse().map_err(|_| "roster-hours")?;
        let sound = hours.is_finite() && hours > 0.0 && hours < 10_000.0;
        let minutes = if sound { (hours * 60.0).round() as u32 } else { 0 };
        let attended = Attended {
            id: self.id(),
            person: person.id,
            course: line.course.clone(),
            day,
            minutes,
            topics: line.topics.clone(),
            result: line.result.clone(),
            provider: line.provider.clone(),
            certificate: line.certificate.clone(),
        };
        let tidy = attended.tidy(today).map_err(|refusal| match refusal.field() {
            Some("day") => "roster-date",
            Some("hours") => "roster-hours",
            _ => "roster-course",
        })?;
        Ok((tidy, person))
    }
}

async fn everybody(write: &Write) -> Result<BTreeMap<String, Person>> {
    let listed = people::list(write, &Filter::default(), MOST_PEOPLE).await?;
    Ok(listed.into_iter().map(|l| (l.person.email.as_str().to_owned(), l.person)).collect())
}
