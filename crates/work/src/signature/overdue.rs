//! SIG-5: requests that have waited for a signature for more than 14 days: the signer is reminded every week, and the
//! employee's manager sees them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kyndig_contract::{person::PersonRef, signature::LongAwaiting};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PositionId},
    signature::{BETWEEN_REMINDERS, LONG, before},
};
use kyndig_platform::{
    auth::Work,
    clock,
    http::Failure,
    outbox::{self, Message},
};

use super::store::{overdue, overdue::Old};
use crate::request::service as request;

/// The number of requests named in a reminder; it counts all.
const NAMED: usize = 10;

/// A request sent before this time is overdue.
fn long_ago(work: &Work<'_>) -> DateTime<Utc> {
    clock::midnight(before(work.today, LONG))
}

/// Reminds up to `limit` signers, each once of all their overdue requests, and returns how many they were: run again
/// until it returns none. Idempotent within a day. Signers who have left are not reminded.
pub async fn remind(work: &Work<'_>, limit: u16) -> Result<usize, Failure> {
    let reminded_before = clock::midnight(before(work.today, BETWEEN_REMINDERS));
    let signers = overdue::to_remind(work, long_ago(work), reminded_before, limit).await?;
    if signers.is_empty() {
        return Ok(0);
    }
    let ids = request::note_reminder(work, &signers, long_ago(work)).await?;
    let mut of: BTreeMap<PersonId, Vec<Old>> = BTreeMap::new();
    for old in overdue::named(work, &ids).await? {
        of.entry(old.signer_id).or_default().push(old);
    }
    let mails: Vec<_> = of.into_iter().map(|(signer, waiting)| (signer, None, letter(&waiting))).collect();
    outbox::mail_all(work, &mails).await?;
    Ok(signers.len())
}

/// The oldest are named, those of one requirement of one person in one line.
fn letter(waiting: &[Old]) -> Message {
    let mut lines: Vec<(String, usize)> = Vec::new();
    for old in waiting {
        let line = format!("{}: {}", old.person_name, old.requirement_name);
        match lines.iter_mut().find(|(known, _)| *known == line) {
            Some((_, times)) => *times += 1,
            None => lines.push((line, 1)),
        }
    }
    let count = lines.len();
    let text = |(line, times): (String, usize)| if times > 1 { format!("{line} × {times}") } else { line };
    Message::SignaturesWaiting {
        count: count.to_string(),
        more: if count > NAMED { (count - NAMED).to_string() } else { String::new() },
        waiting: lines.into_iter().take(NAMED).map(text).collect(),
    }
}

/// A column: the number of requirements of the active plans of position `p` with overdue requests.
pub fn count(work: &Work<'_>) -> Sql {
    overdue::count(long_ago(work))
}

/// Those of a position's active plans, the oldest first, each requirement and signer once.
pub async fn of_position(work: &Work<'_>, position: PositionId) -> Result<Vec<LongAwaiting>, Failure> {
    let mut found: Vec<LongAwaiting> = Vec::new();
    let mut before = None;
    for row in overdue::of_position(work, position, long_ago(work)).await? {
        // Once, for any number of plans that hold it.
        if before.replace(row.id) == Some(row.id) {
            continue;
        }
        let same = |one: &&mut LongAwaiting| one.requirement_id == row.requirement_id && one.signer.id == row.signer_id;
        if let Some(line) = found.iter_mut().find(same) {
            line.requests += 1;
            continue;
        }
        found.push(LongAwaiting {
            assignment_id: row.assignment_id,
            requirement_id: row.requirement_id,
            requirement_name: row.requirement_name,
            requests: 1,
            signer: PersonRef { id: row.signer_id, name: row.signer_name },
            signer_has_left: row.signer_has_left,
            sent_at: row.sent_at,
        });
    }
    Ok(found)
}
