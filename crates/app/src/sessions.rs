//! Sessions: who a token belongs to now, locking, signing out.

use commonbeat_auth::token::Token;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{PersonId, SessionId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_store::audit::Entry;
use commonbeat_store::sessions::{self, Session, Which};
use commonbeat_store::{Write, people};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::{App, Browser, Entered, Error, Result};

/// A session that was not used for longer is locked until password and code are given again.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);

/// A session ends this long after the person proved who they are, however busy it is.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(12);

/// The use of a session is written down at most this often.
const NOTED: SignedDuration = SignedDuration::from_mins(1);

/// Longest name of a browser that is kept, in characters.
const AGENT: usize = 200;

/// A person who is signed in, as the account is at this moment.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person as an actor, with the roles and beats of now.
    pub actor: Actor,
    /// The account.
    pub person: Person,
    /// The agency of the account.
    pub agency: Agency,
    /// The session.
    pub session: SessionId,
    /// Whether the session waits for password and code again; until then it opens nothing.
    pub locked: bool,
    /// When the person last proved who they are.
    pub proved_at: Timestamp,
}

impl App {
    /// Who a token belongs to. Nobody, where it is unknown, ended or older than [`LONGEST`], and where the account
    /// may not be used any more.
    pub async fn session(&self, token: &Token) -> Result<Option<SignedIn>> {
        let now = self.now();
        let found = self.store.unauthenticated().session(&token.digest()).await?;
        let Some((session, person, agency)) = found else { return Ok(None) };
        let over = session.ended_at.is_some() || now.duration_since(session.created_at) > LONGEST;
        if over || person.standing != Standing::Active {
            return Ok(None);
        }
        let idle = now.duration_since(session.seen_at);
        let locked = session.locked_at.is_some() || idle > IDLE;
        if !locked && idle >= NOTED {
            self.store.unauthenticated().seen(agency.id, session.id, now - NOTED, now).await?;
        }
        Ok(Some(SignedIn {
            actor: person.actor(),
            person,
            agency,
            session: session.id,
            locked,
            proved_at: session.proved_at,
        }))
    }

    /// Adds a session to a write; the caller records what it began with.
    pub(crate) async fn begin_session(
        &self,
        write: &mut Write,
        person: Person,
        agency: Agency,
        factor: &str,
        from: &Browser,
    ) -> Result<Entered> {
        let (token, now) = (Token::generate(), write.now());
        let session = Session {
            id: self.id::<SessionId>(),
            agency: agency.id,
            person: person.id,
            created_at: now,
            seen_at: now,
            factor: factor.to_owned(),
            network: from.network.clone(),
            agent: from.agent.chars().filter(|c| !c.is_control()).take(AGENT).collect(),
            locked_at: None,
            ended_at: None,
            proved_at: now,
        };
        sessions::insert(write, &session, &token.digest()).await?;
        people::signed_in(write, person.id).await?;
        let actor = person.actor();
        Ok(Entered {
            token,
            signed_in: SignedIn { actor, person, agency, session: session.id, locked: false, proved_at: now },
        })
    }

    /// Locks a session by hand: its owner leaves the desk.
    pub async fn lock_session(&self, signed_in: &SignedIn) -> Result<()> {
        let mut write = self.store.write(&signed_in.actor, self.now()).await?;
        sessions::lock(&mut write, signed_in.person.id, signed_in.session).await?;
        write.record(Entry::new("session.lock", signed_in.session));
        write.commit().await?;
        Ok(())
    }

    /// Ends a session; also a locked one. Signing out twice does no harm.
    pub async fn sign_out(&self, token: &Token) -> Result<()> {
        let Some(signed_in) = self.session(token).await? else { return Ok(()) };
        let mut write = self.store.write(&signed_in.actor, self.now()).await?;
        sessions::end(&mut write, signed_in.person.id, Which::One(signed_in.session)).await?;
        write.record(Entry::new("session.end", signed_in.session).with(json!({ "why": "sign-out" })));
        write.commit().await?;
        Ok(())
    }

    /// One's own open sessions, the last used first.
    pub async fn sessions(&self, who: &Actor) -> Result<Vec<Session>> {
        let person = own(who)?;
        Ok(sessions::open_of(&self.store.read(who).await?, person, self.now() - LONGEST).await?)
    }

    /// Ends one of one's own sessions.
    pub async fn end_session(&self, who: &Actor, id: SessionId) -> Result<()> {
        let person = own(who)?;
        let mut write = self.store.write(who, self.now()).await?;
        if sessions::end(&mut write, person, Which::One(id)).await? == 0 {
            return Err(Error::Missing("session"));
        }
        write.record(Entry::new("session.end", id).with(json!({ "why": "ended by owner" })));
        write.commit().await?;
        Ok(())
    }

    /// Ends all of one's own sessions but the one in use; gives their number.
    pub async fn end_other_sessions(&self, signed_in: &SignedIn) -> Result<u64> {
        let mut write = self.store.write(&signed_in.actor, self.now()).await?;
        let kept = Which::AllBut(signed_in.session);
        let ended = sessions::end(&mut write, signed_in.person.id, kept).await?;
        write.record(Entry::new("session.end_others", signed_in.person.id).with(json!({ "ended": ended })));
        write.commit().await?;
        Ok(ended)
    }

    /// Ends every session of somebody; for whoever manages accounts. Gives their number.
    pub async fn end_sessions_of(&self, who: &Actor, person: PersonId) -> Result<u64> {
        who.reach(Action::ManagePeople).ok_or(Error::Missing("person"))?;
        let mut write = self.store.write(who, self.now()).await?;
        people::by_id(&write, person).await?;
        let ended = sessions::end(&mut write, person, Which::All).await?;
        write.record(Entry::new("person.end_sessions", person).with(json!({ "ended": ended })));
        write.commit().await?;
        Ok(ended)
    }
}

fn own(who: &Actor) -> Result<PersonId> {
    who.reach(Action::UseAccount).and(who.person()).ok_or(Error::Missing("account"))
}
