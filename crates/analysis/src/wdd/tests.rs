use super::*;
use proptest::prelude::*;

fn area(before: u64, after: u64) -> BeforeAfter {
    BeforeAfter::new(before, after)
}

fn weighted(before: u64, after: u64, area_weight: f64) -> BeforeAfter {
    BeforeAfter { before, after, area_weight }
}

fn matches(found: Difference, estimate: f64, se: f64, z: f64, interval: (f64, f64)) {
    for (got, expected) in [
        (found.estimate, estimate),
        (found.se, se),
        (found.z, z),
        (found.interval.0, interval.0),
        (found.interval.1, interval.1),
    ] {
        assert!((got - expected).abs() < 1e-6, "{got} is not {expected}");
    }
}

#[test]
fn the_published_example_comes_out_as_printed() {
    let ring = (area(178, 157), &[area(150, 140)][..]);
    let found = wdd(area(207, 110), &[area(308, 318)], Some(ring), WddOptions::default()).unwrap();
    assert_eq!((found.local.estimate, found.displacement.unwrap().estimate), (-107.0, -11.0));
    assert!((found.local.se - 30.708_305_065_568_18).abs() < 1e-9);
    assert!((found.displacement.unwrap().se - 25.0).abs() < 1e-9);
    matches(
        found.total,
        -118.0,
        39.597_979_746_446_66,
        -2.979_950_006_429_022,
        (-195.610_614_163_581_94, -40.389_385_836_418_04),
    );
}

#[test]
fn simple_and_time_weighted_examples_come_out_as_printed() {
    let ten = WddOptions { alpha: 0.1, ..Default::default() };
    let simple = wdd(area(20, 10), &[area(20, 20)], None, ten).unwrap();
    matches(simple.total, -10.0, 8.366_600_265, -1.195_228_609, (-23.761_832_792, 3.761_832_792));
    assert_eq!((simple.local, simple.displacement), (simple.total, None));
    let timed = WddOptions { time_weights: (2.0, 1.0), ..Default::default() };
    let found = wdd(area(80, 20), &[area(100, 50)], None, timed).unwrap();
    matches(found.total, -20.0, 10.723_805_295, -1.865_009_616, (-41.018_272_155, 1.018_272_155));
}

#[test]
fn area_weights_come_out_as_printed() {
    let ring = (weighted(178, 157, 1.5), &[weighted(150, 140, 1.6)][..]);
    let treated = weighted(207, 110, 1.2);
    let found = wdd(treated, &[weighted(308, 318, 0.9)], Some(ring), WddOptions::default()).unwrap();
    assert!((found.local.estimate + 91.944_444_444).abs() < 1e-6);
    assert!((found.local.se - 31.511_559_695).abs() < 1e-6);
    assert!((found.displacement.unwrap().se - 16.191_668_811).abs() < 1e-6);
    matches(
        found.total,
        -99.694_444_444,
        35.428_075_505,
        -2.813_995_483,
        (-169.132_196_475, -30.256_692_414),
    );
}

#[test]
fn harm_weighted_examples_come_out_as_printed() {
    let part = |t: (u64, u64), c: (u64, u64), weight: f64| {
        (wdd(area(t.0, t.1), &[area(c.0, c.1)], None, WddOptions::default()).unwrap().local, weight)
    };
    let five = [
        part((130, 74), (133, 91), 3.0),
        part((327, 202), (388, 305), 2.0),
        part((398, 190), (148, 97), 5.0),
        part((144, 92), (86, 64), 7.0),
        part((183, 96), (94, 67), 10.0),
    ];
    matches(
        wdd_harm(&five, 0.05).unwrap(),
        -1721.0,
        304.103_600_768,
        -5.659_255_572,
        (-2_317.032_105_007, -1_124.967_894_993),
    );
    let three =
        [part((20, 10), (20, 20), 10.0), part((25, 20), (30, 30), 5.0), part((70, 20), (80, 60), 1.0)];
    matches(wdd_harm(&three, 0.1).unwrap(), -155.0, 99.272_352, -1.561_361, (-318.288_489, 8.288_489));
}

#[test]
fn several_equal_controls_shrink_the_error_of_their_mean() {
    let one = wdd(area(100, 80), &[area(100, 100)], None, WddOptions::default()).unwrap();
    let five = wdd(area(100, 80), &[area(100, 100); 5], None, WddOptions::default()).unwrap();
    assert_eq!(one.local.estimate, five.local.estimate);
    assert!((five.local.se - (180.0_f64 + 200.0 / 5.0).sqrt()).abs() < 1e-12);
}

#[test]
fn bad_weights_and_missing_controls_are_refused() {
    let options = WddOptions::default();
    assert!(wdd(area(1, 1), &[], None, options).is_err());
    assert!(wdd(weighted(1, 1, 0.0), &[area(1, 1)], None, options).is_err());
    assert!(
        wdd(area(1, 1), &[area(1, 1)], None, WddOptions { time_weights: (1.0, -1.0), ..options }).is_err()
    );
    assert!(wdd(area(1, 1), &[area(1, 1)], None, WddOptions { dispersion: 0.0, ..options }).is_err());
    let nothing = wdd(area(0, 0), &[area(0, 0)], None, options).unwrap();
    assert_eq!((nothing.total.z, nothing.total.p), (0.0, 1.0));
}

proptest! {
    #[test]
    fn weighing_everything_twice_halves_the_estimate_and_keeps_z(
        t in (0u64..500, 0u64..500), c in (1u64..500, 0u64..500), scale in 0.1f64..10.0,
    ) {
        let plain = wdd(area(t.0, t.1), &[area(c.0, c.1)], None, WddOptions::default()).unwrap();
        let scaled = wdd(weighted(t.0, t.1, scale), &[weighted(c.0, c.1, scale)], None, WddOptions::default()).unwrap();
        prop_assert!((scaled.total.estimate * scale - plain.total.estimate).abs() < 1e-9);
        prop_assert!((scaled.total.z - plain.total.z).abs() < 1e-9);
    }
}
