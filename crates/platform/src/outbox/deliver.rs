//! NTF-8: delivery. A row is claimed for a while, sent, then marked: several processes share the work, a crash between
//! the two sends the same message again (with the same id), and each failure doubles the pause.

use chrono::{DateTime, TimeDelta, Utc};
use kyndig_db::{Sql, Tx};
use kyndig_domain::{ids::OutboxId, settings::Language};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Message, letter, link};
use crate::{
    auth::as_system,
    gateways::mail::{Letter, MailError},
    http::Failure,
    state::State,
};

/// Claimed at a time; all of them can be sent while the claim lasts.
const BATCH: i64 = 10;
/// How long a claim lasts; then the process that made it is taken to have died.
const CLAIM: TimeDelta = TimeDelta::minutes(15);
/// Tries before it is left to an administrator: about five days.
const TRIES: i32 = 16;
/// Possible outcomes of a try to send a mail.
pub const OUTCOMES: [&str; 3] = ["sent", "failed", "given_up"];

const PERMISSION: &str = "outbox:deliver";

/// What to do next after this many failures: wait, twice as long each time, or give up.
fn pause(tries: i32) -> Option<TimeDelta> {
    if tries >= TRIES {
        return None;
    }
    let doublings = u32::try_from(tries.clamp(1, 11) - 1).unwrap_or_default();
    Some(TimeDelta::minutes(1 << doublings).min(TimeDelta::hours(12)))
}

/// Sends what is due. Returns the number sent.
pub async fn deliver(state: &State) -> Result<usize, Failure> {
    let mut sent = 0;
    while any_due(state).await? {
        let claimed = claim(state).await?;
        if claimed.is_empty() {
            break;
        }
        for row in claimed {
            if one(state, &row).await? {
                sent += 1;
            }
        }
    }
    Ok(sent)
}

/// Checked without writing, so that an empty outbox costs nothing.
async fn any_due(state: &State) -> Result<bool, Failure> {
    let tx = state.db.read().await?;
    let due =
        Sql::new("SELECT 1 FROM outbox WHERE kind = 'mail' AND next_at <= ").bind(state.clock.now()).push(" LIMIT 1");
    let any = tx.exists(due).await;
    tx.rollback().await?;
    Ok(any?)
}

#[derive(Debug, FromQueryResult)]
struct Claimed {
    id: OutboxId,
    about_id: Option<Uuid>,
    payload: String,
    made_at: DateTime<Utc>,
    attempts: i32,
}

async fn claim(state: &State) -> Result<Vec<Claimed>, Failure> {
    as_system(state.system(), PERMISSION, async |work| {
        let skip = if work.tx.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
        let sql = Sql::new("UPDATE outbox SET attempts = attempts + 1, next_at = ")
            .bind(work.now + CLAIM)
            .push(" WHERE id IN (SELECT id FROM outbox WHERE kind = 'mail' AND next_at <= ")
            .bind(work.now)
            .push(" ORDER BY next_at, id LIMIT ")
            .bind(BATCH)
            .push(skip)
            .push(") RETURNING id, about_id, payload, made_at, attempts");
        let mut rows: Vec<Claimed> = work.tx.all(sql).await?;
        rows.sort_by_key(|row| row.id);
        Ok(rows)
    })
    .await
}

#[derive(Debug, FromQueryResult)]
struct Recipient {
    name: String,
    email: Option<String>,
    language: Option<Language>,
}

/// True where it was sent.
async fn one(state: &State, row: &Claimed) -> Result<bool, Failure> {
    let outcome = match write(state, row).await? {
        Ok(letter) => state.mail.send(&letter).await,
        Err(hopeless) => Err(hopeless),
    };
    let (next, error) = match &outcome {
        Ok(()) => (None, None),
        Err(MailError::Hopeless(_)) => (None, outcome.as_ref().err()),
        Err(MailError::NotNow(_)) => (pause(row.attempts), outcome.as_ref().err()),
    };
    mailed(error.is_none(), next.is_none());
    if let Some(error) = error {
        let given_up = next.is_none();
        tracing::warn!(outbox = %row.id, tries = row.attempts, given_up, %error, "a mail was not sent");
    }
    // Text written by a person is kept no longer than it takes to deliver it (FOL-6).
    let kept = match next {
        None => facts_alone(&row.payload)?,
        Some(_) => None,
    };
    as_system(state.system(), PERMISSION, async |work| {
        let sql = Sql::new("UPDATE outbox SET sent_at = ")
            .bind(error.is_none().then_some(work.now))
            .when(kept.as_deref(), |sql, payload| sql.push(", payload = ").bind(payload))
            .push(", next_at = ")
            .bind(next.map(|pause| work.now + pause))
            .push(", last_error = ")
            .bind(error.map(ToString::to_string))
            .push(" WHERE id = ")
            .bind(row.id);
        work.tx.execute(sql).await?;
        Ok(())
    })
    .await?;
    Ok(error.is_none())
}

