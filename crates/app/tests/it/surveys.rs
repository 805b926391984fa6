//! Surveys of premises: from the first item to the second look.

use commonbeat_app::Error;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::Role;
use commonbeat_domain::partnerships::surveys::{Found, OwnerSays, Site, Weight};
use commonbeat_testkit::{agency, app, id, on_both};
use jiff::civil::date;

use crate::problems::{partner, person, staffed};

/// The place of partner 7, seen on the day of the tests.
pub fn site() -> Site {
    Site {
        organization: Some(id(7)),
        name: "Corner Grocery".into(),
        address: "200 Canal Street".into(),
        contact: "M. Bell".into(),
        on: date(2026, 2, 16),
        problem: None,
    }
}

#[tokio::test]
async fn an_officer_looks_the_owner_answers_and_the_second_look_closes_it() {
    on_both(|db| async move {
        let (agency, _) = agency(&db.store, 1).await;
        staffed(&db, agency.id).await;
        let (app, _) = app(&db);
        let officer = person(agency.id, 1, Role::Officer, &[1]);
        let (owner, other) = (partner(agency.id, 7), partner(agency.id, 8));
        let mut survey = app.begin_survey(&officer, site(), None, "once-s").await.unwrap();
        let again = app.begin_survey(&officer, site(), None, "once-s").await.unwrap();
        assert_eq!(again.id, survey.id, "sent twice, begun once");
        let by_owner =
            app.survey_item(&owner, survey.id, 1, survey.next().unwrap(), (Found::Good, "", None)).await;
        assert!(matches!(by_owner, Err(Error::Missing(_))));
        let first = survey.next().unwrap();
        while let Some(item) = survey.next() {
            let noted = match item == first {
                true => (Found::Weak, "A lamp over the back door.", Some(Weight::High)),
                false => (Found::Good, "", None),
            };
            survey = app.survey_item(&officer, survey.id, survey.version, item, noted).await.unwrap();
        }
        let given = app.give_survey(&officer, survey.id, survey.version, date(2026, 5, 1)).await.unwrap();
        assert!(matches!(app.survey(&other, given.id).await, Err(Error::Missing(_))), "another's place");
        let word = (OwnerSays::Will, "By April.");
        let told = app.answer_survey(&owner, given.id, given.version, first, word).await.unwrap();
        let stale = app.look_again_at(&officer, given.id, given.version, first, Found::Good).await;
        assert!(matches!(stale, Err(Error::Stale(_))));
        let seen = app.look_again_at(&officer, told.id, told.version, first, Found::Good).await.unwrap();
        assert_eq!(seen.tally(), (1, 0, 1));
        let late = app.survey_item(&officer, seen.id, seen.version, first, (Found::Good, "", None)).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::NotNow { why: "survey-given" }))));
        let unknown =
            app.begin_survey(&officer, Site { organization: Some(id(70)), ..site() }, None, "").await;
        assert!(matches!(unknown, Err(Error::Refused(Refusal::Malformed { field: "site_owner" }))));
    })
    .await;
}
