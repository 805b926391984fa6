//! People with an account: the list, changes, locking and unlocking. How they come in: [`crate::invitations`].

use std::collections::BTreeMap;

use commonbeat_auth::token::Digest;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor, Role};
use commonbeat_domain::ids::PersonId;
use commonbeat_domain::organization::people::{NewPerson, Person, Standing};
use commonbeat_domain::text::Email;
use commonbeat_store::audit::Entry;
use commonbeat_store::people::{Filter, Listed};
use commonbeat_store::sessions::{self, Which};
use commonbeat_store::{Write, invitations, organizations, people, unauthenticated};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use crate::{App, Error, Result};

impl App {
    /// People of the agency, by name; for whoever may read the list of accounts.
    pub async fn people(&self, who: &Actor, filter: &Filter, limit: u64) -> Result<Vec<Listed>> {
        who.reach(Action::ReadPeople).ok_or(Error::Missing("person"))?;
        Ok(people::list(&self.store.read(who).await?, filter, limit).await?)
    }

    /// One person; oneself always, others for whoever may read the list of accounts.
    pub async fn person(&self, who: &Actor, id: PersonId) -> Result<Person> {
        if who.person() != Some(id) {
            who.reach(Action::ReadPeople).ok_or(Error::Missing("person"))?;
        }
        Ok(people::by_id(&self.store.read(who).await?, id).await?)
    }

    /// People who can be given work, by name: for whoever works on problems or answers residents. Accounts that are locked or were
    /// left are not among them.
    pub async fn colleagues(&self, who: &Actor, role: Option<Role>) -> Result<Vec<Person>> {
        if !who.may(Action::WorkProblem) && !who.may(Action::AnswerConcern) {
            return Err(Error::Missing("person"));
        }
        let standings = vec![Standing::Invited, Standing::Active];
        let filter = Filter { role, standings, ..Filter::default() };
        let listed = people::list(&self.store.read(who).await?, &filter, 2_000).await?;
        Ok(listed.into_iter().map(|l| l.person).collect())
    }

    /// Titles and names of people as shown beside what they did; for everybody with an account.
    pub async fn names(
        &self,
        who: &Actor,
        ids: impl IntoIterator<Item = PersonId>,
    ) -> Result<BTreeMap<PersonId, String>> {
        if !who.may(Action::UseAccount) && !who.may(Action::ReadPeople) && !who.may(Action::ReadProblems) {
            return Err(Error::Missing("person"));
        }
        Ok(people::names(&self.store.read(who).await?, ids).await?)
    }

    /// Changes what is said of a person: name, roles, beats and the rest, not the address. `version` is the one
    /// that was read.
    pub async fn change_person(
        &self,
        who: &Actor,
        id: PersonId,
        version: i64,
        details: NewPerson,
    ) -> Result<Person> {
        who.reach(Action::ManagePeople).ok_or(Error::Missing("person"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let before = at_version(&write, id, version).await?;
        check_organization(&write, &details).await?;
        let changed = before.clone().describe(details)?;
        keep_an_administrator(&mut write, &before, &changed).await?;
        let saved = people::update(&mut write, changed).await?;
        write.record(Entry::new("person.change", id).with(difference(&before, &saved)));
        write.commit().await?;
        Ok(saved)
    }

    /// Changes the language of one's own pages.
    pub async fn change_own_language(
        &self,
        who: &Actor,
        language: commonbeat_domain::text::Language,
    ) -> Result<Person> {
        let id = who.person().ok_or(Error::Missing("person"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let before = people::by_id(&write, id).await?;
        let saved = people::update(&mut write, Person { language, ..before }).await?;
        write.record(Entry::new("person.language", id).with(json!({ "language": language })));
        write.commit().await?;
        Ok(saved)
    }

    /// Locks an account at once and ends its sessions.
    pub async fn lock_person(&self, who: &Actor, id: PersonId, version: i64) -> Result<Person> {
        self.set_standing(who, id, version, Standing::Locked).await
    }

    /// Notes that somebody left: the account is closed, its sessions end, the record stays.
    pub async fn close_person(&self, who: &Actor, id: PersonId, version: i64) -> Result<Person> {
        self.set_standing(who, id, version, Standing::Left).await
    }

    async fn set_standing(&self, who: &Actor, id: PersonId, version: i64, to: Standing) -> Result<Person> {
        who.reach(Action::ManagePeople).ok_or(Error::Missing("person"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let before = at_version(&write, id, version).await?;
        let changed = Person { standing: to, ..before.clone() };
        keep_an_administrator(&mut write, &before, &changed).await?;
        let saved = people::update(&mut write, changed).await?;
        invitations::end_all(&mut write, id).await?;
        let ended = sessions::end(&mut write, id, Which::All).await?;
        let act = if to == Standing::Left { "person.close" } else { "person.lock" };
        let details = json!({ "before": before.standing, "sessions_ended": ended });
        write.record(Entry::new(act, id).with(details));
        write.commit().await?;
        Ok(saved)
    }

    /// Opens an account again: forgets its failed tries, and makes it active if an administrator had locked it.
    pub async fn unlock_person(&self, who: &Actor, email: &Email) -> Result<Person> {
        who.reach(Action::ManagePeople).ok_or(Error::Missing("person"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let before = people::by_email(&write, email).await?;
        let forgotten = unauthenticated::forget_attempts(&mut write, &account_digest(email.as_str())).await?;
        let saved = match before.standing {
            Standing::Locked => {
                people::update(&mut write, Person { standing: Standing::Active, ..before }).await?
            }
            Standing::Left => return Err(Refusal::not_now("account-closed"))?,
            Standing::Invited | Standing::Active => before,
        };
        write.record(Entry::new("person.unlock", saved.id).with(json!({ "forgotten_tries": forgotten })));
        write.commit().await?;
        Ok(saved)
    }
}

/// Under which tries for an address are counted: its digest, so that what strangers typed is not kept.
pub(crate) fn account_digest(typed: &str) -> Digest {
    Sha256::digest(typed.trim().to_lowercase().as_bytes()).into()
}

/// The person as it was read, or *stale*.
pub(crate) async fn at_version(write: &Write, id: PersonId, version: i64) -> Result<Person> {
    let person = people::by_id(write, id).await?;
    if person.version == version { Ok(person) } else { Err(Error::Stale("person")) }
}

pub(crate) async fn check_organization(write: &Write, details: &NewPerson) -> Result<()> {
    match details.organization {
        Some(id) => organizations::by_id(write, id).await.map(|_| ()).map_err(Error::from),
        None => Ok(()),
    }
}

/// Without an active administrator nobody could let anybody in.
pub(crate) async fn keep_an_administrator(write: &mut Write, before: &Person, after: &Person) -> Result<()> {
    let loses = before.is_active_administrator() && !after.is_active_administrator();
    if loses && people::other_active_administrators(write, before.id).await? == 0 {
        return Err(Refusal::unfit("roles", "last-administrator"))?;
    }
    Ok(())
}

/// Fields that differ, as `{field: [before, after]}`.
fn difference(before: &Person, after: &Person) -> Json {
    let fields = |person: &Person| serde_json::to_value(person).unwrap_or_default();
    let (before, after) = (fields(before), fields(after));
    let Some(all) = before.as_object() else { return Json::Null };
    let changed = all.iter().filter(|(name, old)| after.get(name.as_str()) != Some(old));
    changed.map(|(name, old)| (name.clone(), json!([old, after.get(name.as_str())]))).collect()
}
