//! What the agency's categories mean: each has a class and perhaps a NIBRS offense; a person decides, old rows follow.

mod harm;
mod reclass;

use std::collections::{BTreeMap, HashMap};

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{ChangeId, PersonId};
use commonbeat_domain::information::meanings::{
    Change, ClassWeights, Decided, Meaning, Proposal, Weights, propose,
};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_store::audit::Entry;
use commonbeat_store::incidents::{Category, NewIncident};
use commonbeat_store::{Read, Session, Write, meanings, people};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use crate::{App, Error, Result};
pub use harm::{HarmLine, HarmView};
pub(crate) use reclass::Reclass;

/// No category of a file is longer, in bytes.
const LONGEST: usize = 1 << 16;
/// Decisions that the page of a category shows.
const HISTORY: u64 = 50;

/// A category as the page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryLine {
    /// The agency's own words.
    pub label: String,
    /// How many rows.
    pub count: u64,
    /// Day of the newest row.
    pub last: Option<Date>,
    /// Classes its rows have now, most rows first.
    pub classes: Vec<(Offense, u64)>,
    /// What a person decided.
    pub decided: Option<Decided>,
    /// What is proposed where nobody decided.
    pub proposal: Proposal,
    /// Relative harm of one incident, where an ordinary theft is 1.
    pub harm: f64,
}

impl CategoryLine {
    /// What it is taken to mean now: as decided, else as the profiles class it.
    pub fn meaning(&self) -> Meaning {
        match &self.decided {
            Some(decided) => decided.meaning.clone(),
            None => undecided(&self.classes, &self.proposal),
        }
    }
}

/// One category with its history.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryView {
    /// The category.
    pub line: CategoryLine,
    /// Decisions, newest first.
    pub history: Vec<Change>,
    /// Names of those who decided.
    pub names: BTreeMap<PersonId, String>,
}

/// What a category means as long as nobody decided: the class of most of its rows.
fn undecided(classes: &[(Offense, u64)], proposal: &Proposal) -> Meaning {
    let class = classes.first().map(|(class, _)| class.clone());
    Meaning { offense: class.unwrap_or_else(|| proposal.meaning.offense.clone()), nibrs: None }
}

impl App {
    /// Every category seen in the data, and those decided on that are in it no longer.
    pub async fn categories(&self, who: &Actor) -> Result<Vec<CategoryLine>> {
        who.reach(Action::MapCategories).ok_or(Error::Missing("category"))?;
        let read = self.store().read(who).await?;
        let seen = self.kept.categories(&read).await?;
        let (weights, _) = meanings::weights(&read).await?;
        Ok(lines(&seen, meanings::all(&read).await?, &weights))
    }

    /// One category with the history of decisions on it.
    pub async fn category(&self, who: &Actor, label: &str) -> Result<CategoryView> {
        let line = self.categories(who).await?.into_iter().find(|line| line.label == label);
        let line = line.ok_or(Error::Missing("category"))?;
        let read = self.store().read(who).await?;
        let history: Vec<Change> =
            meanings::history(&read, Some(label), HISTORY).await?.into_iter().map(|(_, c)| c).collect();
        let names = people::names(&read, history.iter().filter_map(|c| c.by)).await?.into_iter().collect();
        Ok(CategoryView { line, history, names })
    }

    /// Decides what a category means. Rows that are there already get the class in the background.
    pub async fn decide_meaning(&self, who: &Actor, label: &str, read: i64, meaning: Meaning) -> Result<()> {
        who.reach(Action::MapCategories)
            .filter(|_| label.len() <= LONGEST)
            .ok_or(Error::Missing("category"))?;
        let mut write = self.store().write(who, self.now()).await?;
        let before = meanings::get(&write, label).await?;
        if before.as_ref().map_or(0, |d| d.version) != read {
            return Err(Error::Stale("category"));
        }
        if before.as_ref().is_some_and(|d| d.meaning == meaning) {
            return Ok(());
        }
        self.keep_meaning(&mut write, label, before, meaning).await?;
        Ok(write.commit().await?)
    }

    /// Decides every category that nobody decided on, and whose name or class says a NIBRS offense, as proposed; gives
    /// how many.
    pub async fn accept_proposals(&self, who: &Actor) -> Result<u64> {
        let open = self.categories(who).await?.into_iter();
        let open: Vec<CategoryLine> =
            open.filter(|l| l.decided.is_none() && l.proposal.meaning.nibrs.is_some()).collect();
        if open.is_empty() {
            return Ok(0);
        }
        let mut write = self.store().write(who, self.now()).await?;
        let mut done = 0;
        for line in open {
            if meanings::get(&write, &line.label).await?.is_none() {
                self.keep_meaning(&mut write, &line.label, None, line.proposal.meaning).await?;
                done += 1;
            }
        }
        write.record(Entry::new("category.accept", "all").with(json!({ "decided": done })));
        write.commit().await?;
        Ok(done)
    }

