use commonbeat_domain::authority::Actor;
use commonbeat_store::Store;
use commonbeat_store::audit::{self, Broken, Entry};
use commonbeat_testkit::{NOON, agency, on_both};
use sea_orm::ConnectionTrait;

async fn note(store: &Store, operator: &Actor, n: usize) {
    let mut write = store.write(operator, NOON).await.unwrap();
    write.record(Entry::new("test.note", n).with(n));
    write.commit().await.unwrap();
}

async fn tamper(url: &str, statement: &str) {
    let db = sea_orm::Database::connect(url.to_owned()).await.unwrap();
    db.execute_unprepared(statement).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test]
async fn the_trail_verifies_and_tells_what_was_done_to_it() {
    for (statement, expected) in [
        ("UPDATE audit SET object = '99' WHERE seq = 3", Some((3, Broken::Link))),
        ("UPDATE audit SET payload = '{}' WHERE seq = 4", Some((4, Broken::Payload))),
        ("DELETE FROM audit WHERE seq = 3", Some((4, Broken::Gap))),
        ("DELETE FROM audit WHERE seq > 4", Some((5, Broken::CutOff))),
        ("UPDATE audit SET payload = NULL WHERE seq = 4", None),
    ] {
        on_both(|db| async move {
            let (_, operator) = agency(&db.store, 1).await;
            for n in 0..5 {
                note(&db.store, &operator, n).await;
            }
            let read = db.store.read(&operator).await.unwrap();
            let sound = audit::verify(&read, None).await.unwrap();
            assert_eq!((sound.rows, sound.broken), (6, None));
            tamper(&db.url, statement).await;
            assert_eq!(audit::verify(&read, None).await.unwrap().broken, expected, "{statement}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_head_kept_elsewhere_finds_a_cut_off_end_that_was_covered_up() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        for n in 0..3 {
            note(&db.store, &operator, n).await;
        }
        let read = db.store.read(&operator).await.unwrap();
        let kept = audit::head(&read).await.unwrap();
        assert_eq!(kept.to_string().parse(), Ok(kept.clone()));
        tamper(&db.url, "DELETE FROM audit WHERE seq = 4").await;
        tamper(&db.url, "UPDATE audit_heads SET seq = 3, link = (SELECT link FROM audit WHERE seq = 3)")
            .await;
        assert_eq!(audit::verify(&read, None).await.unwrap().broken, None);
        assert_eq!(audit::verify(&read, Some(&kept)).await.unwrap().broken, Some((4, Broken::CutOff)));
        note(&db.store, &operator, 9).await;
        assert_eq!(audit::verify(&read, Some(&kept)).await.unwrap().broken, Some((4, Broken::OtherHistory)));
    })
    .await;
}

#[tokio::test]
async fn many_writers_leave_one_unbroken_chain() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..24 {
            let (store, operator) = (db.store.clone(), operator.clone());
            tasks.spawn(async move { note(&store, &operator, n).await });
        }
        tasks.join_all().await;
        let read = db.store.read(&operator).await.unwrap();
        let walk = audit::verify(&read, None).await.unwrap();
        assert_eq!((walk.rows, walk.broken), (25, None));
        assert_eq!(audit::list(&read, &audit::Filter::default(), 10).await.unwrap()[0].seq, 25);
    })
    .await;
}
