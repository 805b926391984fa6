//! Passkeys: adding one to one's account, coming in with one, proving with one that one is still there.
//!
//! A passkey whose device checked its owner is both factors at once, so it opens an account alone, also while the
//! password path is locked. One whose device did not check stands for the phone beside the password.

use commonbeat_auth::passkey::{self, Answer, Challenge, PublicKey, Refused, RelyingParty, Used};
use commonbeat_auth::token::Token;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{PasskeyId, PersonId, SessionId};
use commonbeat_domain::organization::people::Standing;
use commonbeat_domain::{Key as _, Refusal, text};
use commonbeat_store::audit::Entry;
use commonbeat_store::passkeys::{self, Passkey};
use commonbeat_store::sessions::{self, Which};
use commonbeat_store::unauthenticated::Account;
use commonbeat_store::{Write, people};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use crate::notices::Notice;
use crate::sessions::SignedIn;
use crate::sign_in::refused;
use crate::{App, Browser, Entered, Error, Result};

/// Most passkeys of one account.
pub const MOST: usize = 20;

/// What a challenge to come in is for; one to prove oneself again names its session.
const SIGN_IN: &str = "sign-in";

/// A passkey that answered rightly: all that is left is to note its use, once.
pub(crate) struct Proven {
    pub passkey: Passkey,
    pub account: Account,
    pub used: Used,
    challenge: [u8; 32],
}

impl Proven {
    /// What the session's row says it began with.
    pub(crate) fn id(&self) -> PasskeyId {
        self.passkey.id
    }
}

/// How an answer turned out.
pub(crate) enum Looked {
    /// It is right.
    Right(Box<Proven>),
    /// It is not; whose passkey it named, if anybody's.
    Wrong(Option<Box<Account>>, Refused),
}

impl App {
    /// For whom passkeys are made here; none where people reach the pages without TLS, where browsers know none.
    fn party(&self) -> Option<RelyingParty> {
        RelyingParty::of(&self.settings.public_url)
    }

    fn challenge_key(&self) -> Result<[u8; 32]> {
        Ok(self.secret_for("passkey-challenges")?.digest())
    }

    fn ask(&self, purpose: &str) -> Result<Option<Json>> {
        let Some(party) = self.party() else { return Ok(None) };
        let challenge = Challenge::issue(&self.challenge_key()?, purpose, self.now());
        Ok(Some(json!({
            "challenge": passkey::encoded(challenge.bytes()),
            "rpId": party.id,
            "timeout": passkey::LIFETIME.as_millis() as u64,
            "userVerification": "preferred",
        })))
    }

    /// What the sign-in page asks a browser for (`PublicKeyCredentialRequestOptions`); none where there are no
    /// passkeys. Any passkey of this site may answer, so the page tells nobody which accounts exist.
    pub fn ask_to_sign_in(&self) -> Result<Option<Json>> {
        self.ask(SIGN_IN)
    }

    /// What is asked of somebody signed in who is to prove again who they are.
    pub fn ask_to_prove(&self, signed_in: &SignedIn) -> Result<Option<Json>> {
        self.ask(&prove(signed_in.session))
    }

    /// What the account page asks a browser for to make a passkey (`PublicKeyCredentialCreationOptions`).
    pub async fn ask_to_add(&self, signed_in: &SignedIn) -> Result<Option<Json>> {
        let Some(party) = self.party() else { return Ok(None) };
        let there = self.passkeys(&signed_in.actor).await?;
        let challenge = Challenge::issue(&self.challenge_key()?, &add(signed_in.session), self.now());
        let person = &signed_in.person;
        let user = Sha256::new()
            .chain_update(person.agency.uuid().as_bytes())
            .chain_update(person.id.uuid().as_bytes())
            .finalize();
        let algorithms = passkey::ALGORITHMS.map(|alg| json!({ "type": "public-key", "alg": alg }));
        let known =
            there.iter().map(|p| json!({ "type": "public-key", "id": passkey::encoded(&p.credential) }));
        Ok(Some(json!({
            "challenge": passkey::encoded(challenge.bytes()),
            "rp": { "id": party.id, "name": signed_in.agency.name },
            "user": {
                "id": passkey::encoded(&user),
                "name": person.email.as_str(),
                "displayName": person.display_name(),
            },
            "pubKeyCredParams": algorithms,
            "timeout": passkey::LIFETIME.as_millis() as u64,
            "excludeCredentials": known.collect::<Vec<_>>(),
            "authenticatorSelection": { "residentKey": "required", "userVerification": "preferred" },
            "attestation": "none",
        })))
    }

