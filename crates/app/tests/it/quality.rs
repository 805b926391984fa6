use std::sync::Arc;

use commonbeat_app::imports::{FileBytes, ImportFile, Imported, ProfileChoice};
use commonbeat_app::{App, Error};
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::information::quality::NewNote;
use commonbeat_domain::problems::candidates::Window;
use commonbeat_testkit::{agency, app, member, on_both};
use jiff::ToSpan;
use jiff::civil::date;

const PROFILE: &str = r#"
name = "town"
title = "Town"
kind = "incidents"
[identity]
id = "id"
[time.occurred]
columns = "at"
formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d"]
[place]
lon = "lon"
lat = "lat"
[category]
label = "what"
otherwise = "other"
[[category.rules]]
offense = "theft"
when = { "what" = ["THEFT*"] }
"#;

async fn import(app: &App, who: &Actor, rows: &str) -> Imported {
    let file = ImportFile {
        name: "town.csv".into(),
        bytes: FileBytes::Memory(Arc::new(format!("id,at,what,lon,lat\n{rows}").into_bytes())),
        profile: ProfileChoice::Toml(PROFILE.into()),
    };
    app.import(who, &file, |_| {}).await.unwrap()
}

/// Ten rows a week for twenty weeks, but for one week without any.
fn weeks() -> String {
    let mut rows = String::new();
    for week in (0..20).filter(|week| *week != 9) {
        for n in 0..10 {
            let day = date(2025, 6, 2).checked_add((7 * week + n % 7).days()).unwrap();
            rows += &format!("{week}-{n},{day} 14:00,THEFT,-87.6,41.8\n");
        }
    }
    rows
}

#[tokio::test]
async fn the_page_says_what_is_known_which_weeks_lack_rows_and_what_the_last_file_changed() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        assert_eq!(app.quality(&who).await.unwrap().sources, []);
        let first = import(&app, &who, &weeks()).await;
        assert_eq!(first.tally.vanished, None, "there was no earlier file");
        import(&app, &who, "x,2025-07-01,NOISE,,\n").await;

        let quality = app.quality(&who).await.unwrap();
        let known = quality.known;
        assert_eq!((known.rows, known.place, known.hour, known.class), (191, 190, 190, 190));
        assert_eq!(quality.flagged.get("no_place"), Some(&1));
        let [source] = quality.sources.as_slice() else { panic!("{:?}", quality.sources) };
        assert_eq!(source.profile, "town");
        let gaps: Vec<(jiff::civil::Date, u64)> = source.gaps.iter().map(|g| (g.week, g.rows)).collect();
        assert_eq!(gaps, [(date(2025, 8, 4), 0)]);
        assert_eq!(source.last.as_ref().unwrap().tally.accepted, 1);
        let batch = app.batch_quality(&who, first.batch.unwrap()).await.unwrap();
        assert_eq!((batch.rows, batch.class), (190, 190));
    })
    .await;
}

#[tokio::test]
async fn records_that_a_newer_file_of_the_same_days_lacks_are_counted_and_stay() {
    on_both(|db| async move {
        let (_, who) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        import(
            &app,
            &who,
            "1,2026-02-01 10:00,THEFT,,\n2,2026-02-02 10:00,THEFT,,\n3,2026-02-09 10:00,THEFT,,\n",
        )
        .await;
        // The second of February is gone; the ninth lies beyond the new file's days.
        let next = "1,2026-02-01 11:00,THEFT,,\n4,2026-02-03 10:00,THEFT,,\n";
        let second = import(&app, &who, next).await;
        assert_eq!((second.tally.accepted, second.tally.updated, second.tally.vanished), (1, 1, Some(1)));
        assert_eq!(second.tally.days, Some((date(2026, 2, 1), date(2026, 2, 3))));
        assert_eq!(app.quality(&who).await.unwrap().known.rows, 4);
        assert_eq!(import(&app, &who, next).await.tally.vanished, Some(1));
    })
    .await;
}

#[tokio::test]
async fn a_known_flaw_stands_beside_figures_of_its_class_and_days_until_it_is_mended() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let analyst = member(&app, &clock, &operator, Role::Analyst, 5).await.actor;
        let officer = member(&app, &clock, &operator, Role::Officer, 6).await.actor;
        let new = NewNote {
            words: "The export of June lacks the night shift.".into(),
            offense: Some("theft".parse().unwrap()),
            from: Some(date(2025, 6, 1)),
            until: Some(date(2025, 6, 30)),
        };
        assert!(matches!(app.write_note(&officer, new.clone(), "").await, Err(Error::Missing(_))));
        let note = app.write_note(&analyst, new.clone(), "pressed").await.unwrap();
        assert_eq!(app.write_note(&analyst, new, "pressed").await.unwrap(), note, "pressed twice");
        let theft = ["theft".parse().unwrap()];
        let summer = Some(Window { from: date(2025, 6, 15), until: date(2025, 9, 1) });
        let autumn = Some(Window { from: date(2025, 9, 1), until: date(2025, 12, 1) });
        let noted = app.notes_on(&officer, &theft, summer).await.unwrap();
        assert_eq!(noted.iter().map(|n| n.id).collect::<Vec<_>>(), [note]);
        assert_eq!(app.notes_on(&officer, &theft, autumn).await.unwrap(), []);
        assert_eq!(app.notes_on(&officer, &["noise".parse().unwrap()], summer).await.unwrap(), []);
        app.withdraw_note(&analyst, note).await.unwrap();
        assert_eq!(app.notes_on(&officer, &theft, summer).await.unwrap(), []);
        assert!(matches!(app.withdraw_note(&analyst, note).await, Err(Error::Stale(_))));
    })
    .await;
}
