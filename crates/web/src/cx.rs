//! The context of a request: what a handler needs besides its own input.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use commonbeat_app::{App, SignedIn};
use commonbeat_auth::token::Token;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::organization::people::Person;
use commonbeat_domain::text::Language;
use jiff::tz::TimeZone;

use crate::backend;
use crate::chrome::{Area, Chrome};
use crate::edge::RequestId;
use crate::error::{Error, Result};
use crate::flash::{Flash, GoTo};
use crate::form::Form;
use crate::session::{cookie, set_cookie, signed_in};
use crate::state::AppState;
use crate::table::{Door, Route};
use crate::words::Words;

const LANGUAGE_COOKIE: &str = "lang";
const YEAR: u32 = 365 * 24 * 3600;

/// A request, with who makes it. Routes that work without an agency take `Arc<Visit>` through [`Bare`].
pub struct Visit {
    /// What every request can reach.
    pub state: AppState,
    /// Texts in the reader's language.
    pub words: Words,
    /// Names this request in the log and on the page for what is broken.
    pub request_id: String,
    /// The agency whose pages are shown; none on the first page of an installation with several.
    pub agency: Option<Arc<Agency>>,
    /// Who is signed in.
    pub signed_in: Option<Arc<SignedIn>>,
    /// Whose session waits for password and code; it opens nothing until then.
    pub locked: Option<Arc<SignedIn>>,
    /// The address asked for.
    pub uri: Uri,
    /// What was done on the page before.
    pub flash: Option<Flash>,
    /// Whether the page shows the way to staff pages.
    pub staff: bool,
    switched: Option<Language>,
    personal: AtomicBool,
    /// Whether nothing of the visitor may be looked at or kept.
    anonymous: bool,
}

impl Visit {
    /// Finds out who asks, and for which agency.
    pub async fn at(self, route: Route, headers: &HeaderMap) -> Result<Visit> {
        let mut visit = self;
        if route.door == Door::SecretLink {
            visit.uri = Uri::from_static("/");
        } else if route.door == Door::Anonymous {
            visit.anonymous = true;
            visit.flash = None;
        } else {
            let found = signed_in(&visit.state, headers).await?.map(Arc::new);
            let locked = found.as_ref().is_some_and(|s| s.locked);
            (visit.signed_in, visit.locked) = if locked { (None, found) } else { (found, None) };
        }
        visit.agency = match &visit.signed_in {
            Some(signed_in) => Some(Arc::new(signed_in.agency.clone())),
            None => public_agency(&visit.state.app).await?.map(Arc::new),
        };
        visit.staff = route.door == Door::Staff && visit.signed_in.is_some();
        visit.words.zone = visit.agency.as_ref().map_or(TimeZone::UTC, |a| a.time_zone());
        let own = visit.signed_in.as_ref().map(|s| s.person.language);
        visit.words.language = language(headers, visit.switched, own);
        Ok(visit)
    }

    /// The visit of a request about which nothing is known but its headers.
    pub fn outside(request: &Request) -> Result<Visit> {
        let state = request.extensions().get::<AppState>().cloned();
        let state = state.ok_or_else(|| Error::broken("the edge did not see this request"))?;
        let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        let switched = switched(request.uri());
        let words = Words {
            language: language(request.headers(), switched, None),
            zone: TimeZone::UTC,
            now: state.app.now(),
        };
        Ok(Visit {
            state,
            words,
            request_id,
            agency: None,
            signed_in: None,
            locked: None,
            uri: request.uri().clone(),
            flash: Flash::of(request.headers()),
            staff: false,
            switched,
            personal: AtomicBool::new(false),
            anonymous: false,
        })
    }

    /// The signed-in person.
    pub fn person(&self) -> Option<&Person> {
        self.signed_in.as_ref().map(|s| &s.person)
    }

    /// What the layout needs; `area` is marked in the navigation.
    pub fn chrome(&self, area: Area) -> Chrome {
        Chrome::of(self, area)
    }

    /// An empty form, with a token so that it is done once however often it is sent.
    pub fn form(&self) -> Form {
        self.keep_personal();
        Form::new(Token::generate().reveal())
    }

    /// On to another page, after a form was done.
    pub fn go_to(&self, path: impl Into<String>) -> GoTo {
        GoTo::new(self.state.settings.clone(), path)
    }