/// The payload without text written by a person; none where it has none.
fn facts_alone(payload: &str) -> Result<Option<String>, Failure> {
    let Ok(message) = serde_json::from_str::<Message>(payload) else { return Ok(None) };
    Ok(message.without_words().as_ref().map(serde_json::to_string).transpose()?)
}

/// The letter, from the recipient's present data.
async fn write(state: &State, row: &Claimed) -> Result<Result<Letter, MailError>, Failure> {
    let message: Message = match serde_json::from_str(&row.payload) {
        Ok(message) => message,
        Err(error) => return Ok(Err(MailError::Hopeless(error.to_string()))),
    };
    let tx = state.db.read().await?;
    let recipient = Sql::new(
        "SELECT p.name, p.email, s.language FROM outbox o JOIN person p ON p.id = o.recipient_id \
         LEFT JOIN person_setting s ON s.person_id = p.id WHERE o.id = ",
    )
    .bind(row.id);
    let recipient: Result<Option<Recipient>, _> = tx.one(recipient).await;
    let path = link::path(&tx, &message, row.about_id).await;
    let answers = answers_to(&tx, &message, row.about_id).await;
    tx.rollback().await?;
    let (recipient, path, reply_to) = (recipient?, path?, answers?);
    let Some(Recipient { name, email: Some(address), language }) = recipient else {
        return Ok(Err(MailError::Hopeless("the recipient has no address".to_owned())));
    };
    let language = language.unwrap_or_default();
    let link = format!("{}{path}", state.config.http.public_url.trim_end_matches('/'));
    let said = match letter::say(&message, language, &link) {
        Ok(said) => said,
        Err(error) => return Ok(Err(MailError::Hopeless(format!("{error:#}")))),
    };
    Ok(Ok(Letter {
        id: row.id,
        name,
        address,
        language: language.as_str(),
        subject: said.subject,
        text: said.text,
        html: said.html,
        reply_to,
        made_at: row.made_at,
    }))
}

/// FOL-6: a reply goes to the person who wrote.
async fn answers_to(tx: &Tx, message: &Message, about: Option<Uuid>) -> Result<Option<(String, String)>, Failure> {
    let (Message::FromColleague { .. }, Some(sender)) = (message, about) else { return Ok(None) };
    let sql = Sql::new("SELECT name, email, NULL AS language FROM person WHERE id = ").bind(sender);
    let sender: Option<Recipient> = tx.one(sql).await?;
    Ok(sender.and_then(|one| Some((one.name, one.email?))))
}

/// Counts a try to send a mail.
fn mailed(sent: bool, given_up: bool) {
    let outcome = if sent {
        "sent"
    } else if given_up {
        "given_up"
    } else {
        "failed"
    };
    metrics::counter!("kyndig_mails_total", "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves NTF-8: the pauses grow, and end.
    #[test]
    fn pauses_grow() {
        let minutes: Vec<_> = (1..=TRIES).map(|tries| pause(tries).map(|pause| pause.num_minutes())).collect();
        assert_eq!(minutes[..4], [Some(1), Some(2), Some(4), Some(8)]);
        assert!(minutes[..15].windows(2).all(|pair| pair[0] <= pair[1]), "{minutes:?}");
        assert_eq!((minutes[14], minutes[15]), (Some(720), None));
        let days = minutes.iter().flatten().sum::<i64>() / (24 * 60);
        assert!((2..=5).contains(&days), "{days}");
    }
}
