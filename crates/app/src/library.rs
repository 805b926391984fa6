//! The library of what worked: cases of closed problems, own and of other agencies, told together by technique.

use std::collections::BTreeMap;

use commonbeat_analysis::pooled::{self, Pooled};
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::problems::about::{Behavior, Environment};
use commonbeat_domain::problems::assessment::Conclusion;
use commonbeat_domain::problems::library::{Case, Exchange, FORMAT};
use commonbeat_domain::problems::problem::Status;
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::problems::{self, ProblemFilter};
use commonbeat_store::{Read, agencies, library};
use serde_json::json;

use crate::{App, Error, Result};

/// Closed problems that are read.
const MOST: u64 = 5_000;

/// A case with where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelved {
    /// The case.
    pub case: Case,
    /// Title and reference of an own problem.
    pub own: Option<(Reference, String)>,
    /// The agency that sent it, for the others.
    pub agency: String,
}

/// What to look for; absent means any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// With this technique.
    pub technique: Option<u8>,
    /// About this class.
    pub offense: Option<Offense>,
    /// Of this behavior.
    pub behavior: Option<Behavior>,
    /// In this environment.
    pub environment: Option<Environment>,
}

impl Wanted {
    fn fits(&self, case: &Case) -> bool {
        self.technique.is_none_or(|t| case.techniques.contains(&t))
            && self.offense.as_ref().is_none_or(|o| case.offenses.contains(o))
            && self.behavior.is_none_or(|b| case.behavior == Some(b))
            && self.environment.is_none_or(|e| case.environment == Some(e))
    }
}

/// Cases that share a technique.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The technique, 1 to 25; none for all cases together.
    pub technique: Option<u8>,
    /// How many cases came to each conclusion, in the order of [`Conclusion::ALL`].
    pub conclusions: [u32; 4],
    /// Cases that can be pooled.
    pub pooled_cases: usize,
    /// What those say together; none below two.
    pub pooled: Option<Pooled>,
}

/// The shelf.
#[derive(Clone, Debug, PartialEq)]
pub struct Library {
    /// All that fit, together.
    pub all: Group,
    /// By technique, most cases first; a case with several techniques stands under each.
    pub groups: Vec<Group>,
    /// The cases, the one closed last in front.
    pub cases: Vec<Shelved>,
    /// Agencies that sent cases, with how many of theirs stand here.
    pub senders: BTreeMap<String, u64>,
}

impl App {
    /// What worked, among the cases that fit.
    pub async fn library(&self, who: &Actor, wanted: &Wanted) -> Result<Library> {
        let read = self.shelf_read(who).await?;
        let mut cases = shelved(&read).await?;
        let mut senders = BTreeMap::new();
        for one in cases.iter().filter(|one| one.own.is_none()) {
            *senders.entry(one.agency.clone()).or_default() += 1;
        }
        cases.retain(|one| wanted.fits(&one.case));
        cases.sort_by(|a, b| b.case.closed.cmp(&a.case.closed).then_with(|| a.case.id.cmp(&b.case.id)));
        let mut by: BTreeMap<u8, Vec<&Case>> = BTreeMap::new();
        for one in &cases {
            for technique in &one.case.techniques {
                by.entry(*technique).or_default().push(&one.case);
            }
        }
        let mut groups: Vec<Group> =
            by.into_iter().map(|(technique, of)| group(Some(technique), &of)).collect();
        groups
            .sort_by_key(|group| (std::cmp::Reverse(group.conclusions.iter().sum::<u32>()), group.technique));
        let all: Vec<&Case> = cases.iter().map(|one| &one.case).collect();
        Ok(Library { all: group(None, &all), groups, cases, senders })
    }

    /// The agency's own cases, for another agency: no persons, no places.
    pub async fn export_library(&self, who: &Actor) -> Result<Exchange> {
        let read = self.shelf_read(who).await?;
        let own = own_cases(&read).await?;
        let agency = agencies::own(&read).await?;
        Ok(Exchange {
            format: FORMAT.into(),
            made_on: self.today(&agency.time_zone()),
            agency: agency.name,
            cases: own.into_iter().map(|one| one.case).collect(),
        })
    }

    /// Takes up the cases in another agency's file; one that is there already takes its new form. Gives the agency's name
    /// and how many they were.
    pub async fn import_library(&self, who: &Actor, file: &[u8]) -> Result<(String, usize)> {
        who.reach(Action::ImportData).ok_or(Error::Missing("library"))?;
        let mut write = self.store().write(who, self.now()).await?;
        let own = agencies::own(&write).await?;
        let file = Exchange::read(file, self.today(&own.time_zone()))?;
        if own.name == file.agency {
            return Err(Refusal::unfit("file", "own").into());
        }
        for case in &file.cases {
            library::put(&mut write, &file.agency, case).await?;
        }
        let about = json!({ "agency": file.agency, "made_on": file.made_on, "cases": file.cases.len() });
        write.record(Entry::new("library.import", &file.agency).with(about));
        write.commit().await?;
        Ok((file.agency, file.cases.len()))
    }

    /// Takes the cases that an agency sent out again; gives how many.
    pub async fn take_out_of_library(&self, who: &Actor, sender: &str) -> Result<u64> {
        who.reach(Action::ImportData).ok_or(Error::Missing("library"))?;
        let mut write = self.store().write(who, self.now()).await?;
        let gone = library::take_out(&mut write, sender).await?;
        if gone == 0 {
            return Err(Error::Missing("library"));
        }
        write.record(Entry::new("library.take-out", sender).with(json!({ "cases": gone })));
        write.commit().await?;
        Ok(gone)
    }

    async fn shelf_read(&self, who: &Actor) -> Result<Read> {
        who.reach(Action::CompareProblems).ok_or(Error::Missing("library"))?;
        Ok(self.store().read(who).await?)
    }
}

async fn own_cases(read: &Read) -> Result<Vec<Shelved>> {
    let closed = ProblemFilter { status: Some(Status::Closed), ..ProblemFilter::default() };
    let own = problems::documents(read, &closed, MOST).await?.into_iter();
    let shelve = |problem: commonbeat_domain::problems::Problem| {
        let case = Case::of(&problem)?;
        Some(Shelved { case, own: Some((problem.reference, problem.title)), agency: String::new() })
    };
    Ok(own.filter_map(shelve).collect())
}

async fn shelved(read: &Read) -> Result<Vec<Shelved>> {
    let mut all = own_cases(read).await?;
    let known: std::collections::BTreeSet<_> = all.iter().map(|one| one.case.id).collect();
    let others = library::list(read).await?.into_iter().filter(|(_, case)| !known.contains(&case.id));
    all.extend(others.map(|(agency, case)| Shelved { case, own: None, agency }));
    Ok(all)
}

fn group(technique: Option<u8>, cases: &[&Case]) -> Group {
    let mut conclusions = [0; 4];
    for case in cases {
        conclusions[Conclusion::ALL.iter().position(|c| *c == case.conclusion).unwrap_or(3)] += 1;
    }
    let effects: Vec<pooled::Case> = cases
        .iter()
        .filter_map(|case| case.effect())
        .map(|(effect, error)| pooled::Case { effect, error })
        .collect();
    Group { technique, conclusions, pooled_cases: effects.len(), pooled: pooled::pool(&effects, 0.05).ok() }
}
