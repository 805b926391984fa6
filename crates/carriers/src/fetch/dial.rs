//! A connection to the address that was checked.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::{FetchError, Rules, host_of, public, unreachable};

/// A connection.
pub(crate) enum Stream {
    /// On this machine alone.
    Plain(TcpStream),
    /// Encrypted.
    Tls(Box<TlsStream<TcpStream>>),
}

/// Which authorities are trusted.
#[derive(Clone)]
pub(crate) struct Tls(Arc<ClientConfig>);

impl Tls {
    pub(crate) fn trusting(extra: Option<&Path>) -> Result<Tls, FetchError> {
        let mut roots = RootCertStore::empty();
        // What of the system's store cannot be read is left out: without any, no server is trusted.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(file) = extra {
            let unread = |e: &dyn std::fmt::Display| FetchError::Here(format!("{}: {e}", file.display()));
            let certificates = CertificateDer::pem_file_iter(file).map_err(|e| unread(&e))?;
            for certificate in certificates {
                let certificate = certificate.map_err(|e| unread(&e))?;
                roots.add(certificate).map_err(|e| unread(&e))?;
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| FetchError::Here(e.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Tls(Arc::new(config)))
    }
}

/// Looks the name up, checks every address, and connects to the first that answers.
pub(crate) async fn dial(url: &Url, rules: &Rules, tls: &Tls) -> Result<Stream, FetchError> {
    let connecting = async {
        let stream = connect(url, rules).await?;
        if url.scheme() != "https" {
            return Ok(Stream::Plain(stream));
        }
        let name = ServerName::try_from(host_of(url).trim_matches(['[', ']']).to_owned())
            .map_err(|_| FetchError::Address("its host is no name"))?;
        let stream = TlsConnector::from(tls.0.clone()).connect(name, stream).await;
        stream.map(|s| Stream::Tls(Box::new(s))).map_err(|e| unreachable(url, &e))
    };
    let connected = tokio::time::timeout(rules.patience, connecting).await;
    connected.map_err(|_| unreachable(url, &"it did not answer in time"))?
}

async fn connect(url: &Url, rules: &Rules) -> Result<TcpStream, FetchError> {
    let mut last = unreachable(url, &"there is no such host");
    let port = url.port_or_known_default().ok_or(FetchError::Address("it has no port"))?;
    for address in checked(url, port, rules).await? {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = unreachable(url, &error),
        }
    }
    Err(last)
}

/// The addresses of a host, all of which may be dialled. One that may not spoils the name: who answers with an inside
/// address among public ones is up to something.
pub(super) async fn checked(url: &Url, port: u16, rules: &Rules) -> Result<Vec<SocketAddr>, FetchError> {
    let host = host_of(url);
    let bare = host.trim_matches(['[', ']']);
    let found = tokio::net::lookup_host((bare, port)).await.map_err(|e| unreachable(url, &e))?;
    let found: Vec<SocketAddr> = found.collect();
    let allowed =
        rules.allowed_hosts.contains(host) || rules.allowed_hosts.contains(&format!("{host}:{port}"));
    if !allowed && !found.iter().all(|address| public(address.ip())) {
        return Err(FetchError::Inside { host: host.to_owned() });
    }
    let encrypted = matches!(url.scheme(), "https" | "sftp");
    if !encrypted && !found.iter().all(|address| address.ip().is_loopback()) {
        return Err(FetchError::Address("without https:// only this machine is asked"));
    }
    Ok(found)
}
