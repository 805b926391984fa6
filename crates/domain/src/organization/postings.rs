//! Who belongs where, from which day until which: officers on beats, people in units. What was is kept.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{AreaId, PersonId, PostingId, UnitId};
use crate::problems::named::named;
use crate::{Refusal, text};

named! {
    /// What somebody is there.
    Post, "post" {
        /// The beat's officer: who residents know, who answers for its problems.
        Primary = "primary",
        /// Stands in for the primary, and learns the beat.
        Secondary = "secondary",
        /// Leads the unit.
        Lead = "lead",
        /// Belongs to the unit.
        Member = "member",
    }
}

/// Where somebody is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Where {
    /// On a beat.
    Beat(AreaId),
    /// In a unit.
    Unit(UnitId),
}

impl Post {
    /// Whether somebody can be this there.
    pub fn fits(self, at: Where) -> bool {
        matches!(
            (self, at),
            (Post::Primary | Post::Secondary, Where::Beat(_)) | (Post::Lead | Post::Member, Where::Unit(_))
        )
    }

    /// Whether only one person at a time can be this at one place.
    pub fn alone(self) -> bool {
        matches!(self, Post::Primary | Post::Lead)
    }
}

/// A person's place, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Its id.
    pub id: PostingId,
    /// Who.
    pub person: PersonId,
    /// Where.
    pub at: Where,
    /// As what.
    pub post: Post,
    /// First day.
    pub since: Date,
    /// Last day; none while it holds.
    pub until: Option<Date>,
}

impl Posting {
    /// Whether it holds on a day.
    pub fn holds(&self, day: Date) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether a day lies in both.
    fn meets(&self, other: &Posting) -> bool {
        let before = |until: Option<Date>, since: Date| until.is_some_and(|until| until < since);
        !before(self.until, other.since) && !before(other.until, self.since)
    }

    /// Refuses one that does not fit its place, ends before it begins, or meets another that stands in its way: a second
    /// primary on a beat, a second lead of a unit, the same person twice at one place.
    pub fn check(&self, there: &[Posting]) -> Result<(), Refusal> {
        if !self.post.fits(self.at) {
            return Err(Refusal::malformed("post"));
        }
        if self.until.is_some_and(|until| until < self.since) {
            return Err(Refusal::unfit("posted_until", "ends-before-it-begins"));
        }
        for other in there.iter().filter(|o| o.id != self.id && o.at == self.at && o.meets(self)) {
            if other.person == self.person {
                return Err(Refusal::unfit("person", "posted-already"));
            }
            if self.post.alone() && other.post == self.post {
                return Err(Refusal::unfit("post", "two-primaries"));
            }
        }
        Ok(())
    }

    /// Ends it with a day. One that ended stays as it was.
    pub fn end(mut self, on: Date) -> Result<Posting, Refusal> {
        if self.until.is_some() {
            return Err(Refusal::not_now("posting-ended"));
        }
        if on < self.since {
            return Err(Refusal::unfit("posted_until", "ends-before-it-begins"));
        }
        self.until = Some(on);
        Ok(self)
    }

    /// Whole months it has held by a day.
    pub fn months(&self, day: Date) -> i32 {
        let end = self.until.map_or(day, |until| until.min(day));
        let span = self.since.until((jiff::Unit::Month, end));
        span.map_or(0, |span| span.get_months()).max(0)
    }
}

/// A unit of the agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// The unit above; none at the top.
    pub above: Option<UnitId>,
    /// Counts edits.
    pub version: i64,
}

/// Most levels of units; more is a mistake.
pub const MOST_LEVELS: usize = 12;

