//! Profiles that come with the program.

use super::{Profile, ProfileError};

/// Name and text of each profile of the folder `profiles`.
macro_rules! profiles {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../profiles/", $name, ".toml")))),*]
    };
}

const SHIPPED: &[(&str, &str)] = profiles![
    "atlanta-cobra-17col",
    "atlanta-cobra-18col",
    "chicago-22col",
    "chicago-homicides-22col",
    "chicago-soda-2012",
    "crime-open-database",
    "davis-rims-html",
    "denver-19col",
    "houston-2010",
    "lapd-28col",
    "memphis-robberies",
    "milwaukee-cad",
    "nopd-use-of-force",
    "nypd-complaint-35col",
    "nypd-hate-crimes",
    "police-uk-reshaped",
    "police-uk-stop-search",
    "police-uk-street",
    "reno-cad",
    "reno-rms",
    "seattle-cad",
    "sfpd-26col",
    "unl-police-log",
    "vancouver-vpd-utm",
];

/// The shipped profile of that name.
pub fn shipped(name: &str) -> Result<Profile, ProfileError> {
    match SHIPPED.iter().find(|(n, _)| *n == name) {
        Some((_, toml)) => Profile::parse(toml),
        None => Err(ProfileError::NoSuch {
            name: name.to_owned(),
            shipped: shipped_names().map(str::to_owned).collect(),
        }),
    }
}

/// The text of a shipped profile, as TOML.
pub fn shipped_text(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(n, _)| *n == name).map(|(_, toml)| *toml)
}

/// Names of the shipped profiles.
pub fn shipped_names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use commonbeat_domain::information::offenses::Offense;

    use super::*;

    #[test]
    fn every_shipped_profile_reads_and_bears_its_own_name() {
        for name in shipped_names() {
            assert_eq!(shipped(name).unwrap().name, name);
        }
    }

    #[test]
    fn every_profile_of_the_folder_is_shipped() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|f| f.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        found.sort();
        assert_eq!(found, shipped_names().collect::<Vec<_>>());
    }

    #[test]
    fn shipped_profiles_use_only_classes_that_the_house_knows() {
        let known: Vec<&str> = Offense::known_names().collect();
        for name in shipped_names() {
            let category = shipped(name).unwrap().category;
            for offense in category.rules.iter().map(|r| &r.offense).chain([&category.otherwise]) {
                assert!(known.contains(&offense.as_str()), "{name}: {offense}");
            }
        }
    }
}
