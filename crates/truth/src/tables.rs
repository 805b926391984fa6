//! The tables of `docs/truth.md`, from what has been run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::Result;

use crate::finding::{Found, SHOWN, Shown};
use crate::judging::Answers;
use crate::label::Label;
use crate::noise::Rejections;
use crate::runs::{Line, read};
use crate::share::Share;

/// Prints every table for which something has been run.
pub fn print(out: &Path) -> Result<()> {
    let mut text = String::new();
    finding(&mut text, &read(out, "finding")?)?;
    nothing(&mut text, &read(out, "nothing")?)?;
    let paired = read(out, "paired")?;
    judging(&mut text, &read(out, "judging")?, &effects(&paired), paired.len())?;
    noise(&mut text, &read(out, "noise")?)?;
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}

fn first(found: &Found) -> impl Iterator<Item = &Shown> {
    found.candidates.iter().take(SHOWN)
}

fn finding(text: &mut String, runs: &[Line<Found>]) -> Result<()> {
    if runs.is_empty() {
        return Ok(());
    }
    writeln!(text, "### Finding: {} towns with every plant\n", runs.len())?;
    writeln!(text, "| plant | among the first {SHOWN} | anywhere in the list |\n|---|---|---|")?;
    let ids: Vec<&String> = runs[0].gave.plants.keys().collect();
    let rank = |run: &Line<Found>, id: &str| run.gave.plants.get(id).copied().flatten();
    let mut all = Share::default();
    for id in ids {
        let shown = Share::of(runs.iter().map(|r| rank(r, id).is_some_and(|at| at <= SHOWN)));
        let listed = Share::of(runs.iter().map(|r| rank(r, id).is_some()));
        all = Share { k: all.k + shown.k, n: all.n + shown.n };
        writeln!(text, "| {id} | {shown} | {listed} |")?;
    }
    writeln!(text, "| all plants | {all} | |\n")?;
    labels(text, runs)
}

fn labels(text: &mut String, runs: &[Line<Found>]) -> Result<()> {
    let name = |label: &Label| match label {
        Label::Plant(_) => "a plant",
        Label::PartOf(_) => "part of a plant",
        Label::Elevated => "elevated",
        Label::Nothing => "nothing",
    };
    writeln!(text, "| what was shown truly is | of those shown |\n|---|---|")?;
    for wanted in ["a plant", "part of a plant", "elevated", "nothing"] {
        let share = Share::of(runs.iter().flat_map(|r| first(&r.gave)).map(|c| name(&c.label) == wanted));
        writeln!(text, "| {wanted} | {share} |")?;
    }
    let mean = runs.iter().map(|r| r.gave.candidates.len() as f64).sum::<f64>() / runs.len() as f64;
    writeln!(text, "\nCandidates in the whole list, mean: {mean:.1}.\n")?;
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for shown in runs.iter().flat_map(|r| first(&r.gave)).filter(|c| c.label == Label::Nothing) {
        *kinds.entry(format!("{} {}", shown.kind, shown.offense)).or_default() += 1;
    }
    let listed: Vec<String> = kinds.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
    writeln!(text, "Nothing, by kind and class: {}.\n", listed.join(", "))?;
    Ok(())
}

fn nothing(text: &mut String, runs: &[Line<Found>]) -> Result<()> {
    if runs.is_empty() {
        return Ok(());
    }
    let mean = |wanted: &dyn Fn(&Label) -> bool| {
        let counts: Vec<f64> = runs
            .iter()
            .map(|r| r.gave.candidates.iter().filter(|c| wanted(&c.label)).count() as f64)
            .collect();
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<f64>() / n;
        let deviation = (counts.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0)).sqrt();
        (mean, 1.96 * deviation / n.sqrt())
    };
    writeln!(text, "### {} towns without plants: candidates a run (mean, 95 % interval)\n", runs.len())?;
    writeln!(text, "| what they truly are | candidates a run |\n|---|---|")?;
    for (name, (mean, reach)) in [
        ("nothing", mean(&|label| *label == Label::Nothing)),
        ("elevated", mean(&|label| *label == Label::Elevated)),
        ("all", mean(&|_| true)),
    ] {
        writeln!(text, "| {name} | {mean:.2} (± {reach:.2}) |")?;
    }
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for shown in runs.iter().flat_map(|r| &r.gave.candidates).filter(|c| c.label == Label::Nothing) {
        *kinds.entry(format!("{} {}", shown.kind, shown.offense)).or_default() += 1;
    }
    let listed: Vec<String> = kinds.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
    Ok(writeln!(text, "\nNothing, by kind and class: {}.\n", listed.join(", "))?)
}

