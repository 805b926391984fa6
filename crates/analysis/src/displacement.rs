//! Displacement and diffusion of benefits: did the incidents go next door, or did next door gain too?
//!
//! A ring around the treated area (or another time of day, another kind of target) is judged like a treated area against
//! the same controls; the controls must lie outside all rings. What the rings did is never netted silently against the
//! effect: each zone has its own line, and the p-values are adjusted for their number by the largest of all (max-T, step
//! down, Westfall and Young 1993): zones share their controls, and a bad year of the controls makes all of them look bad
//! at once. That is known from the counts, so that the joint distribution of the zones is too, and nothing is drawn.

use crate::Result;
use crate::effect::{Effect, EffectOptions, Reading, Series, effect};
use crate::error::at_least;

mod largest;

/// A zone to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone<'a> {
    /// What it is called in the table.
    pub name: &'a str,
    /// Its counts over the periods of the controls.
    pub series: Series<'a>,
}

/// What happened around the treated area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneReading {
    /// More incidents than the controls lead one to expect: they may have moved here.
    Displacement,
    /// Fewer: the benefit reached this zone too.
    Diffusion,
    /// No difference that chance does not explain as well.
    CouldBeChance,
    /// Too few incidents for any but a drastic change to show.
    TooFewToTell,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneEffect {
    /// The zone's name.
    pub name: String,
    /// Its effect, its own p-value and interval (not adjusted).
    pub effect: Effect,
    /// The p-value adjusted for the number of zones.
    pub adjusted_p: f64,
    /// What it says, by the adjusted p-value.
    pub reading: ZoneReading,
}

