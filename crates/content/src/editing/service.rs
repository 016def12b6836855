//! Presence: announced by each editor, seen by the others. It decides nothing: a conflict is detected by the version.

use kyndig_contract::{editing::Editors, person::PersonRef};
use kyndig_domain::editing::here_since;
use kyndig_platform::{auth::Work, http::Failure};
use uuid::Uuid;

use super::store;

/// Records that the actor has it open, and returns the others. The caller has checked that the actor may edit it.
pub async fn here(work: &Work<'_>, subject: Uuid) -> Result<Editors, Failure> {
    let me = work.person()?.person_id;
    store::put(work, subject, me).await?;
    others(work, subject).await
}

/// Those who have it open, except the actor.
pub async fn others(work: &Work<'_>, subject: Uuid) -> Result<Editors, Failure> {
    let me = work.person()?.person_id;
    let rows = store::others(work, subject, me, here_since(work.now)).await?;
    Ok(Editors { others: rows.into_iter().map(|row| PersonRef { id: row.id, name: row.name }).collect() })
}

/// The actor has closed it.
pub async fn gone(work: &Work<'_>, subject: Uuid) -> Result<(), Failure> {
    store::delete(work, subject, work.person()?.person_id).await
}

/// For the sweep.
pub async fn purge(work: &Work<'_>) -> Result<u64, Failure> {
    store::purge(work, here_since(work.now)).await
}
