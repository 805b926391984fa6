//! The forms of a problem's parts. Drafts are always saved; the gate asks later for what is missing.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::problems::{Choices, Names, ProblemView};
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::analysis::{HypothesisStatus, Node, Presence};
use commonbeat_domain::problems::assessment::{Conclusion, DecisionNeeded, Displacement};
use commonbeat_domain::problems::scanning::{BroadGoal, CheersQuestion};
use commonbeat_domain::problems::techniques::Way;
use commonbeat_domain::{Reference, Refusal};

use super::{named, open, read_version, reference, sections};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale, StaleField};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

/// A part of a problem with a form of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Header,
    Scanning,
    Analysis,
    Response,
    Assessment,
    Public,
}

impl Section {
    fn name(self) -> &'static str {
        match self {
            Section::Header => "header",
            Section::Scanning => "scanning",
            Section::Analysis => "analysis",
            Section::Response => "response",
            Section::Assessment => "assessment",
            Section::Public => "public",
        }
    }

    fn fill(self, form: Form, problem: &Problem) -> Form {
        match self {
            Section::Header => sections::fill_header(form, problem),
            Section::Scanning => sections::fill_scanning(form, problem),
            Section::Analysis => sections::fill_analysis(form, problem),
            Section::Response => sections::fill_response(form, problem),
            Section::Assessment => sections::fill_assessment(form, problem),
            Section::Public => sections::fill_public(form, problem),
        }
    }

    fn open_to(self, view: &ProblemView) -> bool {
        if self == Section::Public { view.may.publish } else { view.may.work }
    }

    /// Saves what was typed; nothing where a field was refused before the app was asked.
    async fn save(self, cx: &Cx, at: &Reference, read: i64, form: &mut Form) -> Option<AppResult> {
        let (app, who) = (&cx.app, &cx.actor);
        let saved = match self {
            Section::Header => app.save_header(who, at, read, sections::read_header(form)?).await,
            Section::Scanning => {
                let (new, decision) = sections::read_scanning(form);
                app.save_scanning(who, at, read, new, decision).await
            }
            Section::Analysis => app.save_analysis(who, at, read, sections::read_analysis(form)).await,
            Section::Response => {
                let new = sections::read_response(form);
                if form.refused() {
                    return None;
                }
                app.save_response(who, at, read, new).await
            }
            Section::Assessment => {
                app.save_assessment_words(who, at, read, sections::read_assessment(form)).await
            }
            Section::Public => {
                let note = sections::read_public(form);
                if form.refused() {
                    return None;
                }
                app.save_public(who, at, read, note).await
            }
        };
        Some(saved)
    }
}

type AppResult = commonbeat_app::Result<Problem>;

/// A form of one part.
#[derive(Template)]
#[template(path = "problems/edit.html")]
pub struct Edit {
    chrome: Chrome,
    form: Form,
    reference: String,
    title: String,
    section: &'static str,
    formal: bool,
    sets: Sets,
}

/// Everything that can be chosen on the forms.
struct Sets {
    tiers: Vec<Choice>,
    people: Vec<Choice>,
    beats: Vec<Choice>,
    neighborhoods: Vec<Choice>,
    goals: Vec<Choice>,
    decisions: Vec<Choice>,
    yes_no: Vec<Choice>,
    presences: Vec<Choice>,
    statuses: Vec<Choice>,
    nodes: Vec<Choice>,
    displacements: Vec<Choice>,
    conclusions: Vec<Choice>,
    questions: Vec<Guided>,
    corners: Vec<Guided>,
    ways: Vec<(String, Vec<Choice>)>,
}

/// A question that the form guides through.
struct Guided {
    name: &'static str,
    title: String,
    hint: String,
    /// Asks how well it works: the three controllers.
    rated: bool,
}

