//! A line over time, with what was to be expected, its range, and the moment something started.

use super::pen::{self, n, path, rule, text, ticks, width_of};
use super::{Caption, Drawing, Frame, figure};
use crate::words::Words;

/// One point in time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// What stands under it, such as "Mar".
    pub label: String,
    /// The value; none leaves a gap.
    pub value: Option<f64>,
    /// What was to be expected.
    pub expected: Option<f64>,
    /// Range within which chance alone would keep it.
    pub band: Option<(f64, f64)>,
}

/// A line and what stands beside it.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it shows.
    pub caption: Caption,
    /// Its points, evenly spaced in time.
    pub points: Vec<Point>,
    /// Name of the line, such as "treated lots".
    pub name: String,
    /// Name of what was to be expected; empty where there is none.
    pub expected_name: String,
    /// Index of the first point after the start, with the words at the mark.
    pub start: Option<(usize, String)>,
}

const LEFT: f64 = 44.0;
const RIGHT: f64 = 12.0;
const FOOT: f64 = 26.0;

struct Plot {
    frame: Frame,
    top: f64,
    highest: f64,
    count: usize,
}

impl Plot {
    fn x(&self, i: f64) -> f64 {
        let steps = self.count.saturating_sub(1).max(1) as f64;
        LEFT + (self.frame.width - LEFT - RIGHT) * i / steps
    }

    fn y(&self, value: f64) -> f64 {
        let bottom = self.frame.height - FOOT;
        bottom - (bottom - self.top) * (value / self.highest).clamp(0.0, 1.0)
    }
}

/// Draws a line.
pub fn line(words: &Words, line: &Line) -> Drawing {
    figure(&line.caption, |frame| (draw(words, line, frame), frame.height))
}

fn draw(words: &Words, line: &Line, frame: Frame) -> String {
    let all = line.points.iter().flat_map(|p| [p.value, p.expected, p.band.map(|b| b.1)]).flatten();
    let marks = ticks(all.filter(|v| v.is_finite()).fold(0.0, f64::max));
    let (legend, top) = legend(line, frame);
    let highest = marks.last().copied().unwrap_or(1.0);
    let plot = Plot { frame, top: top + 16.0, highest, count: line.points.len() };
    [
        axes(words, line, &plot, &marks),
        band(line, &plot),
        stroke(&plot, "cb-c-expected", line.points.iter().map(|p| p.expected)),
        stroke(&plot, "cb-c-line", line.points.iter().map(|p| p.value)),
        moment(line, &plot),
        legend,
    ]
    .concat()
}

fn legend(line: &Line, frame: Frame) -> (String, f64) {
    let entries = [
        ("cb-c-line", "cb-c-text cb-c-name", &line.name),
        ("cb-c-expected", "cb-c-text cb-c-name--other", &line.expected_name),
    ];
    let (mut x, mut y, mut drawn) = (LEFT, 12.0, String::new());
    for (stroke, class, name) in entries.into_iter().filter(|(_, _, name)| !name.is_empty()) {
        let width = 32.0 + width_of(name) + 20.0;
        if x > LEFT && x + width > frame.width {
            (x, y) = (LEFT, y + 18.0);
        }
        drawn += &format!(
            "<path d=\"{}\" class=\"{stroke}\"/>",
            path(&[[x, y - 4.0], [x + 24.0, y - 4.0]], false)
        );
        drawn += &text(x + 30.0, y, class, name);
        x += width;
    }
    (drawn, y + 6.0)
}

fn axes(words: &Words, line: &Line, plot: &Plot, marks: &[f64]) -> String {
    let right = plot.frame.width - RIGHT;
    let mut drawn = String::new();
    let digits = usize::from(marks.iter().any(|m| m.fract() != 0.0));
    for mark in marks {
        let (y, class) = (plot.y(*mark), if *mark == 0.0 { "cb-c-axis" } else { "cb-c-grid" });
        drawn += &rule([LEFT, y], [right, y], class);
        drawn += &text(LEFT - 8.0, y + 4.0, "cb-c-text cb-c-end", &words.decimal(*mark, digits));
    }
    let widest = line.points.iter().map(|p| width_of(&p.label)).fold(1.0, f64::max) + 12.0;
    let fits = ((right - LEFT) / widest).floor().max(1.0);
    let every = (line.points.len() as f64 / fits).ceil().max(1.0) as usize;
    for (i, point) in line.points.iter().enumerate().step_by(every) {
        let x = plot.x(i as f64);
        let place = if x + widest / 2.0 > plot.frame.width {
            "cb-c-text cb-c-end"
        } else if i == 0 {
            "cb-c-text"
        } else {
            "cb-c-text cb-c-mid"
        };
        drawn += &text(x, plot.frame.height - 8.0, place, &point.label);
    }
    drawn
}

