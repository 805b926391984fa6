//! The town's people with an account: invited, and those who do something have come in.

use std::collections::{BTreeMap, BTreeSet};

use commonbeat_app::{App, Browser, Invited};
use commonbeat_auth::{token::Token, totp};
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::{AreaId, OrganizationId, PersonId};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::people::NewPerson;
use commonbeat_domain::partnerships::organizations::{OrganizationKind, PartnerRecord};
use commonbeat_domain::text::{Email, Language};
use commonbeat_simulate::{Member, StaffMember, Town};
use secrecy::ExposeSecret;

use super::folder::Ready;
use crate::exit::{Failure, Result};

/// Who is there, as the story names them.
pub struct Cast {
    /// Everybody as actor, by e-mail.
    pub actors: BTreeMap<String, Actor>,
    /// Ids by e-mail.
    pub ids: BTreeMap<String, PersonId>,
    /// E-mail of the first officer of each beat, by the beat's code.
    pub officers: BTreeMap<String, String>,
    /// Partner organizations by key.
    pub organizations: BTreeMap<String, OrganizationId>,
    /// One ready account for each role, two of partners and two of officers: one is new.
    pub ready: Vec<Ready>,
    /// E-mail of the new officer; none where the town has none to spare.
    pub trainee: Option<String>,
}

/// Invites everybody; whoever is ready to be played, or acts in the story, accepts.
pub async fn invite(app: &App, operator: &Actor, town: &Town) -> Result<Cast> {
    let beats = beats(app, operator, town).await?;
    let acting: BTreeSet<&str> = town.script().iter().map(|event| event.by.as_str()).collect();
    let mut cast = Cast {
        actors: BTreeMap::new(),
        ids: BTreeMap::new(),
        organizations: BTreeMap::new(),
        officers: BTreeMap::new(),
        ready: Vec::new(),
        trainee: None,
    };
    for staff in town.staff() {
        let new = staff_account(staff, &beats)?;
        let role = *new.roles.first().unwrap_or(&Role::Officer);
        // Beside the officer who is known on a beat, one who is new.
        let wanted = match (role, staff.first_on_beat) {
            (Role::Officer, false) => cast.trainee.is_none(),
            _ => cast.ready.iter().all(|r| r.role != role.name() || Some(&r.email) == cast.trainee.as_ref()),
        };
        if wanted && role == Role::Officer && !staff.first_on_beat {
            cast.trainee = Some(staff.email.clone());
        }
        let comes = wanted || staff.first_on_beat || acting.contains(staff.email.as_str());
        cast.add(app, operator, new, role, (comes, wanted)).await?;
        if let Some(beat) = staff.beat.as_ref().filter(|_| staff.first_on_beat) {
            cast.officers.insert(beat.clone(), staff.email.clone());
        }
    }
    for organization in town.organizations() {
        let kind = kind(organization.kind)?;
        let contact = organization.members.first().map(|m| format!("{}, {}", m.name, m.title));
        let record = PartnerRecord {
            offers: organization.offers.clone(),
            contact: contact.unwrap_or_default(),
            email: organization.members.first().map(|m| m.email.clone()).unwrap_or_default(),
            ..PartnerRecord::default()
        };
        let added = app.add_partner(operator, &organization.name, kind, record).await?;
        cast.organizations.insert(organization.key.clone(), added.id);
        for member in &organization.members {
            let new = partner_account(member, added.id)?;
            // Beside a partner that shares problems, one that takes referrals.
            let wanted = cast.ready.iter().all(|r| r.role != Role::Partner.name())
                || organization.key == "lantern-house";
            cast.add(app, operator, new, Role::Partner, (true, wanted)).await?;
        }
    }
    cast.ready.sort_by_key(|r| Role::ALL.iter().position(|role| role.name() == r.role));
    Ok(cast)
}

impl Cast {
    async fn add(
        &mut self,
        app: &App,
        operator: &Actor,
        new: NewPerson,
        role: Role,
        (comes, ready): (bool, bool),
    ) -> Result<()> {
        let invited = app.invite_person(operator, new).await?;
        let person = invited.person.clone();
        self.ids.insert(person.email.to_string(), person.id);
        self.actors.insert(person.email.to_string(), person.actor());
        if comes {
            let (password, totp_secret) = accept(app, &invited).await?;
            if ready {
                self.ready.push(Ready {
                    role: role.name().to_owned(),
                    name: format!("{} {}", person.title, person.name).trim().to_owned(),
                    email: person.email.to_string(),
                    password,
                    totp_secret,
                });
            }
        }
        Ok(())
    }
}

/// Accepts an invitation as the person would; gives the password and the secret of the one-time codes.
async fn accept(app: &App, invited: &Invited) -> Result<(String, String)> {
    let password = password();
    let secret = app.invitation(&invited.token).await?.secret;
    let codes = totp::Secret::from_base32(secret.expose_secret())
        .map_err(|e| Failure::broken("reading a one-time code secret", e))?;
    let code = totp::current_code(&codes, app.now());
    let from = Browser { network: "127.0.0.1".to_owned(), agent: "commonbeat demo".to_owned() };
    app.accept_invitation(&invited.token, &password.clone().into(), &code, &from).await?;
    Ok((password, secret.expose_secret().to_owned()))
}

/// A random password that can be typed: four groups of four.
fn password() -> String {
    let text = Token::generate().reveal();
    let groups: Vec<&str> = [0, 4, 8, 12].iter().filter_map(|at| text.get(*at..at + 4)).collect();
    groups.join("-")
}

/// The agency's beats by the code that the town uses.
async fn beats(app: &App, who: &Actor, town: &Town) -> Result<BTreeMap<String, AreaId>> {
    let areas = app.areas(who, Some(AreaKind::Beat)).await?;
    let by_name: BTreeMap<&str, AreaId> = areas.iter().map(|a| (a.name.as_str(), a.id)).collect();
    let codes = town.plan().beats.iter();
    Ok(codes.filter_map(|b| Some((b.code.clone(), *by_name.get(b.name.as_str())?))).collect())
}

fn staff_account(staff: &StaffMember, beats: &BTreeMap<String, AreaId>) -> Result<NewPerson> {
    let role: Role = name_of(&staff.role)?.parse()?;
    let mut new = NewPerson::new(email(&staff.email)?, &staff.name, role);
    new.title.clone_from(&staff.title);
    new.beats = staff.beat.iter().filter_map(|code| beats.get(code)).copied().collect();
    new.speaks = staff.speaks.iter().filter_map(|code| code.parse::<Language>().ok()).collect();
    new.public = staff.first_on_beat;
    new.on_beat_since = staff.on_beat_since;
    Ok(new)
}

fn partner_account(member: &Member, organization: OrganizationId) -> Result<NewPerson> {
    let mut new = NewPerson::new(email(&member.email)?, &member.name, Role::Partner);
    new.organization = Some(organization);
    Ok(new)
}

fn kind(kind: commonbeat_simulate::OrganizationKind) -> Result<OrganizationKind> {
    let name = name_of(&kind)?;
    let found = OrganizationKind::ALL.into_iter().find(|k| k.name() == name);
    found.ok_or_else(|| Failure::broken("making the town", anyhow::anyhow!("no kind of organization {name}")))
}

fn email(text: &str) -> Result<Email> {
    Ok(text.parse::<Email>()?)
}

/// The name under which the town's files write a value; the same as in the agency's own data.
fn name_of(value: &impl serde::Serialize) -> Result<String> {
    let value = serde_json::to_value(value).map_err(|e| Failure::broken("making the town", e))?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}
