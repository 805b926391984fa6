//! Between the chapters: officers on their beats through the year, and the stories that are told.

use jiff::{Error, Span};

use crate::people::StaffMember;
use crate::people::cast::{DOWNTOWN, HEIGHTS, INFORMATION, LARKSPUR, MILL_FLATS, RIVERSIDE, SERGEANT};
use crate::people::staff::{Role, email};
use crate::script::events::{Event, What};
use crate::script::neighbors::{Contact, Known, NewStory, Posting, Telling};
use crate::script::telling::Story;

/// The year's first day of the story, counted back.
const BEGIN: i64 = 358;

pub(super) fn tell(story: &mut Story, staff: &[StaffMember]) -> Result<(), Error> {
    posted(story, staff)?;
    known(story)?;
    walked(story)?;
    wall(story)?;
    mill_flats(story)
}

/// Every officer on the own beat, since the day on which they came.
fn posted(story: &mut Story, staff: &[StaffMember]) -> Result<(), Error> {
    let begin = story.on.clock.day(BEGIN);
    for (n, officer) in staff.iter().filter(|s| s.role == Role::Officer).enumerate() {
        let (Some(beat), Some(since)) = (&officer.beat, officer.on_beat_since) else { continue };
        let post = if officer.first_on_beat { "primary" } else { "secondary" };
        let at = story.on.clock.moment(since.max(begin), 8, (n % 60) as i8)?;
        let posting = Posting { person: officer.email.clone(), beat: beat.clone(), post: post.into(), since };
        story.events.push(Event { at, by: email(SERGEANT), what: What::Posted { posting } });
    }
    Ok(())
}

fn known(story: &mut Story) -> Result<(), Error> {
    const KNOWN: [(i64, &str, usize, &str, &str, &str); 9] = [
        (
            340,
            MILL_FLATS,
            3,
            "asset",
            "Community kitchen in the south court",
            "Thursdays; the key is with Mrs. Ilic.",
        ),
        (340, MILL_FLATS, 3, "language", "Spanish", "In about every third household."),
        (
            322,
            MILL_FLATS,
            3,
            "group",
            "Tenants' council",
            "Meets on the first Monday; they chair it themselves.",
        ),
        (300, DOWNTOWN, 0, "group", "Merchants of Front Street", "Breakfast on the second Tuesday."),
        (260, DOWNTOWN, 0, "asset", "Depot clock and its bench", "Where people wait, and are seen."),
        (210, RIVERSIDE, 1, "service", "Library, homework room", "Open until eight; they know the families."),
        (
            180,
            LARKSPUR,
            5,
            "group",
            "Parents of the school crossing",
            "Write to the crossing guard, she passes it on.",
        ),
        (
            120,
            HEIGHTS,
            2,
            "trouble",
            "Cars left with engines running at the overlook",
            "Four people named it, none called.",
        ),
        (90, RIVERSIDE, 1, "language", "Arabic", "Two families near the boat ramp; a cousin interprets."),
    ];
    for (days, by, neighborhood, kind, name, note) in KNOWN {
        let (beat, _) = story.codes(neighborhood);
        let known = Known { beat, kind: kind.into(), name: name.into(), note: note.into() };
        story.event(days, (16, 40), by, What::KnownAdded { known })?;
    }
    Ok(())
}

/// One walk: days ago, by whom, in which neighborhood, where, whom, how they are kept, what was heard.
type Walk = (
    i64,
    &'static str,
    usize,
    &'static str,
    (&'static str, &'static str),
    Option<&'static str>,
    &'static str,
);

/// What was promised on a walk, by its number: what, in how many days, and what was done, or nothing yet.
const PROMISED: [(usize, &str, i64, Option<&str>); 6] = [
    (0, "Ask Housing when the court door is mended", 7, Some("Mended on Friday; I told her on Saturday.")),
    (2, "Bring the form for the loading zone", 10, Some("Brought it and filled it in with him.")),
    (4, "Find out who locks the boat ramp", 14, Some("Parks does. The number hangs at the ramp now.")),
    (6, "Ask whether the bus stop can get a bench", 21, Some("Public Works put one up in the fall.")),
    (8, "Come to the parents' evening", 6, None),
    (9, "Call the owner of the dark lot", 3, None),
];

