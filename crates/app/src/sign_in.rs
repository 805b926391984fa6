//! Signing in: password and code together, one answer for everything that is wrong, every try in the trail.

use commonbeat_auth::attempts::{self, Allowed, Attempts};
use commonbeat_auth::token::Token;
use commonbeat_auth::{password, recovery, totp};
use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::SessionId;
use commonbeat_domain::organization::people::Standing;
use commonbeat_domain::text::Email;
use commonbeat_domain::{Key as _, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::secrets::{self, Secrets};
use commonbeat_store::sessions::{self, Which};
use commonbeat_store::unauthenticated::{self, Account, Attempt, Tries};
use commonbeat_store::{Write, people};
use jiff::SignedDuration;
use secrecy::SecretString;
use serde_json::json;

use crate::notices::Notice;
use crate::passkeys::{Looked, note_use};
use crate::people::account_digest;
use crate::sessions::SignedIn;
use crate::{App, Error, Result};

/// More failed tries than this from one network within [`attempts::WINDOW`] are not even checked: a whole station
/// may sit behind one address, a guesser too.
pub const NETWORK_LIMIT: u64 = 60;

/// What somebody typed to sign in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The address, as typed.
    pub email: String,
    /// The password.
    pub password: SecretString,
    /// The six digits of the phone, or a recovery code.
    pub code: String,
    /// Code of the agency, where the address has accounts in several.
    pub agency: Option<String>,
    /// What the browser answered for a passkey, in place of the code.
    pub passkey: Option<String>,
}

impl SignIn {
    /// Nothing typed but an address.
    pub(crate) fn nothing(email: &str) -> SignIn {
        SignIn {
            email: email.to_owned(),
            password: String::new().into(),
            code: String::new(),
            agency: None,
            passkey: None,
        }
    }
}

/// Where a request came from.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// Network address.
    pub network: String,
    /// The browser as it names itself.
    pub agent: String,
}

/// Somebody who just came in. The token goes into the cookie and nowhere else.
#[derive(Debug)]
pub struct Entered {
    /// The session's secret.
    pub token: Token,
    /// Who it is.
    pub signed_in: SignedIn,
}

/// The one answer for an unknown address, a wrong password, a wrong or used code, and too many tries.
pub(crate) fn refused() -> Error {
    Error::Refused(Refusal::not_now("sign-in"))
}

impl App {
    /// Signs in. Whatever is wrong, the answer is the same and takes the same time.
    pub async fn sign_in(&self, typed: &SignIn, from: &Browser) -> Result<Entered> {
        self.prove(typed, from, None).await
    }

    /// Opens a locked session again, with password and code; it goes on under a new token. The old one ends.
    pub async fn unlock_session(
        &self,
        token: &Token,
        password: &SecretString,
        code: &str,
        from: &Browser,
    ) -> Result<Entered> {
        let found = self.session(token).await?.ok_or(Error::Missing("session"))?;
        let typed = SignIn {
            email: found.person.email.as_str().to_owned(),
            password: password.clone(),
            code: code.to_owned(),
            agency: Some(found.agency.code),
            passkey: None,
        };
        self.prove(&typed, from, Some(found.session)).await
    }

    async fn prove(&self, typed: &SignIn, from: &Browser, replaced: Option<SessionId>) -> Result<Entered> {
        let accounts = self.accounts_of(typed).await?;
        let (allowed, tries) = self.note_attempt(typed, from).await?;
        if allowed != Allowed::Go {
            self.verify_password(&typed.password, None).await?;
            let why = if matches!(allowed, Allowed::Wait(_)) { "too-soon" } else { "locked" };
            return self.refuse(typed, from, &accounts, why, &[]).await;
        }
        let mut found = None;
        for account in accounts.iter().filter(|a| a.person.standing == Standing::Active) {
            if self.verify_password(&typed.password, account.secrets.password.clone()).await? {
                found = Some(account);
                break;
            }
        }
        let Some(account) = found else {
            if !accounts.iter().any(|a| a.person.standing == Standing::Active) {
                self.verify_password(&typed.password, None).await?;
            }
            return self.refuse(typed, from, &accounts, "password", &tries.account).await;
        };
        match self.enter(account, typed, from, replaced).await? {
            Some(entered) => Ok(entered),
            None => self.refuse(typed, from, std::slice::from_ref(account), "code", &tries.account).await,
        }
    }

