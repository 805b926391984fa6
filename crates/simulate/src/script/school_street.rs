//! Chapter five: cars at a school crossing. New, from three concerns, before anything is measured.

use jiff::Error;

use crate::people::cast::{FAIRGROUNDS, HEIGHTS, LARKSPUR as LEAD, ORCHARD, SERGEANT};
use crate::people::concerns;
use crate::people::staff::email;
use crate::script::events::{NewProblem, Source, Task, Tier, What};
use crate::script::fields::{Cheers, Scanning, YesNo};
use crate::script::telling::{Story, yes};

const ID: &str = "school-street";

pub(super) fn tell(story: &mut Story) -> Result<(), Error> {
    story.about(ID);
    answers(story)?;
    opened(story)?;
    elsewhere(story)
}

fn answers(story: &mut Story) -> Result<(), Error> {
    story.answers(8, 16, LEAD, &[("sc-1", "Beth, I stood at the crossing this morning from 7:30 on and saw what you see. A car going around the guard is not something we will get used to. I will be there every school day this week.\nOfc. Jonah Whitcomb".into())])?;
    story.promise(
        (6, (10, 30)),
        LEAD,
        ("sc-2", "Farid, thank you for the list; 31 in one morning is more than I would have believed. Please don't step out when they don't stop. I will bring the counter so that we have it for all hours, and come and show you the figures.\nOfc. Jonah Whitcomb"),
        ("Show Farid the counter's figures at the crossing", story.on.clock.day(-2)),
    )?;
    story.answers(4, 12, LEAD, &[("sc-3", "Maricela, gracias por decirlo en la reunión. Esta semana estoy en el cruce todas las mañanas. Lo del tope lo decide Obras Públicas; ya les pedí que vengan a verlo. Le escribo con ayuda de una compañera y con gusto contesto por aquí.\nOfc. Jonah Whitcomb".into())])
}

fn opened(story: &mut Story) -> Result<(), Error> {
    let (beat, neighborhood) = story.codes(5);
    let clock = story.on.clock;
    let area = story.blocks_around(concerns::school(story.on.plan, 5));
    let problem = NewProblem {
        key: ID.into(),
        title: "Cars that do not stop at the school crossing".into(),
        tier: Tier::Quick,
        lead: email(LEAD),
        supervisor: email(SERGEANT),
        beat,
        neighborhood,
        offenses: Vec::new(),
        area,
        chosen_in: None,
        statement: "Children who walk to school in Larkspur Park cross in front of cars that do not stop, on school days before eight.".into(),
        objective: "Children cross to school without a car passing in front of them.".into(),
        next_review: clock.day(-26),
        source: Source::Concerns { concerns: ["sc-1", "sc-2", "sc-3"].map(String::from).to_vec() },
    };
    story.event(4, (14, 0), LEAD, What::ProblemOpened { problem: Box::new(problem) })?;
    let open = |words: &str| YesNo { holds: None, words: words.into() };
    let scanning = Scanning {
        statement: "Children on foot and the volunteer guard at the school crossing in Larkspur Park; drivers who avoid the light on the avenue, on school days from 7:40 to 8:10; for how long, we do not know yet.".into(),
        cheers: Cheers {
            community: yes("Families of about 140 children who walk, and the volunteer guard."),
            harm: yes("Nobody hurt so far; two near misses last week, and parents who drive short ways because of it."),
            expectation: yes("Three residents asked us within five days."),
            events: open("The volunteer counted 31 on one morning. We have no other count yet."),
            recurrence: open("Likely every school day; the counter goes up on Tuesday."),
            similarity: yes("Same crossing, same half hour."),
        },
        goal: None,
        baseline_source: "Traffic counter, two weeks, from Tuesday.".into(),
        community_check: String::new(),
        decision_needed: None,
    };
    story.event(3, (11, 20), LEAD, What::ScanningFilled { problem: ID.into(), scanning })?;
    let task = Task {
        key: "sc-counter".into(),
        what: "Put up the traffic counter and note who comes through between 7:30 and 8:15".into(),
        where_when: "School crossing, Tuesday before seven".into(),
        planned: "Two weeks, all hours".into(),
        owner: email(LEAD),
        organization: None,
        due: clock.day(-1),
    };
    story.event(3, (11, 40), LEAD, What::TaskAssigned { problem: ID.into(), task })
}

/// The last days bring concerns that nobody has made a problem of yet.
fn elsewhere(story: &mut Story) -> Result<(), Error> {
    story.promise(
        (16, (17, 0)),
        ORCHARD,
        ("bw-1", "Carol, I am sorry; somebody in your kitchen is hard to shake off. What helps most in the next two weeks: a bar in the track of every window at the back, and neighbors who know who is home when. I will come on Saturday and go around the house with you and the people behind you.\nOfc. Grace Lindqvist"),
        ("Go around the house with Carol and the neighbors behind", story.on.clock.day(12)),
    )?;
    story.event(12, (13, 0), ORCHARD, What::PromiseKept {
        promise: "bw-1-promise".into(),
        concern: "bw-1".into(),
        text: "Carol, that was a good hour. Five houses, eleven windows, nine bars to fit, and a list of who is home when. I will write if anything changes on your street.\nOfc. Grace Lindqvist".into(),
    })?;
    story.answers(5, 15, ORCHARD, &[("bw-2", "Sam, describing a van is not accusing anyone. Please write down what you remember before it fades and send it here; the street and the hour matter most. I am on your street every day this week.\nOfc. Grace Lindqvist".into())])?;
    story.answers(2, 17, HEIGHTS, &[("st-1", "Tasha, you are right not to step in, and nobody should ask you to. I will talk with the store about the side exit, without saying who wrote. How are the evenings when two of you close?\nOfc. Lena Fischer".into())])?;
    story.answers(3, 12, FAIRGROUNDS, &[("ct-1", "Greg, I am sorry. Same make and same years is useful to know; some of them can be started without a key, and the maker gives steering locks away. I have three in the trunk and will leave one with your neighbor.\nOfc. Andre Coleman".into())])
}
