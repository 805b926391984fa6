//! What proves who one is, changed by oneself: password, phone, recovery codes; and the proof that is asked for
//! before anything that counts.

use commonbeat_auth::attempts::Allowed;
use commonbeat_auth::{password, recovery, totp};
use commonbeat_domain::Refusal;
use commonbeat_store::audit::Entry;
use commonbeat_store::secrets::{self, Secrets};
use commonbeat_store::sessions::{self, Which};
use commonbeat_store::{Write, unauthenticated};
use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::invitations::weakness;
use crate::notices::Notice;
use crate::passkeys::{Looked, note_use};
use crate::people::account_digest;
use crate::sessions::SignedIn;
use crate::{App, Browser, Error, Result, SignIn};

/// For this long after somebody proved who they are, they are not asked again before what counts.
pub const FRESH: SignedDuration = SignedDuration::from_mins(15);

/// How somebody signed in proves again who they are.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The six digits of the phone, or a recovery code.
    Code(String),
    /// What the browser answered for a passkey.
    Passkey(String),
}

/// Another phone, before it is taken over.
#[derive(Debug)]
pub struct NewPhone {
    /// Address that an authenticator app scans as a picture.
    pub uri: SecretString,
    /// The same secret to be typed, base 32.
    pub secret: SecretString,
}

/// The one answer for a proof that is wrong, used up, or comes too soon.
fn unproven() -> Error {
    Error::Refused(Refusal::unfit("proof-code", "proof"))
}

impl App {
    /// Whether somebody proved lately enough who they are.
    pub fn is_fresh(&self, signed_in: &SignedIn) -> bool {
        let age = self.now().duration_since(signed_in.proved_at);
        age <= FRESH && age >= -FRESH
    }

    /// Takes a proof of somebody signed in; from now on the session is fresh. Wrong codes count like wrong passwords.
    pub async fn prove_again(&self, signed_in: &SignedIn, proof: &Proof, from: &Browser) -> Result<()> {
        match proof {
            Proof::Code(code) => self.prove_by_code(signed_in, code, from).await,
            Proof::Passkey(answer) => self.prove_by_passkey(signed_in, answer, from).await,
        }
    }

    async fn prove_by_code(&self, signed_in: &SignedIn, code: &str, from: &Browser) -> Result<()> {
        let typed = SignIn::nothing(signed_in.person.email.as_str());
        let (allowed, _) = self.note_attempt(&typed, from).await?;
        let mut write = self.store.write(&signed_in.actor, self.now()).await?;
        let person = signed_in.person.id;
        let stored = secrets::lock(&mut write, person).await?;
        let used = if allowed == Allowed::Go { self.use_code(stored, code)? } else { None };
        let Some((factor, left)) = used else {
            let why = if allowed == Allowed::Go { "proof" } else { "too-soon" };
            let details = json!({ "why": why, "network": from.network });
            write.record(Entry::new("sign_in.refuse", person).with(details));
            write.commit().await?;
            return Err(unproven());
        };
        secrets::save(&mut write, person, &left).await?;
        unauthenticated::forget_attempts(&mut write, &account_digest(&typed.email)).await?;
        if factor.ends_with("recovery") {
            self.notify(&mut write, person, Notice::RecoveryUsed, &from.network).await?;
        }
        self.proved(write, signed_in, factor).await
    }

    async fn prove_by_passkey(&self, signed_in: &SignedIn, answer: &str, from: &Browser) -> Result<()> {
        let proven = match self.look_at_proof(answer, signed_in.session).await? {
            Looked::Right(proven) if proven.passkey.person == signed_in.person.id => proven,
            Looked::Right(_) => return Err(unproven()),
            Looked::Wrong(account, why) => {
                let told: Result<()> = self.refuse_passkey(account.as_deref(), why, from).await;
                return told.map_err(|error| match error {
                    Error::Refused(_) => unproven(),
                    other => other,
                });
            }
        };
        let mut write = self.store.write(&signed_in.actor, self.now()).await?;
        note_use(&mut write, &proven).await?;
        self.proved(write, signed_in, "passkey").await
    }

