//! Surveys of premises: what about a place makes crime easy or hard there, looked at item by item under the four principles of
//! crime prevention through environmental design. What the owner does about it is the owner's own decision.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{OrganizationId, PersonId, ProblemId, SurveyId};
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

named! {
    /// The four principles.
    Principle, "survey_principle" {
        /// That people see, and can be seen.
        Surveillance = "surveillance",
        /// That one comes in only where one should.
        Access = "access",
        /// That it is plain whose place it is.
        Territory = "territory",
        /// That somebody looks after it.
        Maintenance = "maintenance",
    }
}

named! {
    /// What is looked at.
    Item, "survey_item" {
        /// Light at night, outside and inside.
        Lighting = "lighting",
        /// Nothing hides people: windows, shelves, corners.
        SightLines = "sight-lines",
        /// Plants that neither hide nor help to climb.
        Landscape = "landscape",
        /// Cameras and alarm.
        Cameras = "cameras",
        /// The parking lot.
        Parking = "parking",
        /// Doors and locks.
        Doors = "doors",
        /// Windows.
        Windows = "windows",
        /// The roof and what leads onto it.
        Roof = "roof",
        /// Fence and gates.
        Fence = "fence",
        /// Keys and codes: who has them.
        Keys = "keys",
        /// Cash: how much, where, who carries it.
        Cash = "cash",
        /// Signs, house numbers, what is private and what is open to all.
        Signs = "signs",
        /// What staff know to do: opening, closing, strangers in the back.
        Staff = "staff",
        /// Repairs: broken things are mended soon.
        Repairs = "repairs",
        /// Litter, graffiti, what stands about.
        Upkeep = "upkeep",
    }
}

impl Item {
    /// The principle it belongs to.
    pub fn principle(self) -> Principle {
        match self {
            Item::Lighting | Item::SightLines | Item::Landscape | Item::Cameras | Item::Parking => {
                Principle::Surveillance
            }
            Item::Doors | Item::Windows | Item::Roof | Item::Fence | Item::Keys | Item::Cash => {
                Principle::Access
            }
            Item::Signs | Item::Staff => Principle::Territory,
            Item::Repairs | Item::Upkeep => Principle::Maintenance,
        }
    }
}

named! {
    /// What was found.
    Found, "survey_found" {
        /// As it should be.
        Good = "good",
        /// Something could be better.
        Weak = "weak",
        /// There is no such thing here.
        NotHere = "not-here",
    }
}

named! {
    /// How much it matters.
    Weight, "survey_weight" {
        /// Before anything else.
        High = "high",
        /// Soon.
        Middle = "middle",
        /// When there is an occasion.
        Low = "low",
    }
}

named! {
    /// What the owner says to a recommendation.
    OwnerSays, "owner_says" {
        /// It will be done.
        Will = "will",
        /// It is done.
        Done = "done",
        /// It will not be done.
        WillNot = "will-not",
    }
}

/// What was found at one item, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What was looked at.
    pub item: Item,
    /// What was found.
    pub found: Found,
    /// What would help; needed where something is weak.
    pub advice: String,
    /// How much it matters.
    pub weight: Option<Weight>,
    /// What the owner says, in which words, who noted it and when.
    #[serde(default)]
    pub answer: Option<OwnerAnswer>,
    /// What was found at the second look.
    #[serde(default)]
    pub again: Option<SecondLook>,
}

/// The owner's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnerAnswer {
    /// What the owner says.
    pub says: OwnerSays,
    /// By when, or why not.
    pub words: String,
    /// Who noted it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// The second look at an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondLook {
    /// What was found.
    pub found: Found,
    /// Who looked.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// The place, as it is filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// The partner whose place it is, if it is one.
    pub organization: Option<OrganizationId>,
    /// What the place is called.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Who showed it.
    pub contact: String,
    /// The day.
    pub on: Date,
    /// The problem it serves.
    pub problem: Option<ProblemId>,
}

