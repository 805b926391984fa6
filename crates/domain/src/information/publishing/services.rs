//! What the public may read of a service that helps people.

use serde::{Deserialize, Serialize};

use super::Cleared;
use crate::ids::OrganizationId;
use crate::partnerships::organizations::{Organization, PartnerState};

/// A line of the directory of services.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicService {
    /// Its id.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// What it does for people.
    pub services: String,
    /// For whom.
    pub eligibility: String,
    /// How many it can serve.
    pub capacity: String,
    /// When it is open, and how to come.
    pub opening: String,
    /// Languages its people speak.
    pub languages: String,
    /// Where it works.
    pub covers: String,
    /// Telephone.
    pub phone: String,
    /// Street address; nothing where it is protected.
    pub address: Option<String>,
    /// Whether its address is kept from everybody, so that the page says why there is none.
    pub protected: bool,
}

/// Clears the record of a partner that is at work and was ticked to be listed. A protected address never goes along,
/// nor does the name or mail of a person there.
pub fn clear_service(o: &Organization) -> Option<Cleared<PublicService>> {
    let r = &o.record;
    if !r.listed || o.merged_into.is_some() || r.state != PartnerState::Active || r.services.is_empty() {
        return None;
    }
    let protected = r.address_protected;
    let address = Some(r.address.clone()).filter(|a| !protected && !a.is_empty());
    // Refused where it is typed; what was kept before that is left out here.
    let told = |words: &str| if r.protects(words) { String::new() } else { words.to_owned() };
    Some(Cleared(PublicService {
        id: o.id,
        name: o.name.clone(),
        services: told(&r.services),
        eligibility: told(&r.eligibility),
        capacity: told(&r.capacity),
        opening: told(&r.opening),
        languages: told(&r.languages),
        covers: told(&r.covers),
        phone: told(&r.phone),
        address,
        protected,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;
    use crate::partnerships::organizations::{OrganizationKind, PartnerRecord};

    #[test]
    fn a_protected_address_never_goes_along_and_only_what_was_ticked_is_listed() {
        let id = OrganizationId::from_uuid(uuid::Uuid::from_u128(1));
        let mut shelter = Organization::new(id, "Lantern House", OrganizationKind::Nonprofit);
        shelter.record = PartnerRecord {
            services: "Beds for people who fled from home.".into(),
            address: "12 Hidden Lane".into(),
            address_protected: true,
            contact: "I. Calloway".into(),
            ..PartnerRecord::default()
        };
        assert!(clear_service(&shelter).is_none(), "nobody ticked it");
        shelter.record.listed = true;
        let shown = serde_json::to_string(&clear_service(&shelter).unwrap()).unwrap();
        assert!(!shown.contains("Hidden Lane") && !shown.contains("Calloway"), "{shown}");
        shelter.record.opening = "Day and night at 12 Hidden Lane".into();
        let shown = serde_json::to_string(&clear_service(&shelter).unwrap()).unwrap();
        assert!(!shown.contains("Hidden"), "not in another field either: {shown}");
        shelter.record.address_protected = false;
        assert!(serde_json::to_string(&clear_service(&shelter).unwrap()).unwrap().contains("Hidden Lane"));
        shelter.record.state = PartnerState::Dormant;
        assert!(clear_service(&shelter).is_none());
    }
}