/// Judges every zone against the same controls. The answer is in the order given; zones without a ratio (nothing before)
/// do not count among the tests.
///
/// # Errors
/// As [`effect`]; `TooFew` without a zone.
pub fn by_zone(
    zones: &[Zone<'_>],
    controls: &[Series<'_>],
    options: EffectOptions,
) -> Result<Vec<ZoneEffect>> {
    at_least("zones", 1, zones.len())?;
    let effects =
        zones.iter().map(|zone| effect(zone.series, controls, options)).collect::<Result<Vec<Effect>>>()?;
    let adjusted = largest::adjusted(&effects, controls);
    Ok(zones
        .iter()
        .zip(effects)
        .zip(adjusted)
        .map(|((zone, effect), adjusted_p)| {
            let reading = read(&effect, adjusted_p);
            ZoneEffect { name: zone.name.to_owned(), effect, adjusted_p, reading }
        })
        .collect())
}

fn read(effect: &Effect, adjusted_p: f64) -> ZoneReading {
    match (effect.reading, effect.ratio) {
        (_, Some(ratio)) if adjusted_p < effect.options.alpha => {
            if ratio < 1.0 {
                ZoneReading::Diffusion
            } else {
                ZoneReading::Displacement
            }
        }
        (Reading::TooFewToTell, _) | (_, None) => ZoneReading::TooFewToTell,
        _ => ZoneReading::CouldBeChance,
    }
}

/// The weighted displacement quotient and its companions: description only, they have no sampling distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quotient {
    /// `WDQ = (Da/Ca - Db/Cb) / (Ra/Ca - Rb/Cb)` (Bowers and Johnson 2003): above 0 diffusion, below 0 displacement, below
    /// -1 displacement larger than the gain. `None` when the response area did not fall against its control.
    pub wdq: Option<f64>,
    /// `Ra/Ca - Rb/Cb`: below 0 is success.
    pub success: f64,
    /// `Da/Ca - Db/Cb`.
    pub buffer: f64,
    /// Gross effect `Rb - Ra`, incidents.
    pub gross: f64,
    /// Total net effect `(Rb Ca/Cb - Ra) + (Db Ca/Cb - Da)`, incidents prevented in both areas (Guerette 2009).
    pub total_net: f64,
}

/// The displacement quotient from (before, after) counts of the response area, its ring and a control. `None` when the
/// control has no incident before or after: the quotient is undefined.
#[must_use]
pub fn quotient(response: (u64, u64), ring: (u64, u64), control: (u64, u64)) -> Option<Quotient> {
    let pair = |counts: (u64, u64)| (counts.0 as f64, counts.1 as f64);
    let ((rb, ra), (db, da), (cb, ca)) = (pair(response), pair(ring), pair(control));
    if control.0 == 0 || control.1 == 0 {
        return None;
    }
    let (success, buffer) = (ra / ca - rb / cb, da / ca - db / cb);
    Some(Quotient {
        wdq: (success < 0.0).then(|| buffer / success),
        success,
        buffer,
        gross: rb - ra,
        total_net: (rb * ca / cb - ra) + (db * ca / cb - da),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::draw::poisson;

    #[test]
    fn the_quotients_match_the_worked_figures() {
        let near = |left: f64, right: f64| assert!((left - right).abs() < 1e-8, "{left} is not {right}");
        let first = quotient((207, 110), (178, 157), (308, 318)).unwrap();
        near(first.wdq.unwrap(), 0.258_185_688);
        near(first.success, -0.326_165_972);
        near(first.buffer, -0.084_211_386);
        assert_eq!((first.gross, first.total_net), (97.0, 130.5));
        let second = quotient((200, 150), (100, 90), (300, 310)).unwrap();
        near(second.wdq.unwrap(), 0.235_294_118);
        near(second.total_net, 70.0);
        let third = quotient((100, 60), (50, 55), (400, 400)).unwrap();
        near(third.wdq.unwrap(), -0.125);
        near(third.total_net, 35.0);
        assert_eq!(quotient((10, 20), (1, 1), (10, 10)).unwrap().wdq, None);
        assert_eq!(quotient((10, 5), (1, 1), (0, 10)), None);
    }

    fn months(stream: u64, before: f64, after: f64) -> (Vec<u32>, Vec<u32>) {
        let mut generator = Seed(8).stream(stream);
        let mut draw = |mean: f64| (0..12).map(|_| poisson(&mut generator, mean)).collect();
        (draw(before), draw(after))
    }

    fn series(months: &(Vec<u32>, Vec<u32>)) -> Series<'_> {
        Series { before: &months.0, after: &months.1 }
    }

    #[test]
    fn rings_tell_displacement_from_diffusion_and_from_chance() {
        let controls: Vec<_> = (0..4).map(|i| months(i, 30.0, 30.0)).collect();
        let controls: Vec<Series<'_>> = controls.iter().map(series).collect();
        let (near, middle, far) = (months(10, 30.0, 18.0), months(11, 30.0, 48.0), months(12, 30.0, 30.0));
        let (tiny, empty) = (months(13, 0.2, 0.2), (vec![0; 12], vec![0; 12]));
        let zone = |name, months| Zone { name, series: series(months) };
        let zones = [
            zone("100 m", &near),
            zone("200 m", &middle),
            zone("300 m", &far),
            zone("yard", &tiny),
            zone("lake", &empty),
        ];
        let table = by_zone(&zones, &controls, EffectOptions::default()).unwrap();
        let readings: Vec<ZoneReading> = table.iter().map(|line| line.reading).collect();
        use ZoneReading::{CouldBeChance, Diffusion, Displacement, TooFewToTell};
        assert_eq!(readings, [Diffusion, Displacement, CouldBeChance, TooFewToTell, TooFewToTell]);
        assert!(table.iter().all(|line| line.adjusted_p >= line.effect.p));
        assert!(by_zone(&[], &controls, EffectOptions::default()).is_err());
    }

    #[test]
    fn three_quiet_rings_seldom_raise_an_alarm() {
        let runs = 1_000;
        let alarms = (0..runs)
            .filter(|run| {
                let made: Vec<_> = (0..5).map(|i| months(1_000 + 10 * run + i, 10.0, 10.0)).collect();
                let zones: Vec<Zone<'_>> =
                    made[..3].iter().map(|months| Zone { name: "ring", series: series(months) }).collect();
                let controls: Vec<Series<'_>> = made[3..].iter().map(series).collect();
                let table = by_zone(&zones, &controls, EffectOptions::default()).unwrap();
                table.iter().any(|line| line.adjusted_p < 0.05)
            })
            .count();
        assert!(alarms <= 55, "{alarms} of {runs}");
    }
}