/// A survey of premises. It is confidential: it tells where a place is weak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    /// Its id.
    pub id: SurveyId,
    /// The place.
    pub site: Site,
    /// Who looked.
    pub inspector: PersonId,
    /// What was found, in the order of the items.
    pub findings: Vec<Finding>,
    /// When it was given to the owner, and the day of the second look.
    pub given: Option<(Timestamp, Date)>,
    /// Counts edits.
    pub version: i64,
}

impl Survey {
    /// A survey just begun.
    pub fn begin(id: SurveyId, mut site: Site, inspector: PersonId, today: Date) -> Result<Survey, Refusal> {
        let mut wrong = Wrongs::default();
        site.name = wrong.text(text::line("site_name", &site.name));
        site.address = wrong.text(text::line("site_address", &site.address));
        site.contact = wrong.text(text::draft("site_contact", &site.contact));
        if site.on > today {
            wrong.add(Refusal::unfit("site_on", "survey-not-yet"));
        }
        wrong.or(Survey { id, site, inspector, findings: Vec::new(), given: None, version: 1 })
    }

    /// What was found at an item.
    pub fn finding(&self, item: Item) -> Option<&Finding> {
        self.findings.iter().find(|f| f.item == item)
    }

    /// The first item that nobody looked at yet.
    pub fn next(&self) -> Option<Item> {
        Item::ALL.iter().copied().find(|item| self.finding(*item).is_none())
    }

    /// Notes what was found at an item, or notes it anew, before the survey is given to the owner.
    pub fn look(
        mut self,
        item: Item,
        found: Found,
        advice: &str,
        weight: Option<Weight>,
    ) -> Result<Survey, Refusal> {
        if self.given.is_some() {
            return Err(Refusal::not_now("survey-given"));
        }
        let mut wrong = Wrongs::default();
        let advice = match found {
            Found::Weak => wrong.text(text::prose("survey_advice", advice)),
            _ => wrong.text(text::draft("survey_advice", advice)),
        };
        if found == Found::Weak && weight.is_none() {
            wrong.add(Refusal::required("survey_weight"));
        }
        let weight = weight.filter(|_| found == Found::Weak);
        self.findings.retain(|f| f.item != item);
        self.findings.push(Finding { item, found, advice, weight, answer: None, again: None });
        self.findings.sort_by_key(|f| f.item);
        wrong.or(self)
    }

    /// Given to the owner, with the day of the second look. Every item was looked at.
    pub fn give(mut self, again_on: Date, at: Timestamp, today: Date) -> Result<Survey, Refusal> {
        if self.given.is_some() {
            return Err(Refusal::not_now("survey-given"));
        }
        if self.next().is_some() {
            return Err(Refusal::not_now("survey-not-whole"));
        }
        if again_on <= today {
            return Err(Refusal::unfit("again_on", "day-passed"));
        }
        self.given = Some((at, again_on));
        Ok(self)
    }

