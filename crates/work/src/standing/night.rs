//! FUL-6: the effect of a new day on standings: expiring and expired.

use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::{auth::Work, http::Failure};

use super::store;

/// Updates up to `limit` standings to their status on this day, and returns how many there were: run again until it
/// returns none. Idempotent.
pub async fn expire(work: &Work<'_>, limit: u16) -> Result<usize, Failure> {
    let pairs: Vec<_> =
        store::due(work, limit).await?.into_iter().map(|due| (due.person_id, due.requirement_id)).collect();
    let found = pairs.len();
    // The gate itself derives status and history from date and day.
    gate::change(work, &Affected::pairs(pairs), async || Ok(())).await?;
    Ok(found)
}
