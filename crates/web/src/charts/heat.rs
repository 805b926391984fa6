//! The rhythm of a week: seven days by twenty-four hours.

use super::pen::{rect, text};
use super::{Caption, Drawing, Frame, figure};
use crate::words::Words;

/// Draws counts by weekday (Monday first) and hour.
pub fn heat(words: &Words, caption: &Caption, counts: &[[u32; 24]]) -> Drawing {
    figure(caption, |frame| draw(words, counts, frame))
}

fn draw(words: &Words, counts: &[[u32; 24]], frame: Frame) -> (String, f64) {
    let left = 44.0;
    let cell = ((frame.width - left) / 24.0).floor();
    let row = if frame.width < 500.0 { 22.0 } else { 24.0 };
    let highest = counts.iter().flatten().copied().max().unwrap_or(0);
    let mut drawn = String::new();
    for (day, hours) in counts.iter().take(7).enumerate() {
        let top = 18.0 + day as f64 * row;
        let name = words.t(&format!("weekday-{}", day + 1));
        drawn += &text(0.0, top + row / 2.0 + 4.0, "cb-c-text", &name);
        for (hour, count) in hours.iter().enumerate() {
            let class = format!("cb-c-heat cb-c-heat--{}", level(*count, highest));
            let title = format!("{name} {hour}:00: {}", words.number(*count));
            drawn += &rect([left + hour as f64 * cell, top], [cell - 1.0, row - 1.0], &class, &title);
        }
    }
    for hour in [0, 6, 12, 18] {
        drawn += &text(left + f64::from(hour) * cell, 12.0, "cb-c-text", &format!("{hour}:00"));
    }
    (drawn, 18.0 + 7.0 * row)
}

/// From 0 for none to 6 for the highest.
fn level(count: u32, highest: u32) -> u32 {
    if count == 0 { 0 } else { (u64::from(count) * 6).div_ceil(u64::from(highest.max(1))).min(6) as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::tests::words;

    #[test]
    fn none_is_blank_and_any_is_seen() {
        assert_eq!([level(0, 0), level(0, 9), level(1, 1000), level(9, 9)], [0, 0, 1, 6]);
        let caption = Caption { title: "Week".into(), description: "Nights.".into() };
        let drawn = heat(&words(), &caption, &[[0; 24]; 7]).to_string();
        assert_eq!(drawn.matches("cb-c-heat--0").count(), 2 * 7 * 24);
        assert!(drawn.contains("Mon 23:00: 0"));
    }
}
