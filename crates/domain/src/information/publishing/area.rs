//! What an area page may say: of officers, of problems and their outcome, of how the agency keeps its promises.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Cleared, Count, PublicWords};
use crate::ids::AreaId;
use crate::organization::people::Person;
use crate::problems::assessment::{Conclusion, Outcome, Reading};
use crate::problems::{Problem, Status};
use crate::text::Language;

/// What an area page says of an officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicOfficer {
    /// Title and name.
    pub name: String,
    /// First letters of first and last name.
    pub initials: String,
    /// Languages spoken with residents.
    pub speaks: Vec<Language>,
    /// Since when on this beat.
    pub since: Option<Date>,
}

/// Clears an officer for an area page: only one who is shown in public, and nothing but name, languages and since
/// when.
pub fn clear_officer(person: &Person) -> Option<Cleared<PublicOfficer>> {
    let first_of = |word: Option<&str>| word.and_then(|w| w.chars().next());
    let mut words = person.name.split_whitespace();
    let letters = [first_of(words.next()), first_of(words.next_back())];
    person.public.then(|| {
        Cleared(PublicOfficer {
            name: person.display_name(),
            initials: letters.into_iter().flatten().flat_map(char::to_uppercase).collect(),
            speaks: person.speaks.clone(),
            since: person.on_beat_since,
        })
    })
}

/// What an area page says of a problem's measured outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicOutcome {
    /// What the agency concluded.
    pub conclusion: Conclusion,
    /// What the figure says.
    pub reading: Reading,
    /// Ratio against the comparison areas with its 95 % interval: 0.62 is 38 % less.
    pub ratio: Option<(f64, f64, f64)>,
}

/// What an area page says of a problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Priority {
    /// Words that somebody of the agency wrote for the public.
    pub words: PublicWords,
    /// When those words were last changed.
    pub updated_at: Option<Timestamp>,
    /// When there will be more to say; none once it is closed.
    pub next_word_by: Option<Date>,
    /// Since when it is worked on.
    pub since: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// The officer who owns it, if shown in public.
    pub lead: Option<PublicOfficer>,
    /// How many concerns of residents it came from.
    pub raised_by: Count,
    /// Steps of the response that are done, and all of them.
    pub tasks: (u32, u32),
    /// What was measured, once it is closed with an assessment.
    pub outcome: Option<PublicOutcome>,
}

/// What is known of a problem besides itself.
#[derive(Clone, Debug, Default)]
pub struct Surroundings<'a> {
    /// The officer who owns it.
    pub lead: Option<&'a Person>,
    /// How many concerns it came from.
    pub raised_by: u32,
    /// Steps of the response that are done, and all of them.
    pub tasks: (u32, u32),
}

/// Clears a problem for an area page: only one that somebody chose to show, and only with words for the public.
pub fn clear_priority(problem: &Problem, around: &Surroundings<'_>, small: u32) -> Option<Cleared<Priority>> {
    let note = &problem.public;
    let closed = problem.status == Status::Closed;
    (note.shown && !note.said.trim().is_empty()).then(|| {
        Cleared(Priority {
            words: super::clear_words(&note.said, &note.did).into_inner(),
            updated_at: note.updated_at,
            next_word_by: note.next_word_by.filter(|_| !closed),
            since: problem.opened_at,
            closed_at: problem.closed_at.filter(|_| closed),
            lead: around.lead.and_then(clear_officer).map(Cleared::into_inner),
            raised_by: small_count(around.raised_by, small),
            tasks: around.tasks,
            outcome: closed.then(|| outcome(problem, small)).flatten(),
        })
    })
}

/// A result is told only where a person concluded something, and its ratio only where neither count is small.
pub(super) fn outcome(problem: &Problem, small: u32) -> Option<PublicOutcome> {
    let conclusion = problem.assessment.conclusion?;
    let Outcome { areas, .. } = problem.assessment.outcome.as_ref()?;
    let treated = areas.first()?;
    let told = treated.before >= u64::from(small) && treated.after >= u64::from(small);
    let ratio = treated.ratio.zip(treated.interval).map(|(ratio, (low, high))| (ratio, low, high));
    Some(PublicOutcome { conclusion, reading: treated.reading, ratio: ratio.filter(|_| told) })
}

/// How the agency keeps its promise to answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// Concerns whose answer was given or due.
    pub asked: Count,
    /// Of 100 of them, how many were answered; none where they are fewer than the limit.
    pub percent: Option<u32>,
    /// Half of the answers came within so many days, at least 1.
    pub median_days: Option<u32>,
    /// Answers that are late now.
    pub late: Count,
}

