//! The audit trail for those who read it: rows, verification, signed heads, what the week's review looks at.

use std::fmt;

use commonbeat_domain::Key as _;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::AgencyId;
use commonbeat_store::audit::{self, Entry, Filter, Head, Row, Verified};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::keys::Key;
use crate::{App, Error, Result};

/// The newest link of a trail, to be kept somewhere else. Written as `NUMBER:LINK:SECONDS:SIGNATURE`.
///
/// Signed is that this agency's trail had this link at this number at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// Number and link.
    pub head: Head,
    /// When it was read, in whole seconds.
    pub at: Timestamp,
    /// HMAC-SHA256 with the installation's key; none where no key file is set.
    pub signature: Option<String>,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailCheck {
    /// The walk over the rows.
    pub verified: Verified,
    /// Whether the kept head's signature was checked.
    pub signature_checked: bool,
}

/// What the weekly review looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailWeek {
    /// From when on.
    pub since: Timestamp,
    /// Tries to sign in that were refused.
    pub refused_sign_ins: u64,
    /// Accounts that were locked for a time after failures.
    pub locks: u64,
    /// Pages and acts that were refused to somebody signed in.
    pub refused_access: u64,
    /// Reviews that were done.
    pub reviews: u64,
}

impl App {
    /// Rows of the agency's trail, newest first. Reading it leaves a row too.
    pub async fn audit_rows(&self, who: &Actor, filter: &Filter, limit: u64) -> Result<Vec<Row>> {
        self.may_read_trail(who).await?;
        let asked = json!({
            "act": filter.act, "object": filter.object, "actor": filter.actor, "before": filter.before,
        });
        let entry = Entry::new("audit.read", "trail").with(asked);
        let read = self.store.read_recorded(who, self.now(), entry).await?;
        Ok(audit::list(&read, filter, limit).await?)
    }

    /// Walks the whole trail. `kept` is a head that was written down earlier, signed or not; with it a cut-off end is
    /// found too.
    pub async fn verify_trail(&self, who: &Actor, kept: Option<&str>) -> Result<TrailCheck> {
        self.may_read_trail(who).await?;
        let kept: Option<SignedHead> = match kept.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => Some(text.parse()?),
            None => None,
        };
        let signature_checked = kept.as_ref().map_or(Ok(false), |k| self.check_head(who.agency, k))?;
        let read = self.store.read(who).await?;
        let verified = audit::verify(&read, kept.as_ref().map(|k| &k.head)).await?;
        let result = json!({
            "rows": verified.rows,
            "broken": verified.broken.map(|(row, kind)| json!({ "row": row, "kind": kind.name() })),
        });
        let mut write = self.store.write(who, self.now()).await?;
        write.record(Entry::new("audit.verify", "trail").with(result));
        write.commit().await?;
        Ok(TrailCheck { verified, signature_checked })
    }

    /// The newest link, signed where the installation has a key.
    pub async fn trail_head(&self, who: &Actor) -> Result<SignedHead> {
        self.may_read_trail(who).await?;
        let read = self.store.read_recorded(who, self.now(), Entry::new("audit.head", "trail")).await?;
        self.signed(who.agency, audit::head(&read).await?)
    }

    /// A head with its moment and, where the installation has a key, its signature.
    pub(crate) fn signed(&self, agency: AgencyId, head: Head) -> Result<SignedHead> {
        let at = Timestamp::from_second(self.now().as_second()).map_err(Error::broken)?;
        let unsigned = SignedHead { head, at, signature: None };
        let signature = self.key()?.map(|key| key.sign(&unsigned.text(agency)));
        Ok(SignedHead { signature, ..unsigned })
    }

    /// What the weekly review looks at: the last seven days.
    pub async fn trail_week(&self, who: &Actor) -> Result<TrailWeek> {
        self.may_read_trail(who).await?;
        let since = self.now() - SignedDuration::from_hours(7 * 24);
        let acts = ["sign_in.refuse", "sign_in.lock", "access.refuse", "audit.review"];
        let counts = audit::count_acts(&self.store.read(who).await?, &acts, since).await?;
        let count = |act: &str| counts.get(act).copied().unwrap_or(0);
        Ok(TrailWeek {
            since,
            refused_sign_ins: count("sign_in.refuse"),
            locks: count("sign_in.lock"),
            refused_access: count("access.refuse"),
            reviews: count("audit.review"),
        })
    }

    /// Notes that the week's review was done.
    pub async fn review_trail(&self, who: &Actor) -> Result<()> {
        self.may_read_trail(who).await?;
        let mut write = self.store.write(who, self.now()).await?;
        write.record(Entry::new("audit.review", "trail"));
        write.commit().await?;
        Ok(())
    }

    /// Notes that somebody signed in was refused a page or an act; `what` is its place in the route table, never an
    /// address with secrets in it.
    pub async fn note_refused(&self, who: &Actor, what: &str) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        write.record(Entry::new("access.refuse", what));
        write.commit().await?;
        Ok(())
    }

    /// Whether the trail is open to this actor. Whoever is signed in and tries in vain leaves a row.
    async fn may_read_trail(&self, who: &Actor) -> Result<()> {
        if who.may(Action::ReadAudit) {
            return Ok(());
        }
        if who.person().is_some() {
            self.note_refused(who, "audit").await?;
        }
        Err(Error::Missing("trail"))
    }

    fn check_head(&self, agency: AgencyId, kept: &SignedHead) -> Result<bool> {
        match (&kept.signature, self.key()?) {
            (Some(signature), Some(key)) if key.signed(&kept.text(agency), signature) => Ok(true),
            (Some(_), Some(_)) => Err(Refusal::unfit("head", "head-signature"))?,
            _ => Ok(false),
        }
    }

    fn key(&self) -> Result<Option<Key>> {
        self.settings.key_file.as_deref().map(Key::read).transpose()
    }
}

impl SignedHead {
    /// What is signed.
    fn text(&self, agency: AgencyId) -> String {
        format!("commonbeat trail head 1\n{}\n{}\n{}", agency.uuid(), self.head, self.at.as_second())
    }
}

impl fmt::Display for SignedHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.head, self.at.as_second())?;
        self.signature.as_ref().map_or(Ok(()), |signature| write!(f, ":{signature}"))
    }
}

impl std::str::FromStr for SignedHead {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<SignedHead, Refusal> {
        let bad = || Refusal::malformed("head");
        let parts: Vec<&str> = text.trim().split(':').collect();
        let (seq, link) = match parts.as_slice() {
            [seq, link, ..] if parts.len() <= 4 => (seq, link),
            _ => return Err(bad()),
        };
        let head: Head = format!("{seq}:{link}").parse().map_err(|()| bad())?;
        let second = parts.get(2).map_or(Ok(0), |second| second.parse()).map_err(|_| bad())?;
        Ok(SignedHead {
            head,
            at: Timestamp::from_second(second).map_err(|_| bad())?,
            signature: parts.get(3).map(|signature| (*signature).to_owned()),
        })
    }
}
