//! Beside the stages: the thread, the crime triangle drawn.

use commonbeat_app::problems::{Names, ProblemView};
use commonbeat_domain::problems::analysis::Node;
use commonbeat_domain::problems::problem::Problem;

use crate::charts::{Drawing, triangle};
use crate::pages::problems::area;
use crate::parts::Tie;
use crate::words::Words;

/// The crime triangle and its weakest side in a sentence; nothing where no controller has been rated.
pub(super) fn drawn(problem: &Problem, words: &Words) -> Option<(Drawing, String)> {
    let analysis = &problem.analysis;
    if analysis.triangle.iter().all(|notes| notes.presence.is_none()) {
        return None;
    }
    let inside = problem.offenses.first().map(|o| words.t(&format!("offense-{o}"))).unwrap_or_default();
    let name = |node: Node| words.t(&format!("triangle-{}", node.name()));
    let inner = |controller: Node| match controller {
        Node::Handler => Node::Offender,
        Node::Guardian => Node::Target,
        _ => Node::Place,
    };
    let sentence = analysis.weakest().map(|node| {
        let presence = analysis.node(node).presence.map(|p| words.t(&format!("presence-{}", p.name())));
        let state = presence.unwrap_or_default();
        words.t_args(
            "triangle-weakest",
            &[("side", name(inner(node))), ("controller", name(node)), ("state", state)],
        )
    });
    Some((triangle::triangle(words, &inside, analysis), sentence.unwrap_or_default()))
}

/// What this came from, this, and what came of it.
pub(super) fn thread(view: &ProblemView, names: &Names, words: &Words) -> Vec<Tie> {
    let problem = &view.problem;
    let mut ties = Vec::new();
    for (concern, told) in &view.concerns {
        let answer = words.t(if *told { "thread-told" } else { "thread-waits" });
        let note = format!("{} · {answer}", words.date(concern.raised_at));
        let title = words.t1("thread-concern", "reference", concern.reference);
        ties.push(Tie::to(title, format!("/concerns/{}", concern.reference), note));
    }
    for candidate in &view.candidates {
        let kind = words.t(&format!("candidate-kind-{}", candidate.kind.name()));
        let note = format!("{kind} · {}", words.date(candidate.found_at));
        let title = words.t1("thread-candidate", "place", &candidate.place);
        ties.push(Tie::to(title, format!("/scanning/{}", candidate.id), note));
    }
    let opened = words.t1("thread-opened", "day", words.date(problem.opened_at));
    ties.push(Tie::here(words.t("thread-this"), opened));
    if problem.public.shown && problem.neighborhood.is_some() {
        let place = area(names, words, problem.neighborhood);
        let note = problem.public.updated_at.map(|at| words.t1("thread-updated", "day", words.date(at)));
        let page = problem.neighborhood.and_then(|id| names.pages.get(&id));
        let href = page.map(|slug| format!("/areas/{slug}")).unwrap_or_default();
        ties.push(Tie::to(words.t1("thread-priority", "area", place), href, note.unwrap_or_default()));
    } else if view.may.read_all {
        ties.push(Tie::later(words.t("thread-priority-none"), words.t("thread-priority-later")));
    }
    ties
}