const WALKS: [Walk; 11] = [
    (
        318,
        MILL_FLATS,
        3,
        "South court",
        ("resident", "A grandmother in the south court"),
        None,
        "The court door bangs all night since the wind took the spring.",
    ),
    (
        287,
        MILL_FLATS,
        3,
        "Laundry building",
        ("youth", ""),
        None,
        "They sit there because it is the only place with a roof and no adult. They would go somewhere better.",
    ),
    (
        244,
        DOWNTOWN,
        0,
        "Hardware store, Front Street",
        ("business", "The owner of the hardware store"),
        Some("leader"),
        "Deliveries block the ramp; a man in a wheelchair had to go back twice.",
    ),
    (
        236,
        RIVERSIDE,
        1,
        "Library",
        ("service", "The librarian on the late shift"),
        Some("service"),
        "Children wait alone outside after eight, picked up late on Thursdays.",
    ),
    (
        201,
        RIVERSIDE,
        1,
        "Boat ramp",
        ("resident", "A man who fishes before work"),
        None,
        "Trucks come down at night and leave mattresses.",
    ),
    (
        165,
        HEIGHTS,
        2,
        "Overlook",
        ("resident", "A couple with a dog"),
        None,
        "Engines run for an hour; nobody does anything bad, nobody can sleep.",
    ),
    (
        133,
        LARKSPUR,
        5,
        "Bus stop at the park",
        ("leader", "The crossing guard"),
        Some("leader"),
        "Old people stand half an hour in the sun. They would walk to the stop if they could sit.",
    ),
    (
        64,
        DOWNTOWN,
        0,
        "Front Street, the blocks with the bars",
        ("business", "Two bartenders"),
        None,
        "They sweep up glass together on Sundays now. The taxi stand works when the light works.",
    ),
    (
        11,
        LARKSPUR,
        5,
        "School gate",
        ("school", "The school's secretary"),
        Some("leader"),
        "Parents want to hear from us what will be done about the street, not read it.",
    ),
    (
        8,
        DOWNTOWN,
        0,
        "Lot behind the bakery",
        ("business", "The baker"),
        None,
        "Two of four lamps are out again since the storm.",
    ),
    (
        3,
        MILL_FLATS,
        3,
        "Community kitchen",
        ("leader", "Mrs. Ilic's sister, who cooks on Thursdays"),
        Some("leader"),
        "People ask what becomes of the laundry building. They have ideas and nobody to tell them to.",
    ),
];

fn walked(story: &mut Story) -> Result<(), Error> {
    for (n, (days, by, neighborhood, place, (met_as, whom), keep, heard)) in WALKS.into_iter().enumerate() {
        let (beat, _) = story.codes(neighborhood);
        let promise = PROMISED.iter().find(|p| p.0 == n);
        let due = |within: i64| story.on.clock.day(days).saturating_add(Span::new().days(within));
        let contact = Contact {
            key: format!("walk-{n}"),
            beat,
            place: place.into(),
            met_as: met_as.into(),
            whom: whom.into(),
            heard: heard.into(),
            minutes: (n % 3 != 1).then_some(35 + 5 * n as u32),
            keep: keep.map(str::to_owned),
            promise: promise.map(|p| (p.1.to_owned(), due(p.2))),
        };
        story.event(days, (17, 5 + n as i8), by, What::ContactLogged { contact: Box::new(contact) })?;
        if let Some((_, _, within, Some(words))) = promise {
            let (contact, words) = (format!("walk-{n}"), (*words).to_owned());
            story.event(
                days - within + 1,
                (11, 20),
                by,
                What::PromiseSettled { contact, kept: true, words },
            )?;
        }
    }
    Ok(())
}

