//! The figures behind a comparison area, kept as plain text that a page can put into words of any language.

use std::fmt;

/// The figures behind a comparison area.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Incidents in the months before.
    pub before: u64,
    /// Its level over the treated area's.
    pub level: Option<f64>,
    /// How it drifted apart from the treated area over the months before, on the log scale; 0 is alike.
    pub drift: Option<f64>,
    /// Whether it is everything around, not a place of the same size.
    pub rest: bool,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "before={}", self.before)?;
        if let Some(level) = self.level {
            write!(f, " level={level:.2}")?;
        }
        if let Some(drift) = self.drift {
            write!(f, " drift={drift:+.2}")?;
        }
        if self.rest { write!(f, " rest") } else { Ok(()) }
    }
}

impl Figures {
    /// The figures in a text made by `Figures::to_string`; nothing when it is somebody's own words.
    pub fn parse(text: &str) -> Option<Figures> {
        let mut figures = Figures::default();
        let mut counted = false;
        for word in text.split_whitespace() {
            match word.split_once('=') {
                Some(("before", n)) => {
                    figures.before = n.parse().ok()?;
                    counted = true;
                }
                Some(("level", x)) => figures.level = Some(x.parse().ok()?),
                Some(("drift", x)) => figures.drift = Some(x.parse().ok()?),
                None if word == "rest" => figures.rest = true,
                _ => return None,
            }
        }
        counted.then_some(figures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_come_back_from_their_text_and_words_do_not() {
        let figures = Figures { before: 81, level: Some(0.9), drift: Some(-0.04), rest: false };
        assert_eq!(figures.to_string(), "before=81 level=0.90 drift=-0.04");
        assert_eq!(Figures::parse(&figures.to_string()), Some(figures));
        let rest = Figures { before: 5, level: None, drift: None, rest: true };
        assert_eq!(Figures::parse(&rest.to_string()), Some(rest));
        assert_eq!(Figures::parse("Like it in size and use"), None);
        assert_eq!(Figures::parse(""), None);
    }
}
