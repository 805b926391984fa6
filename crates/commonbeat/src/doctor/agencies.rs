//! Each agency: its zone, its map, who can let others in, its imports, its trail.

use commonbeat_app::App;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::information::imports::BatchState;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::people::Standing;
use commonbeat_store::audit;
use commonbeat_store::people::Filter;
use jiff::SignedDuration;

use super::{Finding, advice, fine, wrong};

/// An import that loads for longer is taken to have died.
const LONG: SignedDuration = SignedDuration::from_hours(2);

/// Looks at one agency.
pub async fn look(app: &App, agency: &Agency) -> Vec<Finding> {
    let who = Actor::operator(agency.id);
    let mut found = vec![zone(agency)];
    let checks = [
        map(app, agency, &who).await,
        administrators(app, agency, &who).await,
        imports(app, agency, &who).await,
        trail(app, agency, &who).await,
    ];
    for check in checks {
        found.push(check.unwrap_or_else(|error| wrong("agency", format!("{}: {error}", agency.code))));
    }
    found
}

fn zone(agency: &Agency) -> Finding {
    match jiff::tz::TimeZone::get(&agency.zone) {
        Ok(_) => fine("zone", format!("{}: {}", agency.code, agency.zone)),
        Err(_) => {
            wrong("zone", format!("{}: this machine does not know the zone {}", agency.code, agency.zone))
        }
    }
}

async fn map(app: &App, agency: &Agency, who: &Actor) -> Result<Finding, commonbeat_app::Error> {
    let areas = app.areas(who, None).await?;
    let of = |kind| areas.iter().filter(|a| a.kind == kind).count();
    let (boundary, beats, neighborhoods) =
        (of(AreaKind::Boundary), of(AreaKind::Beat), of(AreaKind::Neighborhood));
    let code = &agency.code;
    if boundary == 0 || beats == 0 || neighborhoods == 0 {
        let text = format!(
            "{code}: {boundary} boundaries, {beats} beats, {neighborhoods} neighborhoods; what is missing comes with \
             `commonbeat init --map-only`"
        );
        return Ok(advice("map", text));
    }
    Ok(fine("map", format!("{code}: {beats} beats, {neighborhoods} neighborhoods")))
}

async fn administrators(app: &App, agency: &Agency, who: &Actor) -> Result<Finding, commonbeat_app::Error> {
    let filter =
        Filter { role: Some(Role::Administrator), standings: vec![Standing::Active], ..Filter::default() };
    let count = app.people(who, &filter, 1_000).await?.len();
    let code = &agency.code;
    Ok(match count {
        0 => wrong(
            "administrators",
            format!(
                "{code}: nobody can let others in; `commonbeat person invite EMAIL --name NAME --role administrator`"
            ),
        ),
        1 => {
            advice("administrators", format!("{code}: only one; a second one helps when that person is away"))
        }
        n => fine("administrators", format!("{code}: {n}")),
    })
}

async fn imports(app: &App, agency: &Agency, who: &Actor) -> Result<Finding, commonbeat_app::Error> {
    let now = app.now();
    let all = app.imports(who, 100).await?;
    let dead = |b: &&_| is_dead(b, now);
    let code = &agency.code;
    Ok(match all.iter().find(dead) {
        Some(batch) => advice(
            "imports",
            format!(
                "{code}: {} began at {} and never ended; nothing of it counts. The next import clears it away",
                batch.file_name,
                batch.started_at.strftime("%Y-%m-%d %H:%M UTC")
            ),
        ),
        None => fine("imports", format!("{code}: none is stuck")),
    })
}

fn is_dead(batch: &commonbeat_domain::information::imports::Batch, now: jiff::Timestamp) -> bool {
    batch.state == BatchState::Loading && now.duration_since(batch.started_at) > LONG
}

async fn trail(app: &App, agency: &Agency, who: &Actor) -> Result<Finding, commonbeat_app::Error> {
    let read = app.store().read(who).await?;
    let found = audit::verify(&read, None).await?;
    let newest = audit::list(&read, &audit::Filter::default(), 1).await?;
    let code = &agency.code;
    if let Some((row, kind)) = found.broken {
        let text = format!("{code}: broken at row {row} ({}); compare with the last backup", kind.name());
        return Ok(wrong("trail", text));
    }
    if let Some(row) = newest.first().filter(|row| row.at > app.now() + SignedDuration::from_mins(2)) {
        let text = format!(
            "{code}: the newest row is from {}, in the future: this machine's clock is wrong",
            row.at
        );
        return Ok(wrong("clock", text));
    }
    Ok(fine("trail", format!("{code}: whole, {} rows, head {}", found.rows, found.head)))
}
