use super::*;

fn plain(headers: &str, body: &str) -> MailIn {
    read(
        format!("From: Robin <Robin@Example.org>\r\nTo: answers@riverton.example\r\n{headers}\r\n\r\n{body}")
            .as_bytes(),
        None,
    )
}

fn words(body: &str) -> String {
    plain("Content-Type: text/plain; charset=utf-8", body).words
}

#[test]
fn email_in_quotes_and_signatures_are_stripped_whatever_program_wrote_them() {
    let own = "Thank you, the light still does not work.";
    for body in [
        format!(
            "{own}\r\n\r\nOn Mon, Mar 2, 2026 at 9:14 AM Riverton Police <no-reply@riverton.example> wrote:\r\n> You told us\r\n> more\r\n"
        ),
        format!(
            "{own}\r\n\r\nOn Mon, Mar 2, 2026 at 9:14 AM\r\nRiverton Police <no-reply@riverton.example>\r\nwrote:\r\n\r\n> You told us\r\n"
        ),
        format!(
            "{own}\r\n\r\nEl lun, 2 mar 2026 a las 9:14, Riverton Police escribió:\r\n\r\n> Usted dijo\r\n"
        ),
        format!(
            "{own}\r\n\r\n-----Original Message-----\r\nFrom: Riverton\r\nSent: Monday\r\n\r\nYou told us\r\n"
        ),
        format!("{own}\r\n\r\n________________________________\r\nFrom: Riverton Police\r\nSent: Monday\r\n"),
        format!(
            "{own}\r\n\r\nFrom: Riverton Police <x@y>\r\nSent: Monday\r\nTo: Robin\r\n\r\nYou told us\r\n"
        ),
        format!("{own}\r\n\r\nDe: Riverton Police <x@y>\r\nEnviado el: lunes\r\n\r\nUsted dijo\r\n"),
        format!("{own}\r\n-- \r\nRobin Doe\r\nAcme Inc.\r\n"),
        format!("{own}\r\n\r\nSent from my iPhone\r\n"),
        format!("{own}\r\n\r\n## Please write above this line ##\r\nHello Robin\r\n"),
        format!("{own}\r\n\r\n> ## Please write above this line ##\r\n> Hello Robin\r\n"),
        format!("On Mon, Mar 2, 2026 Riverton wrote:\r\n> You told us\r\n> something\r\n\r\n{own}\r\n"),
    ] {
        assert_eq!(words(&body), own, "{body}");
    }
}

#[test]
fn what_a_person_writes_in_the_same_words_stays() {
    for body in [
        "On 5th Street they wrote: graffiti again\nand again",
        "From: the corner to the school nobody is safe.\nIt is dark.",
        "El 5 de mayo vinieron.\n\nNo volvieron.",
    ] {
        assert_eq!(words(body), body);
    }
}

#[test]
fn email_in_charsets_and_encoded_words_are_read() {
    let latin = b"From: =?ISO-8859-1?Q?Se=F1ora_Pe=F1a?= <pena@example.org>\r\nSubject: =?utf-8?B?wr9RdcOpIHBhc8OzPw==?=\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=BFQu=E9 pas=F3 en la calle?\r\n";
    let mail = read(latin, None);
    assert_eq!((mail.from_name.as_str(), mail.subject.as_str()), ("Señora Peña", "¿Qué pasó?"));
    assert_eq!(mail.words, "¿Qué pasó en la calle?");
    let wrong = read(
        b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSe\xf1ora, \xff\xfe ok\r\n",
        None,
    );
    assert!(wrong.words.contains("ora") && wrong.words.contains("ok"), "{}", wrong.words);
    let unknown = read(
        b"From: a@b.example\r\nContent-Type: text/plain; charset=x-klingon\r\n\r\nStill words\r\n",
        None,
    );
    assert_eq!(unknown.words, "Still words");
}