impl Unit {
    /// Tidies and checks it among all units of the agency: the unit above is known, and no chain of command leads back
    /// to itself.
    pub fn check(mut self, all: &[Unit]) -> Result<Unit, Refusal> {
        self.name = text::line("unit_name", &self.name)?;
        let lower = self.name.to_lowercase();
        if all.iter().any(|u| u.id != self.id && u.name.to_lowercase() == lower) {
            return Err(Refusal::unfit("unit_name", "unit-exists"));
        }
        let mut above: BTreeMap<UnitId, Option<UnitId>> = all.iter().map(|u| (u.id, u.above)).collect();
        above.insert(self.id, self.above);
        let (mut at, mut seen) = (self.above, BTreeSet::from([self.id]));
        while let Some(unit) = at {
            if !seen.insert(unit) {
                return Err(Refusal::unfit("above", "circular-command"));
            }
            if seen.len() > MOST_LEVELS {
                return Err(Refusal::unfit("above", "too-many-levels"));
            }
            at = *above.get(&unit).ok_or(Refusal::malformed("above"))?;
        }
        Ok(self)
    }
}

/// Units in the order of their tree, each with its level, siblings by name. What hangs on nothing that is known comes
/// last, so that none is lost.
pub fn as_tree(mut all: Vec<Unit>) -> Vec<(usize, Unit)> {
    all.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    let known: BTreeSet<UnitId> = all.iter().map(|u| u.id).collect();
    let mut out = Vec::with_capacity(all.len());
    let top = |u: &Unit| u.above.is_none_or(|above| !known.contains(&above));
    let mut stack: Vec<(usize, Unit)> = all.iter().rev().filter(|u| top(u)).map(|u| (0, u.clone())).collect();
    while let Some((level, unit)) = stack.pop() {
        let below = all.iter().rev().filter(|u| u.above == Some(unit.id)).map(|u| (level + 1, u.clone()));
        stack.extend(below);
        out.push((level, unit));
    }
    out
}

