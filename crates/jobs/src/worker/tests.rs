use super::*;
use crate::{Attempt, InMemoryQueue, Job, JobError, NewJob, Run, State};
use commonbeat_domain::ids::JobId;
use serde::{Deserialize, Serialize};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::oneshot;

/// What a job is told to do, and how often it did what.
#[derive(Default)]
struct Town {
    log: Mutex<Vec<String>>,
    seconds: AtomicI64,
}

impl Town {
    fn say(&self, what: impl Into<String>) {
        self.log.lock().unwrap().push(what.into());
    }

    fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_772_000_000 + self.seconds.load(Ordering::SeqCst)).unwrap()
    }

    fn pass(&self, minutes: i64) {
        self.seconds.fetch_add(minutes * 60, Ordering::SeqCst);
    }
}

#[derive(Serialize, Deserialize)]
enum Sweep {
    Well,
    AwayUntil(u32),
    Never,
    Panic,
    Sleep(u64),
    Busy(u64),
}

impl Job for Sweep {
    const NAME: &'static str = "sweep";
    const MAX_ATTEMPTS: u32 = 3;
}

impl Run<Town> for Sweep {
    async fn run(self, town: &Town, attempt: &Attempt) -> Result<(), JobError> {
        town.say(format!("try {}{}", attempt.number, if attempt.is_last { " (last)" } else { "" }));
        match self {
            Sweep::Well => Ok(()),
            Sweep::AwayUntil(attempts) if attempt.number > attempts => Ok(()),
            Sweep::AwayUntil(_) => Err(JobError::retry("the street was closed")),
            Sweep::Never => Err(JobError::fail("no such street")),
            Sweep::Panic => panic!("the broom broke"),
            Sweep::Sleep(seconds) => {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                town.say("slept");
                Ok(())
            }
            Sweep::Busy(millis) => {
                std::thread::sleep(Duration::from_millis(millis));
                Ok(())
            }
        }
    }

    async fn gave_up(self, town: &Town, _attempt: &Attempt, why: &str) -> Result<(), JobError> {
        town.say(format!("gave up: {why}"));
        Ok(())
    }
}

fn id(number: u64) -> JobId {
    format!("01890000-0000-7000-8000-{number:012x}").parse().unwrap()
}

struct Scene {
    town: Arc<Town>,
    queue: Arc<InMemoryQueue>,
}

impl Scene {
    fn new(jobs: impl IntoIterator<Item = Sweep>) -> Scene {
        let scene = Scene { town: Arc::default(), queue: Arc::default() };
        for (number, job) in jobs.into_iter().enumerate() {
            scene.enqueue(number as u64, &job);
        }
        scene
    }

    fn enqueue(&self, number: u64, job: &Sweep) {
        assert!(self.queue.push(NewJob::of(job, id(number), self.town.now()).unwrap()));
    }

    fn worker(&self) -> Worker<InMemoryQueue, Town> {
        let clock = Arc::clone(&self.town);
        let registry = Registry::new().with::<Sweep>();
        Worker::new(Arc::clone(&self.queue), registry, Arc::clone(&self.town), move || clock.now())
    }

    async fn run(&self) -> Tally {
        self.worker().run_until_empty().await.unwrap()
    }

    fn state(&self, number: u64) -> Option<State> {
        self.queue.look(id(number))
    }
}

#[tokio::test]
async fn jobs_are_run_once_and_done() {
    let scene = Scene::new([Sweep::Well, Sweep::Well]);
    assert_eq!(scene.run().await, Tally { completed: 2, ..Tally::default() });
    assert_eq!(scene.run().await, Tally::default());
    assert_eq!(scene.town.log(), ["try 1", "try 1"]);
    assert_eq!(scene.state(0), Some(State::Done));
}

#[tokio::test]
async fn what_may_succeed_later_is_tried_after_one_and_two_minutes() {
    let scene = Scene::new([Sweep::AwayUntil(2)]);
    assert_eq!(scene.run().await.retried, 1);
    assert_eq!(scene.run().await, Tally::default(), "not at once");
    scene.town.pass(1);
    assert_eq!(scene.run().await.retried, 1);
    scene.town.pass(1);
    assert_eq!(scene.run().await, Tally::default(), "the second wait is longer");
    scene.town.pass(1);
    assert_eq!(scene.run().await.completed, 1);
    assert_eq!(scene.town.log(), ["try 1", "try 2", "try 3 (last)"]);
}

#[tokio::test]
async fn what_cannot_succeed_is_given_up_at_once_and_told() {
    let scene = Scene::new([Sweep::Never]);
    assert_eq!(scene.run().await.failed, 1);
    assert_eq!(scene.town.log(), ["try 1", "gave up: no such street"]);
    assert_eq!(scene.state(0), Some(State::Failed { why: "no such street".to_owned() }));
}

#[tokio::test]
async fn a_job_that_panics_harms_nobody_and_ends_as_failed() {
    let scene = Scene::new([Sweep::Panic, Sweep::Well]);
    assert_eq!(scene.run().await, Tally { completed: 1, retried: 1, ..Tally::default() });
    scene.town.pass(1);
    assert_eq!(scene.run().await.retried, 1);
    scene.town.pass(2);
    assert_eq!(scene.run().await.failed, 1);
    assert_eq!(scene.town.log().last().unwrap(), "gave up: the job panicked: the broom broke");
}

