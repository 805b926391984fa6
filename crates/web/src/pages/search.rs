//! Search over everything the person may see.

use askama::Template;
use axum::extract::Query;
use commonbeat_app::search::{Found, MOST};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::problems::about::{Behavior, Environment};
use serde::Deserialize;

use super::problems::{area, person};
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::Result;
use crate::page::Page;
use crate::words::Words;
use commonbeat_app::problems::Names;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// Longest question, in characters.
const LONGEST: usize = 200;

/// What was found.
#[derive(Template)]
#[template(path = "search/show.html")]
pub struct SearchPage {
    chrome: Chrome,
    q: String,
    groups: Vec<Group>,
    total: u64,
}

struct Group {
    key: &'static str,
    title: String,
    hits: Vec<Hit>,
    /// Whether there may be more than are shown.
    full: bool,
}

struct Hit {
    title: String,
    href: String,
    note: String,
    tag: String,
}

/// `GET /search?q=`
pub async fn show(cx: Cx, Query(asked): Query<Asked>) -> Result<Page<SearchPage>> {
    let q: String = asked.q.trim().chars().take(LONGEST).collect();
    let lists = Lists::of(&cx.words);
    let found = Box::pin(cx.app.search(&cx.actor, &q, |word| lists.marks(word))).await?;
    let names = match found.problems.is_empty() {
        true => Names::default(),
        false => {
            let leads: Vec<_> = found.problems.iter().map(|brief| brief.lead).collect();
            cx.app.problem_names(&cx.actor, leads).await?
        }
    };
    Ok(Page::new(SearchPage {
        total: found.len() as u64,
        groups: groups(&cx.words, &names, &found),
        chrome: cx.chrome(Area::None),
        q,
    }))
}

fn groups(words: &Words, names: &Names, found: &Found) -> Vec<Group> {
    let problem = |brief: &commonbeat_store::problems::Brief| Hit {
        title: brief.title.clone(),
        href: format!("/problems/{}", brief.reference),
        note: format!(
            "{} · {} · {}",
            brief.reference,
            person(names, words, brief.lead),
            area(names, words, brief.beat)
        ),
        tag: words.t(&format!("status-{}", brief.status.name())),
    };
    let concern = |concern: &commonbeat_domain::partnerships::concerns::Concern| Hit {
        title: excerpt(&concern.words),
        href: format!("/concerns/{}", concern.reference),
        note: format!("{} · {} · {}", concern.reference, words.date(concern.raised_at), concern.place_text),
        tag: String::new(),
    };
    let task = |(task, problem): &(commonbeat_domain::problems::tasks::Task, Option<_>)| Hit {
        title: excerpt(&task.what),
        href: format!("/tasks/{}", task.id),
        note: problem
            .as_ref()
            .map(|p: &commonbeat_store::problems::Brief| p.title.clone())
            .unwrap_or_default(),
        tag: words.t(&format!("task-{}", task.state.name())),
    };
    let partner = |one: &commonbeat_domain::partnerships::organizations::Organization| Hit {
        title: one.name.clone(),
        href: format!("/partners/{}", one.id),
        note: words.t(&format!("organization-{}", one.kind.name())),
        tag: String::new(),
    };
    let group = |key: &'static str, hits: Vec<Hit>| Group {
        key,
        title: words.t(&format!("search-{key}")),
        full: hits.len() as u64 >= MOST,
        hits,
    };
    [
        group("problems", found.problems.iter().map(problem).collect()),
        group("concerns", found.concerns.iter().map(concern).collect()),
        group("tasks", found.tasks.iter().map(task).collect()),
        group("partners", found.partners.iter().map(partner).collect()),
    ]
    .into_iter()
    .filter(|group| !group.hits.is_empty())
    .collect()
}

/// The first line, as a title.
fn excerpt(text: &str) -> String {
    const MOST: usize = 90;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    let cut: String = line.chars().take(MOST).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole} …")
}

/// Names of techniques, classes and types in the reader's language, each with its mark in the words of a problem.
struct Lists(Vec<(String, String)>);

impl Lists {
    fn of(words: &Words) -> Lists {
        let named = |list: &str, name: &str| {
            (words.t(&format!("{list}-{name}")).to_lowercase(), format!("[{list}-{name}]"))
        };
        let techniques = (1..=25).map(|n: u8| named("technique", &n.to_string()));
        let classes = Offense::known_names().map(|name| named("offense", name));
        let behaviors = Behavior::NAMES.iter().map(|name| named("behavior", name));
        let environments = Environment::NAMES.iter().map(|name| named("environment", name));
        Lists(techniques.chain(classes).chain(behaviors).chain(environments).collect())
    }

    fn marks(&self, word: &str) -> Vec<String> {
        // Shorter ones stand in nearly every name.
        if word.chars().count() < 3 {
            return Vec::new();
        }
        self.0.iter().filter(|(name, _)| name.contains(word)).map(|(_, mark)| mark.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(excerpt("Short\nand more"), "Short");
        let cut = excerpt(&"word ".repeat(40));
        assert!(cut.ends_with("word …") && cut.chars().count() < 95, "{cut}");
    }
}
