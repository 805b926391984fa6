//! Profiles that come with the program.

use super::{Profile, ProfileError};

const SHIPPED: &[(&str, &str)] = &[
    ("chicago-22col", include_str!("../../../../profiles/chicago-22col.toml")),
    ("milwaukee-cad", include_str!("../../../../profiles/milwaukee-cad.toml")),
    ("police-uk-street", include_str!("../../../../profiles/police-uk-street.toml")),
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