#[tokio::test]
async fn a_job_whose_workers_died_each_time_is_given_up_without_running() {
    let scene = Scene::new([Sweep::Well]);
    for _ in 0..3 {
        assert!(scene.worker().claim("doomed").await.unwrap().is_some());
        scene.town.pass(3);
        scene.queue.recover(scene.town.now()).await.unwrap();
    }
    assert_eq!(scene.run().await.failed, 1);
    assert_eq!(scene.town.log(), ["gave up: each attempt ended its worker"]);
}

#[tokio::test]
async fn a_payload_that_cannot_be_read_fails_and_does_not_come_back() {
    let scene = Scene::new([]);
    let unread = NewJob {
        payload: "{\"Swept\":1".to_owned(),
        ..NewJob::of(&Sweep::Well, id(1), scene.town.now()).unwrap()
    };
    assert!(scene.queue.push(unread));
    assert_eq!(scene.run().await.failed, 1);
    assert_eq!(scene.town.log(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_worker_runs_what_is_enqueued_later_when_woken() {
    let scene = Scene::new([]);
    let wake = Wake::new();
    let settings = Settings { poll: Duration::from_secs(3600), ..Settings::default() };
    let (stop, stopped) = oneshot::channel::<()>();
    let worker = scene.worker().with_settings(settings).woken_by(wake.clone());
    let running = tokio::spawn(worker.run(async { drop(stopped.await) }));
    tokio::time::sleep(Duration::from_secs(1)).await;
    scene.enqueue(1, &Sweep::Well);
    wake.now();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(scene.state(1), Some(State::Done));
    drop(stop);
    running.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_worker_finds_by_itself_what_nobody_woke_it_for() {
    let scene = Scene::new([]);
    let running = tokio::spawn(scene.worker().run(tokio::time::sleep(Duration::from_secs(10))));
    tokio::time::sleep(Duration::from_secs(5)).await;
    scene.enqueue(1, &Sweep::Well);
    running.await.unwrap();
    assert_eq!(scene.state(1), Some(State::Done));
}

#[tokio::test(start_paused = true)]
async fn a_stop_lets_running_work_end_within_its_grace() {
    let scene = Scene::new([Sweep::Sleep(15), Sweep::Well]);
    let settings = Settings { slots: 1, ..Settings::default() };
    scene.worker().with_settings(settings).run(tokio::time::sleep(Duration::from_secs(1))).await;
    assert_eq!(scene.state(0), Some(State::Done));
    assert_eq!(scene.state(1), Some(State::Waiting { run_at: scene.town.now(), attempts: 0 }), "no new work");
}

#[tokio::test(start_paused = true)]
async fn work_that_outlasts_the_grace_is_given_back_without_counting() {
    let scene = Scene::new([Sweep::Sleep(3600)]);
    scene.worker().run(tokio::time::sleep(Duration::from_secs(1))).await;
    assert_eq!(scene.state(0), Some(State::Waiting { run_at: scene.town.now(), attempts: 0 }));
    assert_eq!(scene.town.log(), ["try 1"], "it was cut off");
}

#[tokio::test(start_paused = true)]
async fn long_work_keeps_its_lease() {
    let scene = Scene::new([Sweep::Sleep(600)]);
    // The town's clock follows the paused one, so that leases and sleeps share a time.
    let started = tokio::time::Instant::now();
    let clock = move || Timestamp::from_second(1_772_000_000 + started.elapsed().as_secs() as i64).unwrap();
    let worker = |name: &str| {
        let settings = Settings { name: name.to_owned(), ..Settings::default() };
        let registry = Registry::new().with::<Sweep>();
        Worker::new(Arc::clone(&scene.queue), registry, Arc::clone(&scene.town), clock)
            .with_settings(settings)
    };
    let rest = || tokio::time::sleep(Duration::from_secs(700));
    tokio::join!(worker("one").run(rest()), worker("other").run(rest()));
    assert_eq!(scene.town.log(), ["try 1", "slept"], "nobody else took it in ten minutes");
}

#[tokio::test(start_paused = true)]
async fn work_whose_lease_was_lost_is_cut_off() {
    let scene = Scene::new([Sweep::Sleep(600)]);
    let running = tokio::spawn(scene.worker().run(tokio::time::sleep(Duration::from_secs(700))));
    tokio::time::sleep(Duration::from_secs(5)).await;
    // Somebody recovers it although it runs, and takes it.
    scene.queue.recover(Timestamp::MAX).await.unwrap();
    assert!(scene.worker().claim("other").await.unwrap().is_none(), "recovered for the end of time");
    running.await.unwrap();
    assert_eq!(scene.town.log(), ["try 1"], "never ended here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn slots_work_side_by_side() {
    let scene = Scene::new((0..20).map(|_| Sweep::Busy(5)));
    let done = async {
        while (0..20).any(|number| scene.state(number) != Some(State::Done)) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let settings = Settings { slots: 4, ..Settings::default() };
    scene.worker().with_settings(settings).run(done).await;
    assert_eq!(scene.town.log().len(), 20);
}

#[test]
#[should_panic(expected = "two jobs are named sweep")]
fn two_jobs_of_one_name_are_refused_at_the_start() {
    let _ = Registry::new().with::<Sweep>().with::<Sweep>();
}
