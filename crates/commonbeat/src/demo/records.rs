//! The town's incidents, brought in month by month through the import, as an agency would.

use std::sync::Arc;

use commonbeat_app::App;
use commonbeat_app::imports::{FileBytes, ImportFile, ProfileChoice};
use commonbeat_domain::authority::Actor;
use commonbeat_simulate::Town;
use jiff::civil::Date;

use crate::exit::{Failure, Result};

/// A file of the records system, and the day on which it comes.
pub struct Delivery {
    /// The first day whose incidents are not in it.
    pub until: Date,
    /// Its name.
    name: String,
    /// Its bytes.
    bytes: Arc<Vec<u8>>,
}

/// The incidents in files: everything before `from` in one, then one for each month, the last up to the town's day.
pub fn deliveries(town: &Town, from: Date) -> Result<Vec<Delivery>> {
    let mut whole = Vec::new();
    let broken = |e| Failure::broken("writing the town's incidents", e);
    town.write_incidents(&mut whole).map_err(broken)?;
    let text = String::from_utf8(whole).map_err(|e| Failure::broken("writing the town's incidents", e))?;
    let mut lines = text.split_inclusive('\n');
    let head = lines.next().unwrap_or_default();
    let mut files = borders(from, town.spec().today).into_iter().map(|until| (until, head.to_owned()));
    let mut files: Vec<(Date, String)> = files.by_ref().collect();
    // Incidents stand in order of report; each goes to the file of the month in which it was reported.
    for (incident, line) in town.incidents().iter().zip(lines) {
        let reported = incident.reported(town.first_day()).date();
        let at = files.partition_point(|(until, _)| *until <= reported).min(files.len() - 1);
        files[at].1.push_str(line);
    }
    let delivery = |(until, text): (Date, String)| Delivery {
        until,
        name: format!("incidents-until-{until}.csv"),
        bytes: Arc::new(text.into_bytes()),
    };
    Ok(files.into_iter().map(delivery).collect())
}

/// Firsts of months after `from`, then the town's day.
fn borders(from: Date, today: Date) -> Vec<Date> {
    let mut all = vec![from.first_of_month()];
    while let Some(last) = all.last().copied() {
        let next = last.saturating_add(jiff::Span::new().months(1));
        if next >= today {
            break;
        }
        all.push(next);
    }
    all.push(today);
    all
}

/// Brings a delivery in through the import.
pub async fn import(app: &App, who: &Actor, delivery: &Delivery) -> Result<()> {
    let file = ImportFile {
        name: delivery.name.clone(),
        bytes: FileBytes::Memory(Arc::clone(&delivery.bytes)),
        profile: ProfileChoice::Shipped("chicago-22col".to_owned()),
    };
    app.import(who, &file, |_| {}).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use commonbeat_simulate::{Size, Spec};
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_incident_is_in_exactly_one_file() {
        let spec = Spec { incidents: Some(2_000), ..Spec::demo(Size::Town, 3) };
        let town = Town::build(spec).unwrap();
        let files = deliveries(&town, date(2025, 6, 10)).unwrap();
        let rows: usize = files.iter().map(|f| f.bytes.iter().filter(|b| **b == b'\n').count() - 1).sum();
        assert_eq!(rows, 2_000);
        let days: Vec<Date> = files.iter().map(|f| f.until).collect();
        assert_eq!(days[..2], [date(2025, 6, 1), date(2025, 7, 1)]);
        assert_eq!(days.last(), Some(&town.spec().today));
    }
}
