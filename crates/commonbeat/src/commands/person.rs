//! `commonbeat person`.

use clap::{Args, Subcommand};
use commonbeat_app::Invited;
use commonbeat_domain::authority::Role;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::people::NewPerson;
use commonbeat_domain::text::Email;
use commonbeat_store::people::{Filter, Listed};
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::args::Acting;
use crate::config::Config;
use crate::exit::{Failure, Outcome, Result};
use crate::{house, out};

/// Invite, unlock and list people with an account.
#[derive(Args)]
pub struct Person {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make an account and print the link that opens it, once, for seven days
    Invite(Invite),
    /// Open an account that is locked, by an administrator or after failed tries
    Unlock {
        #[command(flatten)]
        acting: Acting,
        /// Address of the account
        email: Email,
    },
    /// List accounts by name
    List {
        #[command(flatten)]
        acting: Acting,
        /// Only this role
        #[arg(long)]
        role: Option<Role>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Make an account and print the link that opens it.
#[derive(Args)]
struct Invite {
    #[command(flatten)]
    acting: Acting,
    /// Address of the account; the person signs in with it
    email: Email,
    /// Name as shown
    #[arg(long)]
    name: String,
    /// Rank or function in front of the name, such as "Sgt."
    #[arg(long, default_value = "")]
    title: String,
    /// What the person does; may be given several times
    #[arg(long, required = true)]
    role: Vec<Role>,
    /// Name of an assigned beat; may be given several times
    #[arg(long, value_name = "NAME")]
    beat: Vec<String>,
    /// Name of the partner organization, for the role partner
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,
    /// Print JSON: `{email, link, expires_at}`
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct InvitedJson<'a> {
    email: &'a str,
    link: &'a str,
    expires_at: jiff::Timestamp,
}

#[derive(Serialize)]
struct ListedJson<'a> {
    email: &'a str,
    name: &'a str,
    title: &'a str,
    roles: Vec<&'static str>,
    standing: &'static str,
}

impl Person {
    /// Does what was asked.
    pub async fn run(self, config: Config) -> Result {
        match self.what {
            What::Invite(invite) => invite.run(&config).await,
            What::Unlock { acting, email } => {
                let (app, _, who) = house::enter(&config, &acting).await?;
                let person = app.unlock_person(&who, &email).await?;
                out::line(format!("The account of {} is open again.", person.email))?;
                Ok(Outcome::Done)
            }
            What::List { acting, role, json } => {
                let (app, _, who) = house::enter(&config, &acting).await?;
                let filter = Filter { role, ..Filter::default() };
                list(&app.people(&who, &filter, 100_000).await?, json)
            }
        }
    }
}

impl Invite {
    async fn run(self, config: &Config) -> Result {
        let (app, _, who) = house::enter(config, &self.acting).await?;
        let mut new = NewPerson::new(self.email, &self.name, Role::Officer);
        new.title = self.title;
        new.roles = self.role.into_iter().collect();
        if !self.beat.is_empty() {
            let read = app.store().read(&who).await?;
            let beats = commonbeat_store::areas::list(&read, Some(AreaKind::Beat)).await?;
            for name in &self.beat {
                let found = beats.iter().find(|b| b.name.eq_ignore_ascii_case(name) || b.slug == *name);
                let beat = found.ok_or_else(|| Failure::unfit(format!("there is no beat {name}")))?;
                new.beats.insert(beat.id);
            }
        }
        if let Some(name) = &self.organization {
            let all = app.organizations(&who).await?;
            let found = all.iter().find(|o| o.name.eq_ignore_ascii_case(name));
            new.organization =
                Some(found.ok_or_else(|| Failure::unfit(format!("there is no organization {name}")))?.id);
        }
        let invited = app.invite_person(&who, new).await?;
        print_invitation(&invited, self.json)?;
        Ok(Outcome::Done)
    }
}

/// Prints a link that is shown once.
pub fn print_invitation(invited: &Invited, json: bool) -> Result<()> {
    let (email, link) = (invited.person.email.as_str(), invited.link.expose_secret());
    if json {
        return out::json(&InvitedJson { email, link, expires_at: invited.expires_at });
    }
    out::line(format!(
        "Invitation for {email}, good until {}:",
        invited.expires_at.strftime("%Y-%m-%d %H:%M UTC")
    ))?;
    out::line(link)?;
    out::note("Hand the link to that person alone; it is shown this once.");
    Ok(())
}

fn list(people: &[Listed], json: bool) -> Result {
    let roles = |l: &Listed| l.person.roles.iter().map(|r| r.name()).collect::<Vec<_>>();
    if json {
        let rows = people.iter().map(|l| ListedJson {
            email: l.person.email.as_str(),
            name: &l.person.name,
            title: &l.person.title,
            roles: roles(l),
            standing: l.person.standing.name(),
        });
        out::json(&rows.collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    let cells = |l: &Listed| {
        let p = &l.person;
        let name = format!("{} {}", p.title, p.name).trim().to_owned();
        vec![name, p.email.to_string(), roles(l).join(", "), p.standing.name().to_owned()]
    };
    out::table(&["name", "e-mail", "roles", "account"], &people.iter().map(cells).collect::<Vec<_>>())?;
    Ok(Outcome::Done)
}
