//! Letters to residents, in their language. The words stand in `locales/*/mail.ftl`.

use std::borrow::Cow;

use commonbeat_carriers::smtp::{AutoSubmitted, Mailer, Message as Mail};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::partnerships::concerns::{Concern, Message, Speaker};
use commonbeat_domain::partnerships::reach::Permit;
use commonbeat_store::concerns::Delivery;

use crate::texts::{self, plain};

/// What a letter is made of.
pub(super) struct Letter {
    pub agency: Agency,
    pub concern: Concern,
    pub message: Message,
    pub delivery: Delivery,
    pub author: Option<String>,
    pub link: Option<String>,
    /// Leave to send it, and where to.
    pub permit: Permit,
    /// The address that answers come to, where mail is read.
    pub answers: Option<String>,
    /// The address that a mail server reports to.
    pub reports: Option<String>,
}

impl Letter {
    /// The letter with everything that mail needs.
    pub fn addressed(&self, mailer: &Mailer) -> Mail {
        let from = mailer.from();
        let host = from.rsplit_once('@').map_or("localhost", |(_, host)| host);
        let id = |what: &dyn std::fmt::Display| format!("<{what}@{host}>");
        let thread = id(&self.concern.id);
        let receipt = self.is_receipt();
        Mail {
            from_name: Some(self.agency.name.clone()),
            // Every letter of a thread answers one id that no letter has: mail programs keep them together.
            in_reply_to: Some(thread.clone()),
            references: vec![thread],
            reply_to: self.answers.clone(),
            return_path: self.reports.clone(),
            auto_submitted: (receipt || self.message.author.is_none()).then_some(AutoSubmitted::Replied),
            ..Mail::new(
                self.permit.address(),
                self.subject(),
                self.text(),
                id(&self.delivery.id),
                self.delivery.created_at,
            )
        }
    }

    /// A letter about the resident's own words says that they came in; any other carries the agency's.
    pub(super) fn is_receipt(&self) -> bool {
        self.message.speaker == Speaker::Resident
    }

    fn subject(&self) -> String {
        self.t(if self.is_receipt() { "mail-receipt-subject" } else { "mail-answer-subject" })
    }

    fn text(&self) -> String {
        let named = !self.concern.called.is_empty() && !self.is_receipt();
        let mut parts: Vec<String> = self.answers.iter().map(|_| self.t("mail-above")).collect();
        parts.push(self.t(if named { "mail-hello-name" } else { "mail-hello" }));
        if self.is_receipt() {
            // Nobody has shown yet that they read this address: nothing that was typed into the form goes there.
            parts.push(self.t("mail-receipt-words"));
            parts.push(self.t("mail-receipt-next"));
        } else {
            parts.push(self.t("mail-answer-words"));
            parts.push(self.message.words.clone());
            let signed = self.author.as_ref().map(|name| format!("{name}\n{}", self.agency.name));
            parts.push(signed.unwrap_or_else(|| self.agency.name.clone()));
        }
        parts.push(match &self.link {
            Some(link) => format!("{}\n{link}\n\n{}", self.t("mail-link"), self.t("mail-link-secret")),
            None => self.t("mail-without-link"),
        });
        parts.push(self.t(if self.answers.is_some() { "mail-answer-here" } else { "mail-not-read" }));
        parts.push(self.t("mail-danger"));
        parts.join("\n\n")
    }

    pub(super) fn t(&self, key: &str) -> String {
        let values = texts::Values::from([
            (Cow::Borrowed("agency"), plain(&self.agency.name)),
            (Cow::Borrowed("reference"), plain(&self.concern.reference.to_string())),
            (Cow::Borrowed("called"), plain(&self.concern.called)),
            (Cow::Borrowed("number"), plain(&self.agency.emergency_number)),
            (Cow::Borrowed("days"), self.agency.answer_days.into()),
        ]);
        texts::text(self.permit.language(), key, &values)
    }
}