fn band(line: &Line, plot: &Plot) -> String {
    let ends: Vec<(usize, (f64, f64))> =
        line.points.iter().enumerate().filter_map(|(i, p)| p.band.map(|b| (i, b))).collect();
    if ends.len() < 2 {
        return String::new();
    }
    let upper = ends.iter().map(|(i, (_, high))| [plot.x(*i as f64), plot.y(*high)]);
    let lower = ends.iter().rev().map(|(i, (low, _))| [plot.x(*i as f64), plot.y(*low)]);
    let around: Vec<[f64; 2]> = upper.chain(lower).collect();
    format!("<path d=\"{}\" class=\"cb-c-band\"/>", path(&around, true))
}

/// Strokes between gaps; a point alone between two gaps is a dot.
fn stroke(plot: &Plot, class: &str, values: impl Iterator<Item = Option<f64>>) -> String {
    let mut runs: Vec<Vec<[f64; 2]>> = vec![Vec::new()];
    for (i, value) in values.enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push([plot.x(i as f64), plot.y(value)]),
            (None, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
    }
    let drawn = |run: &Vec<[f64; 2]>| match run.as_slice() {
        [] => String::new(),
        [[x, y]] => format!("<circle cx=\"{}\" cy=\"{}\" r=\"3\" class=\"cb-c-dot\"/>", n(*x), n(*y)),
        many => format!("<path d=\"{}\" class=\"{class}\"/>", path(many, false)),
    };
    runs.iter().map(drawn).collect()
}

fn moment(line: &Line, plot: &Plot) -> String {
    let Some((first, words)) = &line.start else { return String::new() };
    let x = plot.x((*first as f64 - 0.5).max(0.0));
    let mark = rule([x, plot.top - 12.0], [x, plot.frame.height - FOOT], "cb-c-moment");
    let beyond = x + 6.0 + width_of(words) > plot.frame.width;
    let (at, class) = if beyond { (x - 6.0, "cb-c-text cb-c-end") } else { (x + 6.0, "cb-c-text") };
    mark + &pen::text(at, plot.top - 4.0, class, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::tests::words;

    fn sample(points: Vec<Point>) -> Line {
        Line {
            caption: Caption { title: "Break-ins a month".into(), description: "They fell.".into() },
            points,
            name: "treated <lots>".into(),
            expected_name: "expected".into(),
            start: Some((2, "response starts".into())),
        }
    }

    #[test]
    fn a_line_is_drawn_in_both_sizes_with_its_band_and_its_start() {
        let point = |label: &str, value: f64, band| Point {
            label: label.into(),
            value: Some(value),
            expected: Some(4.0),
            band,
        };
        let points = vec![
            point("Jan", 4.0, None),
            point("Feb", 5.0, None),
            point("Mar", 2.0, Some((3.0, 5.0))),
            point("Apr", 1.0, Some((3.0, 6.0))),
        ];
        let drawn = line(&words(), &sample(points)).to_string();
        assert_eq!(drawn.matches("<svg").count(), 2);
        assert_eq!(drawn.matches("cb-c-band").count(), 2);
        assert_eq!(drawn.matches("response starts").count(), 2);
        assert!(drawn.contains("treated &lt;lots&gt;") && !drawn.contains("style="));
        assert!(drawn.contains("aria-label=\"Break-ins a month. They fell.\""));
    }

    #[test]
    fn a_line_without_points_or_with_gaps_still_is_a_drawing() {
        assert!(line(&words(), &sample(Vec::new())).to_string().contains("</figure>"));
        let gap = vec![Point { value: Some(1.0), ..Point::default() }, Point::default(), Point::default()];
        let drawn = line(&words(), &sample(gap)).to_string();
        assert!(drawn.contains("cb-c-dot") && !drawn.contains("NaN"));
    }
}
