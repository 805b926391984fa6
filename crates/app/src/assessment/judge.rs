//! From counts to the outcome: the change against the comparison areas, and whether it could be chance. Pure.

use commonbeat_analysis::displacement::{Zone, ZoneReading, by_zone};
use commonbeat_analysis::effect::{self, Effect, EffectOptions, Method, Series, effect};
use commonbeat_domain::Refusal;
use commonbeat_domain::problems::assessment::{AreaResult, Outcome, Plan, Reading};
use commonbeat_domain::problems::candidates::Window;
use commonbeat_store::incidents::Point;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{counts, months};
use crate::{Error, Result};

/// Counts of one area, before and after.
struct Monthly {
    before: Vec<u32>,
    after: Vec<u32>,
}

impl Monthly {
    fn of(days: &[Date], plan: &Plan, after: Window) -> Monthly {
        Monthly {
            before: counts::by_step(days, &months::steps(plan.baseline)),
            after: counts::by_step(days, &months::steps(after)),
        }
    }

    fn series(&self) -> Series<'_> {
        Series { before: &self.before, after: &self.after }
    }
}

/// Measures by a plan, as far as the follow-up has passed.
pub fn judge(plan: &Plan, points: &[Point], name: String, after: Window, at: Timestamp) -> Result<Outcome> {
    if plan.controls.is_empty() {
        return Err(Refusal::not_now("no-controls").into());
    }
    let days_of = |shape| counts::days_in(points, shape);
    let own_days = days_of(&plan.treated);
    let control_days: Vec<Vec<Date>> = plan.controls.iter().map(|c| days_of(&c.shape)).collect();
    let own = Monthly::of(&own_days, plan, after);
    let controls: Vec<Monthly> = control_days.iter().map(|days| Monthly::of(days, plan, after)).collect();
    let controls: Vec<Series<'_>> = controls.iter().map(Monthly::series).collect();
    let options = EffectOptions::default();
    let found = effect(own.series(), &controls, options).map_err(Error::broken)?;
    let mut areas = vec![result(name, &found, own_reading(&found))];
    areas.extend(rings(plan, points, after, &controls, options)?);
    let scale = ratio_of(found.treated.0, found.control.0);
    Ok(Outcome {
        areas,
        controls: found.control,
        dispersion: found.dispersion.value,
        method: method(&found),
        wdd: found.difference.map(|d| (d.estimate, d.interval.0, d.interval.1)),
        series: series(plan, &own_days, &control_days.concat(), after, scale),
        follow_up: after,
        complete: after == plan.follow_up,
        at,
    })
}

fn rings(
    plan: &Plan,
    points: &[Point],
    after: Window,
    controls: &[Series<'_>],
    options: EffectOptions,
) -> Result<Vec<AreaResult>> {
    let monthly: Vec<Monthly> = plan
        .rings
        .iter()
        .map(|ring| Monthly::of(&counts::days_in(points, &ring.shape), plan, after))
        .collect();
    let zones: Vec<Zone<'_>> = plan
        .rings
        .iter()
        .zip(&monthly)
        .map(|(ring, monthly)| Zone { name: &ring.name, series: monthly.series() })
        .collect();
    if zones.is_empty() {
        return Ok(Vec::new());
    }
    let found = by_zone(&zones, controls, options).map_err(Error::broken)?;
    Ok(found.into_iter().map(|z| result(z.name.clone(), &z.effect, zone_reading(z.reading))).collect())
}

fn result(name: String, found: &Effect, reading: Reading) -> AreaResult {
    // An interval without an upper end cannot be kept in JSON, and says nothing that "too few" does not say.
    let interval = found.interval.filter(|(low, high)| low.is_finite() && high.is_finite());
    AreaResult {
        name,
        before: found.treated.0,
        after: found.treated.1,
        ratio: found.ratio,
        interval,
        reading,
    }
}

fn own_reading(found: &Effect) -> Reading {
    match found.reading {
        effect::Reading::Fell => Reading::Fell,
        effect::Reading::Rose => Reading::Rose,
        effect::Reading::CouldBeChance => Reading::CouldBeChance,
        effect::Reading::TooFewToTell => Reading::TooFew,
    }
}

fn zone_reading(reading: ZoneReading) -> Reading {
    match reading {
        ZoneReading::Diffusion => Reading::Fell,
        ZoneReading::Displacement => Reading::Rose,
        ZoneReading::CouldBeChance => Reading::CouldBeChance,
        ZoneReading::TooFewToTell => Reading::TooFew,
    }
}

fn method(found: &Effect) -> String {
    let t = || if found.df.is_finite() { format!("t, {:.0} df", found.df) } else { "normal".to_owned() };
    match found.method {
        Method::LogRatio => t(),
        Method::Exact => "exact".to_owned(),
        Method::MoreCautiousOfBoth => format!("exact and {}", t()),
        Method::None => "none".to_owned(),
    }
}

fn ratio_of(treated: u64, controls: u64) -> f64 {
    if controls == 0 { 0.0 } else { treated as f64 / controls as f64 }
}

/// Counts by whole calendar month from the first month before to the last day counted: the treated area, and the
/// comparison areas brought to its level before.
fn series(plan: &Plan, own: &[Date], controls: &[Date], after: Window, scale: f64) -> Vec<(Date, u32, f64)> {
    let firsts = months::calendar(Window { from: plan.baseline.from, until: after.until });
    let own = counts::by_step(own, &firsts);
    let controls = counts::by_step(controls, &firsts);
    firsts
        .iter()
        .zip(own.iter().zip(controls))
        .map(|(first, (n, c))| (*first, *n, f64::from(c) * scale))
        .collect()
}
