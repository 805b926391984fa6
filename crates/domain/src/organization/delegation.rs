//! The delegation matrix: which kind of decision may be made at which level, up to which limit, and when it ends.
//!
//! Inside it whoever stands at that level decides at once and answers for it; beyond it the decision goes to the lowest
//! level that may.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::GrantId;
use crate::organization::ranks::Rank;
use crate::problems::named::named;
use crate::{Refusal, text};

named! {
    /// A kind of decision.
    DecisionKind, "kind" {
        /// Carry out the response to a problem.
        Response = "response",
        /// Spend money.
        Money = "money",
        /// Shift hours from other work.
        Hours = "hours",
        /// Commit the agency to a partner.
        Partner = "partner",
        /// Speak with the media or publish.
        Media = "media",
        /// Something else on a beat.
        Beat = "beat",
    }
}

/// What a decision takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Takes {
    /// Money, in whole units of the currency.
    pub money: u32,
    /// Hours.
    pub hours: u32,
    /// Whether it commits the agency to a partner.
    pub partner: bool,
    /// Whether the media are part of it.
    pub media: bool,
}

/// One row of the matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// The kind of decision.
    pub kind: DecisionKind,
    /// The level that may decide.
    pub rank: Rank,
    /// Most money; none means without limit.
    pub money: Option<u32>,
    /// Most hours; none means without limit.
    pub hours: Option<u32>,
    /// Whether it covers a commitment to a partner.
    pub partner: bool,
    /// Whether it covers the media.
    pub media: bool,
    /// Conditions, in words.
    pub conditions: String,
    /// Who must be informed.
    pub inform: String,
    /// Last day on which it holds.
    pub until: Option<Date>,
    /// Day on which it was taken back.
    pub revoked_on: Option<Date>,
}

impl Grant {
    /// Trims its words.
    pub fn tidy(mut self) -> Result<Grant, Refusal> {
        self.conditions = text::draft("conditions", &self.conditions)?;
        self.inform = text::draft("inform", &self.inform)?;
        Ok(self)
    }

    /// Whether it holds on a day.
    pub fn holds(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until) && self.revoked_on.is_none_or(|day| today < day)
    }

    /// Whether it covers what a decision takes.
    pub fn covers(&self, kind: DecisionKind, takes: Takes) -> bool {
        self.kind == kind
            && self.money.is_none_or(|most| takes.money <= most)
            && self.hours.is_none_or(|most| takes.hours <= most)
            && (self.partner || !takes.partner)
            && (self.media || !takes.media)
    }
}

/// The matrix of an agency.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// Its rows.
    pub grants: Vec<Grant>,
}

/// Who may decide something, and by which row.
#[derive(Clone, Debug, PartialEq)]
pub struct Authority {
    /// The lowest level that may.
    pub rank: Rank,
    /// The row that says so; none where only the highest level is left.
    pub grant: Option<Grant>,
}

impl Matrix {
    /// The lowest level that may decide; the highest where no row says anything.
    pub fn authority(&self, kind: DecisionKind, takes: Takes, today: Date) -> Authority {
        let covering = self.grants.iter().filter(|g| g.holds(today) && g.covers(kind, takes));
        match covering.min_by_key(|grant| grant.rank) {
            Some(grant) => Authority { rank: grant.rank, grant: Some(grant.clone()) },
            None => Authority { rank: Rank::Commander, grant: None },
        }
    }

    /// What holds until an agency makes its own: small things at the line, larger ones with a supervisor.
    pub fn usual(mut id: impl FnMut() -> GrantId) -> Matrix {
        let mut grants = Vec::new();
        for kind in DecisionKind::ALL {
            let mut row = |rank, money, hours, partner, media| {
                grants.push(Grant {
                    id: id(),
                    kind: *kind,
                    rank,
                    money,
                    hours,
                    partner,
                    media,
                    conditions: String::new(),
                    inform: String::new(),
                    until: None,
                    revoked_on: None,
                });
            };
            row(Rank::Officer, Some(500), Some(40), false, false);
            row(Rank::Supervisor, Some(5_000), Some(400), true, false);
            row(Rank::Commander, None, None, true, true);
        }
        Matrix { grants }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    const DAY: Date = Date::constant(2026, 2, 16);

    fn usual() -> Matrix {
        let mut n = 0;
        Matrix::usual(|| {
            n += 1;
            GrantId::from_uuid(uuid::Uuid::from_u128(n))
        })
    }

    #[test]
    fn a_decision_goes_to_the_lowest_level_that_may_make_it() {
        let matrix = usual();
        let rank = |takes| matrix.authority(DecisionKind::Response, takes, DAY).rank;
        assert_eq!(rank(Takes { money: 500, hours: 40, ..Takes::default() }), Rank::Officer);
        assert_eq!(rank(Takes { money: 501, ..Takes::default() }), Rank::Supervisor);
        assert_eq!(rank(Takes { hours: 41, ..Takes::default() }), Rank::Supervisor);
        assert_eq!(rank(Takes { partner: true, ..Takes::default() }), Rank::Supervisor);
        assert_eq!(rank(Takes { media: true, ..Takes::default() }), Rank::Commander);
        assert_eq!(rank(Takes { money: 5_001, ..Takes::default() }), Rank::Commander);
    }

    #[test]
    fn a_row_that_ended_or_was_taken_back_gives_nobody_the_right() {
        let mut matrix = usual();
        matrix.grants[0].until = Some(DAY.yesterday().unwrap());
        let rank = |matrix: &Matrix| matrix.authority(DecisionKind::Response, Takes::default(), DAY).rank;
        assert_eq!(rank(&matrix), Rank::Supervisor);
        matrix.grants[1].revoked_on = Some(DAY);
        assert_eq!(rank(&matrix), Rank::Commander);
        assert_eq!(rank(&Matrix::default()), Rank::Commander);
    }
}
