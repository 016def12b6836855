//! Presence: said by whoever edits, seen by the others who do. It decides nothing: a clash is found by the version.

use kyndig_contract::{editing::Editors, person::PersonRef};
use kyndig_domain::editing::here_since;
use kyndig_platform::{auth::Work, http::Failure};
use uuid::Uuid;

use super::store;

/// Says that whoever acts has it open, and gives the others. The caller has seen that they may edit it.
pub async fn here(work: &Work<'_>, subject: Uuid) -> Result<Editors, Failure> {
    let me = work.person()?.person_id;
    store::put(work, subject, me).await?;
    others(work, subject).await
}

/// Those who have it open, but oneself.
pub async fn others(work: &Work<'_>, subject: Uuid) -> Result<Editors, Failure> {
    let me = work.person()?.person_id;
    let rows = store::others(work, subject, me, here_since(work.now)).await?;
    Ok(Editors { others: rows.into_iter().map(|row| PersonRef { id: row.id, name: row.name }).collect() })
}

/// Whoever acts has closed it.
pub async fn gone(work: &Work<'_>, subject: Uuid) -> Result<(), Failure> {
    store::delete(work, subject, work.person()?.person_id).await
}

/// For the sweep.
pub async fn purge(work: &Work<'_>) -> Result<u64, Failure> {
    store::purge(work, here_since(work.now)).await
}
