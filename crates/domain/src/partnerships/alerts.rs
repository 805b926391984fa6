//! Alerts to residents who asked for them: written in both languages, looked over by a second person, sent once, and
//! corrected by another that names the first.

use std::collections::BTreeSet;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{AlertId, AreaId, PersonId};
use crate::partnerships::subscriptions::Topic;
use crate::text::{self, Language};
use crate::{Refusal, partnerships};

/// How pressing an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// Outside of quiet hours.
    Normal,
    /// Somebody may come to harm: sent at any hour. Asks for a reason.
    Danger,
}

impl Urgency {
    /// Both, in the order of the form.
    pub const ALL: [Urgency; 2] = [Urgency::Normal, Urgency::Danger];

    /// Its name in data and, with `urgency-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Urgency::Normal => "normal",
            Urgency::Danger => "danger",
        }
    }
}

impl FromStr for Urgency {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Urgency::ALL.into_iter().find(|u| u.name() == text).ok_or(Refusal::malformed("urgency"))
    }
}

/// An alert's words in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertText {
    /// The subject.
    pub title: String,
    /// The words.
    pub words: String,
}

/// What somebody writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlert {
    /// What it is about.
    pub topic: Topic,
    /// For which neighborhoods; none means all.
    pub areas: BTreeSet<AreaId>,
    /// How pressing it is.
    pub urgency: Urgency,
    /// Why it has to reach people at any hour; asked for where it is about danger.
    pub reason: String,
    /// In English.
    pub en: AlertText,
    /// In Spanish.
    pub es: AlertText,
    /// The alert that it corrects.
    pub corrects: Option<AlertId>,
}

/// An alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// What it is about.
    pub topic: Topic,
    /// For which neighborhoods; none means all.
    pub areas: BTreeSet<AreaId>,
    /// How pressing it is.
    pub urgency: Urgency,
    /// Why it has to reach people at any hour; may be empty.
    pub reason: String,
    /// In English.
    pub en: AlertText,
    /// In Spanish.
    pub es: AlertText,
    /// The alert that it corrects.
    pub corrects: Option<AlertId>,
    /// Who wrote it.
    pub written_by: PersonId,
    /// When.
    pub written_at: Timestamp,
    /// Who read both languages and released it; none while it waits.
    pub released_by: Option<PersonId>,
    /// When.
    pub released_at: Option<Timestamp>,
    /// Counts edits.
    pub version: i64,
}

impl Alert {
    /// An alert that waits for a second pair of eyes; refuses one without words in both languages, or about danger
    /// without a reason.
    pub fn written(id: AlertId, new: NewAlert, by: PersonId, now: Timestamp) -> Result<Alert, Refusal> {
        let line = text::line;
        let prose = text::prose;
        let parts = (
            line("title-en", &new.en.title),
            prose("words-en", &new.en.words),
            line("title-es", &new.es.title),
            prose("words-es", &new.es.words),
            text::draft("urgent_because", &new.reason),
        );
        let reasoned = match &parts.4 {
            Ok(reason) if reason.is_empty() && new.urgency == Urgency::Danger => {
                Some(Refusal::required("urgent_because"))
            }
            _ => None,
        };
        match parts {
            (Ok(en), Ok(en_words), Ok(es), Ok(es_words), Ok(reason)) if reasoned.is_none() => Ok(Alert {
                id,
                topic: new.topic,
                areas: new.areas,
                urgency: new.urgency,
                reason,
                en: AlertText { title: en, words: en_words },
                es: AlertText { title: es, words: es_words },
                corrects: new.corrects,
                written_by: by,
                written_at: now,
                released_by: None,
                released_at: None,
                version: 1,
            }),
            (en, en_words, es, es_words, reason) => {
                let all = [en, en_words, es, es_words, reason].into_iter().filter_map(Result::err);
                Err(Refusal::several(all.chain(reasoned).collect()))
            }
        }
    }

    /// Somebody else than its writer read both languages and lets it out.
    pub fn release(&mut self, by: PersonId, now: Timestamp) -> Result<(), Refusal> {
        if self.is_released() {
            return Err(Refusal::not_now("alert-released"));
        }
        if by == self.written_by {
            return Err(Refusal::not_now("second-pair-of-eyes"));
        }
        self.released_by = Some(by);
        self.released_at = Some(now);
        Ok(())
    }

    /// Whether it may go out.
    pub fn is_released(&self) -> bool {
        self.released_at.is_some()
    }

    /// Its words in a language.
    pub fn text(&self, language: Language) -> &AlertText {
        match language {
            Language::En => &self.en,
            Language::Es => &self.es,
        }
    }

    /// Whether its words speak of somebody's looks rather than of what was done; the page asks once more.
    pub fn wants_a_nudge(&self) -> bool {
        [&self.en, &self.es].iter().any(|text| partnerships::looks::wants_a_nudge(&text.words))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Key;

    fn id<K: Key>(n: u128) -> K {
        K::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn now() -> Timestamp {
        "2026-02-16T18:00:00Z".parse().unwrap()
    }

    fn new(topic: Topic, areas: &[AreaId], urgency: Urgency) -> NewAlert {
        let text = |title: &str| AlertText { title: title.into(), words: "Lock your sheds.".into() };
        NewAlert {
            topic,
            areas: areas.iter().copied().collect(),
            urgency,
            reason: "A child is missing.".into(),
            en: text("Sheds broken into"),
            es: text("Robos en cobertizos"),
            corrects: None,
        }
    }

    /// An alert that may go out.
    pub(crate) fn released(topic: Topic, areas: &[AreaId], urgency: Urgency) -> Alert {
        let mut alert = Alert::written(id(9), new(topic, areas, urgency), id(1), now()).unwrap();
        alert.release(id(2), now()).unwrap();
        alert
    }

    #[test]
    fn an_alert_stands_in_both_languages_and_danger_has_a_reason() {
        let empty = AlertText { title: String::new(), words: String::new() };
        let half = NewAlert { es: empty, ..new(Topic::Safety, &[], Urgency::Normal) };
        let both = Refusal::several(vec![Refusal::required("title-es"), Refusal::required("words-es")]);
        assert_eq!(Alert::written(id(9), half, id(1), now()), Err(both));
        let bare = NewAlert { reason: " ".into(), ..new(Topic::Safety, &[], Urgency::Danger) };
        assert_eq!(Alert::written(id(9), bare, id(1), now()), Err(Refusal::required("urgent_because")));
    }

    #[test]
    fn a_second_person_reads_both_languages_before_an_alert_goes_out_and_only_once() {
        let mut alert =
            Alert::written(id(9), new(Topic::Safety, &[], Urgency::Normal), id(1), now()).unwrap();
        assert_eq!(alert.release(id(1), now()), Err(Refusal::not_now("second-pair-of-eyes")));
        alert.release(id(2), now()).unwrap();
        assert_eq!(alert.release(id(3), now()), Err(Refusal::not_now("alert-released")));
        assert_eq!(alert.text(Language::Es).title, "Robos en cobertizos");
    }
}
