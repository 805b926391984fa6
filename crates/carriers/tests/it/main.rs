//! Mail through a real SMTP dialogue on loopback.

mod encrypted;
#[cfg(test)]
mod fetched;
#[cfg(test)]
mod sftp;

use commonbeat_carriers::smtp::{
    AutoSubmitted, BadSettings, Encryption, Mailer, Message, SendError, SmtpSettings,
};
use commonbeat_carriers::testing::{Manners, Sink};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

fn settings(port: u16) -> SmtpSettings {
    let from = "Riverton Police <no-reply@riverton.example>";
    SmtpSettings {
        timeout: Duration::from_secs(5),
        ..SmtpSettings::new("127.0.0.1", port, Encryption::None, from)
    }
}

fn mailer(sink: &Sink) -> Mailer {
    Mailer::new(settings(sink.addr().port())).expect("settings for loopback are fit")
}

fn to(address: &str) -> Message {
    let date = "2026-03-01T12:00:00Z".parse().expect("an instant");
    Message::new(address, "Your concern C-2026-0007", "We read it.", "<m-1@riverton.example>", date)
}

#[tokio::test]
async fn a_message_arrives_as_it_was_written() {
    let sink = Sink::start().await.unwrap();
    let message = Message {
        subject: "Su petición: ¿qué pasó en la Calle Peña? Una línea bastante larga, con más de setenta y seis letras".into(),
        text: "Señora,\n\n.un punto al principio\nhttps://riverton.example/c/0123456789abcdefghjkmnpqrstvwxyz\n🦉 fin".into(),
        html: Some("<p>Señora, <b>gracias</b> = \u{201c}bien\u{201d}</p>".into()),
        auto_submitted: Some(AutoSubmitted::Replied),
        ..to("asha@example.org")
    };
    let receipt = mailer(&sink).send(&message).await.unwrap();
    assert_eq!(receipt.reply, "2.0.0 kept");
    let letters = sink.wait_for(1).await;
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(
        (letter.from.as_str(), letter.to.as_slice()),
        ("no-reply@riverton.example", &["asha@example.org".to_owned()][..])
    );
    assert_eq!(letter.header("subject").unwrap(), message.subject);
    assert_eq!(letter.text(), message.text);
    assert_eq!(letter.html(), message.html);
    assert_eq!(letter.header("Auto-Submitted").unwrap(), "auto-replied");
    assert_eq!(letter.header("Message-ID").unwrap(), "<m-1@riverton.example>");
}

#[tokio::test]
async fn a_refused_recipient_is_refused_for_good() {
    let sink = Sink::start().await.unwrap();
    let error = mailer(&sink).send(&to("nobody@example.org")).await.unwrap_err();
    let SendError::Permanent { what, code: Some(550) } = &error else { panic!("{error:?}") };
    assert!(what.contains("there is no such person"), "{what}");
    let error = mailer(&sink).send(&to("refused@example.org")).await.unwrap_err();
    assert!(matches!(error, SendError::Permanent { code: Some(554), .. }), "{error:?}");
    assert_eq!(sink.messages(), []);
}

#[tokio::test]
async fn what_may_be_taken_later_is_temporary() {
    let sink = Sink::start().await.unwrap();
    for (address, code) in
        [("away@example.org", Some(451)), ("later@example.org", Some(452)), ("hangup@example.org", None)]
    {
        let error = mailer(&sink).send(&to(address)).await.unwrap_err();
        assert!(
            matches!(error, SendError::Temporary { code: found, .. } if found == code),
            "{address}: {error:?}"
        );
    }
    assert_eq!(sink.messages(), []);
}

#[tokio::test]
async fn a_server_that_is_closed_or_absent_is_temporary() {
    let closed = Sink::start_with(Manners { closed: true, ..Manners::default() }).await.unwrap();
    let error = mailer(&closed).send(&to("asha@example.org")).await.unwrap_err();
    assert!(matches!(error, SendError::Temporary { code: Some(554), .. }), "{error:?}");
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let error = Mailer::new(settings(free)).unwrap().send(&to("asha@example.org")).await.unwrap_err();
    assert!(matches!(error, SendError::Temporary { code: None, .. }), "{error:?}");
}

#[tokio::test]
async fn a_connection_lost_after_the_content_leaves_the_outcome_unknown() {
    let sink = Sink::start().await.unwrap();
    let error = mailer(&sink).send(&to("lost@example.org")).await.unwrap_err();
    assert!(matches!(error, SendError::Unknown { .. }), "{error:?}");
    assert_eq!(sink.messages().len(), 1, "it was taken after all");
}

