//! The agreements under which partners work with the agency, and the board of offers and needs.

use jiff::civil::Date;
use jiff::{Error, Span, Timestamp};
use serde::{Deserialize, Serialize};

use crate::people::cast::{COMMANDER, LARKSPUR, SERGEANT};
use crate::people::partners::partners;
use crate::people::staff::email;
use crate::script::events::{Event, What};
use crate::script::telling::Story;

/// What two sides agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// `memorandum`, `sharing` or `partnership`.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// Lawful basis.
    pub authority: String,
    /// What is shared: `tasks`, `problems`, `board`, `referrals`, `surveys`.
    pub categories: Vec<String>,
    /// What is left out.
    pub minimum: String,
    /// Who answers for it at the agency.
    pub contact_here: String,
    /// Who answers for it at the partner.
    pub contact_there: String,
    /// How it is kept safe.
    pub security: String,
    /// How long it is kept.
    pub retention: String,
    /// Whether it may be passed on.
    pub onward: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Day of the next look.
    pub review_on: Date,
    /// E-mail of who signs for the partner.
    pub signed_there: String,
    /// E-mail of who signs for the agency.
    pub signed_here: String,
}

/// Something on the board of offers and needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Short name that events use.
    pub key: String,
    /// Offered, or looked for.
    pub offer: bool,
    /// `resource`, `knowledge`, `expertise` or `experience`.
    pub sort: String,
    /// In a line.
    pub title: String,
    /// In more words.
    pub words: String,
    /// Last day on the board.
    pub until: Date,
}

/// Key of the partner, what the paper is for, what is shared, days from today to its last day and to the next look.
type Row = (&'static str, &'static str, &'static [&'static str], i64, i64);

const PAPERS: [Row; 10] = [
    (
        "public-works",
        "Lamps, lots and crossings: what Public Works mends where problems are worked on.",
        &["tasks", "problems", "board"],
        410,
        120,
    ),
    (
        "housing",
        "The courts in Mill Flats: locks, caretakers and repairs agreed building by building.",
        &["tasks", "problems", "board"],
        300,
        150,
    ),
    ("transit", "The depot and its stops, day and night.", &["tasks", "problems", "board"], 260, 75),
    ("schools", "Children's ways to school.", &["tasks", "problems", "board"], 330, 200),
    (
        "merchants",
        "Downtown at night, and the lots where its guests park.",
        &["tasks", "problems", "board", "surveys"],
        41,
        20,
    ),
    ("youth", "Evenings for young people in Mill Flats.", &["tasks", "problems", "board"], 190, 100),
    (
        "clinic",
        "Help with alcohol and drugs for those who want it.",
        &["tasks", "board", "referrals"],
        62,
        62,
    ),
    ("lantern-house", "A safe bed for whoever asks for one.", &["board", "referrals"], 240, 90),
    (
        "larkspur-neighbors",
        "What neighbors in Larkspur Park see, and what we do about it together.",
        &["tasks", "problems", "board"],
        280,
        110,
    ),
    ("courier", "How releases come out and questions are answered.", &["board"], 220, 90),
];

/// Agreements come before everything else that happens.
pub(super) fn tell(story: &mut Story) -> Result<(), Error> {
    let first = story.events.iter().map(|e| e.at).min().unwrap_or(Timestamp::UNIX_EPOCH);
    let signed = first.checked_sub(Span::new().hours(30))?;
    let from = signed.to_zoned(story.on.clock.zone.clone()).date();
    for (n, partner) in partners().iter().enumerate() {
        let Some(row) = PAPERS.iter().find(|row| row.0 == partner.key) else { continue };
        let Some(member) = partner.members.first() else { continue };
        let paper =
            paper(row, from, (story.on.clock.day(-row.3), story.on.clock.day(-row.4)), &partner.name, member);
        let at = signed.checked_add(Span::new().minutes(n as i64))?;
        let what = What::AgreementSigned { organization: partner.key.clone(), paper: Box::new(paper) };
        story.events.push(Event { at, by: email(SERGEANT), what });
    }
    board(story)
}

fn paper(
    row: &Row,
    from: Date,
    (until, review_on): (Date, Date),
    name: &str,
    member: &crate::people::Member,
) -> Paper {
    Paper {
        kind: if row.2.len() > 1 { "sharing" } else { "memorandum" }.into(),
        title: format!("Working together with {name}"),
        purpose: row.1.into(),
        authority:
            "City code 2-14 and the partner's own charter; no criminal-history information is exchanged."
                .into(),
        categories: row.2.iter().map(|c| (*c).to_owned()).collect(),
        minimum: "Names of residents, and anything about single persons.".into(),
        contact_here: format!("Sgt. {SERGEANT}"),
        contact_there: format!("{}, {}", member.name, member.title),
        security: "Own accounts with a second factor; a breach is told within 24 hours.".into(),
        retention: "For as long as the problem is worked on and one year; then destroyed.".into(),
        onward: "Not passed on without the other side's word in writing.".into(),
        from,
        until,
        review_on,
        signed_there: member.email.clone(),
        signed_here: email(COMMANDER),
    }
}

fn board(story: &mut Story) -> Result<(), Error> {
    let member = |key: &str| {
        partners().iter().find(|p| p.key == key).and_then(|p| p.members.first()).map(|m| m.email.clone())
    };
    let (Some(works), Some(clinic), Some(transit)) =
        (member("public-works"), member("clinic"), member("transit"))
    else {
        return Ok(());
    };
    let notice = |key: &str, offer: bool, sort: &str, title: &str, words: &str, until: Date| What::OnBoard {
        notice: Notice {
            key: key.into(),
            offer,
            sort: sort.into(),
            title: title.into(),
            words: words.into(),
            until,
        },
    };
    let day = |ago: i64| story.on.clock.day(ago);
    let counter = notice(
        "bd-counter",
        false,
        "resource",
        "A traffic counter for two weeks",
        "For the school crossing in Larkspur Park, from Tuesday. It counts cars and how fast they are.",
        day(-20),
    );
    let truck = notice(
        "bd-truck",
        true,
        "resource",
        "A bucket truck with driver, two mornings a month",
        "For lamps and branches where a problem is being worked on. Say which lots, a week ahead.",
        day(-90),
    );
    let talk = notice(
        "bd-talk",
        true,
        "expertise",
        "An hour on talking with somebody who is drunk",
        "For officers, doormen and bus drivers, up to fifteen at a time. We come to you.",
        day(-60),
    );
    let waiting = notice(
        "bd-waiting",
        true,
        "experience",
        "What helped at the depot: a staffed window until the last bus",
        "What we tried, what it cost a month, and what we would leave out the second time.",
        day(-45),
    );
    story.event(6, (9, 15), LARKSPUR, counter)?;
    story.event(40, (8, 30), &works, truck)?;
    story.event(25, (14, 10), &clinic, talk)?;
    story.event(18, (11, 0), &transit, waiting)?;
    story.event(5, (10, 40), &works, What::BoardAnswered { notice: "bd-counter".into(), words: "Ours is free from Tuesday. Kevin Aldous brings it at half past six and shows you how it is read.".into() })?;
    story.event(
        1,
        (16, 5),
        LARKSPUR,
        What::BoardSettled {
            notice: "bd-counter".into(),
            outcome: "The counter hangs at the crossing since Tuesday; the first two days are in.".into(),
        },
    )
}
