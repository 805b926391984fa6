//! Chapter three: break-ins to cars in three downtown lots. The response has just begun.

use jiff::Error;

use crate::people::cast::{ANALYST, DOWNTOWN as LEAD, INFORMATION, SERGEANT};
use crate::people::staff::email;
use crate::script::assessments::{AssessmentPlan, Days, DecisionNeeded};
use crate::script::events::{NewProblem, Source, Task, Tier, What};
use crate::script::fields::{
    Analysis, BroadGoal, Cheers, DataSource, Hypothesis, HypothesisStatus, Node, Objective, Presence,
    PublicNote, Response, ResponseOption, Scanning, Stage,
};
use crate::script::telling::{Story, triangle, yes};

const ID: &str = "parking-lots";
const GARAGE: &str = "shufen.liao@merchants.test";
const WORKS: &str = "dolores.quint@public-works.test";

pub(super) fn tell(story: &mut Story) -> Result<(), Error> {
    story.about(ID);
    opened(story)?;
    scanning(story)?;
    analysis(story)?;
    response(story)?;
    started(story)
}

fn chosen_in(story: &Story) -> Days {
    let first = story.target(ID).map_or(0, |t| t.days.0);
    let from = story.on.calendar.first.saturating_add(jiff::Span::new().days(first));
    Days { from, until: story.on.clock.day(74) }
}

fn opened(story: &mut Story) -> Result<(), Error> {
    story.answers(81, 10, LEAD, &[("pl-1", "Brandon, I am sorry about the window and the mess. You are the third from level 2 this fall, so I will look at the level and not only at your car. More from me before the holidays.\nOfc. Maya Brennan".into())])?;
    story.answers(77, 17, LEAD, &[("pl-2", "Shauna, I walked your way last night at nine. You are right: at the pay machine I could not see my own keys. Until there is light, ring me when you close on Tuesdays to Fridays; I am around the corner and glad to walk.\nOfc. Maya Brennan".into())])?;
    let (beat, neighborhood) = story.codes(0);
    let chosen = chosen_in(story);
    let seen = story.count(ID, chosen);
    let problem = NewProblem {
        key: ID.into(),
        title: "Cars broken into in three downtown parking lots".into(),
        tier: Tier::Quick,
        lead: email(LEAD),
        supervisor: email(SERGEANT),
        beat,
        neighborhood,
        offenses: vec!["THEFT".into()],
        area: story.area(ID),
        chosen_in: Some(chosen),
        statement: format!(
            "People who park in the Front Street lot, the Depot lot and the Riverbend Garage have things stolen from their cars: {seen} reports since summer, far more than in the other lots."
        ),
        objective: "People who work or shop downtown find their cars as they left them.".into(),
        next_review: story.on.clock.day(-3),
        source: Source::Candidate { plant: ID.into() },
    };
    story.event(73, (9, 30), LEAD, What::ProblemOpened { problem: Box::new(problem) })?;
    for (concern, minute) in [("pl-1", 34), ("pl-2", 36)] {
        let what = What::ConcernJoined { concern: concern.into(), problem: ID.into() };
        story.event(73, (9, minute), LEAD, what)?;
    }
    let what = What::ConcernJoined { concern: "pl-3".into(), problem: ID.into() };
    story.event(69, (13, 0), LEAD, what)?;
    story.answers(69, 14, LEAD, &[("pl-3", "Eduardo, siento lo de las herramientas; sé que sin ellas no hay trabajo. La biblioteca pública presta herramientas mientras tanto. Lo suyo ya es parte de un trabajo más grande sobre los tres estacionamientos, y le voy a contar cómo va.\nOfc. Maya Brennan".into())])
}

