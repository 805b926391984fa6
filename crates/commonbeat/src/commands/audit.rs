//! `commonbeat audit`.

use clap::{Args, Subcommand};
use commonbeat_app::TrailCheck;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_store::audit::{Filter, Row};
use serde::Serialize;

use crate::args::Acting;
use crate::config::Config;
use crate::exit::{Outcome, Result};
use crate::{house, out};

/// Verify and read the audit trail: one chained row for every write and every sensitive read.
#[derive(Args)]
pub struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Walk the whole trail and say whether any row was changed, removed or added
    #[command(
        after_help = "Exit 0 when it is whole, 3 when it is broken. With --head a cut-off end is found too."
    )]
    Verify {
        #[command(flatten)]
        acting: Acting,
        /// A head that `audit head` printed earlier, kept somewhere else
        #[arg(long, value_name = "HEAD")]
        head: Option<String>,
        /// Print JSON: `{agency, rows, ok, first_bad, kind, head}`
        #[arg(long)]
        json: bool,
    },
    /// Print the newest link of the trail, signed; keep it on another machine
    Head {
        #[command(flatten)]
        acting: Acting,
    },
    /// List rows, newest first
    List {
        #[command(flatten)]
        acting: Acting,
        /// Only acts that begin with this, such as `problem.`
        #[arg(long, value_name = "ACT")]
        act: Option<String>,
        /// Only rows about this record
        #[arg(long, value_name = "RECORD")]
        object: Option<String>,
        /// Only rows before this number
        #[arg(long, value_name = "N")]
        before: Option<i64>,
        /// How many
        #[arg(long, default_value_t = 50)]
        limit: u64,
        /// Print JSON, one object a line
        #[arg(long)]
        json: bool,
    },
}

/// What a verification found, as programs read it.
#[derive(Serialize)]
struct Verdict {
    agency: String,
    rows: i64,
    ok: bool,
    first_bad: Option<i64>,
    kind: Option<&'static str>,
    head: String,
}

#[derive(Serialize)]
struct RowJson<'a> {
    seq: i64,
    at: jiff::Timestamp,
    actor: &'a str,
    act: &'a str,
    object: &'a str,
    payload: &'a Option<serde_json::Value>,
}

impl Audit {
    /// Does what was asked.
    pub async fn run(self, config: Config) -> Result {
        match self.what {
            What::Verify { acting, head, json } => verify(&config, &acting, head.as_deref(), json).await,
            What::Head { acting } => {
                let (app, _, who) = house::enter(&config, &acting).await?;
                out::line(app.trail_head(&who).await?.to_string())?;
                Ok(Outcome::Done)
            }
            What::List { acting, act, object, before, limit, json } => {
                let (app, _, who) = house::enter(&config, &acting).await?;
                let filter = Filter { before, act, object, ..Filter::default() };
                list(&app.audit_rows(&who, &filter, limit).await?, json)
            }
        }
    }
}

async fn verify(config: &Config, acting: &Acting, head: Option<&str>, json: bool) -> Result {
    let (app, agency, who) = house::enter(config, acting).await?;
    let check = app.verify_trail(&who, head).await?;
    let verdict = Verdict::of(&agency, &check);
    if json {
        out::json(&verdict)?;
    } else {
        out::line(verdict.told(head.is_some(), check.signature_checked))?;
    }
    Ok(if verdict.ok { Outcome::Done } else { Outcome::FoundBroken })
}

impl Verdict {
    fn of(agency: &Agency, check: &TrailCheck) -> Verdict {
        let found = &check.verified;
        Verdict {
            agency: agency.code.clone(),
            rows: found.rows,
            ok: found.broken.is_none(),
            first_bad: found.broken.map(|(row, _)| row),
            kind: found.broken.map(|(_, kind)| kind.name()),
            head: found.head.to_string(),
        }
    }

    fn told(&self, with_head: bool, signed: bool) -> String {
        let Verdict { agency, rows, head, .. } = self;
        let against = match (with_head, signed) {
            (true, true) => " It continues the head that was given, whose signature is right.",
            (true, false) => " It continues the head that was given; no signature was checked.",
            _ => "",
        };
        match (self.first_bad, self.kind) {
            (Some(row), Some(kind)) => format!(
                "The trail of {agency} is BROKEN at row {row} ({kind}). {rows} rows before it are whole, up to {head}."
            ),
            _ => format!("The trail of {agency} is whole: {rows} rows, up to {head}.{against}"),
        }
    }
}

fn list(rows: &[Row], json: bool) -> Result {
    if json {
        for row in rows {
            let Row { seq, at, actor, act, object, payload } = row;
            out::json(&RowJson { seq: *seq, at: *at, actor, act, object, payload })?;
        }
        return Ok(Outcome::Done);
    }
    let cells = |row: &Row| {
        vec![
            row.seq.to_string(),
            row.at.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
            row.actor.clone(),
            row.act.clone(),
            row.object.clone(),
        ]
    };
    out::table(&["row", "at", "who", "did", "to"], &rows.iter().map(cells).collect::<Vec<_>>())?;
    Ok(Outcome::Done)
}
