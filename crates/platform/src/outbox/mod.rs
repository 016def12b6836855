//! NTF-8: what leaves the program is a row, written in the transaction of what caused it; a job delivers it by the handler
//! of its kind. The kinds are composed by the application.

mod deliver;
mod letter;
mod link;
mod mail;

pub use deliver::{Claimed, Delivering, Delivery, Handler, OUTCOMES, Outcome, deliver};
pub use mail::MAIL;

use chrono::{DateTime, TimeDelta, Utc};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::ids::{OutboxId, PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{auth::Work, http::Failure};

/// What can be sent. The text is made at delivery; here are only the facts it needs, and no personal health
/// information; text written by a person (FOL-6) is here until it has been delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case")]
pub enum Message {
    /// FUL-5: a person asks for your signature.
    SignatureRequested {
        employee: String,
        requirement: String,
    },
    /// FUL-17: for several requirements, or several times, at once.
    SignaturesRequested {
        employee: String,
        requirements: Vec<String>,
    },
    /// FUL-5: the request was taken back.
    SignatureRecalled {
        employee: String,
        requirement: String,
    },
    /// REQ-13: it was archived while it waited for a signature, yours or one that you asked for.
    RequirementArchived {
        requirement: String,
        reason: String,
    },
    /// SIG-2: your requirement was signed.
    SignatureGiven {
        signer: String,
        requirement: String,
    },
    /// SIG-2: your request was rejected; why is read in the portal.
    SignatureRejected {
        signer: String,
        requirement: String,
    },
    /// SIG-6: several, or one of the times of one, in one go.
    SignaturesGiven {
        signer: String,
        requirements: Vec<String>,
    },
    SignaturesRejected {
        signer: String,
        requirements: Vec<String>,
    },
    /// SIG-5: requests that have waited for your signature for more than 14 days; the oldest are named, with the number
    /// of the others.
    SignaturesWaiting {
        count: String,
        waiting: Vec<String>,
        more: String,
    },
    /// FOL-6: a person who follows you up writes to you; the reply goes to them.
    FromColleague {
        sender: String,
        subject: String,
        lines: Vec<String>,
    },
    /// FOL-6: what you wrote, and who received it.
    SentToColleagues {
        subject: String,
        lines: Vec<String>,
        recipients: Vec<String>,
    },
    /// PLN-9: you have been named for a plan.
    NamedDocumentOwner {
        plan: String,
    },
    NamedDocumentAuthor {
        plan: String,
    },
    /// PLN-15: you have left the position as which you were steward of these plans.
    StewardNoMore {
        plans: Vec<String>,
    },
    /// PLN-15: the steward of these plans of yours has left the position.
    StewardLeft {
        steward: String,
        plans: Vec<String>,
    },
    /// PLN-16: the plans that you are responsible for, as owner and as author.
    PlansOfTheYear {
        year: String,
        owned: Vec<String>,
        authored: Vec<String>,
    },
}

impl Message {
    /// Without the text and recipients that a person wrote; none where it holds facts alone.
    fn without_words(&self) -> Option<Self> {
        let (subject, lines) = (String::new(), Vec::new());
        match self {
            Self::FromColleague { sender, .. } => Some(Self::FromColleague { sender: sender.clone(), subject, lines }),
            Self::SentToColleagues { .. } => Some(Self::SentToColleagues { subject, lines, recipients: Vec::new() }),
            _ => None,
        }
    }
}

/// How long sent and given-up messages are kept.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

/// Rows written at a time.
const CHUNK: usize = 500;

/// Deletes what was sent, or given up, long ago; never what still waits. Returns the number of rows.
pub async fn purge(work: &Work<'_>) -> Result<u64, Failure> {
    let sql = sql!("DELETE FROM outbox WHERE next_at IS NULL AND made_at < {made_at}", made_at = work.now - REMEMBERED);
    Ok(work.tx.execute(sql).await?)
}

/// Puts an e-mail to a person into the outbox; `about` is the id of its subject.
pub async fn mail(work: &Work<'_>, to: PersonId, about: Option<Uuid>, message: &Message) -> Result<(), Failure> {
    mail_after(work, TimeDelta::zero(), to, about, message).await
}

/// A separate message to each of these people, in as many statements for a hundred as for one.
pub async fn mail_all(work: &Work<'_>, mails: &[(PersonId, Option<Uuid>, Message)]) -> Result<(), Failure> {
    for chunk in mails.chunks(CHUNK) {
        insert(work, work.now, chunk.iter().map(|(to, about, message)| (*to, *about, message))).await?;
    }
    Ok(())
}

/// As `mail`, but not sent before a delay has passed: until then it can be cancelled.
pub async fn mail_after(
    work: &Work<'_>,
    wait: TimeDelta,
    to: PersonId,
    about: Option<Uuid>,
    message: &Message,
) -> Result<(), Failure> {
    insert(work, work.now + wait, std::iter::once((to, about, message))).await
}

async fn insert(
    work: &Work<'_>,
    next_at: DateTime<Utc>,
    mails: impl Iterator<Item = (PersonId, Option<Uuid>, &Message)>,
) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for (to, about, message) in mails {
        rows.push([
            work.new_id::<OutboxId>().into(),
            MAIL.kind.into(),
            to.into(),
            about.into(),
            serde_json::to_string(message)?.into(),
            work.now.into(),
            next_at.into(),
        ]);
    }
    let sql = Sql::new("INSERT INTO outbox (id, kind, recipient_id, about_id, payload, made_at, next_at) VALUES ");
    work.tx.execute(sql.rows(rows)).await?;
    Ok(())
}

/// Cancels messages about any of these that have not been tried yet; false where there were none.
pub async fn cancel(work: &Work<'_>, about: &[Uuid]) -> Result<bool, Failure> {
    let sql = sql!(
        "DELETE FROM outbox WHERE attempts = 0 AND sent_at IS NULL AND about_id IN {about}",
        about = list(about.iter().copied()),
    );
    Ok(work.tx.execute(sql).await? > 0)
}