    async fn proved(&self, mut write: Write, signed_in: &SignedIn, factor: &str) -> Result<()> {
        sessions::proved(&mut write, signed_in.person.id, signed_in.session).await?;
        let details = json!({ "factor": factor, "session": signed_in.session });
        write.record(Entry::new("session.prove", signed_in.person.id).with(details));
        Ok(write.commit().await?)
    }

    /// Changes one's own password. Other sessions end.
    pub async fn change_password(&self, signed_in: &SignedIn, chosen: &SecretString) -> Result<()> {
        let person = &signed_in.person;
        let names = [person.name.as_str(), signed_in.agency.name.as_str()];
        if let Err(weak) = password::check_new(chosen, person.email.as_str(), &names) {
            let field = "password";
            return Err(Refusal::unfit(field, weakness(weak)))?;
        }
        let hash = self.hash_password(chosen).await?;
        let change = |old: Secrets| Secrets { password: Some(hash), ..old };
        self.change_secrets(signed_in, "person.password", Notice::PasswordChanged, change).await
    }

    /// Begins with another phone: a fresh secret for its authenticator app. Nothing changes yet.
    pub fn new_phone(&self, signed_in: &SignedIn) -> NewPhone {
        self.phone(signed_in, &totp::Secret::generate())
    }

    /// The same secret once more, for a page that is shown again.
    pub fn same_phone(&self, signed_in: &SignedIn, secret: &str) -> Result<NewPhone> {
        let secret = totp::Secret::from_base32(secret).map_err(|_| Refusal::malformed("secret"))?;
        Ok(self.phone(signed_in, &secret))
    }

    fn phone(&self, signed_in: &SignedIn, secret: &totp::Secret) -> NewPhone {
        NewPhone {
            uri: secret.uri(&signed_in.agency.name, signed_in.person.email.as_str()),
            secret: secret.to_base32(),
        }
    }

    /// Takes over another phone once it shows a right code. The old one shows nothing right any more; other sessions
    /// end.
    pub async fn change_phone(&self, signed_in: &SignedIn, secret: &str, code: &str) -> Result<()> {
        let secret = totp::Secret::from_base32(secret).map_err(|_| Refusal::malformed("secret"))?;
        let step = totp::verify(&secret, code, self.now(), None);
        let step = step.ok_or_else(|| Refusal::unfit("code", "code-wrong"))?;
        let text = secret.to_base32().expose_secret().to_owned();
        let change = |old: Secrets| Secrets { totp: Some(text), totp_step: Some(step), ..old };
        self.change_secrets(signed_in, "person.phone", Notice::PhoneChanged, change).await
    }

    /// How many of one's own recovery codes are unused.
    pub async fn recovery_codes_left(&self, signed_in: &SignedIn) -> Result<usize> {
        let read = self.store.read(&signed_in.actor).await?;
        Ok(secrets::recovery_left(&read, signed_in.person.id).await?)
    }

    /// Makes ten new recovery codes, shown once; earlier ones open nothing any more. Other sessions end.
    pub async fn new_recovery_codes(&self, signed_in: &SignedIn) -> Result<Vec<SecretString>> {
        let codes = recovery::generate();
        let digests = codes.iter().map(|code| code.digest()).collect();
        let change = |old: Secrets| Secrets { recovery: digests, ..old };
        self.change_secrets(signed_in, "person.codes", Notice::CodesMade, change).await?;
        Ok(codes.iter().map(|code| code.reveal().into()).collect())
    }

    async fn change_secrets(
        &self,
        signed_in: &SignedIn,
        act: &'static str,
        notice: Notice,
        change: impl FnOnce(Secrets) -> Secrets,
    ) -> Result<()> {
        let person = signed_in.person.id;
        let mut write = self.store.write(&signed_in.actor, self.now()).await?;
        let old = secrets::lock(&mut write, person).await?;
        secrets::save(&mut write, person, &change(old)).await?;
        let ended = sessions::end(&mut write, person, Which::AllBut(signed_in.session)).await?;
        write.record(Entry::new(act, person).with(json!({ "sessions_ended": ended })));
        self.notify(&mut write, person, notice, "").await?;
        Ok(write.commit().await?)
    }
}
