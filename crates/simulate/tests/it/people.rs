use std::collections::{BTreeMap, BTreeSet};

use commonbeat_simulate::script::{Conclusion, Event, Findings, Source, Stage, What};
use commonbeat_simulate::{Role, Size, Spec, Town};

use crate::town;

fn script() -> &'static [Event] {
    town().script()
}

/// The beginning of today on the town's clocks.
fn midnight() -> jiff::Timestamp {
    let zone = jiff::tz::TimeZone::get(&town().spec().zone).expect("a zone");
    town().spec().today.to_zoned(zone).expect("a day").timestamp()
}

fn findings(problem: &str) -> &'static Findings {
    let found = script().iter().find_map(|e| match &e.what {
        What::ResultRecorded { problem: of, findings } if of == problem => Some(findings),
        _ => None,
    });
    found.expect("a result was recorded")
}

#[test]
fn there_is_somebody_of_every_role_and_every_beat_has_its_officers() {
    let town = town();
    assert_eq!(town.staff().len(), 40);
    let roles: BTreeSet<Role> = town.staff().iter().map(|p| p.role).collect();
    assert_eq!(roles.len(), 8, "all but partner: {roles:?}");
    for beat in &town.plan().beats {
        let on_it =
            town.staff().iter().filter(|p| p.role == Role::Officer && p.beat.as_ref() == Some(&beat.code));
        assert!(on_it.clone().count() >= 2, "{}", beat.name);
        assert_eq!(on_it.filter(|p| p.first_on_beat).count(), 1, "{}", beat.name);
    }
    let emails: BTreeSet<&str> = town.staff().iter().map(|p| p.email.as_str()).collect();
    assert_eq!(emails.len(), 40);
    assert!(emails.iter().all(|e| e.is_ascii() && e.ends_with("@millbrook.test")));
}

#[test]
fn concerns_name_places_of_the_town_and_no_mail_can_reach_anybody() {
    let town = town();
    assert!(town.concerns().len() >= 44);
    let spanish = town.concerns().iter().filter(|c| c.language == "es").count();
    assert!((8..22).contains(&spanish), "{spanish}");
    for concern in town.concerns() {
        let text = format!("{} {}", concern.words, concern.place_text);
        assert!(!text.contains('{') && !text.contains('}'), "{text}");
        assert!(concern.email.as_ref().is_none_or(|e| e.ends_with("@example.invalid")));
        assert!(town.plan().beats.iter().any(|b| b.code == concern.beat));
        assert!(concern.received < midnight());
    }
    let silent = town.concerns().iter().filter(|c| c.email.is_none()).count();
    assert!(silent >= 5, "{silent}");
}

