//! The forms of a problem's parts: a small page for each sheet. Drafts are always saved; the gate asks later for what
//! is missing.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::problems::{Choices, Names};
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::guides::{GUIDES, LIBRARY};
use commonbeat_domain::problems::problem::Tier;
use commonbeat_domain::problems::sheets::{self, Choices as Named, Field, Kind, SHEETS, Sheet};
use commonbeat_domain::problems::techniques::Way;
use commonbeat_domain::{Reference, Refusal};

use super::sheet_form::{block_count, fill, part_label, read};
use super::{named, read_version, reference, stale, triangle};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

/// The form of one sheet.
#[derive(Template)]
#[template(path = "problems/sheet.html")]
pub struct Edit {
    chrome: Chrome,
    form: Form,
    reference: String,
    title: String,
    sheet: &'static str,
    inputs: Vec<Input>,
    /// The sheet of this stage that follows.
    next: Option<(String, String)>,
    /// What the data say, beside the triangle.
    data: Vec<(String, Vec<String>)>,
    /// Where the six questions lead.
    route: Option<(String, bool)>,
}

/// A field as the form shows it.
struct Input {
    /// Its name and id.
    id: String,
    label: String,
    hint: String,
    /// `line`, `prose`, `day`, `number`, `tick`, `one`, `radio`, `many`, `grouped`, `blocks`, `each`.
    kind: &'static str,
    value: String,
    error: Option<String>,
    options: Vec<Tickable>,
    groups: Vec<(String, Vec<Tickable>)>,
    blocks: Vec<Block>,
}

/// One of several things to choose from, as it stands.
struct Tickable {
    value: String,
    label: String,
    on: bool,
}

/// A block of fields.
struct Block {
    id: String,
    title: String,
    hint: String,
    /// What stands in its first field, where it is folded.
    summary: String,
    inputs: Vec<Input>,
    /// Whether it can be taken away: not the empty one at the end.
    removable: bool,
    /// Whether it is told in a line: more than its first field is filled in.
    folded: bool,
}

/// What the fields of a sheet are made of.
struct Making<'a> {
    words: &'a Words,
    form: &'a Form,
    people: &'a [Choice],
    behavior: String,
}

