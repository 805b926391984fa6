//! How people come to an account: an administrator invites, the person chooses a password and adds the one-time
//! codes to a phone; only a right code opens the account.

use commonbeat_auth::token::Token;
use commonbeat_auth::{password, recovery, totp};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::PersonId;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::organization::people::{NewPerson, Person, Standing};
use commonbeat_store::audit::Entry;
use commonbeat_store::secrets::{self, Secrets};
use commonbeat_store::sessions::{self, Which};
use commonbeat_store::unauthenticated::Account;
use commonbeat_store::{Write, invitations, passkeys, people};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::people::{at_version, check_organization, keep_an_administrator};
use crate::{App, Browser, Entered, Error, Result};

/// How long an invitation opens the door.
pub const INVITATION: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Somebody who was just invited. The token is shown once and kept nowhere.
#[derive(Debug)]
pub struct Invited {
    /// The account.
    pub person: Person,
    /// The secret of the link.
    pub token: Token,
    /// The whole link, to be handed to the person alone.
    pub link: SecretString,
    /// Last moment at which it works.
    pub expires_at: Timestamp,
}

/// What somebody who holds an invitation sees.
#[derive(Debug)]
pub struct Invitation {
    /// The agency that invites.
    pub agency: Agency,
    /// Who is invited.
    pub person: Person,
    /// Last moment at which the link works.
    pub expires_at: Timestamp,
    /// Address that an authenticator app scans as a picture.
    pub uri: SecretString,
    /// The same secret to be typed, base 32.
    pub secret: SecretString,
}

/// Somebody who came in by an invitation: signed in, with the recovery codes that are shown once.
#[derive(Debug)]
pub struct Accepted {
    /// The new session.
    pub entered: Entered,
    /// Ten codes, each of which stands in for a one-time code once.
    pub recovery: Vec<SecretString>,
}

impl App {
    /// Invites somebody: makes the account and gives the link to hand over. Nobody can sign in with it yet.
    pub async fn invite_person(&self, who: &Actor, new: NewPerson) -> Result<Invited> {
        who.reach(Action::ManagePeople).ok_or(Error::Missing("person"))?;
        let now = self.now();
        let mut write = self.store.write(who, now).await?;
        check_organization(&write, &new).await?;
        let person = Person::invite(self.id::<PersonId>(), who.agency, new, now)?;
        match people::insert(&mut write, &person).await {
            Err(error) if error.is_conflict() => Err(Refusal::unfit("email", "email-taken"))?,
            done => done?,
        }
        let invited = self.issue(&mut write, person).await?;
        write.record(Entry::new("person.invite", invited.person.id).with(&invited.person));
        write.commit().await?;
        Ok(invited)
    }

