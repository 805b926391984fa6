//! Weights of harm: the defaults, what the agency sets, and indexes that it is licensed for.

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::information::meanings::{NibrsOffense, Weights, read_index};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::text;
use commonbeat_store::audit::Entry;
use commonbeat_store::meanings;
use serde_json::json;

use crate::{App, Error, Result};

/// One class with its weights.
#[derive(Clone, Debug, PartialEq)]
pub struct HarmLine {
    /// The class.
    pub offense: Offense,
    /// The default.
    pub default: f64,
    /// What the agency set for the class.
    pub own: Option<f64>,
    /// What scanning uses: the mean over the categories of the class, each counted as often as it stands in the data.
    pub used: f64,
}

/// The weights as their page shows them.
#[derive(Clone, Debug, PartialEq)]
pub struct HarmView {
    /// What the agency set or loaded.
    pub weights: Weights,
    /// Counts edits.
    pub version: i64,
    /// Every class, most harm first.
    pub classes: Vec<HarmLine>,
    /// Every NIBRS offense with the weight that holds for it, most harm first.
    pub codes: Vec<(&'static NibrsOffense, f64)>,
}

impl App {
    /// The agency's weights of harm beside the defaults.
    pub async fn harm(&self, who: &Actor) -> Result<HarmView> {
        who.reach(Action::MapCategories).ok_or(Error::Missing("weights"))?;
        let read = self.store().read(who).await?;
        let (weights, version) = meanings::weights(&read).await?;
        let used = self.class_weights(&read).await?;
        let line = |name: &str| {
            let offense: Offense = name.parse().ok()?;
            let own = weights.classes.get(&offense).copied();
            Some(HarmLine { default: offense.harm(), own, used: used.get(&offense), offense })
        };
        let mut classes: Vec<HarmLine> = Offense::known_names().filter_map(line).collect();
        classes.sort_by(|a, b| b.used.total_cmp(&a.used).then_with(|| a.offense.cmp(&b.offense)));
        let own = |o: &NibrsOffense| weights.codes.get(&o.code.parse().ok()?).copied();
        let mut codes: Vec<(&NibrsOffense, f64)> =
            NibrsOffense::all().iter().map(|o| (o, own(o).unwrap_or_else(|| o.harm()))).collect();
        codes.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.code.cmp(b.0.code)));
        Ok(HarmView { weights, version, classes, codes })
    }

    /// Sets the weight of a NIBRS code, a class or a category, or takes it back (nothing).
    pub async fn set_weight(&self, who: &Actor, read: i64, name: &str, weight: Option<f64>) -> Result<()> {
        who.reach(Action::MapCategories).ok_or(Error::Missing("weights"))?;
        let name = text::line("weighed", name)?;
        let line = (1, name.clone(), weight.unwrap_or_default().to_string());
        let index = read_index([line]).map_err(|_| Refusal::malformed("weight"))?;
        let mut write = self.store().write(who, self.now()).await?;
        let (mut weights, _) = meanings::weights(&write).await?;
        let set = weight.is_some();
        change(&mut weights.labels, index.labels, set);
        change(&mut weights.codes, index.codes, set);
        change(&mut weights.classes, index.classes, set);
        meanings::put_weights(&mut write, &weights, read).await?;
        write.record(Entry::new("harm.set", &name).with(json!({ "weight": weight })));
        Ok(write.commit().await?)
    }

    /// Loads an index in place of the agency's weights: CSV with an offense code, class or category, and a weight.
    pub async fn load_weights(
        &self,
        who: &Actor,
        read: i64,
        csv: &[u8],
        source: &str,
        license: &str,
    ) -> Result<usize> {
        who.reach(Action::MapCategories).ok_or(Error::Missing("weights"))?;
        let (source, license) = (text::line("source", source)?, text::line("license", license)?);
        let index = read_index(commonbeat_formats::harm_index::lines(csv).map_err(unfit)?).map_err(unfit)?;
        let count = index.labels.len() + index.codes.len() + index.classes.len();
        if count == 0 {
            return Err(Refusal::required("index").into());
        }
        let mut write = self.store().write(who, self.now()).await?;
        let mut weights = Weights::default();
        weights.load(index, source.clone(), license.clone());
        meanings::put_weights(&mut write, &weights, read).await?;
        write.record(Entry::new("harm.load", &source).with(json!({ "license": license, "weights": count })));
        write.commit().await?;
        Ok(count)
    }

    /// Forgets the agency's weights: the defaults hold again.
    pub async fn reset_weights(&self, who: &Actor, read: i64) -> Result<()> {
        who.reach(Action::MapCategories).ok_or(Error::Missing("weights"))?;
        let mut write = self.store().write(who, self.now()).await?;
        meanings::put_weights(&mut write, &Weights::default(), read).await?;
        write.record(Entry::new("harm.reset", "all"));
        Ok(write.commit().await?)
    }
}

fn change<K: Ord>(
    kept: &mut std::collections::BTreeMap<K, f64>,
    new: std::collections::BTreeMap<K, f64>,
    set: bool,
) {
    for (key, weight) in new {
        if set {
            kept.insert(key, weight);
        } else {
            kept.remove(&key);
        }
    }
}

fn unfit(error: impl std::fmt::Display) -> Error {
    Error::Unfit(error.to_string())
}
