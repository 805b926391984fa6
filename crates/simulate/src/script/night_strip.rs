//! Chapter four: weekend fights on Front Street. In analysis, with work due now.

use jiff::Error;

use crate::people::cast::{ANALYST, DOWNTOWN as LEAD, INFORMATION, SERGEANT};
use crate::people::staff::email;
use crate::script::assessments::DecisionNeeded;
use crate::script::events::{NewProblem, Source, Task, Tier, What};
use crate::script::fields::{
    Analysis, BroadGoal, Cheers, DataSource, Hypothesis, HypothesisStatus, Presence, PublicNote, Scanning,
    Stage,
};
use crate::script::telling::{Story, triangle, yes};

const ID: &str = "night-strip";
const MERCHANTS: &str = "marcus.bell@merchants.test";
const CLINIC: &str = "nora.whitfield@clinic.test";

pub(super) fn tell(story: &mut Story) -> Result<(), Error> {
    story.about(ID);
    opened(story)?;
    scanning(story)?;
    analysis(story)?;
    tasks(story)
}

fn opened(story: &mut Story) -> Result<(), Error> {
    story.answers(43, 16, LEAD, &[("ns-1", "Nick, that is the clearest account of that sidewalk I have had. I would like to stand at your door at two this Saturday, in a coat and not in uniform, and see it with you.\nOfc. Maya Brennan".into())])?;
    story.answers(40, 11, LEAD, &[("ns-2", "Amelia, I am sorry that this is what you see at three in the morning. The young man is all right; he walked home with friends. You are not the only one who wrote, and I am going to treat this as one problem and not as one more Saturday.\nOfc. Maya Brennan".into())])?;
    story.answers(35, 18, LEAD, &[("ns-3", "Joe, a stand around the corner with a light sounds right to me, and you would know. Could you ask two or three colleagues what it would take for them to come back? I will ask the city who may paint a curb.\nOfc. Maya Brennan".into())])?;
    let (beat, neighborhood) = story.codes(0);
    let problem = NewProblem {
        key: ID.into(),
        title: "Fights on Front Street when the bars close".into(),
        tier: Tier::Formal,
        lead: email(LEAD),
        supervisor: email(SERGEANT),
        beat,
        neighborhood,
        offenses: vec!["BATTERY".into()],
        area: story.area(ID),
        chosen_in: story.target(ID).map(|t| t.days.0).map(|day| crate::script::assessments::Days {
            from: story.on.calendar.first.saturating_add(jiff::Span::new().days(day)),
            until: story.on.clock.day(34),
        }),
        statement: "People are punched and kicked on three blocks of Front Street on Friday and Saturday nights, most between midnight and three.".into(),
        objective: "People go home from Front Street unhurt, and those who live above it sleep.".into(),
        next_review: story.on.clock.day(-1),
        source: Source::Candidate { plant: ID.into() },
    };
    story.event(34, (10, 15), LEAD, What::ProblemOpened { problem: Box::new(problem) })?;
    for (n, concern) in ["ns-1", "ns-2", "ns-3"].into_iter().enumerate() {
        let what = What::ConcernJoined { concern: concern.into(), problem: ID.into() };
        story.event(34, (10, 20 + n as i8), LEAD, what)?;
    }
    Ok(())
}

fn scanning(story: &mut Story) -> Result<(), Error> {
    let scanning = Scanning {
        statement: "Guests, staff and passers-by are hurt in fights on three blocks of Front Street, on Friday and Saturday nights between ten and three, more often over the past year than before.".into(),
        cheers: Cheers {
            community: yes("Guests and staff of five bars, about ninety people who live above the shops, cab drivers."),
            harm: yes("Broken noses and teeth, two nights in hospital, staff who quit, lost sleep."),
            expectation: yes("A bartender, a resident and a driver asked us within two weeks."),
            events: yes("Each fight has an hour and a spot."),
            recurrence: yes("Nearly every weekend."),
            similarity: yes("Same three blocks, same two nights, same hour, strangers in a crowd."),
        },
        goal: Some(BroadGoal::LessSerious),
        baseline_source: "Reports of battery on the three blocks on Friday and Saturday nights, two years.".into(),
        community_check: "Talks with 22 people who live above the shops and with staff of all five bars. Everybody knew it; only four had ever called.".into(),
        decision_needed: Some(DecisionNeeded::Stop),
    };
    story.event(29, (15, 40), LEAD, What::ScanningFilled { problem: ID.into(), scanning })?;
    story.moved(
        25,
        (9, 10),
        SERGEANT,
        Stage::Analysis,
        "Agreed. Two o'clock is not a cause. Find out what happens in the half hour before.",
    )?;
    let note = PublicNote {
        said: "People who live and work on Front Street told us about fights on Friday and Saturday nights.".into(),
        did: "We are finding out what leads to them, together with the bars, the cab drivers and the clinic. Officer Maya Brennan leads this.".into(),
        next_word_by: Some(story.on.clock.day(-12)),
    };
    story.event(24, (10, 0), INFORMATION, What::PriorityPublished { problem: ID.into(), note })
}