/// An afternoon that was no problem of its own, so it tells what was done.
fn wall(story: &mut Story) -> Result<(), Error> {
    let telling =
        |language: &str, title: &str, place: &str, problem: &str, done: &str, lesson: &str| Telling {
            language: language.into(),
            title: title.into(),
            place: place.into(),
            problem: problem.into(),
            done: done.into(),
            lesson: lesson.into(),
        };
    let new = NewStory {
        key: "wall".into(),
        problem: None,
        tellings: vec![
            telling(
                "en",
                "Forty hands and a gray wall",
                "Underpass by the library, Riverside",
                "People crossed the street to avoid the underpass. Nobody knew who looked after it.",
                "Officer Strand asked at the library who would help. On a Saturday in the fall neighbors, three classes and Public Works washed the wall, painted it, and hung up the number that is called when a lamp goes out.",
                "Ask who passes there every day. The children knew which lamp was dark; the map did not.",
            ),
            telling(
                "es",
                "Cuarenta manos y una pared gris",
                "Paso bajo la calle junto a la biblioteca, Riverside",
                "La gente cruzaba la calle para evitar el paso. Nadie sabía quién lo cuidaba.",
                "El agente Strand preguntó en la biblioteca quién ayudaría. Un sábado de otoño, vecinos, tres clases y Obras Públicas lavaron la pared, la pintaron y colgaron el número al que se llama cuando se apaga una lámpara.",
                "Pregunte a quien pasa por allí todos los días. Los niños sabían qué lámpara estaba apagada; el mapa no.",
            ),
        ],
        partners: vec![
            ("Public Works".into(), "government".into()),
            ("Library, homework room".into(), "nonprofit".into()),
        ],
        voices: vec![(
            "My class asks every week whether their fish is still on the wall. It is.".into(),
            "A fourth-grade teacher".into(),
            story.on.clock.day(96),
        )],
        techniques: vec![22],
        behavior: Some("incivilities".into()),
    };
    story.event(95, (14, 0), RIVERSIDE, What::StoryWritten { story: Box::new(new) })?;
    story.event(93, (9, 30), INFORMATION, What::StoryCleared { story: "wall".into() })
}

/// What came of Mill Flats: the words say what was done; what it changed, the assessment says.
fn mill_flats(story: &mut Story) -> Result<(), Error> {
    let telling = |language: &str, title: &str, problem: &str, done: &str, lesson: &str| Telling {
        language: language.into(),
        title: title.into(),
        place: "Mill Flats".into(),
        problem: problem.into(),
        done: done.into(),
        lesson: lesson.into(),
    };
    let new = NewStory {
        key: "mill-flats".into(),
        problem: Some("mill-flats".into()),
        tellings: vec![
            telling(
                "en",
                "The lamps of Mill Flats",
                "Cars, doors and mailboxes were damaged at night. The courts were dark, an old laundry building stood open, and repairs took nineteen days.",
                "Tenants, Housing, Public Works, the Youth Center and Officer Herrera walked the courts after dark. Forty lamps were mended or set, the building was closed, a caretaker came for the evenings, and the Youth Center stayed open late on weekends. Nobody was stopped for sitting there.",
                "The people who lived there had named the cause years before. Write down what they say first, and measure the same months afterwards.",
            ),
            telling(
                "es",
                "Las lámparas de Mill Flats",
                "De noche dañaban autos, puertas y buzones. Los patios estaban oscuros, una vieja lavandería estaba abierta y las reparaciones tardaban diecinueve días.",
                "Inquilinos, Vivienda, Obras Públicas, el Centro Juvenil y el agente Herrera recorrieron los patios de noche. Se arreglaron o pusieron cuarenta lámparas, se cerró el edificio, llegó un encargado por las tardes y el Centro Juvenil abrió hasta tarde los fines de semana. A nadie se le detuvo por estar sentado allí.",
                "La gente que vive allí había dicho la causa años antes. Primero escriba lo que dicen, y después mida los mismos meses.",
            ),
        ],
        partners: vec![
            ("Housing Authority".into(), "government".into()),
            ("Public Works".into(), "government".into()),
            ("Youth Center".into(), "nonprofit".into()),
            ("Tenants' council".into(), "community".into()),
        ],
        voices: vec![(
            "I take my trash out after supper again.".into(),
            "A tenant, 74".into(),
            story.on.clock.day(13),
        )],
        techniques: vec![2, 7, 9, 16],
        behavior: Some("incivilities".into()),
    };
    story.event(12, (15, 30), MILL_FLATS, What::StoryWritten { story: Box::new(new) })?;
    story.event(10, (10, 15), INFORMATION, What::StoryCleared { story: "mill-flats".into() })
}
