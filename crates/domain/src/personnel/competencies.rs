//! The eight competencies of an officer who serves a community (after "Hiring in the Spirit of Service", COPS Office
//! 2006), and a look at oneself whose result belongs to whoever takes it.
//!
//! What each means, and what a 1, a 3 and a 5 look like, stands in `locales/` in our own words.

use crate::problems::named::named;

named! {
    /// A competency.
    Competency, "competency" {
        /// Weighs facts, looks for causes, acts in proportion.
        Judgment = "judgment",
        /// Grasps the situation of others and acts on it.
        Empathy = "empathy",
        /// Keeps calls, projects and promises in order.
        Tasks = "tasks",
        /// Does right under pressure and answers for it.
        Courage = "courage",
        /// Finds means beyond arrest; starts things.
        Resourcefulness = "resourcefulness",
        /// Firm, calm, lawful.
        Assertiveness = "assertiveness",
        /// Honest, fair, private.
        Integrity = "integrity",
        /// Works with colleagues, residents and partners.
        Teamwork = "teamwork",
    }
}

/// Questions for each competency.
pub const QUESTIONS: usize = 2;
/// The lowest and the highest answer: "not like me" and "very much like me".
pub const SCALE: std::ops::RangeInclusive<u8> = 1..=5;

/// What a look at oneself shows of one competency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Which.
    pub competency: Competency,
    /// Mean of the answers, 1 to 5; none where a question was left out.
    pub mean: Option<f64>,
}

/// The answers by competency and question, in the order of [`Competency::ALL`]; none where one was left out.
pub type Answers = [[Option<u8>; QUESTIONS]; 8];

/// What the answers show. An answer off the scale counts as left out: nothing is made up for it.
pub fn look(answers: &Answers) -> Vec<Seen> {
    let seen = |(competency, answers): (&Competency, &[Option<u8>; QUESTIONS])| {
        let given: Vec<f64> =
            answers.iter().flatten().filter(|a| SCALE.contains(a)).map(|a| f64::from(*a)).collect();
        let whole = given.len() == QUESTIONS;
        Seen { competency: *competency, mean: whole.then(|| given.iter().sum::<f64>() / QUESTIONS as f64) }
    };
    Competency::ALL.iter().zip(answers).map(seen).collect()
}

/// The competencies to begin with, at most two: the lowest, where they stand out from the highest by at least one step.
/// Nothing where all are alike: that would only be noise.
pub fn to_grow(seen: &[Seen]) -> Vec<Competency> {
    let mut known: Vec<(Competency, f64)> =
        seen.iter().filter_map(|s| Some((s.competency, s.mean?))).collect();
    let highest = known.iter().map(|(_, mean)| *mean).fold(f64::MIN, f64::max);
    known.retain(|(_, mean)| highest - mean >= 1.0);
    known.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    known.into_iter().take(2).map(|(competency, _)| competency).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_left_out_leaves_its_competency_open_and_nothing_is_made_up() {
        let mut answers: Answers = [[Some(4); QUESTIONS]; 8];
        answers[1] = [Some(4), None];
        answers[2] = [Some(9), Some(4)];
        let seen = look(&answers);
        assert_eq!(seen.iter().filter(|s| s.mean.is_none()).count(), 2);
        assert_eq!(seen[0].mean, Some(4.0));
    }

    #[test]
    fn what_stands_out_is_where_to_begin_and_alike_answers_name_nothing() {
        assert!(to_grow(&look(&[[Some(3); QUESTIONS]; 8])).is_empty());
        assert!(to_grow(&look(&[[None; QUESTIONS]; 8])).is_empty());
        let mut answers: Answers = [[Some(4); QUESTIONS]; 8];
        (answers[2], answers[5], answers[6]) = ([Some(2), Some(3)], [Some(1), Some(2)], [Some(3), Some(4)]);
        assert_eq!(to_grow(&look(&answers)), [Competency::Assertiveness, Competency::Tasks]);
    }
}
