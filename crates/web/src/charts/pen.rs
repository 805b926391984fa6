//! Small strokes that all drawings share.

use std::fmt::Write as _;

use super::Caption;

/// Text that can stand in markup and in an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// A whole drawing.
pub(super) fn svg(class: &str, width: f64, height: f64, caption: &Caption, content: &str) -> String {
    let label = escape(&format!("{}. {}", caption.title, caption.description));
    let (width, height) = (n(width), n(height));
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">{content}</svg>"
    )
}

/// A number with at most one decimal; nothing that is not finite ever reaches the markup.
pub(super) fn n(value: f64) -> String {
    let rounded = if value.is_finite() { (value * 10.0).round() / 10.0 } else { 0.0 };
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

pub(super) fn text(x: f64, y: f64, class: &str, words: &str) -> String {
    format!("<text x=\"{}\" y=\"{}\" class=\"{class}\">{}</text>", n(x), n(y), escape(words))
}

pub(super) fn rule(from: [f64; 2], to: [f64; 2], class: &str) -> String {
    let [x1, y1, x2, y2] = [from[0], from[1], to[0], to[1]].map(n);
    format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\"/>")
}

pub(super) fn rect(at: [f64; 2], size: [f64; 2], class: &str, title: &str) -> String {
    let [x, y, w, h] = [at[0], at[1], size[0].max(0.0), size[1].max(0.0)].map(n);
    let title = if title.is_empty() { String::new() } else { format!("<title>{}</title>", escape(title)) };
    format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" class=\"{class}\">{title}</rect>")
}

/// A path through points; closed ones are areas.
pub(super) fn path(points: &[[f64; 2]], closed: bool) -> String {
    let mut d = String::new();
    for (i, [x, y]) in points.iter().enumerate() {
        let step = if i == 0 { 'M' } else { 'L' };
        let _ = write!(d, "{step}{} {}", n(*x), n(*y));
    }
    if closed {
        d.push('Z');
    }
    d
}

/// Width of a text of 13 px, roughly and rather too wide.
pub(super) fn width_of(words: &str) -> f64 {
    words.chars().count() as f64 * 7.5
}

/// Values at which an axis from zero is marked: two to five even steps of 1, 2 or 5 times a power of ten, the last at or
/// above the highest value.
pub(super) fn ticks(highest: f64) -> Vec<f64> {
    let highest = if highest.is_finite() && highest > 0.0 { highest } else { 1.0 };
    let power = 10f64.powf((highest / 4.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|m| m * power);
    let step = steps.into_iter().find(|s| highest / s <= 4.0).unwrap_or(10.0 * power);
    let count = (highest / step).ceil().max(1.0) as usize;
    (0..=count).map(|i| i as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_at_or_above_its_highest_value_in_few_round_steps() {
        assert_eq!(ticks(6.3), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(ticks(0.0).last(), Some(&1.0));
        for highest in [0.3, 1.0, 9.9, 10.0, 47.0, 12_345.0] {
            let ticks = ticks(highest);
            assert!(
                *ticks.last().unwrap() >= highest && (2..=6).contains(&ticks.len()),
                "{highest}: {ticks:?}"
            );
        }
    }

    #[test]
    fn nothing_that_is_not_a_number_reaches_the_drawing() {
        assert_eq!([n(f64::NAN), n(f64::INFINITY), n(-0.01), n(1.25)], ["0", "0", "0", "1.3"]);
        assert_eq!(escape("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    }
}