impl Sets {
    fn of(cx: &Cx, choices: &Choices) -> Sets {
        let words = &cx.words;
        let guided = |prefix: &str, name: &'static str, rated| Guided {
            name,
            title: words.t(&format!("{prefix}-{name}")),
            hint: words.t(&format!("{prefix}-{name}-hint")),
            rated,
        };
        Sets {
            tiers: open::tiers(cx),
            people: named(&choices.people),
            beats: named(&choices.beats),
            neighborhoods: named(&choices.neighborhoods),
            goals: Choice::named(words, "goal", BroadGoal::ALL.map(BroadGoal::name)),
            decisions: Choice::named(words, "decision-needed", DecisionNeeded::ALL.map(DecisionNeeded::name)),
            yes_no: vec![Choice::new("yes", words.t("yes")), Choice::new("no", words.t("no"))],
            presences: Choice::named(words, "presence", Presence::ALL.map(Presence::name)),
            statuses: Choice::named(words, "hypothesis", HypothesisStatus::ALL.map(HypothesisStatus::name)),
            nodes: Choice::named(words, "triangle", Node::ALL.map(Node::name)),
            displacements: Choice::named(words, "displacement", Displacement::ALL.map(Displacement::name)),
            conclusions: Choice::named(words, "conclusion", Conclusion::ALL.map(Conclusion::name)),
            questions: CheersQuestion::ALL.map(|q| guided("cheers", q.name(), false)).into(),
            corners: Node::ALL.map(|node| guided("triangle", node.name(), node.controls())).into(),
            ways: ways(words),
        }
    }
}

/// The 25 techniques by their five ways.
fn ways(words: &Words) -> Vec<(String, Vec<Choice>)> {
    let technique = |n: u8| Choice::new(n, format!("{n} {}", words.t(&format!("technique-{n}"))));
    Way::ALL
        .iter()
        .map(|way| (words.t(&format!("way-{}", way.name())), way.techniques().map(technique).collect()))
        .collect()
}

impl Edit {
    async fn of(cx: &Cx, section: Section, problem: &Problem, form: Form) -> Result<Edit> {
        let choices = match section {
            Section::Header => cx.app.problem_choices(&cx.actor).await?,
            _ => Choices::default(),
        };
        Ok(Edit {
            chrome: cx.chrome(Area::Problems),
            form,
            reference: problem.reference.to_string(),
            title: problem.title.clone(),
            section: section.name(),
            formal: problem.tier == commonbeat_domain::problems::problem::Tier::Formal,
            sets: Sets::of(cx, &choices),
        })
    }

    /// The line above the title.
    fn above(&self) -> String {
        format!("{} · {}", self.reference, self.title)
    }

    /// Key of the title.
    fn heading(&self) -> &'static str {
        match self.section {
            "header" => "edit-header",
            "scanning" => "stage-scanning",
            "analysis" => "stage-analysis",
            "response" => "stage-response",
            "assessment" => "stage-assessment",
            _ => "problem-public",
        }
    }

    /// Key of the words under the title.
    fn lead(&self) -> &'static str {
        match self.section {
            "header" => "edit-header-words",
            "scanning" => "edit-scanning-words",
            "analysis" => "edit-analysis-words",
            "response" => "edit-response-words",
            "assessment" => "edit-assessment-words",
            _ => "edit-public-words",
        }
    }

    /// The value of one part of a block.
    fn part(&self, block: &str, part: &str) -> &str {
        self.form.value(&format!("{block}-{part}"))
    }

    fn ticked(&self, block: &str, part: &str, value: &str) -> bool {
        self.form.has(&format!("{block}-{part}"), value)
    }

    /// Names of a kind's blocks, the last one empty.
    fn blocks(&self, kind: &str) -> Vec<String> {
        (0..sections::block_count(&self.form, kind)).map(|n| format!("{kind}-{n}")).collect()
    }

    /// What is wrong with the blocks of a kind.
    fn wrong(&self, kind: &str) -> Option<String> {
        self.form.error(kind).map(|refusal| self.chrome.refusal(refusal))
    }
}

