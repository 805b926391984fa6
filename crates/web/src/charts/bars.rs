//! Bars from left to right, each with its name and number.

use super::pen::{rect, text, width_of};
use super::{Caption, Drawing, Frame, figure};
use crate::words::Words;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// Its length.
    pub value: f64,
    /// Whether it is there for comparison only.
    pub other: bool,
}

/// Draws bars in the order given.
pub fn bars(words: &Words, caption: &Caption, bars: &[Bar]) -> Drawing {
    figure(caption, |frame| draw(words, bars, frame))
}

fn draw(words: &Words, bars: &[Bar], frame: Frame) -> (String, f64) {
    let narrow = frame.width < 500.0;
    let names = bars.iter().map(|b| width_of(&b.name)).fold(0.0, f64::max).min(260.0);
    let figures = bars.iter().map(|b| width_of(&figure_of(words, b.value))).fold(0.0, f64::max);
    let left = if narrow { 0.0 } else { names + 12.0 };
    let room = frame.width - left - figures - 12.0;
    let longest =
        bars.iter().map(|b| b.value).filter(|v| v.is_finite()).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let step = if narrow { 46.0 } else { 30.0 };
    let mut drawn = String::new();
    for (i, bar) in bars.iter().enumerate() {
        let top = i as f64 * step + if narrow { 20.0 } else { 4.0 };
        let length = (room * (bar.value / longest)).clamp(0.0, room);
        let class = if bar.other { "cb-c-bar cb-c-bar--other" } else { "cb-c-bar" };
        drawn += &match narrow {
            true => text(0.0, top - 6.0, "cb-c-text", &bar.name),
            false => text(names, top + 15.0, "cb-c-text cb-c-end", &bar.name),
        };
        drawn += &rect([left, top], [length, 20.0], class, "");
        drawn += &text(left + length + 6.0, top + 15.0, "cb-c-text", &figure_of(words, bar.value));
    }
    (drawn, bars.len().max(1) as f64 * step + 6.0)
}

fn figure_of(words: &Words, value: f64) -> String {
    words.decimal(value, usize::from(value.fract() != 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::tests::words;

    #[test]
    fn each_bar_has_its_name_and_number_and_none_is_longer_than_the_room() {
        let all = [("Riverside", 1200.0), ("Hill", 0.0), ("Odd", f64::NAN)];
        let all = all.map(|(name, value)| Bar { name: name.into(), value, other: false });
        let caption = Caption { title: "Incidents".into(), description: "By area.".into() };
        let drawn = bars(&words(), &caption, &all).to_string();
        assert_eq!(drawn.matches("Riverside").count(), 2);
        assert!(drawn.contains(">1,200<") && drawn.contains("width=\"0\""));
    }
}
