//! `commonbeat init`.

use std::path::{Path, PathBuf};

use clap::Args;
use commonbeat_app::{App, areas::MapLoaded, keys};
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::people::NewPerson;
use commonbeat_domain::text::Email;
use commonbeat_formats::{Limits, addresses, areas, streets};

use crate::commands::person::print_invitation;
use crate::config::Config;
use crate::exit::{Failure, Outcome, Result};
use crate::{house, out};

/// Add an agency with its map, and make the database when it is missing. Every file is read before anything is written.
#[derive(Args)]
#[command(
    after_help = "Example:\n  commonbeat init --agency RPD --name \"Riverton Police\" --zone America/Chicago \\\n    \
    --boundary boundary.geojson --beats beats.geojson --neighborhoods neighborhoods.geojson --admin dana@riverton.example\n\n\
    Areas are GeoJSON polygons (WGS 84); streets GeoJSON lines; addresses GeoJSON points or CSV."
)]
pub struct Init {
    /// Short code of the agency, such as RPD
    #[arg(long, value_name = "CODE")]
    agency: String,
    /// Its name
    #[arg(long, required_unless_present = "map_only", default_value = "")]
    name: String,
    /// Its zone, such as America/Chicago
    #[arg(long, value_name = "IANA_ZONE", required_unless_present = "map_only", default_value = "")]
    zone: String,
    /// What the agency serves
    #[arg(long, value_name = "FILE")]
    boundary: Option<PathBuf>,
    /// Beats
    #[arg(long, value_name = "FILE")]
    beats: Option<PathBuf>,
    /// Neighborhoods; each gets a public page
    #[arg(long, value_name = "FILE")]
    neighborhoods: Option<PathBuf>,
    /// Streets, for the background of maps
    #[arg(long, value_name = "FILE")]
    streets: Option<PathBuf>,
    /// Address points, to find places of incidents that have only an address
    #[arg(long, value_name = "FILE")]
    addresses: Option<PathBuf>,
    /// Property of the areas' features that holds their name [default: found by looking]
    #[arg(long, value_name = "NAME")]
    name_property: Option<String>,
    /// Invite this person as the first administrator
    #[arg(long, value_name = "EMAIL")]
    admin: Option<Email>,
    /// Name of the first administrator
    #[arg(long, value_name = "NAME", default_value = "Administrator")]
    admin_name: String,
    /// The agency is there already: only load the map files given
    #[arg(long)]
    map_only: bool,
}

/// The map's files, read and found sound.
struct Files {
    areas: Vec<(AreaKind, PathBuf, Vec<u8>)>,
    streets: Option<(PathBuf, Vec<u8>)>,
    addresses: Option<(PathBuf, Vec<u8>)>,
}

impl Init {
    /// Makes the agency.
    pub async fn run(self, config: Config) -> Result {
        let files = self.files(config.import.limits())?;
        let store = house::open_or_make(&config).await?;
        store.migrate().await.map_err(|e| {
            Failure::broken(format!("cannot prepare the database {}", config.database_shown()), e)
        })?;
        let key = make_key(&config)?;
        let app = house::app(&config, store)?;
        let agency = if self.map_only {
            app.agency_named(Some(&self.agency)).await?
        } else {
            app.add_agency(&self.agency, &self.name, &self.zone).await?
        };
        let who = Actor::operator(agency.id);
        load(&app, &who, files, self.name_property.as_deref()).await?;
        if let Some(key) = key {
            out::note(format!(
                "The key of this installation is {}; back it up apart from the database.",
                key.display()
            ));
        }
        if let Some(email) = self.admin {
            let invited =
                app.invite_person(&who, NewPerson::new(email, &self.admin_name, Role::Administrator)).await?;
            print_invitation(&invited, false)?;
        } else if !self.map_only {
            out::note(
                "Nobody can sign in yet: `commonbeat person invite EMAIL --name NAME --role administrator`.",
            );
        }
        out::note(format!("{} ({}) is ready in {}.", agency.name, agency.code, config.database_shown()));
        app.store().close().await;
        Ok(Outcome::Done)
    }

    /// Reads every file that was named, so that an unfit one is found before anything is written.
    fn files(&self, limits: Limits) -> Result<Files> {
        let mut found = Vec::new();
        let named = [
            (AreaKind::Boundary, &self.boundary),
            (AreaKind::Beat, &self.beats),
            (AreaKind::Neighborhood, &self.neighborhoods),
        ];
        for (kind, file) in named {
            let Some(file) = file else { continue };
            let bytes = house::read_file(file)?;
            areas::read(bytes.as_slice(), self.name_property.as_deref(), limits)
                .map_err(|e| unfit(file, e))?;
            found.push((kind, file.clone(), bytes));
        }
        Ok(Files {
            areas: found,
            streets: checked(&self.streets, |b| streets::read(b, limits).map(drop))?,
            addresses: checked(&self.addresses, |b| addresses::read(b, limits).map(drop))?,
        })
    }
}

fn checked<E: std::error::Error>(
    file: &Option<PathBuf>,
    check: impl Fn(&[u8]) -> Result<(), E>,
) -> Result<Option<(PathBuf, Vec<u8>)>> {
    let Some(file) = file else { return Ok(None) };
    let bytes = house::read_file(file)?;
    check(&bytes).map_err(|e| unfit(file, e))?;
    Ok(Some((file.clone(), bytes)))
}

fn unfit(file: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::unfit(format!("{}: {error}", file.display()))
}

/// Makes the key file where there is none; gives its place when it was made.
fn make_key(config: &Config) -> Result<Option<PathBuf>> {
    let file = config.key_file();
    if file.exists() {
        return Ok(None);
    }
    keys::make_key(&file)?;
    Ok(Some(file))
}

async fn load(app: &App, who: &Actor, files: Files, name: Option<&str>) -> Result<()> {
    for (kind, file, bytes) in files.areas {
        tell(kind.name(), &file, &app.load_areas(who, kind, &bytes, name).await?);
    }
    if let Some((file, bytes)) = files.streets {
        tell("streets", &file, &app.load_streets(who, &bytes).await?);
    }
    if let Some((file, bytes)) = files.addresses {
        tell("addresses", &file, &app.load_addresses(who, &bytes).await?);
    }
    Ok(())
}

fn tell(what: &str, file: &Path, loaded: &MapLoaded) {
    let MapLoaded { added, changed, skipped, mended } = loaded;
    out::note(format!(
        "{what}: {added} added, {changed} drawn anew, {} skipped, from {}",
        skipped.len(),
        file.display()
    ));
    for line in skipped.iter().chain(mended).take(20) {
        out::note(format!("  {line}"));
    }
}
