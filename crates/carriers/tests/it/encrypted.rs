//! Mail through real encryption: a server that speaks TLS in front of the sink.

use super::{settings, to};
use commonbeat_carriers::smtp::{Encryption, Mailer, SendError, SmtpSettings};
use commonbeat_carriers::testing::Sink;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

const AUTHORITY: &str = include_str!("fixtures/ca.pem");

pub fn acceptor() -> TlsAcceptor {
    let certificate =
        CertificateDer::from_pem_slice(include_bytes!("fixtures/localhost.pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("fixtures/localhost.key.pem")).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring knows the protocol versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("key and certificate belong together");
    TlsAcceptor::from(Arc::new(config))
}

/// Listens with encryption and passes on to the sink; returns its port.
async fn in_front_of(sink: &Sink, encryption: Encryption) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let (port, sink) = (listener.local_addr().expect("an address").port(), sink.addr());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(pass_on(stream, sink, encryption));
        }
    });
    port
}

/// An error ends the connection, which is all a client can notice.
async fn pass_on(stream: TcpStream, sink: SocketAddr, encryption: Encryption) -> std::io::Result<()> {
    let mut behind = BufReader::new(TcpStream::connect(sink).await?);
    let stream = match encryption {
        Encryption::StartTls => {
            // The greeting is spoken here already, so the sink's own is swallowed.
            behind.read_line(&mut String::new()).await?;
            until_starttls(stream).await?
        }
        _ => stream,
    };
    let mut encrypted = acceptor().accept(stream).await?;
    copy_bidirectional(&mut encrypted, &mut behind).await?;
    Ok(())
}

async fn until_starttls(stream: TcpStream) -> std::io::Result<TcpStream> {
    let mut plain = BufReader::new(stream);
    plain.write_all(b"220 front.localhost ESMTP\r\n").await?;
    plain.read_line(&mut String::new()).await?;
    plain.write_all(b"250-front.localhost\r\n250 STARTTLS\r\n").await?;
    let mut command = String::new();
    plain.read_line(&mut command).await?;
    assert_eq!(command, "STARTTLS\r\n", "nothing else may be said in plain");
    plain.write_all(b"220 go on\r\n").await?;
    Ok(plain.into_inner())
}

fn encrypted(host: &str, port: u16, tls: Encryption, authority: Option<&str>) -> Mailer {
    let extra_root = authority.map(str::to_owned);
    Mailer::new(SmtpSettings { host: host.to_owned(), tls, extra_root, ..settings(port) })
        .expect("fit settings")
}

fn assert_refuses_certificate(error: &SendError) {
    let SendError::Temporary { what, code: None } = error else { panic!("{error:?}") };
    assert!(what.to_lowercase().contains("certificate"), "{what}");
}

#[tokio::test]
async fn a_message_arrives_through_encryption_of_both_kinds() {
    let sink = Sink::start().await.unwrap();
    for tls in [Encryption::Tls, Encryption::StartTls] {
        let port = in_front_of(&sink, tls).await;
        encrypted("localhost", port, tls, Some(AUTHORITY)).send(&to("asha@example.org")).await.unwrap();
    }
    assert_eq!(sink.messages().len(), 2);
}

#[tokio::test]
async fn a_server_with_a_certificate_nobody_vouches_for_gets_nothing() {
    let sink = Sink::start().await.unwrap();
    for tls in [Encryption::Tls, Encryption::StartTls] {
        let port = in_front_of(&sink, tls).await;
        let error = encrypted("localhost", port, tls, None).send(&to("asha@example.org")).await.unwrap_err();
        assert_refuses_certificate(&error);
    }
    assert_eq!(sink.messages(), []);
}

#[tokio::test]
async fn a_server_under_another_name_than_its_certificates_gets_nothing() {
    let sink = Sink::start().await.unwrap();
    let listener = in_front_of(&sink, Encryption::Tls).await;
    let mailer = encrypted("127.0.0.1", listener, Encryption::Tls, Some(AUTHORITY));
    assert_refuses_certificate(&mailer.send(&to("asha@example.org")).await.unwrap_err());
    assert_eq!(sink.messages(), []);
}
