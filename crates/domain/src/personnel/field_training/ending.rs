//! What a field training lacks before it is completed.

use jiff::civil::Date;

use super::{FieldTraining, Form, Outcome, Phase, Week};
use crate::Refusal;
use crate::problems::named::named;

named! {
    /// What is lacking.
    Lacks, "field_lacks" {
        /// A week has no coaching report.
        Reports = "reports",
        /// A week has no observed day.
        Days = "days",
        /// A phase has no exercise with feedback.
        Exercises = "exercises",
        /// Nobody judged at mid-term, or more time was given and nobody judged again.
        Midterm = "midterm",
        /// The final judgment does not say that the trainee is ready.
        Final = "final",
        /// The portfolio is not signed.
        Portfolio = "portfolio",
    }
}

impl Lacks {
    /// As a refusal.
    pub fn refusal(self) -> Refusal {
        match self {
            Lacks::Reports => Refusal::not_now("field-lacks-reports"),
            Lacks::Days => Refusal::not_now("field-lacks-days"),
            Lacks::Exercises => Refusal::not_now("field-lacks-exercises"),
            Lacks::Midterm => Refusal::not_now("field-lacks-midterm"),
            Lacks::Final => Refusal::not_now("field-lacks-final"),
            Lacks::Portfolio => Refusal::not_now("field-lacks-portfolio"),
        }
    }
}

impl FieldTraining {
    /// What is lacking before it is completed. `days`: those that were observed.
    pub fn lacks(&self, days: &[Date]) -> Vec<Lacks> {
        let mut lacks = Vec::new();
        let weeks = self.chart.weeks.iter().enumerate();
        let mut learning = weeks.filter(|(_, w)| w.phase.learns() && w.missed.is_empty());
        let reported = |n: usize| self.reports.iter().any(|r| r.week == n);
        let observed = |w: &Week| days.iter().any(|day| w.from <= *day && *day <= w.until());
        match self.form {
            Form::Reno => {
                if learning.any(|(n, _)| !reported(n)) {
                    lacks.push(Lacks::Reports);
                }
                let worked =
                    |phase: Phase| self.exercises.iter().any(|e| e.phase == phase && e.feedback.is_some());
                if Phase::ALL.iter().any(|p| p.has_exercise() && self.chart.has(*p) && !worked(*p)) {
                    lacks.push(Lacks::Exercises);
                }
                if self.portfolio.signed.is_none() {
                    lacks.push(Lacks::Portfolio);
                }
            }
            Form::SanJose => {
                if learning.any(|(_, w)| !observed(w)) {
                    lacks.push(Lacks::Days);
                }
            }
        }
        let passed = |phase: Phase| self.judged(phase).is_some_and(|a| a.result == Outcome::GoOn);
        if self.chart.has(Phase::Midterm) && !passed(Phase::Midterm) {
            lacks.push(Lacks::Midterm);
        }
        if self.chart.has(Phase::Final) && !passed(Phase::Final) {
            lacks.push(Lacks::Final);
        }
        lacks
    }
}
