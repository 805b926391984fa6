use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use commonbeat_app::{App, Encryption, Error, FeedSettings, FetchRules, Settings, SmtpSettings};
use commonbeat_carriers::testing::Sink;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::FeedId;
use commonbeat_domain::information::feeds::{FeedPlan, Outcome, Place};
use commonbeat_store::incidents;
use commonbeat_testkit::{Database, FixedClock, NOON, agency, member, on_both};
use jiff::SignedDuration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const PROFILE: &str = r#"
name = "town"
title = "Town"
kind = "calls"
[identity]
id = "id"
[time.occurred]
columns = "day"
formats = ["%Y-%m-%d"]
[category]
label = "what"
otherwise = "other"
"#;

struct House {
    app: App,
    clock: FixedClock,
    analyst: Actor,
    officer: Actor,
    folder: TempDir,
    sink: Sink,
    db: Database,
}

impl House {
    async fn new(db: Database) -> House {
        let (_, operator) = agency(&db.store, 1).await;
        let folder = tempfile::tempdir().unwrap();
        for below in ["in/A1", "keys/A1", "scratch"] {
            std::fs::create_dir_all(folder.path().join(below)).unwrap();
        }
        let sink = Sink::start().await.unwrap();
        let mail =
            SmtpSettings::new("127.0.0.1", sink.addr().port(), Encryption::None, "no-reply@town.example");
        let feeds = FeedSettings {
            folder: Some(folder.path().join("in")),
            credentials: Some(folder.path().join("keys")),
            scratch: folder.path().join("scratch"),
            rules: FetchRules { allowed_hosts: ["127.0.0.1".to_owned()].into(), ..FetchRules::default() },
        };
        let settings = Settings { mail: Some(mail), feeds, ..Settings::default() };
        let clock = FixedClock::at(NOON);
        let app = App::new(db.store.clone(), clock.reader(), settings);
        let analyst = member(&app, &clock, &operator, Role::Analyst, 1).await.actor;
        let officer = member(&app, &clock, &operator, Role::Officer, 2).await.actor;
        House { app, clock, analyst, officer, folder, sink, db }
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.folder.path().join("in/A1").join(name);
        std::fs::write(&path, text).unwrap();
        settle(&path, NOON - SignedDuration::from_hours(1));
    }

    async fn add(&self, place: Place) -> FeedId {
        self.app.add_feed(&self.analyst, plan(place), "").await.unwrap()
    }

    /// Runs it as a person would, with all work that follows; gives what it came to.
    async fn run(&self, id: FeedId) -> Outcome {
        self.app.run_feed_soon(&self.analyst, id).await.unwrap();
        self.app.worker(Default::default()).run_until_empty().await.unwrap();
        self.app.feed(&self.analyst, id).await.unwrap().runs[0].outcome.clone()
    }

    async fn rows(&self) -> u64 {
        incidents::count(&self.db.store.read(&self.analyst).await.unwrap()).await.unwrap()
    }

    fn subjects(&self) -> Vec<String> {
        self.sink.messages().iter().map(|l| l.header("subject").unwrap()).collect()
    }
}

fn settle(path: &Path, at: jiff::Timestamp) {
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::from(at)).unwrap();
}

fn plan(place: Place) -> FeedPlan {
    FeedPlan {
        name: "Calls".into(),
        place,
        profile: PROFILE.into(),
        schedule: "0 2 * * *".into(),
        credentials: None,
        late_after: 36,
    }
}

fn folder(pattern: &str) -> Place {
    Place::Folder { pattern: pattern.into() }
}

