//! The 25 techniques of situational prevention: five ways, five techniques each (Cornish and Clarke 2003).

/// The five ways in which a technique works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Make it harder to do.
    Effort,
    /// Make it more likely to be noticed.
    Risk,
    /// Make it worth less.
    Reward,
    /// Take away what provokes it.
    Provocation,
    /// Take away what excuses it.
    Excuse,
}

impl Way {
    /// The five, in the order of the published table.
    pub const ALL: [Way; 5] = [Way::Effort, Way::Risk, Way::Reward, Way::Provocation, Way::Excuse];

    /// Its name; with `way-` in front its key in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Way::Effort => "effort",
            Way::Risk => "risk",
            Way::Reward => "reward",
            Way::Provocation => "provocation",
            Way::Excuse => "excuse",
        }
    }

    /// Its five techniques, by number.
    pub fn techniques(self) -> std::ops::RangeInclusive<u8> {
        let first = 5 * self as u8 + 1;
        first..=first + 4
    }
}

/// Whether a number from 1 to 25 names a technique; `technique-N` is its key in `locales/`.
pub fn is_technique(number: u8) -> bool {
    (1..=25).contains(&number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_ways_hold_each_technique_once() {
        let all: Vec<u8> = Way::ALL.into_iter().flat_map(Way::techniques).collect();
        assert_eq!(all, (1..=25).collect::<Vec<_>>());
    }
}