#[test]
fn email_in_nested_parts_winmail_and_what_is_attached() {
    let nested = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/related; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain\r\n\r\nThe words\r\n--i\r\nContent-Type: text/html\r\n\r\n<p>The <b>words</b></p>\r\n--i--\r\n--m--\r\n--o\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Disposition: attachment; filename=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgEA\r\n--o\r\nContent-Type: image/jpeg; name*=utf-8''se%C3%B1al.jpg\r\nContent-Disposition: attachment; filename*=utf-8''se%C3%B1al.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\nTVqQAAMA\r\n--o--\r\n";
    let mail = read(nested.as_bytes(), None);
    assert_eq!(mail.words, "The words");
    let parts: Vec<_> = mail.left_out.iter().map(|p| (p.name.as_str(), p.kind)).collect();
    assert_eq!(parts, [("winmail.dat", "winmail"), ("señal.jpg", "program")], "by content, not by name");
    let html = read(b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n<html><style>p{}</style><p>Only<br>this</p></html>", None);
    assert!(html.words.contains("Only") && html.words.contains("this") && !html.words.contains('<'));
}

#[test]
fn email_in_a_machine_is_known_and_a_person_is_not_taken_for_one() {
    for header in [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; x=y",
        "Precedence: bulk",
        "List-Id: <things.example.org>",
        "Return-Path: <>",
        "X-Autoreply: yes",
        "Subject: Automatic reply: your concern",
        "Subject: Respuesta automática: su mensaje",
    ] {
        assert!(plain(header, "I am away.").automatic.is_some(), "{header}");
    }
    for header in [
        "Auto-Submitted: no",
        "Subject: Re: An answer",
        "Subject: Out of office building, men fight at night",
        "Return-Path: <robin@example.org>",
    ] {
        assert_eq!(plain(header, "Thank you.").automatic, None, "{header}");
    }
    assert!(read(b"From: MAILER-DAEMON@mx.example\r\n\r\nno", None).automatic.is_some());
    for header in
        ["List-Id: <family.example.org>", "List-Unsubscribe: <mailto:x@y.example>", "Precedence: list"]
    {
        assert_eq!(plain(header, "They wait there every night.").automatic, Some(Machine::List), "{header}");
    }
    assert_eq!(plain("Subject: Out of office", "Away.").automatic, Some(Machine::Absence));
}

#[test]
fn email_in_letters_nested_without_end_are_not_gone_down_into() {
    for layer in [
        "Content-Type: message/rfc822\r\n\r\n",
        "content-type: MESSAGE / RFC822; x=y\r\n\r\n",
        "Content-Type: message/global\r\n\r\n",
        "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n",
    ] {
        let raw = format!("From: robin@example.org\r\nSubject: Deep\r\n{}", layer.repeat(60_000));
        let mail = read(raw.as_bytes(), Some("answers+x@beat.example"));
        assert!(mail.unreadable, "{layer}");
        assert_eq!((mail.from.as_str(), mail.subject.as_str()), ("robin@example.org", "Deep"));
        assert_eq!(mail.to, ["answers+x@beat.example"]);
    }
    let report =
        format!("From: a@b.example\r\n\r\n{}", "Final-Recipient: rfc822; a@b.example\r\n".repeat(200));
    assert!(!read(report.as_bytes(), None).unreadable);
}

#[test]
fn email_in_recipients_are_bounded_and_what_the_server_says_comes_first() {
    let many: Vec<String> = (0..100_000).map(|n| format!("answers+c{n}@beat.example")).collect();
    let raw = format!(
        "From: a@b.example\r\nTo: A@b.example, a@B.example\r\nCc: {}\r\nDelivered-To: <ours@beat.example>\r\n\r\nx",
        many.join(", ")
    );
    let to = read(raw.as_bytes(), Some("first@beat.example")).to;
    assert_eq!(to[..3], ["first@beat.example", "ours@beat.example", "a@b.example"]);
    assert_eq!(to.len(), 50);
}

#[test]
fn bounce_a_report_is_read_and_a_full_mailbox_is_not_for_good() {
    let report = |action: &str, status: &str| {
        let raw = format!(
            "From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; robin@example.org\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: x\r\n--b--\r\n"
        );
        read(raw.as_bytes(), None).report.expect("a report")
    };
    assert!(report("failed", "5.1.1").is_permanent());
    assert_eq!(report("failed", "5.1.1").said, "smtp; 550 no such user");
    for (action, status) in
        [("failed", "5.2.2"), ("delayed", "4.4.1"), ("failed", "4.2.2"), ("relayed", "2.0.0")]
    {
        assert!(!report(action, status).is_permanent(), "{action} {status}");
    }
    assert_eq!(
        plain("Subject: Undeliverable", "550 5.1.1 no such user").report,
        None,
        "words alone are no report"
    );
}

#[test]
fn the_same_letter_has_the_same_digest_by_whatever_way_it_comes() {
    let body = "From: a@b.example\r\nMessage-ID: <1@b.example>\r\n\r\nwords\r\n";
    let again = format!("Received: from elsewhere\r\n{body}");
    assert_eq!(read(body.as_bytes(), None).digest, read(again.as_bytes(), None).digest);
    assert_ne!(
        read(body.as_bytes(), None).digest,
        read(body.replace("words", "other").as_bytes(), None).digest
    );
}

#[test]
fn recipients_are_found_in_every_header_that_names_them() {
    let mail = read(b"From: a@b.example\r\nTo: Desk <Answers+C1@Riverton.example>\r\nDelivered-To: x@riverton.example\r\n\r\nhi", Some("Envelope@riverton.example"));
    assert_eq!(mail.to, ["envelope@riverton.example", "x@riverton.example", "answers+c1@riverton.example"]);
}

proptest::proptest! {
    #[test]
    fn no_bytes_stop_the_reader(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..2000)) {
        read(&bytes, None);
    }

    #[test]
    fn no_broken_mime_stops_the_reader(cut in 0_usize..900, at in 0_usize..900, byte: u8) {
        let whole = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=i\r\n\r\n--i\r\nContent-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\nAction: failed\r\n--i--\r\n--o\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@d.example\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA====\r\n--o--\r\n";
        let mut bytes = whole.as_bytes().to_vec();
        if let Some(there) = bytes.get_mut(at) { *there = byte; }
        bytes.truncate(cut);
        read(&bytes, None);
    }
}
