use std::path::Path;

use commonbeat_app::{App, Browser, Settings, keys};
use commonbeat_auth::vault;
use commonbeat_domain::authority::Role;
use commonbeat_store::audit::Filter;
use commonbeat_testkit::{Database, FixedClock, NOON, agency, app, member, on_both};
use sea_orm::{ConnectionTrait, Statement};

/// Use cases over the same database with this key file.
fn with_key(db: &Database, clock: &FixedClock, file: &Path) -> App {
    let settings = Settings { key_file: Some(file.to_owned()), ..Settings::default() };
    App::new(db.store.clone(), clock.reader(), settings)
}

/// Password and code secret of everybody, as they lie in the database.
async fn stored(db: &Database) -> Vec<String> {
    let conn = sea_orm::Database::connect(&db.url).await.unwrap();
    let sql = "SELECT password, totp FROM person_secrets ORDER BY person_id";
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let column = |row: &sea_orm::QueryResult, name| row.try_get::<Option<String>>("", name).unwrap();
    let all = rows.iter().flat_map(|row| [column(row, "password"), column(row, "totp")]).flatten().collect();
    conn.close().await.unwrap();
    all
}

#[tokio::test]
async fn plain_secrets_are_sealed_at_the_start_and_people_sign_in_as_before() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (plain, clock) = app(&db);
        let dana = member(&plain, &clock, &operator, Role::Officer, 1).await;
        assert!(stored(&db).await.iter().all(|text| !vault::is_sealed(text)));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        keys::make_key(&file).unwrap();
        let sealing = with_key(&db, &clock, &file);
        assert_eq!(sealing.seal_secrets().await.unwrap(), 1);
        assert_eq!(sealing.seal_secrets().await.unwrap(), 0, "done once");
        let now = stored(&db).await;
        assert_eq!(now.len(), 2);
        assert!(now.iter().all(|text| vault::is_sealed(text)), "{now:?}");
        dana.sign_in(&sealing).await;

        let rows = sealing.audit_rows(&operator, &Filter::default(), 100).await.unwrap();
        assert!(rows.iter().any(|row| row.act == "keys.seal"));
        let told = format!("{rows:?} {:?} {sealing:?}", sealing.sealing_keys().await.unwrap());
        let text = std::fs::read_to_string(&file).unwrap();
        for secret in [dana.totp_secret.as_str(), text.trim(), "$argon2id"] {
            assert!(!told.contains(secret));
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_made_with_a_key_is_sealed_from_the_start_and_anew_under_a_new_key() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        keys::make_key(&file).unwrap();
        let clock = FixedClock::at(NOON);
        let app = with_key(&db, &clock, &file);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let before = stored(&db).await;
        assert!(before.iter().all(|text| vault::is_sealed(text)));
        let (id, people) = app.rotate_sealing_key().await.unwrap();
        assert_eq!(people, 1);
        assert!(stored(&db).await.iter().all(|text| vault::key_of(text) == Some(id.as_str())));
        let keys = app.sealing_keys().await.unwrap();
        assert_eq!(keys.iter().map(|(_, people)| *people).collect::<Vec<_>>(), [1, 0]);
        dana.sign_in(&app).await;
    })
    .await;
}

#[tokio::test]
async fn a_sealed_secret_moved_to_another_person_opens_nothing() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        keys::make_key(&file).unwrap();
        let clock = FixedClock::at(NOON);
        let app = with_key(&db, &clock, &file);
        let admin = member(&app, &clock, &operator, Role::Administrator, 1).await;
        let thief = member(&app, &clock, &operator, Role::Officer, 2).await;
        // Whoever can write to the database gives the administrator's row their own password and phone.
        let conn = sea_orm::Database::connect(&db.url).await.unwrap();
        let [to, from] = [&admin, &thief].map(|m| m.person.id.to_string());
        let id = |text: &str| match conn.get_database_backend() {
            sea_orm::DbBackend::Postgres => format!("'{text}'"),
            _ => format!("X'{}'", text.replace('-', "")),
        };
        for column in ["password", "totp"] {
            let sql = format!(
                "UPDATE person_secrets SET {column} = (SELECT {column} FROM person_secrets WHERE person_id = {}) \
                 WHERE person_id = {}",
                id(&from), id(&to)
            );
            assert_eq!(conn.execute_unprepared(&sql).await.unwrap().rows_affected(), 1);
        }
        conn.close().await.unwrap();
        let typed = commonbeat_app::SignIn { email: admin.person.email.to_string(), ..thief.form(app.now()) };
        let refused = app.sign_in(&typed, &Browser::default()).await;
        assert!(matches!(refused, Err(commonbeat_app::Error::Broken(_))), "{:?}", refused.map(drop));
        thief.sign_in(&app).await;
    })
    .await;
}
