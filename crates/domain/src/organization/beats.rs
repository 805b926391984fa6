//! What is known of a beat beside its outline: what it has, who is there, what they speak, what troubles them. It grows
//! from daily work and goes over to the next officer.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{AreaId, ContactId, PersonId};
use crate::problems::named::named;
use crate::{Refusal, text};

named! {
    /// What an entry of a beat's profile is about.
    ProfileKind, "profile_kind" {
        /// Something the place has: a park that is used, a school, a lit path.
        Asset = "asset",
        /// A group that meets.
        Group = "group",
        /// Somebody people listen to.
        Leader = "leader",
        /// A service people can be sent to.
        Service = "service",
        /// A language that is spoken.
        Language = "language",
        /// Something that troubles people and is no problem here yet.
        Trouble = "trouble",
    }
}

impl ProfileKind {
    /// Whether such an entry is somebody whom the next officer has to be introduced to.
    pub fn is_contact(self) -> bool {
        matches!(self, ProfileKind::Group | ProfileKind::Leader | ProfileKind::Service)
    }
}

/// An entry of a beat's profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Its number on this beat; never given twice.
    pub number: u32,
    /// What it is about.
    pub kind: ProfileKind,
    /// What it is called; a person by name only with consent.
    pub name: String,
    /// A word more.
    pub note: String,
    /// The entry of the log it came from.
    pub from: Option<ContactId>,
    /// Who added it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// When it was last heard of in the log, or looked at.
    pub seen_on: Date,
}

/// The profile of a beat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The beat.
    pub beat: AreaId,
    /// What is known, in the order in which it was added.
    pub entries: Vec<Known>,
    /// The number of the next entry.
    pub next: u32,
    /// Counts edits; 0 where nothing was written yet.
    pub version: i64,
}

/// Most entries of one beat.
pub const MOST_ENTRIES: usize = 400;

impl Profile {
    /// A profile in which nothing stands yet.
    pub fn empty(beat: AreaId) -> Profile {
        Profile { beat, entries: Vec::new(), next: 1, version: 0 }
    }

    /// Adds an entry. What is there under the same name is seen again instead, with the new note where one is given.
    pub fn add(
        &mut self,
        (kind, name, note): (ProfileKind, &str, &str),
        from: Option<ContactId>,
        by: PersonId,
        (at, today): (Timestamp, Date),
    ) -> Result<(), Refusal> {
        let name = text::line("known_name", name)?;
        let note = text::draft("known_note", note)?;
        let lower = name.to_lowercase();
        if let Some(known) =
            self.entries.iter_mut().find(|k| k.kind == kind && k.name.to_lowercase() == lower)
        {
            known.seen_on = today;
            if !note.is_empty() {
                known.note = note;
            }
            return Ok(());
        }
        if self.entries.len() >= MOST_ENTRIES {
            return Err(Refusal::not_now("profile-full"));
        }
        self.entries.push(Known { number: self.next, kind, name, note, from, by, at, seen_on: today });
        self.next += 1;
        Ok(())
    }

    /// Takes an entry out; the trail keeps that it was there.
    pub fn remove(&mut self, number: u32) -> Result<Known, Refusal> {
        let at = self.entries.iter().position(|k| k.number == number);
        at.map(|at| self.entries.remove(at)).ok_or(Refusal::malformed("known_name"))
    }

    /// How many groups, leaders and services are known.
    pub fn contacts(&self) -> usize {
        self.entries.iter().filter(|k| k.kind.is_contact()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);
    const TODAY: Date = Date::constant(2026, 2, 16);

    #[test]
    fn what_is_heard_of_again_is_one_entry_and_a_number_is_never_given_twice() {
        let by = PersonId::from_uuid(uuid::Uuid::from_u128(1));
        let mut profile = Profile::empty(AreaId::from_uuid(uuid::Uuid::from_u128(4)));
        let later = TODAY.tomorrow().unwrap();
        profile.add((ProfileKind::Group, "Hill Street Block Club", ""), None, by, (NOW, TODAY)).unwrap();
        profile
            .add((ProfileKind::Group, "hill street  block club", "Mondays"), None, by, (NOW, later))
            .unwrap();
        profile.add((ProfileKind::Language, "Spanish", ""), None, by, (NOW, TODAY)).unwrap();
        assert_eq!(profile.entries.len(), 2);
        assert_eq!((profile.entries[0].note.as_str(), profile.entries[0].seen_on), ("Mondays", later));
        assert_eq!(profile.contacts(), 1);
        assert_eq!(profile.remove(2).unwrap().name, "Spanish");
        profile.add((ProfileKind::Asset, "Library", ""), None, by, (NOW, TODAY)).unwrap();
        assert_eq!(profile.entries[1].number, 3);
        assert!(profile.remove(2).is_err());
        let blank = profile.add((ProfileKind::Asset, " ", ""), None, by, (NOW, TODAY));
        assert_eq!(blank, Err(Refusal::required("known_name")));
    }
}
