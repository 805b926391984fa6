//! Calls for service: some for the incidents, the others of their own; made day by day, so that none need be kept.

use jiff::civil::Date;

use crate::crime::background::Calendar;
use crate::crime::rhythm::Rhythm;
use crate::crime::sites::Sites;
use crate::crime::{DAY, Incident};
use crate::dice::{Dice, Stream, Weighted};

/// A call as the dispatch system has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Number of the call.
    pub id: u32,
    /// Seconds since midnight of the first day, on the town's clock.
    pub second: i64,
    /// Index of the address.
    pub address: usize,
    /// What it was about, such as `NOISE NUISANCE`.
    pub nature: &'static str,
    /// How it ended, such as `Advised`.
    pub status: &'static str,
}

/// Nature, share, rhythm, and how such calls end.
const NATURES: [(&str, u16, Rhythm, &[&str]); 22] = [
    ("TRAFFIC STOP", 160, Rhythm::Evening, &["Advised", "City Citation(s) Issued", "Advised"]),
    ("BUSINESS CHECK", 90, Rhythm::ClosedShop, &["Assignment Completed"]),
    (
        "TRBL W/SUBJ",
        110,
        Rhythm::Evening,
        &["Advised", "Unable to Locate Complainant", "Service in Progress"],
    ),
    ("WELFARE CITIZEN", 62, Rhythm::Flat, &["Assignment Completed", "Advised/Referral", "Advised"]),
    ("FOLLOW UP", 50, Rhythm::Office, &["Assignment Completed"]),
    ("ACC PDO", 56, Rhythm::Office, &["To be Filed", "Filed Driver Exchange Report"]),
    ("SUSP PERS/AUTO", 46, Rhythm::Overnight, &["Unable to Locate Complainant", "Advised"]),
    ("NOISE NUISANCE", 48, Rhythm::Nightlife, &["Advised", "Unable to Locate Complainant"]),
    ("PARK AND WALK", 40, Rhythm::Office, &["Assignment Completed"]),
    ("INJ PERSON/SICK", 42, Rhythm::Flat, &["Assignment Completed", "Advised/Referral"]),
    ("FAMILY TROUBLE", 40, Rhythm::AtHome, &["Advised", "Advised/Referral", "To be Filed"]),
    ("FIGHT", 24, Rhythm::Nightlife, &["Unable to Locate Complainant", "Advised"]),
    ("ACC PI", 20, Rhythm::Evening, &["To be Filed"]),
    ("TRAFFIC HAZARD", 26, Rhythm::Office, &["Assignment Completed"]),
    ("TRBL W/JUV", 26, Rhythm::Evening, &["Advised", "Unable to Locate Complainant"]),
    ("RECKLESS VEHICLE", 24, Rhythm::Evening, &["Unable to Locate Complainant"]),
    ("PROPERTY PICKUP", 14, Rhythm::Office, &["Assignment Completed"]),
    ("TAVERN CHECK", 12, Rhythm::Nightlife, &["Assignment Completed"]),
    (
        "CALL FOR POLICE",
        40,
        Rhythm::Flat,
        &["Advised", "Service in Progress", "Unable to Locate Complainant"],
    ),
    ("SHOTS FIRED", 8, Rhythm::Nightlife, &["Unable to Locate Complainant", "Service in Progress"]),
    ("PARKING TROUBLE", 36, Rhythm::Office, &["City Citation(s) Issued", "Advised"]),
    ("FIRE", 6, Rhythm::Flat, &["Assignment Completed", "False Alarm"]),
];

/// What a caller says when an incident of this type has happened.
fn nature_of(incident: &Incident) -> &'static str {
    match (incident.primary(), incident.domestic) {
        ("BATTERY", true) => "BATTERY DV",
        ("BATTERY", false) => "BATTERY",
        ("ASSAULT" | "STALKING", true) => "TRBL W/SUBJ-DV",
        ("ASSAULT", false) => "SUBJ WITH WEAPON",
        ("BURGLARY", _) => "ENTRY",
        ("MOTOR VEHICLE THEFT", _) => "STOLEN VEHICLE",
        ("THEFT", _) if incident.description() == "RETAIL THEFT" => "RETAIL THEFT",
        ("THEFT" | "ROBBERY", _) => incident.primary(),
        ("CRIMINAL DAMAGE" | "ARSON", _) => "PROPERTY DAMAGE",
        ("WEAPONS VIOLATION", _) => "SUBJ WITH GUN",
        ("CRIMINAL TRESPASS", _) => "TRBL W/SUBJ",
        _ => "REPORTS",
    }
}

/// Makes `count` calls in order of time and gives each to `take`.
///
/// # Errors
/// What `take` returns.
pub(crate) fn for_each<E>(
    seed: u64,
    incidents: &[Incident],
    (calendar, sites): (&Calendar, &Sites),
    count: usize,
    mut take: impl FnMut(&Call) -> Result<(), E>,
) -> Result<(), E> {
    let from_incidents = |i: &&Incident| i.id % 8 < 5;
    let own = count.saturating_sub(incidents.iter().filter(from_incidents).count());
    let mix = Weighted::new(NATURES.iter().map(|n| f64::from(n.1)));
    let mut dice = Dice::new(seed, Stream::Calls);
    let shape: Vec<f64> = (0..calendar.days).map(|_| dice.between(0.85, 1.15)).collect();
    let whole: f64 = shape.iter().sum();
    let (mut upto, mut made, mut next, mut id) = (0.0, 0, 0, 1_000_000);
    for day in 0..calendar.days {
        let mut calls = Vec::new();
        while let Some(incident) = incidents.get(next).filter(|i| i64::from(i.reported) < (day + 1) * DAY) {
            if from_incidents(&incident) {
                calls.push(of_incident(incident));
            }
            next += 1;
        }
        let mut dice = Dice::part(seed, Stream::Calls, day as u64);
        upto += shape[day as usize];
        let target = if day + 1 == calendar.days { own } else { (own as f64 * upto / whole) as usize };
        for _ in made..target {
            calls.push(of_its_own(day, calendar, sites, &mix, &mut dice));
        }
        made = target;
        calls.sort_by_key(|c| (c.second, c.address, c.nature));
        for call in &mut calls {
            id += 1 + (call.second as u32 % 3);
            call.id = id;
            take(call)?;
        }
    }
    Ok(())
}

fn of_incident(incident: &Incident) -> Call {
    let status = match (incident.arrest, incident.id % 3) {
        (true, _) => "Cleared by Arrest",
        (false, 0) => "Open Investigation",
        (false, _) => "To be Filed",
    };
    let second = i64::from(incident.reported) * 60 + i64::from(incident.id * 7 % 60);
    Call { id: 0, second, address: incident.address as usize, nature: nature_of(incident), status }
}

fn of_its_own(day: i64, calendar: &Calendar, sites: &Sites, mix: &Weighted, dice: &mut Dice) -> Call {
    let (nature, _, rhythm, endings) = NATURES[mix.draw(dice)];
    let minute = calendar.draw_minute(rhythm, day, dice) / 15 * 15 + dice.below(15) as i64;
    let address = sites.anywhere(dice) as usize;
    Call {
        id: 0,
        second: minute * 60 + dice.below(60) as i64,
        address,
        nature,
        status: dice.pick::<&str>(endings),
    }
}

/// The moment of a call as dispatch writes it: `2026-01-31 23:05:12`.
pub(crate) fn stamp(first: Date, second: i64) -> String {
    let at = super::clock(first, second / 60);
    format!("{} {:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), second % 60)
}
