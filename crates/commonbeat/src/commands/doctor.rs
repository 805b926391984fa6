//! `commonbeat doctor`.

use clap::Args;
use serde::Serialize;

use crate::config::Config;
use crate::doctor::{self, Finding, State};
use crate::exit::{Outcome, Result};
use crate::out;

/// Say in plain words what is wrong with this installation, and what to do about it.
#[derive(Args)]
#[command(
    after_help = "Exit 0 when nothing is wrong (advice may be given), 3 when something is. It changes nothing."
)]
pub struct Doctor {
    /// Also read the whole database for damage; takes a while on a large one
    #[arg(long)]
    deep: bool,
    /// Print JSON: `[{check, state, text}]`
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    check: &'a str,
    state: &'a str,
    text: &'a str,
}

impl<'a> FindingJson<'a> {
    fn of(f: &'a Finding) -> FindingJson<'a> {
        FindingJson { check: f.check, state: f.state.name(), text: &f.text }
    }
}

impl Doctor {
    /// Looks at everything and tells.
    pub async fn run(self, config: Config) -> Result {
        let findings = doctor::examine(&config, self.deep).await;
        if self.json {
            out::json(&findings.iter().map(FindingJson::of).collect::<Vec<_>>())?;
        } else {
            for f in &findings {
                out::line(format!("{:<7} {}: {}", f.state.name(), f.check, f.text))?;
            }
        }
        let wrong = findings.iter().filter(|f| f.state == State::Wrong).count();
        if !self.json {
            out::line(match wrong {
                0 => "\nNothing is wrong.".to_owned(),
                1 => "\n1 thing is wrong.".to_owned(),
                n => format!("\n{n} things are wrong."),
            })?;
        }
        Ok(if wrong == 0 { Outcome::Done } else { Outcome::FoundBroken })
    }
}
