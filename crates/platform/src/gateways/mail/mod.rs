//! Sending e-mail: into a folder by default, or to an SMTP server. The same letter always makes the same message, with
//! the id of its outbox row, so that a duplicate is recognised.

mod folder;
mod smtp;

use std::{fmt::Debug, pin::Pin};

use chrono::{DateTime, Utc};
use kyndig_domain::ids::OutboxId;
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use secrecy::ExposeSecret;

pub use self::{folder::Folder, smtp::Smtp};
use crate::config;

/// An e-mail to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub id: OutboxId,
    pub name: String,
    pub address: String,
    /// `nb`, `nn`, `en`.
    pub language: &'static str,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub made_at: DateTime<Utc>,
    /// Name and address for replies; none where replies are not expected.
    pub reply_to: Option<(String, String)>,
}

/// Why it was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// A retry would fail the same way.
    #[error("it cannot be sent: {0}")]
    Hopeless(String),
    #[error("it was not sent this time: {0}")]
    NotNow(String),
}

pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>>;

/// Delivers messages.
pub trait MailGateway: Debug + Send + Sync {
    fn send<'a>(&'a self, id: OutboxId, message: &'a Message) -> Sending<'a>;
}

/// The gateway, and who the mails are from.
#[derive(Debug)]
pub struct Mail {
    from: Mailbox,
    gateway: Box<dyn MailGateway>,
}

impl Mail {
    pub fn start(config: &config::Mail) -> anyhow::Result<Self> {
        let gateway: Box<dyn MailGateway> = match &config.smtp_url {
            Some(url) => Box::new(Smtp::new(url.expose_secret())?),
            None => Box::new(Folder::new(config.folder.clone())),
        };
        Self::through(gateway, &config.from)
    }

    pub fn through(gateway: Box<dyn MailGateway>, from: &str) -> anyhow::Result<Self> {
        let from = from.parse().map_err(|error| anyhow::anyhow!("mail.from {from:?}: {error}"))?;
        Ok(Self { from, gateway })
    }

    pub async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let message = self.message(letter)?;
        self.gateway.send(letter.id, &message).await
    }

    fn message(&self, letter: &Letter) -> Result<Message, MailError> {
        let hopeless = |error: &dyn std::fmt::Display| MailError::Hopeless(error.to_string());
        let address: Address = letter.address.parse().map_err(|error| hopeless(&error))?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(letter.name.clone()), address))
            .answered_by(letter.reply_to.as_ref())?
            .subject(letter.subject.clone())
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .date(letter.made_at.into())
            // Suppresses out-of-office replies.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", letter.language))
            .multipart(MultiPart::alternative().build_with_boundary(letter))
            .map_err(|error| hopeless(&error))
    }
}

trait AnsweredBy: Sized {
    fn answered_by(self, who: Option<&(String, String)>) -> Result<Self, MailError>;
}

impl AnsweredBy for lettre::message::MessageBuilder {
    fn answered_by(self, who: Option<&(String, String)>) -> Result<Self, MailError> {
        let Some((name, address)) = who else { return Ok(self) };
        let address: Address = address.parse().map_err(|error| MailError::Hopeless(format!("reply to: {error}")))?;
        Ok(self.reply_to(Mailbox::new(Some(name.clone()), address)))
    }
}

/// These names are plain ASCII without a colon, as a header's must be.
fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

trait WithBoundary {
    fn build_with_boundary(self, letter: &Letter) -> MultiPart;
}

impl WithBoundary for lettre::message::MultiPartBuilder {
    /// A random boundary would make another message of the same letter.
    fn build_with_boundary(self, letter: &Letter) -> MultiPart {
        use lettre::message::SinglePart;
        self.boundary(format!("kyndig-{}", letter.id))
            .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(letter.text.clone()))
            .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(letter.html.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            id: OutboxId(uuid::Uuid::from_u128(7)),
            name: "Kari Ødegård".to_owned(),
            address: "kari@example.org".to_owned(),
            language: "nb",
            subject: "Ida ber deg signere".to_owned(),
            text: "Hei på deg".to_owned(),
            html: "<p>Hei på deg</p>".to_owned(),
            made_at: "2026-11-21T09:00:00Z".parse().expect("a time"),
            reply_to: None,
        }
    }

    /// Proves NTF-8: the same letter is the same message, so that a retry is recognised.
    #[test]
    fn a_letter_is_always_the_same_message() {
        let mail = Mail::through(Box::new(Folder::new("nowhere".into())), "Kyndig <no-reply@hospital.example>")
            .expect("a gateway");
        let first = String::from_utf8(mail.message(&letter()).expect("a message").formatted()).expect("text");
        let second = String::from_utf8(mail.message(&letter()).expect("a message").formatted()).expect("text");
        assert_eq!(first, second);
        for line in [
            "Message-ID: <00000000-0000-0000-0000-000000000007@hospital.example>",
            "Date: Sat, 21 Nov 2026 09:00:00 +0000",
            "From: Kyndig <no-reply@hospital.example>",
            "Auto-Submitted: auto-generated",
            "Content-Language: nb",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
        ] {
            assert!(first.lines().any(|found| found == line), "{line} is not in\n{first}");
        }
    }

    /// Proves NTF-8: a permanent failure is told apart from a temporary one.
    #[test]
    fn a_broken_address_is_hopeless() {
        let mail =
            Mail::through(Box::new(Folder::new("nowhere".into())), "no-reply@hospital.example").expect("a gateway");
        let broken = Letter { address: "not an address".to_owned(), ..letter() };
        assert!(matches!(mail.message(&broken), Err(MailError::Hopeless(_))));
        let hostile = Letter { subject: "A\r\nBcc: all@example.org".to_owned(), ..letter() };
        let message = String::from_utf8(mail.message(&hostile).expect("a message").formatted()).expect("text");
        assert!(!message.lines().any(|line| line.starts_with("Bcc")), "{message}");
        assert!(Mail::through(Box::new(Folder::new("nowhere".into())), "nobody").is_err());
    }
}