    /// Invites somebody again: for a link that ran out, a lost phone or a forgotten password. What opened the account
    /// before opens it no more, and its sessions end.
    pub async fn invite_again(&self, who: &Actor, id: PersonId, version: i64) -> Result<Invited> {
        who.reach(Action::ManagePeople).ok_or(Error::Missing("person"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let before = at_version(&write, id, version).await?;
        let changed = Person { standing: Standing::Invited, ..before.clone() };
        keep_an_administrator(&mut write, &before, &changed).await?;
        let person = people::update(&mut write, changed).await?;
        let ended = sessions::end(&mut write, id, Which::All).await?;
        let invited = self.issue(&mut write, person).await?;
        let details = json!({ "before": before.standing, "sessions_ended": ended });
        write.record(Entry::new("person.invite_again", id).with(details));
        write.commit().await?;
        Ok(invited)
    }

    /// A fresh link, and fresh secrets behind it.
    async fn issue(&self, write: &mut Write, person: Person) -> Result<Invited> {
        let totp = totp::Secret::generate().to_base32().expose_secret().to_owned();
        secrets::save(write, person.id, &Secrets { totp: Some(totp), ..Secrets::default() }).await?;
        passkeys::remove_all(write, person.id).await?;
        let token = Token::generate();
        let expires_at = write.now() + INVITATION;
        invitations::insert(write, person.id, &token.digest(), expires_at).await?;
        let link = format!("{}/invitations/{}", self.settings.public_url, token.reveal());
        Ok(Invited { person, token, link: link.into(), expires_at })
    }

    /// What the holder of an invitation sees; *missing* where it is unknown, used, replaced or run out.
    pub async fn invitation(&self, token: &Token) -> Result<Invitation> {
        let (invitation, account) = self.open_invitation(token).await?;
        let secret = totp_secret(&account.secrets)?;
        Ok(Invitation {
            expires_at: invitation.expires_at,
            uri: secret.uri(&account.agency.name, account.person.email.as_str()),
            secret: secret.to_base32(),
            agency: account.agency,
            person: account.person,
        })
    }

    async fn open_invitation(&self, token: &Token) -> Result<(invitations::Invitation, Account)> {
        let found = self.store.unauthenticated().invitation(&token.digest()).await?;
        found
            .filter(|(invitation, account)| {
                invitation.is_open(self.now()) && account.person.standing == Standing::Invited
            })
            .ok_or(Error::Missing("invitation"))
    }

    /// Accepts an invitation with a password and a code of the phone that was set up; signs the person in.
    pub async fn accept_invitation(
        &self,
        token: &Token,
        chosen: &SecretString,
        code: &str,
        from: &Browser,
    ) -> Result<Accepted> {
        let (_, account) = self.open_invitation(token).await?;
        let step = self.check_acceptance(&account, chosen, code)?;
        let hash = self.hash_password(chosen).await?;
        let codes = recovery::generate();

        let mut write = self.store.write(&account.person.actor(), self.now()).await?;
        invitations::redeem(&mut write, &token.digest()).await?;
        let person = people::by_id(&write, account.person.id).await?;
        let person = people::update(&mut write, Person { standing: Standing::Active, ..person }).await?;
        let proven = Secrets {
            password: Some(hash),
            totp: account.secrets.totp,
            totp_step: Some(step),
            recovery: codes.iter().map(|code| code.digest()).collect(),
        };
        secrets::save(&mut write, person.id, &proven).await?;
        let entered = self.begin_session(&mut write, person, account.agency, "password+totp", from).await?;
        write.record(Entry::new("person.accept", entered.signed_in.person.id).with(json!({
            "network": from.network, "session": entered.signed_in.session,
        })));
        write.commit().await?;
        Ok(Accepted { entered, recovery: codes.iter().map(|code| code.reveal().into()).collect() })
    }

    /// The step of a right code; otherwise everything that is wrong, at once.
    fn check_acceptance(&self, account: &Account, chosen: &SecretString, code: &str) -> Result<u64> {
        let names = [account.person.name.as_str(), account.agency.name.as_str()];
        let mut wrong = Vec::new();
        if let Err(weak) = password::check_new(chosen, account.person.email.as_str(), &names) {
            wrong.push(Refusal::unfit("password", weakness(weak)));
        }
        let secret = totp_secret(&account.secrets)?;
        let step = totp::verify(&secret, code, self.now(), account.secrets.totp_step);
        if step.is_none() {
            wrong.push(Refusal::unfit("code", "code-wrong"));
        }
        match (step, wrong.len()) {
            (Some(step), 0) => Ok(step),
            (_, 1) => Err(wrong.remove(0))?,
            _ => Err(Refusal::Many(wrong))?,
        }
    }
}

fn totp_secret(secrets: &Secrets) -> Result<totp::Secret> {
    let text = secrets.totp.as_deref().ok_or(Error::Missing("invitation"))?;
    totp::Secret::from_base32(text).map_err(Error::broken)
}

pub(crate) fn weakness(weak: password::WeakPassword) -> &'static str {
    use password::WeakPassword;
    match weak {
        WeakPassword::TooShort => "password-short",
        WeakPassword::TooLong => "password-long",
        WeakPassword::Common => "password-common",
        WeakPassword::Repeated => "password-repeated",
        WeakPassword::Sequence => "password-sequence",
        WeakPassword::AboutYou => "password-about-you",
    }
}
