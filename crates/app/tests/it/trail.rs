use commonbeat_app::{App, Error, Settings, keys};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::Role;
use commonbeat_store::audit::{Broken, Filter};
use commonbeat_testkit::{FixedClock, NOON, agency, app, member, on_both};
use sea_orm::ConnectionTrait;

#[tokio::test]
async fn an_auditor_reads_and_verifies_and_others_who_try_are_noted() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let auditor = member(&app, &clock, &operator, Role::Auditor, 1).await;
        let admin = member(&app, &clock, &operator, Role::Administrator, 2).await;
        let tried = app.audit_rows(&admin.actor, &Filter::default(), 10).await;
        assert!(matches!(tried, Err(Error::Missing("trail"))));
        let rows = app.audit_rows(&auditor.actor, &Filter::default(), 3).await.unwrap();
        let acts: Vec<&str> = rows.iter().map(|r| r.act.as_str()).collect();
        assert_eq!(acts, ["audit.read", "access.refuse", "person.accept"]);
        assert_eq!(rows[1].actor, format!("person:{}", admin.person.id));
        let before = Filter { before: Some(rows[2].seq), ..Filter::default() };
        assert_eq!(app.audit_rows(&auditor.actor, &before, 1).await.unwrap()[0].seq, rows[2].seq - 1);

        let check = app.verify_trail(&auditor.actor, None).await.unwrap();
        assert_eq!(check.verified.broken, None);
        app.review_trail(&auditor.actor).await.unwrap();
        let week = app.trail_week(&auditor.actor).await.unwrap();
        assert_eq!((week.refused_access, week.reviews, week.refused_sign_ins), (1, 1, 0));
    })
    .await;
}

#[tokio::test]
async fn a_signed_head_proves_that_the_end_was_cut_off() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (_, stranger) = agency(&db.store, 2).await;
        let folder = tempfile::tempdir().unwrap();
        let key_file = folder.path().join("key");
        keys::make_key(&key_file).unwrap();
        let settings = Settings { key_file: Some(key_file), ..Settings::default() };
        let app = App::new(db.store.clone(), FixedClock::at(NOON).reader(), settings);

        app.audit_rows(&operator, &Filter::default(), 1).await.unwrap();
        let head = app.trail_head(&operator).await.unwrap();
        let text = head.to_string();
        assert_eq!(text.parse(), Ok(head.clone()));
        let check = app.verify_trail(&operator, Some(&text)).await.unwrap();
        assert!(check.signature_checked && check.verified.broken.is_none());

        let forged = text.replacen(':', "0:", 1);
        let refusal = |result| match result {
            Err(Error::Refused(refusal)) => refusal,
            other => panic!("expected a refusal, got {other:?}"),
        };
        let signature = Refusal::unfit("head", "head-signature");
        assert_eq!(refusal(app.verify_trail(&operator, Some(&forged)).await), signature);
        assert_eq!(refusal(app.verify_trail(&stranger, Some(&text)).await), signature);
        assert_eq!(refusal(app.verify_trail(&operator, Some("what")).await), Refusal::malformed("head"));

        let direct = sea_orm::Database::connect(db.url.clone()).await.unwrap();
        let cut = head.head.seq - 1;
        for statement in [
            format!("DELETE FROM audit WHERE seq > {cut} AND agency_id IN (SELECT agency_id FROM audit WHERE seq = {cut})"),
            format!("UPDATE audit_heads SET seq = {cut}, link = (SELECT link FROM audit WHERE seq = {cut}) WHERE seq > {cut}"),
        ] {
            direct.execute_unprepared(&statement).await.unwrap();
        }
        let check = app.verify_trail(&operator, Some(&text)).await.unwrap();
        assert_eq!(check.verified.broken, Some((head.head.seq, Broken::CutOff)));
    })
    .await;
}
