//! A text that came in, and what became of one that went out, as the gateway tells.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{ConcernId, DeliveryId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::partnerships::concerns::{Channel, DeliveryState};
use commonbeat_domain::partnerships::danger;
use commonbeat_domain::partnerships::inbound::Facts;
use commonbeat_domain::partnerships::wishes::{self, Wish};
use commonbeat_domain::phone::Phone;
use commonbeat_domain::text::{self, Language};
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Read, StoreError, concerns, inbound};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::json;

use super::Taken;
use super::address::taker;
use super::door::{self, Signed};
use super::put::Coming;
use crate::deliveries::Failure;
use crate::{App, Error, Result};

/// How long a thread is that to which a text without a reference belongs.
const LIVELY: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Longest mark of a gateway.
const MARK: usize = 200;

/// A text as the gateway hands it over.
#[derive(Debug, Deserialize)]
struct Came {
    id: String,
    from: String,
    text: String,
}

/// What became of a text, as the gateway tells.
#[derive(Debug, Deserialize)]
struct Told {
    id: String,
    message: String,
    state: String,
    #[serde(default)]
    why: String,
}

impl App {
    /// Takes in a text that a gateway hands over: `{"id", "from", "to", "text"}`. Without the right sign of the last five
    /// minutes nothing is looked at.
    pub async fn text_came(&self, code: &str, signed: Signed<'_>, body: &[u8]) -> Result<Taken> {
        let Some(agency) = self.by_gateway(code, signed, body).await? else { return Ok(Taken::Refused) };
        let came: Came = serde_json::from_slice(body).map_err(|_| Refusal::malformed("words"))?;
        let source = mark(&came.id)?;
        let read = self.store.read(&taker(&agency)).await?;
        let coming = self.coming_text(&read, source, &came).await?;

        self.take(&agency, &coming).await
    }

    async fn coming_text(&self, read: &Read, source: String, came: &Came) -> Result<Coming> {
        let phone = came.from.parse::<Phone>();
        let sender =
            phone.as_ref().map_or_else(|_| came.from.chars().take(40).collect(), ToString::to_string);
        let known = inbound::correspondent(read, Channel::Sms, &sender).await?;
        let thread = self.thread_of_text(read, &sender, &came.text).await?;
        let (keyword, free) = (wishes::keyword(&came.text), wishes::wants_no_more(&came.text));
        let language = match thread {
            Some(thread) => Some(concerns::fetch_for(read, Action::ReadConcerns, thread).await?.language),
            None => keyword.and_then(|(_, language)| language).or(known.map(|known| known.language)),
        };
        let words = text::as_it_came(&came.text);
        let alarming = danger::sounds_like(&words).is_some();
        let helped = self.rating(read, thread, &words).await?;
        let wish = keyword.map(|(wish, _)| wish).or(free.then_some(Wish::Stop)).filter(|_| phone.is_ok());
        let facts = Facts {
            wish,
            thread,
            rating: helped.is_some(),
            alarming,
            empty: (words.is_empty() || phone.is_err()) && !alarming,
            ..Facts::default()
        };
        Ok(Coming {
            channel: Channel::Sms,
            source,
            called: String::new(),
            language: language.or_else(|| wishes::language_of(&words)).unwrap_or(Language::En),
            helped,
            wish,
            free: keyword.is_none(),
            kind: None,
            left_out: Vec::new(),
            note: if phone.is_err() { "no-number" } else { "" }.to_owned(),
            words,
            sender,
            facts,
        })
    }

    /// The thread that a text belongs to: the one whose reference it names, else the one of its number that was last
    /// heard of within a month. Another number's reference leads nowhere.
    async fn thread_of_text(&self, read: &Read, sender: &str, text: &str) -> Result<Option<ConcernId>> {
        let threads = inbound::threads_of(read, Channel::Sms, sender, 50).await?;
        let named = text
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .find_map(|w| w.to_ascii_uppercase().parse::<Reference>().ok());
        if let Some(reference) = named {
            match concerns::by_reference(read, Action::ReadConcerns, reference).await {
                Ok(concern) if threads.iter().any(|(id, _)| *id == concern.id) => {
                    return Ok(Some(concern.id));
                }
                Ok(_) | Err(StoreError::Missing(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let since = self.now() - LIVELY;
        Ok(threads.first().filter(|(_, at)| *at >= since).map(|(id, _)| *id))
    }

    /// Takes down what became of a text, once: `{"id", "message", "state": "delivered" | "failed", "why"}`.
    pub async fn text_told(&self, code: &str, signed: Signed<'_>, body: &[u8]) -> Result<Taken> {
        let Some(agency) = self.by_gateway(code, signed, body).await? else { return Ok(Taken::Refused) };
        let told: Told = serde_json::from_slice(body).map_err(|_| Refusal::malformed("words"))?;
        let id: DeliveryId = told.message.parse().map_err(|_| Refusal::malformed("words"))?;
        let (state, problem) = match told.state.as_str() {
            "delivered" => (DeliveryState::Delivered, None),
            "failed" => {
                let why: String = told.why.chars().filter(|c| !c.is_control()).take(200).collect();
                (DeliveryState::Failed, Some(Failure::Bounced.kept(&why)))
            }
            _ => return Err(Refusal::malformed("words").into()),
        };
        let mut write = self.store.write(&taker(&agency), self.now()).await?;
        let token = format!("receipt/{}", mark(&told.id)?);
        if !crate::concerns::first_time(&mut write, &token, "").await? {
            return Ok(Taken::Again);
        }
        let (delivery, _) = match concerns::delivery(&write, id).await {
            Err(StoreError::Missing(_)) => return Err(Error::Missing("delivery")),
            found => found?,
        };
        if delivery.channel == Channel::Sms.name() && delivery.state != DeliveryState::Failed {
            concerns::settle_delivery(&mut write, id, state, problem.as_deref()).await?;
        }
        write.record(Entry::new("delivery.told", id).with(json!({ "state": state })));
        write.commit().await?;
        Ok(Taken::As(commonbeat_domain::partnerships::inbound::Class::Reply, Some(delivery.concern)))
    }

    /// The agency with this code, if a gateway that knows the key signed the body just now.
    async fn by_gateway(&self, code: &str, signed: Signed<'_>, body: &[u8]) -> Result<Option<Agency>> {
        let sms = self.settings.sms.as_ref().ok_or(Error::Missing("gateway"))?;
        if !door::opens(sms.secret.expose_secret(), self.now(), &signed, body) {
            return Ok(None);
        }
        let all = self.store.agencies().await?;
        let agency = all.into_iter().find(|agency| agency.code.eq_ignore_ascii_case(code));
        Ok(Some(agency.ok_or(Error::Missing("agency"))?))
    }
}

fn mark(id: &str) -> Result<String> {
    let fits = !id.is_empty() && id.len() <= MARK && id.bytes().all(|b| b.is_ascii_graphic());
    if fits { Ok(id.to_owned()) } else { Err(Refusal::malformed("words").into()) }
}
