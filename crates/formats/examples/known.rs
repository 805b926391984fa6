//! Reads every file of `tests/known.toml` from the shelf and prints the table of `docs/import.md`: rows, what became of
//! them, seconds and peak memory, each file set in a process of its own.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::process::Command;
use std::time::Instant;

#[expect(clippy::unwrap_used, reason = "shared with the tests; a broken list or shelf ends the example")]
#[path = "../tests/known/mod.rs"]
mod known;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    let list = known::list();
    if let Some(one) = std::env::args().nth(1) {
        return Ok(writeln!(out, "{}", line(&list[one.parse::<usize>()?])?)?);
    }
    writeln!(
        out,
        "| profile | file | rows | accepted | unchanged | flagged | refused | seconds | peak MB | why |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|---|---|---|")?;
    for i in 0..list.len() {
        let child = Command::new(std::env::current_exe()?).arg(i.to_string()).output()?;
        out.write_all(&child.stdout)?;
    }
    Ok(())
}

fn line(known: &known::Known) -> Result<String, Box<dyn Error>> {
    let begin = Instant::now();
    let tally = known.tally();
    let seconds = begin.elapsed().as_secs_f64();
    let found = (tally.rows, tally.accepted, tally.updated, tally.unchanged, &tally.flagged, &tally.refused);
    let told = (known.rows, known.accepted, known.updated, known.unchanged, &known.flagged, &known.refused);
    if found != told {
        return Err(format!("{} {}: {found:?} is not {told:?}", known.profile, known.what).into());
    }
    Ok(format!(
        "| `{}` | {} | {} | {} | {} | {} | {} | {seconds:.2} | {} | {} |",
        known.profile,
        known.what,
        thousands(tally.rows),
        thousands(tally.accepted),
        thousands(tally.unchanged + tally.updated),
        kinds(&tally.flagged),
        kinds(&tally.refused),
        peak()?,
        known.why
    ))
}

fn kinds(counts: &BTreeMap<String, u64>) -> String {
    let each: Vec<String> = counts.iter().map(|(kind, n)| format!("{kind} {}", thousands(*n))).collect();
    if each.is_empty() { "none".into() } else { each.join(", ") }
}

fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The most memory this process has held, in megabytes.
fn peak() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let kib = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).and_then(|l| l.split_whitespace().next());
    Ok(kib.ok_or("no VmHWM")?.parse::<u64>()? / 1_024)
}
