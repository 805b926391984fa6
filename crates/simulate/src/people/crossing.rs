//! Concerns about one place behind which no incident stands.

use crate::crime::plants::{Plant, Window};
use crate::dice::Dice;
use crate::geometry::Geometry;
use crate::people::concerns::{Concern, ConcernKind, Spot, address, school};
use crate::plan::Plan;
use crate::script::clock::Clock;

/// Name of the cluster of concerns that no incident stands behind.
const CROSSING: &str = "crossing";

/// Residents worry about the way to one school, where nothing is on record.
pub(super) fn told(plan: &Plan, clock: &Clock, dice: &mut Dice) -> Result<Vec<Concern>, jiff::Error> {
    let middle = plan.addresses[school(plan, 6)].flat;
    let near = |a: &usize| plan.addresses[*a].flat.squared_distance(middle) < 130.0 * 130.0;
    let near: Vec<usize> = (0..plan.addresses.len()).filter(near).collect();
    let mut all = Vec::new();
    for n in 0..4 + dice.below(3) {
        let spot = Spot::near(plan, if near.is_empty() { school(plan, 6) } else { *dice.pick(&near) });
        let key = format!("{CROSSING}-{}", n + 1);
        all.push(Concern {
            kind: ConcernKind::Traffic,
            words: spot.fill("Cars race along {street} when the children come out of school."),
            place_text: spot.fill("{street} and {cross}"),
            email: Some(address(&key)),
            received: clock.ago(3 + dice.below(120) as i64, 16, dice.below(60) as i8)?,
            about: Some(CROSSING.to_owned()),
            key,
            ..spot.concern()
        });
    }
    Ok(all)
}

/// The cluster as the truth tells it: its ids are the keys of its concerns.
pub(crate) fn planted(concerns: &[Concern], clock: &Clock) -> Option<Plant> {
    let of: Vec<&Concern> = concerns.iter().filter(|c| c.about.as_deref() == Some(CROSSING)).collect();
    let first = of.first()?.received.to_zoned(clock.zone.clone()).date();
    Some(Plant {
        id: CROSSING.to_owned(),
        kind: "concern_cluster".to_owned(),
        geometry: Geometry::MultiPoint(of.iter().map(|c| c.at).collect()),
        window: Window { from: first, to: clock.today, hours: None, days: None, months: None },
        offense: String::new(),
        incident_ids: of.iter().map(|c| c.key.clone()).collect(),
        strength: 0.0,
    })
}
