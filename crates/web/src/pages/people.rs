//! Accounts: the list, a person, invitations, organizations.

mod form;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use commonbeat_domain::authority::{Action, Role};
use commonbeat_domain::ids::PersonId;
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::partnerships::organizations::OrganizationKind;
use commonbeat_domain::text;
use commonbeat_store::people::Filter;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::Deserialize;

use self::form::Choices;
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result, Stale};
use crate::form::{Choice, Form};
use crate::page::Page;

/// People on one page of the list.
const PAGE: u64 = 50;

/// The list of accounts.
#[derive(Template)]
#[template(path = "people/list.html")]
pub struct People {
    chrome: Chrome,
    form: Form,
    roles: Vec<Choice>,
    standings: Vec<Choice>,
    kinds: Vec<Choice>,
    organizations: Vec<(String, String)>,
    rows: Vec<Row>,
    first: String,
    next: String,
    may_manage: bool,
}

struct Row {
    id: PersonId,
    name: String,
    email: String,
    roles: String,
    standing: String,
    tone: &'static str,
    signed_in: String,
}

/// What the address of the list says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    standing: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    after_name: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        let after = self.after.parse().ok().map(|id| (self.after_name.clone(), id));
        Filter {
            role: self.role.parse().ok(),
            standings: self.standing.parse().ok().into_iter().collect(),
            text: Some(self.q.clone()).filter(|q| !q.trim().is_empty()),
            after,
            ..Filter::default()
        }
    }

    fn address(&self, after: Option<(&str, PersonId)>) -> String {
        let encode = super::errors::urlencode;
        let mut address = format!(
            "/people?q={}&role={}&standing={}",
            encode(&self.q),
            encode(&self.role),
            encode(&self.standing)
        );
        if let Some((name, id)) = after {
            address.push_str(&format!("&after={id}&after_name={}", encode(name)));
        }
        address
    }
}

/// Tone of the tag of a standing.
pub(crate) fn tone(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => "good",
        Standing::Locked => "bad",
        Standing::Invited => "",
        Standing::Left => "plain",
    }
}

fn standing(cx: &Cx, standing: Standing) -> String {
    cx.words.t(&format!("standing-{}", standing.name()))
}

/// `GET /people`
pub async fn list(cx: Cx, Query(asked): Query<Asked>) -> Result<Page<People>> {
    page(&cx, &asked, cx.form()).await.map(Page::new)
}

async fn page(cx: &Cx, asked: &Asked, form: Form) -> Result<People> {
    let mut listed = cx.app.people(&cx.actor, &asked.filter(), PAGE + 1).await?;
    let more = listed.len() as u64 > PAGE;
    listed.truncate(PAGE as usize);
    let last = listed.last().filter(|_| more);
    let next = last.map(|l| asked.address(Some((&l.person.name, l.person.id)))).unwrap_or_default();
    let role = |r: &Role| cx.words.t(&format!("role-{r}"));
    let rows = listed.into_iter().map(|l| Row {
        id: l.person.id,
        name: l.person.display_name(),
        email: l.person.email.to_string(),
        roles: l.person.roles.iter().map(role).collect::<Vec<_>>().join(", "),
        standing: standing(cx, l.person.standing),
        tone: tone(l.person.standing),
        signed_in: l.signed_in_at.map_or_else(|| cx.words.t("people-never"), |at| cx.words.ago(at)),
    });
    let organizations = cx.app.organizations(&cx.actor).await?;
    let kind = |k: OrganizationKind| cx.words.t(&format!("organization-{}", k.name()));
    Ok(People {
        chrome: cx.chrome(Area::Organization),
        form: form.with("q", &asked.q).with("role", &asked.role).with("standing", &asked.standing),
        roles: Choice::named(&cx.words, "role", Role::ALL.map(Role::name)),
        standings: Choice::named(&cx.words, "standing", Standing::ALL.map(Standing::name)),
        kinds: Choice::named(&cx.words, "organization", OrganizationKind::ALL.map(OrganizationKind::name)),
        organizations: organizations.into_iter().map(|o| (o.name, kind(o.kind))).collect(),
        rows: rows.collect(),
        first: if asked.after.is_empty() { String::new() } else { asked.address(None) },
        next,
        may_manage: cx.actor.may(Action::ManagePeople),
    })
}

/// The form that invites somebody.
#[derive(Template)]
#[template(path = "people/new.html")]
pub struct NewPersonPage {
    chrome: Chrome,
    form: Form,
    choices: Choices,
}

/// `GET /people/new`
pub async fn new(cx: Cx) -> Result<Page<NewPersonPage>> {
    let form = cx.form().with("language", "en").with("speaks", "en");
    let choices = Choices::of(&cx).await?;
    Ok(Page::new(NewPersonPage { chrome: cx.chrome(Area::Organization), form, choices }))
}

/// The link of an invitation, shown once.
#[derive(Template)]
#[template(path = "people/invited.html")]
pub struct InvitedPage {
    chrome: Chrome,
    id: PersonId,
    name: String,
    link: String,
    expires_at: Timestamp,
}

fn invited(cx: &Cx, invited: &commonbeat_app::Invited) -> Response {
    let page = InvitedPage {
        chrome: cx.chrome(Area::Organization),
        id: invited.person.id,
        name: invited.person.display_name(),
        link: invited.link.expose_secret().to_owned(),
        expires_at: invited.expires_at,
    };
    Page::new(page).into_response()
}

