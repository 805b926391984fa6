//! The same as a text message: shorter, with what the law asks of every text.

use super::letters::Letter;

impl Letter {
    /// The words of the text.
    pub fn as_text(&self) -> String {
        let mut parts = Vec::new();
        if self.is_receipt() {
            parts.push(self.t("sms-receipt"));
            parts.extend(self.link.as_ref().map(|link| format!("{} {link}", self.t("sms-page"))));
            parts.push(self.t("sms-danger"));
        } else {
            parts.push(self.message.words.clone());
            let agency = &self.agency.name;
            let signed =
                self.author.as_ref().map_or_else(|| agency.clone(), |name| format!("{name}, {agency}"));
            parts.push(format!("{signed} ({})", self.concern.reference));
            if self.message.author.is_some() {
                parts.push(self.t("sms-helped"));
            }
        }
        parts.push(self.t("sms-stop"));
        parts.join("\n")
    }
}
