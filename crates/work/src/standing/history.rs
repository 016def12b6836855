//! FUL-14: the history of a standing, read.

use kyndig_contract::{person::PersonRef, standing::StandingEvent};
use kyndig_domain::ids::{PersonId, RequirementId};
use kyndig_platform::{auth::Work, http::Failure};

use super::store;

/// Newest first.
pub async fn read(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
) -> Result<Vec<StandingEvent>, Failure> {
    let named = |id: Option<PersonId>, name: Option<String>| id.zip(name).map(|(id, name)| PersonRef { id, name });
    Ok(store::history(work, person, requirement)
        .await?
        .into_iter()
        .map(|row| StandingEvent {
            id: row.id,
            kind: row.kind,
            at: row.at,
            by: named(row.by_id, row.by_name),
            deputy_for: named(row.deputy_for_id, row.deputy_for_name),
            date: row.date,
            other: named(row.other_id, row.other_name),
            reason: row.reason,
            comment: row.comment,
            plan_name: row.plan_name,
            about: row.about,
        })
        .collect())
}