    /// Says that the page is for this reader alone and may not be kept by a proxy.
    pub fn keep_personal(&self) {
        self.personal.store(true, Ordering::Relaxed);
    }

    /// The query that keeps the language chosen on a page without cookies: `?lang=es`, or nothing.
    pub fn language_query(&self) -> String {
        self.switched.map(|language| format!("?lang={}", language.tag())).unwrap_or_default()
    }

    pub(crate) fn personal(&self) -> bool {
        self.personal.load(Ordering::Relaxed)
            || self.signed_in.is_some()
            || self.locked.is_some()
            || self.flash.is_some()
            || self.switched.is_some()
    }

    pub(crate) fn leave_cookies(&self, headers: &mut HeaderMap) {
        if let Some(language) = self.switched.filter(|_| !self.anonymous) {
            let cookie = set_cookie(&self.state.settings, LANGUAGE_COOKIE, language.tag(), Some(YEAR));
            headers.append(header::SET_COOKIE, cookie);
        }
    }
}

/// The agency of public pages: the only one. Where there are several, their list on the first page comes first.
async fn public_agency(app: &App) -> Result<Option<Agency>> {
    let mut agencies = backend::agencies(app).await?;
    Ok(if agencies.len() == 1 { agencies.pop() } else { None })
}

fn switched(uri: &Uri) -> Option<Language> {
    let query = uri.query()?;
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|tag| tag.parse().ok())
}

/// The reader's language: as just chosen, as chosen before, as in the account, as the browser asks, English.
fn language(headers: &HeaderMap, switched: Option<Language>, own: Option<Language>) -> Language {
    let chosen = || cookie(headers, LANGUAGE_COOKIE).and_then(|tag| tag.parse().ok());
    switched.or(own).or_else(chosen).or_else(|| accepted(headers)).unwrap_or_default()
}

fn accepted(headers: &HeaderMap) -> Option<Language> {
    let asked = headers.get(header::ACCEPT_LANGUAGE).map(HeaderValue::to_str)?.ok()?;
    let mut weighed: Vec<(f32, Language)> = Vec::new();
    for part in asked.split(',') {
        let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
        let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        if let (Ok(language), Ok(weight)) = (primary.parse(), weight.trim().parse()) {
            weighed.push((weight, language));
        }
    }
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
    weighed.first().map(|(_, language)| *language)
}

/// The context of a handler: who acts for which agency, and everything of the [`Visit`].
#[derive(Clone)]
pub struct Cx {
    /// Everything pages ask and do.
    pub app: App,
    /// Who acts: the signed-in person, or nobody on public pages.
    pub actor: Actor,
    /// The agency.
    pub agency: Arc<Agency>,
    visit: Arc<Visit>,
}

impl Deref for Cx {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl<S: Sync> FromRequestParts<S> for Cx {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Cx> {
        let Bare(visit) = Bare::from_request_parts(parts, state).await?;
        let agency = visit.agency.clone().ok_or(Error::NotFound)?;
        let actor = match &visit.signed_in {
            Some(signed_in) => signed_in.actor.clone(),
            None => Actor::nobody(agency.id),
        };
        Ok(Cx { app: visit.state.app.clone(), actor, agency, visit })
    }
}

/// A visit that needs no agency: the first page, health, sign-in.
#[derive(Clone)]
pub struct Bare(pub Arc<Visit>);

impl Deref for Bare {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Bare {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Bare> {
        let visit = parts.extensions.get::<Arc<Visit>>().cloned();
        visit.map(Bare).ok_or_else(|| Error::broken("no row of the table answers this request"))
    }
}

/// Parameters of the path. What is not even an id or a reference is *not found*, like any other that does not exist.
#[derive(Clone, Debug)]
pub struct Path<T>(pub T);

impl<T: serde::de::DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Path(value)).map_err(|_| Error::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_languages_count_in_the_order_it_likes_them() {
        let asks = |text: &'static str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text))]);
            language(&headers, None, None)
        };
        assert_eq!(asks("es-MX,es;q=0.9,en;q=0.8"), Language::Es);
        assert_eq!(asks("fr;q=1.0,en;q=0.5,es;q=0.7"), Language::Es);
        assert_eq!(asks("zh"), Language::En);
        assert_eq!(asks("en;q=x"), Language::En);
    }
}
