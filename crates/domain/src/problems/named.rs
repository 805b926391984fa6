//! Lists of values that people choose from: each has a name in data, and with the list's prefix a text in `locales/`.

/// Makes an enum with `ALL`, `NAMES`, `name()` and `FromStr`; the field's name goes into the refusal.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident, $field:literal { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The names of all, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($text),+];

            /// Its name in data.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Refusal;
            fn from_str(text: &str) -> Result<Self, $crate::Refusal> {
                Self::ALL.iter().copied().find(|v| v.name() == text).ok_or($crate::Refusal::malformed($field))
            }
        }
    };
}

pub(crate) use named;
