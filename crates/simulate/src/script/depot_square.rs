//! Chapter two: thefts at the bus depot. A response whose result could be chance, and said so.

use jiff::civil::Date;
use jiff::{Error, Span};

use crate::people::cast::{ANALYST, DEPOT as LEAD, INFORMATION, SECOND_SERGEANT};
use crate::people::staff::email;
use crate::script::assessments::{AssessmentPlan, Conclusion, Days, DecisionNeeded, Displacement, Findings};
use crate::script::events::{Event, NewProblem, Source, Task, Tier, What};
use crate::script::fields::{
    Analysis, BroadGoal, Cheers, DataSource, Hypothesis, HypothesisStatus, Node, Objective, Presence,
    PublicNote, Response, ResponseOption, Scanning, Stage,
};
use crate::script::telling::{Story, clearly_differs, triangle, yes};

const ID: &str = "depot-square";
const TRANSIT: &str = "gordon.pell@transit.test";

pub(super) fn tell(story: &mut Story) -> Result<(), Error> {
    story.about(ID);
    opened(story)?;
    scanning(story)?;
    analysis(story)?;
    response(story)?;
    carried_out(story)?;
    assessed(story)
}

fn start(story: &Story) -> Date {
    let day = story.target(ID).and_then(|t| t.change).map_or(0, |c| c.from_day);
    story.on.calendar.first.saturating_add(Span::new().days(day))
}

/// Baseline and follow-up: six months from the start, and the same months a year before.
fn windows(story: &Story) -> (Days, Days) {
    let six_from = |from: Date| Days { from, until: from.saturating_add(Span::new().months(6)) };
    let start = start(story);
    (six_from(start.saturating_sub(Span::new().years(1))), six_from(start))
}

fn opened(story: &mut Story) -> Result<(), Error> {
    story.answers(314, 9, LEAD, &[("ds-1", "Paul, I am sorry, above all about the insulin; the pharmacy on Main knows and will not charge you twice. I ride the depot every weekday and I have stood with my back to that bench. I will look into why it is so easy there.\nOfc. Priya Nair".into())])?;
    story.answers(300, 12, LEAD, &[("ds-2", "Ana, gracias por avisar; le escribo con ayuda de mi compañero Tomás. Vamos a ver con la empresa de transporte por qué todos suben por una sola puerta a esa hora.\nOfc. Priya Nair".into())])?;
    story.answers(294, 14, LEAD, &[("ds-3", "Lucille, nobody knows that square better than you. May I sit behind your stand for an afternoon and watch the bicycle rack with you?\nOfc. Priya Nair".into())])?;
    let (beat, neighborhood) = story.codes(4);
    let clock = story.on.clock;
    let problem = NewProblem {
        key: ID.into(),
        title: "Bags, phones and bicycles stolen around the bus depot".into(),
        tier: Tier::Formal,
        lead: email(LEAD),
        supervisor: email(SECOND_SERGEANT),
        beat,
        neighborhood,
        offenses: vec!["THEFT".into()],
        area: story.area(ID),
        chosen_in: Some(Days { from: clock.day(320), until: clock.day(290) }),
        statement:
            "Riders and shops around the depot lose bags, phones and bicycles, most of them in the afternoon."
                .into(),
        objective: "Riders can wait, board and park a bicycle at the depot without losing their things."
            .into(),
        next_review: clock.day(-10),
        source: Source::Concerns { concerns: ["ds-1", "ds-2", "ds-3"].map(String::from).to_vec() },
    };
    story.event(290, (10, 20), LEAD, What::ProblemOpened { problem: Box::new(problem) })
}

fn scanning(story: &mut Story) -> Result<(), Error> {
    let scanning = Scanning {
        statement: "Riders, and customers of six shops, lose bags, phones and bicycles in and around the depot, most between two and seven in the afternoon, for about two years.".into(),
        cheers: Cheers {
            community: yes("About 5,200 riders a day, six shops, and the people who live above them."),
            harm: yes("Phones and bicycles cost a month's bus fares and more; two riders lost medicine."),
            expectation: yes("Riders report it to us and to the ticket window."),
            events: yes("Separate thefts, each with a place and most with an hour."),
            recurrence: yes("Every week."),
            similarity: yes("Things put down, held loosely or locked out of sight, in a crowd."),
        },
        goal: Some(BroadGoal::Reduce),
        baseline_source: "Reports of theft in the outlined blocks, same months one year earlier.".into(),
        community_check: "Two afternoons with a table in the ticket hall: 112 riders, 79 had lost something or knew somebody who had.".into(),
        decision_needed: Some(DecisionNeeded::Stop),
    };
    story.event(284, (16, 30), LEAD, What::ScanningFilled { problem: ID.into(), scanning })?;
    story.moved(
        280,
        (9, 0),
        SECOND_SERGEANT,
        Stage::Analysis,
        "Riders agree that it is a problem. Watch before you plan.",
    )
}

