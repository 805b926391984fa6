//! A letter that came in, as a mail server handed it over.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, ConcernId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::partnerships::concerns::{Channel, DeliveryState};
use commonbeat_domain::partnerships::danger;
use commonbeat_domain::partnerships::inbound::{Class, Facts, Inbound};
use commonbeat_domain::partnerships::wishes::{self, Wish};
use commonbeat_domain::text::{Email, Language};
use commonbeat_formats::mail_in::{self, LeftOut, Machine, MailIn, Report};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Read, StoreError, agencies, concerns, inbound};
use serde_json::json;

use super::address::taker;
use super::put::Coming;
use super::{Kind, Taken};
use crate::deliveries::Failure;
use crate::{App, Error, Result};

/// Most bytes of a letter that are read: one with 30 MB attached is still read whole. Of a larger one the beginning is,
/// where the words stand.
pub const MOST: usize = 48 << 20;

/// What our address on a letter proves.
struct Proven {
    kind: Kind,
    /// The address that the letter it answers went to.
    recipient: String,
    thread: Option<ConcernId>,
}

impl App {
    /// Takes in a letter to an agency. `recipient` is the envelope's address, where the mail server tells it. The same
    /// letter is taken once, however often it is handed over.
    pub async fn take_mail(
        &self,
        agency: AgencyId,
        mut raw: Vec<u8>,
        recipient: Option<String>,
    ) -> Result<Taken> {
        raw.truncate(MOST);
        let reading = tokio::task::spawn_blocking(move || mail_in::read(&raw, recipient.as_deref()));
        let mail = reading.await.map_err(Error::broken)?;
        let who = commonbeat_domain::authority::Actor::system(agency, "take-in");
        let read = self.store.read(&who).await?;
        let agency = agencies::own(&read).await?;
        let proven = self.proven(&read, &agency, &mail).await?;
        if let Some(report) = &mail.report {
            return self.take_report(&agency, &mail, report, proven).await;
        }
        let coming = self.coming(&read, &agency, mail, proven).await?;

        self.take(&agency, &coming).await
    }

    /// What the addresses of a letter prove; the first that bears our sign counts.
    async fn proven(&self, read: &Read, agency: &Agency, mail: &MailIn) -> Result<Option<Proven>> {
        for address in &mail.to {
            if let Some((kind, recipient)) = self.meant(read, agency, address).await? {
                let thread = match kind {
                    Kind::Thread(id) => Some(id),
                    Kind::Delivery(id) => Some(concerns::delivery(read, id).await?.0.concern),
                    Kind::Subscriber(_) => None,
                };
                return Ok(Some(Proven { kind, recipient, thread }));
            }
        }
        Ok(None)
    }

    async fn coming(
        &self,
        read: &Read,
        agency: &Agency,
        mail: MailIn,
        proven: Option<Proven>,
    ) -> Result<Coming> {
        let thread = proven.as_ref().and_then(|p| p.thread);
        let (keyword, free) = (wishes::keyword(&mail.words), wishes::wants_no_more(&mail.words));
        let wish = keyword.map(|(wish, _)| wish).or(free.then_some(Wish::Stop));
        // What a letter says of its sender proves nothing: a stop needs our sign, or anybody could silence anybody.
        let (wish, unproven) = match &proven {
            Some(_) => (wish, false),
            None => (None, wish == Some(Wish::Stop)),
        };
        let sender = proven.as_ref().map_or_else(|| mail.from.clone(), |p| p.recipient.clone());
        let known = inbound::correspondent(read, Channel::Email, &sender).await?;
        let language = match thread {
            Some(thread) => concerns::fetch_for(read, Action::ReadConcerns, thread).await?.language,
            None => known
                .map(|known| known.language)
                .or_else(|| wishes::language_of(&mail.words))
                .unwrap_or(Language::En),
        };
        let rating = self.rating(read, thread, &mail.words).await?;
        let unreachable = sender.parse::<Email>().is_err();
        let own = self.is_own(agency, &mail.from);
        // What a list passes on to an address that we made for somebody is that person's answer.
        let machine = mail.automatic.filter(|machine| *machine != Machine::List || proven.is_none());
        let alarming = !own && danger::sounds_like(&words(&mail, false)).is_some();
        let wordless = mail.words.is_empty() && mail.left_out.is_empty();
        let facts = Facts {
            bounce: false,
            automatic: machine.is_some() || own,
            alarming,
            wish,
            thread,
            rating: rating.is_some(),
            empty: (unproven || unreachable || wordless) && !alarming,
        };
        let note = match () {
            () if own => "own",
            () if unproven => "stop-unproven",
            () if unreachable => "no-address",
            () if mail.unreadable => "unreadable",
            () => machine.map(Machine::name).unwrap_or_default(),
        };
        Ok(Coming {
            channel: Channel::Email,
            source: mail.digest.clone(),
            called: mail.from_name.clone(),
            words: words(&mail, thread.is_some()),
            language,
            helped: rating,
            free: keyword.is_none(),
            wish,
            kind: proven.map(|p| p.kind),
            left_out: mail.left_out.iter().map(named).collect(),
            note: note.to_owned(),
            sender,
            facts,
        })
    }

