//! Chapter one: darkness and damage in Mill Flats. A response that worked, closed and told back.

mod result;

use jiff::{Error, Span};

use crate::people::cast::{ANALYST, INFORMATION, MILL_FLATS as LEAD, SERGEANT};
use crate::people::staff::email;
use crate::script::assessments::{AssessmentPlan, Days, DecisionNeeded};
use crate::script::events::{NewProblem, Source, Task, Tier, What};
use crate::script::fields::{
    Analysis, BroadGoal, Cheers, DataSource, Hypothesis, HypothesisStatus, Node, Objective, Presence,
    PublicNote, Response, ResponseOption, Scanning, Stage,
};
use crate::script::telling::{Story, triangle, yes};

const ID: &str = "mill-flats";
const CONCERNS: [&str; 4] = ["mf-1", "mf-2", "mf-3", "mf-4"];
const HOUSING: &str = "annette.baptiste@housing.test";
const WORKS: &str = "dolores.quint@public-works.test";
const YOUTH: &str = "terrence.oyelaran@youth.test";

pub(super) fn tell(story: &mut Story) -> Result<(), Error> {
    story.about(ID);
    first_answers(story)?;
    opened(story)?;
    scanning(story)?;
    analysis(story)?;
    response(story)?;
    tasks(story)?;
    result::tell(story)
}

fn first_answers(story: &mut Story) -> Result<(), Error> {
    story.promise(
        (355, (15, 30)),
        LEAD,
        ("mf-1", "Rosalía, siento lo del vidrio, y más que sus hijas tengan que pasar por ahí a oscuras. Anoche fui a las once: de las ocho lámparas del patio prende una. Voy a averiguar de quién son y le escribo antes del viernes.\nOfc. Tomás Herrera"),
        ("Tell Rosalía who is responsible for the lamps in the court", story.on.clock.day(351)),
    )?;
    story.event(351, (11, 0), LEAD, What::PromiseKept {
        promise: "mf-1-promise".into(),
        concern: "mf-1".into(),
        text: "Rosalía, las lámparas son de la Autoridad de Vivienda y el cable es de la ciudad; por eso nadie las arregló. Ya hablé con las dos. Todavía no tengo fecha, pero ya no es asunto de nadie.\nOfc. Tomás Herrera".into(),
    })?;
    story.answers(347, 10, LEAD, &[("mf-2", "Dwayne, you told me to come and see, so I did, on Friday at midnight. You did not exaggerate. The Housing Authority's manager and I walked through the laundry building this morning. I don't want to send you another nice report, so I will come to the April meeting with what we know and what we don't.\nOfc. Tomás Herrera".into())])?;
    story.answers(344, 16, LEAD, &[("mf-3", "Mrs. Ilic, thank you for the coffee, and for saying it the way you did. The mailboxes were put back up today. The lamps are the bigger thing and I am on it.\nOfc. Tomás Herrera".into())])?;
    story.answers(336, 9, LEAD, &[("mf-4", "Keisha, that is a fair question. Up to now the answer was: not enough. We will stop treating these as single reports and look at the courts as one problem, together with Housing and Public Works. You will hear from me at each step, here.\nOfc. Tomás Herrera".into())])
}

fn opened(story: &mut Story) -> Result<(), Error> {
    let (beat, neighborhood) = story.codes(3);
    let clock = story.on.clock;
    let problem = NewProblem {
        key: ID.into(),
        title: "Cars and doors damaged at night in the Mill Flats courts".into(),
        tier: Tier::Formal,
        lead: email(LEAD),
        supervisor: email(SERGEANT),
        beat,
        neighborhood,
        offenses: vec!["CRIMINAL DAMAGE".into()],
        area: story.area(ID),
        chosen_in: Some(Days { from: clock.day(361), until: clock.day(335) }),
        statement: "People who live around the Mill Flats courts find cars, mailboxes and doors damaged in the morning, above all after weekends, for more than a year.".into(),
        objective: "People in Mill Flats can leave a car outside and walk home after dark without finding damage in the morning.".into(),
        next_review: clock.day(290),
        source: Source::Concerns { concerns: CONCERNS.map(String::from).to_vec() },
    };
    story.event(335, (14, 10), LEAD, What::ProblemOpened { problem: Box::new(problem) })
}

