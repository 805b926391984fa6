//! The story's fields as the agency's own. Names of values are the same in both; where the shape differs, it is said here.

use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_domain::problems::analysis::{Analysis, Node, NodeNotes};
use commonbeat_domain::problems::response::Response;
use commonbeat_domain::problems::scanning::{CheersAnswer, Scanning};
use commonbeat_formats::incidents::shipped;
use commonbeat_simulate::{Geometry, script};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::exit::{Failure, Result};

/// A value under the same names.
pub fn same<T: DeserializeOwned>(value: &impl Serialize) -> Result<T> {
    let value = serde_json::to_value(value).and_then(serde_json::from_value);
    value.map_err(|e| Failure::broken("reading the story", e))
}

/// The first stage.
pub fn scanning(from: &script::Scanning) -> Result<Scanning> {
    let c = &from.cheers;
    let all = [&c.community, &c.harm, &c.expectation, &c.events, &c.recurrence, &c.similarity];
    Ok(Scanning {
        statement: from.statement.clone(),
        cheers: all.map(|a| CheersAnswer { holds: a.holds, words: a.words.clone() }),
        goal: from.goal.as_ref().map(same).transpose()?,
        baseline_source: from.baseline_source.clone(),
        community_check: from.community_check.clone(),
        ..Scanning::default()
    })
}

/// The second stage.
pub fn analysis(from: &script::Analysis) -> Result<Analysis> {
    let mut triangle: [NodeNotes; 6] = Default::default();
    for notes in &from.triangle {
        let node: Node = same(&notes.node)?;
        let presence = notes.presence.as_ref().map(same).transpose()?;
        triangle[node as usize] = NodeNotes { words: notes.words.clone(), presence, ..NodeNotes::default() };
    }
    Ok(Analysis {
        sources: same(&from.sources)?,
        account: from.account.clone(),
        triangle,
        hypotheses: same(&from.hypotheses)?,
        current_response: from.current_response.clone(),
        ..Analysis::default()
    })
}

/// The third stage.
pub fn response(from: &script::Response) -> Result<Response> {
    same(from)
}

/// Metres around a place that belong to it: a parking lot, a store and its doors.
const AROUND: f64 = 60.0;

/// Polygons; places get some metres around them.
pub fn shape(from: &Geometry) -> Result<Shape> {
    let coordinates = match from {
        Geometry::Point(at) => return Ok(Shape::around(LonLat::new(at[0], at[1])?, AROUND)),
        Geometry::MultiPoint(all) => {
            let mut polygons = Vec::new();
            for at in all {
                polygons.extend(Shape::around(LonLat::new(at[0], at[1])?, AROUND).polygons().0.clone());
            }
            return Ok(Shape::new(geo::MultiPolygon(polygons)));
        }
        Geometry::Polygon(rings) => serde_json::to_value([rings]),
        Geometry::MultiPolygon(polygons) => serde_json::to_value(polygons),
        Geometry::LineString(_) => return Err(Failure::unfit("a line is no area")),
    };
    coordinates.and_then(serde_json::from_value).map_err(|e| Failure::broken("reading the story", e))
}

/// The classes into which the import sorts a primary type.
pub fn classes(primary: &[String]) -> Result<Vec<Offense>> {
    let profile = shipped("chicago-22col").map_err(|e| Failure::broken("reading the profile", e))?;
    let mut found: Vec<Offense> = Vec::new();
    for rule in &profile.category.rules {
        let types = rule.when.get("Primary Type").into_iter().flatten();
        let about = types.clone().any(|t| primary.iter().any(|p| p.eq_ignore_ascii_case(t)));
        // A class of its own, such as violence at home, gathers several types.
        if about && !rule.when.contains_key("Domestic") && !found.contains(&rule.offense) {
            found.push(rule.offense.clone());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_primary_type_has_the_classes_that_the_import_gives_it() {
        let names = |types: &[&str]| {
            let types: Vec<String> = types.iter().map(|t| (*t).to_owned()).collect();
            classes(&types).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(names(&["THEFT"]), ["shoplifting", "theft-from-vehicle", "theft"]);
        assert_eq!(names(&["BATTERY"]), ["battery"]);
        assert!(names(&[]).is_empty());
    }
}