    /// Whether the answer helped, where a letter or text says nothing else and an answer stands.
    pub(super) async fn rating(
        &self,
        read: &Read,
        thread: Option<ConcernId>,
        words: &str,
    ) -> Result<Option<commonbeat_domain::partnerships::ledger::Helped>> {
        let (Some(thread), Some(helped)) = (thread, wishes::helped(words)) else { return Ok(None) };
        let concern = concerns::fetch_for(read, Action::ReadConcerns, thread).await?;
        Ok((concern.answered_at.is_some() && concern.next_due.is_none()).then_some(helped))
    }

    /// Whether a letter comes from one of our own addresses: a loop.
    fn is_own(&self, agency: &Agency, from: &str) -> bool {
        let sent_from = self.mailer().ok().flatten().map(|m| m.from().to_lowercase());
        let door = self.mail_door(agency).is_some_and(|(local, host)| {
            from.rsplit_once('@')
                .is_some_and(|(l, h)| h == host && l.split('+').next() == Some(local.as_str()))
        });
        door || sent_from.as_deref() == Some(from)
    }

    /// A mail server reports that a letter did not arrive. It is believed only at an address that we made for that
    /// letter; any other lies where a person sees it and changes nothing.
    async fn take_report(
        &self,
        agency: &Agency,
        mail: &MailIn,
        report: &Report,
        proven: Option<Proven>,
    ) -> Result<Taken> {
        let mut write = self.store.write(&taker(agency), self.now()).await?;
        if inbound::came(&write, Channel::Email, &mail.digest).await? {
            return Ok(Taken::Again);
        }
        let believed = proven.as_ref().filter(|p| !matches!(p.kind, Kind::Thread(_)));
        match believed.map(|p| p.kind) {
            Some(Kind::Delivery(delivery)) if report.is_permanent() => {
                let why = Failure::Bounced.kept(&format!("{} {}", report.status, report.said));
                concerns::settle_delivery(&mut write, delivery, DeliveryState::Failed, Some(&why)).await?;
                write.record(
                    Entry::new("delivery.bounced", delivery).with(json!({ "status": report.status })),
                );
            }
            Some(Kind::Subscriber(id)) if report.is_permanent() => self.stop_bounced(&mut write, id).await?,
            _ => {}
        }
        let thread = believed.and_then(|p| p.thread);
        let row = Inbound {
            id: self.id(),
            channel: Channel::Email,
            sender: believed.map_or_else(|| mail.from.clone(), |p| p.recipient.clone()),
            class: Class::Bounce,
            concern: thread,
            words: String::new(),
            note: if believed.is_some() { report.status.clone() } else { "not-ours".to_owned() },
            left_out: Vec::new(),
        };
        match inbound::insert(&mut write, &row, &mail.digest).await {
            Err(StoreError::DoneAlready) => return Ok(Taken::Again),
            done => done?,
        }
        let told = json!({ "class": Class::Bounce, "believed": believed.is_some() });
        write.record(Entry::new("message.take", row.id).with(told));
        write.commit().await?;
        Ok(Taken::As(Class::Bounce, thread))
    }
}

/// The words as they stand on the thread: a new one begins with its subject.
fn words(mail: &MailIn, reply: bool) -> String {
    match () {
        () if reply || mail.subject.is_empty() || mail.words.contains(&mail.subject) => mail.words.clone(),
        () if mail.words.is_empty() => mail.subject.clone(),
        () => format!("{}\n\n{}", mail.subject, mail.words),
    }
}

/// A part that was not taken, for people.
fn named(part: &LeftOut) -> String {
    let name = if part.name.is_empty() { part.kind } else { &part.name };
    match part.bytes {
        0..1_000_000 => format!("{name} ({} KB)", part.bytes.div_ceil(1_000)),
        large => format!("{name} ({} MB)", large / 1_000_000),
    }
}
