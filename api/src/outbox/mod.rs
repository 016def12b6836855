//! NTF-8: what shall go out is written in the transaction of what caused it; a job delivers it.

mod deliver;
mod letter;
mod link;

pub use deliver::deliver;

use chrono::TimeDelta;
use kyndig_db::Sql;
use kyndig_domain::ids::{OutboxId, PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{auth::Work, http::Failure};

/// What can go out. The text is made when it is delivered; here are only the facts it needs, and no
/// personal health information.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case")]
pub enum Message {
    /// FUL-5: somebody asks for your signature.
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
    /// PLN-16: the plans that you answer for, as owner and as author.
    PlansOfTheYear {
        year: String,
        owned: Vec<String>,
        authored: Vec<String>,
    },
}

/// So long one can see what was sent, or given up.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

/// Forgets what was sent, or given up, long ago; never what still waits. Gives the number of rows.
pub async fn forget(work: &Work<'_>) -> Result<u64, Failure> {
    let sql = Sql::new("DELETE FROM outbox WHERE next_at IS NULL AND made_at < ").bind(work.now - REMEMBERED);
    Ok(work.tx.execute(sql).await?)
}

/// Puts an e-mail to a person into the outbox; `about` is the id of what it is about.
pub async fn mail(work: &Work<'_>, to: PersonId, about: Option<Uuid>, message: &Message) -> Result<(), Failure> {
    mail_after(work, TimeDelta::zero(), to, about, message).await
}

/// As `mail`, not before a while has passed: till then it can be unsaid.
pub async fn mail_after(
    work: &Work<'_>,
    wait: TimeDelta,
    to: PersonId,
    about: Option<Uuid>,
    message: &Message,
) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO outbox (id, kind, recipient_id, about_id, payload, made_at, next_at) VALUES (")
        .bind(work.new_id::<OutboxId>())
        .push(", 'mail', ")
        .bind(to)
        .push(", ")
        .bind(about)
        .push(", ")
        .bind(serde_json::to_string(message)?)
        .push(", ")
        .bind(work.now)
        .push(", ")
        .bind(work.now + wait)
        .push(")");
    work.tx.execute(sql).await?;
    Ok(())
}

/// Takes back what was to be said about any of these, where nobody has tried to send it yet; false where there was
/// nothing to take back.
pub async fn unsay(work: &Work<'_>, about: &[Uuid]) -> Result<bool, Failure> {
    let sql = Sql::new("DELETE FROM outbox WHERE attempts = 0 AND sent_at IS NULL AND about_id IN ")
        .list(about.iter().copied());
    Ok(work.tx.execute(sql).await? > 0)
}
