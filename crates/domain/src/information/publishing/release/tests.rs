use super::*;
use crate::Key;
use proptest::prelude::*;

fn area(n: u128) -> AreaId {
    AreaId::from_uuid(uuid::Uuid::from_u128(n))
}

fn release(rows: &[&[u32]], small: u32) -> Vec<Vec<Count>> {
    let classes: Vec<Offense> =
        ["arson", "burglary", "robbery", "theft"].iter().map(|t| t.parse().unwrap()).collect();
    let mut raw =
        RawCounts { areas: (0..rows.len()).map(|n| area(n as u128)).collect(), ..RawCounts::default() };
    for (r, row) in rows.iter().enumerate() {
        for (c, n) in row.iter().enumerate() {
            raw.counts.insert((raw.areas[r], classes[c].clone()), *n);
        }
    }
    let cleared = clear_release(Date::constant(2026, 1, 1), small, &raw, None).into_inner();
    cleared.lines.chunks(rows[0].len()).map(|l| l.iter().map(|l| l.count).collect()).collect()
}

#[test]
fn a_small_count_is_hidden_and_no_total_gives_it_back() {
    let cells = release(&[&[3, 20, 30], &[10, 12, 14], &[8, 9, 40]], 5);
    assert_eq!(cells[0][0], Count::Under(5));
    for line in 0..3 {
        let row = cells[line].iter().filter(|c| !matches!(c, Count::Exact(_))).count();
        let column = cells.iter().filter(|r| !matches!(r[line], Count::Exact(_))).count();
        assert!(row != 1 && column != 1, "{cells:?}");
    }
}

#[test]
fn none_is_said_as_none() {
    assert_eq!(release(&[&[0, 9]], 5)[0], [Count::Exact(0), Count::Exact(9)]);
}

#[test]
fn sensitive_classes_are_counted_together() {
    let mut raw = RawCounts { areas: vec![area(1)], ..RawCounts::default() };
    raw.counts.insert((area(1), "sexual-offense".parse().unwrap()), 6);
    raw.counts.insert((area(1), "stalking".parse().unwrap()), 3);
    let release = clear_release(Date::constant(2026, 1, 1), 5, &raw, None).into_inner();
    assert_eq!(release.lines.len(), 1);
    assert_eq!(release.lines[0].offense, SENSITIVE);
    assert_eq!(release.lines[0].count, Count::Exact(9));
}

#[test]
fn the_usual_range_shows_no_small_count_of_an_earlier_year_and_none_that_was_hidden() {
    let (told, few) = (Count::Exact, Count::Under(5));
    assert_eq!(usual(&[few, told(12), told(9)], 5), Some((0, 12)));
    assert_eq!(usual(&[few, few], 5), Some((0, 5)));
    assert_eq!(usual(&[told(9), Count::Hidden, told(12), Count::Hidden], 5), Some((9, 12)));
    assert_eq!(usual(&[told(7), Count::Hidden], 5), None);
    assert_eq!(usual(&[told(7)], 5), None);
}

fn places(month: &[(u32, &str)], points: &[(u32, LonLat)]) -> RawCounts {
    let mut raw = RawCounts { areas: vec![area(1), area(2)], ..RawCounts::default() };
    for (n, class) in month {
        let class: Offense = class.parse().unwrap();
        for &(at, place) in points {
            let at_area = area(u128::from(at));
            *raw.counts.entry((at_area, class.clone())).or_default() += n;
            let one = Happened { area: at_area, offense: class.clone(), at: place };
            raw.happened.extend(std::iter::repeat_n(one, *n as usize));
        }
    }
    raw
}