    /// One's own passkeys, the oldest first.
    pub async fn passkeys(&self, who: &Actor) -> Result<Vec<Passkey>> {
        let person = own(who)?;
        Ok(passkeys::of(&self.store.read(who).await?, person).await?)
    }

    /// Adds the passkey that a browser made; `name` is what its owner calls it. Other sessions end.
    pub async fn add_passkey(&self, signed_in: &SignedIn, name: &str, answer: &str) -> Result<Passkey> {
        let person = own(&signed_in.actor)?;
        let name = text::line("passkey-name", name)?;
        let no = || Refusal::unfit("passkey", "passkey-wrong");
        let party = self.party().ok_or_else(no)?;
        let bytes = passkey::challenge_of_new(answer).ok_or_else(no)?;
        let key = self.challenge_key()?;
        Challenge::check(&bytes, &key, &add(signed_in.session), self.now()).ok_or_else(no)?;
        let new = party.register(answer, &bytes).map_err(|_| no())?;
        let mut write = self.store.write(&signed_in.actor, self.now()).await?;
        if passkeys::of(&write, person).await?.len() >= MOST {
            return Err(Refusal::unfit("passkey", "passkey-many"))?;
        }
        once(&mut write, &Sha256::digest(&bytes).into()).await?;
        let passkey = Passkey {
            id: self.id(),
            agency: signed_in.agency.id,
            person,
            credential: new.id,
            public_key: new.key,
            counter: new.counter,
            backed_up: new.backed_up,
            name,
            created_at: write.now(),
            used_at: None,
        };
        match passkeys::insert(&mut write, &passkey).await {
            Err(error) if error.is_conflict() => return Err(Refusal::unfit("passkey", "passkey-there"))?,
            done => done?,
        }
        let ended = sessions::end(&mut write, person, Which::AllBut(signed_in.session)).await?;
        let details = json!({ "passkey": passkey.id, "name": passkey.name, "sessions_ended": ended });
        write.record(Entry::new("passkey.add", person).with(details));
        self.notify(&mut write, person, Notice::PasskeyAdded, &passkey.name).await?;
        write.commit().await?;
        Ok(passkey)
    }

    /// Removes one of one's own passkeys. Other sessions end.
    pub async fn remove_passkey(&self, signed_in: &SignedIn, id: PasskeyId) -> Result<()> {
        let person = own(&signed_in.actor)?;
        let mut write = self.store.write(&signed_in.actor, self.now()).await?;
        let passkey = passkeys::lock(&mut write, person, id).await?;
        passkeys::remove(&mut write, person, id).await?;
        let ended = sessions::end(&mut write, person, Which::AllBut(signed_in.session)).await?;
        let details = json!({ "passkey": id, "name": passkey.name, "sessions_ended": ended });
        write.record(Entry::new("passkey.remove", person).with(details));
        self.notify(&mut write, person, Notice::PasskeyRemoved, &passkey.name).await?;
        write.commit().await?;
        Ok(())
    }

    /// Signs in with a passkey alone. Refused with `passkey-password` where the device did not check its owner: then
    /// the password must come with it.
    pub async fn sign_in_with_passkey(&self, answer: &str, from: &Browser) -> Result<Entered> {
        self.enter_with_passkey(answer, from, None).await
    }

    /// Opens a locked session again with a passkey of the same person.
    pub async fn unlock_with_passkey(&self, token: &Token, answer: &str, from: &Browser) -> Result<Entered> {
        let found = self.session(token).await?.ok_or(Error::Missing("session"))?;
        self.enter_with_passkey(answer, from, Some(&found)).await
    }

    async fn enter_with_passkey(
        &self,
        answer: &str,
        from: &Browser,
        locked: Option<&SignedIn>,
    ) -> Result<Entered> {
        let proven = match self.look_at(answer, SIGN_IN).await? {
            Looked::Right(proven) => proven,
            Looked::Wrong(account, why) => return self.refuse_passkey(account.as_deref(), why, from).await,
        };
        let person = &proven.account.person;
        let other = locked.is_some_and(|l| (l.person.agency, l.person.id) != (person.agency, person.id));
        if other || person.standing != Standing::Active {
            return self.refuse_passkey(Some(&proven.account), Refused::Challenge, from).await;
        }
        if !proven.used.verified {
            return Err(Refusal::not_now("passkey-password"))?;
        }
        let mut write = self.store.write(&person.actor(), self.now()).await?;
        let now = people::by_id(&write, person.id).await?;
        if now.standing != Standing::Active {
            return Err(refused());
        }
        note_use(&mut write, &proven).await?;
        if let Some(old) = locked {
            sessions::end(&mut write, now.id, Which::One(old.session)).await?;
        }
        let agency = proven.account.agency.clone();
        let entered = self.begin_session(&mut write, now, agency, "passkey", from).await?;
        let act = if locked.is_some() { "session.unlock" } else { "sign_in.accept" };
        let details = json!({
            "factor": "passkey", "passkey": proven.id(), "network": from.network,
            "session": entered.signed_in.session,
        });
        write.record(Entry::new(act, person.id).with(details));
        write.commit().await?;
        Ok(entered)
    }

