//! What an administrator says of a person, as a form.

use std::collections::BTreeSet;
use std::str::FromStr;

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::Role;
use commonbeat_domain::ids::AreaId;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::people::{NewPerson, Person};
use commonbeat_domain::text::{Email, Language};

use crate::cx::Cx;
use crate::error::{Result, StaleField};
use crate::form::{Choice, Form};
use crate::pages::account::languages;

/// What there is to choose from.
pub struct Choices {
    /// Roles.
    pub roles: Vec<Choice>,
    /// Beats of the agency.
    pub beats: Vec<Choice>,
    /// Partner organizations.
    pub organizations: Vec<Choice>,
    /// Languages.
    pub languages: Vec<Choice>,
}

impl Choices {
    /// The agency's.
    pub async fn of(cx: &Cx) -> Result<Choices> {
        let beats = cx.app.areas(&cx.actor, Some(AreaKind::Beat)).await?;
        let organizations = cx.app.organizations(&cx.actor).await?;
        Ok(Choices {
            roles: Choice::named(&cx.words, "role", Role::ALL.map(Role::name)),
            beats: beats.into_iter().map(|b| Choice::new(b.id, b.name)).collect(),
            organizations: organizations.into_iter().map(|o| Choice::new(o.id, o.name)).collect(),
            languages: languages(),
        })
    }

    /// The person as pairs of name and value, for readers who may not change it.
    pub fn facts(&self, cx: &Cx, person: &Person) -> Vec<(String, String)> {
        let words = &cx.words;
        let label = |choices: &[Choice], value: String| {
            choices.iter().find(|c| c.value == value).map(|c| c.label.clone())
        };
        let beats: Vec<_> = person.beats.iter().filter_map(|b| label(&self.beats, b.to_string())).collect();
        let roles: Vec<_> = person.roles.iter().map(|r| words.t(&format!("role-{r}"))).collect();
        let mut facts =
            vec![(words.field("email"), person.email.to_string()), (words.field("roles"), roles.join(", "))];
        if !beats.is_empty() {
            facts.push((words.field("beats"), beats.join(", ")));
        }
        if let Some(name) = person.organization.and_then(|o| label(&self.organizations, o.to_string())) {
            facts.push((words.field("organization"), name));
        }
        facts
    }
}

/// A form that says what is saved now.
pub fn of(form: Form, person: &Person) -> Form {
    let mut form = form
        .with("version", person.version)
        .with("name", &person.name)
        .with("title", &person.title)
        .with("organization", person.organization.map(|o| o.to_string()).unwrap_or_default())
        .with("language", person.language.tag())
        .with("on_beat_since", person.on_beat_since.map(|d| d.to_string()).unwrap_or_default());
    for role in &person.roles {
        form = form.with("roles", role);
    }
    for beat in &person.beats {
        form = form.with("beats", beat);
    }
    for language in &person.speaks {
        form = form.with("speaks", language.tag());
    }
    if person.public { form.with("public", "yes") } else { form }
}

/// What was typed; refusals are kept in the form.
pub fn read(form: &mut Form, email: Email) -> Option<NewPerson> {
    let roles: Option<BTreeSet<Role>> = all(form, "roles");
    let beats: Option<BTreeSet<AreaId>> = all(form, "beats");
    let speaks: Option<BTreeSet<Spoken>> = all(form, "speaks");
    Some(NewPerson {
        email,
        name: form.value("name").to_owned(),
        title: form.value("title").to_owned(),
        organization: form.read_optional("organization"),
        language: form.read("language")?,
        public: form.has("public", "yes"),
        on_beat_since: form.read_optional("on_beat_since"),
        roles: roles?,
        beats: beats?,
        speaks: speaks?.into_iter().map(|s| s.0).collect(),
    })
}

fn all<T: FromStr + Ord>(form: &mut Form, field: &'static str) -> Option<BTreeSet<T>> {
    let read: Result<BTreeSet<T>, T::Err> = form.values(field).map(str::parse).collect();
    match read {
        Ok(values) => Some(values),
        Err(_) => {
            form.refuse(Refusal::malformed(field));
            None
        }
    }
}

/// A language, in the order of its tag.
struct Spoken(Language);

impl FromStr for Spoken {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Spoken, Refusal> {
        text.parse().map(Spoken)
    }
}

impl Ord for Spoken {
    fn cmp(&self, other: &Spoken) -> std::cmp::Ordering {
        self.0.tag().cmp(other.0.tag())
    }
}

impl PartialOrd for Spoken {
    fn partial_cmp(&self, other: &Spoken) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Spoken {
    fn eq(&self, other: &Spoken) -> bool {
        self.0 == other.0
    }
}

impl Eq for Spoken {}

/// Fields of an edit that came too late, beside what is saved.
pub fn both(cx: &Cx, form: &Form, saved: &Person) -> Vec<StaleField> {
    let words = &cx.words;
    let roles = |names: Vec<String>| {
        names.iter().map(|name| words.t(&format!("role-{name}"))).collect::<Vec<_>>().join(", ")
    };
    let field =
        |name: &str, yours: String, saved: String| StaleField { label: words.field(name), yours, saved };
    vec![
        field("name", form.value("name").to_owned(), saved.name.clone()),
        field("title", form.value("title").to_owned(), saved.title.clone()),
        field(
            "roles",
            roles(form.values("roles").map(str::to_owned).collect()),
            roles(saved.roles.iter().map(ToString::to_string).collect()),
        ),
    ]
}
