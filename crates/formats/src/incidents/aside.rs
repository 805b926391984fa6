//! Which rows are set aside, and why.

use std::collections::HashMap;

use super::Profile;
use super::category::Matcher;
use super::columns::Columns;
use super::text::Cells;
use crate::address;

/// Sets rows aside by their values or by their place.
pub(super) struct Asides {
    values: Matcher<String>,
    /// Why, by the key of the place.
    places: HashMap<String, String>,
}

impl Asides {
    pub fn new(profile: &Profile, columns: &Columns) -> Asides {
        let by_value = profile.set_aside.iter().filter(|s| !s.when.is_empty());
        let rules = by_value.map(|s| (&s.when, s.why.clone()));
        let endings = &profile.place.drop_endings;
        let place = |place: &String, why: &String| Some((address::key(place, endings)?, why.clone()));
        let by_place =
            profile.set_aside.iter().flat_map(|s| s.places.iter().filter_map(move |p| place(p, &s.why)));
        Asides {
            places: by_place.collect(),
            values: Matcher::new(columns, profile.category.split.clone(), rules),
        }
    }

    /// Why a row is set aside, if it is.
    pub fn why(&mut self, cells: &Cells<'_>, place: Option<&str>) -> Option<String> {
        self.values.first(cells).or_else(|| self.places.get(place?)).cloned()
    }
}