/// Whom somebody leads: everybody of the units that the person leads and of all below them. `holding` are the postings
/// that hold on the day.
pub fn led_by(lead: PersonId, holding: &[Posting], units: &[Unit]) -> BTreeSet<PersonId> {
    let unit = |p: &Posting| match p.at {
        Where::Unit(unit) => Some(unit),
        Where::Beat(_) => None,
    };
    let leads = holding.iter().filter(|p| p.person == lead && p.post == Post::Lead);
    let mut led: BTreeSet<UnitId> = leads.filter_map(unit).collect();
    let mut known = 0;
    while known < led.len() {
        known = led.len();
        let below = |u: &&Unit| u.above.is_some_and(|above| led.contains(&above));
        let more: Vec<UnitId> = units.iter().filter(below).map(|u| u.id).collect();
        led.extend(more);
    }
    let inside = |p: &&Posting| unit(p).is_some_and(|u| led.contains(&u));
    holding.iter().filter(inside).map(|p| p.person).filter(|p| *p != lead).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    fn id<K: Key>(n: u128) -> K {
        K::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn posting(n: u128, person: u128, post: Post, since: &str, until: Option<&str>) -> Posting {
        let at = Where::Beat(id(4));
        Posting { id: id(n), person: id(person), at, post, since: day(since), until: until.map(day) }
    }

    #[test]
    fn a_beat_has_one_primary_at_a_time() {
        let ruiz = posting(1, 1, Post::Primary, "2024-05-01", Some("2026-02-15"));
        let next = posting(2, 2, Post::Primary, "2026-02-16", None);
        assert_eq!(next.check(std::slice::from_ref(&ruiz)), Ok(()));
        let early = Posting { since: day("2026-02-15"), ..next.clone() };
        assert_eq!(early.check(std::slice::from_ref(&ruiz)), Err(Refusal::unfit("post", "two-primaries")));
        let second = Posting { post: Post::Secondary, ..early };
        assert_eq!(second.check(&[ruiz]), Ok(()));
    }

    #[test]
    fn the_same_person_is_not_posted_twice_at_one_place_and_no_post_runs_backwards() {
        let one = posting(1, 1, Post::Primary, "2024-05-01", None);
        let again = posting(2, 1, Post::Secondary, "2026-01-01", None);
        assert_eq!(again.check(std::slice::from_ref(&one)), Err(Refusal::unfit("person", "posted-already")));
        let back = posting(3, 2, Post::Secondary, "2026-01-02", Some("2026-01-01"));
        assert_eq!(back.check(&[]), Err(Refusal::unfit("posted_until", "ends-before-it-begins")));
        let lead = posting(4, 2, Post::Lead, "2026-01-02", None);
        assert_eq!(lead.check(&[]), Err(Refusal::malformed("post")));
        let ended = one.end(day("2026-01-31")).unwrap();
        assert_eq!(ended.clone().end(day("2026-02-01")), Err(Refusal::not_now("posting-ended")));
        assert_eq!(ended.months(day("2026-06-01")), 20);
    }

    fn unit(n: u128, name: &str, above: Option<u128>) -> Unit {
        Unit { id: id(n), name: name.into(), above: above.map(id), version: 1 }
    }

    #[test]
    fn a_chain_of_command_never_leads_back_to_itself() {
        let all = [unit(1, "Patrol", None), unit(2, "North", Some(1)), unit(3, "Beat team", Some(2))];
        let round = unit(1, "Patrol", Some(3)).check(&all);
        assert_eq!(round, Err(Refusal::unfit("above", "circular-command")));
        let itself = unit(2, "North", Some(2)).check(&all);
        assert_eq!(itself, Err(Refusal::unfit("above", "circular-command")));
        assert!(unit(3, "Beat team", Some(1)).check(&all).is_ok());
        assert_eq!(unit(4, "east", Some(9)).check(&all), Err(Refusal::malformed("above")));
        assert_eq!(unit(4, "NORTH", None).check(&all), Err(Refusal::unfit("unit_name", "unit-exists")));
    }

    #[test]
    fn the_tree_names_each_unit_once_below_its_own() {
        let all = vec![
            unit(3, "Team", Some(2)),
            unit(1, "Patrol", None),
            unit(2, "North", Some(1)),
            unit(4, "A", Some(1)),
        ];
        let told: Vec<_> = as_tree(all).into_iter().map(|(level, u)| (level, u.name)).collect();
        let name = |level, name: &str| (level, name.to_owned());
        assert_eq!(told, [name(0, "Patrol"), name(1, "A"), name(1, "North"), name(2, "Team")]);
    }

    #[test]
    fn who_leads_a_unit_leads_those_below_it_and_nobody_beside_it() {
        let units = [unit(1, "Patrol", None), unit(2, "North", Some(1)), unit(3, "Records", None)];
        let at = |n: u128, person: u128, place: u128, post: Post| Posting {
            at: Where::Unit(id(place)),
            ..posting(n, person, post, "2024-05-01", None)
        };
        let there = [
            at(1, 1, 1, Post::Lead),
            at(2, 2, 2, Post::Lead),
            at(3, 3, 2, Post::Member),
            at(4, 4, 3, Post::Member),
            posting(5, 5, Post::Primary, "2024-05-01", None),
        ];
        assert_eq!(led_by(id(1), &there, &units), BTreeSet::from([id(2), id(3)]));
        assert_eq!(led_by(id(2), &there, &units), BTreeSet::from([id(3)]));
        assert!(led_by(id(3), &there, &units).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_posted_one_after_another_no_day_has_two_primaries(
            wanted in proptest::collection::vec((0u128..6, 0i32..400, proptest::option::of(0i32..200)), 1..24)
        ) {
            let start = day("2025-01-01");
            let after = |days: i32| start.saturating_add(jiff::Span::new().days(days));
            let mut there: Vec<Posting> = Vec::new();
            for (n, (person, from, long)) in wanted.into_iter().enumerate() {
                let until = long.map(|long| after(from + long));
                let new = Posting {
                    since: after(from), until, ..posting(n as u128, person, Post::Primary, "2025-01-01", None)
                };
                if new.check(&there).is_ok() {
                    there.push(new);
                }
            }
            for days in 0..700 {
                let holding = there.iter().filter(|p| p.holds(after(days))).count();
                proptest::prop_assert!(holding <= 1);
            }
        }
    }
}