fn imported(outcome: &Outcome) -> (u64, u64) {
    match outcome {
        Outcome::Imported { tally, .. } => (tally.accepted, tally.unchanged),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn files_of_a_watched_folder_come_in_once_and_the_analyst_is_told() {
    on_both(|db| async move {
        let house = House::new(db).await;
        house.put("calls-1.csv", "id,day,what\n1,2026-02-01,ALARM\n2,2026-02-01,NOISE\n");
        house.put("other.txt", "not ours");
        let id = house.add(folder("calls-*.csv")).await;
        assert_eq!(imported(&house.run(id).await), (2, 0));
        assert_eq!(house.run(id).await, Outcome::Unchanged);
        // Written again with the same content: nothing new. Another file beside it: only that one is read.
        house.put("calls-1.csv", "id,day,what\n1,2026-02-01,ALARM\n2,2026-02-01,NOISE\n");
        assert_eq!(house.run(id).await, Outcome::Unchanged);
        house.put("calls-2.csv", "id,day,what\n2,2026-02-01,NOISE\n3,2026-02-02,ALARM\n");
        assert_eq!(imported(&house.run(id).await), (1, 1));
        assert_eq!(house.rows().await, 3);
        assert_eq!(house.subjects(), ["Calls: new data came in"; 2]);
        let letter = &house.sink.messages()[0];
        assert_eq!(letter.to, ["analyst1@example.org"]);
        assert!(letter.text().contains("2 rows, of these 2 new"), "{}", letter.text());
        assert!(letter.text().contains(&format!("/feeds/{id}")));
    })
    .await;
}

#[tokio::test]
async fn a_file_of_another_shape_is_not_imported_until_the_analyst_takes_it() {
    on_both(|db| async move {
        let house = House::new(db).await;
        house.put("calls.csv", "id,day,what\n1,2026-02-01,ALARM\n");
        let id = house.add(folder("calls.csv")).await;
        house.run(id).await;
        house.put("calls.csv", "id,day,what,unit\n1,2026-02-01,ALARM,4A\n2,2026-02-02,ALARM,4A\n");
        match house.run(id).await {
            Outcome::Reshaped { change, .. } => {
                assert_eq!((change.added, change.removed), (vec!["unit".into()], vec![]))
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(house.rows().await, 1);
        house.run(id).await;
        assert_eq!(house.subjects().len(), 2, "the same trouble again is no news: {:?}", house.subjects());
        assert!(house.sink.messages()[1].text().contains("New: unit"));
        let feed = house.app.feed(&house.analyst, id).await.unwrap().feed;
        house.app.accept_shape(&house.analyst, id, feed.version).await.unwrap();
        assert_eq!(imported(&house.run(id).await).0, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_still_written_to_and_what_lies_elsewhere_is_left_alone() {
    on_both(|db| async move {
        let house = House::new(db).await;
        let base = house.folder.path().join("in");
        std::fs::create_dir_all(base.join("B2")).unwrap();
        std::fs::write(base.join("B2/theirs.csv"), "id,day,what\n9,2026-02-01,ALARM\n").unwrap();
        settle(&base.join("B2/theirs.csv"), NOON - SignedDuration::from_hours(1));
        std::os::unix::fs::symlink(base.join("B2/theirs.csv"), base.join("A1/calls-link.csv")).unwrap();
        house.put("calls-new.csv", "id,day,what\n1,2026-02-01,ALARM\n");
        settle(&base.join("A1/calls-new.csv"), house.clock.now() - SignedDuration::from_secs(5));
        let id = house.add(folder("calls-*.csv")).await;
        assert_eq!(house.run(id).await, Outcome::Unchanged);
        house.clock.advance(SignedDuration::from_mins(2));
        assert_eq!(imported(&house.run(id).await).0, 1);
    })
    .await;
}

#[tokio::test]
async fn a_feed_that_brings_nothing_for_too_long_is_told_once() {
    on_both(|db| async move {
        let house = House::new(db).await;
        let id = house.add(folder("calls.csv")).await;
        let mut looked = house.clock.now();
        for _ in 0..4 {
            house.clock.advance(SignedDuration::from_hours(20));
            house.app.plan_work(looked).await.unwrap();
            looked = house.clock.now();
            house.app.worker(Default::default()).run_until_empty().await.unwrap();
        }
        assert_eq!(house.subjects(), ["Calls: no new data"]);
        assert!(house.app.feed(&house.analyst, id).await.unwrap().late);
        assert!(house.app.feed(&house.analyst, id).await.unwrap().runs.len() >= 2, "it ran every night");
        house.put("calls.csv", "id,day,what\n1,2026-02-01,ALARM\n");
        house.run(id).await;
        assert!(!house.app.feed(&house.analyst, id).await.unwrap().late);
    })
    .await;
}

#[tokio::test]
async fn a_file_on_a_server_comes_in_with_credentials_and_only_when_it_changed() {
    on_both(|db| async move {
        let house = House::new(db).await;
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let kept = asked.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut text = Vec::new();
                while !text.ends_with(b"\r\n\r\n") {
                    text.push(stream.read_u8().await.unwrap());
                }
                let text = String::from_utf8(text).unwrap();
                let body = "id,day,what\n1,2026-02-01,ALARM\n";
                let answer = if !text.contains("authorization: Bearer k3y") {
                    "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n".to_owned()
                } else if text.contains("if-none-match: \"v1\"") {
                    "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_owned()
                } else {
                    let length = body.len();
                    format!("HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}")
                };
                kept.lock().unwrap().push(text);
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        let address = format!("http://127.0.0.1:{port}/calls.csv?token=in-the-address");
        let id = house.add(Place::Web { address: address.clone() }).await;
        match house.run(id).await {
            Outcome::Failed { why } => assert!(why.contains("401") && !why.contains("in-the-address"), "{why}"),
            other => panic!("{other:?}"),
        }
        let keys = house.folder.path().join("keys/A1");
        std::fs::write(keys.join("portal"), format!("host = 127.0.0.1:{port}\ntoken = k3y\n")).unwrap();
        std::fs::write(keys.join("other"), "host = example.org\ntoken = k3y\n").unwrap();
        let version = house.app.feed(&house.analyst, id).await.unwrap().feed.version;
        let with = |name: &str| FeedPlan { credentials: Some(name.into()), ..plan(Place::Web { address: address.clone() }) };
        for unfit in ["other", "missing", "../A1/portal"] {
            let refused = house.app.change_feed(&house.analyst, id, version, with(unfit)).await;
            assert!(matches!(&refused, Err(Error::Refused(r)) if r.field() == Some("credentials")), "{refused:?}");
        }
        house.app.change_feed(&house.analyst, id, version, with("portal")).await.unwrap();
        assert_eq!(imported(&house.run(id).await).0, 1);
        assert_eq!(house.run(id).await, Outcome::Unchanged);
        assert_eq!(asked.lock().unwrap().len(), 3);
        assert_eq!(std::fs::read_dir(house.folder.path().join("scratch")).unwrap().count(), 0);
        for letter in house.sink.messages() {
            assert!(!letter.text().contains("k3y") && !letter.text().contains("in-the-address"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_plan_that_cannot_be_carried_out_is_refused_at_its_field() {
    on_both(|db| async move {
        let house = House::new(db).await;
        let refused = async |plan: FeedPlan| match house.app.add_feed(&house.analyst, plan, "").await {
            Err(Error::Refused(refusal)) => refusal.field().unwrap().to_owned(),
            other => panic!("{other:?}"),
        };
        let good = plan(folder("calls.csv"));
        assert_eq!(refused(FeedPlan { schedule: "at night".into(), ..good.clone() }).await, "schedule");
        assert_eq!(refused(FeedPlan { profile: "no-such".into(), ..good.clone() }).await, "profile");
        assert_eq!(refused(FeedPlan { late_after: 0, ..good.clone() }).await, "late_after");
        assert_eq!(refused(plan(folder("../B2/x.csv"))).await, "pattern");
        assert_eq!(refused(plan(Place::Web { address: "ftp://a.b/c".into() })).await, "address");
        assert!(matches!(house.app.add_feed(&house.officer, good.clone(), "").await, Err(Error::Missing(_))));
        let bare = App::new(house.db.store.clone(), house.clock.reader(), Settings::default());
        let without = bare.add_feed(&house.analyst, good, "").await;
        assert!(
            matches!(without, Err(Error::Refused(Refusal::Unfit { why: "no-feed-folder", .. }))),
            "{without:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_again_and_one_inside_is_not_asked() {
    on_both(|db| async move {
        let house = House::new(db).await;
        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let id = house.add(Place::Web { address: format!("http://127.0.0.1:{gone}/x.csv") }).await;
        house.app.run_feed_soon(&house.analyst, id).await.unwrap();
        for tried in 1..=4 {
            let runs = house.app.feed(&house.analyst, id).await.unwrap().runs;
            assert_eq!(runs.len(), 0, "after {} tries", tried - 1);
            house.app.worker(Default::default()).run_until_empty().await.unwrap();
            house.clock.advance(SignedDuration::from_mins(10));
        }
        let run = house.app.feed(&house.analyst, id).await.unwrap().runs[0].clone();
        assert!(matches!(run.outcome, Outcome::Failed { .. }), "{run:?}");
        let inside =
            house.add(Place::Web { address: "https://169.254.169.254/latest/meta-data".into() }).await;
        match house.run(inside).await {
            Outcome::Failed { why } => assert!(why.contains("not on the public internet"), "{why}"),
            other => panic!("{other:?}"),
        }
        let paused = house.app.feed(&house.analyst, id).await.unwrap().feed;
        let paused = house.app.pause_feed(&house.analyst, id, paused.version, true).await.unwrap();
        assert!(house.app.feed(&house.analyst, paused.id).await.unwrap().next.is_none());
    })
    .await;
}
