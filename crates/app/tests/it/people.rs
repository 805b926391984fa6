use commonbeat_app::{App, Browser, Error, Invited};
use commonbeat_auth::token::Token;
use commonbeat_auth::totp;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Role};
use commonbeat_domain::ids::AreaId;
use commonbeat_domain::organization::people::{NewPerson, Standing};
use commonbeat_domain::partnerships::organizations::OrganizationKind;
use commonbeat_store::people::Filter;
use commonbeat_testkit::{PASSWORD, agency, app, id, member, on_both};
use jiff::SignedDuration;
use secrecy::ExposeSecret;

fn new(email: &str, role: Role) -> NewPerson {
    NewPerson::new(email.parse().unwrap(), "Dana Ruiz", role)
}

async fn code(app: &App, token: &Token) -> String {
    let shown = app.invitation(token).await.unwrap();
    let secret = totp::Secret::from_base32(shown.secret.expose_secret()).unwrap();
    totp::current_code(&secret, app.now())
}

async fn accept(app: &App, invited: &Invited) -> Result<commonbeat_app::Accepted, Error> {
    let code = code(app, &invited.token).await;
    app.accept_invitation(&invited.token, &PASSWORD.into(), &code, &Browser::default()).await
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test]
async fn an_account_opens_only_after_a_good_password_and_a_right_code() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        let invited = app.invite_person(&operator, new("dana@example.org", Role::Officer)).await.unwrap();
        assert!(invited.link.expose_secret().ends_with(&format!("/invitations/{}", invited.token.reveal())));
        let shown = app.invitation(&invited.token).await.unwrap();
        assert!(shown.uri.expose_secret().starts_with("otpauth://totp/Millbrook%20Police:dana@example.org?"));

        let poor =
            app.accept_invitation(&invited.token, &"dana ruiz dana".into(), "12", &Browser::default()).await;
        let expected =
            vec![Refusal::unfit("password", "password-about-you"), Refusal::unfit("code", "code-wrong")];
        assert_eq!(refusal(poor), Refusal::Many(expected));
        assert_eq!(app.person(&operator, invited.person.id).await.unwrap().standing, Standing::Invited);

        let accepted = accept(&app, &invited).await.unwrap();
        assert_eq!(accepted.recovery.len(), 10);
        let person = app.session(&accepted.entered.token).await.unwrap().unwrap().person;
        assert_eq!((person.standing, person.version), (Standing::Active, 2));
    })
    .await;
}

#[tokio::test]
async fn an_invitation_works_once_and_for_seven_days() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = app.invite_person(&operator, new("dana@example.org", Role::Officer)).await.unwrap();
        let rob = app.invite_person(&operator, new("rob@example.org", Role::Officer)).await.unwrap();
        accept(&app, &dana).await.unwrap();
        assert!(matches!(app.invitation(&dana.token).await, Err(Error::Missing("invitation"))));

        let code = code(&app, &rob.token).await;
        clock.advance(SignedDuration::from_hours(7 * 24) + SignedDuration::from_secs(1));
        assert!(matches!(app.invitation(&rob.token).await, Err(Error::Missing("invitation"))));
        let late = app.accept_invitation(&rob.token, &PASSWORD.into(), &code, &Browser::default()).await;
        assert!(matches!(late, Err(Error::Missing("invitation"))));
        let again = app.invite_again(&operator, rob.person.id, 1).await.unwrap();
        accept(&app, &again).await.unwrap();
        assert!(matches!(app.invitation(&Token::generate()).await, Err(Error::Missing("invitation"))));
    })
    .await;
}

#[tokio::test]
async fn of_two_who_hold_one_invitation_one_comes_in() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        let dana = app.invite_person(&operator, new("dana@example.org", Role::Officer)).await.unwrap();
        let (one, two) = tokio::join!(accept(&app, &dana), accept(&app, &dana));
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_stands_in_for_the_phone_once() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let invited = app.invite_person(&operator, new("dana@example.org", Role::Officer)).await.unwrap();
        let recovery = accept(&app, &invited).await.unwrap().recovery;
        let form = commonbeat_app::SignIn {
            email: " Dana@Example.org ".into(),
            password: PASSWORD.into(),
            code: recovery[3].expose_secret().to_uppercase(),
            passkey: None,
            agency: Some("a1".into()),
        };
        app.sign_in(&form, &Browser::default()).await.unwrap();
        clock.advance(SignedDuration::from_mins(1));
        assert_eq!(refusal(app.sign_in(&form, &Browser::default()).await), Refusal::not_now("sign-in"));
    })
    .await;
}