    async fn accounts_of(&self, typed: &SignIn) -> Result<Vec<Account>> {
        let Ok(email) = typed.email.parse::<Email>() else { return Ok(Vec::new()) };
        let mut accounts = self.store.unauthenticated().accounts(&email).await?;
        if let Some(code) = typed.agency.as_deref().filter(|c| !c.is_empty()) {
            accounts.retain(|a| a.agency.code.eq_ignore_ascii_case(code));
        }
        Ok(accounts)
    }

    /// Writes the try down before anything is checked, unless there were too many.
    pub(crate) async fn note_attempt(&self, typed: &SignIn, from: &Browser) -> Result<(Allowed, Tries)> {
        let now = self.now();
        let digest = account_digest(&typed.email);
        let attempt = Attempt {
            id: self.id::<SessionId>().uuid(),
            account: &digest,
            network: &from.network,
            network_since: now - attempts::WINDOW,
            now,
        };
        let rule = |tries: &Tries| {
            if tries.network >= NETWORK_LIMIT {
                return Some(Allowed::Locked { until: now + SignedDuration::from_secs(1) });
            }
            let allowed = Attempts::from(tries.account.iter().copied()).allowed(now);
            (allowed != Allowed::Go).then_some(allowed)
        };
        let since = now - attempts::MEMORY;
        let (tries, refused) = self.store.unauthenticated().attempt(attempt, since, rule).await?;
        Ok((refused.unwrap_or(Allowed::Go), tries))
    }

    /// Forgets tries to sign in that no longer count; for the daily clean-up. Gives their number.
    pub async fn prune_attempts(&self) -> Result<u64> {
        let before = self.now() - attempts::MEMORY - attempts::MEMORY;
        self.store.unauthenticated().forget_challenges_before(before).await?;
        Ok(self.store.unauthenticated().forget_attempts_before(before).await?)
    }

    /// Leaves the rows of a refused try in the trail, and gives the one answer. `earlier` are failures before
    /// this one; with it, the account may be locked from now on.
    async fn refuse<T>(
        &self,
        typed: &SignIn,
        from: &Browser,
        accounts: &[Account],
        why: &'static str,
        earlier: &[jiff::Timestamp],
    ) -> Result<T> {
        let now = self.now();
        let known = accounts.first();
        let agency = match known {
            Some(account) => Some(account.agency.id),
            // Nobody's address: the agency that was named, or the first of the installation, keeps the row.
            None => self.agency_typed(typed).await?,
        };
        let Some(agency) = agency else { return Err(refused()) };
        let object = known.map_or("unknown".to_owned(), |account| account.person.id.to_string());
        let mut write = self.store.write(&Actor::nobody(agency), now).await?;
        let why = if known.is_none() && why == "password" { "unknown" } else { why };
        let details = json!({ "why": why, "network": from.network });
        write.record(Entry::new("sign_in.refuse", &object).with(details));
        let with_this = Attempts::from(earlier.iter().copied().chain([now]));
        if why != "locked" && why != "too-soon" && matches!(with_this.allowed(now), Allowed::Locked { .. }) {
            write.record(Entry::new("sign_in.lock", &object).with(json!({ "network": from.network })));
            if let Some(account) = known {
                self.alarm_if_all_locked(&mut write, &account.person).await?;
            }
        }
        write.commit().await?;
        Err(refused())
    }

    async fn agency_typed(&self, typed: &SignIn) -> Result<Option<commonbeat_domain::ids::AgencyId>> {
        let all = self.store.agencies().await?;
        let named = typed.agency.as_deref().unwrap_or_default();
        let found = all.iter().find(|a| a.code.eq_ignore_ascii_case(named)).or(all.first());
        Ok(found.map(|a| a.id))
    }

