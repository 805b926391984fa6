//! Services and referrals, the newsroom, surveys of premises.

use jiff::civil::Date;
use jiff::{Error, Timestamp};
use serde::{Deserialize, Serialize};

use crate::people::cast::{DOWNTOWN, INFORMATION, LARKSPUR, MILL_FLATS, SERGEANT};
use crate::people::partners::partners;
use crate::people::staff::email;
use crate::script::events::What;
use crate::script::telling::Story;

/// What a service says of itself in the public directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// What it does for people.
    pub services: String,
    /// For whom.
    pub eligibility: String,
    /// How many it can serve.
    pub capacity: String,
    /// When it is open.
    pub opening: String,
    /// Languages.
    pub languages: String,
    /// Telephone.
    pub phone: String,
    /// Street address.
    pub address: String,
    /// Whether the address is kept from everybody.
    pub protected: bool,
}

/// Somebody who asked for help and consented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referred {
    /// Short name that events use.
    pub key: String,
    /// Key of the service.
    pub organization: String,
    /// What the person asked for.
    pub need: String,
    /// Whether somebody goes along.
    pub warm: bool,
    /// What the person wants to be called.
    pub name: String,
    /// How to reach the person.
    pub reach: String,
    /// Who meets whom, when and where.
    pub meet: String,
    /// What may be passed on.
    pub scope: String,
    /// For what.
    pub purpose: String,
    /// Language in which it was explained.
    pub language: String,
    /// Day of the signature.
    pub signed_on: Date,
    /// Last day.
    pub until: Date,
}

/// A release or fact sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Short name that events use.
    pub key: String,
    /// Whether it is a fact sheet.
    pub facts: bool,
    /// Headline and text.
    pub english: (String, String),
    /// The same in Spanish; may be empty.
    pub spanish: (String, String),
    /// E-mail of who knows the case.
    pub case_owner: String,
    /// Until when it is held back.
    pub embargo: Option<Timestamp>,
}

/// A place that was looked at. Items that are not named were as they should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surveyed {
    /// Short name that events use.
    pub key: String,
    /// Key of the partner whose place it is.
    pub organization: String,
    /// What the place is called.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Who showed it.
    pub contact: String,
    /// The day.
    pub day: Date,
    /// Day of the second look.
    pub again: Date,
    /// What could be better: item, advice, weight.
    pub weak: Vec<(String, String, String)>,
}

/// Everything of it.
pub(super) fn tell(story: &mut Story) -> Result<(), Error> {
    services(story)?;
    referrals(story)?;
    newsroom(story)?;
    surveys(story)
}

fn member(key: &str) -> String {
    let found = partners().iter().find(|p| p.key == key).and_then(|p| p.members.first().cloned());
    found.map(|m| m.email).unwrap_or_default()
}

fn services(story: &mut Story) -> Result<(), Error> {
    let rows = [
        (
            "lantern-house",
            [
                "Beds, meals and a listening ear for people who fled from home, with their children.",
                "Everybody who is not safe at home. No papers needed.",
                "18 beds, 4 family rooms",
                "Day and night, by telephone first",
                "English, Spanish, Vietnamese",
                "555-0170",
                "412 Quarry Lane",
            ],
            true,
        ),
        (
            "clinic",
            [
                "Walk-in care, counseling, help with alcohol and drugs.",
                "Everybody. Payment according to income.",
                "About 40 people a day",
                "Monday to Saturday, 8 to 18",
                "English, Spanish",
                "555-0181",
                "75 Depot Square",
            ],
            false,
        ),
        (
            "youth",
            [
                "Evenings with sports, music, homework and supper.",
                "Ages 11 to 19, free of charge.",
                "60 young people an evening",
                "Monday to Friday, 15 to 21",
                "English, Spanish",
                "555-0163",
                "9 Loom Street",
            ],
            false,
        ),
    ];
    for (n, (organization, texts, protected)) in rows.into_iter().enumerate() {
        let [services, eligibility, capacity, opening, languages, phone, address] = texts.map(str::to_owned);
        let service =
            Service { services, eligibility, capacity, opening, languages, phone, address, protected };
        let organization = organization.to_owned();
        story.event(50, (9, n as i8), SERGEANT, What::ServiceListed { organization, service })?;
    }
    Ok(())
}

