//! How the first chapter ended: carried out, measured, told back.

use jiff::Error;

use super::{HOUSING, ID, LEAD, WORKS, YOUTH, windows};
use crate::people::cast::{ANALYST, COMMANDER, INFORMATION, SERGEANT};
use crate::people::staff::email;
use crate::script::assessments::{Conclusion, Displacement, Findings};
use crate::script::events::{Event, What};
use crate::script::fields::{PublicNote, Stage};
use crate::script::telling::{Story, clearly_differs};

pub(super) fn tell(story: &mut Story) -> Result<(), Error> {
    carried_out(story)?;
    assessed(story)?;
    told_back(story)
}

fn carried_out(story: &mut Story) -> Result<(), Error> {
    story.done(281, (14, 0), HOUSING, "mf-laundry", "Both doors replaced, windows boarded and painted with the youth center. The key is with the caretaker.")?;
    let started = windows(story).1.from;
    let at = story.on.clock.moment(started, 20, 45)?;
    let what = What::ResponseStarted { problem: ID.into(), on: started };
    story.events.push(Event { at, by: email(LEAD), what });
    story.done(
        275,
        (8, 30),
        WORKS,
        "mf-lamps",
        "34 repaired, 6 new ones on the path. Two had to be ordered again and burned on the 21st.",
    )?;
    let note = PublicNote {
        said: "People in Mill Flats told us that cars and doors are damaged at night and that the courts are dark.".into(),
        did: "34 lamps burn again and six new ones stand along the path. The old laundry building is closed. The Youth Center is open until eleven on Fridays and Saturdays.".into(),
        next_word_by: Some(story.on.clock.day(25)),
    };
    story.event(270, (10, 0), INFORMATION, What::PriorityPublished { problem: ID.into(), note })?;
    story.done(
        268,
        (23, 10),
        YOUTH,
        "mf-center",
        "First two weekends: 31 and 44 visitors. They named the late hours themselves: Night Shift.",
    )?;
    story.done(
        261,
        (12, 0),
        HOUSING,
        "mf-caretaker",
        "Started on the 1st. Repairs now take two days instead of nineteen.",
    )?;
    story.done(254, (21, 30), LEAD, "mf-visits", "Visited all four and spoke at the tenants' meeting. Mrs. Ilic showed me that one can read under the new lamp.")?;
    story.moved(140, (11, 0), SERGEANT, Stage::Assessment, "Everything that was planned was done, a little late on two lamps. Now wait for the eight months to be full.")
}

fn assessed(story: &mut Story) -> Result<(), Error> {
    let (before, after) = windows(story);
    let (before, after) = (story.count(ID, before), story.count(ID, after));
    let findings = Findings {
        before,
        after,
        displacement: Displacement::NoneSeen,
        displacement_words: "The rest of Mill Flats did not get worse. Tenants on the far side of the avenue noticed nothing new.".into(),
        views: "41 of 50 tenants asked in January say that they feel safer walking home; 6 see no difference. The caretaker thinks fast repairs matter as much as light. Two young people said the path feels watched now, and that they mind it less since the center is open.".into(),
        rivals: "A colder fall than the year before, and the lamps, the caretaker and the center began within three weeks, so that nobody can say which of them did how much.".into(),
        conclusion: if clearly_differs(before, after) { Conclusion::Worked } else { Conclusion::Partly },
        next_step: "Close, look again in May and in November. Offer the lamp survey to the other courts of the Housing Authority.".into(),
    };
    story.event(20, (10, 45), ANALYST, What::ResultRecorded { problem: ID.into(), findings })?;
    let note = PublicNote {
        said: "People in Mill Flats told us that cars and doors are damaged at night and that the courts are dark.".into(),
        did: format!("Lamps, a closed building, a caretaker and a late youth center. In eight months there were {after} reports of damage, after {before} in the same months a year before. We look again in May."),
        next_word_by: None,
    };
    story.event(18, (10, 0), INFORMATION, What::PriorityPublished { problem: ID.into(), note })
}

fn told_back(story: &mut Story) -> Result<(), Error> {
    let (before, after) = windows(story);
    let (before, after) = (story.count(ID, before), story.count(ID, after));
    story.answers(16, 11, LEAD, &[
        ("mf-1", format!("Rosalía, hace casi un año nos escribió por la luz. Hoy hay cuarenta lámparas prendidas. En ocho meses hubo {after} reportes de daños; el año anterior, en los mismos meses, {before}. No es cero. Si una lámpara se apaga, llame a la encargada o escríbame a mí. Gracias por haber insistido.\nOfc. Tomás Herrera")),
        ("mf-2", format!("Dwayne, you asked for something better than a nice report. The laundry building stayed closed, the caretaker stayed, and damage went from {before} reports to {after} over the same eight months. Tenants will decide with Housing in April what the building becomes. Your idea is on the list.\nOfc. Tomás Herrera")),
        ("mf-3", format!("Mrs. Ilic, you wanted the lamps back and nobody locked up. The lamps are back, nobody was, and there were {after} reports of damage where there had been {before}. I hope you take your trash out whenever you please.\nOfc. Tomás Herrera")),
        ("mf-4", format!("Keisha, you asked what happens after the report. This time: 40 lamps, a caretaker, a closed building and a late youth center, and {after} reports of damage instead of {before} in the same months. Thank you for asking it so plainly. We look again in May, and you will hear the figure.\nOfc. Tomás Herrera")),
    ])?;
    let note = "Measured as planned, told to everybody who raised it, two dates to look again. Thank you to Housing, Public Works and the Youth Center.";
    story.event(14, (15, 0), COMMANDER, What::ProblemClosed { problem: ID.into(), note: note.into() })
}