fn scanning(story: &mut Story) -> Result<(), Error> {
    let scanning = Scanning {
        statement: "Families in and around the courts of Mill Flats have cars scratched and windows broken, mailboxes torn off and doors kicked in, mostly between ten at night and four in the morning, since about two years ago. Most do not report it any more.".into(),
        cheers: Cheers {
            community: yes("About 600 households; tenants, the youth center and two shops told us the same thing."),
            harm: yes("Deductibles of 250 to 1,000 dollars, missed work, and people over 70 who stay in after supper."),
            expectation: yes("Four residents asked us in three weeks, and the tenants' meeting asked for a plan, not for patrols."),
            events: yes("Each is a separate report with a place and a night."),
            recurrence: yes("Every month of the past two years."),
            similarity: yes("Same courts, same hours of darkness, things in reach of somebody walking through."),
        },
        goal: Some(BroadGoal::Reduce),
        baseline_source: "Reports of criminal damage in the outlined blocks, same months one year earlier.".into(),
        community_check: "Tenants' meeting with 43 people, and 58 doors knocked on with the youth center. 51 of 58 named darkness or the laundry building before we asked.".into(),
        decision_needed: Some(DecisionNeeded::Reuse),
    };
    story.event(331, (17, 45), LEAD, What::ScanningFilled { problem: ID.into(), scanning })?;
    story.moved(
        328,
        (9, 20),
        SERGEANT,
        Stage::Analysis,
        "Clearly a problem and clearly theirs. Find out why these courts and not the ones across the avenue.",
    )?;
    let note = PublicNote {
        said: "People in Mill Flats told us that cars and doors are damaged at night and that the courts are dark.".into(),
        did: "We are finding out why it happens in these courts. Officer Tomás Herrera is working on it with the Housing Authority and Public Works.".into(),
        next_word_by: Some(story.on.clock.day(295)),
    };
    story.event(326, (10, 0), INFORMATION, What::PriorityPublished { problem: ID.into(), note })
}

fn analysis(story: &mut Story) -> Result<(), Error> {
    let analysis = Analysis {
        sources: vec![
            DataSource { name: "Incident records, two years".into(), non_police: false, flaws: "About half is never reported, by what tenants say; the hour is often only when it was found.".into() },
            DataSource { name: "Lamp survey with Public Works, one night, 11 pm".into(), non_police: true, flaws: "One clear night without snow.".into() },
            DataSource { name: "Housing Authority repair orders, 18 months".into(), non_police: true, flaws: "Orders, not visits; some were closed without work.".into() },
            DataSource { name: "58 door-to-door talks, 12 in Spanish".into(), non_police: true, flaws: "Night workers were hard to reach.".into() },
        ],
        account: "What: mostly car glass and paint, then mailboxes and shared doors. Where: the rear courts, seldom the street side. When: ten at night to four, twice as much on weekend nights. How: on foot, along the path past the laundry building, with whatever lies around. Why there: 34 of 61 lamps were out, the laundry building stood open, and nobody has been caretaker since the position was cut two summers ago. Not in the courts across the avenue, which have light and a caretaker.".into(),
        triangle: triangle(
            [
                "Small groups passing through late, by all accounts aged 14 to 20, most of them from nearby. Nobody described a plan.",
                "The youth center closes at eight. Parents on night shift told us they learn of it last.",
                "Parked cars, mailboxes and shared doors within reach of the path.",
                "Neighbors would look out, but from a lit room one sees nothing in a dark court.",
                "Rear courts with 34 of 61 lamps out and an open, unused laundry building.",
                "Housing Authority. One manager for 11 buildings, no caretaker on site since two summers.",
            ],
            [Presence::Absent, Presence::Ineffective, Presence::Ineffective],
        ),
        hypotheses: vec![
            Hypothesis {
                statement: "Damage happens where a walker cannot be seen and has a place to gather: dark courts beside the open laundry building.".into(),
                evidence_for: "Three of four reports lie within sight of a failed lamp; courts with light have a third as many per car.".into(),
                evidence_against: "Two well-lit courts next to the building had damage too.".into(),
                falsified_by: "As much damage in lit courts as in dark ones.".into(),
                status: HypothesisStatus::Supported,
            },
            Hypothesis {
                statement: "It is done by people from elsewhere after the bars close.".into(),
                evidence_for: "Weekend nights stand out.".into(),
                evidence_against: "It peaks before midnight, two hours before the bars close, and the path leads to no bar.".into(),
                falsified_by: "A peak before closing time.".into(),
                status: HypothesisStatus::Rejected,
            },
        ],
        current_response: "Reports by telephone and a patrol car on request. Costs about 90 officer hours a year; nobody could name anything it had prevented.".into(),
    };
    story.event(305, (16, 0), LEAD, What::AnalysisFilled { problem: ID.into(), analysis })?;
    story.note(304, (9, 40), ANALYST, "I compared courts by parked cars rather than by area, since the dark ones are also the fuller ones. The difference stays. Lamp by lamp is in the file.")?;
    story.moved(296, (13, 15), SERGEANT, Stage::Response, "Good work, above all the night with the lamp survey. Bring options that do not need us to stand there.")
}

