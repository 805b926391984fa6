//! People of a test who came in by the front door: invited, then accepted with password and code.

use commonbeat_app::{App, Browser, Entered, SignIn};
use commonbeat_auth::totp;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::organization::people::{NewPerson, Person};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use crate::FixedClock;

/// The password of every [`Member`].
pub const PASSWORD: &str = "tractor 9 lamps";

/// A person with an account that works, and with the phone that shows the codes.
#[derive(Clone, Debug)]
pub struct Member {
    /// The account, as it was when it was made.
    pub person: Person,
    /// The person as an actor.
    pub actor: Actor,
    /// Secret of the one-time codes, base 32.
    pub totp_secret: String,
}

/// Invites somebody in a role, accepts, and moves the clock on by a minute, so that the next code is a fresh one.
pub async fn member(app: &App, clock: &FixedClock, by: &Actor, role: Role, n: usize) -> Member {
    let email = format!("{role}{n}@example.org").parse().expect("an address");
    let new = NewPerson::new(email, &format!("Person {n}"), role);
    let invited = app.invite_person(by, new).await.expect("an invitation");
    let shown = app.invitation(&invited.token).await.expect("the page of the invitation");
    let totp_secret = shown.secret.expose_secret().to_owned();
    let code = code(&totp_secret, app.now());
    let password = SecretString::from(PASSWORD);
    let accepted = app.accept_invitation(&invited.token, &password, &code, &Browser::default()).await;
    clock.advance(SignedDuration::from_mins(1));
    let person = accepted.expect("an account").entered.signed_in.person;
    Member { actor: person.actor(), person, totp_secret }
}

impl Member {
    /// What the phone shows now.
    pub fn code(&self, now: Timestamp) -> String {
        code(&self.totp_secret, now)
    }

    /// The sign-in form, filled in rightly for now.
    pub fn form(&self, now: Timestamp) -> SignIn {
        SignIn {
            email: self.person.email.as_str().to_owned(),
            password: PASSWORD.into(),
            code: self.code(now),
            agency: None,
            passkey: None,
        }
    }

    /// Signs in with a fresh code.
    pub async fn sign_in(&self, app: &App) -> Entered {
        app.sign_in(&self.form(app.now()), &Browser::default()).await.expect("a session")
    }
}

fn code(secret: &str, now: Timestamp) -> String {
    totp::current_code(&totp::Secret::from_base32(secret).expect("a secret"), now)
}
