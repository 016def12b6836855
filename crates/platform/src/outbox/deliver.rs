//! NTF-8: delivery. A row is claimed for a while, delivered by the handler of its kind, then marked: several processes
//! share the work, a crash between the two delivers the same row again (with the same id), and each failure doubles the
//! pause.

use std::pin::Pin;

use chrono::{DateTime, TimeDelta, Utc};
use kyndig_db::{Sql, sql};
use kyndig_domain::ids::OutboxId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{auth::as_system, http::Failure, state::State};

/// Claimed at a time; all of them can be delivered while the claim lasts.
const BATCH: i64 = 10;
/// How long a claim lasts; then the process that made it is taken to have died.
const CLAIM: TimeDelta = TimeDelta::minutes(15);
/// Tries before it is left to an administrator: about five days.
const TRIES: i32 = 16;
/// Possible outcomes of a try.
pub const OUTCOMES: [&str; 3] = ["sent", "failed", "given_up"];

const PERMISSION: &str = "outbox:deliver";

/// How rows of one kind are delivered.
#[derive(Clone, Copy)]
pub struct Handler {
    /// As in the rows.
    pub kind: &'static str,
    pub deliver: for<'a> fn(&'a State, &'a Claimed) -> Delivering<'a>,
}

pub type Delivering<'a> = Pin<Box<dyn Future<Output = Result<Delivery, Failure>> + 'a>>;

/// What a try has come to.
#[derive(Debug)]
pub struct Delivery {
    pub outcome: Outcome,
    /// The payload that replaces the row's once it is not tried again; none where the row keeps its own.
    pub remains: Option<String>,
}

#[derive(Debug)]
pub enum Outcome {
    Sent,
    /// To be tried again.
    NotNow(String),
    /// A retry would fail the same way.
    Hopeless(String),
}

/// A row to be delivered.
#[derive(Debug, FromQueryResult)]
pub struct Claimed {
    pub id: OutboxId,
    pub about_id: Option<Uuid>,
    pub payload: String,
    pub made_at: DateTime<Utc>,
    attempts: i32,
}

/// What to do next after this many failures: wait, twice as long each time, or give up.
fn pause(tries: i32) -> Option<TimeDelta> {
    if tries >= TRIES {
        return None;
    }
    let doublings = u32::try_from(tries.clamp(1, 11) - 1).unwrap_or_default();
    Some(TimeDelta::minutes(1 << doublings).min(TimeDelta::hours(12)))
}

/// Delivers what is due of the kinds that these handlers know. Returns the number delivered.
pub async fn deliver(state: &State, handlers: &[Handler]) -> Result<usize, Failure> {
    let mut sent = 0;
    for handler in handlers {
        while any_due(state, handler.kind).await? {
            let claimed = claim(state, handler.kind).await?;
            if claimed.is_empty() {
                break;
            }
            for row in claimed {
                if one(state, handler, &row).await? {
                    sent += 1;
                }
            }
        }
    }
    Ok(sent)
}

/// Checked without writing, so that an empty outbox costs nothing.
async fn any_due(state: &State, kind: &str) -> Result<bool, Failure> {
    let tx = state.db.read().await?;
    let due =
        sql!("SELECT 1 FROM outbox WHERE kind = {kind} AND next_at <= {now} LIMIT 1", kind, now = state.clock.now());
    let any = tx.exists(due).await;
    tx.rollback().await?;
    Ok(any?)
}

async fn claim(state: &State, kind: &str) -> Result<Vec<Claimed>, Failure> {
    as_system(state.system(), PERMISSION, async |work| {
        let skip = if work.tx.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
        let sql = sql!(
            "UPDATE outbox SET attempts = attempts + 1, next_at = {next_at} WHERE id IN (SELECT id \
             FROM outbox WHERE kind = {kind} AND next_at <= {now} ORDER BY next_at, id \
             LIMIT {BATCH}{skip}) RETURNING id, about_id, payload, made_at, attempts",
            next_at = work.now + CLAIM,
            kind,
            now = work.now,
            BATCH,
            skip = Sql::new(skip),
        );
        let mut rows: Vec<Claimed> = work.tx.all(sql).await?;
        rows.sort_by_key(|row| row.id);
        Ok(rows)
    })
    .await
}

/// True where it was delivered.
async fn one(state: &State, handler: &Handler, row: &Claimed) -> Result<bool, Failure> {
    let Delivery { outcome, remains } = (handler.deliver)(state, row).await?;
    let (next, error) = match outcome {
        Outcome::Sent => (None, None),
        Outcome::Hopeless(error) => (None, Some(error)),
        Outcome::NotNow(error) => (pause(row.attempts), Some(error)),
    };
    let sent = error.is_none();
    let (kind, given_up) = (handler.kind, !sent && next.is_none());
    count(kind, sent, given_up);
    if let Some(error) = &error {
        tracing::warn!(outbox = %row.id, kind, tries = row.attempts, given_up, %error, "a message was not delivered");
    }
    let remains = remains.filter(|_| next.is_none());
    as_system(state.system(), PERMISSION, async |work| {
        let sql = sql!("UPDATE outbox SET sent_at = {sent_at}", sent_at = sent.then_some(work.now))
            .when(remains.as_deref(), |sql, payload| sql.push(", payload = ").bind(payload))
            .push(", next_at = ")
            .bind(next.map(|pause| work.now + pause))
            .push(", last_error = ")
            .bind(error.clone())
            .push(" WHERE id = ")
            .bind(row.id);
        work.tx.execute(sql).await?;
        Ok(())
    })
    .await?;
    Ok(sent)
}

/// Counts a try.
fn count(kind: &'static str, sent: bool, given_up: bool) {
    let outcome = match (sent, given_up) {
        (true, _) => "sent",
        (false, true) => "given_up",
        (false, false) => "failed",
    };
    metrics::counter!("kyndig_deliveries_total", "kind" => kind, "outcome" => outcome).increment(1);
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