async fn form(cx: Cx, at: String, section: Section) -> Result<Page<Edit>> {
    let at = reference(&at)?;
    let view = cx.app.problem(&cx.actor, &at).await?;
    if !section.open_to(&view) {
        return Err(Error::NotFound);
    }
    let form = section.fill(cx.form().with("read", view.problem.version), &view.problem);
    Ok(Page::new(Edit::of(&cx, section, &view.problem, form).await?))
}

async fn save(cx: Cx, at: String, section: Section, mut form: Form) -> Result<Response> {
    let at = reference(&at)?;
    let read = read_version(&form)?;
    match section.save(&cx, &at, read, &mut form).await {
        Some(Ok(_)) => return Ok(saved(&cx, &at, section, &form)),
        Some(Err(commonbeat_app::Error::Stale(_))) => return Err(stale(&cx, &at, section, &form).await?),
        Some(Err(commonbeat_app::Error::Missing(_))) => return Err(Error::NotFound),
        Some(Err(other)) => form.absorb(other)?,
        None => {}
    }
    let view = cx.app.problem(&cx.actor, &at).await?;
    Ok(Page::again(Edit::of(&cx, section, &view.problem, form).await?).into_response())
}

/// Back to the problem; or to the same form with one more empty block, where that was asked for.
fn saved(cx: &Cx, at: &Reference, section: Section, form: &Form) -> Response {
    let kind = form.value("more");
    let known = ["sources", "hypotheses", "options", "objectives"];
    let to = match known.contains(&kind) {
        true => format!("/problems/{at}/{}#{kind}-end", section.name()),
        false => format!("/problems/{at}#{}", section.name()),
    };
    cx.go_to(to).saying("flash-problem-saved", &[]).into_response()
}

/// Both versions, field by field, with everything that was typed.
async fn stale(cx: &Cx, at: &Reference, section: Section, typed: &Form) -> Result<Error> {
    let view = cx.app.problem(&cx.actor, at).await?;
    let now = section.fill(Form::default(), &view.problem);
    let names = match section {
        Section::Header => {
            let ids = [typed.value("lead"), now.value("lead")].map(|id| id.parse().ok());
            cx.app.problem_names(&cx.actor, ids.into_iter().flatten()).await?
        }
        _ => Names::default(),
    };
    let fields = super::reading::field_names(&now, typed);
    let fields = fields
        .into_iter()
        .map(|name| StaleField {
            label: super::reading::field_label(&cx.words, &name),
            yours: super::reading::shown(&cx.words, &names, typed, &name),
            saved: super::reading::shown(&cx.words, &names, &now, &name),
        })
        .filter(|field| !(field.yours.is_empty() && field.saved.is_empty()))
        .collect();
    let edit = format!("/problems/{at}/{}", section.name());
    Ok(Error::Stale(Box::new(Stale { record: at.to_string(), edit, fields })))
}

macro_rules! pages {
    ($($section:ident: $form:ident $save:ident $path:literal;)+) => {$(
        #[doc = concat!("`GET /problems/{reference}/", $path, "`")]
        pub async fn $form(cx: Cx, Path(at): Path<String>) -> Result<Page<Edit>> {
            form(cx, at, Section::$section).await
        }

        #[doc = concat!("`POST /problems/{reference}/", $path, "`")]
        pub async fn $save(cx: Cx, Path(at): Path<String>, typed: Form) -> Result<Response> {
            save(cx, at, Section::$section, typed).await
        }
    )+};
}

pages! {
    Header: header save_header "header";
    Scanning: scanning save_scanning "scanning";
    Analysis: analysis save_analysis "analysis";
    Response: response save_response "response";
    Assessment: assessment save_assessment "assessment";
    Public: public save_public "public";
}

/// A reason that must be given.
pub(super) fn reason(form: &mut Form) -> Option<String> {
    form.take("reason", |text| {
        commonbeat_domain::text::prose("reason", text).map_err(|_| Refusal::required("reason"))
    })
}