impl Making<'_> {
    fn input(&self, id: String, label: String, hint: String, field: &Field) -> Input {
        let mut input = Input {
            value: self.form.value(&id).to_owned(),
            error: self.form.error(field.name).map(|refusal| self.words.refusal(refusal)),
            label,
            hint,
            kind: "line",
            options: Vec::new(),
            groups: Vec::new(),
            blocks: Vec::new(),
            id,
        };
        match field.kind {
            Kind::Line => {}
            Kind::Prose => input.kind = "prose",
            Kind::Day => input.kind = "day",
            Kind::Number => input.kind = "number",
            Kind::Tick => input.kind = "tick",
            Kind::YesNo => {
                input.kind = "radio";
                let both = ["yes", "no"].map(|v| Choice::new(v, self.words.t(v)));
                input.options = self.tickable(&input.id, both.into());
            }
            Kind::One(choices) => {
                input.kind = if choices.names.len() > 7 || input.id.contains('-') { "one" } else { "radio" };
                input.options = self.tickable(&input.id, self.named(choices));
            }
            Kind::Many(choices) | Kind::Numbers(choices) => {
                input.kind = "many";
                input.options = self.tickable(&input.id, self.named(choices));
            }
            Kind::Person => {
                input.kind = "one";
                input.options = self.tickable(&input.id, self.people.to_vec());
            }
            Kind::Techniques => {
                input.kind = "grouped";
                input.groups = self.ways(&input.id);
            }
            Kind::Guides => {
                input.kind = "many";
                let all = GUIDES.iter().filter(|(.., of)| {
                    of.is_empty() || self.behavior.is_empty() || of.iter().any(|b| b.name() == self.behavior)
                });
                let all = all.map(|(name, title, _)| Choice::new(name, title)).collect();
                input.options = self.tickable(&input.id, all);
            }
            Kind::Blocks(parts) => {
                input.kind = "blocks";
                input.blocks = self.blocks(&input.id, parts);
            }
            Kind::Each(choices, parts) => {
                input.kind = "each";
                input.blocks =
                    choices.names.iter().map(|key| self.fixed(&input.id, choices, key, parts)).collect();
            }
        }
        input
    }

    fn named(&self, choices: Named) -> Vec<Choice> {
        Choice::named(self.words, choices.prefix, choices.names.iter().copied())
    }

    fn tickable(&self, id: &str, choices: Vec<Choice>) -> Vec<Tickable> {
        let one = |c: Choice| Tickable { on: self.form.has(id, &c.value), value: c.value, label: c.label };
        choices.into_iter().map(one).collect()
    }

    fn ways(&self, id: &str) -> Vec<(String, Vec<Tickable>)> {
        let technique = |n: u8| Choice::new(n, format!("{n} {}", self.words.t(&format!("technique-{n}"))));
        let of = |way: &Way| {
            let all = way.techniques().map(technique).collect();
            (self.words.t(&format!("way-{}", way.name())), self.tickable(id, all))
        };
        Way::ALL.iter().map(of).collect()
    }

    fn blocks(&self, kind: &str, parts: &'static [Field]) -> Vec<Block> {
        let count = block_count(self.form, kind);
        let block = |n: usize| {
            let id = format!("{kind}-{n}");
            let first = parts.first().map(|part| self.form.value(&format!("{id}-{}", part.name)));
            let first = first.filter(|text| !text.is_empty()).unwrap_or_default();
            let summary = match parts.first().map(|part| part.kind) {
                Some(Kind::One(choices)) if !first.is_empty() => {
                    self.words.t(&format!("{}-{first}", choices.prefix))
                }
                _ => first.to_owned(),
            };
            let inputs = self.parts(kind, &id, parts);
            let filled = inputs.iter().filter(|i| !i.value.is_empty()).count();
            Block {
                folded: n + 1 < count && filled > 1,
                title: self.words.t1("block-numbered", "number", n + 1),
                hint: String::new(),
                removable: n + 1 < count,
                summary: if n + 1 < count && summary.is_empty() {
                    self.words.t("block-filled")
                } else {
                    summary
                },
                inputs,
                id,
            }
        };
        (0..count).map(block).collect()
    }

    fn fixed(&self, kind: &str, choices: Named, key: &str, parts: &'static [Field]) -> Block {
        let id = format!("{kind}-{key}");
        let name = format!("{}-{key}", choices.prefix);
        let rated =
            |part: &&Field| part.name != "presence" || matches!(key, "handler" | "guardian" | "manager");
        let parts: Vec<&Field> = parts.iter().filter(rated).collect();
        Block {
            title: self.words.t(&name),
            hint: self.words.maybe(&format!("{name}-hint")).unwrap_or_default(),
            summary: String::new(),
            inputs: parts.into_iter().map(|part| self.part(kind, &id, part)).collect(),
            removable: false,
            folded: false,
            id,
        }
    }

    fn parts(&self, kind: &str, id: &str, parts: &'static [Field]) -> Vec<Input> {
        parts.iter().map(|part| self.part(kind, id, part)).collect()
    }

    fn part(&self, kind: &str, id: &str, part: &Field) -> Input {
        let label = part_label(self.words, kind, part.name);
        Input { error: None, ..self.input(format!("{id}-{}", part.name), label, String::new(), part) }
    }
}

impl Edit {
    async fn of(cx: &Cx, sheet: &'static Sheet, problem: &Problem, form: Form) -> Result<Edit> {
        let asks_people = sheet.fields.iter().any(|(_, field)| field.kind == Kind::Person);
        let choices = match asks_people {
            true => cx.app.problem_choices(&cx.actor).await?,
            false => Choices::default(),
        };
        let people = named(&choices.people);
        let behavior = problem.about.behavior.map_or("", |b| b.name()).to_owned();
        let making = Making { words: &cx.words, form: &form, people: &people, behavior };
        let inputs = sheet
            .fields
            .iter()
            .map(|(_, f)| {
                let hint = cx.words.hint(f.name).unwrap_or_default();
                making.input(f.name.to_owned(), cx.words.field(f.name), hint, f)
            })
            .collect();
        let data = match sheet.name {
            "triangle" | "context" => triangle::data(cx, problem).await?,
            "type" => vec![(cx.words.t("guides-where"), vec![LIBRARY.to_owned()])],
            _ => Vec::new(),
        };
        let next = following(sheet, problem).map(|next| {
            let words = cx.words.t(&format!("sheet-{}", next.name));
            (format!("/problems/{}/sheets/{}", problem.reference, next.name), words)
        });
        let route = (sheet.name == "scanning").then(|| super::decline::route(&cx.words, problem)).flatten();
        Ok(Edit {
            chrome: cx.chrome(Area::Problems),
            inputs,
            form,
            reference: problem.reference.to_string(),
            title: problem.title.clone(),
            sheet: sheet.name,
            next,
            data,
            route,
        })
    }

    fn heading(&self) -> String {
        self.chrome.t(&format!("sheet-{}", self.sheet))
    }

    fn lead(&self) -> String {
        self.chrome.t(&format!("sheet-{}-words", self.sheet))
    }

    /// The line above the title.
    fn above(&self) -> String {
        format!("{} · {}", self.reference, self.title)
    }
}

