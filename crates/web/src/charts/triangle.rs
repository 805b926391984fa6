//! The crime triangle with its weakest side, in words and in red.

use commonbeat_domain::problems::analysis::{Analysis, Node};

use super::pen::{self, path, text};
use super::{Caption, Drawing};
use crate::words::Words;

/// Each side: its inner node, its controller, its two corners, where its words stand and how they are set.
type Side = (Node, Node, [[f64; 2]; 2], [f64; 2], &'static str);

const TOP: [f64; 2] = [130.0, 18.0];
const LEFT: [f64; 2] = [24.0, 156.0];
const RIGHT: [f64; 2] = [236.0, 156.0];
const SIDES: [Side; 3] = [
    (Node::Offender, Node::Handler, [TOP, LEFT], [62.0, 80.0], "cb-c-end"),
    (Node::Target, Node::Guardian, [TOP, RIGHT], [198.0, 80.0], ""),
    (Node::Place, Node::Manager, [LEFT, RIGHT], [130.0, 176.0], "cb-c-mid"),
];

/// Draws the triangle of an analysis; `inside` names what happens there, such as "break-ins".
pub fn triangle(words: &Words, inside: &str, analysis: &Analysis) -> Drawing {
    let weakest = analysis.weakest();
    let mut drawn = String::new();
    let mut weak = String::new();
    for (inner, controller, corners, at, set) in SIDES {
        let is_weak = weakest == Some(controller);
        let class = if is_weak { "cb-c-side cb-c-side--weak" } else { "cb-c-side" };
        let stroke = format!("<path d=\"{}\" class=\"{class}\"/>", path(&corners, false));
        let name = node(words, inner);
        if is_weak {
            weak = stroke;
            drawn += &text(at[0], at[1], &format!("cb-c-text cb-c-name--weak {set}"), &name);
        } else {
            drawn += &stroke;
            drawn += &text(at[0], at[1], &format!("cb-c-text {set}"), &name);
        }
    }
    let told = told(words, analysis, weakest);
    drawn += &weak;
    drawn += &text(130.0, 118.0, "cb-c-text cb-c-mid", inside);
    let class = if weakest.is_some() { "cb-c-text cb-c-mid cb-c-name--weak" } else { "cb-c-text cb-c-mid" };
    drawn += &text(130.0, 194.0, class, &told);
    let caption = Caption { title: words.t("triangle-title"), description: told };
    Drawing(pen::svg("cb-triangle", 260.0, 200.0, &caption, &drawn))
}

fn node(words: &Words, node: Node) -> String {
    words.t(&format!("triangle-{}", node.name()))
}

fn told(words: &Words, analysis: &Analysis, weakest: Option<Node>) -> String {
    let Some(weakest) = weakest else { return words.t("triangle-no-weak-side") };
    let presence = analysis.node(weakest).presence.map(|p| words.t(&format!("presence-{}", p.name())));
    format!("{}: {}", node(words, weakest), presence.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::tests::words;
    use commonbeat_domain::problems::analysis::Presence;

    #[test]
    fn the_weakest_side_is_red_and_said_in_words() {
        let mut analysis = Analysis::default();
        let drawn = triangle(&words(), "break-ins", &analysis).to_string();
        assert!(!drawn.contains("--weak"));
        analysis.triangle[Node::Manager as usize].presence = Some(Presence::Absent);
        let drawn = triangle(&words(), "break-ins", &analysis).to_string();
        assert_eq!(drawn.matches("cb-c-side--weak").count(), 1);
        assert!(drawn.contains(">Place manager: absent<"));
    }
}
