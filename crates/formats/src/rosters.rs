//! A provider's roster as CSV: who attended what, when, for how long.
//!
//! The first line names the columns: `email`, `course`, `date` (2026-02-16), `hours` (1.5), and where they are there
//! `topics` (separated by spaces or `;`), `result`, `provider` and `certificate`. Columns of other names are passed over.

use csv::{ReaderBuilder, StringRecord, Trim};

/// Most lines of one roster.
pub const MOST: usize = 20_000;

/// A line as it was written, with its number in the file, from 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number.
    pub number: u64,
    /// Address of who attended.
    pub email: String,
    /// The course.
    pub course: String,
    /// The day, as written.
    pub date: String,
    /// The hours, as written.
    pub hours: String,
    /// Topics.
    pub topics: Vec<String>,
    /// Score or certificate.
    pub result: String,
    /// Who gave the course.
    pub provider: String,
    /// Number of the certificate.
    pub certificate: String,
}

/// Why a roster cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRoster {
    /// A column that must be there is not.
    #[error("the column {0} is missing")]
    Column(&'static str),
    /// It is no text in columns.
    #[error("line {0} cannot be read")]
    Line(u64),
    /// It is longer than anybody's roster.
    #[error("more than {MOST} lines")]
    TooLong,
}

/// The lines of a roster. `,`, `;` and tab stand between columns, whichever the first line has most of.
pub fn lines(text: &str) -> Result<Vec<Line>, NoRoster> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: &u8| first.bytes().filter(|b| b == mark).count();
    let delimiter = *b";\t,".iter().max_by_key(|mark| count(mark)).unwrap_or(&b',');
    let mut reader =
        ReaderBuilder::new().flexible(true).delimiter(delimiter).trim(Trim::All).from_reader(text.as_bytes());
    let head = reader.headers().map_err(|_| NoRoster::Line(1))?.clone();
    let column = |name: &str| head.iter().position(|h| h.eq_ignore_ascii_case(name));
    let must = |name: &'static str| column(name).ok_or(NoRoster::Column(name));
    let (email, course, date, hours) = (must("email")?, must("course")?, must("date")?, must("hours")?);
    let (topics, result) = (column("topics"), column("result"));
    let (provider, certificate) = (column("provider"), column("certificate"));
    let mut lines = Vec::new();
    for (n, record) in reader.records().enumerate() {
        let before = n as u64 + 2;
        let record = record.map_err(|e| NoRoster::Line(e.position().map_or(before, csv::Position::line)))?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        if lines.len() >= MOST {
            return Err(NoRoster::TooLong);
        }
        let at = |column: usize, record: &StringRecord| record.get(column).unwrap_or_default().to_owned();
        let may = |column: Option<usize>| column.map(|c| at(c, &record)).unwrap_or_default();
        let split = |c: char| c == ';' || c == ',' || c.is_whitespace();
        lines.push(Line {
            number: record.position().map_or(before, csv::Position::line),
            email: at(email, &record),
            course: at(course, &record),
            date: at(date, &record),
            hours: at(hours, &record),
            topics: may(topics).split(split).filter(|t| !t.is_empty()).map(str::to_owned).collect(),
            result: may(result),
            provider: may(provider),
            certificate: may(certificate),
        });
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roster_is_read_by_the_names_of_its_columns() {
        let text = "\u{feff}Course;email;Hours;date;topics;room\nUse of force;a@b.org;4;2026-02-01;use-of-force de-escalation;12\n;;;;;\n\"First; aid\";c@d.org;8;2026-02-02;;\n";
        let lines = lines(text).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].number, lines[0].email.as_str(), lines[0].topics.len()), (2, "a@b.org", 2));
        assert_eq!((lines[1].number, lines[1].course.as_str()), (4, "First; aid"));
    }

    #[test]
    fn a_roster_without_a_column_or_of_bytes_is_refused_by_name() {
        assert_eq!(lines("email,course,hours\n"), Err(NoRoster::Column("date")));
        assert_eq!(lines(""), Err(NoRoster::Column("email")));
        let short = lines("email,course,date,hours\na@b.org\n").unwrap();
        assert_eq!((short[0].course.as_str(), short[0].hours.as_str()), ("", ""));
    }
}
