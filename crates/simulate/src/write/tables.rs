//! Incidents and calls as CSV.

use std::io::Write;

use jiff::civil::DateTime;

use crate::SimulateError;
use crate::crime::calls;
use crate::plan::regions::NOWHERE;
use crate::town::Town;

/// Header of Chicago's published incidents, 22 columns.
const CHICAGO: [&str; 22] = [
    "ID",
    "Case Number",
    "Date",
    "Block",
    "IUCR",
    "Primary Type",
    "Description",
    "Location Description",
    "Arrest",
    "Domestic",
    "Beat",
    "District",
    "Ward",
    "Community Area",
    "FBI Code",
    "X Coordinate",
    "Y Coordinate",
    "Year",
    "Updated On",
    "Latitude",
    "Longitude",
    "Location",
];

impl Town {
    /// Incidents in the layout `chicago-22col`: dates as `MM/DD/YYYY hh:mm:ss AM` on the town's clocks, an unknown time
    /// as midnight, no coordinates in about one row of a hundred. X and Y Coordinate stay empty.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write_incidents(&self, to: impl Write) -> Result<(), SimulateError> {
        let mut out = csv::Writer::from_writer(to);
        out.write_record(CHICAGO)?;
        for incident in self.incidents() {
            let occurred = incident.occurred(self.first_day());
            let address = &self.plan().addresses[incident.address()];
            let beat = usize::from(self.plan().cell_beat[address.cell as usize]);
            let area = self.plan().cell_neighborhood[address.cell as usize];
            debug_assert_ne!(area, NOWHERE);
            let (latitude, longitude, location) = match incident.position(self.plan()) {
                Some([lon, lat]) => {
                    let (lat, lon) = (format!("{lat:.6}"), format!("{lon:.6}"));
                    let both = format!("({lat}, {lon})");
                    (lat, lon, both)
                }
                None => Default::default(),
            };
            let kind = incident.kind();
            // Published figures are refreshed about a week after the report.
            let updated = incident.reported(self.first_day()).saturating_add(jiff::Span::new().days(7));
            out.write_record([
                incident.id.to_string().as_str(),
                &case_number(incident.id, occurred.year()),
                &twelve_hour(occurred),
                &self.plan().block_line(address.segment as usize),
                kind.iucr,
                kind.primary,
                kind.description,
                incident.venue.label(),
                yes(incident.arrest),
                yes(incident.domestic),
                &self.plan().beats[beat].code,
                &format!("{:03}", beat / 8 + 1),
                &(area / 4 + 1).to_string(),
                &(area + 1).to_string(),
                kind.fbi,
                "",
                "",
                &occurred.year().to_string(),
                &twelve_hour(updated),
                &latitude,
                &longitude,
                &location,
            ])?;
        }
        out.flush()?;
        Ok(())
    }

    /// Incidents with everything that is known: the span of time, the time of report and the whole address.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write_incidents_full(&self, to: impl Write) -> Result<(), SimulateError> {
        let mut out = csv::Writer::from_writer(to);
        out.write_record([
            "id",
            "offense",
            "description",
            "occurred_from",
            "occurred_to",
            "reported",
            "address",
            "venue",
            "lon",
            "lat",
            "harm",
        ])?;
        for incident in self.incidents() {
            let minute = |at: DateTime| at.strftime("%Y-%m-%d %H:%M").to_string();
            let [lon, lat] = match incident.position(self.plan()) {
                Some(at) => at.map(|degrees| format!("{degrees:.6}")),
                None => Default::default(),
            };
            out.write_record([
                incident.id.to_string(),
                incident.primary().to_owned(),
                incident.description().to_owned(),
                minute(incident.occurred(self.first_day())),
                incident.occurred_until(self.first_day()).map(minute).unwrap_or_default(),
                minute(incident.reported(self.first_day())),
                self.plan().address_line(incident.address()),
                incident.venue.label().to_owned(),
                lon,
                lat,
                incident.harm().to_string(),
            ])?;
        }
        out.flush()?;
        Ok(())
    }

    /// Calls in the layout `milwaukee-cad`.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write_calls(&self, to: impl Write) -> Result<(), SimulateError> {
        let mut out = csv::Writer::from_writer(to);
        out.write_record([
            "id",
            "time",
            "location",
            "latitude",
            "longitude",
            "district",
            "nature",
            "status",
        ])?;
        self.for_each_call(|call| {
            let address = &self.plan().addresses[call.address];
            let segment = self.plan().segment_of(call.address);
            let street = &self.plan().streets[segment.street as usize].short;
            let [lon, lat] = address.at;
            out.write_record([
                call.id.to_string(),
                calls::stamp(self.first_day(), call.second),
                format!("{} {} {street},MBK", address.number, segment.direction),
                format!("{lat:.6}"),
                format!("{lon:.6}"),
                (self.plan().beat_of(call.address) / 8 + 1).to_string(),
                call.nature.to_owned(),
                call.status.to_owned(),
            ])
        })?;
        out.flush()?;
        Ok(())
    }
}

fn yes(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

/// `MB` and the year, then the number in the records.
fn case_number(id: u32, year: i16) -> String {
    format!("MB{:02}{:07}", year % 100, id - 10_000_000)
}

/// `03/09/2014 02:15:00 PM`.
fn twelve_hour(at: DateTime) -> String {
    let (hour, half) = (at.hour() % 12, if at.hour() < 12 { "AM" } else { "PM" });
    let hour = if hour == 0 { 12 } else { hour };
    format!(
        "{:02}/{:02}/{:04} {hour:02}:{:02}:{:02} {half}",
        at.month(),
        at.day(),
        at.year(),
        at.minute(),
        at.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_and_noon_are_twelve() {
        let at = |hour| twelve_hour(jiff::civil::date(2025, 1, 2).at(hour, 5, 0, 0));
        assert_eq!(at(0), "01/02/2025 12:05:00 AM");
        assert_eq!(at(12), "01/02/2025 12:05:00 PM");
        assert_eq!(at(23), "01/02/2025 11:05:00 PM");
    }
}