#[test]
fn events_are_in_order_and_speak_only_of_what_exists() {
    let town = town();
    let people: BTreeSet<&str> = town
        .staff()
        .iter()
        .map(|p| p.email.as_str())
        .chain(town.organizations().iter().flat_map(|o| o.members.iter().map(|m| m.email.as_str())))
        .collect();
    let received: BTreeMap<&str, _> = town.concerns().iter().map(|c| (c.key.as_str(), c.received)).collect();
    let mut last = script()[0].at;
    let (mut problems, mut tasks, mut promises) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for event in script() {
        assert!(event.at >= last, "{event:?}");
        last = event.at;
        assert!(event.by.is_empty() || people.contains(event.by.as_str()), "{}", event.by);
        match &event.what {
            What::ConcernReceived { concern } => {
                assert!(event.by.is_empty() && received[concern.as_str()] == event.at)
            }
            What::ConcernAnswered { concern, promise, .. } => {
                assert!(received[concern.as_str()] < event.at, "{concern} answered before it came");
                promises.extend(promise.iter().map(|p| p.key.clone()));
            }
            What::PromiseKept { promise, .. } => assert!(promises.contains(promise), "{promise}"),
            What::ProblemOpened { problem } => {
                assert!(
                    people.contains(problem.lead.as_str()) && people.contains(problem.supervisor.as_str())
                );
                if let Source::Candidate { plant } = &problem.source {
                    assert!(town.truth().plants.iter().any(|p| p.id == *plant));
                }
                if let Source::Concerns { concerns } = &problem.source {
                    assert!(concerns.iter().all(|c| received[c.as_str()] < event.at));
                }
                problems.insert(problem.key.clone());
            }
            What::TaskAssigned { problem, task } => {
                assert!(problems.contains(problem) && people.contains(task.owner.as_str()), "{}", task.owner);
                if let Some(key) = &task.organization {
                    let of =
                        town.organizations().iter().find(|o| o.key == *key).expect("a known organization");
                    assert!(of.members.iter().any(|m| m.email == task.owner));
                }
                assert!(tasks.insert(task.key.clone()), "{} twice", task.key);
            }
            What::TaskDone { problem, task, .. } => {
                assert!(problems.contains(problem) && tasks.contains(task), "{task}")
            }
            What::ConcernJoined { concern, problem } => {
                assert!(received[concern.as_str()] < event.at && problems.contains(problem));
            }
            What::AgreementSigned { organization, paper } => {
                assert!(problems.is_empty(), "agreements come first");
                let of = town
                    .organizations()
                    .iter()
                    .find(|o| o.key == *organization)
                    .expect("a known organization");
                assert!(of.members.iter().any(|m| m.email == paper.signed_there));
                assert!(people.contains(paper.signed_here.as_str()));
                assert!(paper.from <= paper.review_on && paper.review_on <= paper.until);
            }
            What::GatheringPlanned { gathering } => {
                assert!(gathering.day <= gathering.last, "{}", gathering.key);
                assert!(tasks.insert(gathering.key.clone()), "{} twice", gathering.key);
            }
            What::GatheringHeld { gathering, .. }
            | What::GatheringRaised { gathering, .. }
            | What::GatheringAnswered { gathering, .. }
            | What::WatchKept { gathering, .. } => assert!(tasks.contains(gathering), "{gathering}"),
            What::ServiceListed { organization, .. } => {
                assert!(town.organizations().iter().any(|o| o.key == *organization))
            }
            What::Referred { referral } => {
                assert!(referral.signed_on <= referral.until);
                assert!(town.organizations().iter().any(|o| o.key == referral.organization));
                assert!(tasks.insert(referral.key.clone()), "{} twice", referral.key);
            }
            What::ReferralWent { referral, .. } => assert!(tasks.contains(referral), "{referral}"),
            What::TipGiven { tip, .. } => assert!(tasks.insert(tip.clone()), "{tip} twice"),
            What::TipAnswered { tip, .. } | What::TipWrittenTo { tip, .. } => {
                assert!(tasks.contains(tip), "{tip}")
            }
            What::Blocked { words, .. } => {
                let told = serde_json::to_string(script()).unwrap();
                assert_eq!(told.matches(words.as_str()).count(), 1, "what is blocked stands nowhere else");
            }
            What::PressWritten { press } => {
                assert!(people.contains(press.case_owner.as_str()));
                assert!(tasks.insert(press.key.clone()), "{} twice", press.key);
            }
            What::PressWent { press, .. } | What::PressCorrected { press, .. } => {
                assert!(tasks.contains(press), "{press}")
            }
            What::MediaAsked { question, deadline, .. } => {
                assert!(*deadline > event.at);
                assert!(tasks.insert(question.clone()), "{question} twice");
            }
            What::MediaAnswered { question, .. } => assert!(tasks.contains(question), "{question}"),
            What::Surveyed { survey } => {
                assert!(survey.day < survey.again);
                assert!(tasks.insert(survey.key.clone()), "{} twice", survey.key);
            }
            What::SurveyAnswered { survey, .. } | What::SurveyedAgain { survey, .. } => {
                assert!(tasks.contains(survey), "{survey}")
            }
            What::OnBoard { notice } => assert!(tasks.insert(notice.key.clone()), "{} twice", notice.key),
            What::BoardAnswered { notice, .. } | What::BoardSettled { notice, .. } => {
                assert!(tasks.contains(notice), "{notice}")
            }
            What::Posted { posting } => assert!(people.contains(posting.person.as_str())),
            What::KnownAdded { known } => assert!(town.plan().beats.iter().any(|b| b.code == known.beat)),
            What::ContactLogged { contact } => {
                assert!(tasks.insert(contact.key.clone()), "{} twice", contact.key)
            }
            What::PromiseSettled { contact, .. } => assert!(tasks.contains(contact), "{contact}"),
            What::StoryWritten { story } => {
                assert!(story.problem.iter().all(|problem| problems.contains(problem)));
                assert!(tasks.insert(story.key.clone()), "{} twice", story.key);
            }
            What::StoryCleared { story } => assert!(tasks.contains(story), "{story}"),
            What::ScanningFilled { problem, .. }
            | What::AnalysisFilled { problem, .. }
            | What::ResponseFilled { problem, .. }
            | What::AssessmentPlanned { problem, .. }
            | What::StageMoved { problem, .. }
            | What::ResponseStarted { problem, .. }
            | What::ResultRecorded { problem, .. }
            | What::PriorityPublished { problem, .. }
            | What::NoteAdded { problem, .. }
            | What::ProblemClosed { problem, .. } => assert!(problems.contains(problem), "{problem}"),
        }
    }
    assert!(last < midnight());
}