fn scanning(story: &mut Story) -> Result<(), Error> {
    let scanning = Scanning {
        statement: "Commuters, night staff and shoppers have windows broken and bags, tools and chargers taken from cars in three lots, most while they are at work, since last summer.".into(),
        cheers: Cheers {
            community: yes("About 420 monthly parkers and the staff of some sixty businesses."),
            harm: yes("A window costs 300 dollars; one man lost his tools and with them a week's work."),
            expectation: yes("Three residents and the merchants' association asked us."),
            events: yes("Single cars, single reports."),
            recurrence: yes("One or two a week since summer."),
            similarity: yes("Three lots, cars left for hours, something visible on a seat."),
        },
        goal: Some(BroadGoal::Reduce),
        baseline_source: "Reports of theft at the three lots, same months one year earlier.".into(),
        community_check: "Merchants' breakfast on December 11: eleven of fourteen had a customer or colleague hit.".into(),
        decision_needed: Some(DecisionNeeded::Reuse),
    };
    story.event(66, (11, 15), LEAD, What::ScanningFilled { problem: ID.into(), scanning })?;
    story.moved(
        62,
        (15, 0),
        SERGEANT,
        Stage::Analysis,
        "Yes. Ask who runs each lot before you ask who does it.",
    )
}

fn analysis(story: &mut Story) -> Result<(), Error> {
    let analysis = Analysis {
        sources: vec![
            DataSource { name: "Incident records of twelve downtown lots, two years".into(), non_police: false, flaws: "People find it hours later, so the hour is a span.".into() },
            DataSource { name: "Walk through all twelve lots with the merchants' association".into(), non_police: true, flaws: "One Tuesday evening.".into() },
            DataSource { name: "Ticket data of the Riverbend Garage, three months".into(), non_police: true, flaws: "Cars, not people; the other two lots have none.".into() },
        ],
        account: "What: things left in sight in parked cars. Where: far corners of the Front Street lot, the side of the Depot lot behind the wall, level 2 of the garage, which has an open stair to the alley. When: through the day and early evening, while owners work. How: one window, seconds. Why these three of twelve: nobody is there. The other nine have an attendant, a shop window or a gate.".into(),
        triangle: triangle(
            [
                "Not known. Glass and timing look like people on foot who are gone in a minute.",
                "Nobody we know of.",
                "Cars left four hours and more with bags, tools or chargers in sight: 61 of 188 on the evening we counted.",
                "Owners at work. Passers-by cannot see the corners.",
                "Three lots with dark corners and open ways out.",
                "Two of three have an owner who lives elsewhere; the garage's operator answers the same day.",
            ],
            [Presence::Absent, Presence::Ineffective, Presence::Ineffective],
        ),
        hypotheses: vec![
            Hypothesis {
                statement: "These lots are hit because nobody is there to see or to care: no attendant, no window, no light, and a way out on foot.".into(),
                evidence_for: "Nine lots with an attendant, a window or a gate have few reports per car.".into(),
                evidence_against: "The Depot lot's street side has passers-by and still a few.".into(),
                falsified_by: "As many per car in attended lots.".into(),
                status: HypothesisStatus::Supported,
            },
            Hypothesis {
                statement: "They are hit because more is left in sight there.".into(),
                evidence_for: "A third of cars had something in sight.".into(),
                evidence_against: "The same third in the nine quiet lots.".into(),
                falsified_by: "No difference between lots in what lies in sight.".into(),
                status: HypothesisStatus::Rejected,
            },
        ],
        current_response: "Reports by telephone, a patrol car through the lots at night, when hardly any cars are there.".into(),
    };
    story.event(45, (14, 20), LEAD, What::AnalysisFilled { problem: ID.into(), analysis })?;
    story.note(44, (8, 50), ANALYST, "Per car and month the garage's level 2 is worst, not the Front Street lot. The list of lots with spaces and reports is attached to the evidence.")?;
    story.moved(
        38,
        (10, 30),
        SERGEANT,
        Stage::Response,
        "The comparison with the nine quiet lots is what convinced me.",
    )
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
    let baseline = Days { from: clock.day(386), until: clock.day(260) };
    let was = story.count(ID, baseline);
    let response = Response {
        options: vec![
            option("Light at the pay machine and in the far corners", &[7], Node::Place, "Public Works for two lots, the garage for its own", "5,200 dollars, two weeks.", true, "Wanted by those who walk there at night, and acts on what sets these lots apart."),
            option("Close the garage's stair to the alley from outside", &[2, 3], Node::Manager, "Garage operator", "A bar that opens from inside; fire marshal agreed.", true, "Takes away the quick way out."),
            option("Attendant who walks the three lots, noon to eight", &[9], Node::Manager, "Merchants' association", "Shared by 64 members, 3 dollars a week each, trial until June.", true, "What the nine quiet lots have and these lack."),
            option("Leaflets on windshields", &[23], Node::Target, "Millbrook Police", "Cheap. Blames the people who were harmed.", false, "As much lies in sight where nothing happens."),
        ],
        mechanism: "Somebody who belongs to the lot walks it at the hours when it happens, can see every corner, and there is no quick way out on foot.".into(),
        objectives: vec![Objective {
            measure: "Reports of theft at the three lots".into(),
            baseline: format!("{was} in the same four months a year before"),
            target: "A third fewer than in the quiet lots' trend".into(),
            by: clock.day(-105),
            source: "Incident records".into(),
        }],
        fairness: "The attendant is told to greet everybody and to ask nobody to leave. People who sleep in the garage's stair in winter were visited first by the clinic's outreach nurse.".into(),
        starts_on: Some(clock.day(21)),
    };
    story.event(34, (16, 10), LEAD, What::ResponseFilled { problem: ID.into(), response })?;
    let plan = AssessmentPlan {
        decision_needed: DecisionNeeded::Reuse,
        offenses: vec!["THEFT".into()],
        treated: story.area(ID),
        controls: vec![
            story.control(1, "Other lots north of the river."),
            story.control(4, "Shops and lots of the same kind, other owner."),
        ],
        rings: vec![story.ring(ID, 0, "Looks for break-ins that moved to streets and lots nearby.")],
        baseline,
        follow_up: Days { from: clock.day(21), until: clock.day(-105) },
    };
    story.event(30, (9, 15), ANALYST, What::AssessmentPlanned { problem: ID.into(), plan: Box::new(plan) })
}