    async fn keep_meaning(
        &self,
        write: &mut Write,
        label: &str,
        before: Option<Decided>,
        meaning: Meaning,
    ) -> Result<()> {
        let label = label.to_owned();
        let (at, by) = (write.now(), write.actor().person());
        let version = before.as_ref().map_or(0, |d| d.version) + 1;
        let decided = Decided { label: label.clone(), meaning: meaning.clone(), by, at, version };
        meanings::decide(write, &decided).await?;
        let before = before.map(|d| d.meaning);
        let id: ChangeId = self.id();
        write.record(
            Entry::new("category.decide", &label).with(json!({ "before": before, "after": meaning })),
        );
        let change = Change { label, before, after: meaning, by, at, reclassed: None };
        meanings::insert_change(write, id, &change).await?;
        reclass::enqueue(self, write, id).await
    }

    /// Classes that the agency decided on, for rows that come in.
    pub(crate) async fn decided_classes(&self, session: &impl Session) -> Result<Classes> {
        let decided = meanings::all(session).await?.into_iter();
        Ok(Classes(decided.map(|d| (d.label, d.meaning.offense)).collect()))
    }

    /// Has rows looked over whose category was decided on after a moment: those of an import that began before it.
    pub(crate) async fn reclass_since(&self, write: &mut Write, since: Timestamp) -> Result<()> {
        let mut seen = std::collections::BTreeSet::new();
        for (id, change) in meanings::history(write, None, 10_000).await? {
            if change.at >= since && seen.insert(change.label) {
                reclass::enqueue(self, write, id).await?;
            }
        }
        Ok(())
    }

    /// Harm of each class as it stands in the data. Where the agency decided and set nothing, the defaults.
    pub(crate) async fn class_weights(&self, read: &Read) -> Result<ClassWeights> {
        let (weights, _) = meanings::weights(read).await?;
        let decided = meanings::all(read).await?;
        if weights.is_empty() && decided.is_empty() {
            return Ok(ClassWeights::default());
        }
        let lines = lines(&self.kept.categories(read).await?, decided, &weights);
        let known: Vec<(String, Meaning, u64)> =
            lines.into_iter().map(|l| (l.label.clone(), l.meaning(), l.count)).collect();
        Ok(ClassWeights::of(&weights, known.iter().map(|(l, m, n)| (l.as_str(), m, *n))))
    }
}

/// Classes of a category with their rows, and the day of the newest.
type Seen = (Vec<(Offense, u64)>, Option<Date>);

fn lines(seen: &[Category], decided: Vec<Decided>, weights: &Weights) -> Vec<CategoryLine> {
    let mut decided: BTreeMap<String, Decided> = decided.into_iter().map(|d| (d.label.clone(), d)).collect();
    let mut order = Vec::new();
    let mut by_label: HashMap<String, Seen> = HashMap::new();
    for category in seen {
        let entry = by_label.entry(category.label.clone()).or_insert_with(|| {
            order.push(category.label.clone());
            (Vec::new(), None)
        });
        entry.0.push((category.offense.clone(), category.count));
        entry.1 = entry.1.max(Some(category.last));
    }
    let mut lines: Vec<CategoryLine> = order
        .into_iter()
        .map(|label| {
            let (classes, last) = by_label.remove(&label).unwrap_or_default();
            line(decided.remove(&label), label, classes, last, weights)
        })
        .collect();
    lines.extend(decided.into_values().map(|d| line(Some(d.clone()), d.label, Vec::new(), None, weights)));
    lines.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    lines
}

fn line(
    decided: Option<Decided>,
    label: String,
    classes: Vec<(Offense, u64)>,
    last: Option<Date>,
    weights: &Weights,
) -> CategoryLine {
    let class = classes.first().map(|(class, _)| class.clone());
    let class = class.or_else(|| decided.as_ref().map(|d| d.meaning.offense.clone()));
    let other = || "other".parse().expect("a class that is known");
    let proposal = propose(&label, &class.unwrap_or_else(other));
    let count = classes.iter().map(|(_, n)| n).sum();
    let mut line = CategoryLine { label, count, last, classes, decided, proposal, harm: 0.0 };
    line.harm = weights.of(&line.label, &line.meaning());
    line
}

/// Classes by category, for rows that come in.
pub(crate) struct Classes(HashMap<String, Offense>);

impl Classes {
    /// Gives a row the class that was decided for its category.
    pub(crate) fn apply(&self, row: &mut NewIncident) {
        if let Some(class) = self.0.get(&row.label) {
            row.offense = class.clone();
        }
    }
}