#[tokio::test]
async fn a_lost_phone_is_replaced_and_the_old_way_in_is_shut() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let session = dana.sign_in(&app).await;
        clock.advance(SignedDuration::from_mins(1));
        let again = app.invite_again(&operator, dana.person.id, dana.person.version).await.unwrap();
        assert!(app.session(&session.token).await.unwrap().is_none());
        assert!(app.sign_in(&dana.form(app.now()), &Browser::default()).await.is_err());
        let accepted = accept(&app, &again).await.unwrap();
        assert_eq!(accepted.entered.signed_in.person.standing, Standing::Active);
    })
    .await;
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_at_the_next_click() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Supervisor, 1).await;
        let token = dana.sign_in(&app).await.token;
        let mut details = dana.person.details();
        details.roles = [Role::Officer].into();
        details.beats = [id::<AreaId>(4)].into();
        let changed =
            app.change_person(&operator, dana.person.id, dana.person.version, details).await.unwrap();
        let now = app.session(&token).await.unwrap().unwrap();
        assert!(!now.actor.may(Action::SignGate));
        assert_eq!(now.actor.beats(), &changed.beats);
        let on_beat = Filter { beat: Some(id::<AreaId>(4)), role: Some(Role::Officer), ..Filter::default() };
        assert_eq!(app.people(&operator, &on_beat, 10).await.unwrap()[0].person, changed);

        app.lock_person(&operator, dana.person.id, changed.version).await.unwrap();
        assert!(app.session(&token).await.unwrap().is_none());
        assert!(app.sign_in(&dana.form(app.now()), &Browser::default()).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn an_edit_of_a_person_that_somebody_else_changed_meanwhile_is_stale() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let (person, read) = (&dana.person, dana.person.version);
        let details = NewPerson { title: "Ofc.".into(), ..person.details() };
        app.change_person(&operator, person.id, read, details.clone()).await.unwrap();
        let late = app.change_person(&operator, person.id, read, details).await;
        assert!(matches!(late, Err(Error::Stale("person"))));
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let ann = member(&app, &clock, &operator, Role::Administrator, 1).await;
        let last = Refusal::unfit("roles", "last-administrator");
        let officer = NewPerson { roles: [Role::Officer].into(), ..ann.person.details() };
        let version = ann.person.version;
        let demoted = app.change_person(&ann.actor, ann.person.id, version, officer.clone()).await;
        assert_eq!(refusal(demoted), last);
        assert_eq!(refusal(app.lock_person(&operator, ann.person.id, version).await), last);
        assert_eq!(refusal(app.close_person(&operator, ann.person.id, version).await), last);
        assert_eq!(refusal(app.invite_again(&operator, ann.person.id, version).await), last);

        let bob = member(&app, &clock, &ann.actor, Role::Administrator, 2).await;
        let down = |by, of: commonbeat_domain::organization::people::Person| {
            let (app, officer) = (app.clone(), officer.clone());
            async move { app.change_person(&by, of.id, of.version, officer).await.is_ok() }
        };
        let both = tokio::join!(
            down(bob.actor.clone(), ann.person.clone()),
            down(ann.actor.clone(), bob.person.clone())
        );
        assert!(both.0 ^ both.1, "one of two who demote each other at once stays: {both:?}");
    })
    .await;
}

#[tokio::test]
async fn accounts_of_another_agency_are_not_there() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (_, other) = agency(&db.store, 2).await;
        let (app, clock) = app(&db);
        let ann = member(&app, &clock, &other, Role::Administrator, 1).await;
        let dana = member(&app, &clock, &operator, Role::Officer, 2).await;
        assert!(matches!(app.person(&ann.actor, dana.person.id).await, Err(Error::Missing("person"))));
        let details = dana.person.details();
        let changed = app.change_person(&ann.actor, dana.person.id, dana.person.version, details).await;
        assert!(matches!(changed, Err(Error::Missing("person"))));
        assert!(app.unlock_person(&ann.actor, &dana.person.email).await.is_err());
        assert!(app.end_sessions_of(&ann.actor, dana.person.id).await.is_err());
        assert_eq!(app.people(&ann.actor, &Filter::default(), 10).await.unwrap().len(), 1);
        // The same address may have an account in both, each with its own password and phone.
        let twin = app.invite_person(&other, new(dana.person.email.as_str(), Role::Officer)).await.unwrap();
        accept(&app, &twin).await.unwrap();
        assert_eq!(dana.sign_in(&app).await.signed_in.person.id, dana.person.id);
    })
    .await;
}

