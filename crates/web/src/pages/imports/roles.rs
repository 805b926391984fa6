//! Which column is what under a profile, for people.

use commonbeat_formats::incidents::{Column, DateFormat, Profile, TimeSpec};

/// What a file's columns are used for.
pub struct Role {
    /// Key of its name in `locales/`.
    pub key: &'static str,
    /// The columns.
    pub columns: String,
    /// How they are written, where that is told.
    pub written: Option<String>,
}

/// All that a profile uses, in the order in which people ask.
pub fn roles(profile: &Profile) -> Vec<Role> {
    let mut roles = Vec::new();
    let mut add = |key, columns: Vec<&Column>, written: Option<String>| {
        let names: Vec<String> = columns.iter().map(|c| c.to_string()).collect();
        if !names.is_empty() {
            roles.push(Role { key, columns: names.join(", "), written });
        }
    };
    let category = &profile.category;
    add("import-role-what", category.label.iter().chain(&category.code).collect(), None);
    let time = &profile.time;
    for (key, spec) in [
        ("import-role-occurred", Some(&time.occurred)),
        ("import-role-until", time.until.as_ref()),
        ("import-role-reported", time.reported.as_ref()),
    ] {
        if let Some(spec) = spec {
            add(key, spec.columns.iter().chain(&spec.clock).collect(), Some(written(spec)));
        }
    }
    let place = &profile.place;
    let points = place.lon.iter().chain(&place.lat).chain(&place.point).collect();
    let system = place.crs.to_string();
    add("import-role-point", points, Some(system).filter(|s| s != "EPSG:4326"));
    add("import-role-place", place.text.iter().collect(), None);
    let identity = &profile.identity;
    add("import-role-id", identity.id.iter().chain(&identity.code).collect(), None);
    roles
}

fn written(spec: &TimeSpec) -> String {
    spec.formats.iter().map(DateFormat::as_str).collect::<Vec<_>>().join(" · ")
}
