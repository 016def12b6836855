//! Mails to an SMTP server.

use std::time::Duration;

use anyhow::Context;
use kyndig_domain::ids::OutboxId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::{MailError, MailGateway, Sending};

/// The longest one command may take; a mail takes a handful of them, and its claim lasts longer (outbox).
const TIMEOUT: Duration = Duration::from_secs(20);

pub struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Its URL holds a password.
        f.write_str("Smtp")
    }
}

impl Smtp {
    /// From a URL such as `smtp://user:password@host:587?tls=required`.
    pub fn new(url: &str) -> anyhow::Result<Self> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).context("mail.smtp_url")?;
        Ok(Self(builder.timeout(Some(TIMEOUT)).build()))
    }
}

impl MailGateway for Smtp {
    fn send<'a>(&'a self, _: OutboxId, message: &'a Message) -> Sending<'a> {
        // A server answers with permanent errors for faults of its own settings too, so every refusal is retried.
        Box::pin(async move {
            self.0.send(message.clone()).await.map(drop).map_err(|error| MailError::NotNow(chain(&error)))
        })
    }
}

/// The error and what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