fn analysis(story: &mut Story) -> Result<(), Error> {
    let analysis = Analysis {
        sources: vec![
            DataSource { name: "Incident records, two years, by hour and side of the street".into(), non_police: false, flaws: "Staff say that one fight in five is reported.".into() },
            DataSource { name: "Three Saturdays of watching, midnight to three, with a tally".into(), non_police: false, flaws: "Three nights, all cold ones.".into() },
            DataSource { name: "Clinic's walk-in ledger, Sunday mornings, without names".into(), non_police: true, flaws: "Only those who come, only this clinic.".into() },
        ],
        account: "What: shoves that become blows, seldom with anything in hand. Where: the sidewalk between the second and the fourth door, and the one taxi. When: five doors close at two; of 17 clashes we counted, 13 began within twenty minutes of it. How: people wait in a crowd eight feet wide, and the food truck's line crosses it. Why: still open. Crowding, waiting and drink come together; we do not know which matters most.".into(),
        triangle: triangle(
            [
                "Guests in their twenties and thirties, hardly ever the same ones twice: of 40 reports no two name the same pair.",
                "Friends. Door staff say that groups of mixed company settle it among themselves.",
                "Other guests, staff at the doors, drivers.",
                "Door staff, who are inside their doors at two because they close up.",
                "Eight feet of sidewalk, one taxi, one food truck, no light beyond the awnings.",
                "Five bars that each run their own door and none the sidewalk.",
            ],
            [Presence::Ineffective, Presence::Ineffective, Presence::Absent],
        ),
        hypotheses: vec![
            Hypothesis {
                statement: "Five doors that close at the same minute make a crowd that has nowhere to go.".into(),
                evidence_for: "13 of 17 clashes within twenty minutes of two o'clock.".into(),
                evidence_against: "On the night when one bar closed at one, we counted no fewer.".into(),
                falsified_by: "As many clashes per guest on nights with staggered closing.".into(),
                status: HypothesisStatus::Untested,
            },
            Hypothesis {
                statement: "Waiting for one taxi starts the quarrels.".into(),
                evidence_for: "Six of 17 began at the taxi; drivers stay away and make the wait longer.".into(),
                evidence_against: "Eleven did not.".into(),
                falsified_by: "As many clashes on nights with three cabs waiting.".into(),
                status: HypothesisStatus::Untested,
            },
        ],
        current_response: "Two officers on foot from one to three on Saturdays. They end fights sooner; the tally shows no fewer of them. About 200 hours a year.".into(),
    };
    story.event(9, (17, 30), LEAD, What::AnalysisFilled { problem: ID.into(), analysis })?;
    story.note(8, (9, 5), ANALYST, "By week and hour the rise is real for Friday and Saturday nights and for nothing else on these blocks. I can have the same table for the strip by the river by Thursday, which has bars and no such thing.")
}

fn tasks(story: &mut Story) -> Result<(), Error> {
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
            "ns-owners",
            "Ask the five owners whether they would try different closing times for four weeks",
            "Each bar, before opening",
            "5 talks",
            email(LEAD),
            None,
            0,
        ),
        task(
            "ns-cabs",
            "Meet three drivers about a stand around the corner",
            "Center Avenue, Tuesday 4 pm",
            "1 meeting",
            email(LEAD),
            None,
            -1,
        ),
        task(
            "ns-doors",
            "Find out what door staff do between 1:45 and 2:15",
            "All five doors",
            "5 short talks",
            MERCHANTS.into(),
            Some("merchants"),
            -3,
        ),
        task(
            "ns-ledger",
            "Count Sunday walk-ins after fights, without names, for two more months",
            "Clinic",
            "8 Sundays",
            CLINIC.into(),
            Some("clinic"),
            -40,
        ),
        task(
            "ns-compare",
            "Same table for the river bars",
            "Incident records",
            "1 table",
            email(ANALYST),
            None,
            -3,
        ),
    ];
    for (n, what) in all.into_iter().enumerate() {
        story.event(7, (9, 10 + n as i8 * 4), LEAD, what)?;
    }
    story.promise(
        (6, (15, 0)),
        LEAD,
        ("ns-1", "Nick, thank you for the three Saturdays. I promised you figures: 13 of the 17 clashes we counted began within twenty minutes of two o'clock, six of them at the taxi. Next I ask the owners about different closing times, and I will tell you what they say.\nOfc. Maya Brennan"),
        ("Tell Nick what the five owners said about closing times", clock.day(-1)),
    )
}