#[test]
fn a_class_is_shown_at_points_only_where_its_count_is_told() {
    let areas = [crate::organization::areas::Area {
        id: area(1),
        kind: crate::organization::areas::AreaKind::Neighborhood,
        name: "One".into(),
        slug: "one".into(),
        shape: serde_json::from_value(serde_json::json!([[[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]]))
            .unwrap(),
    }];
    let home = LonLat::new(0.5, 0.5).unwrap();
    let addresses: Vec<LonLat> =
        (0..9).map(|i| LonLat::new(0.4 + f64::from(i) / 100.0, 0.5).unwrap()).collect();
    let ground =
        crate::information::publishing::Ground { areas: &areas, addresses: &addresses, streets: &[] };
    let catchments = Catchments::cut(8, ground);
    let raw = places(
        &[(9, "theft"), (3, "burglary"), (40, "noise"), (6, "sexual-offense"), (6, "sensitive")],
        &[(1, home)],
    );
    let release = clear_release(Date::constant(2026, 1, 1), 5, &raw, Some(&catchments)).into_inner();
    let told: Vec<&str> = release
        .lines
        .iter()
        .filter(|l| l.area == area(1) && matches!(l.count, Count::Exact(_)) && l.offense != SENSITIVE)
        .map(|l| l.offense.as_str())
        .collect();
    assert_eq!(release.spots.len(), 1);
    let shown: Vec<&str> = release.spots[0].counts.iter().map(|(class, _)| class.as_str()).collect();
    assert_eq!(shown, told);
    assert!(!shown.contains(&"burglary") && !shown.contains(&"sexual-offense"));
    assert_ne!(release.spots[0].at, home);
    assert_eq!(release.spots[0].addresses, 9);
}

#[test]
fn without_catchments_nothing_is_shown_at_points() {
    let raw = places(&[(9, "theft")], &[(1, LonLat::new(0.5, 0.5).unwrap())]);
    assert!(clear_release(Date::constant(2026, 1, 1), 5, &raw, None).get().spots.is_empty());
}

proptest! {
    #[test]
    fn the_total_of_an_area_or_class_leaves_every_small_count_three_values(
        rows in proptest::collection::vec(proptest::collection::vec(0u32..30, 4), 2..7)
    ) {
        let cells = release(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>(), 5);
        for r in 0..rows.len() {
            for c in 0..4 {
                if let Count::Exact(n) = cells[r][c] {
                    prop_assert!(n == 0 || n >= 5);
                    prop_assert_eq!(n, rows[r][c]);
                    continue;
                }
                let (across, down) = ((0..4).map(|c| (r, c)).collect::<Vec<_>>(), (0..rows.len()).map(|r| (r, c)));
                for line in [across, down.collect()] {
                    let told = line.iter().any(|&(i, j)| matches!(cells[i][j], Count::Exact(n) if n > 0));
                    let hidden = line.iter().filter(|&&(i, j)| !matches!(cells[i][j], Count::Exact(_)));
                    prop_assert!(!told || hidden.clone().count() > 1, "{cells:?}");
                    if matches!(cells[r][c], Count::Under(_)) && told {
                        // What this one could be: all others from their least to their most.
                        let others = hidden.filter(|&&at| at != (r, c)).map(|&(i, j)| (rows[i][j], cells[i][j]));
                        let sum = rows[r][c] + others.clone().map(|(n, _)| n).sum::<u32>();
                        let (least, most) = others.fold((0, 0), |(a, b), (_, cell)| match cell {
                            Count::Under(_) => (a + 1, b + 4),
                            _ => (a + 5, b + 1_000),
                        });
                        let could = (1..5).filter(|n| sum >= n + least && sum <= n + most).count();
                        prop_assert!(could >= 3, "{could}: {rows:?} {cells:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn knowing_all_totals_at_once_pins_down_no_small_count_that_has_others_to_hide_behind() {
    let mut seed = 1_u64;
    let mut draw = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((seed >> 33) % below).unwrap()
    };
    let (mut small, mut told) = (0, 0);
    for _ in 0..400 {
        let rows: Vec<Vec<u32>> = (0..8).map(|_| (0..6).map(|_| draw(12) * draw(4)).collect()).collect();
        let cells = hiding::hide(&rows, 5);
        let ranges = hiding::ranges(&rows, &cells, 5);
        for (r, row) in cells.iter().enumerate() {
            for (c, cell) in row.iter().enumerate() {
                told += usize::from(matches!(cell, Count::Exact(n) if *n > 0));
                if !matches!(cell, Count::Under(_)) {
                    continue;
                }
                small += 1;
                let around = (0..6).map(|j| (r, j)).chain((0..8).map(|i| (i, c)));
                let left = around.into_iter().any(|(i, j)| matches!(cells[i][j], Count::Exact(n) if n > 0));
                // Nothing to hide behind: a line of small counts and zeros alone.
                let alone = rows[r].iter().all(|n| *n < 5) || rows.iter().all(|row| row[c] < 5);
                assert!(ranges[r][c].0 < ranges[r][c].1 || !left || alone, "{rows:?} {cells:?}");
            }
        }
    }
    // Hiding must not swallow the table either.
    assert!(small > 1_000 && told > 5_000, "{small} small, {told} told");
}