fn referrals(story: &mut Story) -> Result<(), Error> {
    let day = |story: &Story, ago: i64| story.on.clock.day(ago);
    let rows = [
        ("rf-bed", "lantern-house", "safety", true, "Ana", 14, 30, MILL_FLATS),
        ("rf-talk", "clinic", "substances", false, "Walt", 9, 45, DOWNTOWN),
        ("rf-room", "lantern-house", "housing", true, "Mrs. Doyle", 3, 25, LARKSPUR),
        ("rf-evening", "clinic", "counseling", false, "Jo", 2, 60, MILL_FLATS),
    ];
    for (key, organization, need, warm, name, ago, lasts, by) in rows {
        let referral = Referred {
            key: key.into(),
            organization: organization.into(),
            need: need.into(),
            warm,
            name: name.into(),
            reach: "555-0199, before noon; say that it is about the library card.".into(),
            meet: if warm {
                "The officer comes along, the next morning at ten.".into()
            } else {
                String::new()
            },
            scope: "What the person wants to be called, a telephone number, what is asked for.".into(),
            purpose: "That the service can get in touch and make room.".into(),
            language: if by == MILL_FLATS { "Spanish" } else { "English" }.into(),
            signed_on: day(story, ago),
            until: day(story, ago - lasts),
        };
        story.event(ago, (15, 20), by, What::Referred { referral: Box::new(referral) })?;
    }
    let steps = [
        ("rf-bed", "accept", 14, 17, "lantern-house"),
        ("rf-bed", "met", 13, 10, "lantern-house"),
        ("rf-bed", "close/served", 6, 9, "lantern-house"),
        ("rf-talk", "decline/full", 8, 11, "clinic"),
        ("rf-room", "accept", 3, 18, "lantern-house"),
    ];
    for (referral, to, ago, hour, by) in steps {
        let (referral, to) = (referral.to_owned(), to.to_owned());
        story.event(ago, (hour, 5), &member(by), What::ReferralWent { referral, to })?;
    }
    let back = What::ReferralWent { referral: "rf-room".into(), to: "withdrawn".into() };
    story.event(1, (9, 40), LARKSPUR, back)
}

fn written(key: &str, english: (&str, &str), spanish: (&str, &str), case_owner: &str) -> Written {
    let own = |(title, body): (&str, &str)| (title.to_owned(), body.to_owned());
    Written {
        key: key.into(),
        facts: false,
        english: own(english),
        spanish: own(spanish),
        case_owner: email(case_owner),
        embargo: None,
    }
}

