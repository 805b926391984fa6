//! One connection to the sink: the server's side of RFC 5321.

use super::{Letter, Manners, Shelf};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// Longest command line; RFC 5321 asks for 512, extensions for more.
const LONGEST_LINE: u64 = 64 * 1024;

/// Largest message, announced with the SIZE extension.
const LARGEST: usize = 25 * 1024 * 1024;

pub(super) struct Session {
    stream: BufReader<TcpStream>,
    shelf: Arc<Shelf>,
    manners: Arc<Manners>,
    signed_in: bool,
    from: Option<String>,
    to: Vec<String>,
}

/// Whether the dialogue goes on.
#[derive(PartialEq, Eq)]
enum Next {
    Go,
    End,
}

/// What the recipient's name asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Treatment {
    Accept,
    Away,
    Nobody,
    Hangup,
    Later,
    Refused,
    Lost,
    Silent,
}

impl Treatment {
    fn of(address: &str) -> Treatment {
        let name = address.split('@').next().unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "away" => Treatment::Away,
            "nobody" => Treatment::Nobody,
            "hangup" => Treatment::Hangup,
            "later" => Treatment::Later,
            "refused" => Treatment::Refused,
            "lost" => Treatment::Lost,
            "silent" => Treatment::Silent,
            _ => Treatment::Accept,
        }
    }
}

impl Session {
    pub fn new(stream: TcpStream, shelf: Arc<Shelf>, manners: Arc<Manners>) -> Session {
        let signed_in = manners.sign_in.is_none();
        Session { stream: BufReader::new(stream), shelf, manners, signed_in, from: None, to: Vec::new() }
    }

    /// Until the client leaves or the treatment ends it; a broken connection is nothing to report.
    pub async fn run(mut self) {
        if let Err(error) = self.talk().await {
            tracing::debug!(%error, "A mail client left without a word");
        }
    }

    async fn talk(&mut self) -> io::Result<()> {
        if self.manners.closed {
            return self.say("554 closed").await;
        }
        self.say("220 sink.localhost ESMTP").await?;
        while let Some(line) = self.line().await? {
            if self.answer(line.trim_end()).await? == Next::End {
                break;
            }
        }
        Ok(())
    }

    async fn answer(&mut self, line: &str) -> io::Result<Next> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => self.say(&self.greeting()).await?,
            "HELO" | "NOOP" => self.say("250 sink.localhost").await?,
            "AUTH" => self.sign_in(rest).await?,
            "MAIL" if !self.signed_in => self.say("530 sign in first").await?,
            "MAIL" => match path(rest) {
                Some(from) => {
                    (self.from, self.to) = (Some(from), Vec::new());
                    self.say("250 go on").await?;
                }
                None => self.say("501 no sender").await?,
            },
            "RCPT" => return self.recipient(rest).await,
            "DATA" if self.to.is_empty() => self.say("503 whom for?").await?,
            "DATA" => return self.content().await,
            "RSET" => {
                (self.from, self.to) = (None, Vec::new());
                self.say("250 forgotten").await?;
            }
            "QUIT" => {
                self.say("221 farewell").await?;
                return Ok(Next::End);
            }
            _ => self.say("502 not known here").await?,
        }
        Ok(Next::Go)
    }

    fn greeting(&self) -> String {
        let auth = if self.manners.sign_in.is_some() { "250-AUTH PLAIN\r\n" } else { "" };
        format!("250-sink.localhost\r\n{auth}250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE {LARGEST}")
    }

    /// `AUTH PLAIN` with the initial response of RFC 4616.
    async fn sign_in(&mut self, rest: &str) -> io::Result<()> {
        let offered =
            rest.strip_prefix("PLAIN ").and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
        let expected = self.manners.sign_in.as_ref().map(|(user, password)| format!("\0{user}\0{password}"));
        self.signed_in = expected.is_none_or(|expected| expected.as_bytes() == offered);
        self.say(if self.signed_in { "235 welcome" } else { "535 wrong user or password" }).await
    }

    async fn recipient(&mut self, rest: &str) -> io::Result<Next> {
        let Some(to) = path(rest).filter(|_| self.from.is_some()) else {
            self.say("503 not now").await?;
            return Ok(Next::Go);
        };
        match Treatment::of(&to) {
            Treatment::Away => self.say("451 the mailbox is away, try later").await?,
            Treatment::Nobody => self.say("550 5.1.1 there is no such person").await?,
            Treatment::Hangup => return Ok(Next::End),
            _ => {
                self.to.push(to);
                self.say("250 go on").await?;
            }
        }
        Ok(Next::Go)
    }

    async fn content(&mut self) -> io::Result<Next> {
        self.say("354 end with a dot").await?;
        let Some(raw) = self.until_dot().await? else { return Ok(Next::End) };
        let to = std::mem::take(&mut self.to);
        let treatment = to.iter().map(|to| Treatment::of(to)).find(|one| *one != Treatment::Accept);
        match treatment.unwrap_or(Treatment::Accept) {
            Treatment::Later => return self.say("452 no room just now").await.map(|()| Next::Go),
            Treatment::Refused => return self.say("554 5.7.1 not this content").await.map(|()| Next::Go),
            _ if raw.len() > LARGEST => return self.say("552 too large").await.map(|()| Next::Go),
            _ => self.shelf.keep(Letter { from: self.from.take().unwrap_or_default(), to, raw }),
        }
        match treatment {
            Some(Treatment::Lost) => return Ok(Next::End),
            Some(Treatment::Silent) => std::future::pending::<()>().await,
            _ => self.say("250 2.0.0 kept").await?,
        }
        Ok(Next::Go)
    }

    /// The message without its dot-stuffing; what is beyond the limit is read and dropped. `None` when the
    /// connection ended first: half a message is none.
    async fn until_dot(&mut self) -> io::Result<Option<String>> {
        let mut raw = Vec::new();
        loop {
            let mut line = Vec::new();
            if (&mut self.stream).take(LONGEST_LINE).read_until(b'\n', &mut line).await? == 0 {
                return Ok(None);
            }
            if line == b".\r\n" {
                return Ok(Some(String::from_utf8_lossy(&raw).into_owned()));
            }
            if raw.len() <= LARGEST {
                raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            }
        }
    }

    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let read = (&mut self.stream).take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
        Ok((read > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
    }

    async fn say(&mut self, words: &str) -> io::Result<()> {
        self.stream.get_mut().write_all(format!("{words}\r\n").as_bytes()).await
    }
}

/// The address between angle brackets of `FROM:<...>` or `TO:<...>`.
fn path(rest: &str) -> Option<String> {
    let start = rest.find('<')? + 1;
    let end = rest[start..].find('>')? + start;
    Some(rest[start..end].to_owned())
}
