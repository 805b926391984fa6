//! A year of joint initiatives: meetings, a watch group, a campaign, a day of preparing for storms.

use jiff::Error;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::people::cast::{DOWNTOWN, INFORMATION, LARKSPUR, MILL_FLATS, ORCHARD};
use crate::people::staff::email;
use crate::script::events::What;
use crate::script::telling::Story;

/// Something that people do together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gathering {
    /// Short name that events use.
    pub key: String,
    /// `meeting`, `watch`, `campaign` or `preparedness`.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub goal: String,
    /// Code of the neighborhood; none for the whole town.
    pub neighborhood: Option<String>,
    /// Day of its beginning.
    pub day: Date,
    /// Last day.
    pub last: Date,
    /// Hours at which it begins and ends.
    pub hours: (i8, i8),
    /// Where.
    pub place: String,
    /// Who does what.
    pub roles: String,
}

/// A watch group's own record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchRecord {
    /// The block captain.
    pub captain: String,
    /// Who stands in.
    pub alternate: String,
    /// Households on the roster.
    pub households: u32,
    /// Last meeting.
    pub met_on: Date,
    /// Roster gone through.
    pub roster_on: Date,
}

pub(super) fn tell(story: &mut Story) -> Result<(), Error> {
    meetings(story)?;
    around_the_town(story)
}

fn gathering(
    story: &Story,
    (key, kind, title, goal): (&str, &str, &str, &str),
    (neighborhood, first, last, hours): (Option<usize>, i64, i64, (i8, i8)),
    (place, roles): (&str, &str),
) -> What {
    let day = |ago: i64| story.on.clock.day(ago);
    let gathering = Gathering {
        key: key.into(),
        kind: kind.into(),
        title: title.into(),
        goal: goal.into(),
        neighborhood: neighborhood.map(|n| story.codes(n).1),
        day: day(first),
        last: day(last),
        hours,
        place: place.into(),
        roles: roles.into(),
    };
    What::GatheringPlanned { gathering }
}

fn held(key: &str, people: u32, minutes: &str, cost: u32) -> What {
    What::GatheringHeld { gathering: key.into(), people, minutes: minutes.into(), cost }
}

fn meetings(story: &mut Story) -> Result<(), Error> {
    for (n, ago) in [330_i64, 270, 210, 150, 90].into_iter().enumerate() {
        let key = format!("mf-{n}");
        let what = gathering(
            story,
            (
                &key,
                "meeting",
                "Mill Flats residents' evening",
                "What is getting better in the courts, and what is not.",
            ),
            (Some(3), ago, ago, (18, 20)),
            (
                "Community room, Court 2",
                "Housing Authority: the list of repairs. Youth Center: child care during the meeting.",
            ),
        );
        story.event(ago + 21, (9, 0), MILL_FLATS, what)?;
        let minutes =
            "The list of repairs was gone through. Two courts asked for the caretaker's hours to be posted.";
        story.event(ago, (20, 30), MILL_FLATS, held(&key, 14 + n as u32 * 3, minutes, 25))?;
    }
    let school = gathering(
        story,
        (
            "lp-school",
            "meeting",
            "Larkspur Park: the school crossing",
            "What parents and the crossing guard see, and what can be done before the end of the term.",
        ),
        (Some(5), 11, 11, (19, 21)),
        (
            "Library, reading room; ramp at the side door",
            "Public Works: how a counter works. School District: letters home.",
        ),
    );
    story.event(20, (10, 0), LARKSPUR, school)?;
    story.event(
        11,
        (21, 10),
        LARKSPUR,
        held("lp-school", 23, "Three things were raised; each has somebody who answers for it.", 40),
    )?;
    let day = |ago: i64| story.on.clock.day(ago);
    let raised = |words: &str, due: Date| What::GatheringRaised {
        gathering: "lp-school".into(),
        words: words.into(),
        owner: email(LARKSPUR),
        due,
    };
    let three = [
        raised("Cars do not stop for the guard on school mornings.", day(-14)),
        raised("The hedge at the corner hides small children.", day(-3)),
        raised("Nobody knows whom to call when the guard is sick.", day(-7)),
    ];
    for (n, what) in three.into_iter().enumerate() {
        story.event(11, (21, 15 + n as i8), LARKSPUR, what)?;
    }
    let answer = |n: usize, words: &str| What::GatheringAnswered {
        gathering: "lp-school".into(),
        nth: n,
        words: words.into(),
    };
    story.event(
        5,
        (15, 0),
        LARKSPUR,
        answer(1, "Public Works cut the hedge on Thursday and put it on its list for every June."),
    )?;
    story.event(4, (15, 5), LARKSPUR, answer(2, "The School District's office, from 6:30 on. The number hangs at the crossing and went home with the children."))?;
    let next = gathering(
        story,
        (
            "lp-next",
            "meeting",
            "Larkspur Park: what the counter showed",
            "The figures of two weeks, and what we try first.",
        ),
        (Some(5), -12, -12, (19, 21)),
        ("Library, reading room; ramp at the side door", "Public Works and School District come."),
    );
    story.event(3, (9, 0), LARKSPUR, next)
}

fn around_the_town(story: &mut Story) -> Result<(), Error> {
    let watch = gathering(
        story,
        (
            "oh-watch",
            "watch",
            "Orchard neighborhood watch",
            "Neighbors who know who is home when, and look in on each other.",
        ),
        (Some(6), 300, -430, (8, 20)),
        ("From house to house", "Block captain and alternate are neighbors."),
    );
    story.event(301, (17, 0), ORCHARD, watch)?;
    let (met_on, roster_on) = (story.on.clock.day(24), story.on.clock.day(60));
    let record = WatchRecord {
        captain: "Carol W.".into(),
        alternate: "Sam O.".into(),
        households: 34,
        met_on,
        roster_on,
    };
    story.event(24, (20, 0), ORCHARD, What::WatchKept { gathering: "oh-watch".into(), record })?;
    let lock = gathering(
        story,
        (
            "dt-lock",
            "campaign",
            "Lock it, take it, light it",
            "Drivers leave nothing in sight, and garages keep their lights on.",
        ),
        (Some(0), 140, 112, (8, 20)),
        (
            "Downtown lots and garages",
            "Merchants' association: 64 shops put the card at the till. Courier: two columns.",
        ),
    );
    story.event(150, (11, 0), INFORMATION, lock)?;
    story.event(
        111,
        (10, 0),
        INFORMATION,
        held("dt-lock", 4_100, "4,100 cards at tills and on windshields; 58 of 64 shops took part.", 620),
    )?;
    let storm = gathering(
        story,
        (
            "storm",
            "preparedness",
            "Ready for storm season",
            "A checklist for every household and business, and an exercise with the sirens.",
        ),
        (None, -26, -26, (10, 14)),
        (
            "Fairgrounds, hall B; step-free, seats, interpreters for Spanish",
            "Public Works: sandbags. Clinic: medicine for three days. Transit: free buses from every neighborhood.",
        ),
    );
    story.event(8, (9, 30), DOWNTOWN, storm)
}