    /// Looks at an answer to a challenge that was made to come in.
    pub(crate) async fn look_at_sign_in(&self, answer: &str) -> Result<Looked> {
        self.look_at(answer, SIGN_IN).await
    }

    /// Looks at an answer of somebody who is to prove again who they are.
    pub(crate) async fn look_at_proof(&self, answer: &str, session: SessionId) -> Result<Looked> {
        self.look_at(answer, &prove(session)).await
    }

    async fn look_at(&self, answer: &str, purpose: &str) -> Result<Looked> {
        let wrong = |why| Ok(Looked::Wrong(None, why));
        let Some(party) = self.party() else { return wrong(Refused::Origin) };
        let answer = match Answer::read(answer) {
            Ok(answer) => answer,
            Err(why) => return wrong(why),
        };
        let (key, now) = (self.challenge_key()?, self.now());
        let Some(challenge) =
            answer.challenge().filter(|c| Challenge::check(c, &key, purpose, now).is_some())
        else {
            return wrong(Refused::Challenge);
        };
        let Some((passkey, account)) = self.store.unauthenticated().passkey(&answer.id).await? else {
            return wrong(Refused::Signature);
        };
        let key = PublicKey::read(&passkey.public_key).map_err(Error::broken)?;
        Ok(match party.verify(&answer, &challenge, &key, passkey.counter) {
            Ok(used) => {
                let challenge = Sha256::digest(&challenge).into();
                Looked::Right(Box::new(Proven { passkey, account, used, challenge }))
            }
            Err(why) => Looked::Wrong(Some(Box::new(account)), why),
        })
    }

    /// Leaves the row of a refused passkey; a counter that went backwards is told to its owner.
    pub(crate) async fn refuse_passkey<T>(
        &self,
        account: Option<&Account>,
        why: Refused,
        from: &Browser,
    ) -> Result<T> {
        let agency = match account {
            Some(account) => Some(account.agency.id),
            None => self.store.agencies().await?.first().map(|agency| agency.id),
        };
        let Some(agency) = agency else { return Err(refused()) };
        let mut write = self.store.write(&Actor::nobody(agency), self.now()).await?;
        let object = account.map_or("unknown".to_owned(), |account| account.person.id.to_string());
        let details = json!({ "why": "passkey", "what": why.to_string(), "network": from.network });
        write.record(Entry::new("sign_in.refuse", &object).with(details));
        if let (Some(account), Refused::Counter) = (account, why) {
            write.record(Entry::new("passkey.copied", &object).with(json!({ "network": from.network })));
            self.notify(&mut write, account.person.id, Notice::PasskeyCopied, "").await?;
        }
        write.commit().await?;
        Err(refused())
    }
}

/// Notes the use of a passkey: its challenge is answered once, and its counter grows.
pub(crate) async fn note_use(write: &mut Write, proven: &Proven) -> Result<()> {
    let now = passkeys::lock(write, proven.passkey.person, proven.passkey.id).await?;
    // Another use may have come between: what was judged must still hold.
    let counts = proven.used.counter != 0 || now.counter != 0;
    if counts && proven.used.counter <= now.counter {
        return Err(refused());
    }
    once(write, &proven.challenge).await?;
    passkeys::used(write, now.id, proven.used.counter, proven.used.backed_up).await?;
    Ok(())
}

async fn once(write: &mut Write, challenge: &[u8; 32]) -> Result<()> {
    match passkeys::answer(write, challenge).await {
        Err(error) if error.is_conflict() => Err(refused()),
        done => Ok(done?),
    }
}

fn own(who: &Actor) -> Result<PersonId> {
    who.reach(Action::UseAccount).and(who.person()).ok_or(Error::Missing("account"))
}

fn prove(session: SessionId) -> String {
    format!("prove/{session}")
}

fn add(session: SessionId) -> String {
    format!("add/{session}")
}