fn started(story: &mut Story) -> Result<(), Error> {
    let clock = story.on.clock;
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
            due: clock.day(due),
        },
    };
    let all = [
        task(
            "pl-light",
            "Set the lights",
            "Front Street lot and Depot lot",
            "9 lamps",
            WORKS.into(),
            Some("public-works"),
            18,
        ),
        task(
            "pl-stair",
            "Bar on the stair door, lights on level 2",
            "Riverbend Garage",
            "1 door, 14 lamps",
            GARAGE.into(),
            Some("merchants"),
            20,
        ),
        task(
            "pl-attendant",
            "Attendant walks the lots",
            "Noon to eight, Monday to Saturday",
            "48 hours a week until June",
            "marcus.bell@merchants.test".into(),
            Some("merchants"),
            -2,
        ),
        task(
            "pl-visits",
            "Walk the three lots with those who raised it and ask what they see",
            "After dark",
            "3 walks",
            email(LEAD),
            None,
            0,
        ),
        task(
            "pl-count",
            "Count cars with things in sight again",
            "All twelve lots, one evening",
            "1 count",
            email(LEAD),
            None,
            -4,
        ),
    ];
    for (n, what) in all.into_iter().enumerate() {
        story.event(28, (9, n as i8 * 5), LEAD, what)?;
    }
    let (problem, on) = (ID.to_owned(), clock.day(21));
    story.event(21, (12, 0), LEAD, What::ResponseStarted { problem, on })?;
    story.done(
        20,
        (15, 30),
        GARAGE,
        "pl-stair",
        "Bar fitted and tested with the fire marshal. All 14 lamps on level 2 burn.",
    )?;
    story.done(17, (16, 0), WORKS, "pl-light", "Nine lamps set, the one at the pay machine first.")?;
    let note = PublicNote {
        said: "People who park downtown told us that cars are broken into in three lots.".into(),
        did: "Nine new lamps, a stair that no longer opens from the alley, and an attendant from noon to eight. Officer Maya Brennan leads this with the merchants. Whether it helps we will know in June.".into(),
        next_word_by: Some(clock.day(-28)),
    };
    story.event(15, (10, 0), INFORMATION, What::PriorityPublished { problem: ID.into(), note })?;
    story.promise(
        (14, (17, 40)),
        LEAD,
        ("pl-2", "Shauna, the lamp at the pay machine was the first to go up. Will you walk the lot with me one evening and tell me what is still dark?\nOfc. Maya Brennan"),
        ("Walk the Front Street lot with Shauna after closing time", clock.day(0)),
    )
}