/// True effects: sums with over sums without.
fn effects(paired: &[Line<BTreeMap<String, (usize, usize)>>]) -> BTreeMap<String, f64> {
    let mut sums: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (id, (with, without)) in paired.iter().flat_map(|line| &line.gave) {
        let sum = sums.entry(id.clone()).or_default();
        *sum = (sum.0 + with, sum.1 + without);
    }
    sums.into_iter().map(|(id, (with, without))| (id, with as f64 / without.max(1) as f64)).collect()
}

fn judging(
    text: &mut String,
    runs: &[Line<Answers>],
    effects: &BTreeMap<String, f64>,
    paired: usize,
) -> Result<()> {
    let Some(one) = runs.first() else { return Ok(()) };
    writeln!(text, "### Judging: {} towns; true effects from {paired} paired runs\n", runs.len())?;
    writeln!(
        text,
        "| response | true ratio | interval holds it | rejects \"nothing changed\" | mean ratio | plain before and after | fell / rose / chance / too few | refused | controls alike |"
    )?;
    writeln!(text, "|---|---|---|---|---|---|---|---|---|")?;
    for id in one.gave.keys() {
        let truth = effects.get(id).copied().unwrap_or(f64::NAN);
        let all: Vec<_> = runs.iter().filter_map(|r| r.gave.get(id)).collect();
        let judged: Vec<_> = all.iter().filter_map(|a| a.as_ref().ok()).collect();
        let holds = Share::of(
            judged.iter().filter_map(|j| j.interval).map(|(low, high)| low <= truth && truth <= high),
        );
        let says = |keys: &[&str]| judged.iter().filter(|j| keys.contains(&j.sentence.as_str())).count();
        let rejects =
            Share::of(judged.iter().map(|j| ["result-fell", "result-rose"].contains(&j.sentence.as_str())));
        let mean = |logs: Vec<f64>| (logs.iter().sum::<f64>() / logs.len().max(1) as f64).exp();
        let ratio = mean(judged.iter().filter_map(|j| j.ratio).filter(|r| *r > 0.0).map(f64::ln).collect());
        let plain = mean(judged.iter().map(|j| j.plain).filter(|r| *r > 0.0).map(f64::ln).collect());
        let words = [
            says(&["result-fell"]),
            says(&["result-rose"]),
            says(&["result-chance", "result-chance-wide"]),
            says(&["result-too-few"]),
        ];
        let alike = Share::of(judged.iter().map(|j| !j.controls.1));
        writeln!(
            text,
            "| {id} | {truth:.3} | {holds} | {rejects} | {ratio:.3} | {plain:.3} | {} / {} / {} / {} | {} | {alike} |",
            words[0],
            words[1],
            words[2],
            words[3],
            all.len() - judged.len()
        )?;
    }
    Ok(writeln!(text)?)
}

fn noise(text: &mut String, runs: &[Line<Rejections>]) -> Result<()> {
    if runs.is_empty() {
        return Ok(());
    }
    let mut sums: BTreeMap<&String, Share> = BTreeMap::new();
    for (name, (k, n)) in runs.iter().flat_map(|line| &line.gave) {
        let share = sums.entry(name).or_default();
        *share = Share { k: share.k + k, n: share.n + n };
    }
    writeln!(text, "### Noise: rejections at a nominal 5 %\n\n| method | rejected |\n|---|---|")?;
    for (name, share) in sums {
        writeln!(text, "| {name} | {share} |")?;
    }
    Ok(writeln!(text)?)
}
