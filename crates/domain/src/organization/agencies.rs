//! An agency: the owner of nearly every row.

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::ids::AgencyId;
use crate::text;

/// A police agency hosted by this installation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Short code, upper case, such as `MPD`.
    pub code: String,
    /// Name as people know it.
    pub name: String,
    /// IANA zone for days, hours and showing.
    pub zone: String,
    /// Number to call in danger.
    pub emergency_number: String,
    /// Counts under this are hidden in public.
    pub small_count: u32,
    /// Days within which a concern gets an answer.
    pub answer_days: u16,
}

impl Agency {
    /// A new agency with the usual settings; refuses a malformed code, name or zone.
    pub fn new(id: AgencyId, code: &str, name: &str, zone: &str) -> Result<Agency, Refusal> {
        let code = code.trim().to_uppercase();
        let code_ok =
            (1..=12).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !code_ok {
            return Err(Refusal::malformed("agency"));
        }
        jiff::tz::TimeZone::get(zone).map_err(|_| Refusal::malformed("zone"))?;
        Ok(Agency {
            id,
            code,
            name: text::line("name", name)?,
            zone: zone.to_owned(),
            emergency_number: "911".to_owned(),
            small_count: 5,
            answer_days: 7,
        })
    }

    /// The zone itself; UTC if the machine no longer knows the name.
    pub fn time_zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    #[test]
    fn an_agency_needs_a_real_zone_and_a_plain_code() {
        let id = AgencyId::from_uuid(uuid::Uuid::from_u128(1));
        assert_eq!(Agency::new(id, "mpd", "Millbrook Police", "America/Chicago").unwrap().code, "MPD");
        assert!(Agency::new(id, "m pd", "Millbrook Police", "America/Chicago").is_err());
        assert!(Agency::new(id, "MPD", "Millbrook Police", "America/Nowhere").is_err());
    }
}
