//! `commonbeat analyze`.

use clap::Args;
use commonbeat_app::analyses::Analyzed;
use commonbeat_app::scanning::Finding;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::problems::candidates::{Evidence, Window};
use commonbeat_methods::Methods;
use serde::Serialize;

use crate::args::Acting;
use crate::config::Config;
use crate::exit::{Failure, Outcome, Result};
use crate::geometry::Geometry;
use crate::{house, out};

/// Show rhythm, concentration and hot places of a class of incidents, or carry out a METHOD on CSV files.
#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    subcommand_value_name = "METHOD",
    subcommand_help_heading = "Methods",
    after_help = "Without a METHOD: of the incidents of an installation. Concentration is over all places that ever had a \
    row: the 80-20 table. Hot places are cells of a grid with more than chance allows (Gi*, false discovery rate by \
    Benjamini and Hochberg). With a METHOD: of CSV files, with no installation around them; see docs/methods.md."
)]
pub struct Analyze {
    /// The method, when it is one on files
    #[command(subcommand)]
    pub method: Option<Methods>,
    /// Otherwise, which incidents
    #[command(flatten)]
    pub of_incidents: OfIncidents,
}

/// Which incidents of the installation.
#[derive(Args)]
pub struct OfIncidents {
    #[command(flatten)]
    acting: Acting,
    /// The class, such as burglary; see docs/import.md
    #[arg(long, value_name = "CLASS", required = true)]
    offense: Option<Offense>,
    /// Days back from the last day of the data
    #[arg(long, default_value_t = 365)]
    days: u16,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Carries out a method on files.
pub fn on_files(method: &Methods) -> Result {
    let answer = method.run().map_err(|error| Failure::unfit(error.to_string()))?;
    if method.json() {
        out::json(&answer)?;
    } else {
        commonbeat_methods::plain(&answer).iter().try_for_each(out::line)?;
    }
    Ok(Outcome::Done)
}

#[derive(Serialize)]
struct AnalyzeJson<'a> {
    offense: &'a str,
    window: Option<Window>,
    incidents: u64,
    located: u64,
    rhythm: &'a [[u32; 24]],
    unknown_hour: u32,
    concentration: Option<ConcentrationJson>,
    hot_places: Vec<HotPlaceJson<'a>>,
}

#[derive(Serialize)]
struct ConcentrationJson {
    places: usize,
    incidents: u64,
    gini: Option<f64>,
    generalized_gini: Option<f64>,
    top: Vec<TopJson>,
}

#[derive(Serialize)]
struct TopJson {
    share_of_places: f64,
    places: usize,
    incidents: u64,
    share_of_incidents: f64,
}

#[derive(Serialize)]
struct HotPlaceJson<'a> {
    place: &'a str,
    geometry: Geometry<'a>,
    incidents: u64,
    evidence: &'a Evidence,
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl OfIncidents {
    /// Looks and prints.
    pub async fn run(self, config: Config) -> Result {
        let offense = self.offense.as_ref().ok_or_else(|| Failure::unfit("--offense CLASS is needed"))?;
        if self.days == 0 {
            return Err(Failure::unfit("--days must be at least 1"));
        }
        let (app, _, who) = house::enter(&config, &self.acting).await?;
        let found = app.analyze(&who, offense, self.days).await?;
        app.store().close().await;
        if self.json {
            out::json(&to_json(offense, &found))?
        } else {
            tell(offense, &found)?
        }
        Ok(Outcome::Done)
    }
}

fn to_json<'a>(offense: &'a Offense, found: &'a Analyzed) -> AnalyzeJson<'a> {
    let top = |t: &commonbeat_analysis::repeat_places::ShareAtTop| TopJson {
        share_of_places: t.share_of_places,
        places: t.places,
        incidents: t.incidents,
        share_of_incidents: t.share_of_incidents,
    };
    AnalyzeJson {
        offense: offense.as_str(),
        window: found.window,
        incidents: found.incidents,
        located: found.located,
        rhythm: &found.rhythm,
        unknown_hour: found.unknown_hour,
        concentration: found.concentration.as_ref().map(|c| ConcentrationJson {
            places: c.places,
            incidents: c.incidents,
            gini: c.gini,
            generalized_gini: c.generalized_gini,
            top: c.top.iter().map(top).collect(),
        }),
        hot_places: found.hot_places.iter().map(hot_json).collect(),
    }
}

fn tell(offense: &Offense, found: &Analyzed) -> Result<()> {
    let Some(window) = found.window else {
        return out::line("There are no incidents yet: `commonbeat import FILE --profile NAME`.");
    };
    out::line(format!(
        "{}: {} incidents from {} up to {} (not included), {} of them on the map\n",
        offense, found.incidents, window.from, window.until, found.located
    ))?;
    if found.incidents == 0 {
        return Ok(());
    }
    rhythm(found)?;
    if let Some(c) = &found.concentration {
        out::line(format!("\n{} incidents at {} places", c.incidents, c.places))?;
        let percent = |share: f64| format!("{:.0} %", share * 100.0);
        let row = |t: &commonbeat_analysis::repeat_places::ShareAtTop| {
            vec![
                percent(t.share_of_places),
                t.places.to_string(),
                t.incidents.to_string(),
                percent(t.share_of_incidents),
            ]
        };
        let rows: Vec<_> = c.top.iter().map(row).collect();
        out::table(&["top of places", "places", "incidents", "share of incidents"], &rows)?;
    }
    out::line("")?;
    if found.hot_places.is_empty() {
        return out::line("No place has more than chance allows.");
    }
    let row = |f: &Finding| {
        let e = &f.evidence;
        let q = e.q.map_or_else(|| "-".to_owned(), |q| format!("{q:.4}"));
        vec![
            f.place.clone(),
            e.observed.to_string(),
            format!("{:.1}", e.expected),
            format!("{:.1}", e.value),
            q,
        ]
    };
    let rows: Vec<_> = found.hot_places.iter().map(row).collect();
    out::table(&["hot place", "incidents", "usual", "z", "q"], &rows)
}

fn hot_json(f: &Finding) -> HotPlaceJson<'_> {
    HotPlaceJson {
        place: &f.place,
        geometry: Geometry::of(&f.shape),
        incidents: f.evidence.observed,
        evidence: &f.evidence,
    }
}

/// Hours across, days down.
fn rhythm(found: &Analyzed) -> Result<()> {
    let hours: Vec<String> = (0..24).map(|hour| format!("{hour:02}")).collect();
    let head: Vec<&str> =
        std::iter::once("").chain(hours.iter().map(String::as_str)).chain(["all"]).collect();
    let row = |(day, counts): (&&str, &[u32; 24])| {
        let all: u32 = counts.iter().sum();
        std::iter::once((*day).to_owned())
            .chain(counts.iter().map(u32::to_string))
            .chain([all.to_string()])
            .collect::<Vec<_>>()
    };
    let rows: Vec<_> = DAYS.iter().zip(&found.rhythm).map(row).collect();
    out::table(&head, &rows)?;
    out::line(format!("hour not known: {}", found.unknown_hour))
}