/// Clears figures of answers from times of raising, due day and first answer. What is not yet due and not answered
/// does not count; with fewer than the limit nothing but that is told.
pub fn clear_answers(
    times: &[(Timestamp, Timestamp, Option<Timestamp>)],
    now: Timestamp,
    small: u32,
) -> Cleared<Answers> {
    let asked: Vec<_> = times.iter().filter(|(_, due, answered)| answered.is_some() || *due < now).collect();
    let mut days: Vec<i64> = asked
        .iter()
        .filter_map(|(raised, _, answered)| answered.map(|at| at.duration_since(*raised).as_secs()))
        .map(|seconds| (seconds.max(1) + 86_399) / 86_400)
        .collect();
    days.sort_unstable();
    let (all, answered) = (count_of(asked.len()), count_of(days.len()));
    let enough = all > 0 && all >= small;
    let median = days.get(days.len().saturating_sub(1) / 2).and_then(|d| u32::try_from(*d).ok());
    Cleared(Answers {
        asked: small_count(all, small),
        percent: enough.then(|| answered * 100 / all.max(1)),
        median_days: median.filter(|_| enough && answered >= small),
        late: small_count(all - answered, small),
    })
}

fn count_of(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn small_count(n: u32, small: u32) -> Count {
    if n > 0 && n < small { Count::Under(small) } else { Count::Exact(n) }
}

/// What an area page names: the neighborhoods themselves are public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicArea {
    /// Its id.
    pub id: AreaId,
    /// Its name.
    pub name: String,
    /// Its name in the address bar.
    pub slug: String,
}

/// Clears a neighborhood's name.
pub fn clear_area(area: &crate::organization::areas::Area) -> Cleared<PublicArea> {
    Cleared(PublicArea { id: area.id, name: area.name.clone(), slug: area.slug.clone() })
}

/// The lines of one area in a release, the classes with the most incidents first; hidden ones at the end.
pub fn lines_of(release: &Cleared<super::Release>, area: AreaId) -> Vec<Cleared<super::Line>> {
    let mut lines: Vec<_> = release.get().lines.iter().filter(|l| l.area == area).cloned().collect();
    let weight = |count: &Count| match count {
        Count::Exact(n) => (0, u32::MAX - n),
        Count::Under(_) => (1, 0),
        Count::Hidden => (2, 0),
    };
    lines.sort_by(|a, b| weight(&a.count).cmp(&weight(&b.count)).then_with(|| a.offense.cmp(&b.offense)));
    lines.into_iter().map(Cleared).collect()
}

/// What a count says against the usual range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Usual {
    /// Below the range.
    Fewer,
    /// Within it.
    As,
    /// Above it.
    More,
}

impl Usual {
    /// Its name in data and, with `usual-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Usual::Fewer => "fewer",
            Usual::As => "as",
            Usual::More => "more",
        }
    }
}

impl super::Line {
    /// What its count says against the same month of earlier years; nothing where the count is hidden or there are
    /// too few years.
    pub fn reading(&self) -> Option<Usual> {
        let (low, high) = self.usual?;
        match self.count {
            Count::Exact(n) if n < low => Some(Usual::Fewer),
            Count::Exact(n) if n > high => Some(Usual::More),
            Count::Exact(_) => Some(Usual::As),
            Count::Under(limit) if limit <= low => Some(Usual::Fewer),
            Count::Under(_) => Some(Usual::As),
            Count::Hidden => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_771_243_200, 0);

    fn at(days: i64) -> Timestamp {
        NOW + jiff::SignedDuration::from_hours(24 * days)
    }

    #[test]
    fn a_promise_not_yet_due_is_neither_kept_nor_broken() {
        let waiting = (at(-1), at(6), None);
        let kept = (at(-20), at(-13), Some(at(-18)));
        let late = (at(-20), at(-13), None);
        let times = [vec![waiting; 9], vec![kept; 15], vec![late; 5]].concat();
        let answers = clear_answers(&times, NOW, 5).into_inner();
        assert_eq!(answers.asked, Count::Exact(20));
        assert_eq!(
            (answers.percent, answers.median_days, answers.late),
            (Some(75), Some(2), Count::Exact(5))
        );
    }

    #[test]
    fn figures_over_few_concerns_are_not_told() {
        let kept = (at(-20), at(-13), Some(at(-18)));
        let late = (at(-20), at(-13), None);
        let answers = clear_answers(&[kept, kept, late], NOW, 5).into_inner();
        assert_eq!((answers.asked, answers.percent, answers.median_days), (Count::Under(5), None, None));
        assert_eq!(answers.late, Count::Under(5));
        assert_eq!(clear_answers(&[], NOW, 5).into_inner().percent, None);
    }

    #[test]
    fn a_reading_says_nothing_about_a_hidden_count() {
        let line = |count, usual| super::super::Line {
            area: <AreaId as crate::Key>::from_uuid(uuid::Uuid::nil()),
            offense: "theft".into(),
            count,
            usual,
        };
        assert_eq!(line(Count::Exact(9), Some((12, 21))).reading(), Some(Usual::Fewer));
        assert_eq!(line(Count::Exact(30), Some((12, 21))).reading(), Some(Usual::More));
        assert_eq!(line(Count::Under(5), Some((0, 6))).reading(), Some(Usual::As));
        assert_eq!(line(Count::Under(5), Some((8, 12))).reading(), Some(Usual::Fewer));
        assert_eq!(line(Count::Hidden, Some((8, 12))).reading(), None);
        assert_eq!(line(Count::Exact(9), None).reading(), None);
    }
}
