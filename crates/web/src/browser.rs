//! Where a request comes from: for counting tries to sign in, and for people who look through their own sessions.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use commonbeat_app::Browser;

use crate::error::Error;
use crate::state::AppState;

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct From(pub Browser);

impl<S: Sync> FromRequestParts<S> for From {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<From, Error> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let proxied = parts.extensions.get::<AppState>().is_some_and(|state| state.settings.https);
        let network = network(peer, proxied, &parts.headers).map(|ip| ip.to_canonical().to_string());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok());
        Ok(From(Browser {
            network: network.unwrap_or_else(|| "unknown".to_owned()),
            agent: agent.unwrap_or_default().to_owned(),
        }))
    }
}

/// The address that counts. TLS ends at a proxy, which names the address it saw as the last one; it is believed only
/// where it runs on this machine, since anybody else could write anything there.
fn network(peer: Option<IpAddr>, proxied: bool, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = peer?;
    if !proxied || !peer.is_loopback() {
        return Some(peer);
    }
    let mut named = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
    let last = named.next_back().and_then(|all| all.rsplit(',').next()?.trim().parse().ok());
    Some(last.unwrap_or(peer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, 198.51.100.7".parse().unwrap());
        let (here, away) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([192, 0, 2, 1]));
        assert_eq!(network(Some(here), true, &headers), Some(IpAddr::from([198, 51, 100, 7])));
        assert_eq!(network(Some(here), false, &headers), Some(here));
        assert_eq!(network(Some(away), true, &headers), Some(away));
        assert_eq!(network(None, true, &headers), None);
    }
}