    /// Checks the code and, in the same transaction, uses it up and begins the session. Nothing for a wrong code,
    /// or where the account changed meanwhile.
    async fn enter(
        &self,
        account: &Account,
        typed: &SignIn,
        from: &Browser,
        replaced: Option<SessionId>,
    ) -> Result<Option<Entered>> {
        let renewed = self.renewed_hash(account, &typed.password).await?;
        let mut write = self.store.write(&account.person.actor(), self.now()).await?;
        let person = people::by_id(&write, account.person.id).await?;
        let stored = secrets::lock(&mut write, person.id).await?;
        if person.standing != Standing::Active || stored.password != account.secrets.password {
            return Ok(None);
        }
        let second = match &typed.passkey {
            Some(answer) => self.use_passkey(&mut write, account, stored, answer).await?,
            None => self.use_code(stored, &typed.code)?,
        };
        let Some((factor, mut used)) = second else { return Ok(None) };
        used.password = renewed.or(used.password);
        secrets::save(&mut write, person.id, &used).await?;
        unauthenticated::forget_attempts(&mut write, &account_digest(&typed.email)).await?;
        if let Some(old) = replaced {
            sessions::end(&mut write, person.id, Which::One(old)).await?;
        }
        let entered = self.begin_session(&mut write, person, account.agency.clone(), factor, from).await?;
        if factor == "password+recovery" {
            self.notify(&mut write, account.person.id, Notice::RecoveryUsed, &from.network).await?;
        }
        let act = if replaced.is_some() { "session.unlock" } else { "sign_in.accept" };
        let details = json!({
            "factor": factor, "network": from.network, "session": entered.signed_in.session,
        });
        write.record(Entry::new(act, account.person.id).with(details));
        write.commit().await?;
        Ok(Some(entered))
    }

    /// How a passkey of the same account proves the person beside the password, also one whose device did not check
    /// its owner.
    async fn use_passkey(
        &self,
        write: &mut Write,
        account: &Account,
        stored: Secrets,
        answer: &str,
    ) -> Result<Option<(&'static str, Secrets)>> {
        match self.look_at_sign_in(answer).await? {
            Looked::Right(proven) if proven.account.person.id == account.person.id => {
                note_use(write, &proven).await?;
                Ok(Some(("password+passkey", stored)))
            }
            _ => Ok(None),
        }
    }

    /// How the code proves the person, and the secrets after it was used up.
    pub(crate) fn use_code(&self, stored: Secrets, code: &str) -> Result<Option<(&'static str, Secrets)>> {
        let Some(text) = stored.totp.as_deref() else { return Ok(None) };
        let secret = totp::Secret::from_base32(text).map_err(Error::broken)?;
        if let Some(step) = totp::verify(&secret, code, self.now(), stored.totp_step) {
            return Ok(Some(("password+totp", Secrets { totp_step: Some(step), ..stored })));
        }
        let Some(at) = recovery::redeem(&stored.recovery, code) else { return Ok(None) };
        let mut left = stored;
        left.recovery.remove(at);
        Ok(Some(("password+recovery", left)))
    }

    /// Whether the password is the one of the hash; without a hash `false`, after the same time.
    async fn verify_password(&self, typed: &SecretString, hash: Option<String>) -> Result<bool> {
        let typed = typed.clone();
        self.hashing(move || match hash {
            Some(hash) => password::verify(&typed, &hash),
            None => password::verify_nobody(&typed),
        })
        .await
    }

    /// The hash of a new password.
    pub(crate) async fn hash_password(&self, chosen: &SecretString) -> Result<String> {
        let chosen = chosen.clone();
        self.hashing(move || password::hash(&chosen)).await
    }

    /// A hash with today's parameters, where the stored one is older.
    async fn renewed_hash(&self, account: &Account, typed: &SecretString) -> Result<Option<String>> {
        match &account.secrets.password {
            Some(hash) if password::is_outdated(hash) => Ok(Some(self.hash_password(typed).await?)),
            _ => Ok(None),
        }
    }

    async fn hashing<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _turn = self.hashing.acquire().await.map_err(Error::broken)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::broken)
    }
}