#[tokio::test]
async fn only_administrators_manage_accounts_and_an_address_has_one_account() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let sergeant = member(&app, &clock, &operator, Role::Supervisor, 1).await;
        let by_sergeant = app.invite_person(&sergeant.actor, new("x@example.org", Role::Officer)).await;
        assert!(matches!(by_sergeant, Err(Error::Missing("person"))));
        assert_eq!(app.people(&sergeant.actor, &Filter::default(), 10).await.unwrap().len(), 1);
        app.invite_person(&operator, new("x@example.org", Role::Officer)).await.unwrap();
        let twice = app.invite_person(&operator, new("X@example.org", Role::Analyst)).await;
        assert_eq!(refusal(twice), Refusal::unfit("email", "email-taken"));
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_text_and_paged_by_name() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        for (n, name) in ["Ana 100%", "Bo_b", "Bxb", "Cy!"].into_iter().enumerate() {
            let new = NewPerson::new(format!("p{n}@example.org").parse().unwrap(), name, Role::Officer);
            app.invite_person(&operator, new).await.unwrap();
        }
        let names = |filter: Filter, limit| {
            let (app, operator) = (app.clone(), operator.clone());
            async move {
                let people = app.people(&operator, &filter, limit).await.unwrap();
                people.into_iter().map(|l| l.person).collect::<Vec<_>>()
            }
        };
        for (text, expected) in
            [("O_b", vec!["Bo_b"]), ("0%", vec!["Ana 100%"]), ("P3@EX", vec!["Cy!"]), ("y!", vec!["Cy!"])]
        {
            let found = names(Filter { text: Some(text.into()), ..Filter::default() }, 10).await;
            assert_eq!(found.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), expected, "{text}");
        }
        let first = names(Filter::default(), 2).await;
        let last = first.last().map(|p| (p.name.clone(), p.id));
        let second = names(Filter { after: last, ..Filter::default() }, 9).await;
        assert_eq!(first.len() + second.len(), 4);
        assert!(first.iter().all(|p| !second.contains(p)));
    })
    .await;
}

#[tokio::test]
async fn a_partner_needs_an_organization_of_the_same_agency() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (_, other) = agency(&db.store, 2).await;
        let (app, _) = app(&db);
        let shelter =
            app.add_organization(&operator, "Open Door Shelter", OrganizationKind::Nonprofit).await.unwrap();
        let twice = app.add_organization(&operator, "Open  Door Shelter", OrganizationKind::Nonprofit).await;
        assert_eq!(refusal(twice), Refusal::unfit("name", "organization-exists"));
        let partner = NewPerson { organization: Some(shelter.id), ..new("p@example.org", Role::Partner) };
        assert!(matches!(
            app.invite_person(&other, partner.clone()).await,
            Err(Error::Missing("organization"))
        ));
        app.invite_person(&operator, partner).await.unwrap();
        assert_eq!(app.organizations(&operator).await.unwrap(), [shelter]);
    })
    .await;
}

#[tokio::test]
async fn agencies_are_added_once_and_found_by_code() {
    on_both(|db| async move {
        let (app, _) = app(&db);
        assert!(matches!(app.agency_named(None).await, Err(Error::Unfit(_))));
        let first = app.add_agency("mpd", "Millbrook Police", "America/Chicago").await.unwrap();
        assert_eq!(app.agency_named(None).await.unwrap(), first);
        let twice = app.add_agency("MPD", "Another", "UTC").await;
        assert_eq!(refusal(twice), Refusal::unfit("agency", "agency-exists"));
        app.add_agency("OPD", "Oakton Police", "UTC").await.unwrap();
        assert!(matches!(app.agency_named(None).await, Err(Error::Unfit(text)) if text.contains("MPD, OPD")));
        assert_eq!(app.agency_named(Some("mpd")).await.unwrap(), first);
        let operator = app.acting(first.id, None).await.unwrap();
        app.invite_person(&operator, new("dana@example.org", Role::Analyst)).await.unwrap();
        let dana = app.acting(first.id, Some("Dana@example.org")).await.unwrap();
        assert!(dana.may(Action::ImportData) && !dana.may(Action::ManagePeople));
    })
    .await;
}