    /// What the owner says to a recommendation; a later word counts.
    pub fn answer(
        mut self,
        item: Item,
        says: OwnerSays,
        words: &str,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Survey, Refusal> {
        let finding = self.advised(item)?;
        let words = match says {
            OwnerSays::WillNot | OwnerSays::Will => text::prose("owner_words", words)?,
            OwnerSays::Done => text::draft("owner_words", words)?,
        };
        finding.answer = Some(OwnerAnswer { says, words, by, at });
        Ok(self)
    }

    /// What was found at the second look.
    pub fn look_again(
        mut self,
        item: Item,
        found: Found,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Survey, Refusal> {
        self.advised(item)?.again = Some(SecondLook { found, by, at });
        Ok(self)
    }

    /// The finding with a recommendation, once the survey was given to the owner.
    fn advised(&mut self, item: Item) -> Result<&mut Finding, Refusal> {
        if self.given.is_none() {
            return Err(Refusal::not_now("survey-not-given"));
        }
        let found = self.findings.iter_mut().find(|f| f.item == item && f.found == Found::Weak);
        found.ok_or(Refusal::not_now("survey-nothing-advised"))
    }

    /// How many recommendations there are, how many the owner says are done, and how many the second look found good.
    pub fn tally(&self) -> (usize, usize, usize) {
        let weak = || self.findings.iter().filter(|f| f.found == Found::Weak);
        let done = weak().filter(|f| f.answer.as_ref().is_some_and(|a| a.says == OwnerSays::Done));
        let good = weak().filter(|f| f.again.as_ref().is_some_and(|a| a.found == Found::Good));
        (weak().count(), done.count(), good.count())
    }

    /// Whether the day of the second look has come, and something is still to be looked at.
    pub fn due_again(&self, today: Date) -> bool {
        let open = self.findings.iter().any(|f| f.found == Found::Weak && f.again.is_none());
        open && self.given.is_some_and(|(_, day)| day <= today)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Key;

    fn id<K: Key>(n: u128) -> K {
        K::from_uuid(uuid::Uuid::from_u128(n))
    }

    const TODAY: Date = date(2026, 3, 2);

    fn begun() -> Survey {
        let site = Site {
            organization: Some(id(7)),
            name: "Corner Grocery".into(),
            address: "200 Canal Street".into(),
            contact: "M. Bell".into(),
            on: TODAY,
            problem: None,
        };
        Survey::begin(id(1), site, id(2), TODAY).unwrap()
    }

    fn whole() -> Survey {
        let mut survey = begun();
        while let Some(item) = survey.next() {
            survey = match item {
                Item::Lighting => {
                    survey.look(item, Found::Weak, "A lamp over the back door.", Some(Weight::High))
                }
                _ => survey.look(item, Found::Good, "", None),
            }
            .unwrap();
        }
        survey
    }

    #[test]
    fn what_is_weak_needs_a_recommendation_and_a_weight() {
        let Err(Refusal::Many(all)) = begun().look(Item::Roof, Found::Weak, " ", None) else {
            panic!("two are missing")
        };
        let fields: Vec<_> = all.iter().filter_map(Refusal::field).collect();
        assert_eq!(fields, ["survey_advice", "survey_weight"]);
        assert!(begun().look(Item::Roof, Found::NotHere, "", None).is_ok());
    }

    #[test]
    fn it_goes_to_the_owner_whole_and_is_not_changed_afterwards() {
        let day = date(2026, 6, 1);
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(begun().give(day, at, TODAY), Err(Refusal::not_now("survey-not-whole")));
        assert_eq!(whole().give(TODAY, at, TODAY), Err(Refusal::unfit("again_on", "day-passed")));
        let given = whole().give(day, at, TODAY).unwrap();
        assert_eq!(
            given.clone().look(Item::Roof, Found::Good, "", None),
            Err(Refusal::not_now("survey-given"))
        );
        assert!(!given.due_again(date(2026, 5, 31)) && given.due_again(day));
    }

    #[test]
    fn the_owner_answers_what_was_advised_and_the_second_look_has_the_last_word() {
        let at = Timestamp::UNIX_EPOCH;
        let early = whole().answer(Item::Lighting, OwnerSays::Done, "", id(3), at);
        assert_eq!(early, Err(Refusal::not_now("survey-not-given")));
        let given = whole().give(date(2026, 6, 1), at, TODAY).unwrap();
        let other = given.clone().answer(Item::Roof, OwnerSays::Done, "", id(3), at);
        assert_eq!(other, Err(Refusal::not_now("survey-nothing-advised")));
        let wordless = given.clone().answer(Item::Lighting, OwnerSays::WillNot, "", id(3), at);
        assert_eq!(wordless, Err(Refusal::required("owner_words")));
        let done = given.answer(Item::Lighting, OwnerSays::Done, "", id(3), at).unwrap();
        assert_eq!(done.tally(), (1, 1, 0));
        let seen = done.look_again(Item::Lighting, Found::Good, id(2), at).unwrap();
        assert_eq!(seen.tally(), (1, 1, 1));
        assert!(!seen.due_again(date(2026, 6, 2)));
    }
}
