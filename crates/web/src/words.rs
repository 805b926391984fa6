//! Texts in the reader's language, from `locales/`, and values as that reader writes them.

use std::borrow::{Borrow, Cow};
use std::collections::HashMap;

use commonbeat_domain::Refusal;
use commonbeat_domain::text::Language;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use unic_langid::langid;

use crate::fmt;

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "../../locales",
        fallback_language: "en",
        // Without the invisible marks around inserted values: both languages are written from left to right.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const EN: LanguageIdentifier = langid!("en");
const ES: LanguageIdentifier = langid!("es");

/// What a page needs to speak to its reader: language, the agency's zone and the moment of the request.
#[derive(Clone, Debug)]
pub struct Words {
    /// The reader's language.
    pub language: Language,
    /// The agency's zone; UTC where there is no agency.
    pub zone: TimeZone,
    /// When the page was asked for.
    pub now: Timestamp,
}

/// Values for the places left open in a text.
pub type Args = HashMap<Cow<'static, str>, FluentValue<'static>>;

impl Words {
    /// The text of a key; the key itself where no language has it (a test finds those).
    pub fn t(&self, key: &str) -> String {
        self.find(key, None).unwrap_or_else(|| key.to_owned())
    }

    /// The text of a key with one value put in.
    pub fn t1(&self, key: &str, name: &'static str, value: impl ToString) -> String {
        self.t_args(key, &[(name, value.to_string())])
    }

    /// The text of a key with values put in.
    pub fn t_args(&self, key: &str, args: &[(&'static str, String)]) -> String {
        let args = args.iter().map(|(n, v)| (Cow::Borrowed(*n), FluentValue::from(v.clone()))).collect();
        self.find(key, Some(&args)).unwrap_or_else(|| key.to_owned())
    }

    /// The text of a key about a number: `$n` chooses the plural, `$count` is the number as people write it.
    pub fn t_n(&self, key: &str, n: impl TryInto<u64>) -> String {
        let n = n.try_into().unwrap_or(u64::MAX);
        let args = Args::from([
            (Cow::Borrowed("n"), FluentValue::from(n)),
            (Cow::Borrowed("count"), FluentValue::from(self.number(n))),
        ]);
        self.find(key, Some(&args)).unwrap_or_else(|| key.to_owned())
    }

    /// The text of a key, if there is one.
    pub fn maybe(&self, key: &str) -> Option<String> {
        self.find(key, None)
    }

    /// The text of a key with values put in, if there is one.
    pub fn maybe_with(&self, key: &str, args: &[(String, String)]) -> Option<String> {
        let args = args.iter().map(|(n, v)| (Cow::Owned(n.clone()), FluentValue::from(v.clone()))).collect();
        self.find(key, Some(&args))
    }

    /// What a refusal says to the person who typed.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        let field = refusal.field().map(|f| self.field(f)).unwrap_or_default();
        let limit = match refusal {
            Refusal::TooLong { limit, .. } => self.number(*limit as u64),
            _ => String::new(),
        };
        if let Some(own) =
            refusal.field().and_then(|f| self.maybe(&format!("{}-{}", refusal.key(), f.replace('_', "-"))))
        {
            return own;
        }
        self.t_args(&refusal.key(), &[("field", field), ("limit", limit)])
    }

    /// The label of a form field, by its name: key `field-NAME`.
    pub fn field(&self, name: &str) -> String {
        self.t(&format!("field-{}", name.replace('_', "-")))
    }

    /// The hint under a form field's label, where there is one: key `field-NAME-hint`.
    pub fn hint(&self, name: &str) -> Option<String> {
        self.maybe(&format!("field-{}-hint", name.replace('_', "-")))
    }

    /// A moment's day in the agency's zone, such as "Mar 16, 2026".
    pub fn date(&self, at: impl Borrow<Timestamp>) -> String {
        let at = *at.borrow();
        self.day(at.to_zoned(self.zone.clone()).date())
    }

    /// A calendar day, such as "Mar 16, 2026".
    pub fn day(&self, day: impl Borrow<civil::Date>) -> String {
        fmt::date(self.language, *day.borrow())
    }

    /// A calendar month, such as "March 2026".
    pub fn month(&self, day: impl Borrow<civil::Date>) -> String {
        fmt::month(self.language, *day.borrow())
    }

    /// A moment's time of day in the agency's zone, such as "9:12 PM".
    pub fn time(&self, at: impl Borrow<Timestamp>) -> String {
        let at = *at.borrow();
        fmt::time(self.language, at.to_zoned(self.zone.clone()).time())
    }

    /// A time of day, such as "9:12 PM".
    pub fn time_of(&self, time: civil::Time) -> String {
        fmt::time(self.language, time)
    }

    /// Day and time together.
    pub fn moment(&self, at: impl Borrow<Timestamp>) -> String {
        let at = *at.borrow();
        format!("{}, {}", self.date(at), self.time(at))
    }

    /// How long ago, or in how long, such as "3 days ago"; the day itself when it is more than a month.
    pub fn ago(&self, at: impl Borrow<Timestamp>) -> String {
        let at = *at.borrow();
        fmt::ago(self, at)
    }

    /// The day it is in the agency's zone.
    pub fn today(&self) -> civil::Date {
        self.now.to_zoned(self.zone.clone()).date()
    }

    /// A whole number with its thousands set apart.
    pub fn number(&self, n: impl TryInto<i64>) -> String {
        fmt::number(n.try_into().unwrap_or(i64::MAX))
    }

    /// A number with so many decimals.
    pub fn decimal(&self, value: impl Into<f64>, digits: usize) -> String {
        fmt::decimal(value.into(), digits)
    }

    /// A share as percent: 0.38 is "38%".
    pub fn percent(&self, share: f64) -> String {
        fmt::percent(self.language, share)
    }

    fn find(&self, key: &str, args: Option<&Args>) -> Option<String> {
        let language = match self.language {
            Language::En => &EN,
            Language::Es => &ES,
        };
        TEXTS.try_lookup_complete(language, key, args)
    }
}
