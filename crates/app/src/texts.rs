//! Texts of what leaves by mail, from `locales/`.

use std::borrow::Cow;
use std::collections::HashMap;

use commonbeat_domain::text::Language;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader};

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "../../locales",
        fallback_language: "en",
        // Without the invisible marks around inserted values: both languages are written from left to right.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Values of a text, by name.
pub(crate) type Values = HashMap<Cow<'static, str>, FluentValue<'static>>;

/// A text in a language.
pub(crate) fn text(language: Language, key: &str, values: &Values) -> String {
    const EN: LanguageIdentifier = unic_langid::langid!("en");
    const ES: LanguageIdentifier = unic_langid::langid!("es");
    let language = match language {
        Language::En => &EN,
        Language::Es => &ES,
    };
    TEXTS.try_lookup_complete(language, key, Some(values)).unwrap_or_else(|| key.to_owned())
}

/// A value that is written as it is.
pub(crate) fn plain(text: &str) -> FluentValue<'static> {
    FluentValue::from(text.to_owned())
}

/// A day as letters say it, such as "February 20, 2026".
pub(crate) fn day(language: Language, day: jiff::civil::Date) -> String {
    let values = Values::from([
        (Cow::Borrowed("day"), plain(&day.day().to_string())),
        (Cow::Borrowed("month"), FluentValue::from(day.month())),
        (Cow::Borrowed("year"), plain(&day.year().to_string())),
    ]);
    text(language, "letter-day", &values)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_said_as_people_say_it() {
        assert_eq!(day(Language::En, date(2026, 2, 3)), "February 3, 2026");
        assert_eq!(day(Language::Es, date(2026, 12, 30)), "30 de diciembre de 2026");
    }
}