/// The next sheet of the same stage that is asked of a problem.
fn following(sheet: &Sheet, problem: &Problem) -> Option<&'static Sheet> {
    let asked = |s: &&Sheet| s.stage == sheet.stage && (s.quick || problem.tier == Tier::Formal);
    let mut all = SHEETS.iter().filter(asked).skip_while(|s| s.name != sheet.name);
    all.next();
    all.next()
}

fn sheet_named(name: &str) -> Result<&'static Sheet> {
    Sheet::named(name).ok_or(Error::NotFound)
}

/// `GET /problems/{reference}/sheets/{sheet}`
pub async fn form(cx: Cx, Path((at, name)): Path<(String, String)>) -> Result<Page<Edit>> {
    let (at, sheet) = (reference(&at)?, sheet_named(&name)?);
    let view = cx.app.problem(&cx.actor, &at).await?;
    if !view.may.work {
        return Err(Error::NotFound);
    }
    let mut values = sheets::values(sheet, &view.problem);
    prefill(sheet, &view, &mut values);
    let form = fill(cx.form().with("read", view.problem.version), sheet, &values);
    Ok(Page::new(Edit::of(&cx, sheet, &view.problem, form).await?))
}

/// `POST /problems/{reference}/sheets/{sheet}`
pub async fn save(cx: Cx, Path((at, name)): Path<(String, String)>, mut form: Form) -> Result<Response> {
    let (at, sheet) = (reference(&at)?, sheet_named(&name)?);
    let version = read_version(&form)?;
    let typed = read(&form, sheet);
    let join = form.has("join", "yes");
    match cx.app.save_sheet(&cx.actor, &at, version, sheet, typed, join).await {
        Ok(problem) => return Ok(saved(&cx, &at, sheet, &form, &problem)),
        Err(commonbeat_app::Error::Stale(_)) => return Err(stale::both(&cx, &at, sheet, &form).await?),
        Err(commonbeat_app::Error::Missing(_)) => return Err(Error::NotFound),
        Err(other) => form.absorb(other)?,
    }
    let view = cx.app.problem(&cx.actor, &at).await?;
    Ok(Page::again(Edit::of(&cx, sheet, &view.problem, form).await?).into_response())
}

/// What is known already and only has to be looked back on: a row for each task, each objective.
fn prefill(sheet: &Sheet, view: &commonbeat_app::problems::ProblemView, values: &mut sheets::Values) {
    use serde_json::json;
    let empty = |values: &sheets::Values, name: &str| {
        values.get(name).and_then(|v| v.as_array()).is_none_or(Vec::is_empty)
    };
    if sheet.name == "process" && empty(values, "process") {
        let row = |task: &commonbeat_domain::problems::tasks::Task| {
            use commonbeat_domain::problems::tasks::TaskState;
            let done = (task.state != TaskState::Open).then_some(task.state == TaskState::Done);
            json!({ "action": task.what, "done": done, "deviation": task.deviation })
        };
        values.insert("process".into(), view.tasks.iter().map(row).collect());
    }
    if sheet.name == "effects" && empty(values, "attainment") {
        let row = |o: &commonbeat_domain::problems::response::Objective| json!({ "objective": format!("{}: {}", o.measure, o.target) });
        values.insert("attainment".into(), view.problem.response.objectives.iter().map(row).collect());
    }
}

/// Back to the problem; to the same form with one more empty block, where that was asked for; or on to the next sheet.
fn saved(cx: &Cx, at: &Reference, sheet: &Sheet, form: &Form, problem: &Problem) -> Response {
    let more = form.value("more");
    let known = sheet.field(more).is_some_and(|field| matches!(field.kind, Kind::Blocks(_)));
    let next = following(sheet, problem).filter(|_| form.has("onward", "yes"));
    let to = match (known, next) {
        (true, _) => format!("/problems/{at}/sheets/{}#{more}-end", sheet.name),
        (false, Some(next)) => format!("/problems/{at}/sheets/{}", next.name),
        (false, None) => format!("/problems/{at}#{}", sheet.stage.map_or("about", |stage| stage.name())),
    };
    cx.go_to(to).saying("flash-problem-saved", &[]).into_response()
}

/// A reason that must be given.
pub(super) fn reason(form: &mut Form) -> Option<String> {
    form.take("reason", |text| {
        commonbeat_domain::text::prose("reason", text).map_err(|_| Refusal::required("reason"))
    })
}

/// Names that a sheet's people need.
pub(super) async fn names_of(cx: &Cx, problems: &[&Problem]) -> Result<Names> {
    let ids = problems.iter().flat_map(|p| {
        [Some(p.lead), p.about.supervisor, p.about.backup, p.about.analyst].into_iter().flatten()
    });
    Ok(cx.app.problem_names(&cx.actor, ids.collect::<Vec<_>>()).await?)
}
