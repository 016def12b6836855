//! FUL-6: what the passing of a day makes of standings: expiring and expired.

use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::{auth::Work, http::Failure};

use super::store;

/// Moves up to `limit` standings to what the day makes of them, and says how many there were: run again until it
/// says none. Run twice it changes nothing.
pub async fn expire(work: &Work<'_>, limit: u16) -> Result<usize, Failure> {
    let pairs: Vec<_> =
        store::due(work, limit).await?.into_iter().map(|due| (due.person_id, due.requirement_id)).collect();
    let found = pairs.len();
    // The gate itself makes status and history follow from date and day.
    gate::change(work, &Affected::pairs(pairs), async || Ok(())).await?;
    Ok(found)
}