/// `POST /people/new`
pub async fn invite(cx: Cx, mut form: Form) -> Result<Response> {
    let email = form.read("email");
    if let Some(new) = email.and_then(|email| form::read(&mut form, email)).filter(|_| !form.refused()) {
        match cx.app.invite_person(&cx.actor, new).await {
            Ok(done) => return Ok(invited(&cx, &done)),
            Err(error) => form.absorb(error)?,
        }
    }
    let choices = Choices::of(&cx).await?;
    Ok(Page::again(NewPersonPage { chrome: cx.chrome(Area::Organization), form, choices }).into_response())
}

/// One account.
#[derive(Template)]
#[template(path = "people/show.html")]
pub struct PersonPage {
    chrome: Chrome,
    form: Form,
    choices: Choices,
    id: PersonId,
    version: i64,
    name: String,
    email: String,
    standing: String,
    tone: &'static str,
    left: bool,
    locked: bool,
    facts: Vec<(String, String)>,
    may_manage: bool,
    may_read_trail: bool,
}

/// `GET /people/{person}`
pub async fn show(cx: Cx, Path(id): Path<String>) -> Result<Page<PersonPage>> {
    let person = cx.app.person(&cx.actor, read_id(&id)?).await?;
    let form = form::of(cx.form(), &person);
    Ok(Page::new(person_page(&cx, person, form).await?))
}

async fn person_page(cx: &Cx, person: Person, form: Form) -> Result<PersonPage> {
    let choices = Choices::of(cx).await?;
    Ok(PersonPage {
        chrome: cx.chrome(Area::Organization),
        facts: choices.facts(cx, &person),
        choices,
        tone: tone(person.standing),
        form,
        id: person.id,
        version: person.version,
        name: person.display_name(),
        email: person.email.to_string(),
        standing: standing(cx, person.standing),
        left: person.standing == Standing::Left,
        locked: person.standing == Standing::Locked,
        may_manage: cx.actor.may(Action::ManagePeople),
        may_read_trail: cx.actor.may(Action::ReadAudit),
    })
}

/// `POST /people/{person}`: what is said of a person.
pub async fn change(cx: Cx, Path(id): Path<String>, mut form: Form) -> Result<Response> {
    let person = cx.app.person(&cx.actor, read_id(&id)?).await?;
    let version: i64 = form.read("version").ok_or(Error::NotUnderstood)?;
    if let Some(details) = form::read(&mut form, person.email.clone()).filter(|_| !form.refused()) {
        match cx.app.change_person(&cx.actor, person.id, version, details).await {
            Ok(saved) => {
                let to = format!("/people/{}", saved.id);
                return Ok(cx.go_to(to).saying("flash-saved", &[]).into_response());
            }
            Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, &form, &person)),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(Page::again(person_page(&cx, person, form).await?).into_response())
}

fn stale(cx: &Cx, form: &Form, saved: &Person) -> Error {
    let record = saved.display_name();
    let edit = format!("/people/{}", saved.id);
    Error::Stale(Box::new(Stale { record, edit, fields: form::both(cx, form, saved), join: Vec::new() }))
}

/// `POST /people/{person}/account`: what an administrator does to an account.
pub async fn account(cx: Cx, Path(id): Path<String>, mut form: Form) -> Result<Response> {
    let id = read_id(&id)?;
    let version: i64 = form.read("version").ok_or(Error::NotUnderstood)?;
    let who = &cx.actor;
    let done = match form.value("do") {
        "invite" => match cx.app.invite_again(who, id, version).await {
            Ok(again) => return Ok(invited(&cx, &again)),
            Err(error) => Err(error),
        },
        "lock" => cx.app.lock_person(who, id, version).await.map(|_| "flash-person-locked"),
        "close" => cx.app.close_person(who, id, version).await.map(|_| "flash-person-closed"),
        "unlock" => {
            let email = cx.app.person(who, id).await?.email;
            cx.app.unlock_person(who, &email).await.map(|_| "flash-person-unlocked")
        }
        "end" => cx.app.end_sessions_of(who, id).await.map(|_| "flash-sessions-ended"),
        _ => return Err(Error::NotUnderstood),
    };
    match done {
        Ok(flash) => Ok(cx.go_to(format!("/people/{id}")).saying(flash, &[]).into_response()),
        Err(error) => {
            let person = cx.app.person(who, id).await?;
            let mut form = form::of(cx.form(), &person);
            match error {
                commonbeat_app::Error::Stale(_) => return Err(stale(&cx, &form, &person)),
                other => form.absorb(other)?,
            }
            Ok(Page::again(person_page(&cx, person, form).await?).into_response())
        }
    }
}

/// `POST /people/organizations`: adds a partner organization.
pub async fn organization(cx: Cx, mut form: Form) -> Result<Response> {
    let name = form.take("name", |t| text::line("name", t));
    let kind: Option<OrganizationKind> = form.read("sector");
    if let (Some(name), Some(kind)) = (name, kind) {
        match cx.app.add_organization(&cx.actor, &name, kind).await {
            Ok(_) => return Ok(cx.go_to("/people").saying("flash-saved", &[]).into_response()),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(Page::again(page(&cx, &Asked::default(), form).await?).into_response())
}

fn read_id(text: &str) -> Result<PersonId> {
    text.parse().map_err(|_| Error::NotFound)
}