#[test]
fn the_story_leaves_problems_in_every_stage() {
    let mut stages = BTreeMap::new();
    for event in script() {
        match &event.what {
            What::ProblemOpened { problem } => drop(stages.insert(problem.key.as_str(), Stage::Scanning)),
            What::StageMoved { problem, to, .. } => {
                let before = stages.insert(problem.as_str(), *to);
                assert!(before < Some(*to), "{problem} moves forward");
            }
            What::ProblemClosed { problem, .. } => drop(stages.remove(problem.as_str())),
            _ => {}
        }
    }
    let expected = [
        ("depot-square", Stage::Assessment),
        ("night-strip", Stage::Analysis),
        ("parking-lots", Stage::Response),
        ("school-street", Stage::Scanning),
    ];
    assert_eq!(stages.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn whoever_raised_the_closed_problem_was_answered_before_it_closed() {
    let closed = script().iter().find(|e| matches!(e.what, What::ProblemClosed { .. })).expect("one closed");
    for key in ["mf-1", "mf-2", "mf-3", "mf-4"] {
        let answers = script()
            .iter()
            .filter(|e| matches!(&e.what, What::ConcernAnswered { concern, .. } if concern == key));
        assert_eq!(answers.clone().count(), 2, "{key}");
        assert!(answers.clone().all(|e| e.at < closed.at));
    }
}

#[test]
fn tasks_and_promises_are_due_about_now() {
    let today = town().spec().today;
    let (mut tasks, mut promises) = (0, 0);
    for event in script() {
        match &event.what {
            What::TaskAssigned { task, .. } if (task.due - today).get_days().abs() <= 4 => tasks += 1,
            What::ConcernAnswered { promise: Some(promise), .. } if promise.due >= today => promises += 1,
            _ => {}
        }
    }
    assert!(tasks >= 6 && promises >= 3, "{tasks} {promises}");
}

#[test]
fn the_storys_figures_are_those_of_the_incidents() {
    let town = town();
    for (id, conclusion) in [("mill-flats", Conclusion::Worked), ("depot-square", Conclusion::Unclear)] {
        let plan = script().iter().find_map(|e| match &e.what {
            What::AssessmentPlanned { problem, plan } if problem == id => Some(plan),
            _ => None,
        });
        let plan = plan.expect("an assessment was planned");
        assert!(plan.baseline.until <= plan.follow_up.from && plan.follow_up.until < town.spec().today);
        let count = |from, until| {
            let there = town.incidents().iter().filter(|i| {
                let day = i.occurred(town.first_day()).date();
                // Violence at home is a class of its own in what is imported.
                i.primary() == plan.offenses[0] && !i.domestic && from <= day && day < until
            });
            there.filter(|i| i.position(town.plan()).is_some_and(|at| plan.treated.contains(at))).count()
        };
        let found = findings(id);
        assert_eq!(found.before, count(plan.baseline.from, plan.baseline.until), "{id}");
        assert_eq!(found.after, count(plan.follow_up.from, plan.follow_up.until), "{id}");
        assert_eq!(found.conclusion, conclusion, "{id}: {} {}", found.before, found.after);
    }
    let fell = findings("mill-flats");
    assert!((fell.after as f64) < 0.8 * fell.before as f64, "{} {}", fell.before, fell.after);
}

#[test]
fn texts_blame_nobody_and_nothing_is_left_to_fill_in() {
    let text = serde_json::to_string(script()).expect("events are plain data");
    for word in [
        "thug",
        "junkie",
        "vagrant",
        "suspect",
        "perp",
        "loiter",
        "gang",
        "TODO",
        "lorem",
        "{street}",
        "{officer}",
    ] {
        assert!(!text.contains(word), "{word}");
    }
    let again: Vec<Event> = serde_json::from_str(&text).expect("events read again");
    assert_eq!(again, script());
}

#[test]
fn a_city_is_staffed_and_heard_in_proportion() {
    let city =
        Town::build(Spec { incidents: Some(5_000), ..Spec::demo(Size::City, 3) }).expect("a sound spec");
    assert_eq!((city.staff().len(), city.concerns().len()), (500, 400));
    let emails: BTreeSet<&str> = city.staff().iter().map(|p| p.email.as_str()).collect();
    assert_eq!(emails.len(), 500);
    let first = |code: &str| {
        city.staff().iter().filter(|p| p.first_on_beat && p.beat.as_deref() == Some(code)).count()
    };
    assert!(city.plan().beats.iter().all(|b| first(&b.code) == 1));
    let unsigned = |e: &&Event| matches!(&e.what, What::ConcernAnswered { text, .. } if text.trim_end().ends_with("Ofc."));
    assert_eq!(city.script().iter().find(unsigned), None);
}