fn analysis(story: &mut Story) -> Result<(), Error> {
    let analysis = Analysis {
        sources: vec![
            DataSource { name: "Incident records, two years".into(), non_police: false, flaws: "Riders notice at home, so the place is often only where they last looked.".into() },
            DataSource { name: "Lost property ledger of Millbrook Transit, one year".into(), non_police: true, flaws: "Lost and stolen look alike in it.".into() },
            DataSource { name: "Four afternoons of watching from the flower stand".into(), non_police: true, flaws: "People behave when they see us, even behind tulips.".into() },
        ],
        account: "What: phones and bags while boarding or sitting, bicycles from the rack by the wall. When: two to seven. Where: boarding doors of routes 4 and 9, benches in the hall, the rack. How: in the press at one door, or from a rack that nobody can see. Why: both routes board at one door at the same minute, and the rack stands behind the ticket machine.".into(),
        triangle: triangle(
            [
                "Unknown. Ticket staff speak of two or three small groups that come and go; we have no facts on who.",
                "Nobody in sight. Security left with the contract three years ago.",
                "Phones in back pockets, bags under benches, bicycles with cable locks.",
                "Other riders, who look at the departure board.",
                "Hall, two boarding doors and a bicycle rack behind a wall.",
                "Millbrook Transit. One clerk, behind glass.",
            ],
            [Presence::Absent, Presence::Ineffective, Presence::Ineffective],
        ),
        hypotheses: vec![Hypothesis {
            statement: "Riders do not know how often it happens and leave things within reach.".into(),
            evidence_for: "79 of 112 know a case, yet half of the bags we saw lay on the floor.".into(),
            evidence_against: "Phones go while people hold them, in the press at the door.".into(),
            falsified_by: "As many thefts after riders know.".into(),
            status: HypothesisStatus::Supported,
        }],
        current_response: "Reports, and a walk through the hall when there is time: 40 minutes a day.".into(),
    };
    story.event(258, (15, 0), LEAD, What::AnalysisFilled { problem: ID.into(), analysis })?;
    story.moved(248, (10, 10), SECOND_SERGEANT, Stage::Response, "Go ahead with what Transit can do this summer. The doors would be better, but they need the next timetable.")
}

fn response(story: &mut Story) -> Result<(), Error> {
    let option = |what: &str, techniques: &[u8], side, owner: &str, weighing: &str, chosen, reason: &str| {
        ResponseOption {
            what: what.into(),
            techniques: techniques.to_vec(),
            side,
            owner: owner.into(),
            weighing: weighing.into(),
            chosen: Some(chosen),
            reason: reason.into(),
        }
    };
    let baseline = story.count(ID, windows(story).0);
    let response = Response {
        options: vec![
            option("Announcements and posters in two languages", &[22, 23], Node::Target, "Millbrook Transit", "600 dollars. Cheap and quick; riders tire of announcements.", true, "Can begin in July."),
            option("An officer in the hall, two to seven, three days a week", &[10], Node::Guardian, "Millbrook Police", "15 hours a week. Riders welcome it.", true, "Covers the hours that stand out while the doors wait."),
            option("Second boarding door for route 9", &[16], Node::Place, "Millbrook Transit", "Needs the January timetable and a curb cut, 14,000 dollars.", false, "Not possible before the next timetable. Keep it."),
            option("Move the bicycle rack in front of the flower stand", &[7], Node::Place, "Public Works", "Permit takes five months.", false, "Applied for."),
        ],
        mechanism: "Riders who know hold on to their things, and somebody in uniform in the hall makes it riskier to try.".into(),
        objectives: vec![Objective {
            measure: "Reports of theft in the outlined blocks".into(),
            baseline: format!("{baseline} in the same six months a year before"),
            target: "A fifth fewer, against the comparison neighborhood".into(),
            by: story.on.clock.day(31),
            source: "Incident records".into(),
        }],
        fairness: "The officer talks with riders, checks no tickets and asks nobody for papers. Posters in English and Spanish.".into(),
        starts_on: Some(start(story)),
    };
    story.event(240, (11, 0), LEAD, What::ResponseFilled { problem: ID.into(), response })?;
    let task = |key: &str,
                what: &str,
                where_when: &str,
                planned: &str,
                owner: String,
                organization: Option<&str>,
                due| What::TaskAssigned {
        problem: ID.into(),
        task: Task {
            key: key.into(),
            what: what.into(),
            where_when: where_when.into(),
            planned: planned.into(),
            owner,
            organization: organization.map(String::from),
            due,
        },
    };
    let posters = task(
        "ds-posters",
        "Posters and announcements",
        "Hall, doors, buses of routes 4 and 9",
        "40 posters, announcement every 20 minutes",
        TRANSIT.into(),
        Some("transit"),
        story.on.clock.day(216),
    );
    let hours = task(
        "ds-hours",
        "Be in the hall in the afternoon",
        "Monday, Wednesday, Friday, 2 to 7 pm",
        "26 weeks of 15 hours",
        email(LEAD),
        None,
        story.on.clock.day(34),
    );
    story.event(238, (9, 0), LEAD, posters)?;
    story.event(238, (9, 6), LEAD, hours)?;
    let (baseline, follow_up) = windows(story);
    let plan = AssessmentPlan {
        decision_needed: DecisionNeeded::Stop,
        offenses: vec!["THEFT".into()],
        treated: story.area(ID),
        controls: vec![
            story.control(5, "Shops and a transfer stop, no depot."),
            story.control(6, "Similar mix of shops and homes."),
        ],
        rings: vec![story.ring(ID, 4, "Looks for thefts that moved to the next stops.")],
        baseline,
        follow_up,
    };
    story.event(226, (14, 40), ANALYST, What::AssessmentPlanned { problem: ID.into(), plan: Box::new(plan) })
}

