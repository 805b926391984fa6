//! Letters to subscribers, in their language.

use std::borrow::Cow;

use commonbeat_carriers::smtp::{AutoSubmitted, Mailer, Message as Mail};
use commonbeat_domain::ids::{AlertId, SubscriberId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::partnerships::alerts::Alert;
use commonbeat_domain::partnerships::subscriptions::{Permit, Subscriber};
use commonbeat_domain::text::Language;
use jiff::Timestamp;

use crate::texts::{self, plain};

/// One copy of an alert. There is no letter without a permit. `page` is the address of the subscriber's own page,
/// `answers` the one that answers and reports come to.
pub(super) fn alert(
    agency: &Agency,
    alert: &Alert,
    permit: &Permit,
    to: SubscriberId,
    page: &str,
    answers: Option<String>,
    mailer: &Mailer,
) -> Mail {
    let language = permit.language();
    let words = alert.text(language);
    let t = |key: &str| said(agency, language, key, &words.title);
    let subject = if alert.corrects.is_some() { t("alert-correction-subject") } else { words.title.clone() };
    let mut parts = Vec::new();
    if alert.corrects.is_some() {
        parts.push(t("alert-correction-words"));
    }
    parts.push(words.words.clone());
    parts.push(agency.name.clone());
    parts.push(format!("{}\n{page}", t("alert-why")));
    parts.push(t("mail-danger"));
    let first = alert.corrects.map(|first| id_of(first, to, mailer));
    Mail {
        from_name: Some(agency.name.clone()),
        references: first.iter().cloned().collect(),
        in_reply_to: first,
        list_unsubscribe: Some(format!("{page}/stop")),
        reply_to: answers.clone(),
        return_path: answers,
        auto_submitted: Some(AutoSubmitted::Generated),
        ..Mail::new(
            permit.email().as_str(),
            subject,
            parts.join("\n\n"),
            id_of(alert.id, to, mailer),
            alert.released_at.unwrap_or(alert.written_at),
        )
    }
}

/// The letter that asks whoever reads an address whether alerts are wanted. It goes to an address that nobody
/// confirmed, so it says nothing but that.
pub(super) fn ask(
    agency: &Agency,
    subscriber: &Subscriber,
    page: &str,
    now: Timestamp,
    mailer: &Mailer,
) -> Mail {
    let wishes = subscriber.asked.as_ref().unwrap_or(&subscriber.wishes);
    let t = |key: &str| said(agency, wishes.language, key, "");
    let text = [t("ask-words"), format!("{}\n{page}", t("ask-link")), t("ask-ignore"), agency.name.clone()];
    let id = format!("<{}.{}@{}>", subscriber.id, now.as_second(), host(mailer));
    Mail {
        from_name: Some(agency.name.clone()),
        auto_submitted: Some(AutoSubmitted::Generated),
        ..Mail::new(subscriber.email.as_str(), t("ask-subject"), text.join("\n\n"), id, now)
    }
}

/// The same for the same copy, however often it is sent.
fn id_of(alert: AlertId, to: SubscriberId, mailer: &Mailer) -> String {
    format!("<{alert}.{to}@{}>", host(mailer))
}

fn host(mailer: &Mailer) -> String {
    mailer.from().rsplit_once('@').map_or("localhost", |(_, host)| host).to_owned()
}

fn said(agency: &Agency, language: Language, key: &str, title: &str) -> String {
    let values = texts::Values::from([
        (Cow::Borrowed("agency"), plain(&agency.name)),
        (Cow::Borrowed("number"), plain(&agency.emergency_number)),
        (Cow::Borrowed("title"), plain(title)),
    ]);
    texts::text(language, key, &values)
}
