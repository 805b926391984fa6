//! What `commonbeat doctor` looks at. Each check says in plain words what it found and what to do.

mod agencies;
mod files;

use commonbeat_app::App;
use commonbeat_store::Store;

use crate::config::Config;
use crate::house;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Fine,
    /// Works, but could be better.
    Advice,
    /// To be mended.
    Wrong,
}

impl State {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            State::Fine => "fine",
            State::Advice => "advice",
            State::Wrong => "wrong",
        }
    }
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// How it came out.
    pub state: State,
    /// In plain words.
    pub text: String,
}

fn fine(check: &'static str, text: impl Into<String>) -> Finding {
    Finding { check, state: State::Fine, text: text.into() }
}

fn advice(check: &'static str, text: impl Into<String>) -> Finding {
    Finding { check, state: State::Advice, text: text.into() }
}

fn wrong(check: &'static str, text: impl Into<String>) -> Finding {
    Finding { check, state: State::Wrong, text: text.into() }
}

/// Looks at everything that can be looked at.
pub async fn examine(config: &Config, deep: bool) -> Vec<Finding> {
    let mut found = vec![address(config), mail(config)];
    found.extend(files::look(config));
    match house::open_store(config).await {
        Err(failure) => found.push(wrong("database", failure.to_string())),
        Ok(store) => {
            found.extend(database(config, &store, deep).await);
            store.close().await;
        }
    }
    found
}

fn address(config: &Config) -> Finding {
    let url = &config.public_url;
    let host = url.split("://").nth(1).unwrap_or_default();
    let local = ["127.", "localhost", "[::1]"].iter().any(|l| host.starts_with(l));
    match (config.https(), local) {
        (true, _) => fine("address", format!("people reach the pages as {url}")),
        (false, true) => {
            advice("address", format!("public_url is {url}: links in mail work on this machine only"))
        }
        (false, false) => wrong(
            "address",
            format!("public_url is {url} without TLS, so passwords can be read on the way; use https://"),
        ),
    }
}

fn mail(config: &Config) -> Finding {
    match (&config.mail.host, config.mail.mailer()) {
        (None, _) => advice("mail", "mail.host is not set: residents read answers on their link only"),
        (Some(host), Ok(_)) if config.mail.from.contains("@localhost") => {
            wrong("mail", format!("mail goes out through {host}, but mail.from still ends in @localhost"))
        }
        (Some(host), Ok(_)) => fine("mail", format!("goes out through {host} as {}", config.mail.from)),
        (Some(_), Err(failure)) => wrong("mail", failure.to_string()),
    }
}

async fn database(config: &Config, store: &Store, deep: bool) -> Vec<Finding> {
    let shown = config.database_shown();
    if let Err(error) = store.ping().await {
        return vec![wrong("database", format!("{shown} does not answer: {error}"))];
    }
    let mut found = vec![fine("database", format!("{shown} answers"))];
    match store.pending_migrations().await {
        Err(error) => {
            found.push(wrong("version", format!("the database cannot be read: {error}")));
            return found;
        }
        Ok(pending) if !pending.is_empty() => {
            let steps = pending.len();
            found.push(wrong(
                "version",
                format!("{steps} steps behind; make a backup, then `commonbeat migrate`"),
            ));
            return found;
        }
        Ok(_) => found.push(fine("version", "the database is up to date")),
    }
    if deep {
        found.push(match store.damage().await {
            Ok(damage) if damage.is_empty() => fine("damage", "the database was read from end to end; none"),
            Ok(damage) => wrong("damage", format!("{}; restore the last backup", damage.join("; "))),
            Err(error) => wrong("damage", format!("the database cannot be read: {error}")),
        });
    }
    found.push(jobs(store).await);
    match house::app(config, store.clone()) {
        Ok(app) => found.extend(of_agencies(&app).await),
        Err(failure) => found.push(wrong("settings", failure.to_string())),
    }
    found
}

async fn jobs(store: &Store) -> Finding {
    match store.failed_jobs(200).await {
        Ok(failed) if failed.is_empty() => fine("background work", "nothing was given up"),
        Ok(failed) => {
            let (_, name, why) = &failed[0];
            let many = if failed.len() == 200 { "200 or more".to_owned() } else { failed.len().to_string() };
            advice("background work", format!("{many} jobs were given up; the newest, {name}: {why}"))
        }
        Err(error) => wrong("background work", format!("the queue cannot be read: {error}")),
    }
}

async fn of_agencies(app: &App) -> Vec<Finding> {
    match app.agencies().await {
        Ok(all) if all.is_empty() => {
            vec![advice(
                "agencies",
                "there is none yet: `commonbeat init --agency CODE --name NAME --zone ZONE`",
            )]
        }
        Ok(all) => {
            let mut found = Vec::new();
            for agency in &all {
                found.extend(agencies::look(app, agency).await);
            }
            found
        }
        Err(error) => vec![wrong("agencies", format!("they cannot be read: {error}"))],
    }
}
