//! Making the town: everything goes through the use cases, on the stage clock, in the order in which it happened.

use commonbeat_app::{App, Settings, keys};
use commonbeat_domain::authority::Actor;
use commonbeat_simulate::{Spec, Town};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::conduct::Voices;
use super::field_training::Trainings;
use super::folder::{Folder, Made, Ready, VERSION};
use super::personnel::Personnel;
use super::stage::Stage;
use super::story::Story;
use super::{Order, mail_settings, map, people, records};
use crate::config::Config;
use crate::exit::{Failure, Result};
use crate::{clock, house, out, progress, worker};

/// Code and name of the made-up agency.
const AGENCY: (&str, &str) = ("MPD", "Millbrook Police");

/// Makes the town in the folder, whole or not at all.
pub async fn make(folder: &Folder, order: &Order) -> Result<Made> {
    out::note("Making the town; this is done once.");
    let town = build(order)?;
    folder.prepare()?;
    let workshop = folder.workshop();
    let key = workshop.join("commonbeat.key");
    keys::make_key(&key)?;
    let database = format!("sqlite://{}", workshop.join("commonbeat.db").display());
    let store = house::open_or_make(&Config { database, ..Config::default() }).await?;
    store.migrate().await?;
    let zone = TimeZone::get(&town.spec().zone).map_err(|e| Failure::broken("finding the town's zone", e))?;
    let sink = super::mail_sink().await?;
    let settings =
        Settings { key_file: Some(key), mail: mail_settings(&sink).smtp()?, ..Settings::default() };
    let stage = Stage::at(Timestamp::UNIX_EPOCH);
    let app = App::new(store, stage.clock(), settings);
    let people = play(&app, &stage, &town, &zone).await?;
    // A closed database is one file, without its log beside it.
    app.store().close().await;
    let spec = town.spec();
    let made = Made { version: VERSION, size: spec.size, seed: spec.seed, today: spec.today, people };
    folder.finish(&made)?;
    Ok(made)
}

fn build(order: &Order) -> Result<Town> {
    let usual = Spec::demo(order.size, order.seed);
    let zone = TimeZone::get(&usual.zone).map_err(|e| Failure::broken("finding the town's zone", e))?;
    let today = order.today.unwrap_or_else(|| clock::now().to_zoned(zone).date());
    Town::build(Spec { today, ..usual }).map_err(|e| Failure::unfit(e.to_string()))
}

/// From the day on which the agency begins to the town's day.
async fn play(app: &App, stage: &Stage, town: &Town, zone: &TimeZone) -> Result<Vec<Ready>> {
    let first = town.script().first().map_or(Timestamp::UNIX_EPOCH, |event| event.at);
    let begin = first.to_zoned(zone.clone()).date().saturating_sub(Span::new().days(14));
    stage.advance(morning(begin, zone));
    let agency = app.add_agency(AGENCY.0, AGENCY.1, &town.spec().zone).await?;
    let operator = Actor::operator(agency.id);
    map::load(app, &operator, town).await?;
    let cast = people::invite(app, &operator, town).await?;
    let mut files = records::deliveries(town, begin)?.into_iter().peekable();
    let mut story = Story::new(app, agency.id, &cast, town).await?;
    let mut personnel = Personnel::of(app, &cast);
    let mut field = Trainings::of(app, &cast, town.spec().today);
    let mut voices = Voices::of(app, &cast);
    if let Some(voices) = &voices {
        voices.begin().await?;
    }
    if let Some(personnel) = &personnel {
        personnel.begin(begin).await?;
    }
    let bar = progress::bar(Some((files.len() + town.script().len()) as u64), "Five years, event by event");
    for event in town.script() {
        while let Some(file) = files.next_if(|file| morning(file.until, zone) <= event.at) {
            month(app, stage, &operator, &file, zone).await?;
            train(&mut personnel, &mut field, file.until).await?;
            if let Some(voices) = &mut voices {
                voices.month().await?;
            }
            bar.inc(1);
        }
        stage.advance(event.at);
        story.play(event).await?;
        // Letters leave at the moment at which they were written.
        app.worker(worker::settings(&Config::default())).run_until_empty().await?;
        bar.inc(1);
    }
    for file in files {
        month(app, stage, &operator, &file, zone).await?;
        train(&mut personnel, &mut field, file.until).await?;
        if let Some(voices) = &mut voices {
            voices.month().await?;
        }
        bar.inc(1);
    }
    if let Some(personnel) = &personnel {
        personnel.evaluate(town.spec().today).await?;
    }
    if let Some(field) = &mut field {
        field.month(town.spec().today).await?;
    }
    bar.finish_and_clear();
    app.scan_now(&operator).await?;
    for event in &story.unplayed {
        out::note(format!("Not played: {event}"));
    }
    Ok(cast.ready)
}

/// A file of the records system comes in, and the month that it completes is frozen for the public.
async fn month(
    app: &App,
    stage: &Stage,
    who: &Actor,
    file: &records::Delivery,
    zone: &TimeZone,
) -> Result<()> {
    stage.advance(morning(file.until, zone));
    records::import(app, who, file).await?;
    app.freeze_due(who).await?;
    Ok(())
}

/// The month's training, where somebody keeps it.
async fn train(
    personnel: &mut Option<Personnel<'_>>,
    field: &mut Option<Trainings<'_>>,
    day: Date,
) -> Result<()> {
    if let Some(personnel) = personnel {
        personnel.month(day).await?;
    }
    match field {
        Some(field) => field.month(day).await,
        None => Ok(()),
    }
}

/// Five in the morning of a day, before anybody is at work.
fn morning(day: Date, zone: &TimeZone) -> Timestamp {
    let at = day.at(5, 0, 0, 0);
    zone.to_ambiguous_timestamp(at).compatible().unwrap_or(Timestamp::UNIX_EPOCH)
}