#[tokio::test]
async fn a_server_that_never_answers_for_the_content_leaves_the_outcome_unknown() {
    let sink = Sink::start().await.unwrap();
    let short = SmtpSettings { timeout: Duration::from_millis(300), ..settings(sink.addr().port()) };
    let error = Mailer::new(short).unwrap().send(&to("silent@example.org")).await.unwrap_err();
    assert!(matches!(error, SendError::Unknown { .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_that_never_greets_is_given_up_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let short = SmtpSettings { timeout: Duration::from_millis(300), ..settings(port) };
    let error = Mailer::new(short).unwrap().send(&to("asha@example.org")).await.unwrap_err();
    assert!(matches!(error, SendError::Temporary { code: None, .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_that_speaks_nonsense_is_temporary() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    });
    let error = Mailer::new(settings(port)).unwrap().send(&to("asha@example.org")).await.unwrap_err();
    assert!(matches!(error, SendError::Temporary { code: None, .. }), "{error:?}");
}

#[tokio::test]
async fn an_unfit_message_is_refused_without_dialling() {
    let sink = Sink::start().await.unwrap();
    for address in ["", "asha", "asha@example.org\r\nBcc: spy@example.org", "a@b, c@d"] {
        let error = mailer(&sink).send(&to(address)).await.unwrap_err();
        assert!(matches!(error, SendError::Permanent { code: None, .. }), "{address:?}: {error:?}");
    }
    assert_eq!(sink.messages(), []);
}

#[tokio::test]
async fn whoever_must_sign_in_does_and_a_wrong_password_is_ours_to_mend() {
    let sign_in = Some(("riverton".to_owned(), "tractor 9 lamps".to_owned()));
    let sink = Sink::start_with(Manners { sign_in, ..Manners::default() }).await.unwrap();
    let with = |password: &str| {
        let password = Some(password.into());
        Mailer::new(SmtpSettings { user: Some("riverton".into()), password, ..settings(sink.addr().port()) })
            .unwrap()
    };
    with("tractor 9 lamps").send(&to("asha@example.org")).await.unwrap();
    let error = with("wrong").send(&to("asha@example.org")).await.unwrap_err();
    assert!(matches!(error, SendError::Temporary { code: Some(535), .. }), "{error:?}");
    let error = mailer(&sink).send(&to("asha@example.org")).await.unwrap_err();
    assert!(matches!(error, SendError::Temporary { code: Some(530), .. }), "{error:?}");
    assert_eq!(sink.messages().len(), 1);
}

#[tokio::test]
async fn a_server_without_encryption_gets_nothing_when_encryption_is_asked_for() {
    let sink = Sink::start().await.unwrap();
    for tls in [Encryption::StartTls, Encryption::Tls] {
        let asked = SmtpSettings { tls, ..settings(sink.addr().port()) };
        let error = Mailer::new(asked).unwrap().send(&to("asha@example.org")).await.unwrap_err();
        assert!(matches!(error, SendError::Temporary { code: None, .. }), "{tls:?}: {error:?}");
    }
    assert_eq!(sink.messages(), []);
}

#[tokio::test]
async fn an_extra_root_that_is_no_certificate_is_refused() {
    let pem = Some("-----BEGIN CERTIFICATE-----\nnot\n-----END CERTIFICATE-----\n".to_owned());
    let odd = SmtpSettings { tls: Encryption::Tls, extra_root: pem, ..settings(465) };
    assert!(matches!(Mailer::new(odd), Err(BadSettings::Tls(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_messages_at_once_all_arrive_once() {
    let sink = Sink::start().await.unwrap();
    let mailer = std::sync::Arc::new(mailer(&sink));
    let sending: Vec<_> = (0..50)
        .map(|n| {
            let mailer = std::sync::Arc::clone(&mailer);
            tokio::spawn(async move { mailer.send(&to(&format!("resident{n}@example.org"))).await.unwrap() })
        })
        .collect();
    for one in sending {
        one.await.unwrap();
    }
    let mut recipients: Vec<String> = sink.messages().into_iter().flat_map(|letter| letter.to).collect();
    recipients.sort();
    recipients.dedup();
    assert_eq!((recipients.len(), sink.messages().len()), (50, 50));
}