fn newsroom(story: &mut Story) -> Result<(), Error> {
    let block = What::Blocked {
        sort: "juvenile".into(),
        label: "School crossing, the child who was hurt".into(),
        words: "Tobias Renner".into(),
    };
    story.event(30, (8, 15), INFORMATION, block)?;
    let lots = written(
        "pr-lots",
        (
            "Lamps mended in the downtown lots",
            "Public Works mended 38 lamps in the four lots where most cars were broken into.\nThe city, the merchants and the police chose this together. What came of it is measured in the fall.",
        ),
        (
            "Lámparas arregladas en los estacionamientos del centro",
            "Obras Públicas arregló 38 lámparas en los cuatro estacionamientos con más robos en autos.\nLa ciudad, los comerciantes y la policía lo eligieron juntos. En otoño se mide el resultado.",
        ),
        DOWNTOWN,
    );
    let crossing = Written {
        embargo: Some(story.on.clock.ago(-2, 9, 0)?),
        ..written(
            "pr-crossing",
            (
                "A new crossing at Larkspur School",
                "From Monday a raised crossing stands at the school. A counter shows how fast cars are before and after.",
            ),
            ("", ""),
            LARKSPUR,
        )
    };
    let facts = Written {
        facts: true,
        ..written(
            "pr-facts",
            (
                "How to reach your officer",
                "Each neighborhood has an officer of its own. Names, languages and hours stand on its page; a question gets an answer within three working days.",
            ),
            ("", ""),
            SERGEANT,
        )
    };
    for (press, ago, checked_by) in [(facts, 28, SERGEANT), (lots, 12, DOWNTOWN), (crossing, 2, LARKSPUR)] {
        let key = press.key.clone();
        story.event(ago, (10, 0), INFORMATION, What::PressWritten { press: Box::new(press) })?;
        story.event(
            ago,
            (13, 30),
            checked_by,
            What::PressWent { press: key.clone(), to: "checked".into() },
        )?;
        story.event(ago, (14, 0), INFORMATION, What::PressWent { press: key, to: "cleared".into() })?;
    }
    let corrected = What::PressCorrected {
        press: "pr-lots".into(),
        english: "Public Works mended 42 lamps in the four lots where most cars were broken into.\nThe city, the merchants and the police chose this together. What came of it is measured in the fall.".into(),
        spanish: "Obras Públicas arregló 42 lámparas en los cuatro estacionamientos con más robos en autos.\nLa ciudad, los comerciantes y la policía lo eligieron juntos. En otoño se mide el resultado.".into(),
        note: (
            "We wrote 38 lamps. It was 42: four were mended a week later.".into(),
            "Escribimos 38 lámparas. Eran 42: cuatro se arreglaron una semana después.".into(),
        ),
    };
    story.event(10, (9, 10), INFORMATION, corrected)?;
    let ask = |key: &str, topic: &str, deadline: Timestamp| What::MediaAsked {
        question: key.into(),
        asker: "Jake Sorensen, Millbrook Courier".into(),
        topic: topic.into(),
        deadline,
    };
    let due = story.on.clock.ago(11, 17, 0)?;
    story.event(11, (9, 0), INFORMATION, ask("mq-lots", "Which four lots, and what did it cost?", due))?;
    let reply = "The four are named on the page of the neighborhood. Public Works tells the cost.";
    story.event(
        11,
        (15, 0),
        INFORMATION,
        What::MediaAnswered { question: "mq-lots".into(), words: reply.into() },
    )?;
    let due = story.on.clock.ago(-1, 12, 0)?;
    story.event(1, (11, 20), INFORMATION, ask("mq-meeting", "May we film at the Larkspur meeting?", due))
}

fn surveys(story: &mut Story) -> Result<(), Error> {
    let weak = [
        ("lighting", "Two lamps over the ramp are dark. Mend them and add one at the pay machine.", "high"),
        ("sight-lines", "A board hides the stairs from the booth. Move it.", "high"),
        ("keys", "Nobody knows who has the key of the side gate. Change the lock, keep a list.", "middle"),
        ("signs", "Say at the entrance when somebody is in the booth.", "low"),
    ];
    let survey = Surveyed {
        key: "sv-garage".into(),
        organization: "merchants".into(),
        name: "Second Street garage".into(),
        address: "220 Second Street".into(),
        contact: "Shu-fen Liao, garage operator".into(),
        day: story.on.clock.day(35),
        again: story.on.clock.day(4),
        weak: weak.map(|(item, advice, weight)| (item.into(), advice.into(), weight.into())).into(),
    };
    story.event(35, (11, 0), DOWNTOWN, What::Surveyed { survey: Box::new(survey) })?;
    let answers = [
        ("lighting", "done", "Both mended, a third hangs at the machine.", 25),
        ("sight-lines", "done", "", 25),
        ("keys", "will", "When the locksmith is here, by the end of the month.", 24),
        ("signs", "will-not", "The booth has no fixed hours.", 24),
    ];
    for (item, says, words, ago) in answers {
        let what = What::SurveyAnswered {
            survey: "sv-garage".into(),
            item: item.into(),
            says: says.into(),
            words: words.into(),
        };
        story.event(ago, (10, 15), &member("merchants"), what)?;
    }
    for (item, found) in [("lighting", "good"), ("sight-lines", "good"), ("keys", "weak")] {
        let (survey, item, found) = ("sv-garage".into(), item.into(), found.into());
        story.event(4, (16, 30), DOWNTOWN, What::SurveyedAgain { survey, item, found })?;
    }
    Ok(())
}