fn carried_out(story: &mut Story) -> Result<(), Error> {
    let on = start(story);
    let at = story.on.clock.moment(on, 14, 0)?;
    story.events.push(Event { at, by: email(LEAD), what: What::ResponseStarted { problem: ID.into(), on } });
    story.done(
        211,
        (9, 30),
        TRANSIT,
        "ds-posters",
        "40 posters up, announcements run. Drivers asked for a gentler voice; recorded again on the 22nd.",
    )?;
    let note = PublicNote {
        said: "Riders told us that bags, phones and bicycles are stolen around the depot.".into(),
        did: "Millbrook Transit makes announcements in two languages, and Officer Priya Nair is in the hall on Monday, Wednesday and Friday afternoons. We measure whether that helps.".into(),
        next_word_by: Some(story.on.clock.day(12)),
    };
    story.event(209, (10, 0), INFORMATION, What::PriorityPublished { problem: ID.into(), note })?;
    story.done(33, (19, 15), LEAD, "ds-hours", "23 of 26 weeks as planned; three were lost to the flood watch in September. Riders use me as a timetable, which I like.")?;
    story.moved(
        30,
        (9, 30),
        SECOND_SERGEANT,
        Stage::Assessment,
        "Six months are full. Measure it as written down, whatever comes out.",
    )
}

fn assessed(story: &mut Story) -> Result<(), Error> {
    let (before, after) = windows(story);
    let (before, after) = (story.count(ID, before), story.count(ID, after));
    let reading = Reading::of(before, after);
    let findings = Findings {
        before,
        after,
        displacement: Displacement::NoneSeen,
        displacement_words: "No change in the rest of Depot Square that would stand out.".into(),
        views: "Riders like the officer in the hall and say so. The clerk thinks that bags are held closer. Lucille at the flower stand counted nine bicycles gone from the rack, as many as the year before.".into(),
        rivals: "Three of 26 weeks without an officer. Fewer riders in December than usual.".into(),
        conclusion: reading.conclusion,
        next_step: format!("{} Back to the causes we set aside: one boarding door and a rack nobody sees.", reading.says),
    };
    story.event(13, (11, 20), ANALYST, What::ResultRecorded { problem: ID.into(), findings })?;
    story.note(12, (16, 45), LEAD, "I would have liked to read something else. But the door and the rack were in our own analysis, and we did the easy half. Gordon has the second door in the spring timetable; the rack permit came on Friday.")?;
    let note = PublicNote {
        said: "Riders told us that bags, phones and bicycles are stolen around the depot.".into(),
        did: format!(
            "Posters and an officer in the hall for six months: {after} reported thefts, after {before} in the same months a year before. {} Next we try a second boarding door and a bicycle rack where people can see it.",
            reading.tells
        ),
        next_word_by: Some(story.on.clock.day(-45)),
    };
    story.event(11, (10, 0), INFORMATION, What::PriorityPublished { problem: ID.into(), note })?;
    story.promise(
        (10, (12, 15)),
        LEAD,
        ("ds-3", "Lucille, you were right about the rack from the first day, and I should have started there. The permit is here. The rack moves in front of your stand before the end of the month, and I will tell you the day.\nOfc. Priya Nair"),
        ("Tell Lucille the day on which the bicycle rack moves", story.on.clock.day(-1)),
    )
}

/// What the officers may say of the figures. The response did nothing; now and then chance makes it look otherwise.
struct Reading {
    conclusion: Conclusion,
    says: &'static str,
    tells: &'static str,
}

impl Reading {
    fn of(before: usize, after: usize) -> Self {
        match (clearly_differs(before, after), after < before) {
            (false, _) => Self {
                conclusion: Conclusion::Unclear,
                says: "We cannot say that posters and presence reduced theft: the difference could be chance.",
                tells: "That difference could be chance, so we do not call it a success.",
            },
            (true, true) => Self {
                conclusion: Conclusion::Partly,
                says: "Fewer thefts, but bicycles go as before, and nothing we did explains why the rest fell.",
                tells: "That is fewer, but bicycles are stolen as before, so we do not call it solved.",
            },
            (true, false) => Self {
                conclusion: Conclusion::No,
                says: "More thefts than before. Posters and presence did not reduce them.",
                tells: "That is more, so what we did was not enough.",
            },
        }
    }
}