fn response(story: &mut Story) -> Result<(), Error> {
    let clock = story.on.clock;
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
    let start = story.target(ID).and_then(|t| t.change).map_or(0, |c| c.from_day);
    let start = story.on.calendar.first.saturating_add(Span::new().days(start));
    let response = Response {
        options: vec![
            option("Repair all 34 lamps and set six new ones along the path", &[7], Node::Place, "Public Works, Housing Authority", "9,800 dollars, shared. Residents asked for it. Bedroom windows need shields.", true, "Acts on the cause that both the map and the people name."),
            option("Close the laundry building now, decide its future with tenants", &[2, 9], Node::Manager, "Housing Authority", "1,400 dollars for doors and lock. Some want it back as a laundry.", true, "Takes away the gathering place without moving anybody on."),
            option("Caretaker on site, evenings Thursday to Sunday", &[9], Node::Manager, "Housing Authority", "Half a position, from the savings on repairs.", true, "Somebody who knows names and fixes things within two days."),
            option("Youth center open until eleven on Friday and Saturday", &[16], Node::Handler, "Youth Center", "Two staff, grant in hand until next summer.", true, "A place to be, asked for by the young people we spoke with."),
            option("More patrols on weekend nights", &[], Node::Offender, "Millbrook Police", "Twelve hours a week. Tenants fear that teenagers will be stopped for being there.", false, "Costs most, lasts as long as we stay, and the burden falls on those who did nothing."),
        ],
        mechanism: "With light, a person in the court can be seen and recognized from forty windows. With the building closed and the center open there is less reason to be there at all. A caretaker repairs within two days, so that one broken thing does not invite the next.".into(),
        objectives: vec![Objective {
            measure: "Reports of criminal damage in the outlined blocks".into(),
            baseline: format!("{} in the same eight months a year before", story.count(ID, windows(story).0)),
            target: "A quarter fewer, against the two comparison neighborhoods".into(),
            by: clock.day(31),
            source: "Incident records".into(),
        }],
        fairness: "No additional stops. The young people who use the path helped to place the new lamps. Reviewed with the tenants' council.".into(),
        starts_on: Some(start),
    };
    story.event(292, (11, 30), LEAD, What::ResponseFilled { problem: ID.into(), response })
}

/// Baseline and follow-up: eight months from the start, and the same months a year before.
fn windows(story: &Story) -> (Days, Days) {
    let start = story.target(ID).and_then(|t| t.change).map_or(0, |c| c.from_day);
    let start = story.on.calendar.first.saturating_add(Span::new().days(start));
    let eight_from =
        |from: jiff::civil::Date| Days { from, until: from.saturating_add(Span::new().months(8)) };
    (eight_from(start.saturating_sub(Span::new().years(1))), eight_from(start))
}

fn tasks(story: &mut Story) -> Result<(), Error> {
    let clock = story.on.clock;
    let task = |key: &str,
                what: &str,
                where_when: &str,
                planned: &str,
                owner: &str,
                organization: Option<&str>,
                due| What::TaskAssigned {
        problem: ID.into(),
        task: Task {
            key: key.into(),
            what: what.into(),
            where_when: where_when.into(),
            planned: planned.into(),
            owner: owner.into(),
            organization: organization.map(String::from),
            due: clock.day(due),
        },
    };
    let all = [
        task(
            "mf-lamps",
            "Repair and add lamps",
            "Rear courts and the path",
            "34 repaired, 6 new",
            WORKS,
            Some("public-works"),
            276,
        ),
        task(
            "mf-laundry",
            "Close the laundry building",
            "Old laundry building",
            "2 doors, 5 windows",
            HOUSING,
            Some("housing"),
            280,
        ),
        task(
            "mf-caretaker",
            "Caretaker in the evenings",
            "Thursday to Sunday, 5 to 11 pm",
            "20 hours a week",
            HOUSING,
            Some("housing"),
            262,
        ),
        task(
            "mf-center",
            "Open late on weekends",
            "Youth Center, Friday and Saturday to 11 pm",
            "2 evenings a week",
            YOUTH,
            Some("youth"),
            269,
        ),
        task(
            "mf-visits",
            "Visit the people who raised it, lamps lit",
            "At dusk",
            "4 visits, 1 tenants' meeting",
            &email(LEAD),
            None,
            255,
        ),
    ];
    for (n, what) in all.into_iter().enumerate() {
        story.event(290, (9, n as i8 * 6), LEAD, what)?;
    }
    let (baseline, follow_up) = windows(story);
    let plan = AssessmentPlan {
        decision_needed: DecisionNeeded::Reuse,
        offenses: vec!["CRIMINAL DAMAGE".into()],
        treated: story.area(ID),
        controls: vec![
            story.control(6, "As many apartments and parked cars, nothing of this kind planned there."),
            story.control(7, "Same kind of housing, other side of town."),
        ],
        rings: vec![story.ring(
            ID,
            3,
            "Looks for damage that moved around the corner, or for benefits that reach further.",
        )],
        baseline,
        follow_up,
    };
    story.event(284, (15, 20), ANALYST, What::AssessmentPlanned { problem: ID.into(), plan: Box::new(plan) })
}
